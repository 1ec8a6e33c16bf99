"""The job that preflight judges, and its findings.

A finding is not a `Diagnostic`: it knows the page, the box on it and the standard's clause, and its severity depends on the printer. It
becomes a diagnostic in one place, `publish.preflight.as_diagnostic`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from publish.config.printers import Printer
from publish.covers.cover_sheet import CoverSheet
from publish.diagnostics import Location, Severity
from publish.model import Box, Side
from publish.pdf.facts import Examined, ExaminedPage
from publish.pdf.paint import Rectangle
from publish.pdf.standards import STANDARDS, Standard
from publish.preflight.manuscript_places import NOWHERE, Places
from publish.tools.ink_coverage import Inked

BLACK_INKS = frozenset({"black", "grey"})
MM = 25.4 / 72  # in a point
PDFX = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"
MOST_PLACES = 5  # reported of one fault; the rest are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault: its code, the message, the remedy; the page's index and the box on its sheet, if it is on a page.

    The other fields are filled in after the check: the severity for this printer, the distance from the trim's left and upper edge in
    points, the manuscript line, and the clause of the standard that the printer asks for.
    """

    code: str
    message: str
    help: str
    page: int | None = None
    box: Rectangle | None = None
    severity: Severity = Severity.ERROR
    left: float | None = None
    top: float | None = None
    at: Location | None = None
    clause: str = ""

    @property
    def position(self) -> str:
        """The place on the page as a printer measures it: `34 mm from the left, 120 mm from the head`; "" if it is unknown."""
        if self.left is None or self.top is None:
            return ""
        return f"{_from(self.left)} the left, {_from(self.top)} the head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file for a printer, either the pages of a book or its cover, and the ink on each of its pages."""

    file: Examined
    printer: Printer
    ink: tuple[Inked, ...]
    places: Places = NOWHERE
    """The manuscript lines behind the pages, if publish made the file."""
    cover_sheet: CoverSheet | None = None
    """For a cover: the sheet that it must fit."""
    type: tuple[Box, ...] = ()
    """For a cover: the boxes of its type, from the trim's upper left corner."""

    @property
    def standard(self) -> Standard:
        """The standard that the file claims, if the printer accepts it; else the standard that the printer asks for."""
        taken = [STANDARDS[name] for name in (self.printer.file.standard, *self.printer.file.also)]
        stated = {**self.file.info, "pdfxid:GTS_PDFXVersion": (self.file.xmp or {}).get(PDFX, "")}
        claimed = (
            standard
            for standard in taken
            if standard.is_x and all(stated.get(key) == value for key, value in {**standard.info, **standard.xmp}.items())
        )
        return next(claimed, taken[0])

    @property
    def is_x(self) -> bool:
        """Whether that is a PDF/X."""
        return self.standard.is_x

    def pages(self) -> Iterator[tuple[int, ExaminedPage, Inked]]:
        """Each page by its index, and the ink on it."""
        yield from zip(range(len(self.file.pages)), self.file.pages, self.ink, strict=True)


Check = Callable[[Job], Iterable[Finding]]


def side_of(index: int) -> Side:
    """The side of a page: the first is a recto."""
    return Side.VERSO if index % 2 else Side.RECTO


def older(version: str, than: str) -> bool:
    """Whether one version of PDF is older than another: `older("1.3", "1.4")`."""
    return tuple(map(int, version.split("."))) < tuple(map(int, than.split(".")))


def counted(number: int, noun: str) -> str:
    """A number of things: `2 pages`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def millimetres(points: float) -> str:
    """A length in millimetres: `3.2 mm`."""
    return f"{points * MM:.1f} mm"


def _from(points: float) -> str:
    return f"{abs(points) * MM:.0f} mm {'beyond' if points * MM < -0.5 else 'from'}"


def on_sheet(page: ExaminedPage, box: Box) -> Rectangle:
    """A box given from the trim's upper left corner, in coordinates of the sheet."""
    left, _, _, upper = page.trim
    return left + box.left, upper - box.bottom, left + box.right, upper - box.top


def few(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of one fault; the last of them says on how many further pages it occurs."""
    every = list(findings)
    yield from every[:MOST_PLACES]
    if len(every) > MOST_PLACES:
        last = every[MOST_PLACES]
        more = f"{last.message} (and on {len(every) - MOST_PLACES - 1} further pages)" if len(every) > MOST_PLACES + 1 else last.message
        yield Finding(code=last.code, message=more, help=last.help, page=last.page, box=last.box)
