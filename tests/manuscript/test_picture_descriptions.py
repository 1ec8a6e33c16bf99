"""Descriptions of pictures, the places of those that lack one, and names of picture files with spaces."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from PIL import Image

from orders import order
from publish.build import build
from publish.manuscript.lines import Positions
from publish.manuscript.locate import align, stream_of
from publish.manuscript.scan import scan
from publish.manuscript.section_facts import TreeFacts
from publish.manuscript.source import source_of
from publish.manuscript.tree import document_of
from publish.manuscript.tree_checks import picture_descriptions
from publish.manuscript.zones import zones_of
from publish.model import Matter, Section

BOOK = 'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "Ada"\n[spine]\nbody = ["one.md"]\n'


def places(text: str) -> list[str]:
    """Line and column of each picture that is reported."""
    section = Section(path="one.md", matter=Matter.BODY, text=text)
    scanned = scan(section)
    document = document_of(scanned.text, smart=True)
    alignment = align(stream_of(document.content), source_of(scanned).body)
    notes = [align(stream_of(note.content), source_of(scanned).body) for note in alignment.stream.notes]
    positions = Positions(text=scanned.text, places=scanned.places, alignments=[alignment, *notes])
    facts = TreeFacts(section=section, scan=scanned, document=document, positions=positions)
    return [str(diagnostic.location).removeprefix("one.md:") for diagnostic in picture_descriptions(facts)]


@pytest.mark.parametrize(
    "text",
    [
        '![](p.png){alt="A letter"}',
        'In a line ![](p.png){alt="A letter"} of text.',
        "In a line ![A letter](p.png) of text.",
        '[![](p.png){alt="A letter"}](https://example.org)',
        '| ![](p.png){alt="A letter"} | b |\n|---|---|\n| a | ![](p.png){alt="B"} |',
        '> ![](p.png){alt="A letter"}',
        '![The same](p.png){alt="The same"}',
        '![A caption that\nruns on](p.png){alt="A caption that runs on"}',
        "![](p.png){role=presentation}",
        '![](<my p.png>){#id .wide alt="A letter"}',
    ],
)
def test_written_description_is_not_asked_for(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('![](p.png){alt=""}', ["1:1"]),
        ('![](p.png){alt=" "}', ["1:1"]),
        ('# One\n\n![Cap](p.png){alt=""}', ["3:1"]),
        ('# One\n\n![](p.png){alt="x"}\n\n![](p.png)', ["5:1"]),
        ("[![](p.png)](p.png)\n\nText.\n\n[![](q.png)](p.png)", ["1:2", "5:2"]),
        ("| ![](p.png) | ![](p.png) |\n|---|---|\n| a | ![](q.png) |\n\n: Caption ![](r.png) of it", ["5:11", "1:3", "1:16", "3:7"]),
        ("Before.\n\n+----+\n| ![](p.png) |\n+----+\n".replace("----", "------------"), ["4:3"]),
        ("![](my p.png)\n\n![](my%20p.png)\n\n![](<my p.png>)", ["1:1", "3:1", "5:1"]),
        ("![A caption that\nruns on](p.png)", ["1:1"]),
        ("One.[^n]\n\n[^n]: In it ![](p.png).\n\n![](q.png)", ["3:13", "5:1"]),
        ("- ![](p.png)\n- ![](p.png)", ["1:3", "2:3"]),
        ("`![](p.png)`\n\n![](q.png)", ["3:1"]),
        (f"![]({'p' * 40})\n\n[A link to a longer address]({'p' * 40}.html)", ["1:1"]),
    ],
)
def test_missing_description_is_reported_at_its_picture(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("![a](my map.png)", True),
        ("![a](my  map (1).JPEG)", True),
        ('![a](my map.webp "A title")', True),
        ("![a](<my map.png>)", True),
        ("[a](more words)", False),
        ("[a](more words.png and more)", False),
        ('[a](words "and" more.png)', False),
    ],
)
def test_name_of_a_picture_may_have_spaces(text: str, is_address: bool) -> None:
    assert bool(zones_of(text).all) == is_address


def test_pictures_without_captions_and_with_spaces_reach_both_editions(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for name in ("my map.png", "plan (1).png", "100%.png"):
        Image.new("L", (60, 40)).save(tmp_path / "images" / name)
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "one.md").write_text(
        '# One\n\n![](images/my map.png){alt="A letter"}\n\n![Cap](<images/my map.png>){alt="Two"}\n\n'
        '![](images/my%20map.png){alt="Three"}\n\n![A plan](images/plan (1).png){alt="Four"}\n\nOn ![Five](images/100%.png) it goes.\n',
        encoding="utf-8",
    )
    built = build(order(folder=tmp_path, output=tmp_path / "out", editions=("print", "epub")))
    assert not [diagnostic for diagnostic in built.diagnostics if diagnostic.code != "P202"]
    with ZipFile(built.made["epub"].path) as book:
        root = etree.fromstring(book.read("EPUB/text/one.xhtml"))
    figures = [
        (figure.xpath("string(*[local-name() = 'img']/@alt)"), figure.xpath("string(*[local-name() = 'figcaption'])"))
        for figure in root.xpath("//*[local-name() = 'figure']")
    ]
    assert figures == [("A letter", ""), ("Two", "Cap"), ("Three", ""), ("Four", "A plan")]
