"""Each printer has the file that its profile asks for, all of them the same pages."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from editions.print_samples import workshop
from publish.checks.completeness import check_completeness
from publish.checks.print_words import read_back
from publish.cli import main
from publish.config.orders import printer_names, read_printer
from publish.config.printers import Printer
from publish.config.values import PrintOrder
from publish.editions import editions
from publish.editions.print import make
from publish.layout.geometry import page_design
from publish.model import Book, Made, Side
from publish.pdf.sheets import Sheet
from publish.pdf.standards import STANDARDS
from publish.press.icc import found_profile
from publish.reading import read_book
from publish.tools.cache import Cache
from publish.units import Length, trim_from_text

IN_ONE_INK = ("kdp-bw", "ingram-bw", "lulu-bw")
IN_COLOURS = ("kdp-color", "ingram-color", "lulu-color", "offset-x1a", "offset-x3", "offset-x4")
PRESS = ("default_cmyk.icc",)  # of Ghostscript, which is there wherever Ghostscript is


def profile(name: str) -> Printer:
    """A printer that binds a book of a few pages; a press with four inks has the profile that machines with Ghostscript have."""
    printer = read_printer(name.replace("x3", "x1a")).value
    assert printer is not None
    if name == "offset-x3":  # no profile of ours asks for PDF/X-3, a house's own may
        printer = replace(printer, name=name, file=replace(printer.file, standard="PDF/X-3:2003"))
    return replace(printer, pages=replace(printer.pages, least=1), ink=replace(printer.ink, profile=PRESS))


def orders(*printers: Printer) -> tuple[PrintOrder, ...]:
    return tuple(PrintOrder(printer=printer, paper=printer.cover.papers[0]) for printer in printers)


def ordered(folder: Path, *printers: Printer) -> Book:
    """A small book for these printers."""
    made = read_book(folder, Cache(None)).value
    assert made is not None
    printed = replace(made.configuration.print, orders=orders(*printers), trim=trim_from_text("Digest"))
    return replace(made, configuration=replace(made.configuration, print=printed))


@pytest.fixture(scope="module")
def sample(root: Path) -> Book:
    names = (*IN_ONE_INK, *(IN_COLOURS if found_profile(PRESS) else ()))
    return ordered(root / "tests/books/every-construct", *map(profile, names), _with_marks(profile("lulu-bw")))


def _with_marks(printer: Printer) -> Printer:
    bleed = replace(printer.bleed, amount=Length(9), always=True, marks=True)
    return replace(printer, name="marked", bleed=bleed, pages=replace(printer.pages, multiple=16, last_is_blank=True))


@pytest.fixture(scope="module")
def made(sample: Book, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files for all of them, in which preflight finds nothing."""
    outcome = make(sample, workshop(tmp_path_factory.mktemp("made") / "scratch"), {})
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


@pytest.fixture(scope="module")
def files(made: Made) -> Iterator[Mapping[str, pikepdf.Pdf]]:
    """The files by their printers' names."""
    opened = {str(one.facts["printer"]): pikepdf.open(one.path) for one in (made, *made.further)}
    yield opened
    for file in opened.values():
        file.close()


# --- profiles -------------------------------------------------------------------------------------------------------------------------


def test_there_are_eight_printers_and_each_figure_has_its_source() -> None:
    assert printer_names() == ("ingram-bw", "ingram-color", "kdp-bw", "kdp-color", "lulu-bw", "lulu-color", "offset-x1a", "offset-x4")
    for name in printer_names():
        printer = profile(name)
        tables = (printer.file, printer.ink, printer.bleed, printer.margins, printer.pages, printer.trims, printer.pictures, printer.drawn)
        assert all(table.source.startswith("https://") and table.seen.year >= 2026 for table in (*tables, printer.cover))
        assert printer.file.standard in STANDARDS


def test_gutter_grows_with_the_pages() -> None:
    margins = profile("kdp-bw").margins
    assert [margins.inside(pages).points / 72 for pages in (24, 150, 151, 300, 301, 828)] == [0.375, 0.375, 0.5, 0.5, 0.625, 0.875]


def test_large_trims_have_fewer_pages() -> None:
    printer, large = profile("kdp-bw"), trim_from_text("8.5in x 11in")
    assert [printer.page_range(large, paper)[1] for paper in ("white", "cream", None)] == [590, 550, 590]
    assert printer.page_range(trim_from_text("6in x 9in"), "white")[1] == 828
    assert profile("kdp-color").page_range(large, "standard") == (72, 600)


def test_trim_is_taken_in_inches_or_millimetres() -> None:
    trims = profile("lulu-bw").trims
    assert trims.accepts(trim_from_text("5.5in x 8.5in"))
    assert trims.accepts(trim_from_text("139.7mm x 215.9mm"))
    assert not trims.accepts(trim_from_text("140mm x 216mm"))
    assert profile("kdp-bw").trims.accepts(trim_from_text("140mm x 216mm"))


def test_profile_is_written_out_and_taken_back(tmp_path: Path) -> None:
    written = CliRunner().invoke(main, ["printers", "kdp-bw", "--book", str(tmp_path)])
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "mill.toml").write_text(written.stdout.replace("Amazon KDP", "The Mill"), encoding="utf-8")
    listed = CliRunner().invoke(main, ["printers", "--book", str(tmp_path)])
    assert "mill          The Mill, paperback, black and white\n" in listed.stdout
    own = read_printer("mill", tmp_path).value
    assert own is not None
    assert own == replace(profile("kdp-bw"), name="mill", title=own.title, pages=own.pages, ink=own.ink)


def test_profile_has_only_its_differences(tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    own = 'like = "{}"\n\n[pages]\nsource = "a letter"\nseen = 2026-11-22\nleast = 2\n'
    (tmp_path / "printers" / "mill.toml").write_text(own.format("kdp-bw"), encoding="utf-8")
    (tmp_path / "printers" / "wrong.toml").write_text(own.format("kdp"), encoding="utf-8")
    mill = read_printer("mill", tmp_path).value
    assert mill is not None
    assert (mill.pages.least, mill.pages.most, mill.margins) == (2, 828, profile("kdp-bw").margins)
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in read_printer("wrong", tmp_path).diagnostics] == [
        ("C127", "printers/wrong.toml:1:8")
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("[pages]\nFIGURES\nmultiple = 0\n", "C109"),
        ("[pages]\nFIGURES\nleast = 40\nmost = 20\n", "C109"),
        ("[margins]\nFIGURES\ngutter = []\n", "C109"),
        ("[cover]\nFIGURES\npapers = []\n", "C109"),
        ('[file]\nFIGURES\nalso = ["PDF/X-9"]\n', "C109"),
        ('[drawn]\nFIGURES\ntype = "-1pt"\n', "C126"),
        ("\0", "C104"),
    ],
)
def test_impossible_profile_is_reported(tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "printers").mkdir()
    figures = 'source = "a letter"\nseen = 2026-11-22'
    own = 'like = "kdp-bw"\ntitle = "The Mill"\n' + written.replace("FIGURES", figures)
    (tmp_path / "printers/mill.toml").write_text(own, encoding="utf-8")
    (diagnostic,) = read_printer("mill", tmp_path).diagnostics
    assert diagnostic.code == code
    assert str(diagnostic.location).startswith("printers/mill.toml")


def test_folder_is_not_a_profile(tmp_path: Path) -> None:
    (tmp_path / "printers/mill.toml").mkdir(parents=True)
    assert "mill" not in printer_names(tmp_path)
    result = CliRunner().invoke(main, ["printers", "mill", "--book", str(tmp_path)])
    assert (result.exit_code, "C127" in result.stderr) == (1, True)


@pytest.mark.parametrize("names", [("",), ("/etc/press.icc",), ("../press.icc",), ("**",), ("press.icc",)])
def test_icc_profiles_are_looked_for_by_their_names(names: tuple[str, ...]) -> None:
    assert found_profile(names) is None


def test_broken_icc_profile_is_not_used(tmp_path: Path, press_icc: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.press.icc.PROFILE_FOLDERS", (tmp_path,))
    (tmp_path / "sound.icc").write_bytes(press_icc)
    (tmp_path / "cut.icc").write_bytes(press_icc[:600])
    assert found_profile(("sound.icc",)) == press_icc
    assert found_profile(("cut.icc",)) is None


def test_unknown_printer_is_reported() -> None:
    result = CliRunner().invoke(main, ["printers", "kdp"])
    assert result.exit_code == 1
    assert "C127" in result.stderr


# --- files ----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def coloured(files: Mapping[str, pikepdf.Pdf], press_icc: bytes) -> Mapping[str, pikepdf.Pdf]:
    """The files in four inks or in RGB."""
    assert press_icc
    return {name: files[name] for name in IN_COLOURS}


def _keeps_standard(file: pikepdf.Pdf, name: str) -> None:
    standard, ink = STANDARDS[profile(name).file.standard], profile(name).ink
    assert file.pdf_version == standard.version
    info = {key: str(value) for key, value in file.docinfo.items()}
    assert standard.info.items() <= info.items()
    assert ("/Metadata" in file.Root) is standard.has_xmp
    assert ("/OutputIntents" in file.Root) is standard.is_x
    if standard.is_x:
        (intent,) = file.Root.OutputIntents
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", ink.condition)
        assert ("/DestOutputProfile" in intent) is ink.embed
        assert str(intent.RegistryName) == "http://www.color.org"


@pytest.mark.parametrize("name", IN_ONE_INK)
def test_file_is_of_the_standard_that_the_printer_asks_for(files: Mapping[str, pikepdf.Pdf], name: str) -> None:
    _keeps_standard(files[name], name)


@pytest.mark.parametrize("name", IN_COLOURS)
def test_file_in_colours_is_of_the_standard_that_the_printer_asks_for(coloured: Mapping[str, pikepdf.Pdf], name: str) -> None:
    _keeps_standard(coloured[name], name)


def test_pages_are_in_the_ink_that_the_printer_asks_for(files: Mapping[str, pikepdf.Pdf]) -> None:
    set_in = _set_in(files)
    assert all(_forms(file) for file in files.values()), "heads and folios"
    assert set_in["kdp-bw"] <= {"cs", "scn", "k", "CS", "SCN", "K"}
    assert set_in["lulu-bw"] <= {"g", "G"}
    assert set_in["marked"] <= {"g", "G", "CS", "SCN"}


def test_text_in_a_book_in_colours_is_black_alone(
    made: Made, coloured: Mapping[str, pikepdf.Pdf], require_tool: Callable[[str], Path]
) -> None:
    set_in = _set_in(coloured)
    assert set_in.pop("lulu-color") <= {"g", "G"}
    assert all(operators <= {"cs", "scn", "k", "CS", "SCN", "K"} for operators in set_in.values())
    for one in (made, *made.further):
        if one.facts["printer"] in set_in:
            command: list[str | Path] = [
                require_tool("gs"),
                "-q",
                "-dBATCH",
                "-dNOPAUSE",
                "-sDEVICE=inkcov",
                "-dUseTrimBox",
                "-o",
                "-",
                one.path,
            ]
            shares = [line.split()[:4] for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()]
            assert len(shares) == len(one.pages.pages)
            assert all([float(share) for share in page[:3]] == [0, 0, 0] for page in shares)
            assert any(float(page[3]) > 0.01 for page in shares)


def _set_in(files: Mapping[str, pikepdf.Pdf]) -> dict[str, set[str]]:
    """The operators that set a colour in each file, in pages, heads and folios."""
    return {name: set().union(*map(_colours, [*file.pages, *_forms(file)])) for name, file in files.items()}


def _forms(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [thing for thing in file.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"]


def _colours(drawing: pikepdf.Page | pikepdf.Object) -> set[str]:
    operators = {str(step.operator) for step in pikepdf.parse_content_stream(drawing)}
    return operators & {"cs", "CS", "sc", "SC", "scn", "SCN", "g", "G", "rg", "RG", "k", "K"}


def test_no_transparency_is_left(files: Mapping[str, pikepdf.Pdf]) -> None:
    for name, file in files.items():
        for thing in file.objects if name != "offset-x4" else ():  # which may have it
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                assert not {"/ca", "/CA", "/SMask", "/BM"} & set(thing.keys())
                assert thing.get("/Group") is None


def test_boxes_are_exact_and_marks_stand_outside_the_bleed(files: Mapping[str, pikepdf.Pdf]) -> None:
    for page in files["kdp-bw"].pages:
        assert [float(edge) for edge in page.MediaBox] == [0, 0, 396, 612]
        assert page.TrimBox == page.MediaBox == page.BleedBox
    marked = files["marked"].pages[0]
    media, bleed, trim = ([float(edge) for edge in box] for box in (marked.MediaBox, marked.BleedBox, marked.TrimBox))
    assert media[:2] == [0, 0]
    assert trim[2] - trim[0] == pytest.approx(396, abs=0.001)
    assert [bleed[0], bleed[2]] == pytest.approx([trim[0] - 9, trim[2] + 9], abs=0.001)
    steps = [(str(step.operator), list(step.operands)) for step in pikepdf.parse_content_stream(marked)]
    lines = [[float(value) for value in operands] for operator, operands in steps if operator in {"m", "l"}]
    assert len(lines) == 16
    assert all(not (bleed[0] < x < bleed[2] and bleed[1] < y < bleed[3]) for x, y in lines)
    assert all(media[0] <= x <= media[2] and media[1] <= y <= media[3] for x, y in lines)
    assert str(marked.Resources.ColorSpace.Registration[1]) == "/All"


def test_bleed_is_only_at_the_sides_asked_for() -> None:
    outer = Sheet(trim=trim_from_text("Digest"), bleed=9, sides="outer")
    assert outer.media_box(Side.RECTO) == (0, 0, 405, 630)
    assert outer.trim_box(Side.RECTO) == (0, 9, 396, 621)
    assert outer.trim_box(Side.VERSO) == (9, 9, 405, 621)
    assert Sheet(trim=trim_from_text("Digest"), bleed=9, sides="all").trim_box(Side.VERSO) == (9, 9, 405, 621)
    assert Sheet(trim=trim_from_text("Digest"), bleed=9, sides="all").media_box(Side.VERSO) == (0, 0, 414, 630)


def test_marks_stand_on_the_paper_at_a_bound_edge_too() -> None:
    sheet = Sheet(trim=trim_from_text("Digest"), bleed=9, sides="outer", marks=True)
    for side in Side:
        media, bleed = sheet.media_box(side), sheet.bleed_box(side)
        for x0, y0, x1, y1 in sheet.mark_lines(side):
            for x, y in ((x0, y0), (x1, y1)):
                assert 0 <= x <= media[2]
                assert 0 <= y <= media[3]
                assert not (bleed[0] < x < bleed[2] and bleed[1] < y < bleed[3])


def test_file_is_filled_up_with_true_blanks(files: Mapping[str, pikepdf.Pdf]) -> None:
    assert len(files["marked"].pages) % 16 == 0
    last = files["marked"].pages[-1]
    assert {str(step.operator) for step in pikepdf.parse_content_stream(last)} <= {"BDC", "EMC", "q", "Q", "CS", "SCN", "w", "m", "l", "S"}
    assert "/Contents" not in files["kdp-bw"].pages[-1]


def test_gutter_moves_the_block_and_nothing_else(made: Made) -> None:
    design = page_design(trim_from_text("Digest"))
    lulu = next(one for one in made.further if one.facts["printer"] == "lulu-bw")
    plain = next(page for page in made.pages.pages if page.facts.side is Side.RECTO and not page.facts.blank)
    moved = next(page for page in lulu.pages.pages if page.facts.side is Side.RECTO and not page.facts.blank)
    asked = profile("lulu-bw").margins
    assert moved.facts.block.left - plain.facts.block.left == pytest.approx(
        max(0, asked.inside(len(lulu.pages.pages)).points - design.inner)
    )
    assert moved.facts.block.right - moved.facts.block.left == pytest.approx(plain.facts.block.right - plain.facts.block.left)


def test_each_file_is_read_back_and_proved(sample: Book, made: Made) -> None:
    for one in (made, *made.further):
        assert check_completeness(sample, one, read_back(sample, one)).diagnostics == ()


def test_word_lost_for_a_further_printer_is_reported(sample: Book, made: Made, tmp_path: Path) -> None:
    victim = made.further[0]
    damaged = tmp_path / victim.path.name
    with pikepdf.open(victim.path) as file:
        index = next(index for index, page in enumerate(victim.pages.pages) if page.document == "market")
        file.pages[index].Contents = file.make_stream(b"")
        file.save(damaged)
    spoilt = replace(made, further=(replace(victim, path=damaged), *made.further[1:]))
    diagnostics = editions()["print"].inspect(sample, workshop(tmp_path), spoilt, read_back(sample, made))
    assert diagnostics
    assert {diagnostic.code[0] for diagnostic in diagnostics} == {"V"}


def test_syntax_is_right(made: Made, require_tool: Callable[[str], Path]) -> None:
    qpdf = require_tool("qpdf")
    for one in (made, *made.further):
        checked = subprocess.run([qpdf, "--check", one.path], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
        assert f"PDF Version: {STANDARDS[str(one.facts['standard'])].version}" in checked.stdout
