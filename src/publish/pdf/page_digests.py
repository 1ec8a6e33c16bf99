"""The digest of each page of a PDF, of all that decides what the page shows: its content, pictures, fonts, boxes, as they lie in the file.

Two pages with one digest look the same, in whatever file and at whatever place in it. So what was read of a page need not be read again
while its digest stays the same.

Policy: everything that a page names counts, streams by their bytes in the file, but for what leads to other pages: its parent, the targets
of links. Of a file in which anything had to be repaired nothing is known.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

ELSEWHERE = frozenset({"/Parent", "/P", "/Dest", "/A", "/StructParent", "/StructParents", "/Length"})
"""Keys whose values lead to other pages, or count what the bytes of a stream say themselves."""
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")  # by a page from the nodes above it (ISO 32000-1, 7.7.3.4)
SIZE = 16


def page_digests(path: Path) -> tuple[str, ...]:
    """The digest of each page of a file, in order; none if the file is damaged or encrypted."""
    try:
        with pikepdf.open(path) as pdf:
            digests = _Digests()
            # Layers may be off, and inks are shown as an output intent says.
            shared = b"".join(digests.of(pdf.Root.get(key)) for key in ("/OCProperties", "/OutputIntents"))
            pages = tuple(digests.of_page(page.obj, shared).hex() for page in pdf.pages)
            return () if pdf.is_encrypted or pdf.get_warnings() else pages
    except (pikepdf.PdfError, RecursionError):
        return ()


class _Digests:
    """The digests of the objects of one file; an object that many pages name is read once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], bytes] = {}

    def of_page(self, page: Any, shared: bytes) -> bytes:
        """The digest of a page, with what it inherits."""
        summary = blake2b(shared, digest_size=SIZE)
        summary.update(self.of(page))
        for key in INHERITED:
            if key not in page:
                summary.update(self.of(_inherited(page, key)))
        return summary.digest()

    def of(self, value: Any) -> bytes:
        """The digest of a value and of all that it names."""
        number = value.objgen if isinstance(value, Object) else (0, 0)
        if number == (0, 0):
            return self._made(value)
        if number not in self.known:
            self.known[number] = b"in a circle"
            self.known[number] = self._made(value)
        return self.known[number]

    def _made(self, value: Any) -> bytes:
        summary = blake2b(digest_size=SIZE)
        for part in self._parts(value):
            summary.update(len(part).to_bytes(8, "little"))
            summary.update(part)
        return summary.digest()

    def _parts(self, value: Any) -> Iterator[bytes]:
        match value:
            case Stream() | Dictionary():
                yield b"stream" if isinstance(value, Stream) else b"dictionary"
                for key in sorted(value.keys()):
                    if key not in ELSEWHERE:
                        yield key.encode()
                        yield self.of(value[key])
                if isinstance(value, Stream):
                    yield value.read_raw_bytes()
            case Array():
                written = value.unparse()
                if b"R" not in written:  # it names no other object
                    yield b"array"
                    yield written
                    return
                yield b"list"
                for member in value:
                    yield self.of(member)
            case Object():
                yield value.unparse(resolved=True)
            case _:
                yield repr(value).encode("utf-8", "surrogatepass")


def _inherited(page: Any, key: str) -> Any:
    node = page.get("/Parent")
    for _ in range(64):  # a tree of pages is not as deep, and may be a circle
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return None if node is None else node.get(key)
