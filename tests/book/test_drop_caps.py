"""Drop caps: which letters become one, how high they stand in print, that no edition loses a word by them."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from orders import order
from publish.book.drop_caps import drop_cap_sheets, opening_paragraph, set_drop_cap
from publish.book.markup import parse, serialise
from publish.build import Built, build
from publish.model import SectionType
from publish.resources import styles_dir
from publish.tools.raster import open_pdf

XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"'
LONG = " stood in the cellar, and nobody in the whole of the long street knew who had carried it down the stair in that hard winter. " * 4
SIZE = 10.75  # points, at this trim
SECTIONS = {
    "plain": f"The press{LONG}",
    "one-letter": f"A press{LONG}",
    "quoted": f"“It was,” he said.{LONG}",
    "low": f"Quite so{LONG}",
    "accented": f"École{LONG}",
    "noted": f"It was[^a]{LONG}\n\n[^a]: A note.",
    "emphasised": f"*It was so.*{LONG}",
    "short": f"It was.\n\n- One\n- two\n\n{LONG}",
    "quotation": f"It was.\n\n> {LONG}",
    "greek": f"Ἐν ἀρχῇ{LONG}",
    "many": "\n\n".join([f"The press{LONG * 3}"] * 6),
}


def opened(text: str, lines: int = 3) -> str:
    """The beginning of a paragraph with its drop cap, down to the end of the letter's element."""
    paragraph = parse(f"<p {XMLNS}>{text}{LONG}</p>")
    set_drop_cap(paragraph, lines)
    return serialise(paragraph).replace(f" {XMLNS}", "").removesuffix(f"{LONG}</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The press", '<p class="dropped"><span class="drop-cap"><span class="initial">T</span></span>he press'),
        ("A press", '<p class="dropped"><span class="drop-cap alone"><span class="initial">A</span></span> press'),
        ("Quite", '<p class="dropped"><span class="drop-cap low tail"><span class="initial">Q</span></span>uite'),
        ("Ça", '<p class="dropped"><span class="drop-cap low"><span class="initial">Ç</span></span>a'),
        ("E\u0301cole", '<p class="dropped"><span class="drop-cap"><span class="initial">E\u0301</span></span>cole'),
        ("L’homme", '<p class="dropped"><span class="drop-cap"><span class="initial">L</span></span>’homme'),
        ("“It", '<p class="dropped"><span class="drop-cap"><span class="drop-mark">“</span><span class="initial">I</span></span>t'),
        (
            "«\u202fIl",
            '<p class="dropped"><span class="drop-cap"><span class="drop-mark">«\u202f</span><span class="initial">I</span></span>l',
        ),
        ("<em>It</em>", '<p class="dropped"><em><span class="drop-cap"><span class="initial">I</span></span>t</em>'),
        ("Он", '<p class="dropped"><span class="drop-cap"><span class="initial">О</span></span>н'),
        *((text, f"<p>{text}") for text in ("1917 was", "iron", "— Yes", "בראשית", "古池や", "…", "<img/>It", "“‘«»’”It")),
    ],
)
def test_first_letter_becomes_a_drop_cap(text: str, expected: str) -> None:
    assert opened(text) == expected


def test_paragraph_shorter_than_the_letter_has_none() -> None:
    paragraph = parse(f"<p {XMLNS}>It was a short one.</p>")
    set_drop_cap(paragraph, 2)
    assert paragraph.get("class") is None


@pytest.mark.parametrize("before", ["<blockquote/>", "<ul/>", '<div class="verse"/>', "<h2/>", "<figure/>"])
def test_only_a_paragraph_begins_with_a_drop_cap(before: str) -> None:
    root = parse(f"<section {XMLNS}><header/>{before}<p>It was.</p></section>")
    assert opening_paragraph(root, SectionType.CHAPTER) is None


def test_marker_of_a_page_does_not_begin_the_text() -> None:
    root = parse(f'<section {XMLNS}><span id="page-1"/><header/><p>It was.</p></section>')
    assert opening_paragraph(root, SectionType.CHAPTER) is not None
    assert opening_paragraph(root, SectionType.BIBLIOGRAPHY) is None


def test_other_heights_are_refused(tmp_path: Path) -> None:
    sheet = tmp_path / "styles/print.css"
    sheet.parent.mkdir()
    heights = {}
    for value in ("0", "2", "3", "4", "two"):
        sheet.write_text(f":root {{ --drop-cap: {value} }}", encoding="utf-8")
        lines, sheets, faults = drop_cap_sheets(styles_dir(), sheet)
        assert bool(sheets) == bool(lines)
        heights[value] = [fault.code for fault in faults] or lines
    assert heights == {"0": 0, "2": 2, "3": 3, "4": ["S113"], "two": ["S113"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book with drop caps of three lines in print, and of two in the e-book."""
    folder = tmp_path_factory.mktemp("caps")
    (folder / "styles").mkdir()
    for name, lines in (("print", 3), ("epub", 2)):
        (folder / f"styles/{name}.css").write_text(f":root {{ --drop-cap: {lines} }}\n", encoding="utf-8")
    for name, text in SECTIONS.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")
    spine = ", ".join(f'"{name}.md"' for name in SECTIONS)
    (folder / "book.toml").write_text(
        f'title = "Caps"\nlanguage = "en"\n[[contributors]]\nname = "A B"\n[spine]\nbody = [{spine}]\n[print]\ntrim = "Digest"\n',
        encoding="utf-8",
    )
    return build(order(folder=folder, output=folder / "out", editions=("epub", "kepub", "print")))


@pytest.mark.slow
def test_book_with_drop_caps_is_sound(made: Built) -> None:
    assert [str(diagnostic) for diagnostic in made.diagnostics] == []


@pytest.mark.slow
def test_drop_cap_stands_on_the_grid_and_is_as_high_as_three_lines(made: Built) -> None:
    pages = made.made["print"].pages.pages
    caps = {}
    with open_pdf(made.made["print"].path) as sheets:
        for index, page in enumerate(pages):
            large = [piece for piece in sheets[index].pieces if piece.size > 40]
            caps.update({(page.document, piece.text): (piece, sheets[index].pieces) for piece in large})
    assert {name for name, _ in caps} == set(SECTIONS) - {"short", "quotation"}
    for cap, pieces in caps.values():
        text = [piece for piece in pieces if abs(piece.size - SIZE) < 0.1]
        lines = sorted({round(piece.baseline, 1) for piece in text if piece.left >= cap.right})
        first = lines[0]
        assert abs(cap.baseline - first - 28) < 0.2  # its base is that of the third line
        assert abs((cap.baseline - 0.653 * cap.size) - (first - 0.653 * SIZE)) < 0.2  # its head is that of the first line's capitals
        assert all(piece.left >= cap.right or "“" in piece.text for piece in text if first - 1 < piece.baseline < cap.baseline + 1)


@pytest.mark.slow
def test_e_book_has_its_own_drop_caps(made: Built) -> None:
    with zipfile.ZipFile(made.made["epub"].path) as book:
        sheet = book.read(css_of(book)).decode()
        caps = [
            "".join(cap.itertext())
            for name in book.namelist()
            if name.startswith("EPUB/text/")
            for cap in etree.fromstring(book.read(name)).iterfind(".//{*}span[@class]")
            if cap.get("class", "").startswith("drop-cap")
        ]
    assert sorted(caps) == sorted(["T", "A", "“I", "Q", "É", "I", "I", "Ἐ", "T"])
    assert "orphans: 2" in sheet.split(".dropped")[1].split("}")[0]


def css_of(book: zipfile.ZipFile) -> str:
    return next(name for name in book.namelist() if name.endswith(".css"))
