"""What preflight knows of a file and a printer, and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from publish.config.printers import Printer
from publish.covers.cover_sheet import Wrap
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
MOST_PLACES = 5  # of one fault that are told, each on its page; the rest are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault by its code: what is wrong, what to do; the page's index and the place on its sheet, where it is on one.

    What comes last is known when it has been judged: how grave it is with this printer, how far from the trim's left and upper edge the
    place is, in points, where in the manuscript it comes from, and where the standard that the printer asks for has the rule.
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
        """Where on the page it is, as a printer measures it: `34 mm from the left, 120 mm from the head`; "" where that is not known."""
        if self.left is None or self.top is None:
            return ""
        return f"{_from(self.left)} the left, {_from(self.top)} the head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file that is to go to a printer, a book's pages or its cover, and the ink on each of its pages."""

    file: Examined
    printer: Printer
    ink: tuple[Inked, ...]
    places: Places = NOWHERE
    """Of a file of ours: where in the manuscript its pages come from."""
    wrap: Wrap | None = None
    """Of a cover: what it is to fit."""
    type: tuple[Box, ...] = ()
    """Of a cover: where its type stands, from the trim's upper left corner."""

    @property
    def standard(self) -> Standard:
        """The standard that the file says it keeps, if the printer takes that one also; else the one that it asks for."""
        taken = [STANDARDS[name] for name in (self.printer.file.standard, *self.printer.file.also)]
        said = {**self.file.info, "pdfxid:GTS_PDFXVersion": (self.file.xmp or {}).get(PDFX, "")}
        claimed = (one for one in taken if one.is_x and all(said.get(key) == value for key, value in {**one.info, **one.xmp}.items()))
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
    """A length as a printer says it: `3.2 mm`."""
    return f"{points * MM:.1f} mm"


def _from(points: float) -> str:
    return f"{abs(points) * MM:.0f} mm {'beyond' if points * MM < -0.5 else 'from'}"


def on_sheet(page: ExaminedPage, box: Box) -> Rectangle:
    """A box from the trim's upper left corner as it lies on the sheet."""
    left, _, _, upper = page.trim
    return left + box.left, upper - box.bottom, left + box.right, upper - box.top


def few(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first places of each fault, the last of them saying how many there are."""
    found = list(findings)
    yield from found[:MOST_PLACES]
    if len(found) > MOST_PLACES:
        last = found[MOST_PLACES]
        more = f"{last.message} (and on {len(found) - MOST_PLACES - 1} further pages)" if len(found) > MOST_PLACES + 1 else last.message
        yield Finding(code=last.code, message=more, help=last.help, page=last.page, box=last.box)
