"""A book's own filters: the modules of `filters/` beside its book.toml, and whether they may run.

Policy: a filter is a program that can do whatever its user can, and a book may come from anybody. So a book's own filters run only where
they are allowed by the digest of all that lies in `filters/`: one changed byte, and they must be allowed again. Our own filters, and those
of the installation, always run. A module whose name begins with `_` is not a filter; filters import it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.resources import filters_dir

FOLDER = "filters"
COMPILED = "__pycache__"  # never read: where filters run, Python keeps what it compiles nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFilters:
    """The filters of a book in the order of their names, and the digest of every file in their folder."""

    paths: tuple[Path, ...]
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """Their paths in the book's folder."""
        return tuple(f"{FOLDER}/{path.name}" for path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Which own filters may run: all, or those with these digests. `has_changed`: others were allowed in this folder before."""

    everything: bool = False
    digests: frozenset[str] = frozenset()
    has_changed: bool = False

    def covers(self, filters: OwnFilters) -> bool:
        """Whether these filters may run."""
        return self.everything or filters.digest in self.digests


NO_TRUST = Trust()


def own_filters(folder: Path) -> OwnFilters | None:
    """The filters of the book in a folder; None if it has none of its own. In the digest, what cannot be read counts by its name."""
    place = folder / FOLDER
    if not place.is_dir() or place.resolve() == filters_dir().resolve():
        return None
    paths = tuple(sorted(path for path in place.glob("*.py") if not path.name.startswith("_") and path.is_file()))
    return OwnFilters(paths=paths, digest=_digest(place)) if paths else None


def not_allowed(filters: OwnFilters, trust: Trust) -> Diagnostic:
    """M193: the book's own filters did not run."""
    *others, last = filters.names
    named = f"{', '.join(others)} and {last}" if others else last
    they, are, them = ("they", "programs", "them") if others else ("it", "a program", "it")
    if trust.has_changed:
        message = f"{FOLDER}/ has changed since you allowed it: {named} did not run"
    else:
        message = f"{named}, {are} of this book, did not run: nobody has allowed {them}"
    help = (
        f"read {them}: {they} can do whatever you can; if you trust {them}, add --trust-filters (with make: TRUST_FILTERS=1), "
        f"which is remembered until something in {FOLDER}/ changes"
    )
    return diagnostic("M193", message, help=help, at=Location(path=filters.names[0]))


def _digest(place: Path) -> str:
    """The digest of the names and contents of all files in a folder: of whatever a filter there could import."""
    summary = blake2b(digest_size=20)
    for path in sorted(_files(place, set())):
        content = _content(path)
        for part in (os.fsencode(path.relative_to(place)), content):
            summary.update(len(part).to_bytes(8, "little"))
            summary.update(part)
    return summary.hexdigest()


def _files(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Every file in a folder and in the folders that it holds or links to, each folder once."""
    if folder.resolve() in seen or not os.access(folder, os.R_OK | os.X_OK):
        return
    seen.add(folder.resolve())
    for path in folder.iterdir():
        if path.is_dir() and path.name != COMPILED:
            yield from _files(path, seen)
        elif path.is_file():
            yield path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        return f"unreadable: {fault.errno}".encode()
