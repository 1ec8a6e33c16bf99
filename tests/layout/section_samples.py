"""Hand-written sections for layout tests, and functions that read their pages back."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf

from publish.book.faces import faces
from publish.diagnostics import Location, Outcome
from publish.layout.lost_notes import letters_in
from publish.model import Box, ContentDocument, Face, Fragment, Matter, Note, SectionType, SectionWords, Setting, Side
from publish.pdf.bound_file import BoundFile
from publish.pdf.sheets import Sheet
from publish.press.fonts import embedded_faces
from publish.text.compressed_text import CompressedText
from publish.text.words import Words
from publish.tools.cache import Cache
from publish.tools.raster import PrintedPage, open_pdf
from publish.units import trim_from_text

NS = 'xmlns="http://www.w3.org/1999/xhtml"'
WORDS = (
    "the",
    "old",
    "press",
    "stood",
    "in",
    "the",
    "cellar",
    "and",
    "nobody",
    "had",
    "turned",
    "its",
    "great",
    "iron",
    "wheel",
    "since",
    "that",
    "long",
    "winter",
)
SHEET = """\
@page { margin: 10mm; @footnote { margin-top: 5pt; padding-top: 3pt; border-top: 0.5pt solid } }
html { font: 10pt/13pt "EB Garamond"; text-align: justify }
body, h1, h2, p, .p, ul, figure { margin: 0 }
h1, h2 { font-size: 12pt; font-weight: 400; break-after: avoid }
p, .p { text-indent: 1em; orphans: 2; widows: 2; hyphens: auto }
blockquote { margin: 6pt 1em }
ul { padding-left: 1em }
td, th { text-align: left; font-weight: 400; padding: 1pt 3pt; border-top: 0.5pt solid }
.line { display: block }
.footnote { font-size: 8pt; line-height: 10pt; hyphens: auto }
.fnp + .fnp { text-indent: 1em }
"""


def prose(count: int, start: int = 0) -> str:
    """`count` different words, each with its number."""
    return " ".join(f"{WORDS[index % len(WORDS)]}{index}" for index in range(start, start + count))


def note(number: int, html: str) -> Note:
    """A note of the chapter, on line 100 + its number of the manuscript."""
    at = Location(path="one.md", line=100 + number)
    return Note(
        id=f"n{number}", label=f"label-{number}", number=number, calls=(f"n{number}-call",), body=f"<div {NS}>{html}</div>", location=at
    )


def call(number: int) -> str:
    """The first mark of a note."""
    return f'<a class="noteref" id="n{number}-call" href="#n{number}" data-supplied="">{number}</a>'


def chapter(body: str, *notes: Note) -> ContentDocument:
    """A chapter with this text and these notes."""
    return ContentDocument(
        id="one",
        path="one.md",
        matter=Matter.BODY,
        type=SectionType.CHAPTER,
        title="One",
        short="One",
        language="en",
        markup=CompressedText.of(f'<section {NS} id="one" class="chapter">{body}</section>'),
        headings=(),
        notes=notes,
        assets=(),
        words=SectionWords(body=Words(), notes={}),
    )


def small_page(folder: Path, sheet: str = SHEET, trim: str = "100mm x 120mm", only: Sequence[Face] | None = None) -> Setting:
    """A plain page, so small that notes soon do not fit."""
    return Setting(
        folder=folder, first_side=Side.RECTO, trim=trim_from_text(trim), stylesheet=sheet, faces=faces() if only is None else tuple(only)
    )


def set_well(outcome: Outcome[Fragment]) -> Fragment:
    """The pages of a section that has no diagnostics."""
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


def bound(fragment: Fragment, setting: Setting, folder: Path) -> Path:
    """The fragment alone as a PDF file with its fonts."""
    file = BoundFile(embedded_faces(fragment.fonts, setting.faces, Cache(None)), Sheet(trim=setting.trim))
    file.append(fragment.pdf, range(len(fragment.pages)))
    file.save(folder / "bound.pdf")
    return folder / "bound.pdf"


def drawn_text(fragment: Fragment) -> list[str]:
    """The text that each page of a fragment draws, in the order of drawing, without spaces between lines and boxes."""
    glyphs = {f"/{font.name}": font.texts for font in fragment.fonts}
    texts = []
    with pikepdf.open(BytesIO(fragment.pdf)) as pdf:
        for page in pdf.pages:
            face, text = "", ""
            for instruction in pikepdf.parse_content_stream(page):
                operands, operator = instruction.operands, instruction.operator
                if str(operator) == "Tf":
                    face = str(operands[0])
                elif str(operator) == "TJ":
                    runs = [bytes(run) for run in operands[0] if isinstance(run, pikepdf.String)]
                    text += "".join(glyphs[face][int.from_bytes(run[at : at + 2])] for run in runs for at in range(0, len(run), 2))
            texts.append(text)
    return texts


def letters_of_note(name: str, fragment: Fragment, pages: Sequence[PrintedPage]) -> str:
    """The letters and digits in the boxes of a note in the file, with its number."""
    return "".join(
        letters_in(text_in(placed.box, page))
        for facts, page in zip(fragment.pages, pages, strict=True)
        for placed in facts.notes
        if placed.id == name
    )


def text_in(box: Box, page: PrintedPage) -> str:
    """The text with its baseline in the box and its letters on the page, in the order of drawing."""
    pieces = [piece for piece in page.pieces if box.top <= piece.baseline <= box.bottom and piece.left >= 0 and piece.right <= page.width]
    return " ".join(piece.text for piece in sorted(pieces, key=lambda piece: piece.order))


def pages_of(path: Path) -> list[PrintedPage]:
    """All pages of a PDF file."""
    with open_pdf(path) as sheets:
        return [sheets[index] for index in range(len(sheets))]
