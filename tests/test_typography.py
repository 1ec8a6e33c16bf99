"""Typewriter signs as they are set: the cases of each language, what holds for every text, and both editions of a small book."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import panflute as pf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.build import Order, build
from publish.filters import quotation_marks, spacing
from publish.resources import filters_dir
from test_filters import Case, cases_in, check_case, check_properties, labelled

LANGUAGES = ("en", "fr", "de")
NAMES = ("quotation_marks.py", "spacing.py")
BOOK = """\
title = "A Small Book"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]

[typography]
quotes = true
ranges = true
spaces = true
nested = true

[text]
no-break = ["Vol #"]
"""


def set_in(document: pf.Doc, language: str) -> None:
    quotation_marks.run(document, quotation_marks.Context(language=language))
    spacing.run(document, spacing.Context(language=language))


@pytest.mark.parametrize(
    ("language", "case"), [(language, *one.values) for language in LANGUAGES for one in cases_in(f"typography-{language}.txt")]
)
def test_text_is_set_by_its_language(language: str, case: Case) -> None:
    check_case(case, lambda document: set_in(document, language))


NO_BREAK = ("p. #", "Louis XIV", "XIV of # #")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("on p. 12 and p. 7f", "on p.\u00a012 and p.\u00a07f"),
        ("*Louis* XIV of 1 2 3", "*Louis*\u00a0XIV\u00a0of\u00a01\u00a02 3"),
        ("stop. 12, Louis XIVth, `p. 12`, p. x", "stop. 12, Louis XIVth, `p. 12`, p. x"),
        ("p.\n12", "p.\u00a012"),
    ],
)
def test_phrases_of_the_book_are_kept_together(written: str, expected: str) -> None:
    nothing = spacing.Rules(ranges=False, spaces=False)
    context = spacing.Context(language="ja", typography=nothing, no_break=NO_BREAK)
    check_case(Case(title="", written=written, expected=expected), lambda document: spacing.run(document, context))


def test_filters_that_set_signs_read_and_write_texts_alike() -> None:
    """A filter is a lone file: what two of them share stands in both, and is the same."""
    begin, end = "# --- the texts of a tree", "# --- what is set"
    shared = [(filters_dir() / name).read_text(encoding="utf-8").partition(begin)[2].partition(end)[0] for name in NAMES]
    assert len(shared[0].splitlines()) > 50
    assert len(set(shared)) == 1


PIECES = st.sampled_from(
    ["word", '"', "'", "“", "”", "‘", "’", "«", "»", ".", "!", ":", "—", "6", "1914-18", "p.", "3-4", "J.", "'tis", "\u202f"]
)


def inlines(depth: int = 2) -> st.SearchStrategy[list[pf.Inline]]:
    leaf = st.one_of(
        PIECES.map(pf.Str),
        PIECES.map(pf.Str),
        st.builds(pf.Space),
        st.builds(pf.LineBreak),
        PIECES.map(pf.Code),
        st.just("n").map(labelled),
    )
    if not depth:
        return st.lists(leaf, max_size=8)
    inner = inlines(depth - 1)
    nested = st.one_of(
        inner.map(lambda content: pf.Emph(*content)), inner.map(lambda content: pf.Span(*content, attributes={"lang": "fr"}))
    )
    return st.lists(st.one_of(leaf, leaf, leaf, nested), max_size=10)


@given(content=inlines(), language=st.sampled_from(["en", "fr", "de", "sv", "ja"]))
def test_typography_keeps_words_and_notes_and_runs_once(content: list[pf.Inline], language: str) -> None:
    check_properties(pf.Doc(pf.Para(*content)), lambda document: set_in(document, language))


def test_mark_that_cannot_be_told_is_reported_once_a_paragraph() -> None:
    document = pf.Doc(pf.Para(pf.Str('"a'), pf.Space(), pf.Str('"b"'), pf.Space(), pf.Str('c"')))

    ((code, message, help, _),) = quotation_marks.run(document, quotation_marks.Context(language="en"))

    assert code == "M240"
    assert '"a' in message
    assert help


def test_both_editions_show_what_is_set(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "book.toml").write_text(BOOK, encoding="utf-8")
    text = '# One\n\n"He said \'no,\'" p. 3-4, Vol 6, and [il dit "non!"]{lang=fr}.\n\n::: {lang=fr}\nOui !\n:::\n'
    (book / "one.md").write_text(text, encoding="utf-8")

    built = build(Order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))

    assert set(built.made) == {"print", "epub"}
    assert not built.diagnostics
    with ZipFile(built.made["epub"].path) as container:
        shown = "".join(container.read(name).decode() for name in container.namelist() if name.endswith(".xhtml"))
    assert "“He said ‘no,’\u200a” p.\u00a03–4, Vol\u00a06," in shown
    assert "«\u202fnon!\u202f»" in shown
    assert "Oui\u202f!" in shown
