"""Contents, targets and links of a book."""

from pathlib import Path

from publish.book.assemble import part_document
from publish.book.contents import contents, targets
from publish.config import Part
from publish.diagnostics import Location
from publish.model import ContentDocument, ContentsEntry, Heading, Matter, SectionType, SectionWords
from publish.reading import read_book
from publish.rules import SMALLEST_BOOK
from publish.text.compressed_text import CompressedText
from publish.text.words import Words
from publish.tools.cache import Cache

NS = 'xmlns="http://www.w3.org/1999/xhtml"'


def document(name: str, body: str = "", *headings: tuple[int, str], part: int | None = None) -> ContentDocument:
    """A chapter with this id, these blocks and these headings below its title."""
    path = f"body/{name}.md"
    listed = [(1, name), *headings]
    return ContentDocument(
        id=name,
        path=path,
        matter=Matter.BODY,
        type=SectionType.CHAPTER,
        title=name.title(),
        short=name.title(),
        language="en",
        markup=CompressedText.of(f'<section {NS} id="{name}">{body}</section>'),
        headings=tuple(
            Heading(id=text, level=level, text=text, markup=text, location=Location(path=path, line=1)) for level, text in listed
        ),
        notes=(),
        assets=(),
        words=SectionWords(body=Words(), notes={}),
        part=part,
    )


def shape(entries: tuple[ContentsEntry, ...]) -> list[object]:
    """A tree of contents as nested lists of fragments."""
    return [[entry.fragment, *shape(entry.children)] if entry.children else entry.fragment for entry in entries]


def test_headings_nest_below_their_section() -> None:
    section = document("one", "", (2, "a"), (3, "a1"), (3, "a2"), (2, "b"))
    assert shape(contents([section, document("two")])) == [["one", ["a", "a1", "a2"], "b"], "two"]


def test_heading_without_a_parent_is_put_at_the_first_level() -> None:
    assert shape(contents([document("one", "", (3, "deep"), (2, "a"))])) == [["one", "deep", "a"]]


def test_headings_below_the_third_level_are_left_out() -> None:
    assert shape(contents([document("one", "", (2, "a"), (4, "deeper"))])) == [["one", "a"]]


def test_part_holds_its_sections() -> None:
    part = part_document(Part(title="Type & Ink", sections=("one.md",)), 0, "en", "part-type-ink")
    entries = contents([part, document("one", part=0), document("two", part=0), document("three")])
    assert shape(entries) == [["part-type-ink", "one", "two"], "three"]
    assert entries[0].markup == "Type &amp; Ink"


def test_link_to_another_section_is_resolved() -> None:
    outcome = targets([document("one", '<p data-line="3"><a href="#plate">plate</a></p>'), document("two", '<figure id="plate"/>')], {})
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert outcome.value["plate"] == "two"


def test_broken_link_is_reported_with_its_line_and_the_nearest_id() -> None:
    (diagnostic,) = targets([document("one", '<h2 id="trial"/><p data-line="7">x <em><a href="#trail">y</a></em></p>')], {}).diagnostics
    assert (diagnostic.code, str(diagnostic.location)) == ("M401", "body/one.md:7")
    assert "#trial" in diagnostic.help


def test_broken_link_is_reported_with_its_column() -> None:
    text = "# One\n\nSee\n[the trial](#trail)."
    (diagnostic,) = targets([document("one", '<p data-line="3"><a href="#trail">the trial</a></p>')], {"body/one.md": text}).diagnostics
    assert (str(diagnostic.location), diagnostic.length) == ("body/one.md:4:13", 6)


def test_duplicate_id_is_reported_at_its_second_place() -> None:
    (diagnostic,) = targets([document("one", '<h2 id="a" data-line="3"/>'), document("two", '<h2 id="a" data-line="5"/>')], {}).diagnostics
    assert (diagnostic.code, str(diagnostic.location)) == ("M402", "body/two.md:5")


def test_link_to_a_file_is_refused_but_not_to_a_web_address() -> None:
    body = '<p data-line="2"><a href="notes.docx">a</a><a href="https://example.org">b</a><a href="file:///etc/passwd">c</a></p>'
    assert [diagnostic.code for diagnostic in targets([document("one", body)], {}).diagnostics] == ["M403", "M403"]


def test_parts_of_one_title_and_a_place_of_the_same_name_have_ids_of_their_own(tmp_path: Path) -> None:
    parts = ", ".join(
        f'{{ part = "One", number = "Volume {number}", sections = ["{name}.md"] }}' for number, name in (("I", "one"), ("II", "two"))
    )
    (tmp_path / "book.toml").write_text(SMALLEST_BOOK["book.toml"].replace('["one.md"]', f"[{parts}]"), encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# Chapter {name}\n\nText.\n\n## Below {{#part-{name}}}\n\nMore.\n", encoding="utf-8")
    read = read_book(tmp_path, Cache(None))
    assert read.diagnostics == ()
    assert read.value is not None
    assert [document.id for document in read.value.documents] == ["part-one-2", "one", "part-one-3", "two"]
