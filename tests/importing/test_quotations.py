"""Quotations that have lost their markup: what is applied, what is asked, what is left."""

from dataclasses import replace

import pytest

from publish.importing.blocks import Origin
from publish.importing.inline import plain
from publish.importing.ledger import Answer, DecisionLog, State, Subject
from publish.importing.questions import question_of
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import Role, recover_text

TALE = "The envoys travelled for three weeks and were asked at every inn what they had signed, and they said that they could not tell."
SAID = "The paper lay on the table, and nobody would read it. It had been read too often, and each time it had said the same, and no more."
MORE = "We were told to wait. We waited, as one waits for rain, and when it came it was not what we had meant by rain in the first place."


def roles(*paragraphs: str) -> list[tuple[str, str]]:
    """Each paragraph's first word, and whether it is applied, asked or left."""
    log = DecisionLog()
    recovered = recover_text(read_text("\n\n".join(paragraphs) + "\n"), log)
    asked = {one.before for one in log.decisions if one.subject is Subject.QUOTATION and one.state is State.ASKED}
    states = []
    for passage in recovered.passages:
        text = plain(passage.block.text)
        state = (
            "applied" if passage.role is Role.QUOTATION else "asked" if any(text.startswith(one.rstrip("…")) for one in asked) else "left"
        )
        states.append((text.split()[0].strip('“‘"„«'), state))
    return states


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ((TALE, f"“{SAID} {MORE}”", TALE), ["left", "applied", "left"]),
        ((TALE, f'"{SAID} {MORE}"', TALE), ["left", "applied", "left"]),
        ((TALE, f"„{SAID} {MORE}“", TALE), ["left", "applied", "left"]),
        ((TALE, f"«{SAID} {MORE}»", TALE), ["left", "applied", "left"]),
        ((f"{TALE} One of them wrote:", f"“{SAID}”", TALE), ["left", "applied", "left"]),
        ((TALE, f"“{SAID}", f"“{MORE}”", TALE), ["left", "applied", "applied", "left"]),
        ((f"{TALE} As he explained:", f"{SAID} {MORE}[1]", TALE, "[1] Smith, Works, vol. 3, p. 5."), ["left", "applied", "left"]),
        ((TALE, f"    {SAID}", f"    {MORE}", TALE), ["left", "applied", "applied", "left"]),
        ((TALE, f"“The paper,” writes Smith, “lay on the table. {MORE} {SAID}”", TALE), ["left", "applied", "left"]),
    ],
    ids=[
        "wholly quoted",
        "typed marks",
        "German",
        "French",
        "after a colon",
        "going on",
        "ends with a note",
        "set in",
        "with its speaker",
    ],
)
def test_quotation_is_known_by_what_is_left_of_it(paragraphs: tuple[str, ...], expected: list[str]) -> None:
    assert [state for _, state in roles(*paragraphs)] == expected


@pytest.mark.parametrize(
    "paragraphs",
    [
        (TALE, f"He said that “the paper” lay there. {MORE}", TALE),
        (TALE, f"{SAID} {MORE}[1]", TALE, "[1] Smith, Works, p. 5."),
        (f"{TALE} He made three points:", "1. That it rained.", "2. That it went on.", TALE),
        (f"{TALE} He made three points:", f"First, {SAID}", TALE),
        (f"{TALE} He stated three points:", f"(a) {SAID} {MORE}", f"(b) {MORE} {SAID}", TALE),
        (TALE, "“Yes,” said he.", "“No,” said she.", TALE),
        (TALE, MORE, SAID),
        (TALE, f"    [{SAID} {MORE}]", TALE),
        (TALE, f"    ({SAID} {MORE}).", TALE),
        (TALE, "    I. The Old Weir 7 II. The Way to the Mill 12 III. The Last Road Home 45 IV. The Mill Again 101", TALE),
        (
            TALE,
            f"“The paper,” said Gregor, well aware that it had been read by all of them that day, “lay there. {MORE} {SAID} {MORE}”",
            TALE,
        ),
    ],
    ids=[
        "words in marks",
        "a note at the end",
        "a list",
        "first",
        "letters",
        "talk",
        "nothing",
        "in brackets",
        "in parentheses",
        "pages",
        "a story",
    ],
)
def test_other_paragraphs_are_not_made_quotations(paragraphs: tuple[str, ...]) -> None:
    assert {state for _, state in roles(*paragraphs)} <= {"left"}


@pytest.mark.parametrize(
    "paragraphs",
    [
        (TALE, "— She said that it was late.", TALE, f"— {MORE}", TALE, "— Never in my life", TALE, "— Ada, come here.", TALE),
        (TALE, f"—{SAID}", TALE, "—Sí", TALE),
        ("ANNA:", SAID, "BRANDT:", f"{SAID} {MORE}", "ANNA:", f"{MORE} {SAID}"),
        ("Problem 1:", f"{SAID} {MORE}", "Solution:", f"{MORE} {SAID}", "Problem 2:", f"{SAID} {TALE}"),
    ],
    ids=["dashes", "Spanish dashes", "speakers", "labels"],
)
def test_speeches_are_not_asked(paragraphs: tuple[str, ...]) -> None:
    assert {state for _, state in roles(*paragraphs)} <= {"left"}


def test_source_after_a_dash_is_no_speech() -> None:
    lines = [(f"{SAID} {MORE}", f"— {source}", TALE) for source in ("Ada Editor, *The Salt Road*", "Tom Turner, 1911", "An Old Song")]
    assert [state for _, state in roles(*(line for three in lines for line in three))] == ["applied", "applied", "left"] * 3


def test_words_before_a_paragraph_without_any_mark_are_asked() -> None:
    assert [state for _, state in roles(f"{TALE} The record is plain, as he wrote:", f"{SAID} {MORE}", TALE)] == ["left", "asked", "left"]


def set_in(*others: str) -> tuple[str, ...]:
    """A text with six paragraphs that are set in, and others."""
    return (TALE, *(line for word in ["One", "Two", "Three", "Four", "Five", "Six"] for line in (f"    {word} {SAID}", TALE)), *others)


def test_many_paragraphs_that_only_an_indent_marks_are_asked_once() -> None:
    log = DecisionLog()
    recover_text(read_text("\n\n".join(set_in()) + "\n"), log)
    (asked,) = [one for one in log.decisions if one.subject is Subject.QUOTATION]
    assert (asked.state, len(asked.inside), question_of(asked).asks) == (
        State.ASKED,
        6,
        "Are these 6 paragraphs, which are set in, quotations?",
    )
    log = DecisionLog(answers={asked.key: Answer.ACCEPT})
    recovered = recover_text(read_text("\n\n".join(set_in()) + "\n"), log)
    assert sum(passage.role is Role.QUOTATION for passage in recovered.passages) == 6


def test_indent_is_believed_where_most_quotations_show_more() -> None:
    quoted = (line for number in range(7) for line in (f"{TALE} He wrote:", f"    {number} {SAID}", TALE))
    assert [state for _, state in roles(*set_in(*quoted)) if state != "left"] == ["applied"] * 13


def test_weak_evidence_is_asked() -> None:
    assert [state for _, state in roles(f"{TALE} The record is plain, as he wrote:", SAID, TALE)] == ["left", "asked", "left"]


TALK = (
    "“He would have shot me once,” he murmured, “yes, there’s the very musket that he pointed at me; that one with the studded stock; let "
    "me touch it and lift it, for it is strange that I, who have handled so many deadly lances, strange that I should shake so now.”"
)
SPEECH = f"“{SAID} {MORE}”"
NOVELS = {
    "narration between two speeches": [TALE, TALK, TALE],
    "a long answer, and he spoke": [TALE, f"“{SAID} {MORE},” said he, and turned to the wall.", TALE],
    "dialogue throughout": [
        part for n in range(30) for part in (f"“Is it {n} o’clock,” she asked, “or is it later than that again?”", TALE)
    ],
    "a long speech among short ones": [TALE, "“Yes.”", SPEECH, "“No!”", "“And then?”", *[TALE] * 5, f"{TALE} He said:", SPEECH],
    "told in marks, paragraph by paragraph": [TALE, *[f"“{SAID} {MORE}"] * 8, SPEECH],
    "in French": [
        "— Oui, dit-elle.",
        TALE,
        "«\u00a0Tu viens\u00a0?\u00a0»",
        "«\u00a0Non\u00a0!\u00a0»",
        f"«\u00a0{SAID} {MORE}\u00a0»",
        TALE,
    ],
    "in German": [TALE, "„Ja?“", "„Nein!“", f"„{SAID} {MORE}“", TALE],
    "typed marks": [TALE, '"Yes?"', '"No!"', f'"{SAID} {MORE}"', TALE],
    "single marks": [TALE, "‘Yes?’", "‘No!’", f"‘{SAID} {MORE}’", TALE],
    "stage directions": [part for _ in range(5) for part in ("Enter Ghost.", "_Exit._", SAID, f"_{TALE}_")],
}


@pytest.mark.parametrize("name", NOVELS)
def test_talk_is_not_quotation(name: str) -> None:
    assert {state for _, state in roles(*NOVELS[name])} == {"left"}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [(False, "applied"), (True, "left")],
)
def test_source_that_marks_quotations_is_believed(marked: bool, expected: str) -> None:
    first = f"> {TALE}" if marked else TALE
    assert dict(roles(first, TALE, f"“{SAID} {MORE}”", TALE))["The"] == "left"
    assert roles(first, f"{TALE} One of them wrote:", f"“{SAID} {MORE}”", TALE)[2] == ("The", expected)


@pytest.mark.parametrize(("origin", "expected"), [(Origin.TYPESCRIPT, "applied"), (Origin.DOCUMENT, "asked"), (Origin.E_BOOK, "asked")])
def test_source_that_can_mark_quotations_is_asked(origin: Origin, expected: str) -> None:
    reading = replace(read_text("\n\n".join([TALE, f"“{SAID} {MORE}”", TALE]) + "\n"), origin=origin)
    log = DecisionLog()
    recover_text(reading, log)
    assert [one.state.value for one in log.decisions if one.subject is Subject.QUOTATION] == [expected]
