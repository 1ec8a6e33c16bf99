"""A small book to start from: `publish new DIR`. Its files are in starter/, which is an ordinary book."""

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from publish.diagnostics import PublishError, diagnostic
from publish.tools.disk import unwritable

STARTER = resources.files("publish") / "starter"


def new_book(folder: Path) -> tuple[Path, ...]:
    """The files of a new book in the folder, book.toml first.

    PublishError with C122 if the folder holds anything, with X102 if it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise PublishError(diagnostic("C122", f"“{folder}” is a file", help="name a folder that does not exist yet"))
    written: list[Path] = []
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise PublishError(diagnostic("C122", f"“{folder}” is not empty", help="name an empty folder or one that does not exist yet"))
        for name, source in sorted(_files(STARTER), key=lambda entry: (entry[0] != "book.toml", entry[0])):
            text = source.read_text(encoding="utf-8").replace("{title}", title_from(folder))
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(text, encoding="utf-8")
    except OSError as fault:
        for path in written:
            path.unlink(missing_ok=True)
        raise PublishError(unwritable(folder, fault, help="make room on the disk, or choose another folder")) from fault
    return tuple(written)


def title_from(folder: Path) -> str:
    """A title from the folder's name: "On Liberty" for on-liberty; "A New Book" where it has no words."""
    words = re.findall(r"[^\W_]+", folder.resolve().name)
    return " ".join(word[0].upper() + word[1:] for word in words) or "A New Book"


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry
