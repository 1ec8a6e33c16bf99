"""The cover in the e-book: its picture, and the page that shows it, first of all.

Policy: the picture goes in byte for byte, as shops look at it; the page shows it by `img`, for Kobo looks for one (kobolabs/epub-spec), and
the style sheet keeps its proportions in a window of any shape. The page is part of the reading order: readers open a book at its cover.
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
LEAST, MOST = (625, 1000), 10_000  # pixels (Kindle Direct Publishing, “Cover Image Guidelines”)
MOST_BYTES = 50_000_000  # the same
GOOD = 1400  # pixels of the shorter side (Apple Books Asset Guide)
MODES = frozenset({"1", "L", "P", "RGB", "RGBA", "LA"})  # what screens show; CMYK and 16 bits are for presses


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The picture of a cover."""

    content: bytes
    media_type: str


def given_cover(configuration: Configuration) -> Outcome[Cover]:
    """The picture that book.toml names; no value and nothing to be said if it names none.

    Reports A101 to A105 like any image's, E501 for a kind or size that shops refuse, E502 for one that they put up with.
    """
    source = configuration.epub.cover
    if source is None:
        return Outcome()
    at = place_of_key(configuration.folder, "epub", "cover")
    opened = asset(source, configuration.folder, at)
    if opened.value is None:
        return Outcome(diagnostics=opened.diagnostics)
    path = configuration.folder / unquote(source)

    def found(code: str, what: str, help: str) -> Diagnostic:
        return diagnostic(code, f"the cover “{source}” {what}", help=help, at=at)

    if opened.value.media_type not in SUFFIXES:
        refused = found("E501", "is neither JPEG nor PNG", "save it as one of these: shops take no others")
        return Outcome(diagnostics=(refused,))
    width, height = opened.value.width, opened.value.height
    size, weight = f"has {width} × {height} pixels", path.stat().st_size
    if width < LEAST[0] or height < LEAST[1] or max(width, height) > MOST or weight > MOST_BYTES:
        said = size if weight <= MOST_BYTES else f"has {weight // 1_000_000} MB"
        help = f"make it 1600 × 2560; shops take {LEAST[0]} × {LEAST[1]} to {MOST} × {MOST}, and {MOST_BYTES // 1_000_000} MB at most"
        return Outcome(diagnostics=(found("E501", said, help),))
    doubts = []
    if min(width, height) < GOOD:
        doubts.append((f"{size}, and will look coarse in shops", "make its shorter side 1,400 pixels or more; 1600 × 2560 is best"))
    if (mode := _mode(path)) not in MODES:
        doubts.append((f"is in {mode}, which screens show in wrong colours", "save it as RGB with 8 bits a colour"))
    value = Cover(content=path.read_bytes(), media_type=opened.value.media_type)
    return Outcome(value=value, diagnostics=tuple(found("E502", what, help) for what, help in doubts))


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
    """The picture, as shops look for it."""
    return (Resource(id=IMAGE_ID, name=_name(cover), media_type=cover.media_type, content=cover.content, properties=(IMAGE_ID,)),)


def cover_entry() -> tuple[Entry]:
    """What tells reading systems of EPUB 2 which picture it is."""
    return (Entry(name="meta", value=None, attributes={"name": "cover", "content": IMAGE_ID}),)


def _name(cover: Cover) -> str:
    return f"images/{COVER}{SUFFIXES[cover.media_type]}"


def _mode(path: Path) -> str:
    with Image.open(path) as image:
        return image.mode
