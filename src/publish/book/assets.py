"""The images of the book. Each is opened to check that its content is of the format that its name says.

Policy: images come only from the book's folder. `publish.book.drawings` says what a drawing must not do. Reports A101 to A106.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PIL import Image, UnidentifiedImageError

from publish.book.block_places import place_of
from publish.book.contents import line_of
from publish.book.drawings import faults_of_drawing
from publish.book.markup import XHTML
from publish.book.pictures import opened, picture_of, screen_changes
from publish.book.trees import trees_of
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, has_errors
from publish.model import Asset, ContentDocument

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
}


def with_assets(document: ContentDocument, folder: Path, text: str) -> Outcome[ContentDocument]:
    """The document with the images that it shows, each once. `folder` is the book's folder, `text` the section's text."""
    assets: dict[str, Asset] = {}
    diagnostics: list[Diagnostic] = []
    for source, at in _pictures(document, text):
        if source in assets:
            continue
        outcome = asset(source, folder, at)
        diagnostics.extend(outcome.diagnostics)
        if outcome.value:
            assets[source] = outcome.value
    return Outcome(value=replace(document, assets=tuple(assets.values())), diagnostics=tuple(diagnostics))


def asset(source: str, folder: Path, at: Location) -> Outcome[Asset]:
    """The image that the manuscript names at a place.

    Reports A102 if it is outside the folder, A101 if it is missing, A105 if a book cannot show its format, A103 if it is broken, A104 if it
    is unsafe, A106 if it has scripts.
    """
    if urlsplit(source).scheme or source.startswith(("/", "\\")) or ".." in Path(source).parts:
        return _refused(
            "A102", f"the image “{source}” is not in the book's folder", "copy it into images/ and write images/its-name.png", at
        )
    path = folder / unquote(source)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        inside = False
    if not inside:
        return _refused("A102", f"the image “{source}” is not in the book's folder", "copy the file itself there, not a link to it", at)
    if not path.is_file():
        return _refused("A101", f"there is no image “{unquote(source)}”", _nearest(path, folder), at)
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        formats = ", ".join(sorted(set(MEDIA_TYPES)))
        return _refused("A105", f"the image “{source}” has a format that a book cannot show", f"save it as one of {formats}", at)
    return _drawing(source, path, at) if path.suffix.lower() == ".svg" else _photograph(source, path, media_type, at)


def _photograph(source: str, path: Path, media_type: str, at: Location) -> Outcome[Asset]:
    try:
        content = path.read_bytes()
        picture = picture_of(content)
        with opened(content) as image:
            image.load()
    except Image.DecompressionBombError:
        help = "save it with fewer pixels: 300 per inch on the page are enough"
        return _refused("A103", f"the image “{source}” has more pixels than a book can use", help, at)
    except (OSError, SyntaxError, ValueError) as fault:
        reason = "it has no format of a picture" if isinstance(fault, UnidentifiedImageError) else str(fault).replace(str(path), source)
        return _refused(
            "A103",
            f"the image “{source}” cannot be read: {reason}",
            "save it again from the program that made it",
            at,
        )
    if picture.media_type != media_type:
        return _refused(
            "A103",
            f"the image “{source}” is not what its name says: its content is {picture.media_type}",
            "rename it, or save it again in that format",
            at,
        )
    changes = screen_changes(picture)
    value = Asset(
        path=source,
        media_type=media_type,
        width=picture.width,
        height=picture.height,
        screen_type=picture.converted_type if changes else "",
        changes=changes,
    )
    return Outcome(value=value)


def _drawing(source: str, path: Path, at: Location) -> Outcome[Asset]:
    faults = faults_of_drawing(path, f"the drawing “{source}”")
    diagnostics = tuple(diagnostic(code, message, help=help, at=at) for code, message, help in faults)
    if has_errors(diagnostics):
        return Outcome(diagnostics=diagnostics)
    return Outcome(value=Asset(path=source, media_type="image/svg+xml", width=0, height=0), diagnostics=diagnostics)


def _pictures(document: ContentDocument, text: str) -> Iterator[tuple[str, Location]]:
    for root, line in trees_of(document, "<img"):
        for image in root.iter(f"{{{XHTML}}}img"):
            source = image.get("src") or ""
            written = source if source in text else unquote(source)
            yield source, place_of(document.path, text, line_of(image, line), written)


def _nearest(path: Path, folder: Path) -> str:
    same_name = [other for other in folder.rglob("*") if other.name.casefold() == path.name.casefold() and other.is_file()]
    if same_name:
        return f"there is {same_name[0].relative_to(folder).as_posix()}: write this name exactly"
    return "put the file there, or correct its name; images are in the book's folder, usually in images/"


def _refused(code: str, message: str, help: str, at: Location) -> Outcome[Asset]:
    return Outcome(diagnostics=(diagnostic(code, message, help=help, at=at),))
