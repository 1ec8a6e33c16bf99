"""Damaged chapters through `publish check`, and some through both editions: does a slip end in a clear message, or in a whole book?

    python benchmarks/mutants.py [BOOK …] [--seed 1] [--check 2000] [--build 200] [--only NUMBER] [--keep FOLDER]

By default the chapters are the handbook's, those of two books of the tests, and those of the books beside the checkout. A mutant is a
chapter with one to three damages (`damages.py`), chosen by the seed and its number alone. It fails if the command ends otherwise than with
0 or 1, or not within a minute; if a message has no place in the file, no remedy, or takes the fault on publish; if a word or a note that is
written is not in what was read, or a word twice, and no message says so (`independent_words.py`). A failure is kept, cut down to the
paragraphs that it needs.
"""

import argparse
import contextlib
import json
import multiprocessing
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from mutant_chapters import Mutant, chapters_of, mutant_of
from mutant_work import SECONDS_OF_CHECK, Chapter, Verdict, built, checked, serve
from rich.console import Console
from rich.table import Table
from run import ROOT, SHARED_BOOKS

CHAPTER_SIZE, BUILD_SIZE = 14_000, 6_000  # characters of a chapter; a longer one is cut at a paragraph
PATIENCE = {"check": 3 * SECONDS_OF_CHECK, "both editions": 1200}  # seconds, on a machine that does other work
CUTS = 60  # how often a failure is tried again to cut it down
LOOKED_AT = 3  # lines around a lost word in which a message tells of it
TELL_OF_ALL = frozenset({"M216", "M217", "M238"})
"""What changes all that follows it."""


def main(arguments: list[str]) -> None:
    """Prints the table of outcomes, and each failure as it is found; exit code 1 if there is one."""
    options = _options(arguments)
    shutil.rmtree(options.keep, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        check, build = Trial(name="check", work=checked), Trial(name="both editions", work=built)
        try:
            chapters = list(chapters_of(options.books, Path(folder) / "check", CHAPTER_SIZE, check.ask)) if options.check else []
            short = list(chapters_of(options.books, Path(folder) / "build", BUILD_SIZE, check.ask)) if options.build else []
            trials = ((check, chapters, options.check), (build, short, options.build))
            for trial, some, count in trials:
                trial.run(some, options.seed, [options.only] if options.only is not None and count else range(count), options.keep)
        finally:
            check.end()
            build.end()
    table = Table("", "mutants", "exit 0", "exit 1", "failures", "slowest s", "seconds", box=None)
    for trial, _, count in trials:
        if count:
            table.add_row(trial.name, *trial.figures())
    Console(width=140).print(table)
    sys.exit(any(trial.failed for trial, _, _ in trials))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ours = [ROOT / "manuscript", ROOT / "tests/books/every-construct", ROOT / "tests/books/tricky"]
    others = [path for path in sorted(SHARED_BOOKS.glob("*/")) if (path / "book.toml").is_file()]
    parser.add_argument("books", nargs="*", type=Path, default=[*ours, *others])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--check", type=int, default=2000)
    parser.add_argument("--build", type=int, default=200)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, default=Path("build/mutants"))
    return parser.parse_args(arguments)


@dataclass(slots=True, kw_only=True)
class Trial:
    """Mutants through one command, in a process of its own that is ended if it takes too long."""

    name: str
    work: Callable[[Chapter, str], Verdict]
    exits: Counter[int] = field(default_factory=Counter)
    failed: int = 0
    slowest: float = 0.0
    took: float = 0.0
    process: Any = None
    connection: Any = None
    undamaged: dict[str, Verdict] = field(default_factory=dict)

    def run(self, chapters: Sequence[Chapter], seed: str, numbers: Sequence[int], keep: Path) -> None:
        """Judges the mutants with these numbers."""
        begun = perf_counter()
        for number in numbers:
            mutant = mutant_of(number, seed, chapters)
            verdict = self.judged(mutant.chapter, mutant.text)
            self.slowest = max(self.slowest, verdict.seconds)
            self.exits[verdict.exit_code] += 1
            if verdict.failures:
                self.failed += 1
                self._keep(mutant, verdict, keep / f"{self.name} {number}")
        self.took += perf_counter() - begun

    def figures(self) -> list[str]:
        """The figures of the table."""
        counts = (self.exits.total(), self.exits[0], self.exits[1], self.failed)
        return [*map(str, counts), f"{self.slowest:.1f}", f"{self.took:.0f}"]

    def judged(self, chapter: Chapter, text: str) -> Verdict:
        """What came of a text in place of the chapter's, compared with what comes of the chapter itself."""
        verdict = self.ask(chapter, text)
        if verdict.failures or verdict.exit_code:
            return verdict
        if chapter.name not in self.undamaged:
            self.undamaged[chapter.name] = self.ask(chapter, chapter.text)
        before = self.undamaged[chapter.name]
        if before.exit_code or before.failures:
            return Verdict(failures=(f"the chapter itself fails: {before.failures or before.messages}",))
        known = Counter((entry["code"], entry["message"]) for entry in before.messages)
        told = [entry for entry in verdict.messages if not known[entry["code"], entry["message"]]]
        failures = tuple(
            f"{kind} {where}: {' '.join(words)}"
            for kind, after, earlier in (("lost in", verdict.lost, before.lost), ("more than written in", verdict.won, before.won))
            for where in after
            if (words := sorted(word for word in after[where] - earlier[where] if not word.isdigit() and not _is_told(word, text, told)))
        )
        return replace(verdict, failures=failures)

    def ask(self, chapter: Chapter, text: str) -> Verdict:
        """What came of a text in place of the chapter's."""
        if self.process is None:
            self.connection, theirs = multiprocessing.Pipe()
            self.process = multiprocessing.get_context("fork").Process(target=serve, args=(theirs, self.work))
            self.process.start()
            theirs.close()
        self.connection.send((chapter, text))
        verdict: Verdict | None = None
        if self.connection.poll(PATIENCE[self.name]):
            with contextlib.suppress(EOFError):
                verdict = self.connection.recv()
        if verdict is None:
            self.end()
        return verdict or Verdict(failures=(f"no answer within {PATIENCE[self.name]} seconds, or the process has ended",), exit_code=-1)

    def end(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.process = None

    def _keep(self, mutant: Mutant, verdict: Verdict, into: Path) -> None:
        """Prints a failure and writes it down: the text, its shortest form that still fails in the same way, the messages."""
        into.mkdir(parents=True)
        short = self._cut_down(mutant, verdict)
        print(
            f"{self.name} {mutant.number}: {mutant.chapter.name}: {', '.join(mutant.damages)}: {' | '.join(verdict.failures)[:2000]}",
            flush=True,
        )
        (into / "whole.md").write_bytes(mutant.text.encode(errors="surrogateescape"))
        (into / "short.md").write_bytes(short.encode(errors="surrogateescape"))
        told = {"chapter": mutant.chapter.name, "damages": mutant.damages, "failures": verdict.failures, "messages": verdict.messages}
        (into / "verdict.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8", errors="replace")

    def _cut_down(self, mutant: Mutant, verdict: Verdict) -> str:
        """The paragraphs of the text that are needed for the same kind of failure: halves, then quarters and so on are left out."""
        blocks, tries = mutant.text.split("\n\n"), 0
        kind = verdict.failures[0][:25]
        if "no answer" in kind:
            return mutant.text
        size = len(blocks) // 2
        while size and tries < CUTS:
            at = 0
            while at < len(blocks) and tries < CUTS:
                fewer = blocks[:at] + blocks[at + size :]
                tries += 1
                if fewer and any(failure.startswith(kind) for failure in self.judged(mutant.chapter, "\n\n".join(fewer)).failures):
                    blocks = fewer
                else:
                    at += size
            size //= 2
        return "\n\n".join(blocks)


def _is_told(word: str, text: str, told: Sequence[dict[str, Any]]) -> bool:
    """Whether a new message stands near a place where the word is written, or quotes it; any may tell of a word that is written nowhere."""
    lines = [number for number, line in enumerate(re.split("\r\n|[\r\n]", text), 1) if word in line.casefold()]
    return any(
        entry["code"] in TELL_OF_ALL
        or not lines
        or word in entry["message"].casefold()
        or any(abs(number - (entry["line"] or number)) <= LOOKED_AT for number in lines)
        for entry in told
    )


if __name__ == "__main__":
    main(sys.argv[1:])
