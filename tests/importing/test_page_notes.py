"""Notes of pages and of Markdown: each way of writing them alone, and among chapters and lines that are never to be touched."""

import html
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.sample_pages import CASES, PageCase, alone, among_others
from importing.sample_texts import UNTOUCHED
from publish.diagnostics import PublishError, has_errors
from publish.importing.ledger import DecisionLog
from publish.importing.readers.pages import Page, read_pages
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses
from publish.importing.run import ImportOrder, import_book

CALL = re.compile(r"\[\^([^\]]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]]+)\]:\s+((?:.*\n?)(?:\n|    .*\n?)*)", re.MULTILINE)
LEFT_OVER = re.compile(r"[↩↑⤴^]|\\\[|ftn|\*\*?\]|\bback\b|\[\d|^\d+\\?\.? (?:Smith|Jones)", re.MULTILINE)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def written(folder: Path, case: PageCase, text: str) -> list[str]:
    """The sections that are written for a case, of which checking finds no error."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / f"1-page.{case.form}").write_text(text, encoding="utf-8")
    for name, more in case.more.items():
        (pages / name).write_text(f"<html><body>{more}</body></html>", encoding="utf-8")
    source = pages if case.more else pages / f"1-page.{case.form}"
    imported = import_book(ImportOrder(sources=(str(source),), into=folder / "book", dry_run=True))
    assert not has_errors(imported.diagnostics), [str(diagnostic) for diagnostic in imported.diagnostics]  # what `publish check` reports
    return [str(text) for name, text in sorted(imported.files.items()) if name.startswith("body/")]


def check(case: PageCase, sections: list[str]) -> None:
    seen: list[tuple[list[str], list[str]]] = []
    count = 0
    for section in sections:
        notes = {found[1]: words(CALL.sub("", found[2])) for found in DEFINITION.finditer(section)}
        count += len(notes)
        seen.extend((words(CALL.sub("", section[: call.start()])), notes[call[1]]) for call in CALL.finditer(section))
    assert (count, len(seen)) == (case.found, len(case.notes)), "\n".join(sections)
    for before, note in case.notes:
        first, last = words(note), words(before)
        assert any(call[-len(last) :] == last and text[: len(first)] == first for call, text in seen), "\n".join(sections)
    for kept in case.kept:
        assert kept in "\n".join(sections)
    own = [
        part for section in sections for part in section.split("\n\n") if case.notes and not case.marked and "envoys travelled" not in part
    ]
    assert [part for part in own if LEFT_OVER.search(CALL.sub("", part).replace("[^", "")) and not _is_untouched(part)] == []


def _is_untouched(part: str) -> bool:
    return words(part) in [words(line) for line in UNTOUCHED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_a_page_are_found(case: PageCase, tmp_path: Path) -> None:
    check(case, written(tmp_path, case, alone(case)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_a_page_are_found_among_others(case: PageCase, tmp_path: Path) -> None:
    first = 3 * CASES.index(case)
    lines = tuple(UNTOUCHED[(first + place) % len(UNTOUCHED)] for place in range(3))
    sections = written(tmp_path, case, among_others(case, lines))
    check(case, sections)
    assert sum(_is_untouched(part) for section in sections for part in section.split("\n\n")) == 3


def test_first_line_that_calls_a_note_stays_in_the_text(tmp_path: Path) -> None:
    page = '<html><head><title>The Treaty</title></head><body><h1>The Treaty<a href="#n1" id="r1">[1]</a></h1><p>It burned.<a href="#n2"'
    page += ' id="r2">[2]</a></p><p id="n1"><a href="#r1">[1]</a> Smith.</p><p id="n2"><a href="#r2">[2]</a> Jones.</p></body></html>'
    case = PageCase(name="", text=page, notes=(("The Treaty", "Smith"), ("It burned", "Jones")))
    check(case, written(tmp_path, case, page))


NAMES = ("n1", "r1", "_ftn1", "_ftnref1", "Footnote_1", "cite_note-1", "Page_1", "top", "c1")
TEXTS = st.one_of(
    st.sampled_from(("1", "[1]", "*", "↩", "↑", " ", "The envoys went.", "treaty", ", and ", "1. Smith.", "a")),
    st.text('ab 1[]()*^_#<>&"\\u00a0\\n.', max_size=12),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8),
)
TAGS = st.sampled_from(
    (
        *("p", "p", "div", "li", "ol", "ul", "blockquote", "td", "tr", "table", "dt", "dd", "dl", "aside", "section", "h2"),
        *("a", "a", "a", "a", "sup", "sup", "span", "span", "ref", "em", "pre", "code", "figure"),
    )
)
CLASSES = ("", "footnote", "footnotes", "noteref", "tooltip", "tooltiptext", "pagenum", "mw-cite-backlink", "quote", "label", "verse")


@st.composite
def elements(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """An element with any of what notes are made of, around what is drawn."""
    tag, name, link = draw(TAGS), draw(st.sampled_from(("", *NAMES))), draw(st.sampled_from(("", *NAMES)))
    said = {"id": name, "href": f"#{link}" if link and tag == "a" else "", "class": draw(st.sampled_from(CLASSES))}
    said["title"] = draw(st.sampled_from(("", "", "A note of two words", "Hint")))
    said["role"] = draw(st.sampled_from(("", "", "", "tooltip", "doc-noteref", "doc-footnote", "doc-backlink")))
    attributes = "".join(f' {key}="{value}"' for key, value in said.items() if value)
    return f"<{tag}{attributes}>{''.join(draw(st.lists(inner, max_size=4)))}</{tag}>"


TREES = st.recursive(TEXTS.map(html.escape), elements, max_leaves=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=6))
def test_no_word_of_any_page_is_lost(parts: list[str]) -> None:
    reading = read_pages([Page(name="page", path="page", text=f"<html><body>{''.join(parts)}</body></html>")], lambda _: None, "page")
    assert [str(one) for one in recovery_losses(reading, recover_text(reading, DecisionLog()))] == []


@settings(max_examples=25, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=6))
def test_any_page_is_imported_with_all_its_words_or_refused(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(f"<html><body>{''.join(parts)}</body></html>", encoding="utf-8")
        said: list[str] = []
        try:
            import_book(ImportOrder(sources=(str(Path(folder) / "page.html"),), into=Path(folder) / "book"))
        except PublishError as fault:
            said = [str(one) for one in fault.diagnostics if one.code.startswith("I9")]
        assert said == []
