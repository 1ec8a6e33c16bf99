"""Where in the manuscript the marks on printed pages come from: for findings on a file of ours, also long after it was made.

`build/report.json` keeps it, a line for each page, with the sum of each file that it is about: `book.print.pdf` is known again wherever its
report lies beside it, and any other file is not.
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
    """Of a page: its folio, the file of its section ("" for a page that is none's), and its lines, each with its distance from the head."""

    folio: str = ""
    path: str = ""
    lines: tuple[tuple[float, int], ...] = ()

    def line_at(self, top: float | None) -> int | None:
        """The manuscript's line of what stands there: the one that began last above it, else the page's first."""
        above = [line for at, line in self.lines if top is not None and at <= top + SLACK]
        return above[-1] if above else self.lines[0][1] if self.lines else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of a file's pages; of none, where the file is not ours."""

    pages: tuple[PagePlaces, ...] = ()

    def on(self, page: int | None) -> PagePlaces:
        """Those of a page by its index."""
        return self.pages[page] if page is not None and page < len(self.pages) else PagePlaces()

    def location(self, page: int | None, top: float | None) -> Location | None:
        """The manuscript's line of what stands so far below the trim's upper edge."""
        places = self.on(page)
        return Location(path=places.path, line=places.line_at(top)) if places.path else None


NOWHERE = Places()


def places_of(pages: PageMap, paths: Mapping[str, str]) -> Places:
    """The places of an edition's pages; `paths` gives the manuscript's file of each document."""
    return Places(pages=tuple(PagePlaces(folio=one.folio, path=paths.get(one.document, ""), lines=one.facts.lines) for one in pages.pages))


def as_lines(places: Places) -> list[str]:
    """The places as they stand in a report: `v	front/preface.md	54:1 96.5:3`."""
    return [
        f"{page.folio}\t{page.path}\t{' '.join(f'{round(top, 1):g}:{line}' for top, line in page.lines)}".rstrip() for page in places.pages
    ]


def places_beside(path: Path) -> Places:
    """The places of a file that a build of ours has published, from the report beside it; none of any other file."""
    report = path.parent / REPORT
    try:
        if report.stat().st_size > MOST_BYTES:
            return NOWHERE
        edition = json.loads(report.read_bytes())["editions"]["print"]
        known = {entry["sha256"]: float(entry["drop"]) for entry in edition["files"]}
        drop = known.get(sum_of(path))
        return NOWHERE if drop is None else Places(pages=tuple(_moved(_page(line), drop) for line in edition["places"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return NOWHERE  # no report of ours


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _page(line: str) -> PagePlaces:
    folio, path, lines = [*line.split("\t"), "", ""][:3]
    pairs = (one.partition(":") for one in lines.split())
    return PagePlaces(folio=folio, path=path, lines=tuple((float(top), int(at)) for top, _, at in pairs))


def _moved(page: PagePlaces, drop: float) -> PagePlaces:
    return replace(page, lines=tuple((top + drop, line) for top, line in page.lines))
