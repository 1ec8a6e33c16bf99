"""A table of how well an import recovers notes and quotations without markup, at three severities.

    python benchmarks/recovery.py

1: as given; 2: lines broken at 72 characters, quotation marks straight; 3: also note marks as digits glued to their word, all notes at the
end of the book, a page number between the lines of each page. A note counts if its text begins and ends like the true one, and its call
follows the same words.

A second table has books that need no recovery (`sound_books`): every note and every quotation that an import makes of them is false.
"""

import json
import re
import resource
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.table import Table
from run import ROOT
from sound_books import SoundBook, sound_books

from publish.importing.inline import CALL_SPAN, plain
from publish.importing.ledger import DecisionLog, State, Subject
from publish.importing.readers import readings
from publish.importing.readers.plain_text import read_text
from publish.importing.readers.sources import sources_in
from publish.importing.recovery.recovered_text import RecoveredText, Role, recover_text

IMPORTS = ROOT.parent / "shared/inputs/imports"
WIDTH = 72
LINES_OF_PAGE = 38
CALL = re.compile(r"\[(\d+)\]")
STRAIGHT = str.maketrans("“”„‘’‚", "\"\"\"'''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrape:
    """A text as it was scraped: chapters of paragraphs, each with its notes by number; the true quotations among the paragraphs."""

    name: str
    chapters: tuple[tuple[tuple[str, ...], tuple[tuple[int, str], ...]], ...]
    quotations: frozenset[str]


def main() -> None:
    """Prints the table."""
    table = Table(
        "text",
        "severity",
        "notes",
        "found",
        "false",
        "recall",
        "quotations",
        "applied",
        "precision",
        "asked",
        "right",
        "recall of both",
        "s",
        box=None,
    )
    for scrape in (varieties(), on_liberty(), ambers()):
        for severity in (1, 2, 3):
            table.add_row(*_row(scrape, severity))
    Console(width=200).print(table)
    sound = Table("book without notes", "form", "false notes", "asked", "false quotations", "asked", box=None)
    for book in sound_books():
        sound.add_row(book.name, book.ending, *_false_finds(book))
    Console(width=200).print(sound)
    seconds, megabytes = _whole(IMPORTS / "varieties-scraped.txt")
    Console(width=200).print(f"publish import of varieties-scraped.txt, all of it: {seconds:.1f} s, {megabytes:.0f} MB at most")


def _whole(source: Path) -> tuple[float, float]:
    """Seconds and megabytes of one import from the command's start to its end, written and proved."""
    with TemporaryDirectory() as folder:
        started = perf_counter()
        command = [sys.executable, "-m", "publish", "import", str(source), "--into", f"{folder}/book"]
        subprocess.run(command, check=True, capture_output=True)
        return perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _false_finds(book: SoundBook) -> Iterator[str]:
    """Notes and quotations that were applied and asked, though the book has none."""
    log = DecisionLog()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"book.{book.ending}"
        path.write_bytes(book.content)
        for reading in readings(sources_in([str(path)])):
            recover_text(reading, log)
    found = Counter((one.subject, one.state) for one in log.decisions)
    for subject in (Subject.NOTE, Subject.QUOTATION):
        for state in (State.APPLIED, State.ASKED):
            yield str(found[subject, state])


def _row(scrape: Scrape, severity: int) -> Iterator[str]:
    text = flattened(scrape, severity)
    started = perf_counter()
    log = DecisionLog()
    result = recover_text(read_text(text), log)
    seconds = perf_counter() - started
    true = {(_words(body)[:6], _words(body)[-4:], context) for body, context in _true_notes(scrape)}
    mine = list(_recovered_notes(result))
    met = sum(note in true for note in mine)
    applied = [_letters(plain(passage.block.text)) for passage in result.passages if passage.role is Role.QUOTATION]
    right = sum(text in scrape.quotations for text in applied)
    asked = [one for one in log.decisions if one.subject is Subject.QUOTATION and one.state is State.ASKED]
    begun = {quotation[:100] for quotation in scrape.quotations}
    asked_right = sum(
        _letters(one.before.rstrip("…"))[:100] in begun or any(q.startswith(_letters(one.before.rstrip("…"))[:90]) for q in begun)
        for one in asked
    )
    total = len(scrape.quotations)
    yield from (
        scrape.name,
        str(severity),
        str(len(true)),
        str(met),
        str(len(mine) - met),
        f"{met / len(true):.3f}",
        str(total),
        str(len(applied)),
    )
    yield f"{right / len(applied):.3f}" if applied else "-"
    yield from (str(len(asked)), str(asked_right), f"{(right + asked_right) / total:.3f}" if total else "-", f"{seconds:.1f}")


def _recovered_notes(result: RecoveredText) -> Iterator[tuple[tuple[str, ...], ...]]:
    before: dict[str, tuple[str, ...]] = {}
    for passage in result.passages:
        text = passage.block.text
        for call in CALL_SPAN.finditer(text):
            before.setdefault(call[1], _words(plain(text[: call.start()]))[-3:])
    for note in result.notes:
        words = _words(" ".join(plain(block.text) for block in note.blocks))
        yield words[:6], words[-4:], before.get(note.name, ())


def _true_notes(scrape: Scrape) -> Iterator[tuple[str, tuple[str, ...]]]:
    for paragraphs, notes in scrape.chapters:
        places = {
            int(call[1]): _words(CALL.sub("", paragraph[: call.start()]))[-3:]
            for paragraph in paragraphs
            for call in CALL.finditer(paragraph)
        }
        yield from ((text, places[number]) for number, text in notes if number in places)


def flattened(scrape: Scrape, severity: int) -> str:
    """The text at a severity."""
    blocks: list[str] = []
    end: list[str] = []
    for paragraphs, notes in scrape.chapters:
        blocks.extend(CALL.sub(r"\1", paragraph) if severity > 2 else paragraph for paragraph in paragraphs)
        if severity > 2:
            end.extend(f"{number} {text}" for number, text in notes)
        elif notes:
            blocks.extend(["Footnotes", *(part for number, text in notes for part in (f"[{number}]", text))])
    if end:
        blocks.extend(["Notes", *end])
    if severity == 1:
        return "\n\n".join(blocks) + "\n"
    lines = (
        "\n\n".join(textwrap.fill(block, WIDTH, break_long_words=False, break_on_hyphens=False) for block in blocks)
        .translate(STRAIGHT)
        .split("\n")
    )
    if severity > 2:
        for number, place in enumerate(range(LINES_OF_PAGE, len(lines) + len(lines) // LINES_OF_PAGE, LINES_OF_PAGE + 1), 1):
            lines.insert(place, str(number))
    return "\n".join(lines) + "\n"


def varieties() -> Scrape:
    """The James as it was scraped, without the site navigation, which severity 1 would have too."""
    truth = json.loads((IMPORTS / "varieties-scraped.truth.json").read_text(encoding="utf-8"))
    text = (IMPORTS / "varieties-scraped.txt").read_text(encoding="utf-8")
    pages = re.split(r"(?m)^Home \| Index.*$", text)[1:]
    chapters = []
    for page, chapter in zip(pages, truth, strict=True):
        body = page.partition("\nFootnotes\n")[0]
        paragraphs = tuple(
            line.strip() for line in body.split("\n") if line.strip() and line.strip() not in {"Back to top", "Share this page | Print"}
        )
        chapters.append((paragraphs, tuple((note["n"], note["text"]) for note in chapter["notes"])))
    quotations = frozenset(_letters(CALL.sub("", one)) for chapter in truth for one in chapter["quote_paragraphs"])
    return Scrape(name="varieties", chapters=tuple(chapters), quotations=quotations)


def on_liberty() -> Scrape:
    """Mill's text with its fourteen notes, chapter by chapter; its quotations are not counted."""
    text = (IMPORTS / "on-liberty-gutenberg.txt").read_text(encoding="utf-8", errors="replace")
    text = text.partition("*** START OF")[2].partition("\n")[2].partition("End of the Project Gutenberg")[0]
    chapters = []
    for page in re.split(r"(?m)(?=^CHAPTER [IVX]+\.$)", text):
        body, _, notes = page.partition("FOOTNOTES:" if "FOOTNOTES:" in page else "FOOTNOTE:")
        paragraphs = tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", body) if part.strip())
        note_parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", notes) if part.strip()]
        listed: list[tuple[int, str]] = []
        for part in note_parts:
            mark = re.match(r"\[(\d+)\] ", part)
            if mark:
                listed.append((int(mark[1]), part[mark.end() :]))
            elif listed:
                listed[-1] = (listed[-1][0], f"{listed[-1][1]} {part}")
        chapters.append((paragraphs, tuple(listed)))
    return Scrape(name="on-liberty", chapters=tuple(chapters), quotations=frozenset())


def ambers() -> Scrape:
    """Sections of a museum's catalogue, as their Markdown would look flattened: notes restart in each; quotations are not counted."""
    chapters = []
    for path in sorted((IMPORTS / "ambers").glob("*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{\{< \S+(.*?)>\}\}", lambda code: " ".join(re.findall(r'"([^"]*)"', code[1])), text)
        text = re.sub(r"\[\^(\d+)\]", r"[\1]", re.sub(r"[*_]|^#+ |^> ?|</?\w+>", "", text, flags=re.MULTILINE))
        paragraphs: list[str] = []
        notes: list[tuple[int, str]] = []
        for part in re.split(r"\n\s*\n", text):
            mark = re.match(r"\s*\[(\d+)\]:\s*", part)
            flat = " ".join(part[mark.end() :].split() if mark else part.split())
            if mark:
                notes.append((int(mark[1]), flat))
            elif part.startswith("  ") and notes:
                notes[-1] = (notes[-1][0], f"{notes[-1][1]} {flat}")
            elif flat:
                paragraphs.append(flat)
        chapters.append((tuple(paragraphs), tuple(notes)))
    return Scrape(name="ambers", chapters=tuple(chapters), quotations=frozenset())


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", text.lower()))


def _letters(text: str) -> str:
    return " ".join(_words(text))


if __name__ == "__main__":
    main()
