"""PDF files opened to be changed.

with ChangedFile(fragment.pdf) as file:
    for index, resources, drawings in file.pages(): …
pdf = file.written
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from types import TracebackType
from typing import Any

from pikepdf import Array, Name, Pdf, PdfImage, Stream
from PIL import Image

from publish.pdf.content_stream import Operation, written
from publish.pdf.objects import Resource, contents_of


class ChangedFile:
    """A file opened to be changed: `with ChangedFile(pdf) as file: …`, then `file.written`."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = Pdf.open(BytesIO(pdf))
        self._changed = False
        self.written = pdf
        """The file after the block; the bytes that were given if nothing was changed."""

    def __enter__(self) -> "ChangedFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self._changed and kind is None:
            buffer = BytesIO()
            self._pdf.save(buffer, deterministic_id=True)
            self.written = buffer.getvalue()
        self._pdf.close()

    def pages(self) -> Iterator[tuple[int, Resource, list[Resource]]]:
        """The index, the resources and the content streams of each page."""
        for index, page in enumerate(self._pdf.pages):
            yield index, page.obj.Resources, contents_of(page)

    def content(self, drawing: Resource) -> bytes:
        """The content stream of a drawing, uncompressed."""
        return drawing.read_bytes()

    def rewrite(self, drawing: Resource, content: bytes) -> None:
        """Replace the content stream of a drawing."""
        self._changed = True
        drawing.write(content)

    def redraw(self, drawing: Resource, operations: Sequence[Operation]) -> None:
        """Replace the operations of a drawing."""
        self._changed = True
        drawing.write(written(operations))

    def copy(self, resources: Resource, drawing: Resource, key: str) -> Resource:
        """A copy of a drawing or image, added to these resources under this name."""
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

    def picture(self, image: Any, *, on_white: bool) -> Image.Image:
        """The pixels of an image; with `on_white`, its transparent parts are blended with white paper."""
        mask = image.get("/SMask")
        pixels = PdfImage(image).as_pil_image()
        if not (on_white and isinstance(mask, Stream)):
            return pixels
        paper = Image.new(pixels.mode, pixels.size, "white")
        paper.paste(pixels, mask=PdfImage(mask).as_pil_image().convert("L").resize(pixels.size))
        return paper

    def repaint(self, image: Resource, pixels: Image.Image, *, photograph: bool, opaque: bool) -> None:
        """Replace the pixels of an image, in grey, sRGB or four inks; a photograph is written as JPEG without chroma subsampling."""
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
            if pixels.mode == "CMYK":  # Pillow inverts the inks of a JPEG, as Adobe does
                image.Decode = Array([1, 0] * 4)
        else:
            image.write(pixels.tobytes())

    def drop(self, resource: Resource, keys: Iterable[str]) -> None:
        """Delete these entries of a resource."""
        for key in keys:
            if key in resource:
                self._changed = True
                del resource[key]

    def alter(self, resource: Resource, key: str, value: object) -> None:
        """Set an entry of a resource; a string is written as a name."""
        self._changed = True
        resource[key] = Name(value) if isinstance(value, str) else value
