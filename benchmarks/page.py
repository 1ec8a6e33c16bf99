"""How pages look beside those of other programs: word spaces, hyphens, rivers, the ends of facing pages, read from the finished PDFs.

    python benchmarks/page.py [BOOK …]     by default the books beside the checkout

Each book is set in the same face and size on the same measure by publish, by WeasyPrint as it comes, and, where it is installed, by
LuaLaTeX with and without microtype (Debian: texlive-luatex, texlive-latex-recommended, texlive-latex-extra). Only lines of the text's size
that fill the measure count; a word space is the mean of its line's, as a factor of the face's own. A river is a space that stands below
another one in five lines. A spread is unequal if its pages do not end on the same line, notes counted; the last pages of sections are left
out. A short end is a last line that is narrower than an indent. LaTeX gets the same sections from pandoc, without contents and heads of
ours.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypandoc
from rich.console import Console
from rich.table import Table
from run import SHARED_BOOKS, read_whole, weasyprint_alone

from publish.book.faces import faces, glyphs_of
from publish.layout.geometry import PageDesign, page_design
from publish.model import Book
from publish.tools.mupdf import mupdf

FAMILY = "EB Garamond"
LUALATEX = "lualatex"
BABEL = {"en": "american", "en-GB": "british", "de": "ngerman", "fr": "french"}
SIZE = 0.035  # by which letters may be wider or narrower than the text's
FULL = 0.75  # em by which a full line may end before the edge, hyphens and stops apart
SHORTEST = 15  # letters of a line that counts
RIVER = 5  # lines
NEAR = 0.15  # em between the middles of two spaces that stand one over the other
GRID = 2.0  # points
FULL_PAGE = 0.5  # of the height: a page that ends above was not filled
WORDS = re.compile(r"[^\W\d_ivxlcdm]")
"""A letter that no folio has."""
GAP = 0.08  # em: a smaller distance between letters is no space
Letters = dict[int, list[tuple[float, float, str]]]
"""The letters of a page by baseline: where each begins and ends, and its text."""
LEADERS = re.compile(r"(\.\s?){4}")
"""A line of the contents."""
COLUMNS = (
    *("book", "set by", "pages", "lines", "> 1.6 %", "> 2 %", "< 0.75 %", "deviation", "hyphens %", "pairs", "runs of 3"),
    *("rivers", "spreads unequal %", "… at a head", "short ends"),
)
LATEX = r"""\documentclass{article}
\usepackage[paperwidth=%(width)spt,paperheight=%(height)spt,textwidth=%(measure)spt,textheight=%(depth)spt]{geometry}
\usepackage{fontspec}
\setmainfont{%(roman)s}[Path=%(folder)s/,ItalicFont=%(italic)s,BoldFont=%(roman)s,BoldItalicFont=%(italic)s]
\usepackage[%(language)s]{babel}
%(microtype)s
\usepackage{longtable,array,booktabs,calc,graphicx,xcolor,hyperref}
\providecommand{\tightlist}{}\providecommand{\st}[1]{#1}\providecommand{\ul}[1]{#1}\providecommand{\pandocbounded}[1]{}\renewcommand{\includegraphics}[2][]{}
\setlength{\parindent}{%(size)spt}\setlength{\parskip}{0pt}\setcounter{secnumdepth}{-1}\emergencystretch=1em
\begin{document}\fontsize{%(size)s}{%(leading)s}\selectfont
%(text)s
\end{document}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that was read: its page, its baseline, its text, where its letters begin and end, and its word spaces as (middle, width)."""

    page: int
    baseline: float
    text: str
    left: float
    right: float
    spaces: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The first and the last baseline of a page, and the number of its lines that are narrower than an indent."""

    first: float
    last: float
    short: int


def main(arguments: list[str]) -> None:
    """Prints a row for each book and program."""
    books = [Path(name) for name in arguments] or sorted(SHARED_BOOKS.glob("*/"))
    table = Table(*COLUMNS, box=None)
    for book in books:
        for name, figures in rows(book):
            table.add_row(book.name, name, *figures)
    Console(width=200).print(table)


def rows(book: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """The figures of a book as each program sets it."""
    read = read_whole(book)
    design = page_design(read.configuration.print.trim)
    programs: dict[str, Callable[[Path], object]] = {
        "publish": lambda file: _by_publish(book, file),
        "WeasyPrint": lambda file: weasyprint_alone(book, file),
    }
    if shutil.which(LUALATEX):
        programs["LuaLaTeX"] = lambda file: _by_latex(read, design, "", file)
        programs["and microtype"] = lambda file: _by_latex(read, design, r"\usepackage{microtype}", file)
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, program) in enumerate(programs.items()):
            file = Path(folder) / f"{number}.pdf"
            program(file)
            yield name, figures(file, design)
    if not shutil.which(LUALATEX):
        yield "LuaLaTeX", ["not installed"]


def figures(file: Path, design: PageDesign) -> list[str]:
    """What is counted on the pages of a file."""
    pages, lines, ends = lines_of(file, design.type_size)
    edge = _edge(line.right for line in lines)
    full = [line for line in lines if line.right > edge - FULL * design.type_size and len(line.spaces) > 1]
    own = _own_space() * design.type_size
    widths = [statistics.mean(width for _, width in line.spaces) / own for line in full]
    hyphens = [line.text.rstrip().endswith(("-", "‐", "\xad")) for line in full]
    runs = _runs(full, hyphens, design.leading)

    def share(count: int) -> str:
        return f"{100 * count / len(full):.2f}" if full else ""

    return [
        *(f"{pages}", f"{len(full)}", share(sum(width > 1.6 for width in widths)), share(sum(width > 2 for width in widths))),
        *(share(sum(width < 0.75 for width in widths)), f"{statistics.pstdev(widths):.3f}", share(sum(hyphens))),
        *(f"{sum(run == 2 for run in runs)}", f"{sum(run > 2 for run in runs)}", f"{_rivers(full, design)}"),
        *(_unequal(ends, design), f"{sum(line.text.lstrip().startswith('…') for line in lines)}", f"{sum(end.short for end in ends)}"),
    ]


def lines_of(file: Path, size: float) -> tuple[int, list[Line], list[Ends]]:
    """The number of pages of a file, its lines of the text's size, and where the text of each page begins and ends."""
    lines: list[Line] = []
    ends: list[Ends] = []
    with mupdf().open(file) as document:
        for number, page in enumerate(document):
            letters: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
            others: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
            for span in page.get_texttrace():
                found = letters if abs(span["size"] / size - 1) < SIZE else others
                for code, _, (x, y), box in span["chars"]:
                    found[round(y)].append((x, box[2], chr(code)))
            read = (_line(number, baseline, sorted(found), size) for baseline, found in sorted(letters.items()) if len(found) > SHORTEST)
            lines += (line for line in read if not LEADERS.search(line.text))
            ends.append(_ends(letters, others, size))
        return len(document), lines, ends


def _ends(letters: Letters, others: Letters, size: float) -> Ends:
    """Where the text of a page begins and ends, notes counted, folios not."""
    text = [
        baseline for found in (letters, others) for baseline, line in found.items() if WORDS.search("".join(sign for _, _, sign in line))
    ]
    short = sum(
        WORDS.search("".join(sign for _, _, sign in line)) is not None and max(line)[1] - min(line)[0] < size for line in letters.values()
    )
    return Ends(first=min(text, default=0), last=max(text, default=0), short=short)


def _line(page: int, baseline: float, letters: Sequence[tuple[float, float, str]], size: float) -> Line:
    inked = [letter for letter in letters if not letter[2].isspace()]
    gaps = [(before[1], after[0]) for before, after in pairwise(inked) if after[0] - before[1] > GAP * size]
    spaces = tuple(((left + right) / 2, right - left) for left, right in gaps)
    text = "".join(letter for _, _, letter in letters)
    return Line(page=page, baseline=baseline, text=text, left=inked[0][0], right=inked[-1][1], spaces=spaces)


def _edge(rights: Iterable[float]) -> float:
    """The right edge of the text: where most lines end."""
    return statistics.mode(round(right) for right in rights)


def _own_space() -> float:
    """The width of the face's word space, in em."""
    roman = glyphs_of(next(face for face in faces() if (face.family, face.style) == (FAMILY, "normal")))
    return float(roman.font.get_glyph_h_advance(roman.by_character[" "]) / roman.font.face.upem)


def _runs(lines: Sequence[Line], hyphens: Sequence[bool], leading: float) -> list[int]:
    """How many lines in a row end with a hyphen, for each such row."""
    runs: list[int] = []
    last: Line | None = None
    for line, hyphen in zip(lines, hyphens, strict=True):
        follows = last is not None and last.page == line.page and line.baseline - last.baseline < 1.5 * leading
        if hyphen and follows and runs:
            runs[-1] += 1
        elif hyphen:
            runs.append(1)
        last = line if hyphen else None
    return runs


def _rivers(lines: Sequence[Line], design: PageDesign) -> int:
    """The number of rivers, each counted once."""
    rivers = 0
    flows: list[tuple[float, int]] = []
    last: Line | None = None
    for line in lines:
        if last is None or last.page != line.page or line.baseline - last.baseline > 1.5 * design.leading:
            flows = []
        middles = [middle for middle, _ in line.spaces]
        following = [(near, flow + 1) for middle, flow in flows if (near := _nearest(middles, middle, NEAR * design.type_size)) is not None]
        rivers += sum(flow == RIVER for _, flow in following)
        flows = [*following, *((middle, 1) for middle in middles if middle not in {near for near, _ in following})]
        last = line
    return rivers


def _nearest(middles: Sequence[float], middle: float, most: float) -> float | None:
    at = bisect_left(middles, middle)
    near = [other for other in middles[max(0, at - 1) : at + 1] if abs(other - middle) <= most]
    return min(near, key=lambda other: abs(other - middle), default=None)


def _unequal(ends: Sequence[Ends], design: PageDesign) -> str:
    """The share of spreads of two full pages that do not end on the same line."""
    head = statistics.mode(end.first for end in ends)
    lowest = max(end.last for end in ends)
    full = [end.last > FULL_PAGE * lowest and 0 < after.first < head + 2 * design.leading for end, after in pairwise(ends)]
    spreads = [(ends[verso].last, ends[verso + 1].last) for verso in range(1, len(full) - 1, 2) if full[verso] and full[verso + 1]]
    return f"{100 * sum(abs(left - right) > GRID for left, right in spreads) / len(spreads):.1f}" if spreads else ""


# --- the programs ---------------------------------------------------------------------------------------------------------------------


def _by_publish(book: Path, file: Path) -> None:
    output = file.with_suffix("")
    command = [sys.executable, "-m", "publish", "build", "print", "--book", str(book), "--output", str(output)]
    subprocess.run(command, check=True, capture_output=True)
    shutil.move(output / "book.print.pdf", file)


def _by_latex(book: Book, design: PageDesign, microtype: str, file: Path) -> None:
    roman, italic = (next(face.path for face in faces() if (face.family, face.style) == (FAMILY, style)) for style in ("normal", "italic"))
    folder = book.configuration.folder
    sections = [
        pypandoc.convert_file(str(folder / document.path), "latex", format="markdown-yaml_metadata_block", extra_args=["--wrap=none"])
        for document in book.documents
        if (folder / document.path).is_file()
    ]
    values = {
        "width": design.trim.width.points,
        "height": design.trim.height.points,
        "measure": round(design.measure, 3),
        "depth": round(design.block_height, 3),
        "folder": roman.parent,
        "roman": roman.name,
        "italic": italic.name,
        "language": BABEL.get(book.configuration.language) or BABEL[book.configuration.language.split("-")[0]],
        "microtype": microtype,
        "size": design.type_size,
        "leading": design.leading,
        "text": "\n\\clearpage\n".join(sections),
    }
    source = file.with_suffix(".tex")
    source.write_text(LATEX % values, encoding="utf-8")
    for _ in range(2):
        subprocess.run([LUALATEX, "-interaction=batchmode", source.name], check=False, capture_output=True, cwd=file.parent)
    if not file.is_file():
        log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
        sys.exit("LuaLaTeX: " + "\n".join(line for line in log.splitlines() if line.startswith("!")))


if __name__ == "__main__":
    main(sys.argv[1:])
