"""What a page marks arrives as the manuscript writes it: languages, verse, epigraphs, who said it, underlining and strokes."""

from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.run import ImportOrder, import_book

PAGE = """<html {root}><head><title>The Weir</title></head><body><h1>The Weir</h1><p>The weir stood below the mill, and nobody
had mended it since the flood.</p>{text}<p>And so the chapter goes on for another paragraph.</p></body></html>"""
VERSE = "| The road is long,\n|   The night is dark,\n|\n| And we are strong."
SHAPES = {
    "a poem of divisions": '<div class="poem"><div class="stanza"><div class="verse indent0">The road is long,</div>'
    '<div class="verse indent2">The night is dark,</div></div><div class="stanza"><div class="verse">And we are strong.</div></div></div>',
    "lines of spans": '<div class="poem"><div class="stanza"><span class="i0">The road is long,<br/></span>'
    '<span class="i2">The night is dark,<br/></span></div><div class="stanza"><span class="i0">And we are strong.<br/></span></div></div>',
    "stanzas as paragraphs": '<blockquote epub:type="z3998:verse"><p><span>The road is long,</span><br/><span class="i2">The night is dark,'
    "</span></p><p><span>And we are strong.</span></p></blockquote>",
    "preformatted": "<pre>The road is long,\n  The night is dark,\n\nAnd we are strong.</pre>",
    "numbers of pages between its lines": '<div class="poem"><div><span class="pagenum">[7]</span></div><div class="stanza">'
    '<div class="i0">The road is long,</div><div class="i2"><span class="pagenum">[8]</span></div><div class="i2">The night is dark,</div>'
    '</div><div class="stanza"><div class="i0">And we are strong.</div><p><span class="pagenum">[9]</span></p></div></div>',
    "numbered lines": '<div class="poem"><div class="linegroup"><div>The road is long,<span class="lnum">1</span></div>'
    '<div class="ind2">The night is dark,</div></div><div class="linegroup"><div>And we are strong.</div></div></div>',
}
PASSAGES = {
    "a word": ("<p>The <i lang='fr'>vanne</i> stood.</p>", "The [*vanne*]{lang=fr} stood."),
    "a paragraph": ("<p xml:lang='de'>Ein Absatz.</p>", "::: {lang=de}\nEin Absatz.\n:::"),
    "a quotation": ("<blockquote lang='fr'><p>Une citation.</p></blockquote>", "::: {lang=fr}\n> Une citation.\n:::"),
    "an item": ("<ul><li lang='la'>Unum</li><li>Two</li></ul>", "-   [Unum]{lang=la}\n-   Two"),
    "from right to left": ("<p>He wrote <span lang='he'>שלום</span>.</p>", "He wrote [שלום]{lang=he dir=rtl}."),
    "the page's own": ("<p lang='en'>The <i lang='en'>weir</i> stood.</p>", "The *weir* stood."),
    "back within another": (
        "<p lang='fr'>Le mot <i lang='en'>weir</i>.</p>",
        "::: {lang=fr}\nLe mot [*weir*]{lang=en}.\n:::",
    ),
    "no language": ("<p lang='x'>A line.</p>", "A line."),
    "underlined, struck out": ("<p><u>So</u> <s>it</s> <del>was</del>.</p>", "[So]{.underline} ~~it~~ ~~was~~."),
    "an epigraph": (
        "<blockquote class='epigraph'><p>Water finds its way.</p><cite>Ada Editor</cite></blockquote>",
        "::: epigraph\n> Water finds its way.\n>\n> — Ada Editor\n:::",
    ),
    "an epigraph in a division": (
        "<div epub:type='epigraph'><p>Water finds its way.</p></div>",
        "::: epigraph\n> Water finds its way.\n:::",
    ),
    "a table in a poem": (
        "<div class='poem'><table><tr><td><div class='i6'>Long and dark</div></td><td>twice</td></tr></table></div>",
        "|  |  |\n| --- | --- |\n| Long and dark | twice |",
    ),
    "a figure of figures": (  # neither picture is there
        "<figure><img src='a.png'><figure><img src='b.png'><figcaption>The mill.</figcaption></figure><p>Seen twice.</p></figure>",
        "The mill.\n\nSeen twice.",
    ),
    "a list of terms that is asked": (
        "<dl class='copyright-page'><dt>Weir</dt><dd>A dam.</dd><dd>A wall.</dd><dt>Mill</dt><dd>A house.</dd></dl>",
        "::: query\nWeir\n\n:   A dam.\n\n:   A wall.\n\nMill\n\n:   A house.\n:::",
    ),
    "a query in a definition": (
        "<dl><dt>Weir</dt><dd>A dam.<div class='sidebar'>Beside it.</div></dd>"
        "<dt><div class='sidebar'>Mill</div></dt><dd>A house.</dd></dl>",
        "Weir\n\n:   A dam.\n\n    ::: query\n    Beside it.\n    :::\n\nMill\n\n:   A house.",
    ),
    "a footer": (
        "<blockquote><p>Water finds its way.</p><footer>— Ada Editor, <cite>Weirs</cite></footer></blockquote>",
        "> Water finds its way.\n>\n> — Ada Editor, *Weirs*",
    ),
    "a title in the line": (
        "<blockquote><p>Water finds its way, says <cite>Weirs</cite>.</p></blockquote>",
        "> Water finds its way, says *Weirs*.",
    ),
}


def section(folder: Path, text: str, root: str = "lang='en'") -> str:
    """The text of the section that a page with this passage becomes."""
    (folder / "page.html").write_text(PAGE.format(root=root, text=text), encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(folder / "page.html"),), into=folder / "book"))
    assert not has_errors(imported.diagnostics)
    (path,) = (folder / "book/body").glob("*.md")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", SHAPES)
def test_verse_keeps_its_lines_stanzas_and_indents(tmp_path: Path, shape: str) -> None:
    assert VERSE in section(tmp_path, SHAPES[shape]).replace("\n> ", "\n")


@pytest.mark.parametrize("passage", PASSAGES)
def test_passage_is_written_as_the_manuscript_has_it(tmp_path: Path, passage: str) -> None:
    source, written = PASSAGES[passage]
    assert f"\n\n{written}\n\n" in section(tmp_path, source)


BOOK = """<html xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>The Weir</title></head><body>
<section epub:type="dedication"><p>To the miller.</p></section>
<section epub:type="epigraph"><blockquote><p>Water finds its way.</p><cite>Ada Editor</cite></blockquote></section>
<section epub:type="chapter"><hgroup><h2 epub:type="ordinal z3998:roman">I</h2><p epub:type="title">The Mill</p>
<p epub:type="subtitle">A “beginning”</p></hgroup><p>The mill stood still.</p></section>
<section epub:type="chapter"><h2>CHAPTER II.<br>THE ROAD</h2><p>The road was broken.</p></section>
<section epub:type="chapter"><h2 epub:type="ordinal z3998:roman">III</h2><p>Nobody came.</p></section>
<section epub:type="afterword"><h2>A Last Word</h2><p>So it ended.</p></section></body></html>"""


def test_sections_have_the_titles_and_types_of_their_source(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(BOOK, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    assert not has_errors(imported.diagnostics)
    sections = sorted((path for path in imported.files if path.endswith(".md")), key=lambda path: path.split("/")[1])
    texts = {path: str(imported.files[path]) for path in sections}
    assert [text.splitlines()[0] for text in texts.values()] == [
        "# Dedication {type=dedication}",
        "# Epigraph {type=epigraph}",
        '# The Mill {number="I" subtitle="A “beginning”"}',
        '# THE ROAD {number="CHAPTER II"}',
        "# III",
        "# A Last Word {type=afterword}",
    ]
    assert texts["front/02-epigraph.md"].endswith("\n> Water finds its way.\n>\n> — Ada Editor\n")


def test_language_of_most_of_a_page_is_that_of_the_book(tmp_path: Path) -> None:
    text = section(tmp_path, f"<div lang='fr'><p>{'Une longue phrase en français. ' * 30}</p></div>", root="")
    assert "lang" not in text
    assert 'language = "fr"' in (tmp_path / "book/book.toml").read_text(encoding="utf-8")


def test_preformatted_prose_is_no_verse(tmp_path: Path) -> None:
    line = "The clerk counted the sacks and wrote the number into his book, as he did each day.\n"
    assert "| The clerk" not in section(tmp_path, f"<pre>{line * 4}</pre>")
