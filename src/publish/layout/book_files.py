"""The files that WeasyPrint may read: those of the book's folder and its font faces.

Policy: nothing is fetched from the network. A drawing that defines entities is refused, because entities can fill any memory. Reports P105.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publish.book.faces import drawn_content
from publish.book.pictures import press_picture
from publish.diagnostics import Diagnostic, diagnostic
from publish.layout.element_places import ElementPlaces
from publish.model import Face

MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".css": "text/css",
}
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})


class _Converted(URLFetcherResponse):  # type: ignore[misc]
    """A converted picture. WeasyPrint 70.0 reads the pixels of a picture that has a path from that file again."""

    path = None


class BookFiles(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the files of the book's folder, the faces and data: URLs. Other URLs are refused and recorded."""

    def __init__(self, folder: Path, faces: Iterable[Face]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.folder = folder.resolve()
        self.faces = {(face.path.resolve(), face.number): face for face in faces}
        self.refused: dict[str, str] = {}
        """The reason for each refused URL."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The content of a URL. ValueError if it is refused: WeasyPrint then goes on without it."""
        scheme = urlsplit(url).scheme.lower()
        if scheme == "data":
            return super().fetch(url, headers)
        if scheme != "file":
            raise self._refusal(url, "it is not in the book's folder, and a book must not need the web")
        path = Path(unquote(urlsplit(url).path)).resolve()
        number = urlsplit(url).query
        face = self.faces.get((path, int(number) if number.isdecimal() else 0))
        if face:
            return URLFetcherResponse(url, drawn_content(face), {"Content-Type": "application/octet-stream"})
        if not path.is_relative_to(self.folder):
            raise self._refusal(url, "it is not in the book's folder")
        if not path.is_file():
            raise self._refusal(url, "there is no such file")
        content = path.read_bytes()
        if b"<!ENTITY" in content and _defines_entities(content):
            raise self._refusal(url, "it defines entities of its own")
        if path.suffix.lower() in PICTURES:
            converted = press_picture(content)
            if converted is not content:
                return _Converted(url, converted, {"Content-Type": "application/octet-stream"})
        return URLFetcherResponse(url, content, {"Content-Type": MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")})

    def refusals(self, places: ElementPlaces, base: str) -> Iterator[Diagnostic]:
        """P105 for each refused URL, at the image that asks for it; `base` is the URL that the page's addresses are relative to."""
        for url, reason in self.refused.items():
            image = next((element for element in places.root.iter("img") if urljoin(base, element.get("src", "")) == url), None)
            address = unquote(url.removeprefix(base).removeprefix("file://"))
            yield diagnostic(
                "P105",
                f"“{address}” is asked for, but {reason}",
                help="copy it into the book's folder and name it from there",
                at=places.at(image) if image is not None else None,
            )

    def _refusal(self, url: str, reason: str) -> ValueError:
        self.refused[url] = reason
        return ValueError(reason)


def _defines_entities(content: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return True  # it may define some, and cannot be checked
    subset = tree.getroottree().docinfo.internalDTD
    return subset is not None and any(True for _ in subset.iterentities())
