"""Results cached on disk between builds, so that an edited chapter costs one chapter.

Policy: the key of a result is the digest of everything that it depends on, publish's own code included, by content: never a folder, a path
or a time, so that a copy of a book elsewhere has the same results. A file begins with the digest of its key and content; one that was
changed, cut short or renamed since is made again. Files are written whole or not at all. What is read is plain values of one type
(MessagePack), whatever the file holds: no entry can run code. A stage's Outcome is stored, so that a warm build has the diagnostics of a
clean one.
"""

import hashlib
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from publish.resources import PACKAGE

Value = TypeVar("Value")

DIGEST_SIZE = 20
CODE = frozenset({".py", ".toml", ".tsv", ".dic"})  # our source and the tables that it reads
LIBRARIES = (
    "cssselect2",
    "ebooklib",
    "fonttools",
    "latex2mathml",
    "lxml",
    "manimgx-fonts",
    "msgspec",
    "panflute",
    "pikepdf",
    "pillow",
    "pydyf",
    "pymupdf",
    "pypandoc_binary",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "uharfbuzz",
    "weasyprint",
    "ziafont",
    "ziamath",
)
"""The packages on whose versions results depend; faces count by their content."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of cached results; with `folder=None`, nothing is cached."""

    folder: Path | None

    def remember(self, key: str, kind: type[Value], make: Callable[[], Value]) -> Value:
        """The value of this type under a key (`digest`), from the folder, else from `make`, which is then stored."""
        cached = self.recall(key, kind)
        if cached is not None:
            return cached
        value = make()
        self.keep(key, value)
        return value

    def recall(self, key: str, kind: type[Value]) -> Value | None:
        """The value of this type stored under a key, or None."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            content = memoryview(path.read_bytes())
            if content[:DIGEST_SIZE] != _seal(key, content[DIGEST_SIZE:]):
                return None
            value: Value = _decoder(kind).decode(content[DIGEST_SIZE:])  # type: ignore[arg-type]  # every type can be a key
        except (OSError, RecursionError, ValueError):  # msgspec.DecodeError is a ValueError
            return None
        with suppress(OSError):  # a folder that can only be read
            os.utime(path)
        return value

    def keep(self, key: str, value: object) -> None:
        """Store a value of plain types and dataclasses under a key. A text that UTF-8 cannot write is not stored.

        OSError if the disk is full, or the name of the folder or the file is taken.
        """
        if self.folder is None:
            return
        self.open()
        try:
            content = msgspec.msgpack.encode(value)
        except UnicodeEncodeError:
            return
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(key, content))
                file.write(content)
            Path(name).replace(self.folder / key)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def open(self) -> None:
        """The folder is made if it is missing. OSError if its name is taken by a file or by a link that leads nowhere."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)

    def forget(self, most: int) -> None:
        """Remove all results except the `most` most recently used."""
        if self.folder is None or not self.folder.is_dir() or len(entries := list(self.folder.iterdir())) <= most:
            return
        files = [path for path in entries if path.is_file() or path.is_symlink()]
        newest_first = sorted(files, key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in newest_first[most:]:
            path.unlink(missing_ok=True)


NO_CACHE = Cache(None)


@lru_cache(maxsize=32)
def _decoder(kind: Hashable) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(kind)


def _seal(key: str, content: bytes | memoryview) -> bytes:
    """The digest of an entry, which also says under which key it was stored."""
    summary = blake2b(key.encode(), digest_size=DIGEST_SIZE)
    summary.update(content)
    return summary.digest()


def digest(*parts: object) -> str:
    """The key for everything that a result depends on: bytes count by their content, other values by their `repr`."""
    summary = blake2b(digest_size=20)
    summary.update(code_digest().encode())
    for part in parts:
        content = b"bytes" + part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        summary.update(len(content).to_bytes(8, "little"))
        summary.update(content)
    return summary.hexdigest()


def file_digest(path: Path) -> str:
    """The digest of a file's content, for keys; "" if there is no such file."""
    try:
        state = path.stat()
        return _content_digest(path, state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


@lru_cache(maxsize=4096)
def _content_digest(path: Path, *_: int) -> str:
    """A file is read once in a build, as long as it stays as it is: the system sets its last time itself (st_ctime)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: blake2b(digest_size=20)).hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of publish's own source and of the versions of its libraries: Python, zlib, Pango and HarfBuzz too."""
    from publish import _native  # these are imported here because only a build needs them
    from publish.tools.releases import release_of

    summary = blake2b(digest_size=20)
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in CODE):
        summary.update(path.relative_to(PACKAGE).as_posix().encode())
        summary.update(path.read_bytes())
    summary.update(f"python {sys.version_info[:3]};zlib {zlib.ZLIB_RUNTIME_VERSION};{sys.platform};".encode())
    for name in LIBRARIES:
        summary.update(f"{name} {release_of(name)};".encode())
    summary.update(_native.versions().encode())
    return summary.hexdigest()
