"""The e-book's style sheet: ours, then the book's own, flat, with the files that they name."""

from pathlib import Path

from publish.book.assets import MEDIA_TYPES
from publish.book.direction import direction_of
from publish.book.ids import IdRegister, slug
from publish.book.stylesheets import flat_stylesheet
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.epub.container import Resource
from publish.epub.xhtml_file import STYLESHEET

SHEET = "epub.css"
CSS_TYPE = "text/css"
FILE_TYPES = {**MEDIA_TYPES, ".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}


def styling(styles: Path, book: Path, language: str = "") -> Outcome[tuple[str, tuple[Resource, ...]]]:
    """The flat sheet of the edition and the files that it names; `styles` is the folder of our sheets, `book` the book's.

    Where the book's language runs from right to left our rules are turned; its own sheet is its author's affair.
    Reports S101–S108, and E105 for a file that an e-book cannot hold.
    """
    sheets = [styles / SHEET, *(path for path in [book / "styles" / SHEET] if path.is_file())]
    names = IdRegister()
    named: dict[Path, str] = {}

    def address(path: Path) -> str:
        if path not in named:
            named[path] = names.new(slug(path.stem)) + path.suffix.lower()
        return named[path]

    flat = flat_stylesheet(sheets, {}, address=address, mirror=styles if direction_of(language) else None)
    unknown = tuple(_unknown(path) for path in named if path.suffix.lower() not in FILE_TYPES)
    if flat.value is None or unknown:
        return Outcome(diagnostics=(*flat.diagnostics, *unknown))
    resources = tuple(_resource(path, name) for path, name in named.items())
    return Outcome(value=(flat.value, resources), diagnostics=flat.diagnostics)


def stylesheet_resource(css: str) -> Resource:
    """The sheet as a file of the book."""
    return Resource(id="stylesheet", name=STYLESHEET, media_type=CSS_TYPE, content=css.encode())


def _resource(path: Path, name: str) -> Resource:
    media_type = FILE_TYPES[path.suffix.lower()]
    return Resource(id=f"style-{name.replace('.', '-')}", name=f"styles/{name}", media_type=media_type, content=path.read_bytes())


def _unknown(path: Path) -> Diagnostic:
    return diagnostic(
        "E105",
        f"“{path.name}” is of a kind that no reading system has to know",
        help=f"save it as one of {', '.join(sorted(FILE_TYPES))}",
        at=Location(path=f"styles/{path.name}"),
    )
