"""The filters: their cases, properties that hold for every text, and runs under pandoc itself."""

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import panflute as pf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.config import Typography
from publish.filters import block_quotes, citations, footnotes, letters  # type: ignore[attr-defined]  # modules of filters/
from publish.manuscript.constructs import count_constructs, differences
from publish.manuscript.filter_runs import FilterContext
from publish.reading import OUR_FILTERS
from publish.resources import filters_dir
from publish.text.words import words_of
from publish.tools.pandoc import reader, tree_from_text

CASES = Path(__file__).parent.parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text and its expected form, which is the same text if it does not change."""

    title: str
    written: str
    expected: str


def cases_in(name: str) -> list[Any]:
    """The cases of a file: `=== title`, the text, and if it changes `---` and the expected form."""
    _, *parts = re.split(r"^=== ", (CASES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    cases: list[Any] = []
    for part in parts:
        title, _, body = part.partition("\n")
        written, divided, expected = body.strip("\n").partition("\n---\n")
        cases.append(pytest.param(Case(title=title, written=written, expected=expected if divided else written), id=title))
    return cases


def tree(text: str) -> pf.Doc:
    """The tree of a Markdown text; notes that it calls and does not define are added."""
    called = dict.fromkeys(re.findall(r"\[\^(\d+)\]", text))
    missing = [label for label in called if f"\n[^{label}]:" not in text]
    return pf.load(StringIO(tree_from_text(text + "".join(f"\n\n[^{label}]: Note {label}." for label in missing) + "\n")))


def as_json(document: pf.Doc) -> Any:
    with StringIO() as written:
        pf.dump(document, written)
        return json.loads(written.getvalue())["blocks"]


def after(document: pf.Doc) -> None:
    footnotes.run(document, footnotes.Context(mark="after"))


def before(document: pf.Doc) -> None:
    footnotes.run(document, footnotes.Context(mark="before"))


def quotations(document: pf.Doc) -> None:
    block_quotes.run(document)


def correspondence(document: pf.Doc) -> None:
    letters.run(document)


def references(document: pf.Doc) -> None:
    citations.run(document)


def check_case(case: Case, run: Callable[[pf.Doc], None]) -> None:
    document = tree(case.written)
    run(document)
    assert as_json(document) == as_json(tree(case.expected))
    once = as_json(document)
    run(document)
    assert as_json(document) == once, "a second run changes something"


@pytest.mark.parametrize("case", cases_in("footnotes-after.txt"))
def test_noteref_follows_punctuation(case: Case) -> None:
    check_case(case, after)


@pytest.mark.parametrize("case", cases_in("footnotes-before.txt"))
def test_noteref_precedes_punctuation(case: Case) -> None:
    check_case(case, before)


@pytest.mark.parametrize("case", cases_in("block-quotes.txt"))
def test_quotation_has_its_form(case: Case) -> None:
    check_case(case, quotations)


@pytest.mark.parametrize("case", cases_in("letters.txt"))
def test_letter_has_its_form(case: Case) -> None:
    check_case(case, correspondence)


@pytest.mark.parametrize("case", cases_in("citations.txt"))
def test_short_reference_is_resolved(case: Case) -> None:
    check_case(case, references)


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        (["Ibid."], "no note stands before it in its section"),
        (["Editor, *A*; Bacon, *B*.", "Ibid., p. 7."], "the note before it cites more than one work"),
        (["Editor, *A*, p. 5. See also Bacon.", "Ibid."], "the note before it cites more than one work"),
        (["Editor, *A*, and Bacon, *B*, p. 5.", "Ibid."], "the note before it cites more than one work"),
        (["Editor, *A*, p. 5. It was printed in 1900.", "Ebd."], "the note before it says more than where to look"),
        (["She was her cousin.", "Там же."], "the note before it cites nothing that could be meant"),
        (["In 1900.", "Bacon, *op. cit.*, p. 5."], "no note before it cites one work of Bacon alone"),
        (["Bacon, *A*.", "Bacon, *B*.", "Bacon, op. cit., p. 5."], "the notes before it may cite more than one work of Bacon"),
        (["Bacon, *A*.", "Bacon, *B*; Editor, *C*.", "Bacon, op. cit., p. 5."], "the notes before it may cite more than one work of Bacon"),
        (["Bacon, *A*.", "Op. cit., p. 5."], "it names no author"),
        (["*A Play*, p. 3; Bacon, *B*.", "Ibid., p. 1.", "Ibid., p. 2."], "the note before it cites more than one work"),
    ],
)
def test_ambiguous_short_reference_is_reported_once(notes: list[str], reason: str) -> None:
    calls = "".join(f"A.[^{place}] " for place in range(len(notes)))
    document = tree(calls + "".join(f"\n\n[^{place}]: {note}" for place, note in enumerate(notes)))
    once = as_json(document)

    ((code, message, help, _),) = citations.run(document)

    assert code == "N117"
    assert message.endswith(reason)
    assert help
    assert as_json(document) == once


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("citations.txt", references),
        ("footnotes-after.txt", after),
        ("footnotes-before.txt", before),
        ("block-quotes.txt", quotations),
        ("letters.txt", correspondence),
    ],
)
def test_cases_hold_together_in_one_document(name: str, run: Callable[[pf.Doc], None]) -> None:
    cases: list[Case] = [parameters.values[0] for parameters in cases_in(name)]

    def together(texts: Sequence[str]) -> str:
        renamed = [re.sub(r"\[\^(\d)\]", rf"[^{place}0\1]", text) for place, text in enumerate(texts, 1)]
        return "\n\nBetween.\n\n".join(renamed)

    check_case(
        Case(title="all", written=together([case.written for case in cases]), expected=together([case.expected for case in cases])), run
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            'See [the "house[^1] rules" here](/x){#rules}.',
            "See <a rules>the</a> “<a>house</a>[1] <a>rules</a>” <a>here</a>.",
        ),
        ('See [*the "house[^1] rules"*](/x).', "See *<a>the</a> “<a>house</a>[1] <a>rules</a>”*."),
        ('See ["*house[^1][^2]* rules"](/x){#rules}.', "See “<a rules>*house*</a>[1][2] <a>rules</a>”."),
        ('See ["[^1]"](/x).', "See “[1]”."),
    ],
)
def test_mark_in_quotation_marks_is_not_in_a_link(written: str, expected: str) -> None:
    """Quotation marks are elements only with pandoc's `smart`."""

    def shown(element: Any) -> str:
        inner = "".join(map(shown, getattr(element, "content", ())))
        match element:
            case pf.Note():
                return f"[{inner[5]}]"
            case pf.Link():
                return f"<a{f' {element.identifier}' if element.identifier else ''}>{inner}</a>"
            case pf.Quoted():
                return f"“{inner}”"
            case pf.Emph():
                return f"*{inner}*"
            case pf.Str():
                return str(element.text)
            case _:
                return inner or " "

    notes = "".join(f"\n\n[^{label}]: Note {label}." for label in re.findall(r"\[\^(\d)\]", written))
    document = pf.load(StringIO(tree_from_text(written + notes + "\n", smart=True)))
    before(document)
    assert shown(document.content[0]) == expected
    once = as_json(document)
    before(document)
    assert as_json(document) == once


def labelled(name: str) -> pf.Span:
    return pf.Span(pf.Note(pf.Para(pf.Str(name))), classes=["note"], attributes={"id": name, "label": name, "line": "1"})


def test_notes_are_numbered_in_reading_order_from_the_first() -> None:
    table = pf.Table(
        pf.TableBody(pf.TableRow(pf.TableCell(pf.Plain(labelled("cell"))))),
        head=pf.TableHead(pf.TableRow(pf.TableCell(pf.Plain(labelled("head"))))),
        caption=pf.Caption(pf.Plain(labelled("caption"))),
    )
    document = pf.Doc(pf.Header(labelled("title")), pf.Para(labelled("a"), pf.Str("b"), labelled("title")), table)

    footnotes.run(document, footnotes.Context(first_note=7))

    numbers = [(span.attributes["id"], span.attributes["number"]) for span in footnotes.marks_of(document)]
    assert numbers == [("title", "7"), ("a", "8"), ("title", "7"), ("caption", "9"), ("head", "10"), ("cell", "11")]


# --- what holds for every text --------------------------------------------------------------------------------------------------------

STRINGS = st.sampled_from(
    ["word", "Ärger", ".", ",", "…", "—", "(", ")", "”", "“", "end.", "”.", ";", "a.b", "’s", "«", "etc.", "2.5", "，", "a\u00a0", "\u00a0"]
)


def inlines(depth: int = 2) -> st.SearchStrategy[list[pf.Inline]]:
    leaf = st.one_of(
        STRINGS.map(pf.Str),
        st.builds(pf.Space),
        st.builds(pf.SoftBreak),
        st.builds(pf.LineBreak),
        st.integers(0, 4).map(lambda number: labelled(f"note-{number}")),
        STRINGS.map(pf.Code),
    )
    if not depth:
        return st.lists(leaf, max_size=6)
    inner = inlines(depth - 1)
    nested = st.one_of(
        inner.map(lambda content: pf.Emph(*content)),
        inner.map(lambda content: pf.Quoted(*content)),
        inner.map(lambda content: pf.Link(*content, url="#x")),
        inner.map(lambda content: pf.Span(*content, attributes={"lang": "fr"})),
    )
    return st.lists(st.one_of(leaf, leaf, leaf, nested), max_size=10)


def written(text: str) -> list[pf.Inline]:
    """The inlines of a text: `_` is a space, `/` the end of a line, `*…*` a title."""
    elements = {"_": pf.Space, "/": pf.SoftBreak}
    pieces = re.findall(r"[_/]|\*[^*]+\*|[^_/*]+", text)
    return [
        elements[piece]() if piece in elements else pf.Emph(pf.Str(piece[1:-1])) if piece[0] == "*" else pf.Str(piece) for piece in pieces
    ]


def blocks(depth: int = 2) -> st.SearchStrategy[list[pf.Block]]:
    parts = st.sampled_from(
        ["—_", "and", "—_Ada_Editor,_*Diary*", "—_Ada_Editor", "(Ada,_*Diary*)", "Over./—_Ada,_*Diary*", "so/—_Ada_Editor"]
    )
    start = st.one_of(st.just([]), parts.map(written))
    paragraph = st.tuples(start, inlines(1), st.booleans()).map(lambda parts: pf.Para(*parts[0], *(parts[1] if parts[2] else [])))
    if not depth:
        return st.lists(paragraph, max_size=3)
    inner = blocks(depth - 1)
    nested = st.one_of(
        inner.map(lambda content: pf.BlockQuote(*content)),
        inner.map(lambda content: pf.Div(*content, classes=["epigraph"])),
        inner.map(lambda content: pf.BulletList(pf.ListItem(*content))),
    )
    return st.lists(st.one_of(paragraph, nested, nested), max_size=4)


def text_and_notes(element: pf.Element) -> tuple[list[tuple[str, int]], list[str]]:
    """The runs of text without notes, and the notes in order."""
    runs: list[tuple[str, int]] = []
    notes: list[str] = []

    def gather(inner: pf.Element) -> None:
        match inner:
            case pf.Str() | pf.Code():
                runs.append((inner.text, 1))
            case pf.Space() | pf.SoftBreak() | pf.LineBreak():
                runs.append((" ", 1))
            case pf.Span() if "note" in inner.classes:
                notes.append(inner.attributes["id"])
            case _:
                runs.extend([(" ", 1)] if isinstance(inner, pf.Block) else [])
                for child in getattr(inner, "content", ()):
                    gather(child)

    gather(element)
    return runs, notes


def check_properties(document: pf.Doc, run: Callable[[pf.Doc], None]) -> None:
    runs, notes = text_and_notes(document)
    run(document)
    later_runs, later_notes = text_and_notes(document)
    assert words_of(later_runs) == words_of(runs)
    assert later_notes == notes
    once = as_json(document)
    run(document)
    assert as_json(document) == once


@given(content=inlines(), run=st.sampled_from([after, before]))
def test_footnotes_keep_words_and_notes_and_run_once(content: list[pf.Inline], run: Callable[[pf.Doc], None]) -> None:
    check_properties(pf.Doc(pf.Para(*content)), run)


@given(content=blocks())
def test_block_quotes_keep_words_and_notes_and_run_once(content: list[pf.Block]) -> None:
    check_properties(pf.Doc(*content), quotations)


LETTER_LINES = [
    "London,_3_May_1890",
    "Dear_Sir,",
    "Lieber_Gott!",
    "They_are_clean.",
    "Yours_faithfully,",
    "I_remain,",
    "Ada_Editor",
    "—_Ada",
]


@given(paragraphs=st.lists(st.lists(st.sampled_from(LETTER_LINES), min_size=1, max_size=4), max_size=5), content=blocks(1))
def test_letters_keep_words_and_notes_and_run_once(paragraphs: list[list[str]], content: list[pf.Block]) -> None:
    def paragraph(lines: list[str]) -> pf.Para:
        inlines = [inline for line in lines for inline in (pf.LineBreak(), *written(line))]
        return pf.Para(*inlines[1:], labelled(lines[-1]))

    check_properties(pf.Doc(pf.BlockQuote(*map(paragraph, paragraphs), *content)), correspondence)


WORKS = [
    "Ada_Editor,_*Proofs*,_p._5.",
    "See_Bacon,_*Essays*_(London),_vol._2,_p._9._So_he_says.",
    "Ada_Editor,_*Diary*",
    "A_word.",
    "*A*;_*B*.",
]
SHORT = [
    "Ibid.",
    "*Ibid.*,_p._7.",
    "Id.,_*Diary*,_p._3.",
    "Editor,_op._cit.,_p._4.",
    "Bacon,_loc._cit.",
    "Ebd.,_S._3;_*C*.",
    "See_ibid.,_vol._1.",
]


@given(notes=st.lists(st.one_of(st.sampled_from(WORKS + SHORT).map(written), inlines(1)), max_size=8))
def test_citations_keep_what_is_written_and_run_once(notes: list[list[pf.Inline]]) -> None:
    document = pf.Doc(*(pf.Para(pf.Note(pf.Para(*content))) for content in notes))
    before = [as_json(pf.Doc(note.content[0])) for note in citations.notes_of(document)]

    findings = citations.run(document)

    supplied = [list(note.content[1:]) for note in citations.notes_of(document)]
    assert [as_json(pf.Doc(note.content[0])) for note in citations.notes_of(document)] == before
    assert all(len(blocks) <= 1 and all("resolved" in block.classes for block in blocks) for blocks in supplied)
    once = as_json(document)
    assert citations.run(document) == findings
    assert as_json(document) == once


# --- under pandoc ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "run"),
    [("footnotes.py", after), ("citations.py", references), ("block_quotes.py", quotations), ("letters.py", correspondence)],
)
def test_filter_runs_under_pandoc(name: str, run: Callable[[pf.Doc], None]) -> None:
    text = "He left[^1], she stayed.\n\n> Quoted.\n>\n> — Ada[^2].\n\nand on.\n\n[^1]: *One*.\n\n[^2]: Ibid.\n"
    home = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
    command = [str(home / "pandoc"), "--from", reader(), "--to", "json", "--filter", str(filters_dir() / name)]

    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, env=environment)

    expected = tree(text)
    run(expected)
    assert json.loads(done.stdout)["blocks"] == as_json(expected)


def test_filter_by_hand_takes_the_language_for_the_side_of_marks() -> None:
    home = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
    command = [str(home / "pandoc"), "--to", "json", "--metadata", "lang=fr-CH", "--filter", str(filters_dir() / "footnotes.py")]

    done = subprocess.run(command, input=b"Il partit.[^1]\n\n[^1]: Un.\n", capture_output=True, check=True, env=environment)

    assert [inline["t"] for inline in json.loads(done.stdout)["blocks"][0]["c"]] == ["Str", "Space", "Str", "Note", "Str"]


OURS = [importlib.import_module(f"publish.filters.{name}") for name in OUR_FILTERS]
EVERYTHING = Typography(quotes=True, ranges=True, spaces=True, nested=True, dashes=True, ellipses="sign")


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.txt")))
def test_our_filters_change_no_constructs_but_those_that_they_name(name: str) -> None:
    context = FilterContext(
        first_note=1,
        mark="after",
        language={"de": "de", "fr": "fr"}.get(Path(name).stem[-2:], "en"),
        line_of=lambda _: 1,
        place_of=lambda _, at=0: (1, 0),
        typography=EVERYTHING,
        no_break=("p. #",),
    )
    for parameters in cases_in(name):
        document = tree(parameters.values[0].written)
        for module in OURS:
            before_it = count_constructs(document)
            module.run(document, context)
            assert differences(before_it, count_constructs(document), module.CHANGES) == ("", ()), (parameters.id, module.__name__)
