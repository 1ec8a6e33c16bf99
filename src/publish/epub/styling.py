"""The e-book's style sheet: publish's and the book's own as one flat sheet, with the files that they name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from publish.book.assets import MEDIA_TYPES
from publish.book.direction import direction_of
from publish.book.drawings import safe_drawing
from publish.book.ids import IdRegister, file_slug
from publish.book.pictures import SUFFIXES, TYPES, picture_of, screen_changes, screen_picture
from publish.book.sheet_checks import FILE_TYPES, unsupported_file
from publish.book.stylesheets import flat_sheet_of_ours, flat_stylesheet
from publish.diagnostics import Outcome
from publish.epub.container import Resource
from publish.epub.xhtml_file import STYLESHEET
from publish.tools.cache import Cache, digest

SHEET = "epub.css"
CSS_TYPE = "text/css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Styling:
    """The flat sheet, the files that it names as files of the e-book, and their sources by their addresses in the sheet."""

    css: str
    resources: tuple[Resource, ...]
    sources: Mapping[str, Path]


def styling(
    styles: Path,
    book: Path,
    cache: Cache,
    language: str = "",
    drop_caps: tuple[Path, ...] = (),
    tokens: Mapping[str, str] | None = None,
) -> Outcome[Styling]:
    """The e-book's sheet. `styles` is the folder of publish's sheets, `book` the book's folder; `drop_caps` is
    the sheet of drop caps, if the book has them; `tokens` are those that book.toml gives, and the book's sheet may change.

    For a language written from right to left, the rules of publish's sheets are mirrored, not those of the book's own sheet.
    A picture that an e-book cannot take is converted (`publish.book.pictures`).
    Reports S101–S108, and E105 for a file whose format reading systems need not support.
    """
    ours, own = [styles / SHEET, *drop_caps], book / "styles" / SHEET
    mirror = styles if direction_of(language) else None
    names = IdRegister()
    named: dict[Path, str] = {}

    def address(path: Path) -> str:
        if path not in named:
            named[path] = names.new(file_slug(path.stem)) + SUFFIXES.get(_converted_type(path), path.suffix.lower())
        return named[path]

    if own.is_file():
        flat = flat_stylesheet([*ours, own], {}, defaults=tokens, address=address, mirror=mirror)
    else:
        flat = flat_sheet_of_ours(ours, {}, cache, defaults=tokens, mirror=mirror)
    unsupported = tuple(filter(None, map(unsupported_file, named)))
    if flat.value is None or unsupported:
        return Outcome(diagnostics=(*flat.diagnostics, *unsupported))
    resources = tuple(_resource(path, name, cache) for path, name in named.items())
    sources = {name: path for path, name in named.items()}
    return Outcome(value=Styling(css=flat.value, resources=resources, sources=sources), diagnostics=flat.diagnostics)


def stylesheet_resource(css: str) -> Resource:
    """The sheet as a file of the book."""
    return Resource(id="stylesheet", name=STYLESHEET, media_type=CSS_TYPE, content=css.encode())


def _converted_type(path: Path) -> str:
    """The media type of the copy of a picture that must be converted; "" for other files."""
    if MEDIA_TYPES.get(path.suffix.lower()) not in TYPES.values():
        return ""
    try:
        picture = picture_of(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ""
    return picture.converted_type if screen_changes(picture) else ""


def _resource(path: Path, name: str, cache: Cache) -> Resource:
    media_type = FILE_TYPES[PurePosixPath(name).suffix]
    content = path.read_bytes()
    if media_type == MEDIA_TYPES[".svg"]:
        content = safe_drawing(content)
    if _converted_type(path):
        content = cache.remember(digest("screen picture", content), bytes, partial(screen_picture, content))
    return Resource(id=f"style-{name.replace('.', '-')}", name=f"styles/{name}", media_type=media_type, content=content)
