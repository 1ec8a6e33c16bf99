"""No note is lost, wherever it is called: alone, in a heading, a cell, a caption, a verse; or it is text, and the ledger says so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from importing.test_documents import converted
from publish.diagnostics import Severity
from publish.importing.blocks import Block, Container, Frame, Kind, Reading
from publish.importing.inline import call, called_notes, source_text
from publish.importing.ledger import DecisionLog, State, Subject
from publish.importing.recovery.lone_calls import with_calls_joined
from publish.importing.recovery.note_keeping import with_every_note
from publish.importing.recovery.recovered_notes import RecoveredNote, without_nested_notes
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.report.note_proof import lost_notes
from publish.importing.run import Imported, ImportOrder, import_book
from publish.importing.writers.book import section_files

PLACES = (  # paragraphs with a call, and how they are written; the call alone joins the text before it
    ("# One{}", "# One{}"),
    ("Wallace{}, using words.", "Wallace,{} using words."),
    ("The chapter begins.\n\n{}", "The chapter begins.{}"),
    ("> Quoted words.\n>\n> {}", "> Quoted words.{}"),
    ("- An item.\n- {}", "-   An item.\n-   {}"),
    ("| A | B |\n|---|---|\n| x | {} |", "| A | B |\n| --- | --- |\n| x | {} |"),
    ("| C | D |\n|---|---|\n| x | y |\n\n: Trades{}", ": Trades{}"),
    ("| A line of verse\n| and{} more", "and{} more"),
    ("Term{}\n:   Its meaning.", "Term{}"),
    ("## Sub{}", "## Sub{}"),
    ("mid{}word, 5 km.", "mid{}word, 5 km."),
    ("# Two{}", "# Two{}"),
    ("5{} km.", "5{} km."),
)
NUMBERS = range(1, len(PLACES) + 1)
NOTE = "Words of note {}."


def documents() -> str:
    """A document with all the places, in Markdown."""
    return "\n\n".join(
        [
            *(text.format(f"[^n{number}]") for number, (text, _) in zip(NUMBERS, PLACES, strict=True)),
            *(f"[^n{number}]: {NOTE.format(number)}" for number in NUMBERS),
        ]
    )


def sections_of(imported: Imported) -> str:
    assert [str(one) for one in imported.diagnostics if one.severity is Severity.ERROR] == []
    return "\n\n".join(str(text) for path, text in sorted(imported.files.items()) if path.endswith(".md"))


@pytest.mark.parametrize("form", ["md", "docx", "odt", "epub3", "html"])
def test_note_arrives_from_every_place_of_every_form(form: str, tmp_path: Path) -> None:
    source = tmp_path / "book.md"
    source.write_text(documents(), encoding="utf-8")
    if form != "md":
        source = converted(tmp_path, form, documents())
    imported = import_book(ImportOrder(sources=(str(source),), into=tmp_path / "book", dry_run=True))
    text = sections_of(imported)
    for number, (_, written) in zip(NUMBERS, PLACES, strict=True):
        (label,) = re.findall(rf"^\[\^([^\]]+)\]: {re.escape(NOTE.format(number))}$", text, re.MULTILINE)
        assert written.removeprefix(": " if form == "odt" else "").format(f"[^{label}]") in text, text
    assert [one for one in imported.decisions if one.subject is Subject.NOTE and one.state is not State.APPLIED] == []


def page(body: str, folder: Path) -> tuple[Imported, str]:
    """A page as it is imported, and its sections as one text."""
    (folder / "page.html").write_text(f'<html lang="en"><body>{body}</body></html>', encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(folder / "page.html"),), into=folder / "book", dry_run=True))
    return imported, sections_of(imported)


def mark(id: str, label: str = "1") -> str:
    return f'<a href="#{id}" epub:type="noteref">{label}</a>'


def aside(id: str, text: str = NOTE.format(1)) -> str:
    return f'<aside epub:type="footnote" id="{id}"><p>{text}</p></aside>'


REST = "<p>The envoys never spoke of it again, and the paper was lost in a fire.</p>"
CALL, ASIDE = mark("n"), aside("n")
NESTED = aside("n", NOTE.format(1) + mark("m", "2")) + aside("m", "Innermost.")
EMPTY = aside("n", '<a href="#gone">↩</a>')
CALLED = (  # the body of a page, and what its sections have
    (f"<h1>One</h1>{REST}<p>A space.{mark('n%201')}</p>{aside('n 1')}", "A space.[^1]"),
    (f"<h1>One</h1>{REST}<p>As written.{mark('n%201')}</p>{aside('n%201')}", "As written.[^1]"),
    (f"<h1>One</h1>{REST}<p>Dots.{mark('n.1.2')}</p>{aside('n.1.2')}", "Dots.[^1]"),
    (f"<h1>One</h1>{REST}<p>Letters.{mark('%C3%BCber')}</p>{aside('über')}", "Letters.[^1]"),
    (f"<h1>One</h1><figure><img src='x.png' alt='x'><figcaption>A caption{CALL}</figcaption></figure>{REST}{ASIDE}", "caption[^1]"),
    (f"<h1>Part One{CALL}</h1><h1>The Road</h1>{REST}<h1>The Sea</h1>{REST}{ASIDE}", "# The Road[^1]"),
    (f"<h1>Chapter I{CALL}</h1><h1>The Road</h1>{REST}<h1>Chapter II</h1><h1>The Sea</h1>{REST}{ASIDE}", "# The Road[^1] {number"),
    (f"<h1>The Roads{CALL}</h1>{REST}<h2>The Sea</h2>{REST}{ASIDE}", "# The Roads[^1]"),
    (f"<h1>One</h1>{5 * f'<p>It is his{CALL}</p>'}{REST}{ASIDE}", "It is his[^1]\n\nIt is his[^1]"),
    (f"<ul><li><a href='#n'>A note on roads</a></li></ul><h1>One</h1>{REST}<p>Roads.{CALL}</p>{ASIDE}", "Roads.[^1]"),
    (f"<h1>One</h1>{REST}<p>Inner.{CALL}</p>{NESTED}", "Innermost."),
)


@pytest.mark.parametrize(("body", "written"), CALLED)
def test_note_of_a_page_arrives(body: str, written: str, tmp_path: Path) -> None:
    _, text = page(body, tmp_path)
    assert written in text, text
    place = "[]{#n}" if "A note on roads" in body else ""  # a link that is no call leads there
    assert f"[^1]: {place}{NOTE.format(1)}" in text, text


AS_TEXT = (  # notes that nothing in the book calls
    f"<h1>One</h1>{REST}{ASIDE}",
    f"<h1>One</h1><p hidden>Hidden.{CALL}</p>{REST}{ASIDE}",
)


@pytest.mark.parametrize("body", AS_TEXT)
def test_note_that_nothing_calls_is_text_and_in_the_ledger(body: str, tmp_path: Path) -> None:
    imported, text = page(body, tmp_path)
    assert f"\n{NOTE.format(1)}\n" in text, text
    assert [one.state for one in imported.decisions if one.subject is Subject.NOTE and one.before == NOTE.format(1)] == [State.LEFT]


def test_note_without_text_is_a_mark(tmp_path: Path) -> None:
    _, text = page(f"<h1>One</h1>{REST}<p>Empty{CALL}, and so on.</p>{EMPTY}", tmp_path)
    assert "Empty^1^, and so on." in text


def note(number: int, *called: int) -> RecoveredNote:
    text = NOTE.format(number) + "".join(call(str(other), str(other)) for other in called)
    return RecoveredNote(name=str(number), key=str(number), blocks=(Block(text=text, line=number, order=10 * number, note=str(number)),))


def test_notes_that_call_only_each_other_are_not_lost() -> None:
    notes = without_nested_notes([note(1, 2), note(2, 1), note(3)], {"3"})
    assert [[one.name, *(block.order for block in one.blocks)] for one in notes] == [["1", 10, 20], ["3", 30]]


def test_uncalled_note_is_in_a_query_at_its_place() -> None:
    before, after = (Passage(block=Block(text="The road.", line=line, order=order)) for line, order in ((1, 1), (9, 15)))
    log = DecisionLog()
    text = with_every_note(RecoveredText(passages=(before, after), notes=(note(1),), dropped=()), log)
    assert [(passage.role, passage.block.order) for passage in text.passages] == [(Role.TEXT, 1), (Role.QUERY, 10), (Role.TEXT, 15)]
    assert (text.notes, [one.state for one in log.decisions]) == ((), [State.LEFT])


def lost(passages: Sequence[Passage], notes: Sequence[RecoveredNote]) -> list[str]:
    """The codes of the proof for a source with one note, of which these passages and notes were made."""
    reading = Reading(name="page", blocks=note(1).blocks, words=())
    text = RecoveredText(passages=(heading, *passages), notes=tuple(notes), dropped=())
    return [one.code for one in lost_notes(reading, section_files(text, reading, "One"), ())]


heading = Passage(block=Block(kind=Kind.HEADING, text="One", line=1, level=1), role=Role.HEADING, level=1)


def test_proof_finds_a_note_that_is_lost() -> None:
    calling = Passage(block=Block(text=f"The road.{call('1', '1')}", line=2, order=2))
    assert lost([calling], [note(1)]) == []
    assert lost([replace(calling, block=replace(calling.block, text="The road."))], [note(1)]) == ["I903"]
    assert lost([Passage(block=note(1).blocks[0])], []) == ["I903"]  # text without a decision


def test_calls_alone_below_a_remark_join_the_text_above_it() -> None:
    query = Container(frame=Frame.DIVISION, number=1, attributes="query")
    blocks = [
        Block(text="The mill.", line=1, order=1),
        Block(text="Which?", line=1, order=2, containers=(query,)),
        Block(text=call("a", "1") + call("b", "2"), line=2, order=3),
    ]
    joined = with_calls_joined(blocks)
    assert [called_notes(block.text) for block in joined] == [["a", "b"], [], []]
    assert source_text("".join(block.text for block in joined)) == "The mill.Which?12"


def test_call_alone_in_a_group_of_titles_is_that_of_the_title(tmp_path: Path) -> None:
    group = '<hgroup><h2>XXIX</h2><p>The Brave</p><p>(Easter 1915)</p><p><a href="#n2" id="r2">2</a></p></hgroup>'
    notes = '<ol><li id="n2"><p>A note. <a href="#r2">↩</a></p></li></ol>'
    page = f"<h1>One</h1><p>Text.</p><section>{group}<p>More text.</p></section><section><h2>Notes</h2>{notes}</section>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    text = sections_of(import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book")))
    assert '# The Brave[^2] {number="XXIX" subtitle="(Easter 1915)"}' in text
    assert "[^2]: A note." in text
