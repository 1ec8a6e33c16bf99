"""Results remembered on disk between builds, so that an edited chapter costs one chapter.

Policy: a result is found by the digest of everything it depends on, the code of publish included; a file that cannot be read back is made
again; files are written whole or not at all. What is stored is a stage's Outcome, so that a warm build says what a clean one says.
"""

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

CODE = frozenset({".py", ".toml", ".tsv"})  # what results depend on: our source, and the tables that it reads


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of remembered results; `folder=None` remembers nothing."""

    folder: Path | None

    def remember(self, key: str, make: Callable[[], Value]) -> Value:
        """What `make` gives, from the folder if it was made before under this key (`digest`)."""
        kept = self.recall(key)
        if kept is not None:
            return kept[0]  # type: ignore[return-value]  # a key names one kind of value
        value = make()
        self.keep(key, value)
        return value

    def recall(self, key: str) -> tuple[object] | None:
        """The value kept under a key, in a tuple of one, or None."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            value = pickle.loads(path.read_bytes())
            os.utime(path)
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            return None
        return (value,)

    def keep(self, key: str, value: object) -> None:
        """The value is kept under a key. OSError where the disk is full."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                pickle.dump(value, file, protocol=5)
            Path(name).replace(self.folder / key)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def forget(self, most: int) -> None:
        """All but the `most` results used last are removed."""
        if self.folder is None or not self.folder.is_dir():
            return
        kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[most:]:
            path.unlink(missing_ok=True)


def digest(*parts: object) -> str:
    """A key for everything that a result depends on: values are told apart by their `repr`, bytes by their content."""
    summary = blake2b(digest_size=20)
    summary.update(code_digest().encode())
    for part in parts:
        stored = b"bytes" + part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        summary.update(len(stored).to_bytes(8, "little"))
        summary.update(stored)
    return summary.hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The digest of publish's own source and of the versions of what it leans on: other code, other results."""
    from importlib.metadata import version  # here, not above: only a build asks

    summary = blake2b(digest_size=20)
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in CODE):
        summary.update(path.read_bytes())
    for name in ("weasyprint", "panflute", "pypandoc_binary", "lxml", "tinycss2", "fonttools", "pikepdf", "ebooklib"):
        summary.update(f"{name} {version(name)};".encode())
    return summary.hexdigest()
