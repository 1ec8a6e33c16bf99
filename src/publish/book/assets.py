"""The images of the book. Each is opened to check that its content is of the format that its name says.

Policy: images come only from the book's folder. A drawing must not refer to anything outside itself, since readers would see a gap.
Scripts in a drawing are removed and reported. Reports A101 to A106.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tinycss2
from lxml import etree
from PIL import Image

from publish.book.block_places import place_of
from publish.book.contents import line_of
from publish.book.markup import XHTML, drop_element
from publish.book.pictures import opened, picture_of, screen_changes
from publish.book.trees import trees_of
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
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
SVG = "http://www.w3.org/2000/svg"
MAX_SVG_BYTES = 20_000_000
ACTIVE_ELEMENTS = frozenset({"foreignObject", "iframe", "audio", "video"})
SCRIPTS = frozenset({"script", "handler", "listener"})


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
        return _refused(
            "A103",
            f"the image “{source}” cannot be read: {fault}".replace(str(path), source),
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
    if path.stat().st_size > MAX_SVG_BYTES:
        return _refused("A104", f"the drawing “{source}” is larger than 20 MB", "simplify its paths, or save it as PNG", at)
    try:
        tree = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, OSError) as fault:
        return _refused("A103", f"the drawing “{source}” is not well-formed: {fault}", "save it again from the program that made it", at)
    if tree.tag != f"{{{SVG}}}svg":
        root = etree.QName(tree).localname
        return _refused("A103", f"the drawing “{source}” is not what its name says: its root is {root}", "save it as SVG", at)
    danger = next(_dangers(tree), None)
    if danger:
        return _refused("A104", f"the drawing “{source}” {danger}", "save it as a plain SVG, with everything embedded and no scripts", at)
    diagnostics: tuple[Diagnostic, ...] = ()
    if _drop_scripts(tree):
        message = f"the drawing “{source}” has scripts, which are left out of the e-book"
        diagnostics = (diagnostic("A106", message, help="save it as a plain SVG, and check that it still looks right", at=at),)
    return Outcome(value=Asset(path=source, media_type="image/svg+xml", width=0, height=0), diagnostics=diagnostics)


def safe_drawing(content: bytes) -> bytes:
    """An SVG file without its scripts; the same bytes if it has none."""
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return etree.tostring(tree, xml_declaration=True, encoding="utf-8") if _drop_scripts(tree) else content


def _drop_scripts(tree: etree._Element) -> int:
    """Remove script elements, event attributes and script links from a drawing; returns how many there were."""
    dropped = 0
    for element in list(tree.iter(etree.Element)):
        if etree.QName(element).localname in SCRIPTS and element.getparent() is not None:
            drop_element(element)
            dropped += 1
            continue
        for key, value in element.attrib.items():
            local = str(key).rpartition("}")[2]
            if local.startswith("on") or (local == "href" and "".join(str(value).split()).lower().startswith("javascript:")):
                del element.attrib[key]
                dropped += 1
    return dropped


def _dangers(tree: etree._Element) -> Iterator[str]:
    """What a book must not contain: entities, active elements, references outside the drawing. Each is a predicate of the message."""
    internal = tree.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        yield "defines entities"
    for element in tree.iter():
        if not isinstance(element.tag, str):
            if isinstance(element, etree._Entity):
                yield f"uses the entity {element.text}"
            continue
        name = etree.QName(element).localname
        if name in ACTIVE_ELEMENTS:
            yield f"contains a {name} element"
        text = element.text or "" if name == "style" else ""
        for key, value in [*element.attrib.items(), ("style", text)]:
            local = str(key).rpartition("}")[2]
            address = "".join(str(value).split()).lower()
            if local == "href" and not address.startswith(("#", "data:image/", "javascript:")):
                yield f"refers to “{value}”, outside the drawing"
            elif local == "style" and ("@import" in str(value) or _outside_urls(str(value))):
                yield "refers to something outside the drawing in its style"


def _outside_urls(css: str) -> bool:
    def walk(tokens: list[tinycss2.ast.Node]) -> Iterator[str]:
        for token in tokens:
            if token.type == "url":
                yield token.value
            elif token.type == "function" and token.lower_name == "url":
                yield from (argument.value for argument in token.arguments if argument.type == "string")
            for inner in ("content", "arguments"):
                yield from walk(getattr(token, inner, None) or [])

    return any(not value.startswith(("#", "data:image/")) for value in walk(tinycss2.parse_component_value_list(css)))


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
