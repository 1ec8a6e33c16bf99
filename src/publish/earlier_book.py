"""Another book's editions in the output folder: found by its report.json, and moved into a folder of their own.

Policy: nothing is mixed and nothing is lost. A book is the same if it lies in the same place beside the output folder, whatever its title
is now; or if it has the same title and its former place is empty, for it was moved.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from publish.diagnostics import Diagnostic, diagnostic

REPORT = "report.json"
PATTERNS = ("book.epub", "book.*.epub", "book.*.pdf", "book.*.html", "onix.xml", "proof*.png", "handover", REPORT)
"""What the commands leave in an output folder. `book.toml` is not among them: some people build into the book's own folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierBook:
    """A book that was built into the output folder before: its title, the folder for its editions, and these with their times."""

    title: str
    folder: Path
    files: tuple[tuple[Path, int], ...]


def place_of(book: Path, output: Path) -> str:
    """The book's folder as seen from the output folder: the same when both are moved together."""
    return os.path.relpath(book.resolve(), output.resolve())


def earlier_book(book: Path, title: str, output: Path) -> EarlierBook | None:
    """The other book whose editions are in the output folder; None if there is none."""
    try:
        report = json.loads((output / REPORT).read_bytes())
        before, place = report["title"], report.get("book", "")
        folder = (output / place).resolve()
        is_gone = not place or not (folder / "book.toml").is_file()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # no report of ours
        return None
    if not isinstance(before, str) or place == place_of(book, output) or (before == title and is_gone):
        return None
    name = re.sub(r"[^\w.-]+", "_", folder.name) if place else "book"
    paths = sorted(path for pattern in PATTERNS for path in output.glob(pattern))
    files = tuple((path, path.lstat().st_mtime_ns) for path in paths)
    return EarlierBook(title=before, folder=output / f"earlier-{name}", files=files)


def editions_moved(earlier: EarlierBook, output: Path) -> Diagnostic:
    """X106: where the other book's editions are now."""
    return diagnostic(
        "X106",
        f"{output} held the editions of another book, “{earlier.title}”: they are now in {earlier.folder}",
        help="give each book its own --output folder",
    )


def move_aside(earlier: EarlierBook, scratch: Path) -> None:
    """Moves the other book's files into its folder, but those that this build has written. Older ones there are replaced."""
    earlier.folder.mkdir(exist_ok=True)
    for path, time in earlier.files:
        target = earlier.folder / path.name
        try:
            if path.lstat().st_mtime_ns != time:
                continue
        except FileNotFoundError:  # a report that this build has removed
            continue
        if target.is_dir():
            target.replace(scratch / f"{path.name}.replaced")
        path.replace(target)
