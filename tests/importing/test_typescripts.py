"""Typescripts as editors get them: what becomes the title page, the parts, the chapters and their titles; what is asked is not done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from publish.importing.ledger import Answer, DecisionLog, State
from publish.importing.readers.plain_text import read_text
from publish.importing.readers.sources import sources_in
from publish.importing.recovery.heading_words import PART, is_called_with_title, number_of
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses
from publish.importing.run import Draft, draft_book

PROSE = (
    "She counted the sacks again, and again there was one too few; the clerk at the weigh-house only shrugged, and wrote down the number "
    "that he had been told to write, and nobody asked for the two men who had rowed out in the night."
)
SHOWN = "…"
"""In the texts below, such a line is a paragraph of prose."""


@dataclass(frozen=True, slots=True)
class Typescript:
    """A typescript, its lines separated by slashes; the title, the people, subtitle and publisher; the lines of the sections.

    `dropped` is what the ledger says was left out, `asked` what it asks.
    """

    text: str
    title: str
    people: str
    lines: str
    dropped: str = ""
    asked: str = ""
    of_title: str = ""
    parts: tuple[str, ...] = field(default=())


TYPESCRIPTS = {
    "novel": Typescript(
        "The Salt Road/Jane Ward/Chapter One/…/…/Chapter Two/…", "The Salt Road", "Jane Ward", "# Chapter One/…/…/# Chapter Two/…"
    ),
    "capitals": Typescript(
        "THE SALT ROAD/A NOVEL/BY/JANE WARD/THE FERRY/…/THE MILL BY NIGHT/…/THE SEA/…",
        *("THE SALT ROAD", "Jane Ward", "# THE FERRY/…/# THE MILL BY NIGHT/…/# THE SEA/…"),
        dropped="BY",
        of_title="A NOVEL",
    ),
    "letter to a house": Typescript(
        "Jane Ward/12 Mill Lane/Utopia UT1 4AB/01234 567 890/jane@example.org/about 85,000 words/THE SALT ROAD/by Jane Ward/"
        "Chapter 1: The Ferry/…/Chapter 2: The Mill/…/THE END",
        *("THE SALT ROAD", "Jane Ward", "# Chapter 1: The Ferry/…/# Chapter 2: The Mill/…/THE END"),
        dropped="Jane Ward/12 Mill Lane/Utopia UT1 4AB/01234 567 890/jane@example.org/about 85,000 words",
    ),
    "e-mail": Typescript(
        "From: Jane Ward <jane@example.org>/To: editor@example.org/Subject: final draft/The Salt Road/by Jane Ward/Prologue/…/1/…/2/…",
        *("The Salt Road", "Jane Ward", "# Prologue/…/# 1/…/# 2/…"),
        dropped="From: Jane Ward <jane@example.org>/To: editor@example.org/Subject: final draft",
    ),
    "stories": Typescript(
        "Nine Ferries/Stories/Tom Turner/Contents/The Ferryman/Salt/A long way down to the sea/"
        "The Ferryman/…/Salt/…/A long way down to the sea/…",
        *("Nine Ferries", "Tom Turner", "# The Ferryman/…/# Salt/…/# A long way down to the sea/…"),
        dropped="Contents The Ferryman Salt A long way down to the sea",
        of_title="Stories",
    ),
    "contents with pages": Typescript(
        "The Salt Road/by Jane Ward and Tom Turner/Translated by Ada Editor/Contents/1. The Ferry ..... 3/2. The Mill ..... 25/"
        "3. The Sea 71/1. The Ferry/…/2. The Mill/…/3. The Sea/…",
        *("The Salt Road", "Jane Ward, Tom Turner, Ada Editor", "# 1\\. The Ferry/…/# 2\\. The Mill/…/# 3\\. The Sea/…"),
        dropped="Contents 1. The Ferry ..... 3 2. The Mill ..... 25 3. The Sea 71",
    ),
    "memoir in parts": Typescript(
        "Down the Valley/A Memoir/Ada Editor/For my brother/Preface/…/PART ONE/The Mill/1/…/2/…/PART TWO/The Sea/3/…/Epilogue/…",
        *("Down the Valley", "Ada Editor"),
        "# Dedication {type=dedication}/For my brother/# Preface {type=preface}/…/# 1/…/# 2/…/# 3/…/# Epilogue {type=afterword}/…",
        of_title="A Memoir",
        parts=("PART ONE The Mill", "PART TWO The Sea"),
    ),
    "epigraph": Typescript(
        "The Salt Road/THE SALT ROAD/Jane Ward/Imaginary Press/“What is salt but patience?”/— Ada Editor/"
        "I/The Ferry/…/II/The mill by night/…",
        *("THE SALT ROAD", "Jane Ward"),
        "# Epigraph {type=epigraph}/> “What is salt but patience?”/> — Ada Editor/"
        '# The Ferry {number="I"}/…/# The mill by night {number="II"}/…',
        dropped="The Salt Road",
        of_title="Imaginary Press",
    ),
    "play": Typescript(
        "THE WEIR/A Play in Two Acts/by Ada Editor/Persons of the Play/ANNA, a miller/ACT I/SCENE 1/"
        "ANNA/…/TOM/No./ANNA/…/ACT II/SCENE 1/ANNA/…",
        *("THE WEIR", "Ada Editor"),
        "# Persons of the Play/ANNA, a miller/# ACT I/## SCENE 1/ANNA/…/TOM/No./ANNA/…/# ACT II/## SCENE 1/ANNA/…",
        of_title="A Play in Two Acts",
    ),
    "German": Typescript(
        "Hans Müller/Die Salzstraße/Roman/Erster Teil/Erstes Kapitel/…/Zweites Kapitel/…",
        *("Die Salzstraße", "Hans Müller", "# Erstes Kapitel/…/# Zweites Kapitel/…"),
        of_title="Roman",
        parts=(" Erster Teil",),
    ),
    "French": Typescript(
        "La Route du sel/par Jeanne Martin/À ma mère/Chapitre premier/…/Chapitre II/…",
        *("La Route du sel", "Jeanne Martin", "# Dedication {type=dedication}/À ma mère/# Chapitre premier/…/# Chapitre II/…"),
    ),
    "no heading": Typescript(
        "The Salt Road/Jane Ward/…/* * */…", "The Salt Road", "Jane Ward", "# The Salt Road/…/* * */…", asked="heading"
    ),
    "refrain": Typescript(
        "The Salt Road/Jane Ward/Chapter One/…/Salt and Water/…/Salt and Water/…/Chapter Two/…/Salt and Water/…/Partly it was the rain/…",
        *("The Salt Road", "Jane Ward"),
        "# Chapter One/…/Salt and Water/…/Salt and Water/…/# Chapter Two/…/Salt and Water/…/Partly it was the rain/…",
        asked="heading",
    ),
    "who is who": Typescript(
        "Salt Road/Jane Ward/Chapter One/…/Chapter Two/…",
        *("Salt Road", "Unknown Author", "# Chapter One/::: query/Salt Road/:::/::: query/Jane Ward/:::/…/# Chapter Two/…"),
        asked="metadata/metadata",
    ),
}


def draft(folder: Path, text: str, log: DecisionLog) -> Draft:
    """The book that a typescript with these lines becomes; two lines after each other stand there with an empty line between them."""
    path = folder / "salt.txt"
    lines = (PROSE if line == SHOWN else line for line in text.split("/"))
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return draft_book(sources_in([str(path)]), log)


def lines_of(book: Draft) -> Iterator[str]:
    for section in book.sections:
        yield from (SHOWN if line == PROSE else line for line in section.text.splitlines() if line.strip(" >"))


@pytest.mark.parametrize("typescript", TYPESCRIPTS.values(), ids=TYPESCRIPTS)
def test_typescript_becomes_a_book(typescript: Typescript, tmp_path: Path) -> None:
    log = DecisionLog()
    book = draft(tmp_path, typescript.text, log)
    assert "/".join(lines_of(book)) == typescript.lines
    assert (book.metadata.title, ", ".join(person.name for person in book.metadata.people)) == (typescript.title, typescript.people)
    assert (book.metadata.subtitle or book.metadata.publisher) == typescript.of_title
    assert "/".join(one.before for one in log.in_order() if one.subject == "drop") == typescript.dropped
    assert "/".join(one.subject for one in log.in_order() if one.state is State.ASKED) == typescript.asked
    parts = [f"{section.part.number} {section.part.title}" for section in book.sections if section.part]
    assert tuple(dict.fromkeys(parts)) == typescript.parts
    assert not book.losses


@pytest.mark.parametrize(
    ("answer", "people", "lines"),
    [
        (Answer.ACCEPT, "Jane Ward", "# Chapter One/…/## The Ferry/…/# Chapter Two/…"),
        (Answer.REJECT, "Unknown Author", "# Salt/Salt Road/Jane Ward/# Chapter One/…/The Ferry/…/# Chapter Two/…"),
    ],
)
def test_what_is_asked_is_done_as_answered(answer: Answer, people: str, lines: str, tmp_path: Path) -> None:
    text = "Salt Road/Jane Ward/Chapter One/…/The Ferry/…/Chapter Two/…"
    log = DecisionLog()
    draft(tmp_path, text, log)
    asked = {one.key: answer for one in log.decisions if one.state is State.ASKED}
    assert len(asked) == 3
    book = draft(tmp_path, text, DecisionLog(answers=asked))
    assert ", ".join(person.name for person in book.metadata.people) == people
    assert "/".join(lines_of(book)) == lines


def test_words_are_numbers_in_six_languages() -> None:
    assert [number_of(word) for word in ("IX", "12", "drei", "Quatre", "cinco", "SETTE", "восемь", "IIII", "Mill")] == [
        *(9, 12, 3, 4, 5, 7, 8, 0, 0)
    ]
    named = ("Part the First", "Zweiter Teil", "Première partie", "Parte prima", "Часть первая", "Book IV")
    assert all(map(PART.match, named))
    assert not any(map(PART.match, ("Partly it was", "Particulars", "Part of the Problem", "Bookkeeping", "Teil der Lösung")))
    assert is_called_with_title("Chapter Two The Mill")
    assert not is_called_with_title("Chapter two was the hardest")


def test_page_numbers_within_paragraphs_lose_no_word() -> None:
    sentence = "the salt went west on mules past the chapel and the gallows and nobody asked"
    pages = "\n".join(f"{sentence}\n" * 30 + f"\nWard / THE SALT ROAD / {number}\n" for number in range(1, 6))
    reading = read_text(f"It was spring, and\n{pages}{sentence}.\n")
    assert len(reading.removed) == 5
    assert recovery_losses(reading, recover_text(reading, DecisionLog())) == ()


def test_lines_of_a_poem_stay_lines() -> None:
    reading = read_text("Ferry\n\nThe rope is wet,\nThe oar is long,\nAnd no one comes.\n\nThe lamp is out,\nThe night is near,\nI hear.\n")
    assert [block.text.count("\n") for block in reading.blocks] == [0, 2, 2]


@pytest.mark.parametrize(("answer", "instead", "level"), [(Answer.NONE, "", 0), (Answer.ACCEPT, "", 2), (Answer.ACCEPT, "level 3", 3)])
def test_many_doubtful_headings_that_look_alike_are_one_question(answer: Answer, instead: str, level: int) -> None:
    speakers = "\n\n".join(f"Tosca and number {number}\n\n{PROSE}" for number in range(2, 12))
    reading = read_text(f"The Weir\n\nACT ONE\n\n{PROSE}\n\n{speakers}\n")
    log = DecisionLog()
    recover_text(reading, log)
    (question,) = (one for one in log.decisions if one.state is State.ASKED and one.inside)
    assert len(question.inside) == 10
    log = DecisionLog(answers={question.key: answer}, instead={question.key: instead} if instead else {})
    passages = recover_text(reading, log).passages
    assert [one.level for one in passages if one.block.text.startswith("Tosca and")] == [level] * 10
