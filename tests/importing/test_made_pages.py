"""Title pages that a source marks: publish makes them anew, and what stands on them and is text of the book stays."""

from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.ledger import State, Subject
from publish.importing.run import Imported, ImportOrder, import_book

PAGE = """<html xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>The Weir</title></head><body>{}
<section epub:type="chapter"><h2>One</h2><p>The mill stood still.</p></section></body></html>"""
DEDICATION = "# Dedication {type=dedication}\n\n"
EPIGRAPH = "# Epigraph {type=epigraph}\n\n"
BESIDE = {
    "a dedication that is marked": ('<p epub:type="dedication">Ada,<br/>always</p>', [f"{DEDICATION}Ada,\\\nalways\n"]),
    "a dedication by its class": ('<p class="dedication">Ada, always.</p>', [f"{DEDICATION}Ada, always.\n"]),
    "a dedication by its words": ("<p>To the miller, who never read a book.</p>", [f"{DEDICATION}To the miller, who never read a book.\n"]),
    "a dedication in French": ("<p>À mon père</p>", [f"{DEDICATION}À mon père\n"]),
    "no dedication": ("<p>For Sale in Utopia Only</p>", []),
    "an epigraph that is marked, and a dedication": (
        '<div epub:type="epigraph"><p>“The water runs,<br/>and nobody asks.”</p></div>'
        '<p epub:type="dedication">For Tom: <i>il miglior</i></p>',
        [f"{EPIGRAPH}> “The water runs,\\\n> and nobody asks.”\n", f"{DEDICATION}For Tom: *il miglior*\n"],
    ),
    "an epigraph with its source": (
        '<blockquote epub:type="epigraph"><p>Water finds its way in the end.</p><cite>Tom Turner, <i>Weirs</i></cite></blockquote>',
        [f"{EPIGRAPH}> Water finds its way in the end.\n>\n> — Tom Turner, *Weirs*\n"],
    ),
    "a quotation": ("<blockquote><p>Water finds its way.</p></blockquote>", [f"{EPIGRAPH}> Water finds its way.\n"]),
    "an epigraph by its words": (
        "<p>“Water finds its way.”</p><p>— Tom Turner</p>",
        [f"{EPIGRAPH}> “Water finds its way.”\n>\n> — Tom Turner\n"],
    ),
    "lines alone": ("<p>A Novel</p><p>Utopia: Imaginary Press</p><p>1911</p>", []),
}


def imported_of(folder: Path, text: str) -> Imported:
    """What a page with this text becomes."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(folder / "page.html"),), into=folder / "book"))
    assert not has_errors(imported.diagnostics)
    return imported


def sections_of(imported: Imported) -> list[str]:
    """The texts of the sections, in their order."""
    paths = [path for path in imported.files if path.endswith(".md")]
    return [str(imported.files[path]) for path in sorted(paths, key=lambda path: path.split("/")[1])]


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("page", ['<section epub:type="titlepage">{}</section>', '<div class="titlepage">{}</div>'])
def test_text_on_a_title_page_stays(tmp_path: Path, beside: str, page: str) -> None:
    source, written = BESIDE[beside]
    imported = imported_of(tmp_path, PAGE.format(page.format(f"<h1>The Weir</h1><p>By Ada Editor</p>{source}")))
    assert sections_of(imported) == [*written, "# One\n\nThe mill stood still.\n"]
    assert all(path.startswith("body/") == path.endswith("one.md") for path in imported.files if path.endswith(".md"))


def test_running_text_on_a_title_page_is_asked(tmp_path: Path) -> None:
    words = "<p>Be yourself, since everyone else is taken.</p><p>NORA NEMO</p><p>Imaginary Press</p>"
    imported = imported_of(tmp_path, PAGE.format(f'<div class="titlepage"><h1>The Weir</h1>{words}</div>'))
    assert sections_of(imported)[0].count("::: query") == 2
    assert "Be yourself, since everyone else is taken." in sections_of(imported)[0]
    assert "NORA NEMO" in sections_of(imported)[0]
    assert "Press" not in "".join(sections_of(imported))
    assert any(one.subject is Subject.QUERY and one.state is State.ASKED for one in imported.decisions)


def test_a_text_that_is_called_a_cover_stays(tmp_path: Path) -> None:
    text = "<p>This was written in the winter, when the mill had stopped.</p>" * 4
    imported = imported_of(tmp_path, PAGE.format(f'<div id="cover"><h1>The Weir</h1>{text}</div>'))
    assert "".join(sections_of(imported)).count("in the winter") == 4
    assert "query" not in "".join(sections_of(imported))


def test_title_page_says_whom_the_source_does_not_name(tmp_path: Path) -> None:
    lines = "<p>Ada Editor</p><p>Translated by Tom Turner</p><p>With an introduction by Nora Nemo</p><p>Imaginary Press</p>"
    imported = imported_of(tmp_path, PAGE.format(f'<div class="titlepage"><h1>The Weir</h1>{lines}</div>'))
    toml = str(imported.files["book.toml"])
    assert 'title = "The Weir"' in toml
    assert 'name = "Tom Turner"\nrole = "trl"' in toml
    assert 'name = "Nora Nemo"\nrole = "aui"' in toml
    assert "subtitle" not in toml
    assert 'publisher = "Imaginary Press"' in toml
    assert [one.after for one in imported.decisions if one.state is State.ASKED] == ['contributor = "Ada Editor"']


DOCBOOK = """<html lang="en"><head><title>The Weir</title></head><body><div class="book">
<div class="titlepage"><div><h1 class="title">The Weir</h1></div><div class="author"><h3>Ada Editor</h3></div><hr></div>
<div class="dedication"><div class="titlepage"><h2>Dedication</h2></div><p>To the miller.</p></div>
<div class="chapter"><div class="titlepage"><div><h2 class="title">Chapter 1. The Mill</h2></div></div><p>The mill stood still.</p>
<div class="section"><div class="titlepage"><h3>The wheel</h3></div><p>The wheel was gone.</p></div></div>
<div class="chapter"><div class="titlepage"><div><h2 class="title">Chapter 2. The Road</h2></div></div><p>The road was broken.</p></div>
</div></body></html>"""


def test_a_title_page_over_each_section_is_its_heading(tmp_path: Path) -> None:
    assert sections_of(imported_of(tmp_path, DOCBOOK)) == [
        f"{DEDICATION}To the miller.\n",
        "# Chapter 1. The Mill\n\nThe mill stood still.\n\n## The wheel\n\nThe wheel was gone.\n",
        "# Chapter 2. The Road\n\nThe road was broken.\n",
    ]


def test_a_section_alone_keeps_the_heading_on_its_title_page(tmp_path: Path) -> None:
    chapter = '<html lang="en"><body><div class="titlepage"><h2>Chapter 7. The Mill</h2></div><p>The mill stood still.</p></body></html>'
    assert sections_of(imported_of(tmp_path, chapter)) == ["# Chapter 7. The Mill\n\nThe mill stood still.\n"]


def test_a_page_with_front_and_body_matter_has_both(tmp_path: Path) -> None:
    front = '<section epub:type="frontmatter"><section epub:type="preface"><h2>Preface</h2><p>I wrote it.</p></section></section>'
    body = '<section epub:type="bodymatter"><h2>One</h2><p>The mill stood still.</p></section>'
    text = f'<html xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><body>{front}{body}</body></html>'
    assert [path for path in imported_of(tmp_path, text).files if path.endswith(".md")] == ["front/01-preface.md", "body/02-one.md"]
