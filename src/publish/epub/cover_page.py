"""The cover of the e-book: its picture, and the first page, which shows it.

Policy: the picture is included byte for byte, since shops use it; one that shops refuse as it is, as a copy (`publish.book.pictures`). The
page shows it with `img`, since Kobo looks for one (kobolabs/epub-spec); the style sheet keeps its proportions in any window. The page is in
the reading order: books open at their cover.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from publish.book.assets import asset
from publish.book.cover_markup import COVER, cover_alt, cover_word
from publish.book.markup import xhtml_element
from publish.book.pictures import COVER_TYPES, SUFFIXES, picture_of, screen_changes, screen_picture
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.epub.container import Entry, Resource
from publish.epub.xhtml_file import XHTML_TYPE, describe, xhtml_file
from publish.tools.cache import Cache, digest

IMAGE_ID = "cover-image"
MIN_SIZE, MAX_SIDE = (625, 1000), 10_000  # pixels (Kindle Direct Publishing, “Cover Image Guidelines”)
MAX_BYTES = 50_000_000  # bytes (the same)
GOOD = 1400  # pixels of the shorter side (Apple Books Asset Guide)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The picture of a cover; `changes` says how it differs from the file that book.toml names."""

    content: bytes
    media_type: str
    changes: tuple[str, ...] = ()


def given_cover(configuration: Configuration, cache: Cache) -> Outcome[Cover]:
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

    def fault(code: str, what: str, help: str) -> Diagnostic:
        return diagnostic(code, f"the cover “{source}” {what}", help=help, at=at)

    if opened.value.media_type in {"image/svg+xml", "image/gif"}:
        refused = fault("E501", "is neither JPEG nor PNG", "save it as one of these: shops take no others")
        return Outcome(diagnostics=(refused,))
    content = (configuration.folder / unquote(source)).read_bytes()
    picture = picture_of(content)
    changes = screen_changes(picture, COVER_TYPES)
    if changes:
        original = content
        content = cache.remember(digest("screen picture", original), bytes, lambda: screen_picture(original))
        picture = picture_of(content)
    width, height = opened.value.width, opened.value.height
    size, weight = f"has {width} × {height} pixels", len(content)
    if picture.width < MIN_SIZE[0] or picture.height < MIN_SIZE[1] or max(picture.width, picture.height) > MAX_SIDE or weight > MAX_BYTES:
        fact = size if weight <= MAX_BYTES else f"has {weight // 1_000_000} MB"
        smallest, largest = f"{MIN_SIZE[0]} × {MIN_SIZE[1]}", f"{MAX_SIDE} × {MAX_SIDE}"
        help = f"make it 1600 × 2560; shops take {smallest} to {largest}, and {MAX_BYTES // 1_000_000} MB at most"
        return Outcome(diagnostics=(fault("E501", fact, help),))
    doubts = []
    if min(picture.width, picture.height) < GOOD:
        doubts.append((f"{size}, and will look coarse in shops", "make its shorter side 1,400 pixels or more; 1600 × 2560 is best"))
    value = Cover(content=content, media_type=picture.media_type, changes=changes)
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
