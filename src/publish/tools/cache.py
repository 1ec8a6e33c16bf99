"""Results cached on disk between builds, so that an edited chapter costs one chapter.

Policy: the key of a result is the digest of everything that it depends on, publish's own code included. A file begins with the digest of
its key and content; one that was changed, cut short or renamed since is made again. Files are written whole or not at all. A stage's
Outcome is stored, so that a warm build has the diagnostics of a clean one.
"""

import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from publish.resources import PACKAGE

Value = TypeVar("Value")

DIGEST_SIZE = 20
CODE = frozenset({".py", ".toml", ".tsv"})  # our source and the tables that it reads


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of cached results; with `folder=None`, nothing is cached."""

    folder: Path | None

    def remember(self, key: str, make: Callable[[], Value]) -> Value:
        """The value under a key (`digest`), from the folder, else from `make`, which is then stored."""
        cached = self.recall(key)
        if cached is not None:
            return cached[0]  # type: ignore[return-value]  # a key always has the same type of value
        value = make()
        self.keep(key, value)
        return value

    def recall(self, key: str) -> tuple[object] | None:
        """The value stored under a key, in a tuple of one, or None."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            content = memoryview(path.read_bytes())
            if content[:DIGEST_SIZE] != _seal(key, content[DIGEST_SIZE:]):
                return None
            value = pickle.loads(content[DIGEST_SIZE:])
            os.utime(path)
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            return None
        return (value,)

    def keep(self, key: str, value: object) -> None:
        """Store a value under a key. OSError if the disk is full, or the name of the folder or the file is taken."""
        if self.folder is None:
            return
        self.open()
        content = pickle.dumps(value, protocol=5)
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
        if self.folder is None or not self.folder.is_dir():
            return
        files = [path for path in self.folder.iterdir() if path.is_file() or path.is_symlink()]
        newest_first = sorted(files, key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in newest_first[most:]:
            path.unlink(missing_ok=True)


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
    """The digest of a file's content, for keys; "" if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: blake2b(digest_size=20)).hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of publish's own source and of the versions of its libraries."""
    from importlib.metadata import version  # these are imported here because only a build needs them

    from publish import _native

    summary = blake2b(digest_size=20)
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in CODE):
        summary.update(path.read_bytes())
    for name in ("weasyprint", "panflute", "pypandoc_binary", "lxml", "tinycss2", "fonttools", "pikepdf", "ebooklib"):
        summary.update(f"{name} {version(name)};".encode())
    summary.update(_native.versions().encode())
    return summary.hexdigest()
