"""The PDF files that we write.

    bound = BoundFile(faces, sheet)             a book's pages being put together
    bound.append(pdf, [0, 1, 2])
    forms = bound.forms(stamps.pdf)             pages of another file, to be drawn on pages of this one
    bound.stamp(page, forms[0], x, y)
    bound.save(path)

Policy: same input, same bytes: no clock, no random identifier, no order of a set. Each page has its own boxes, one content stream and its
own resources, and no annotations. Empty content is not written.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

from publish.model import Side
from publish.pdf.embedded_faces import EmbeddedFace, fonts_object
from publish.pdf.objects import contents_of
from publish.pdf.sheets import MARK_WIDTH, Sheet
from publish.pdf.standards import PLAIN, Standard

PAGE_KEYS = frozenset({"/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents"})
FORM_KEYS = frozenset({"/Type", "/Subtype", "/FormType", "/BBox", "/Resources", "/Length", "/Filter"})
DRAWING_RESOURCES = ("/XObject", "/ExtGState", "/Pattern", "/Shading")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLabels:
    """The numbers that viewers show for a run of pages: from this page index, roman or arabic, beginning with `first`."""

    start: int
    style: str
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The metadata of a file."""

    title: str
    authors: tuple[str, ...]
    language: str
    moment: datetime
    producer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The printing condition that a file is made for: its registered name, and its ICC profile if the file embeds it."""

    condition: str
    profile: bytes | None = None


@dataclass(slots=True)
class _Drawn:
    """What is drawn on a page."""

    side: Side
    body: bytes
    turned: bool = False
    stamps: list[tuple[Object, float, float]] = field(default_factory=list)


class BoundFile:
    """A book's pages being put together into one file."""

    def __init__(self, faces: Sequence[EmbeddedFace], sheet: Sheet, standard: Standard = PLAIN) -> None:
        self._pdf = Pdf.new()
        self._sheet = sheet
        self._standard = standard
        self._fonts = fonts_object(self._pdf, faces)
        self._drawn: list[_Drawn] = []
        self._all: Object | None = None

    @property
    def pages(self) -> int:
        """The number of pages so far."""
        return len(self._drawn)

    def append(self, fragment: bytes, pages: Sequence[int], *, turned: Collection[int] = ()) -> None:
        """Add these pages of a fragment, by index, at the end. Those that are `turned` are as wide as the trim is high: they are drawn
        turned counter-clockwise by a right angle, so that their head is at the left edge of the trim.
        """
        first = len(self._pdf.pages)
        with Pdf.open(BytesIO(fragment)) as source:
            for page in source.pages:  # fonts are named there, not contained
                page.obj.Resources["/Font"] = Dictionary()
            self._pdf.pages.extend(source.pages[index] for index in pages)
        for index, page in zip(pages, list(self._pdf.pages)[first:], strict=True):
            self._own(page, blank=False, turned=index in turned)

    def append_blank(self) -> None:
        """Add an empty page at the end."""
        self._own(self._pdf.add_blank_page(), blank=True)

    def forms(self, fragment: bytes) -> list[Object]:
        """Each page of another file as a form that can be drawn on pages of this file."""
        forms = []
        with Pdf.open(BytesIO(fragment)) as source:
            for page in source.pages:
                body = b"\n".join(stream.read_bytes() for stream in contents_of(page))
                page.obj.Resources = Dictionary(_used(page.obj.Resources, body))
                form = self._pdf.copy_foreign(page.as_form_xobject())
                self._give_fonts(form.Resources)
                _keep(form, FORM_KEYS)
                forms.append(form)
        return forms

    def stamp(self, page: int, form: Object, x: float, y: float) -> None:
        """Draw the form on a page as an artifact, outside its text (ISO 32000-1, 14.8.2.2); x, y is its distance from the trim's corner."""
        self._drawn[page].stamps.append((form, x, y))

    def label(self, labels: Sequence[PageLabels]) -> None:
        """Set the page labels that viewers show (ISO 32000-1, 12.4.2)."""
        numbers = Array()
        for run in labels:
            numbers.append(run.start)
            numbers.append(Dictionary(S=Name(run.style), St=run.first))
        self._pdf.Root.PageLabels = Dictionary(Nums=numbers)

    def intend(self, intent: Intent) -> None:
        """Set the output intent (ISO 32000-1, 14.11.5)."""
        entry = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFX,
            OutputConditionIdentifier=String(intent.condition),
            RegistryName=String("http://www.color.org"),
            Info=String(intent.condition),
        )
        if intent.profile:
            entry.DestOutputProfile = self._pdf.make_stream(intent.profile, N=4)
        self._pdf.Root.OutputIntents = Array([self._pdf.make_indirect(entry)])

    def describe(self, description: Description) -> None:
        """Write the metadata, as XMP and in the older Info dictionary."""
        moment = description.moment.astimezone(UTC)
        if self._standard.has_xmp:
            self._describe_in_xmp(description, moment)
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
        for key, value in self._standard.info.items():
            information[key] = String(value)
        self._pdf.trailer.Info = self._pdf.make_indirect(information)
        self._pdf.Root.PageLayout = Name.TwoPageRight if self._standard.version >= "1.5" else Name.TwoColumnRight
        if self._standard.version >= "1.4":
            self._pdf.Root.Lang = String(description.language)
            self._pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)

    def save(self, path: Path) -> None:
        """Write the file. OSError where the disk is full."""
        for page, drawn in zip(self._pdf.pages, self._drawn, strict=True):
            self._finish(page, drawn)
        self._pdf.save(
            path,
            min_version=self._standard.version,
            force_version=self._standard.version,
            object_stream_mode=ObjectStreamMode.generate if self._standard.packed else ObjectStreamMode.disable,
            compress_streams=True,
            deterministic_id=True,
        )

    def _own(self, page: pikepdf.Page, *, blank: bool, turned: bool = False) -> None:
        """Give the page its own boxes and resources; its content is written when all stamps are known."""
        body = b"" if blank else b"\n".join(stream.read_bytes() for stream in contents_of(page))
        resources = Dictionary()
        if body.strip():
            resources = Dictionary(_used(page.obj.Resources, body))
            self._give_fonts(resources)
        page.obj.Resources = resources
        side = Side.VERSO if len(self._drawn) % 2 else Side.RECTO  # the first page of a book is a recto
        for key, box in (("/MediaBox", self._sheet.media_box), ("/TrimBox", self._sheet.trim_box), ("/BleedBox", self._sheet.bleed_box)):
            page.obj[key] = Array(box(side))
        _keep(page.obj, PAGE_KEYS)
        if "/Contents" in page.obj:
            del page.obj["/Contents"]
        self._drawn.append(_Drawn(side=side, body=body.strip(), turned=turned))

    def _give_fonts(self, resources: Object) -> None:
        """Give a page or form, and everything drawn in it, the book's fonts."""
        resources.Font = self._fonts
        for form in _forms(resources):
            if "/Resources" in form:
                form.Resources.Font = self._fonts
                if "/ColorSpace" in form.Resources:  # WeasyPrint names its own everywhere; colours are set in plain spaces since
                    del form.Resources["/ColorSpace"]

    def _describe_in_xmp(self, description: Description, moment: datetime) -> None:
        with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = description.title
            xmp["dc:creator"] = list(description.authors)
            xmp["dc:language"] = {description.language}
            xmp["dc:format"] = "application/pdf"
            for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
                xmp[name] = moment.isoformat()
            xmp["xmp:CreatorTool"] = description.producer
            xmp["pdf:Producer"] = description.producer
            xmp["pdf:Trapped"] = "False"
            if self._standard.xmp:
                named = "|".join((description.title, *description.authors, moment.isoformat(), self._standard.name))
                xmp["xmpMM:DocumentID"] = f"uuid:{uuid5(NAMESPACE_URL, named)}"
                xmp["xmpMM:VersionID"] = "1"
                xmp["xmpMM:RenditionClass"] = "default"
            for key, value in self._standard.xmp.items():
                xmp[key] = value

    def _registration(self) -> Object:
        """The colour that prints on every plate (ISO 32000-1, 8.6.6.4)."""
        if self._all is None:
            to_black = self._pdf.make_stream(b"{dup dup dup}", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 4))
            self._all = self._pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, to_black]))
        return self._all

    def _finish(self, page: pikepdf.Page, drawn: "_Drawn") -> None:
        """Write the content stream: the body between q and Q, because WeasyPrint leaves its flipped matrix open, then the stamps."""
        x0, y0 = self._sheet.origin(drawn.side)
        right, down = self._sheet.moved(drawn.side)
        x0, y0 = x0 + right, y0 - down
        move = f"1 0 0 1 {x0:.4f} {y0:.4f} cm\n".encode() if x0 or y0 else b""
        turn = f"0 1 -1 0 {self._sheet.trim.width.points:.4f} 0 cm\n".encode() if drawn.turned else b""
        pieces = [b"q\n", move, turn, drawn.body, b"\nQ\n"] if drawn.body else []
        for number, (form, x, y) in enumerate(drawn.stamps):
            name = f"/Stamp{number}"
            objects = page.obj.Resources.get("/XObject", Dictionary())
            objects[name] = form
            page.obj.Resources["/XObject"] = objects
            pieces.append(f"/Artifact <</Type /Pagination>> BDC\nq 1 0 0 1 {x + x0:.3f} {y + y0:.3f} cm {name} Do Q\nEMC\n".encode())
        marks = self._sheet.mark_lines(drawn.side)
        if marks:
            page.obj.Resources.ColorSpace = Dictionary(Registration=self._registration())
            lines = "".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S\n" for a, b, c, d in marks)
            pieces.append(f"/Artifact <</Type /Page>> BDC\nq /Registration CS 1 SCN {MARK_WIDTH} w\n{lines}Q\nEMC\n".encode())
        if pieces:
            page.obj.Contents = self._pdf.make_stream(b"".join(pieces))


def _used(resources: Object, body: bytes) -> dict[str, Object]:
    """The resources that a drawing uses, by kind and name, without fonts."""
    kinds = {kind: resources.get(kind, Dictionary()).items() for kind in DRAWING_RESOURCES}
    used = {kind: {key: value for key, value in named if key.encode() in body} for kind, named in kinds.items()}
    return {kind: Dictionary(named) for kind, named in used.items() if named}


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
    """Delete all other entries."""
    for key in [key for key in thing.keys() if key not in keys]:  # noqa: SIM118  # a pikepdf object is no mapping
        del thing[key]
