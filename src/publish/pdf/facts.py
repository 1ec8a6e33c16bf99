"""The facts about any PDF that preflight needs: the file's own statements, its contents, what its pages paint.

Policy: a file is read and never changed; nothing in it is run or fetched. A file that cannot be opened is reported as P500, whatever the
reason. What a page paints is remembered, where there is a cache, under the digest of the page as it lies in the file (`page_digests`); what
the file says of itself is read each time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from publish.diagnostics import PublishError, diagnostic
from publish.model import Box
from publish.pdf.objects import name, numbers
from publish.pdf.page_digests import page_digests
from publish.pdf.paint import Painted, Rectangle
from publish.pdf.painting import painted
from publish.tools.cache import NO_CACHE, Cache, digest
from publish.tools.ink_coverage import Frame

BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
MOST_BYTES = 2_000_000_000
MOST_PAGES = 5000
MOST_SIDE = 100 * 72  # points: a cover with flaps is a third as wide
ICC_HEADER = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An output intent: its printing condition, the registry, and the profile's class, colour space, number of parts and version."""

    kind: str
    condition: str
    registry: str
    profile: tuple[str, str, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """A font: its kind, the key of its program in the file ("" if it is not embedded), whether its text can be read back."""

    name: str
    kind: str
    program: str
    subtype: str
    has_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedPage:
    """A page: its boxes, what it paints, its fonts, and the annotations within its bleed."""

    boxes: Mapping[str, Rectangle]
    painted: Painted
    fonts: tuple[Font, ...]
    annotations: tuple[str, ...]
    turned: bool
    assumed: Rectangle | None = None
    """The trim that is assumed for a page without a trim box."""

    @property
    def trim(self) -> Rectangle:
        """The trim box, else the art box, else the assumed trim, else the whole sheet."""
        named = next((self.boxes[key] for key in ("/TrimBox", "/ArtBox") if key in self.boxes), None)
        return named or self.assumed or self.sheet

    @property
    def bleed(self) -> Rectangle:
        """The bleed box, else the sheet around an assumed trim, else the trim."""
        return self.boxes.get("/BleedBox", self.sheet if self.assumed else self.trim)

    @property
    def sheet(self) -> Rectangle:
        """The visible part of the page."""
        media = self.boxes.get("/MediaBox", (0.0, 0.0, 0.0, 0.0))
        crop = self.boxes.get("/CropBox", media)
        return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])

    @property
    def frame(self) -> Frame:
        """Trim and bleed in coordinates of the visible page."""
        return Frame(trim=self._shown(self.trim), bleed=self._shown(self.bleed))

    def _shown(self, box: Rectangle) -> Box:
        left, _, _, upper = self.sheet
        return Box(left=box[0] - left, top=upper - box[3], right=box[2] - left, bottom=upper - box[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file: its own statements, and its pages. `forbidden` names things that no press wants in a file."""

    path: Path
    size: int
    version: str
    identifiers: int
    info: Mapping[str, str]
    xmp: Mapping[str, str] | None
    xmp_packed: bool
    intents: tuple[Intent, ...]
    packed_objects: bool
    filters: Mapping[str, int]
    forbidden: tuple[str, ...]
    bookmarks: bool
    pages: tuple[ExaminedPage, ...] = field(default=())
    digests: tuple[str, ...] = ()
    """The digest of each page; none without a cache, or if the file is damaged."""


def examined(path: Path, cache: Cache = NO_CACHE) -> Examined:
    """The facts about this file. PublishError with P500 if it cannot be read."""
    try:
        size = path.stat().st_size
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise PublishError(_unreadable(path, "it is encrypted", "save it without a password and without restrictions"))
            if size > MOST_BYTES:
                raise PublishError(
                    _unreadable(path, f"it has {size / 1e9:.1f} GB", "save its pictures at the size at which they are printed")
                )
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                raise PublishError(_unreadable(path, f"it has {len(pdf.pages)} pages", f"a book has 1 to {MOST_PAGES}"))
            return _examined(pdf, path, size, cache)
    except pikepdf.PasswordError as fault:
        raise PublishError(_unreadable(path, "it is encrypted", "save it without a password and without restrictions")) from fault
    except OSError as fault:
        raise PublishError(_unreadable(path, fault.strerror or str(fault), "name a PDF that is there and may be read")) from fault
    except (pikepdf.PdfError, ArithmeticError, RuntimeError, ValueError, TypeError, AttributeError, LookupError) as fault:
        what = "it is broken, or no PDF" if size else "it is empty"
        raise PublishError(_unreadable(path, what, "make it anew, or open and save it in the program that made it")) from fault


def _unreadable(path: Path, what: str, help: str) -> Any:
    return diagnostic("P500", f"“{path}” cannot be examined: {what}", help=help)


def _examined(pdf: Pdf, path: Path, size: int, cache: Cache) -> Examined:
    xmp, packed = _xmp(pdf)
    identifiers = pdf.trailer.get("/ID")
    content = path.read_bytes()
    digests = page_digests(path) if cache.folder else ()
    pages = tuple(_pages(pdf, digests, cache))
    for number, page in enumerate(pages, 1):
        left, lower, right, upper = page.sheet
        if not (0 < right - left <= MOST_SIDE and 0 < upper - lower <= MOST_SIDE):
            what = f"its page {number} is {right - left:.0f} x {upper - lower:.0f} points"
            raise PublishError(_unreadable(path, what, "make it as large as the sheet that is printed"))
    return Examined(
        path=path,
        size=size,
        version=pdf.pdf_version,
        identifiers=len(identifiers) if isinstance(identifiers, Array) else 0,
        info={str(key): str(value) for key, value in pdf.docinfo.items()} if "/Info" in pdf.trailer else {},
        xmp=xmp,
        xmp_packed=packed,
        intents=tuple(_intents(pdf)),
        packed_objects=any(sign in content for sign in (b"/ObjStm", b"/XRef")),
        filters=Counter(packing for thing in _objects(pdf) if isinstance(thing, Stream) for packing in _filters(thing)),
        forbidden=tuple(dict.fromkeys(_forbidden(pdf))),
        bookmarks="/Outlines" in pdf.Root and "/First" in pdf.Root.Outlines,
        pages=pages,
        digests=digests,
    )


def _pages(pdf: Pdf, digests: Sequence[str], cache: Cache) -> Iterator[ExaminedPage]:
    """The facts about each page, remembered or found now."""
    fonts: dict[tuple[int, int], Font] = {}
    for page, shown in zip_longest(pdf.pages, digests):
        key = digest("examined page", shown)
        yield cache.remember(key, ExaminedPage, lambda page=page: _page(page, fonts)) if shown else _page(page, fonts)  # type: ignore[misc]


def _objects(pdf: Pdf) -> Iterator[Any]:
    yield from pdf.objects


def _filters(stream: Any) -> list[str]:
    packed = stream.get("/Filter")
    return [str(filter) for filter in packed] if isinstance(packed, Array) else [str(packed)] if packed is not None else []


def _page(page: pikepdf.Page, fonts: dict[tuple[int, int], Font]) -> ExaminedPage:
    paint = painted(page)
    inherited = {"/MediaBox": page.obj.get("/MediaBox", page.mediabox), "/CropBox": page.obj.get("/CropBox")}
    boxes = {key: box for key in BOXES if (box := _rectangle(page.obj.get(key, inherited.get(key)))) is not None}
    used = []
    for font in paint.fonts.values():
        if font.objgen not in fonts or font.objgen == (0, 0):
            fonts[font.objgen] = _font(font)
        used.append(fonts[font.objgen])
    bleed = boxes.get("/BleedBox") or boxes.get("/TrimBox") or boxes.get("/MediaBox") or (0, 0, 0, 0)
    annotations = [entry for entry in page.obj.get("/Annots", ()) if isinstance(entry, Dictionary)]
    within = [name(entry.get("/Subtype")).lstrip("/") for entry in annotations if _meets(_rectangle(entry.get("/Rect")), bleed)]
    paint.fonts.clear()  # they belong to the open file
    return ExaminedPage(
        boxes=boxes,
        painted=paint,
        fonts=tuple(used),
        annotations=tuple(kind for kind in within if kind not in {"TrapNet", "PrinterMark"}),
        turned=int(page.obj.get("/Rotate", 0)) % 360 != 0 or float(page.obj.get("/UserUnit", 1)) != 1,
    )


def _rectangle(box: Any) -> Rectangle | None:
    sides = numbers(box) if isinstance(box, Array) else []
    if len(sides) != 4:
        return None
    a, b, c, d = sides
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _meets(one: Rectangle | None, other: Rectangle) -> bool:
    return one is not None and one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _font(font: Any) -> Font:
    descendants = font.get("/DescendantFonts")
    below = descendants[0] if isinstance(descendants, Array) and len(descendants) and isinstance(descendants[0], Dictionary) else font
    descriptor = below.get("/FontDescriptor", Dictionary())
    program = next((key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor), "")
    kind = name(font.get("/Subtype"))
    return Font(
        name=name(font.get("/BaseFont")).lstrip("/") or name(font.get("/Name")).lstrip("/"),
        kind=kind.lstrip("/"),
        program="/CharProcs" if kind == "/Type3" else program,
        subtype=name(descriptor[program].get("/Subtype")).lstrip("/") if program else "",
        has_text="/ToUnicode" in font or name(font.get("/Encoding")) in {"/WinAnsiEncoding", "/MacRomanEncoding"},
    )


def _xmp(pdf: Pdf) -> tuple[Mapping[str, str] | None, bool]:
    """The XMP metadata by qualified name, and whether they are compressed."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, Stream):
        return None, False
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=False) as metadata:
        values = {key: value for key, value in metadata.items()}  # noqa: C416  # no mapping to dict()
    return {key: "; ".join(map(str, value)) if isinstance(value, list | set) else str(value) for key, value in values.items()}, bool(
        _filters(stream)
    )


def _intents(pdf: Pdf) -> Iterator[Intent]:
    intents = pdf.Root.get("/OutputIntents")
    for intent in intents if isinstance(intents, Array) else ():
        if not isinstance(intent, Dictionary):
            continue
        profile = intent.get("/DestOutputProfile")
        facts = None
        if isinstance(profile, Stream):
            content = profile.read_bytes()[:ICC_HEADER].ljust(ICC_HEADER, b"\0")
            facts = content[12:16].decode("latin-1"), content[16:20].decode("latin-1"), int(profile.get("/N", 0)), content[8]
        yield Intent(
            kind=name(intent.get("/S")).lstrip("/"),
            condition=str(intent.get("/OutputConditionIdentifier", "")),
            registry=str(intent.get("/RegistryName", "")),
            profile=facts,
        )


def _forbidden(pdf: Pdf) -> Iterator[str]:
    """Things that belong on a screen and not on a press."""
    root = pdf.Root
    names = root.get("/Names", Dictionary())
    for key, what in (("/OpenAction", "an action"), ("/AA", "an action"), ("/AcroForm", "a form to be filled in")):
        if key in root and not isinstance(root[key], Array):
            yield what
    for key, what in (("/JavaScript", "JavaScript"), ("/EmbeddedFiles", "a file within the file")):
        if key in names:
            yield what
    if "/OCProperties" in root:
        yield "layers"
    for thing in _objects(pdf):
        if isinstance(thing, Dictionary) and name(thing.get("/S")) == "/JavaScript":
            yield "JavaScript"
        if isinstance(thing, Stream) and "/F" in thing and not isinstance(thing.get("/F"), Name):
            yield "a stream that lies in another file"
    for page in pdf.pages:
        if "/AA" in page.obj:
            yield "an action"
