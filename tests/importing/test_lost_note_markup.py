"""Notes that have lost their markup: each way of writing them alone, and among lines that must not change."""

import re

import pytest

from importing.sample_texts import CASES, FILLING, LISTED, UNTOUCHED, Case, within_pages
from publish.importing.inline import CALL_SPAN, plain
from publish.importing.ledger import DecisionLog, State, Subject
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import RecoveredText, recover_text

Calls = list[tuple[list[str], list[str]]]


def recover(text: str) -> tuple[RecoveredText, DecisionLog]:
    """The recovered text, and the decisions."""
    log = DecisionLog()
    return recover_text(read_text(text), log), log


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def calls_in(recovered: RecoveredText) -> Calls:
    """For each call the words before it, and those of its note."""
    notes = {note.name: words(" ".join(plain(block.text) for block in note.blocks)) for note in recovered.notes}
    return [
        (words(plain(passage.block.text[: call.start()])), notes[call[1]])
        for passage in recovered.passages
        for call in CALL_SPAN.finditer(passage.block.text)
    ]


def check(case: Case, text: str) -> None:
    recovered, _ = recover(text)
    calls = calls_in(recovered)
    assert (len(recovered.notes), len(calls)) == (len(case.notes), case.called), calls
    for before, body in case.notes:
        assert any(called[-len(words(before)) :] == words(before) and note[: len(words(body))] == words(body) for called, note in calls), (
            calls
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_this_kind_are_found(case: Case) -> None:
    check(case, case.text)


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_of_this_kind_are_found_among_others(case: Case, shift: int) -> None:
    first = CASES.index(case) + 3 * shift
    check(case, within_pages(case, tuple(UNTOUCHED[(first + place) % len(UNTOUCHED)] for place in range(3))))


@pytest.mark.parametrize("line", UNTOUCHED)
def test_line_is_not_touched(line: str) -> None:
    recovered, _ = recover(f"{FILLING}\n\n{line}\n\n{FILLING}\n")
    assert recovered.notes == ()
    assert [plain(passage.block.text) for passage in recovered.passages] == [FILLING, line, FILLING]


@pytest.mark.parametrize("after", ["", FILLING])
def test_list_stays_a_list(after: str) -> None:
    recovered, _ = recover("\n\n".join([FILLING, *UNTOUCHED, FILLING, LISTED, after]))
    assert recovered.notes == ()


def test_mark_without_a_note_and_note_without_a_mark_are_logged_and_stay() -> None:
    text = f"{FILLING} One.[1] Two.[7]\n\n[1] Smith.\n\n[2] Jones, whom nobody calls.\n"
    recovered, log = recover(text)
    left = [(one.state, one.evidence) for one in log.decisions if one.subject is Subject.NOTE and one.state is State.LEFT]
    assert left == [(State.LEFT, "a note with the mark 2, which nothing before it calls"), (State.LEFT, "a mark 7 without a note")]
    passages = [plain(passage.block.text) for passage in recovered.passages]
    assert passages[0].endswith("One. Two.[7]")
    assert "[2] Jones, whom nobody calls." in passages


def test_note_in_brackets_ends_with_its_bracket() -> None:
    text = (
        "The weir broke.[1] Nobody saw it.\n\nThe road was cut.[2]\n\n[Footnote 1: In May.]\n\n216. To cut a road, ask the miller.\n\n"
        "[Footnote 2: In June.\n\nAnd in July.]\n\n217. To mend it, ask again.\n"
    )
    recovered = recover_text(read_text(text), DecisionLog())
    assert [[plain(block.text).strip() for block in note.blocks] for note in recovered.notes] == [["In May."], ["In June.", "And in July."]]
