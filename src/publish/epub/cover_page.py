"""The cover of the e-book: its picture, and the first page, which shows it.

Policy: the picture is included byte for byte, since shops use it. The page shows it with `img`, since Kobo looks for one
(kobolabs/epub-spec); the style sheet keeps its proportions in any window. The page is in the reading order: books open at their cover.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

from publish.book.assets import asset
from publish.book.cover_markup import COVER, cover_alt, cover_word
from publish.book.markup import xhtml_element
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.epub.container import Entry, Resource
from publish.epub.xhtml_file import XHTML_TYPE, describe, xhtml_file

IMAGE_ID = "cover-image"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
MIN_SIZE, MAX_SIDE = (625, 1000), 10_000  # pixels (Kindle Direct Publishing, “Cover Image Guidelines”)
MAX_BYTES = 50_000_000  # bytes (the same)
GOOD = 1400  # pixels of the shorter side (Apple Books Asset Guide)
MODES = frozenset({"1", "L", "P", "RGB", "RGBA", "LA"})  # modes for screens; CMYK and 16 bits are for presses


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The picture of a cover."""

    content: bytes
    media_type: str


def given_cover(configuration: Configuration) -> Outcome[Cover]:
    """The picture that book.toml names; no value and no diagnostics if it names none.

    Reports A101 to A105 as for any image, E501 for a format or size that shops refuse, E502 for one that they accept but that looks bad.
    """
    source = configuration.epub.cover
    if source is None:
        return Outcome()
    at = place_of_key(configuration.folder, "epub", "cover")
    opened = asset(source, configuration.folder, at)
    if opened.value is None:
        return Outcome(diagnostics=opened.diagnostics)
    path = configuration.folder / unquote(source)

    def fault(code: str, what: str, help: str) -> Diagnostic:
        return diagnostic(code, f"the cover “{source}” {what}", help=help, at=at)

    if opened.value.media_type not in SUFFIXES:
        refused = fault("E501", "is neither JPEG nor PNG", "save it as one of these: shops take no others")
        return Outcome(diagnostics=(refused,))
    width, height = opened.value.width, opened.value.height
    size, weight = f"has {width} × {height} pixels", path.stat().st_size
    if width < MIN_SIZE[0] or height < MIN_SIZE[1] or max(width, height) > MAX_SIDE or weight > MAX_BYTES:
        fact = size if weight <= MAX_BYTES else f"has {weight // 1_000_000} MB"
        smallest, largest = f"{MIN_SIZE[0]} × {MIN_SIZE[1]}", f"{MAX_SIDE} × {MAX_SIDE}"
        help = f"make it 1600 × 2560; shops take {smallest} to {largest}, and {MAX_BYTES // 1_000_000} MB at most"
        return Outcome(diagnostics=(fault("E501", fact, help),))
    doubts = []
    if min(width, height) < GOOD:
        doubts.append((f"{size}, and will look coarse in shops", "make its shorter side 1,400 pixels or more; 1600 × 2560 is best"))
    if (mode := _mode(path)) not in MODES:
        doubts.append((f"is in {mode}, which screens show in wrong colours", "save it as RGB with 8 bits a colour"))
    value = Cover(content=path.read_bytes(), media_type=opened.value.media_type)
    return Outcome(value=value, diagnostics=tuple(fault("E502", what, help) for what, help in doubts))


def cover_page(cover: Cover, configuration: Configuration) -> tuple[Resource]:
    """The page that shows the picture."""
    section = xhtml_element("section", class_=COVER)
    describe(section, "cover")
    section.append(xhtml_element("img", src=f"../{_name(cover)}", alt=cover_alt(configuration), role="doc-cover"))
    file = f"text/{COVER}.xhtml"
    title = cover_word(configuration.language)
    content = xhtml_file(section, name=file, title=title, language=configuration.language, matter="")
    return (Resource(id=COVER, name=file, media_type=XHTML_TYPE, content=content),)


def cover_picture(cover: Cover) -> tuple[Resource]:
    """The picture, as the resource that shops look for."""
    return (Resource(id=IMAGE_ID, name=_name(cover), media_type=cover.media_type, content=cover.content, properties=(IMAGE_ID,)),)


def cover_entry() -> tuple[Entry]:
    """The metadata that names the cover picture for EPUB 2 reading systems."""
    return (Entry(name="meta", value=None, attributes={"name": "cover", "content": IMAGE_ID}),)


def _name(cover: Cover) -> str:
    return f"images/{COVER}{SUFFIXES[cover.media_type]}"


def _mode(path: Path) -> str:
    with Image.open(path) as image:
        return image.mode
