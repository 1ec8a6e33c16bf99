"""Completeness of whole books: a sound book passes in both editions, and declarations that hide text are detected.

That faults stop a build is tested in tests/sabotage.
"""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cssselect2
import pytest
from lxml import etree

from books_by_hand import configuration
from orders import order
from publish.build import build
from publish.checks.completeness import Counts, check_completeness
from publish.checks.edition_words import EditionWords, NoteMark
from publish.checks.epub_words import read_back
from publish.checks.markup_words import calls_in_markup, words_of_markup
from publish.checks.reading_order import Drawn, in_reading_order
from publish.checks.visibility import Look, Styles
from publish.diagnostics import Location
from publish.model import Book, ContentDocument, Made, Matter, Note, SectionType, SectionWords
from publish.text.compressed_text import CompressedText
from publish.text.words import LINE_END, Words, words_of
from publish.tools.raster import Joint, Piece

HERE = Path(__file__).parent.parent
MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


# --- books that are whole -------------------------------------------------------------------------------------------------------------


def counts_of(folder: Path, output: Path) -> dict[str, dict[str, int]]:
    """The counts in report.json for the manuscript and each edition."""
    built = build(order(folder=folder, output=output, moment=MOMENT, jobs=2))
    assert [diagnostic for diagnostic in built.diagnostics if diagnostic.code.startswith("V")] == []
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    return {"manuscript": report["manuscript"], **report["editions"]}


@pytest.mark.slow
def test_tricky_book_passes_in_all_editions(tmp_path: Path) -> None:
    counts = counts_of(HERE / "books" / "tricky", tmp_path)
    assert {(edition["words"], edition["notes"], edition["calls"]) for edition in counts.values()} == {(1060, 9, 10)}


# --- a book by hand -------------------------------------------------------------------------------------------------------------------

BODY = """<section xmlns="http://www.w3.org/1999/xhtml" id="one" class="chapter"><p data-line="3">The quick brown fox\
<a class="noteref" id="fox-call" href="#fox" data-supplied="">1</a> jumps over the lazy dog.</p></section>"""
NOTE = """<div xmlns="http://www.w3.org/1999/xhtml"><p>Vulpes vulpes, the red one.</p></div>"""


def book(tmp_path: Path) -> Book:
    """One sentence and one note."""
    document = ContentDocument(
        id="one",
        path="one.md",
        matter=Matter.BODY,
        type=SectionType.CHAPTER,
        title="One",
        short="One",
        language="en",
        markup=CompressedText.of(BODY),
        headings=(),
        notes=(Note(id="fox", label="fox", number=1, calls=("fox-call",), body=NOTE, location=Location(path="one.md", line=5)),),
        assets=(),
        words=SectionWords(
            body=words_of([("The quick brown fox jumps over the lazy dog.", 3)]),
            notes={"fox": words_of([("Vulpes vulpes, the red one.", 5)])},
            calls=(("fox", 4),),
        ),
    )
    return Book(configuration=configuration(tmp_path), documents=(document,), contents=(), targets={})


WHOLE = EditionWords(
    bodies={"one": ("the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog")},
    notes={"fox": ("vulpes", "vulpes", "the", "red", "one")},
    supplied=7,
    marks={"one": (NoteMark(call="fox-call", note="fox", text="1", words_before=4),)},
    quotations=0,
)


def messages(tmp_path: Path, words: EditionWords) -> list[str]:
    made = Made(edition="epub", path=tmp_path / "book.epub")
    return [str(diagnostic) for diagnostic in check_completeness(book(tmp_path), made, words).diagnostics]


def test_whole_edition_is_counted(tmp_path: Path) -> None:
    outcome = check_completeness(book(tmp_path), Made(edition="epub", path=tmp_path / "book.epub"), WHOLE)
    assert outcome.diagnostics == ()
    assert outcome.value == Counts(words=14, notes=1, calls=1, quotations=0, formulae=0, supplied=7)


def test_line_ends_of_print_change_neither_words_nor_marks(tmp_path: Path) -> None:
    bodies = {"one": ("the", "quick", "br" + LINE_END, "own" + LINE_END, "fox", "jumps", "over", "the", "lazy", "dog" + LINE_END)}
    marks = {"one": (NoteMark(call="fox-call", note="fox", text="1", words_before=5),)}
    assert messages(tmp_path, replace(WHOLE, bodies=bodies, marks=marks)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"words_before": 5}, "one.md:3: error V111: the mark 1 of the epub edition does not stand after “the quick brown fox”"),
        ({"text": "2"}, "one.md:3: error V110: the mark of the note “fox” reads “2” in the epub edition, its note is 1"),
        ({"note": ""}, "one.md:3: error V110: the mark 1 leads nowhere in the epub edition, not to “fox”"),
    ],
)
def test_mark_that_differs_from_the_manuscript_is_reported(tmp_path: Path, change: dict[str, object], message: str) -> None:
    mark = replace(WHOLE.marks["one"][0], **change)  # type: ignore[arg-type]
    lines = messages(tmp_path, replace(WHOLE, marks={"one": (mark,)}))
    assert len(lines) == 1
    assert lines[0].startswith(message)


def test_hidden_text_is_reported_with_its_place_in_the_file(tmp_path: Path) -> None:
    hidden = tuple((word, "text/one.xhtml, display: none") for word in ("quick", "brown"))
    lines = messages(tmp_path, replace(WHOLE, bodies={"one": ("the", "fox", *WHOLE.bodies["one"][4:])}, hidden=hidden, marks={}))
    assert (
        lines[0]
        == "one.md:3: error V112: “quick brown” is not seen, between “the” and “fox jumps over the” (text/one.xhtml, display: none)"
    )


def test_many_differences_are_reported_in_few_findings(tmp_path: Path) -> None:
    long = words_of([(" ".join(f"word{number}" for number in range(400)), 3)])
    whole = book(tmp_path)
    document = replace(whole.documents[0], markup=CompressedText.of("<section/>"), words=SectionWords(body=long, notes={}), notes=())
    remaining = tuple(word for number, word in enumerate(long.texts) if number % 10)
    words = replace(WHOLE, bodies={"one": remaining}, notes={}, marks={})
    outcome = check_completeness(replace(whole, documents=(document,)), Made(edition="epub", path=tmp_path / "book.epub"), words)
    assert len(outcome.diagnostics) == 6
    assert outcome.diagnostics[-1].message.endswith("(and 34 more differences in this section)")


def test_note_with_only_a_picture_is_not_missing(tmp_path: Path) -> None:
    whole = book(tmp_path)
    document = replace(whole.documents[0], words=replace(whole.documents[0].words, notes={"fox": Words()}))
    words = replace(WHOLE, notes={"fox": ()})
    outcome = check_completeness(replace(whole, documents=(document,)), Made(edition="epub", path=tmp_path / "book.epub"), words)
    assert outcome.diagnostics == ()


# --- reading ---------------------------------------------------------------------------------------------------------------------------


def test_words_of_markup_leave_out_what_is_supplied() -> None:
    assert words_of_markup(BODY) == WHOLE.bodies["one"]
    assert calls_in_markup(BODY) == (("fox", 4),)


def test_words_end_at_block_edges_and_not_at_inline_edges() -> None:
    markup = '<div xmlns="http://www.w3.org/1999/xhtml"><p>un<em>think</em>able<br/>second</p><ul><li>a</li><li>b</li></ul><p>x<sub>2</sub>y</p></div>'
    assert words_of_markup(markup) == ("unthinkable", "second", "a", "b", "x2y")


def epub(path: Path, body: str, css: str) -> Made:
    """The smallest container that can be read back."""
    with zipfile.ZipFile(path, "w") as container:
        container.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="EPUB/a.opf"/></rootfiles></container>',
        )
        container.writestr(
            "EPUB/a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="i" href="one%20file.xhtml"/></manifest>'
            '<spine><itemref idref="i"/></spine></package>',
        )
        container.writestr(
            "EPUB/one file.xhtml",
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>No word of the body</title>'
            f'<link rel="stylesheet" href="a.css"/></head><body>{body}</body></html>',
        )
        container.writestr("EPUB/a.css", css)
    return Made(edition="epub", path=path)


FILE = """<section id="one"><p>The quick brown fox<a epub:type="noteref" id="fox-call" href="#fox">1</a> jumps over the lazy dog.</p>\
<section epub:type="footnotes"><h2>Notes</h2><div epub:type="footnote" id="fox"><p><a epub:type="backlink" href="#fox-call">1.</a> \
Vulpes vulpes, the <em>red</em> one.</p></div></section></section>"""


def test_epub_is_read_back_as_a_reader_sees_it(tmp_path: Path) -> None:
    assert read_back(book(tmp_path), epub(tmp_path / "a.epub", FILE, "")) == replace(WHOLE, supplied=3, backlinks={"fox": ("fox-call",)})


def test_word_that_a_style_sheet_hides_is_not_read(tmp_path: Path) -> None:
    words = read_back(book(tmp_path), epub(tmp_path / "a.epub", FILE, "em { display: none }"))
    assert words.notes["fox"] == ("vulpes", "vulpes", "the", "one")
    assert words.hidden == (("red", "EPUB/one file.xhtml, display: none"),)


def fault_of(css: str, markup: str = '<div class="a"><p id="it">text</p></div>') -> str:
    """Why the text of the element `it` is invisible."""
    styles = Styles.of([css])

    def look(element: cssselect2.ElementWrapper, outer: Look) -> Iterable[str]:
        computed = styles.look(element, outer)
        if element.id == "it":
            yield computed.fault
        for child in element.iter_children():
            yield from look(child, computed)

    root = etree.fromstring(f'<body xmlns="http://www.w3.org/1999/xhtml">{markup}</body>')
    return next(iter(look(cssselect2.ElementWrapper.from_xml_root(root), Look())))


@pytest.mark.parametrize(
    ("css", "fault"),
    [
        (".a { display: none }", "display: none"),
        (".a { display: none } .a p { display: block }", "display: none"),
        ("p { visibility: hidden }", "visibility: hidden"),
        (".a { font-size: 0 }", "font-size: 0"),
        (".a { font: 0/0 serif }", "font: 0/0 serif"),
        (".a { font-size: 0 } p { font-size: 2em }", "font-size: 0"),
        ("p { color: transparent }", "color: transparent"),
        ("p { color: rgba(0, 0, 0, 0) }", "color: rgba(0, 0, 0, 0)"),
        ("p { color: #fff }", "color: #fff"),
        ("p { opacity: 0 }", "opacity: 0"),
        ("p { position: absolute; left: -999em }", "left: -999em"),
        ("p { text-indent: -9999px }", "text-indent: -9999px"),
        ("p { max-height: 0; overflow: hidden }", "max-height: 0 with overflow: hidden"),
        ("p { clip: rect(1px, 1px, 1px, 1px) }", "clip: rect(1px, 1px, 1px, 1px)"),
        ("p { clip-path: inset(50%) }", "clip-path: inset(50%)"),
        ("@media screen { p { display: none } }", "display: none"),
        ("@supports (display: grid) { p { display: none } }", "display: none"),
        ("p { display: none !important } #it { display: block }", "display: none"),
    ],
)
def test_hiding_declaration_is_detected(css: str, fault: str) -> None:
    assert fault_of(css) == fault


@pytest.mark.parametrize(
    "css",
    [
        "",
        "q { display: none }",
        "p { display: none } #it { display: block }",
        ".a { visibility: hidden } p { visibility: visible }",
        ".a { font-size: 0 } p { font-size: 12pt }",
        ".a { color: white; background: black }",
        ".a { color: white } p { color: black }",
        "p { opacity: 0.6; color: #777; overflow: hidden; text-indent: -2em; margin-left: -1em }",
        "@media print { p { display: none } }",
        "@media amzn-mobi { p { display: none } }",
        "p::before { display: none }",
        "@font-face { font-family: x; src: url(y) }",
    ],
)
def test_harmless_declaration_is_accepted(css: str) -> None:
    assert fault_of(css) == ""


@pytest.mark.parametrize("markup", ['<p id="it" hidden="">x</p>', '<p id="it" style="display: none">x</p>'])
def test_element_that_hides_itself_is_detected(markup: str) -> None:
    assert fault_of("", markup)


# --- the order of a page ----------------------------------------------------------------------------------------------------------------


def drawn(*pieces: tuple[str, float, float]) -> list[Drawn]:
    """Pieces of a page by word, left edge and baseline, in the order of drawing."""
    return [
        Drawn.of(Piece(text, tuple(left + 5 * place for place in range(len(text) + 1)), baseline, 10, 0, Joint.SPACE), place)
        for place, (text, left, baseline) in enumerate(pieces)
    ]


def read(page: list[Drawn], truth: str) -> str:
    ordered, _ = in_reading_order(page, truth.replace(" ", ""), 0)
    return " ".join(drawn_piece.piece.text for drawn_piece in ordered)


def test_word_drawn_late_is_read_where_it_stands() -> None:
    page = drawn(("one", 0, 20), ("three", 60, 20), ("four", 0, 34), ("two", 30, 20))
    assert read(page, "one two three four") == "one two three four"


def test_word_drawn_late_that_stands_elsewhere_is_not_moved() -> None:
    page = drawn(("one", 0, 20), ("three", 60, 20), ("four", 0, 34), ("two", 30, 90))
    assert read(page, "one two three four") == "one three four two"


def test_cells_side_by_side_are_read_in_the_order_of_drawing() -> None:
    page = drawn(("a", 0, 20), ("b", 0, 34), ("c", 60, 20), ("d", 60, 34))
    assert read(page, "a b c d") == "a b c d"


def test_lost_word_does_not_move_the_others() -> None:
    page = drawn(("one", 0, 20), ("three", 60, 20), ("two", 0, 34), ("four", 30, 34))
    assert read(page, "one two three two four") == "one three two four"


def test_page_after_a_loss_is_found_again_in_the_manuscript() -> None:
    page = drawn(("understanding", 0, 20), ("characteristics", 90, 20), ("last", 190, 20), ("very", 168, 20))
    ordered, at = in_reading_order(page, "lost" * 20 + "understandingcharacteristicsverylast" + "tail", 4)
    assert [drawn_piece.piece.text for drawn_piece in ordered] == ["understanding", "characteristics", "very", "last"]
    assert at == 4 * 20 + 36
