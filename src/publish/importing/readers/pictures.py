"""The pictures of a source: they become files of the book, as they are or as PNG; those that are missing are reported (I111)."""

import base64
import binascii
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from PIL import Image, UnidentifiedImageError

from publish.book.ids import slug
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.importing.blocks import Block, Kind, Reading
from publish.importing.inline import IMAGE, IMAGE_END, IMAGE_MIDDLE, IMAGE_SPAN, plain
from publish.importing.readers.drawing_files import self_contained

KEPT = ((b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"))
DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w=-]+)*?(;base64)?,(.*)", re.DOTALL)
FOLDER = "images"
MOST_NAME = 40  # characters
MOST_NESTED = 2  # drawings within a drawing
MOST_DOTS = 200_000_000  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustrated:
    """Blocks whose pictures have their paths in the book, the files by these paths, and a diagnostic for each missing picture."""

    blocks: tuple[Block, ...]
    pictures: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]


def with_pictures(blocks: Sequence[Block], paths: Mapping[str, str], fetch: Callable[[str], bytes | None]) -> Illustrated:
    """Fetches the pictures of these blocks; `paths` has the path of each file of blocks. I111 for each picture that cannot be read."""
    album = _Album(paths=paths, fetch=fetch)
    made: list[Block] = []
    for block in blocks:
        if block.kind is Kind.PICTURE:
            name = album.name_of(block.picture, block, block.alt or "")
            if name or plain(block.text).strip():
                made.append(replace(block, picture=name) if name else replace(block, kind=Kind.PARAGRAPH, picture="", alt=None))
        else:
            made.append(replace(block, text=IMAGE_SPAN.sub(partial(album.in_line, block), block.text)))
    return Illustrated(blocks=tuple(made), pictures=album.files, diagnostics=tuple(album.diagnostics))


class _Album:
    """The pictures fetched so far."""

    def __init__(self, paths: Mapping[str, str], fetch: Callable[[str], bytes | None]) -> None:
        self.paths, self.fetch = paths, fetch
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []

    def in_line(self, block: Block, image: re.Match[str]) -> str:
        """A picture within a line under its path in the book; "" if it cannot be read."""
        name = self.name_of(image[1], block, image[2].removeprefix("="))
        return f"{IMAGE}{name}{IMAGE_MIDDLE}{image[2]}{IMAGE_END}" if name else ""

    def name_of(self, address: str, block: Block, description: str) -> str:
        """The path of a picture in the book; "" and a diagnostic if it cannot be read."""
        path = _path(self.paths.get(block.file, ""), address)
        if path in self.names:
            return self.names[path]
        content = _of_data(address) if address.startswith("data:") else None if re.match(r"[a-z]+:|//", address) else self.fetch(path)
        picture = book_picture(content) if content else None
        if picture is None:
            shown = address if len(address) < 80 else f"{address[:79]}…"
            described = f", described as “{description}”," if description else ""
            help = 'put it into images/ yourself, and show it with ![its caption](images/its-name.png){alt="what it shows"}'
            self._miss(f"the picture “{shown}”{described} {'cannot be read' if content else 'is missing'}", help, block)
            self.names[path] = ""
            return ""
        ending, kept = picture
        if ending == ".svg":
            kept = self._drawing(kept, self.paths.get(block.file, "") if address.startswith("data:") else path, block)
        stem = "picture" if address.startswith("data:") else PurePosixPath(path).stem
        base = slug(stem)[:MOST_NAME].strip("-") or "picture"
        name = _free_name(f"{FOLDER}/{base}{ending}", kept, self.files)
        self.files[name] = kept
        self.names[path] = name
        return name

    def _miss(self, message: str, help: str, block: Block) -> None:
        self.diagnostics.append(diagnostic("I111", message, help=help, at=Location(path=block.file, line=block.line or 1)))

    def _drawing(self, content: bytes, path: str, block: Block, nested: int = 0) -> bytes:
        """A drawing, from a path of the source, with the pictures in it that it refers to."""

        def file_at(address: str) -> bytes | None:
            return None if re.match(r"[a-z]+:|//", address) else self.fetch(_path(path, address))

        def picture_at(address: str) -> tuple[str, bytes] | None:
            inner = file_at(address)
            picture = book_picture(inner) if inner else None
            if picture and picture[0] == ".svg":
                return (".svg", self._drawing(picture[1], _path(path, address), block, nested + 1)) if nested < MOST_NESTED else None
            return picture

        def missing(address: str) -> None:
            help = "put it into the drawing in images/, with a program that draws, as a picture that is embedded"
            self._miss(f"the picture “{address}”, which the drawing “{PurePosixPath(path).name}” shows, is missing", help, block)

        return self_contained(content, file_at, picture_at, missing)


def with_other_names(reading: Reading, taken: Mapping[str, bytes]) -> Reading:
    """A reading whose pictures have no name that another picture has taken: two documents may both have an “image1.png”."""
    names = {name: _free_name(name, content, taken) for name, content in reading.pictures.items()}
    if all(name == given for name, given in names.items()):
        return reading

    def shown(image: re.Match[str]) -> str:
        return f"{IMAGE}{names.get(image[1], image[1])}{IMAGE_MIDDLE}{image[2]}{IMAGE_END}"

    return replace(
        reading,
        blocks=tuple(
            replace(block, text=IMAGE_SPAN.sub(shown, block.text), picture=names.get(block.picture, block.picture))
            for block in reading.blocks
        ),
        pictures={names[name]: content for name, content in reading.pictures.items()},
        cover=names.get(reading.cover, reading.cover),
    )


def _free_name(name: str, content: bytes, taken: Mapping[str, bytes]) -> str:
    """The name, with a number if another picture has taken it."""
    path, number = PurePosixPath(name), 1
    while taken.get(name, content) != content:
        number += 1
        name = str(path.with_stem(f"{path.stem}-{number}"))
    return name


def book_picture(content: bytes) -> tuple[str, bytes] | None:
    """The ending and content of a picture as a book can hold it, converted to PNG if need be; None if it cannot be read."""
    for beginning, ending in KEPT:
        if content.startswith(beginning):
            return ending, content
    if b"<svg" in content[:2000]:
        return ".svg", content
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MOST_DOTS:
                return None
            packed = io.BytesIO()
            image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB").save(packed, "PNG")
            return ".png", packed.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _path(page: str, address: str) -> str:
    if address.startswith("data:"):
        return address
    parts = [part for part in page.split("/")[:-1] if part not in {"", "."}]
    for part in unquote(address.partition("?")[0].partition("#")[0]).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _of_data(address: str) -> bytes | None:
    match = DATA.fullmatch(address)
    try:
        return (base64.b64decode(match[2]) if match[1] else unquote_to_bytes(match[2])) if match else None
    except (ValueError, binascii.Error):
        return None
