"""PDF files opened to be changed: beside `publish.press.pdf_writer` the other door to pikepdf.

with ChangedFile(fragment.pdf) as file:
    for index, resources, drawings in file.pages(): …
pdf = file.written
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from types import TracebackType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, PdfImage, Stream
from PIL import Image

from publish.press.pdf_writer import contents_of

Operation = tuple[list[object], str]
"""One operation of a drawing: what it is applied to, and its operator."""

Resource = Object
"""A dictionary or stream of an opened file; `get` and `in` go by keys with their slash."""


class ChangedFile:
    """A file opened to be changed: `with ChangedFile(pdf) as file: …`, then `file.written`."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = Pdf.open(BytesIO(pdf))
        self._changed = False
        self.written = pdf
        """The file as it is after the block; the very bytes given if nothing was changed."""

    def __enter__(self) -> "ChangedFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self._changed and kind is None:
            buffer = BytesIO()
            self._pdf.save(buffer, deterministic_id=True)
            self.written = buffer.getvalue()
        self._pdf.close()

    def pages(self) -> Iterator[tuple[int, Resource, list[Resource]]]:
        """Each page by its index: its resources, and the streams that draw it."""
        for index, page in enumerate(self._pdf.pages):
            yield index, page.obj.Resources, contents_of(page)

    def named(self, resources: Resource, kind: str) -> list[tuple[str, Resource]]:
        """What these resources name of a kind (`"/XObject"`), by name."""
        return sorted(resources.get(kind, Dictionary()).items())

    def content(self, drawing: Resource) -> bytes:
        """A drawing as it is written, not compressed."""
        return drawing.read_bytes()

    def operations(self, drawing: Resource) -> list[Operation]:
        """What a drawing does, in order."""
        return [(list(step.operands), str(step.operator)) for step in pikepdf.parse_content_stream(drawing)]

    def rewrite(self, drawing: Resource, content: bytes) -> None:
        """The drawing is written so."""
        self._changed = True
        drawing.write(content)

    def redraw(self, drawing: Resource, operations: Sequence[Operation]) -> None:
        """The drawing does this instead."""
        self._changed = True
        steps: list[Any] = [(operands, Operator(operator)) for operands, operator in operations]
        drawing.write(pikepdf.unparse_content_stream(steps))

    def copy(self, resources: Resource, drawing: Resource, key: str) -> Resource:
        """A drawing or image once more, named so among these resources."""
        self._changed = True
        made = self._pdf.make_stream(b"")
        for entry, value in drawing.items():
            if entry not in {"/Length", "/Filter", "/DecodeParms"}:
                made[entry] = value
        packing: Any = drawing.get("/Filter")
        parameters: Any = drawing.get("/DecodeParms")
        made.write(drawing.read_raw_bytes(), filter=packing, decode_parms=parameters)
        named = resources["/XObject"]
        named[key] = made
        resources["/XObject"] = named
        return made

    def key(self, text: str) -> object:
        """A name as it stands in an operation."""
        return Name(text)

    def picture(self, image: Any, *, on_white: bool) -> Image.Image:
        """The pixels of an image, its transparent parts white as the paper if they are to lie on it."""
        mask = image.get("/SMask")
        pixels = PdfImage(image).as_pil_image()
        if not (on_white and isinstance(mask, Stream)):
            return pixels
        paper = Image.new(pixels.mode, pixels.size, "white")
        paper.paste(pixels, mask=PdfImage(mask).as_pil_image().convert("L").resize(pixels.size))
        return paper

    def repaint(self, image: Resource, pixels: Image.Image, *, photograph: bool, opaque: bool) -> None:
        """The image shows these pixels, in grey, sRGB or four inks; a photograph as JPEG, with every pixel its own colour."""
        self._changed = True
        for key in ("/Decode", "/DecodeParms", *(("/SMask",) if opaque else ())):
            if key in image:
                del image[key]
        image.ColorSpace = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[pixels.mode]
        image.BitsPerComponent = 8
        if photograph:
            buffer = BytesIO()
            pixels.save(buffer, "JPEG", quality=92 if pixels.mode == "L" else 95, subsampling=0)
            image.write(buffer.getvalue(), filter=Name.DCTDecode)
            if pixels.mode == "CMYK":  # Pillow writes the inks of a JPEG turned round, as Adobe does
                image.Decode = Array([1, 0] * 4)
        else:
            image.write(pixels.tobytes())

    def drop(self, thing: Resource, keys: Iterable[str]) -> None:
        """These entries of a resource are gone."""
        for key in keys:
            if key in thing:
                self._changed = True
                del thing[key]

    def alter(self, thing: Resource, key: str, value: object) -> None:
        """An entry of a resource has another value; a text is taken as a name."""
        self._changed = True
        thing[key] = Name(value) if isinstance(value, str) else value


def name(thing: object) -> str:
    """A name with its slash; the first of a list of names; "" for anything else."""
    if isinstance(thing, Array) and len(thing):
        return name(thing[0])
    return str(thing) if isinstance(thing, Name) else ""


def numbers(things: Iterable[object]) -> list[float]:
    """The numbers among these."""
    return [float(thing) for thing in things if isinstance(thing, int | float | Decimal)]


def array(values: Sequence[float]) -> Array:
    """Numbers as they stand in a file."""
    return Array(list(values))
