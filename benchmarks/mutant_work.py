"""What comes of a damaged chapter by `publish check`, and by a build of both editions.

A fault of the messages is a failure; which words and notes are lost, or stand too often, is judged by whoever knows what came
of the undamaged chapter.
"""

import contextlib
import io
import json
import os
import re
import resource
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from independent_words import definitions_of, either_way, most_written, shown, shown_by_epub, shown_by_pdf, words_of, written

SECONDS_OF_CHECK = 60  # of computing time
PLACES, INDEX = "places.md", "index.md"
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
ONLY_A_FILE = frozenset({"M104", "M109"})
"""What is said of a whole file."""
REFUSALS = frozenset({"P103", "P104", "P105", "P109", "P204"})
"""What a slip of the manuscript cannot be the cause of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter in a book of its own, in which all places exist that it refers to. `folder` holds that book."""

    name: str
    path: str
    folder: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one mutant: what failed (empty if nothing did), the exit code, the messages, seconds, words lost and won."""

    failures: tuple[str, ...]
    exit_code: int = 0
    messages: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0
    lost: dict[str, Counter[str]] = field(default_factory=dict)
    won: dict[str, Counter[str]] = field(default_factory=dict)


def serve(connection: Any, work: Callable[[Chapter, str], Verdict]) -> None:
    """Answers each chapter and text that comes through a connection with the verdict of the work on them."""
    while True:
        chapter, text = connection.recv()
        begun = _seconds()
        try:
            verdict = work(chapter, text)
        except BaseException:  # noqa: BLE001  # a traceback is what is looked for
            verdict = Verdict(failures=(f"traceback: {traceback.format_exc(limit=-3)}",), exit_code=-2)
        connection.send(replace(verdict, seconds=_seconds() - begun))


def _seconds() -> float:
    """The computing time of this process and of those that it has awaited."""
    return sum(os.times()[:4])


def checked(chapter: Chapter, text: str) -> Verdict:
    """What comes of the text by `publish check`."""
    from publish.commands.check import command
    from publish.messages import FORMATS

    outcomes = _remembered_outcomes()
    outcomes.clear()
    used = sum(os.times()[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + SECONDS_OF_CHECK, resource.RLIM_INFINITY))
    _write(chapter, text)
    code, answer = _run(command, ["--book", str(chapter.folder), "--jobs", "1", "--message-format", "json"])
    messages = tuple(json.loads(answer))
    for form in ("text", "github"):
        FORMATS[form](outcomes[-1].diagnostics, chapter.folder)
    failures = _faults_of(messages, chapter, text)
    has_errors = any(entry["severity"] == "error" for entry in messages)
    if code != int(has_errors):
        failures.append(f"exit code {code}")
    if code or failures:
        return Verdict(failures=tuple(failures), exit_code=code, messages=messages)
    documents = [document for document in outcomes[-1].value.documents if document.path not in {PLACES, INDEX}]
    notes = [note for document in documents for note in document.notes]
    delivered = "\n".join(shown(markup) for markup in (*(document.body for document in documents), *(note.body for note in notes)))
    raw = _decoded(text)
    lost = {"the text": written(raw) - either_way(delivered), "the notes": definitions_of(raw) - Counter(note.label for note in notes)}
    return Verdict(failures=(), messages=messages, lost=lost, won={"the text": Counter(words_of(delivered)) - most_written(raw)})


def built(chapter: Chapter, text: str) -> Verdict:
    """What comes of the text by a build of both editions."""
    from publish.build import Order, build
    from publish.diagnostics import PublishError, diagnostic_fields, has_errors
    from publish.messages import FORMATS

    _write(chapter, text)
    pool, cache = _for_builds()
    output = chapter.folder.parent / "out"
    shutil.rmtree(output, ignore_errors=True)
    order = Order(folder=chapter.folder, output=output, moment=MOMENT, editions=("print", "epub"), pool=pool, cache=cache)
    try:
        made = build(order)
        diagnostics = made.diagnostics
    except PublishError as fault:
        made, diagnostics = None, fault.diagnostics
    for form in FORMATS.values():
        form(diagnostics, chapter.folder)
    messages = tuple(diagnostic_fields(entry) for entry in diagnostics)
    failures = _faults_of(messages, chapter, text)
    if made is None:
        failures += [] if has_errors(diagnostics) else ["nothing was made, and no error was reported"]
        codes = {entry.code for entry in diagnostics if entry.severity == "error"}
        failures += [f"refused by a proof: {code}" for code in sorted(codes - {"V101"}) if code[0] in "EV" or code in REFUSALS]
        return Verdict(failures=tuple(failures), exit_code=1, messages=messages)
    raw = _decoded(text) + "\n\n" + (chapter.folder / PLACES).read_text(encoding="utf-8")
    in_epub, in_print = shown_by_epub(made.made["epub"].path), shown_by_pdf(made.made["print"].path)
    lost = {"the e-book": written(raw) - either_way(in_epub), "print": written(raw) - in_print}
    won = {"the e-book": Counter(words_of(in_epub)) - most_written(raw)}
    return Verdict(failures=tuple(failures), messages=messages, lost=lost, won=won)


@lru_cache(maxsize=1)
def _remembered_outcomes() -> list[Any]:
    """The outcomes of reading a book from now on; `publish check` hands out the diagnostics alone."""
    from publish import reading

    outcomes: list[Any] = []
    read_book = reading.read_book

    def remembering(*arguments: Any) -> Any:
        outcomes.append(read_book(*arguments))
        return outcomes[-1]

    reading.read_book = remembering  # type: ignore[assignment]  # it has the same arguments
    return outcomes


@lru_cache(maxsize=1)
def _for_builds() -> tuple[Any, Any]:
    """The worker of all builds, and a cache."""
    from publish.layout.workers import Workers
    from publish.tools.cache import Cache

    folder = Path(tempfile.mkdtemp(prefix="publish-mutants-"))
    return Workers(jobs=1, folder=folder), Cache(folder / "cache")


def _run(command: Any, arguments: list[str]) -> tuple[int, str]:
    """The exit code and the output of a command."""
    output, screen = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(screen):
        try:
            command.main(arguments, prog_name="publish", standalone_mode=False)
        except SystemExit as end:
            code = int(end.code or 0)
    return code, output.getvalue() or screen.getvalue()


def _write(chapter: Chapter, text: str) -> None:
    path = chapter.folder / chapter.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(errors="surrogateescape"))


def _decoded(text: str) -> str:
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _faults_of(messages: Sequence[dict[str, Any]], chapter: Chapter, text: str) -> list[str]:
    """What is wrong with the messages: no place, a place outside the file, no remedy, a fault of publish."""
    lines = [len(line) for line in re.split("\r\n|[\r\n]", _decoded(text).removeprefix("\ufeff"))]
    faults = []
    for entry in messages:
        code = entry["code"]
        if "fault of publish" in entry["help"] + entry["message"]:
            faults.append(f"takes the fault on publish: {code}: {entry['message']}")
        if not entry["help"].strip() or not entry["message"].strip():
            faults.append(f"no remedy: {code}: {entry['message']}")
        if not entry["path"] or (entry["path"].endswith(".md") and entry["line"] is None and code not in ONLY_A_FILE):
            faults.append(f"no place: {code}: {entry['message']}")
        if entry["path"] == chapter.path and entry["line"] is not None:
            width = lines[entry["line"] - 1] if 1 <= entry["line"] <= len(lines) else -1
            if width < 0 or not 1 <= (entry["column"] or 1) <= width + 1:
                faults.append(f"place outside the file: {code} at {entry['line']}:{entry['column']}: {entry['message']}")
    return faults
