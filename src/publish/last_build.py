"""The last build in an output folder: what went in, what was ordered, what came out. A book that has not changed is not built again.

    state = state_of(book, output, …)    before it
    last = unchanged(state, output)      the last build, if all that went in and all that came out is as it was
    remember(state, output, …)           after a build

Policy: contents count, never names or times alone. What went in is every file of the book's folder, `publish` itself with its libraries
(`tools.cache.code_digest`), the profiles of presses on this machine, and the order. What came out is every file that the build wrote. If
each of them has the bytes that it had, the files on disk are those that were read back and proved, and a build would write them again
(the same input gives the same bytes). One byte more or less on either side, and the book is built and proved anew.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from publish.diagnostics import Diagnostic
from publish.resources import PROFILE_FOLDERS, filters_dir, styles_dir
from publish.tools.cache import Cache, digest, file_digest

CACHE = ".cache"
UNREAD = frozenset({".git", "__pycache__"})
"""Folders of which no build reads anything."""
MOST_FILES, MOST_BYTES = 5000, 1_000_000_000
"""A book's folder that holds more costs so much to read that it is built without a look at the last build."""

Stamps = Mapping[str, tuple[int, int]]
"""The files of an output folder, each with its inode and the time of its last change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a build depends on, under one `key`; `files` and `changed_ns`, their last changes, say later whether one has changed since."""

    key: str
    files: tuple[Path, ...]
    changed_ns: tuple[int, ...]

    @property
    def has_changed(self) -> bool:
        """Whether a file was changed or removed since this state was read. The system sets the time of a change itself."""
        return _changes(self.files) != self.changed_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBuild:
    """What a build wrote and said.

    `digests` are the files that it wrote, by their names in the output folder; `artefacts` the file of each edition; `lines` what the
    command showed of them.
    """

    digests: Mapping[str, str]
    artefacts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]


def state_of(book: Path, output: Path, order: Sequence[object]) -> State | None:
    """The state of all that a build depends on; `order` are values whose `repr` says what was asked for.

    None for a folder that cannot be looked at so: it is too large, or it holds links to folders, links to nothing, or pipes.
    """
    try:
        files = [path for folder in (book, filters_dir(), styles_dir(), *PROFILE_FOLDERS) for path in _files_in(folder, output)]
        changed_ns = _changes(files)
        if not changed_ns or len(files) > MOST_FILES or sum(path.stat().st_size for path in files) > MOST_BYTES:
            return None
        contents = [(str(path), file_digest(path)) for path in files]
    except (OSError, _UnusualError):
        return None
    return State(key=digest("last build", str(book), str(output), *order, contents), files=tuple(files), changed_ns=changed_ns)


def unchanged(state: State, output: Path) -> LastBuild | None:
    """The last build of this state, if each file that it wrote is in the output folder as it was; the files are now newer than the book's.

    None also while a build runs in the folder.
    """
    last = Cache(output / CACHE).recall(state.key, LastBuild)
    if last is None:
        return None
    try:
        with _alone_in(output) as is_alone:
            paths = [output / name for name in last.digests]
            if not is_alone or not all(path.is_file() and file_digest(path) == last.digests[path.name] for path in paths):
                return None
            for path in paths:
                os.utime(path)  # to make, an older file would still be out of date
            return None if state.has_changed else last
    except OSError:  # a file that cannot be read or touched: the build says so, with its remedy
        return None


def stamps_in(output: Path) -> Stamps:
    """The files of an output folder before a build."""
    try:
        files = [path for path in output.glob("[!.]*") if path.is_file()]
        return {path.name: (path.stat().st_ino, path.stat().st_ctime_ns) for path in files}
    except OSError:  # the build says why the folder cannot be used
        return {}


def remember(
    state: State, output: Path, before: Stamps, artefacts: Mapping[str, str], diagnostics: Iterable[Diagnostic], lines: Iterable[str]
) -> None:
    """Stores what a build of this state wrote and said, unless a file was changed while it ran. On a full disk nothing is stored."""
    if state.has_changed:
        return
    written = [name for name, stamp in stamps_in(output).items() if before.get(name) != stamp]
    digests = {name: file_digest(output / name) for name in written}
    last = LastBuild(digests=digests, artefacts=dict(artefacts), diagnostics=tuple(diagnostics), lines=tuple(lines))
    with suppress(OSError):  # the editions are published
        Cache(output / CACHE).keep(state.key, last)


class _UnusualError(Exception):
    """A folder of the book is a link to another one, whose files may lie anywhere, or a file is a pipe or a device, which has no end."""


def _files_in(folder: Path, output: Path) -> Iterator[Path]:
    """Every file in a folder, in order, without those of the output folder."""
    kept_out = output.resolve()
    for root, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name not in UNREAD)
        places = [Path(root, name) for name in names]
        if any(place.is_symlink() for place in places):
            raise _UnusualError
        names[:] = [place.name for place in places if place.resolve() != kept_out]
        for path in (Path(root, name) for name in sorted(files)):
            if not S_ISREG(path.stat().st_mode):
                raise _UnusualError
            yield path


def _changes(files: Iterable[Path]) -> tuple[int, ...]:
    """The time of the last change of each file, in nanoseconds; empty if one is missing."""
    try:
        return tuple(path.stat().st_ctime_ns for path in files)
    except OSError:
        return ()


@contextmanager
def _alone_in(output: Path) -> Iterator[bool]:
    """Whether no build runs in the output folder; none can begin there while the block lasts."""
    handle = os.open(output, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)
