"""PDF files: the only door to pikepdf.

    with ChangedFile(fragment.pdf) as file:     its drawings, images, shadings
        for page, drawing in file.drawings(): …
    pdf = file.written

    bound = BoundFile(faces, trim)              a book's pages being put together
    bound.append(pdf, [0, 1, 2])
    forms = bound.forms(stamps.pdf)             pages of another file, to be drawn on pages of this one
    bound.stamp(page, forms[0], x, y)
    bound.save(path)

Policy: whatever is written here is the same for the same input: no clock, no random identifier, no order of a set. A page owns its boxes,
its one stream and its resources; nothing that a reader could click is in it. What draws nothing is not written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Operator, Pdf, PdfImage, Stream, String
from PIL import Image

from publish.pdf.fonts import EmbeddedFace, to_unicode
from publish.units import TrimSize

VERSION = "1.7"
PAGE_KEYS = frozenset({"/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents"})
FORM_KEYS = frozenset({"/Type", "/Subtype", "/FormType", "/BBox", "/Resources", "/Length", "/Filter"})
DRAWING_RESOURCES = ("/XObject", "/ExtGState", "/Pattern", "/Shading")

Operation = tuple[list[object], str]
"""One operation of a drawing: what it is applied to, and its operator."""

Resource = Object
"""A dictionary or stream of an opened file; `get` and `in` go by keys with their slash."""

Drawing = Stream
"""A stream of an opened file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLabels:
    """How viewers number a run of pages: from this page index on, roman or arabic, beginning at `first`."""

    start: int
    style: str
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the file says of itself."""

    title: str
    authors: tuple[str, ...]
    language: str
    moment: datetime
    producer: str


@dataclass(slots=True)
class _Drawn:
    """What is drawn on a page."""

    body: bytes
    stamps: list[tuple[Object, float, float]] = field(default_factory=list)


class BoundFile:
    """A book's pages being put together into one file."""

    def __init__(self, faces: Sequence[EmbeddedFace], trim: TrimSize) -> None:
        self._pdf = Pdf.new()
        self._box = [0, 0, round(trim.width.points, 4), round(trim.height.points, 4)]
        self._fonts = self._pdf.make_indirect(Dictionary({f"/{face.name}": font_object(self._pdf, face) for face in faces}))
        self._drawn: list[_Drawn] = []

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._drawn)

    def append(self, fragment: bytes, pages: Sequence[int]) -> None:
        """These pages of a fragment, by index, stand at the end."""
        first = len(self._pdf.pages)
        with Pdf.open(BytesIO(fragment)) as source:
            for page in source.pages:  # fonts are named there, not contained
                page.obj.Resources["/Font"] = Dictionary()
            self._pdf.pages.extend(source.pages[index] for index in pages)
        for page in list(self._pdf.pages)[first:]:
            self._own(page, blank=False)

    def append_blank(self) -> None:
        """A page with nothing in it stands at the end."""
        self._own(self._pdf.add_blank_page(page_size=(self._box[2], self._box[3])), blank=True)

    def forms(self, fragment: bytes) -> list[Object]:
        """Each page of another file as something that can be drawn on pages of this one."""
        forms = []
        with Pdf.open(BytesIO(fragment)) as source:
            for page in source.pages:
                page.obj.Resources = Dictionary()
                form = self._pdf.copy_foreign(page.as_form_xobject())
                form.Resources = Dictionary(Font=self._fonts)
                _keep(form, FORM_KEYS)
                forms.append(form)
        return forms

    def stamp(self, page: int, form: Object, x: float, y: float) -> None:
        """The form is drawn on a page as no part of its text (ISO 32000-1, 14.8.2.2), its lower left corner at x, y from the trim's."""
        self._drawn[page].stamps.append((form, x, y))

    def label(self, labels: Sequence[PageLabels]) -> None:
        """Viewers number the pages so (ISO 32000-1, 12.4.2)."""
        numbers = Array()
        for run in labels:
            numbers.append(run.start)
            numbers.append(Dictionary(S=Name(run.style), St=run.first))
        self._pdf.Root.PageLabels = Dictionary(Nums=numbers)

    def describe(self, description: Description) -> None:
        """The file says what it is, in XMP and in the older Info dictionary alike."""
        moment = description.moment.astimezone(UTC)
        with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = description.title
            xmp["dc:creator"] = list(description.authors)
            xmp["dc:language"] = {description.language}
            xmp["dc:format"] = "application/pdf"
            for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
                xmp[name] = moment.isoformat()
            xmp["xmp:CreatorTool"] = description.producer
            xmp["pdf:Producer"] = description.producer
        written = f"D:{moment:%Y%m%d%H%M%S}Z"
        information = Dictionary(
            Title=String(description.title),
            Author=String("; ".join(description.authors)),
            Creator=String(description.producer),
            Producer=String(description.producer),
            CreationDate=String(written),
            ModDate=String(written),
            Trapped=Name("/False"),
        )
        self._pdf.trailer.Info = self._pdf.make_indirect(information)
        self._pdf.Root.Lang = String(description.language)
        self._pdf.Root.PageLayout = Name.TwoPageRight
        self._pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)

    def save(self, path: Path) -> None:
        """The file is written. OSError where the disk is full."""
        for page, drawn in zip(self._pdf.pages, self._drawn, strict=True):
            self._finish(page, drawn)
        self._pdf.save(
            path,
            min_version=VERSION,
            force_version=VERSION,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )

    def _own(self, page: pikepdf.Page, *, blank: bool) -> None:
        """The page has boxes and resources of its own; its body waits for its stamps."""
        body = b"" if blank else b"\n".join(stream.read_bytes() for stream in _contents(page))
        resources = Dictionary()
        if body.strip():
            resources.Font = self._fonts
            for kind in DRAWING_RESOURCES:
                named = page.obj.Resources.get(kind, Dictionary())
                used = {key: value for key, value in named.items() if key.encode() in body}
                if used:
                    resources[kind] = Dictionary(used)
            for form in _forms(resources):
                if "/Resources" in form:
                    form.Resources.Font = self._fonts
                    if "/ColorSpace" in form.Resources:  # WeasyPrint names its own everywhere; in one ink none is used
                        del form.Resources["/ColorSpace"]
        page.obj.Resources = resources
        for box in ("/MediaBox", "/TrimBox", "/BleedBox"):
            page.obj[box] = Array(self._box)
        _keep(page.obj, PAGE_KEYS)
        if "/Contents" in page.obj:
            del page.obj["/Contents"]
        self._drawn.append(_Drawn(body=body.strip()))

    def _finish(self, page: pikepdf.Page, drawn: "_Drawn") -> None:
        """The page has its one stream: the body, closed in because WeasyPrint leaves its flipped matrix open, and the stamps."""
        pieces = [b"q\n", drawn.body, b"\nQ\n"] if drawn.body else []
        for number, (form, x, y) in enumerate(drawn.stamps):
            name = f"/Stamp{number}"
            objects = page.obj.Resources.get("/XObject", Dictionary())
            objects[name] = form
            page.obj.Resources["/XObject"] = objects
            pieces.append(f"/Artifact <</Type /Pagination>> BDC\nq 1 0 0 1 {x:.3f} {y:.3f} cm {name} Do Q\nEMC\n".encode())
        if pieces:
            page.obj.Contents = self._pdf.make_stream(b"".join(pieces))


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

    def drawings(self) -> Iterator[tuple[int, Drawing]]:
        """Each stream that draws (pages, forms, patterns, masks), once, with the page index where it is first used."""
        yield from self._once((*_contents(page), *_forms(page.obj.Resources)) for page in self._pdf.pages)

    def images(self) -> Iterator[tuple[int, Drawing]]:
        """Each image, once, with the page index where it is first used."""
        for page, thing in self._resources("/XObject"):
            if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
                yield page, thing

    def shadings(self) -> Iterator[tuple[int, Resource]]:
        """Each gradient, once, with the page index where it is first used."""
        return self._resources("/Shading")

    def content(self, drawing: Drawing) -> bytes:
        """A drawing as it is written, not compressed."""
        return drawing.read_bytes()

    def operations(self, drawing: Drawing) -> list[Operation]:
        """What a drawing does, in order."""
        return [(list(step.operands), str(step.operator)) for step in pikepdf.parse_content_stream(drawing)]

    def redraw(self, drawing: Drawing, operations: Sequence[Operation]) -> None:
        """The drawing does this instead."""
        self._changed = True
        steps: list[Any] = [(operands, Operator(operator)) for operands, operator in operations]
        drawing.write(pikepdf.unparse_content_stream(steps))

    def picture(self, image: Drawing) -> Image.Image:
        """The pixels of an image, its transparent parts white as the paper."""
        mask = image.get("/SMask")
        pixels = PdfImage(image).as_pil_image()
        if not isinstance(mask, Stream):
            return pixels
        paper = Image.new(pixels.mode, pixels.size, "white")
        paper.paste(pixels, mask=PdfImage(mask).as_pil_image().convert("L").resize(pixels.size))
        return paper

    def repaint(self, image: Drawing, pixels: Image.Image, *, photograph: bool) -> None:
        """The image shows these pixels, one byte of grey each; a photograph as JPEG."""
        self._changed = True
        for key in ("/SMask", "/Decode", "/DecodeParms"):
            if key in image:
                del image[key]
        image.ColorSpace = Name.DeviceGray
        image.BitsPerComponent = 8
        if photograph:
            buffer = BytesIO()
            pixels.save(buffer, "JPEG", quality=92)
            image.write(buffer.getvalue(), filter=Name.DCTDecode)
        else:
            image.write(pixels.tobytes())

    def alter(self, thing: Resource, key: str, value: object) -> None:
        """An entry of a resource has another value; a text is taken as a name."""
        self._changed = True
        thing[key] = Name(value) if isinstance(value, str) else value

    def _resources(self, kind: str) -> Iterator[tuple[int, Object]]:
        def on(page: pikepdf.Page) -> Iterator[Object]:
            for owner in (page.obj, *_forms(page.obj.Resources)):
                yield from (value for _, value in owner.get("/Resources", Dictionary()).get(kind, Dictionary()).items())

        return self._once(on(page) for page in self._pdf.pages)

    def _once(self, pages: Iterable[Iterable[Object]]) -> Iterator[tuple[int, Any]]:
        seen: set[tuple[int, int]] = set()
        for index, things in enumerate(pages):
            for thing in things:
                if thing.objgen not in seen:
                    seen.add(thing.objgen)
                    yield index, thing


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


# --- what both need -------------------------------------------------------------------------------------------------------------------


def font_object(pdf: Pdf, face: EmbeddedFace) -> Object:
    """A face as a composite font whose codes are glyph ids (ISO 32000-1, 9.7)."""
    name = Name(f"/{face.post_script_name}")
    metrics = face.metrics
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=metrics.flags,
        FontBBox=Array(metrics.box),
        ItalicAngle=metrics.italic_angle,
        Ascent=metrics.ascent,
        Descent=metrics.descent,
        CapHeight=metrics.cap_height,
        XHeight=metrics.x_height,
        StemV=metrics.stem,
        FontFile2=pdf.make_stream(face.program, Length1=len(face.program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        DW=0,
        W=_widths(face.widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(to_unicode(face.texts)),
        )
    )


def _contents(page: pikepdf.Page) -> list[Object]:
    """The streams of a page."""
    contents = page.obj.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, Array) else [contents]


def _forms(resources: Object, seen: set[tuple[int, int]] | None = None) -> Iterator[Object]:
    """All forms, patterns and masks under these resources, at any depth, each once."""
    seen = set() if seen is None else seen
    named = [value for kind in ("/XObject", "/Pattern") for _, value in resources.get(kind, Dictionary()).items()]
    masks = [state.SMask.G for _, state in resources.get("/ExtGState", Dictionary()).items() if "/G" in state.get("/SMask", Dictionary())]
    for form in (*named, *masks):
        if form.objgen in seen or not isinstance(form, Stream) or form.get("/Subtype") == Name.Image:
            continue
        seen.add(form.objgen)
        yield form
        yield from _forms(form.get("/Resources", Dictionary()), seen)


def _keep(thing: Object, keys: frozenset[str]) -> None:
    """All other entries are gone."""
    for key in [key for key in thing.keys() if key not in keys]:  # noqa: SIM118  # a pikepdf object is no mapping
        del thing[key]


def _widths(widths: Mapping[int, float]) -> Array:
    """The widths of glyphs by id: runs of neighbours after the first one's id (ISO 32000-1, 9.7.4.3)."""
    array = Array()
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            array.append(glyph)
            array.append(Array())
        array[-1].append(round(widths[glyph], 3))
    return array
