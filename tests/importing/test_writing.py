"""What an import writes passes its own check, and has the words of its blocks in their order, whatever these are."""

import base64
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from importing.sample_blocks import PICTURE, flat, flows, trees
from publish.config import Configuration, read_configuration
from publish.diagnostics import Outcome, Severity
from publish.importing.blocks import Block, Container, Frame, Kind, Reading
from publish.importing.inline import (
    BREAK,
    CAPTION,
    CELL,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE,
    IMAGE_END,
    IMAGE_MIDDLE,
    LINK,
    LINK_END,
    LINK_MIDDLE,
    MATH,
    PARAGRAPH,
    SPAN,
    SPAN_END,
    SPAN_MIDDLE,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
    attributes,
    call,
)
from publish.importing.recovery.recovered_notes import RecoveredNote
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.report.conservation import with_lost_words, writing_losses
from publish.importing.report.proof import Proof, prove
from publish.importing.run import ImportOrder, import_book
from publish.importing.writers.book import SectionFile, as_written, section_files
from publish.importing.writers.numerals import numeral, with_typed_numerals
from publish.importing.writers.running_text import markdown, title_markdown
from publish.model import ContentDocument, Matter, Section
from publish.reading import OUR_FILTERS, compose
from publish.resources import filters_dir

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
BOOK = 'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "Ada Editor"\n[spine]\nbody = ["one.md"]\n[text]\nmath = true\n'


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    folder = tmp_path_factory.mktemp("book")
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    (folder / "images").mkdir()
    (folder / PICTURE).write_bytes(PNG)
    value = read_configuration(folder).value
    assert value
    return value


def file_of(passages: list[Passage], notes: tuple[RecoveredNote, ...] = ()) -> SectionFile:
    heading = Passage(block=Block(text="One", line=1), role=Role.HEADING, level=1)
    labels = {"note": "1", "##here": "here"}
    note = RecoveredNote(name="note", key="1", blocks=(Block(text="A note.", line=1),))
    call = Passage(block=Block(text="A call.\ufddbnote\ufde0\ufddc", line=1))
    here = Passage(block=Block(text="Here", line=1, anchors=("here",)), role=Role.HEADING, level=2)
    return as_written(
        SectionFile(
            path="one.md",
            matter=Matter.BODY,
            passages=(heading, call, *with_typed_numerals(passages), here),
            notes=notes or (note,),
            labels=labels,
        )
    )


def composed(file: SectionFile, configuration: Configuration) -> Outcome[ContentDocument]:
    section = Section(path=file.path, matter=Matter.BODY, text=file.text, math=True)
    return compose(section, configuration, 1, [filters_dir() / f"{name}.py" for name in OUR_FILTERS])


def faults(file: SectionFile, configuration: Configuration) -> list[str]:
    outcome = composed(file, configuration)
    errors = [str(entry) for entry in outcome.diagnostics if entry.severity is Severity.ERROR]
    losses = [f"{loss.lost} -> {loss.instead}" for loss in writing_losses(file, outcome.value)] if outcome.value else []
    return [*errors, *losses]


@settings(max_examples=30, phases=[Phase.explicit, Phase.generate])
@given(trees)
def test_any_block_passes_the_check_with_its_words(configuration: Configuration, tree: list[Block]) -> None:
    file = file_of([Passage(block=block) for block in flat(tree)])
    assert (faults(file, configuration), file.text) == ([], file.text)


A_READING = Reading(name="page.html", blocks=(), words=())


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(flows)
def test_sections_of_any_headings_pass_the_check_with_their_words(configuration: Configuration, flow: list[Passage]) -> None:
    note = RecoveredNote(name="note", key="1", blocks=(Block(text="A note.", line=1),))
    files = section_files(RecoveredText(passages=tuple(flow), notes=(note,), dropped=()), A_READING, "The Title")
    told = [(fault, file.text) for file in files for fault in faults(file, configuration)]
    assert told == []


def a_table(*cells: str) -> Block:
    """A table of two rows, the second with these cells."""
    return Block(kind=Kind.TABLE, text=f"{CELL.join('ab'[: len(cells)])}\n{CELL.join(cells)}", line=1, level=1)


DIVISION = Container(frame=Frame.DIVISION, number=1, attributes="{lang=fr}")
ITEM = Container(frame=Frame.ITEM, number=2, group=2)
LISTED = f"{attributes('-')}The mill."
REFUSED = {
    "letters without a width in a grid": a_table("ก็ดี\u00adมา", f"✈\ufe0f{PARAGRAPH}1\ufe0f\u20e3"),
    "one item in a cell": a_table(LISTED, "b"),
    "a numbered item in a cell": a_table(f"{attributes('12.')}The mill.", "b"),
    "an item whose first block is empty": a_table(f"{attributes('-')}{PARAGRAPH}{attributes('    ')}The mill.", "b"),
    "a superscript that a grid would break": a_table(f"{SUP}{'a mill at dawn ' * 9}{SUP_END}", f"b{PARAGRAPH}c" + " d" * 60),
    "colons in a cell": a_table("::: a", ":::} ::: b"),
    "a bracket in a caption": Block(kind=Kind.PICTURE, text="so] it is", picture=PICTURE, alt="seen", line=1),
    "a picture within a word": Block(text=f"a mi{IMAGE}{PICTURE}{IMAGE_MIDDLE}=seen here{IMAGE_END}ll at dawn", line=1),
    "an undescribed picture within a word": Block(text=f"a mi{IMAGE}{PICTURE}{IMAGE_MIDDLE}{IMAGE_END}ll", line=1),
    "a caption at the end of a list in a division": replace(
        a_table(LISTED, "b"), text=f"{CAPTION}The mill.\n{LISTED}{CELL}b", containers=(DIVISION, ITEM)
    ),
}


@pytest.mark.parametrize("block", REFUSED.values(), ids=REFUSED)
def test_block_that_the_check_refused_passes_it(configuration: Configuration, block: Block) -> None:
    assert faults(file_of([Passage(block=block)]), configuration) == []


@pytest.mark.parametrize("title", ["…", ".", "—", "* * *", f"{call('note', '1')}"])
def test_heading_without_letters_is_a_heading(configuration: Configuration, title: str) -> None:
    heading = Passage(block=Block(kind=Kind.HEADING, text=title, line=1), role=Role.HEADING, level=2)
    assert faults(file_of([heading, Passage(block=Block(text="Then.", line=1))]), configuration) == []


def link(text: str, address: str = "http://x.org/a_b") -> str:
    return f"{LINK}{address}{LINK_MIDDLE}{text}{LINK_END}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"See {CODE}{link('abc')}{CODE_END}.", "See [`abc`](http://x.org/a_b)."),
        (f"See {link(f'{CODE}abc{CODE_END}')}.", "See [`abc`](http://x.org/a_b)."),
        (f"{CODE}a{EM}b{EM_END} c{CODE_END}", "`a`*`b`* `c`"),
        (f"low{SUB}a b{SUB_END}", r"low~a\ b~"),
        (f"x{SUB}{EM}i j{EM_END}{SUB_END}", r"x~*i\ j*~"),
        (f"x{SUP}a*b*{SUP_END}", r"x^a\\\*b\\\*^"),
        (f"{EM} a {EM_END}b", "*a* b"),
        (f"{EM}a{EM_END}{STRONG}b{STRONG_END}", "*a*<!---->**b**"),
        (f"6{STRONG}-{STRONG_END}1", "6<!---->**-**1"),
        ("##0.0E+0", r"\##0.0E+0"),
        (f"{EM}a{EM_END}{EM}b{EM_END}", "*ab*"),
        (f"{EM}a{STRONG}b{EM_END}c{STRONG_END}", "*a**b***<!---->**c**"),
        (link(f"ab{call('note', '1')}cd"), "[ab](http://x.org/a_b)[^1][cd](http://x.org/a_b)"),
        (f"{call('note', '1')}: so", r"[^1]\: so"),
        (f"x{SUP}[a]{SUP_END}", r"x^\\\[a]^"),
        (f"{SUP}{link('1')}{SUP_END}", "^<!---->[1](http://x.org/a_b)^"),
        (link("a", "http://x.org/a%20b c(d)"), "[a](http://x.org/a%20b%20c%28d%29)"),
        (f"{SPAN}a{SPAN_MIDDLE}.x{SPAN_END}(b)", r"[a]{.x}(b)"),
        (f"{MATH}x_1{MATH}2", "$x_1$<!---->2"),
        (f"1.{BREAK}b", "1\\.\\\nb"),
        ("costs $5 and $10", "costs $5 and $10"),
        ("so $l$ is", r"so \$l\$ is"),
        ("a {=html} b", r"a \{=html} b"),
    ],
)
def test_markup_that_markdown_cannot_nest_gets_the_nearest_form(text: str, written: str) -> None:
    assert markdown(text, {"note": "1"}) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (f"{STRONG}CHAPTER TWO{STRONG_END}", "CHAPTER TWO"),
        (f"{STRONG}{EM}Two{EM_END}{STRONG_END} {call('note', '1')}", "Two [^1]"),
        (f"{EM}Moby{EM_END} again", "*Moby* again"),
        (f"{SPAN}Two{SPAN_MIDDLE}.underline{SPAN_END}", "Two"),
    ],
)
def test_emphasis_of_a_whole_heading_is_dropped(title: str, written: str) -> None:
    assert title_markdown(title, {"note": "1"}) == written


def items(*numbers: int | None, group: int = 1, numerals: str = "") -> list[Block]:
    """Items of a list with these numbers, each with its number as a word; None is an item without one."""
    return [
        Block(
            text=f"item {number or 0}",
            line=1,
            containers=(Container(frame=Frame.ITEM, number=100 * group + at, group=group, start=number, numerals=numerals),),
        )
        for at, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("blocks", "lists", "written"),
    [
        ([*items(1, 2), *items(1, group=2)], 2, "1.  item 1\n2.  item 2\n\n<!-- -->\n\n1.  item 1"),
        (items(1, 5), 2, "1.  item 1\n\n<!-- -->\n\n5.  item 5"),
        ([*items(None), *items(None, group=2)], 2, "-   item 0\n\n<!-- -->\n\n-   item 0"),
        ([*items(None), *items(1, group=2)], 2, "-   item 0\n\n1.  item 1"),
        (items(2, 3, numerals="a"), 0, "b. item 2\n\nc. item 3"),
        (items(4, numerals="I"), 0, "IV. item 4"),
        (items(0, 1), 1, "0.  item 0\n1.  item 1"),
        (items(1917), 0, "1917\\. item 1917"),
    ],
)
def test_lists_side_by_side_stay_apart_with_their_numbers(
    blocks: list[Block], lists: int, written: str, configuration: Configuration
) -> None:
    file = file_of([Passage(block=block) for block in blocks])
    assert f"\n\n{written}\n\n" in file.text
    outcome = composed(file, configuration)
    assert outcome.value
    assert outcome.diagnostics == ()
    assert outcome.value.body.count("<ul") + outcome.value.body.count("<ol") == lists
    assert list(writing_losses(file, outcome.value)) == []


def test_numerals_are_those_of_html() -> None:
    assert [numeral(number, kind) for number, kind in ((1, "a"), (28, "A"), (9, "i"), (40, "I"), (7, ""))] == ["a", "AB", "ix", "XL", "7"]


QUERIED = Container(frame=Frame.DIVISION, number=9, attributes="{lang=nonsense}")


@pytest.mark.parametrize("around", [Frame.ITEM, Frame.QUOTATION, Frame.DEFINITION])
def test_query_is_legal_in_any_container(around: Frame, configuration: Configuration) -> None:
    container = Container(frame=around, number=1, group=1)
    term = Passage(block=Block(kind=Kind.TERM, text="Weir", line=1))
    file = file_of([term, Passage(block=Block(text="Is it?", line=1, containers=(container,)), role=Role.QUERY)])
    outcome = composed(file, configuration)
    assert [entry.code for entry in outcome.diagnostics] == ["M215"]
    assert outcome.value
    assert "query" in outcome.value.body


# --- what cannot be written -----------------------------------------------------------------------------------------------------------


def proved(passages: Sequence[Passage], notes: tuple[RecoveredNote, ...] = ()) -> Proof:
    toml = BOOK.replace("[text]\nmath = true\n", "")
    file = file_of(list(passages), notes)
    return prove([file], lambda files, _: {"book.toml": toml, PICTURE: PNG, **{one.path: one.text for one in files}}, 1)


BAD = f"{EM}The mill{EM_END} {SPAN}at dawn{SPAN_MIDDLE}lang=nonsense{SPAN_END}."
"""No language has this tag, so that the check refuses it."""


def test_block_that_the_check_refuses_keeps_its_words_and_the_rest_its_markup() -> None:
    others = Passage(block=Block(text=f"{EM}Before{EM_END} it.", line=4, file="page.html"))
    proof = proved([others, Passage(block=Block(text=BAD, line=7, file="page.html"))])
    assert "*Before* it.\n\nThe mill at dawn\\.\n" in proof.sections[0].text
    (told,) = [entry for entry in proof.diagnostics if entry.severity is Severity.ERROR]
    assert (told.code, str(told.location)) == ("I902", "one.md:7")
    assert "page.html:7" in told.message
    assert "M241" in told.message


def test_block_in_a_container_that_the_check_refuses_is_in_a_query() -> None:
    proof = proved([Passage(block=Block(text="At dawn.", line=7, containers=(QUERIED,)))])
    assert "::: query\nAt dawn\\.\n:::" in proof.sections[0].text
    assert [entry.code for entry in proof.diagnostics if entry.severity is Severity.ERROR] == ["I902"]


def test_picture_that_cannot_be_opened_is_named_in_a_query() -> None:
    proof = proved([Passage(block=Block(kind=Kind.PICTURE, text="The mill", picture="images/gone.png", line=7))])
    assert "::: query\nimages\\/gone\\.png The mill\n:::" in proof.sections[0].text
    assert [entry.code for entry in proof.diagnostics if entry.severity is Severity.ERROR] == ["I902"]


def test_note_that_the_check_refuses_keeps_its_words() -> None:
    note = RecoveredNote(name="note", key="1", blocks=(Block(text="First.", line=8), Block(text=BAD, line=9)))
    proof = proved([], (note,))
    assert "[^1]: First.\n\n    The mill at dawn\\.\n" in proof.sections[0].text


def test_word_that_no_block_has_is_in_a_query_at_its_place() -> None:
    blocks = tuple(Block(text=text, line=line, order=line) for line, text in enumerate(("One two.", "Five six."), 1))
    reading = Reading(name="page.txt", blocks=blocks, words=("one", "two", "three", "four", "five", "six"))
    recovered = RecoveredText(passages=tuple(Passage(block=block) for block in blocks), notes=(), dropped=())
    mended, (loss,) = with_lost_words(reading, recovered)
    assert [passage.block.text for passage in mended.passages] == ["One two.", "three four", "Five six."]
    assert [passage.role for passage in mended.passages] == [Role.TEXT, Role.QUERY, Role.TEXT]
    assert (loss.lost, loss.instead) == ("three four", "")


def test_small_cover_is_left_out_of_the_book_and_kept(tmp_path: Path) -> None:
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>One</title></head><body><h1>One</h1><p>It was cold.</p></body></html>"
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='id'>"
        "<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>T</dc:title><dc:language>en</dc:language></metadata><manifest>"
        "<item id='c' href='cover.png' media-type='image/png' properties='cover-image'/>"
        "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>"
    )
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
        "<rootfiles><rootfile full-path='p.opf'/></rootfiles></container>"
    )
    with zipfile.ZipFile(tmp_path / "book.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("p.opf", package)
        archive.writestr("a.xhtml", page)
        archive.writestr("cover.png", PNG)
    done = import_book(ImportOrder(sources=(str(tmp_path / "book.epub"),), into=tmp_path / "book"))
    assert [entry.code for entry in done.diagnostics] == ["I113"]
    assert "cover" not in (tmp_path / "book/book.toml").read_text(encoding="utf-8")
    assert PNG in done.files.values()


def test_picture_between_title_and_author_stays_in_the_book(tmp_path: Path) -> None:
    page = "<h1>The Mill</h1><p><img src='a.png' alt='A wheel'></p><p>By Jane Harrow</p><h2>One</h2><p>Cold.</p>"
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "page.html").write_text(f"<title>The Mill</title>{page}", encoding="utf-8")
    done = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    text = "\n".join(str(content) for name, content in done.files.items() if name.endswith(".md"))
    assert '![](images/a.png){alt="A wheel"}' in text
    assert PNG in done.files.values()
