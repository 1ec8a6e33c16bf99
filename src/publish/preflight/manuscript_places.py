"""The manuscript lines behind printed pages: findings in a file that publish made name them, even long after the build.

`build/report.json` keeps them, one line a page, with the SHA-256 of each file: a PDF is recognised if its report lies beside it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from publish.diagnostics import Location
from publish.model import PageMap

REPORT = "report.json"
MOST_BYTES = 50_000_000  # of a report: that of a book of 5,000 pages has 2 MB
SLACK = 1.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlaces:
    """A page: its folio, the file of its section ("" if it has none), and its lines, each with its distance from the head in points."""

    folio: str = ""
    path: str = ""
    lines: tuple[tuple[float, int], ...] = ()

    def line_at(self, top: float | None) -> int | None:
        """The manuscript line at this distance from the head: the last that began above it, else the page's first."""
        above = [line for at, line in self.lines if top is not None and at <= top + SLACK]
        return above[-1] if above else self.lines[0][1] if self.lines else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of a file's pages; empty if publish did not make the file."""

    pages: tuple[PagePlaces, ...] = ()

    def on(self, page: int | None) -> PagePlaces:
        """The places of one page, by its index."""
        return self.pages[page] if page is not None and page < len(self.pages) else PagePlaces()

    def page_name(self, page: int) -> str:
        """A page as people find it: its number in the file, and its folio if that is another: `page 7 (v)`."""
        folio = self.on(page).folio
        return f"page {page + 1}" + (f" ({folio})" if folio and folio != str(page + 1) else "")

    def location(self, page: int | None, top: float | None) -> Location | None:
        """The manuscript line at this distance below the trim's upper edge."""
        places = self.on(page)
        return Location(path=places.path, line=places.line_at(top)) if places.path else None


NOWHERE = Places()


def places_of(pages: PageMap, paths: Mapping[str, str]) -> Places:
    """The places of an edition's pages; `paths` gives the manuscript's file of each document."""
    return Places(
        pages=tuple(PagePlaces(folio=page.folio, path=paths.get(page.document, ""), lines=page.facts.lines) for page in pages.pages)
    )


def as_lines(places: Places) -> list[str]:
    """The places as lines of a report: `v	front/preface.md	54:1 96.5:3`."""
    return [
        f"{page.folio}\t{page.path}\t{' '.join(f'{round(top, 1):g}:{line}' for top, line in page.lines)}".rstrip() for page in places.pages
    ]


def places_beside(path: Path) -> Places:
    """The places of a file that publish has built, from the report beside it; empty for any other file."""
    report = path.parent / REPORT
    try:
        if report.stat().st_size > MOST_BYTES:
            return NOWHERE
        edition = json.loads(report.read_bytes())["editions"]["print"]
        drops = {entry["sha256"]: float(entry["drop"]) for entry in edition["files"]}
        drop = drops.get(sum_of(path))
        return NOWHERE if drop is None else Places(pages=tuple(_moved(_page(line), drop) for line in edition["places"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return NOWHERE  # not a report of publish


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _page(line: str) -> PagePlaces:
    folio, path, lines = [*line.split("\t"), "", ""][:3]
    pairs = (pair.partition(":") for pair in lines.split())
    return PagePlaces(folio=folio, path=path, lines=tuple((float(top), int(at)) for top, _, at in pairs))


def _moved(page: PagePlaces, drop: float) -> PagePlaces:
    return replace(page, lines=tuple((top + drop, line) for top, line in page.lines))
