"""Notes of pages and of Markdown: each way of writing them alone, and among other chapters and lines that must not change."""

import html
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.sample_pages import CASES, PageCase, alone, among_others
from importing.sample_texts import UNTOUCHED
from publish.diagnostics import PublishError, Severity
from publish.importing.ledger import DecisionLog
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.sources import sources_in
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses
from publish.importing.run import ImportOrder, draft_book, import_book

CALL = re.compile(r"\[\^([^\]]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]]+)\]:\s+((?:.*\n?)(?:\n|    .*\n?)*)", re.MULTILINE)
LEFT_OVER = re.compile(r"[↩↑⤴^]|\\\[|ftn|\*\*?\]|\bback\b|\[\d|^\d+\\?\.? (?:Smith|Jones)", re.MULTILINE)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def sections_of(imported: Mapping[str, str | bytes]) -> list[str]:
    """The sections among the files of a book."""
    return [str(text) for name, text in sorted(imported.items()) if name.startswith("body/")]


def source_of(case: PageCase, text: str, folder: Path) -> str:
    """The source of a case with this text: a file, or a folder if it has further pages."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / f"1-page.{case.form}").write_text(text, encoding="utf-8")
    for name, more in case.more.items():
        (pages / name).write_text(f"<html><body>{more}</body></html>", encoding="utf-8")
    return str(pages if case.more else pages / f"1-page.{case.form}")


def drafted(case: PageCase, text: str, folder: Path) -> list[str]:
    """The sections that a case becomes, with all words of its source."""
    draft = draft_book(sources_in([source_of(case, text, folder)]), DecisionLog())
    assert [str(one) for one in draft.diagnostics if one.severity is Severity.ERROR] == []
    return sections_of(draft.files)


def imported(case: PageCase, text: str, folder: Path) -> list[str]:
    """The sections that a case becomes, read again and without errors."""
    result = import_book(ImportOrder(sources=(source_of(case, text, folder),), into=folder / "book", dry_run=True))
    assert [str(one) for one in result.diagnostics if one.severity is Severity.ERROR] == []  # what `publish check` reports
    return sections_of(result.files)


def check(case: PageCase, sections: list[str]) -> None:
    calls: list[tuple[list[str], list[str]]] = []
    count = 0
    for section in sections:
        notes = {definition[1]: words(CALL.sub("", definition[2])) for definition in DEFINITION.finditer(section)}
        count += len(notes)
        calls.extend((words(CALL.sub("", section[: call.start()])), notes[call[1]]) for call in CALL.finditer(section))
    assert (count, len(calls)) == (case.note_count, len(case.notes)), "\n".join(sections)
    for before, note in case.notes:
        first, last = words(note), words(before)
        assert any(call[-len(last) :] == last and text[: len(first)] == first for call, text in calls), "\n".join(sections)
    for text in case.kept:
        assert text in "\n".join(sections)
    parts = [
        part for section in sections for part in section.split("\n\n") if case.notes and not case.marked and "envoys travelled" not in part
    ]
    assert [part for part in parts if LEFT_OVER.search(CALL.sub("", part).replace("[^", "")) and not _is_untouched(part)] == []


def _is_untouched(part: str) -> bool:
    return words(part) in [words(line) for line in UNTOUCHED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_a_page_are_found(case: PageCase, tmp_path: Path) -> None:
    check(case, drafted(case, alone(case), tmp_path))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_a_page_are_found_among_others(case: PageCase, tmp_path: Path) -> None:
    first = 3 * CASES.index(case)
    lines = tuple(UNTOUCHED[(first + place) % len(UNTOUCHED)] for place in range(3))
    sections = imported(case, among_others(case, lines), tmp_path)
    check(case, sections)
    assert sum(_is_untouched(part) for section in sections for part in section.split("\n\n")) == 3


def test_first_line_that_calls_a_note_stays_in_the_text(tmp_path: Path) -> None:
    page = '<html><head><title>The Treaty</title></head><body><h1>The Treaty<a href="#n1" id="r1">[1]</a></h1><p>It burned.<a href="#n2"'
    page += ' id="r2">[2]</a></p><p id="n1"><a href="#r1">[1]</a> Smith.</p><p id="n2"><a href="#r2">[2]</a> Jones.</p></body></html>'
    case = PageCase(name="", text=page, notes=(("The Treaty", "Smith"), ("It burned", "Jones")))
    check(case, imported(case, page, tmp_path))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("l3", "line 3"),
        ("l3", "(a)"),
        ("l3", "2"),
        ("l3", "Fourth"),
        ("the-line-of-referred-anchorage", "Fourth"),
        ("preferred-shares", "2.1"),
    ],
)
def test_link_in_the_middle_of_a_note_keeps_its_words(tmp_path: Path, place: str, words: str) -> None:
    page = f'<html><body><h1>One</h1><p id="{place}">The line of verse'
    page += '<a href="#n1" id="r1" class="footnote-ref" role="doc-noteref">1</a> stands here.</p><p id="n1">'
    page += f'Through <a href="#{place}">{words}</a>, cf. Hesse. <a href="#r1">Return to text</a></p></body></html>'
    draft = draft_book(sources_in([source_of(PageCase(name="", text=page, notes=()), page, tmp_path)]), DecisionLog())
    (section,) = sections_of(draft.files)
    assert f"Through [{words}](#{place}), cf. Hesse.\n" in section
    assert "Return" not in section


@pytest.mark.parametrize(
    "marks", ['<a href="#r1">1</a>', '<a href="#r1">1</a>, <a href="#r2">2</a>', '(<a href="#r1">a</a> <a href="#r2">b</a>)']
)
def test_mark_at_the_beginning_of_a_note_links_back(tmp_path: Path, marks: str) -> None:
    page = '<html><body><h1>One</h1><p>The line<a href="#n1" id="r1">1</a> stands here<a href="#n1" id="r2">1</a>.</p>'
    page += f'<p id="n1">{marks} Hesse said so.</p></body></html>'
    draft = draft_book(sources_in([source_of(PageCase(name="", text=page, notes=()), page, tmp_path)]), DecisionLog())
    (section,) = sections_of(draft.files)
    assert re.search(r"^\[\^\w+\]: \W*Hesse said so\.$", section, re.MULTILINE)
    assert "](#" not in section


NUMBERED = "One.[^1] Two.[^2] Three.[^3] Four.[^4]\n\n[^1]: {}\n[^2]: See there.\n[^3]: Hesse.\n[^4]: Ibid.\n"
LINKED = '<p>One.<a href="#n1">1</a></p><p id="n1">{}</p>'


@pytest.mark.parametrize(
    ("text", "note", "written"),
    [
        (NUMBERED, "1 Kings 3:4.", "1 Kings 3:4."),
        (NUMBERED, "1\\. Auflage, Berlin.", "1. Auflage, Berlin."),
        (NUMBERED, "Note 1.", "Note 1."),
        (NUMBERED, "Fn 1", "Fn 1"),
        (NUMBERED, "I said so.", "I said so."),
        (LINKED, "1. See there.", "See there."),
        (LINKED, "1 See there.", "See there."),
        (LINKED, "Note 1.", "Note 1."),
    ],
)
def test_number_that_the_form_gives_a_note_is_not_looked_for_in_its_words(tmp_path: Path, text: str, note: str, written: str) -> None:
    path = tmp_path / ("text.html" if text is LINKED else "text.md")
    path.write_text(("<h1>T</h1>" if text is LINKED else "# T\n\n") + text.format(note), encoding="utf-8")
    draft = draft_book(sources_in([str(path)]), DecisionLog())
    (section,) = sections_of(draft.files)
    assert f"[^1]: {written}\n" in section.replace("\\", "")


def test_target_of_a_reference_is_no_note_where_the_form_has_notes(tmp_path: Path) -> None:
    page = '<html><body><h1>One</h1><p>See <a href="#s1">1</a> below<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref">'
    page += '<sup>1</sup></a>.</p><p id="s1">1. A merger of the <em>Corporation</em>.</p><section role="doc-endnotes">'
    page += '<ol><li id="fn1"><p>A note.<a href="#fnref1" role="doc-backlink">↩</a></p></li></ol></section></body></html>'
    draft = draft_book(sources_in([source_of(PageCase(name="", text=page, notes=()), page, tmp_path)]), DecisionLog())
    (section,) = sections_of(draft.files)
    assert section.count("[^") == 2
    assert "A merger of the" in section.split("[^")[1]


def test_link_within_a_link_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<a href="#n1"><h2 id="n1">The <a href="#n1">Treaty</a></h2></a><p>It burned.</p>', encoding="utf-8"
    )
    draft = draft_book(sources_in([str(tmp_path / "page.html")]), DecisionLog())
    assert "[The Treaty](#the-treaty)" in sections_of(draft.files)[0]


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
    attributes = {"id": name, "href": f"#{link}" if link and tag == "a" else "", "class": draw(st.sampled_from(CLASSES))}
    attributes["title"] = draw(st.sampled_from(("", "", "A note of two words", "Hint")))
    attributes["role"] = draw(st.sampled_from(("", "", "", "tooltip", "doc-noteref", "doc-footnote", "doc-backlink")))
    written = "".join(f' {key}="{value}"' for key, value in attributes.items() if value)
    return f"<{tag}{written}>{''.join(draw(st.lists(inner, max_size=4)))}</{tag}>"


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
        losses: list[str] = []
        try:
            import_book(ImportOrder(sources=(str(Path(folder) / "page.html"),), into=Path(folder) / "book"))
        except PublishError as fault:
            losses = [str(one) for one in fault.diagnostics if one.code.startswith("I9")]
        assert losses == []


def test_text_in_a_division_of_notes_that_was_not_closed_stays_text(tmp_path: Path) -> None:
    page = (
        "<html><head><title>The Play</title></head><body><h1>The Play</h1><p>A boy plays<a name='t1' href='#n1'>1</a> with nuts.</p>"
        "<div class='footnote'><p><a name='n1' href='#t1'>1</a> Walnuts.</p><h2>Costumes</h2>"
        "<p>The togas<a name='t2' href='#n2'>2</a> are white, and the tunics of some coarse stuff.</p></div>"
        "<div class='footnote'><p><a name='n2' href='#t2'>2</a> Or grey.</p></div></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book", dry_run=True))
    play, costumes = (str(text) for name, text in imported.files.items() if name.endswith(".md"))
    assert play.endswith("A boy plays[^1] with nuts.\n\n[^1]: Walnuts.\n")
    assert costumes.endswith("The togas[^2] are white, and the tunics of some coarse stuff.\n\n[^2]: Or grey.\n")
