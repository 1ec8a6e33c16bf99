"""Preflight of files that other programs made, and of broken ones: a finding or a refusal, never anything else; and other judges agree."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from publish.config.orders import read_printer
from publish.diagnostics import PublishError
from publish.pdf.facts import examined
from publish.preflight import preflight

PAGE = """\
%!PS
<< /PageSize [360 576] >> setpagedevice
/Times-Roman findfont 12 scalefont setfont 72 500 moveto (The fold, and after it the gutter.) show
/Helvetica findfont 9 scalefont setfont 72 480 moveto (A second face.) show
0.5 setgray 72 440 100 20 rectfill
1 0 0 setrgbcolor 72 400 100 20 rectfill
0.2 0.4 0 0.1 setcmykcolor 72 360 100 20 rectfill
[/Separation (Gold) /DeviceCMYK {dup 0.2 mul exch dup 0.4 mul exch 0 exch 0 mul}] setcolorspace 0.8 setcolor 72 320 100 20 rectfill
gsave 72 200 translate 72 72 scale
/picture 12 string def
8 8 8 [8 0 0 -8 0 8] { currentfile picture 0 8 getinterval readhexstring pop } image
GREYS
grestore
gsave 200 200 translate 40 40 scale
4 4 8 [4 0 0 -4 0 4] { currentfile picture readhexstring pop } false 3 colorimage
COLOURS
grestore
0.05 setlinewidth 0 setgray 72 150 moveto 300 150 lineto stroke
<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [72 0 300 0] /Function
<< /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >> >> gsave 72 100 228 20 rectclip shfill grestore
showpage
90 rotate /Times-Roman findfont 20 scalefont setfont 100 -200 moveto (Turned) show showpage
"""
PAGE = PAGE.replace("GREYS", bytes(range(0, 256, 4)).hex()).replace("COLOURS", bytes([255, 0, 0, 0, 0, 255] * 8).hex())
KINDS = {
    "old": ["-dCompatibilityLevel=1.3"],
    "usual": ["-dCompatibilityLevel=1.4"],
    "new": ["-dCompatibilityLevel=1.7"],
    "fonts left out": [
        "-dCompatibilityLevel=1.4",
        "-dEmbedAllFonts=false",
        "-c",
        "<</NeverEmbed [/Times-Roman]>> setdistillerparams",
    ],
    "four inks": ["-dCompatibilityLevel=1.4", "-sColorConversionStrategy=CMYK", "-sProcessColorModel=DeviceCMYK"],
    "greys": ["-dCompatibilityLevel=1.6", "-sColorConversionStrategy=Gray", "-sProcessColorModel=DeviceGray"],
}
OTHERS = ("cairo", "chromium", "latex", "lualatex")
SHEET = """\
<!DOCTYPE html><style>@page { size: 5in 8in } p { border-top: 0.1pt solid; opacity: 0.5 } h1 { color: red }</style>
<h1>The mill</h1><p>It stood <a href="https://example.org/">idle</a> all winter.</p>
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='9'><rect width='90' height='9' fill='blue'/></svg>">
"""
PRINTERS = ("kdp-bw", "lulu-color", "offset-x4")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path, require_tool: Callable[[str], Path]) -> dict[str, Path]:
    """A file of Ghostscript's for each kind, and one of each other program, by its name."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "page.ps").write_text(PAGE, encoding="ascii")
    files = {}
    for name, options in KINDS.items():
        files[name] = folder / f"{name.replace(' ', '-')}.pdf"
        before, after = (options[: options.index("-c")], options[options.index("-c") :]) if "-c" in options else (options, [])
        command: list[str | Path] = [
            require_tool("gs"),
            "-q",
            "-dBATCH",
            "-dNOPAUSE",
            "-sDEVICE=pdfwrite",
            f"-sOutputFile={files[name]}",
            *before,
            *after,
        ]
        subprocess.run([*command, "-f", folder / "page.ps"], check=True, capture_output=True)
    files |= {name: root / "tests/foreign" / f"{name}.pdf" for name in ("latex", "lualatex")}
    files |= {name: folder / f"{name}.pdf" for name in ("cairo", "chromium")}
    subprocess.run([require_tool("pdftocairo"), "-pdf", files["usual"], files["cairo"]], check=True)
    (folder / "page.html").write_text(SHEET, encoding="utf-8")
    print_page = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}", "--no-pdf-header-footer"]
    command = [require_tool("chromium"), *print_page, f"--print-to-pdf={files['chromium']}", (folder / "page.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return files


def codes(path: Path, printer: str) -> set[str]:
    """The codes of the findings, or of the refusal."""
    profile = read_printer(printer).value
    assert profile is not None
    try:
        return {diagnostic.code for diagnostic in preflight(path, profile)}
    except PublishError as refusal:
        return {diagnostic.code for diagnostic in refusal.diagnostics}


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_files_of_other_programs_are_judged(made: dict[str, Path], kind: str, printer: str) -> None:
    reported = codes(made[kind], printer)
    assert "P500" not in reported
    assert "P560" in reported, "two pages"
    assert ("P520" in reported) == (printer != "lulu-color" and kind in {"old", "usual", "new", "fonts left out"}), "red, green and blue"
    assert ("P526" in reported) == (printer != "lulu-color")


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("cairo", {"P503", "P507", "P508", "P513", "P517", "P520", "P525", "P526", "P540", "P560"}),
        ("chromium", {"P503", "P507", "P508", "P513", "P517", "P520", "P525", "P551", "P560"}),
        ("latex", {"P503", "P507", "P508", "P513", "P517", "P520", "P525", "P526", "P551", "P552", "P560"}),
        ("lualatex", {"P503", "P507", "P508", "P513", "P517", "P520", "P525", "P526", "P551", "P552", "P554", "P560"}),
    ],
)
def test_each_program_has_its_own_faults(made: dict[str, Path], kind: str, wanted: set[str]) -> None:
    reported = codes(made[kind], "offset-x4")
    assert wanted <= reported, " ".join(sorted(reported))  # cairo and Chromium may be others here, and have more
    assert not reported & {"P500", "P511", "P530", "P533", "P550", "P565"}
    assert ("P523" in codes(made[kind], "ingram-bw")) == (kind in {"cairo", "chromium"}), "groups of transparency"
    assert ("P523" in codes(made[kind], "kdp-bw")) == (kind == "chromium"), "something is seen through, and not only may be"


@pytest.mark.parametrize("kind", [*KINDS, *OTHERS])
def test_fonts_left_out_are_those_that_pdffonts_misses(made: dict[str, Path], kind: str, require_tool: Callable[[str], Path]) -> None:
    listed = subprocess.run([require_tool("pdffonts"), made[kind]], check=True, capture_output=True, text=True).stdout.splitlines()
    missing = {line[:36].split()[0] for line in listed[2:] if line[37:].split()[-5] == "no"}
    fonts = {font.name.lstrip("/"): font for page in examined(made[kind]).pages for font in page.fonts}
    assert {name for name, font in fonts.items() if not font.program} == missing
    assert len(fonts) == len(listed) - 2
    assert bool(missing) == ("P530" in codes(made[kind], "kdp-bw"))


@pytest.mark.parametrize("kind", [*KINDS, *OTHERS])
def test_pictures_are_those_that_pdfimages_lists(made: dict[str, Path], kind: str, require_tool: Callable[[str], Path]) -> None:
    listed = subprocess.run([require_tool("pdfimages"), "-list", made[kind]], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]
    theirs = sorted((int(row[0]) - 1, int(row[3]), int(row[4]), int(row[7])) for row in rows if row[2] == "image")
    pages = examined(made[kind]).pages
    ours = sorted((index, one.width, one.height, one.bits) for index, page in enumerate(pages) for one in page.painted.images)
    assert ours == theirs
    fineness = sorted(round(one.ppi) for page in pages for one in page.painted.images)
    assert fineness == pytest.approx(sorted(min(int(row[-4]), int(row[-3])) for row in rows if row[2] == "image"), abs=1)


def _damaged(sound: bytes) -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "text", b"Dear printer, the file follows."
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"cut at {share}", sound[: int(len(sound) * share)]
    for place in range(0, len(sound), max(1, len(sound) // 12)):
        yield f"byte {place}", sound[:place] + bytes([sound[place] ^ 0x55]) + sound[place + 1 :]
    yield "no end", sound.replace(b"startxref", b"startxxxx")
    yield "endless pages", sound.replace(b"/Count 2", b"/Count 2000000000")
    yield "boxes of no size", sound.replace(b"[0 0 360 576]", b"[0 0 0 0]    ")
    yield "boxes of the world", sound.replace(b"[0 0 360 576]", b"[0 0 9e9 9e9]")


def test_broken_files_are_judged_or_refused(made: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    for what, content in _damaged(made["old"].read_bytes()):
        broken.write_bytes(content)
        assert codes(broken, "kdp-bw"), what


@pytest.mark.parametrize("password", ["", "secret"])
def test_locked_file_is_reported(made: dict[str, Path], tmp_path: Path, password: str) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(made["usual"]) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user=password, owner="owner"))
    assert codes(locked, "kdp-bw") & {"P500", "P552"}


def test_file_that_qpdf_refuses_does_not_pass(made: dict[str, Path], tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    broken = tmp_path / "broken.pdf"
    for what, content in _damaged(made["usual"].read_bytes()):
        broken.write_bytes(content)
        judged = subprocess.run([require_tool("qpdf"), "--check", broken], check=False, capture_output=True)
        assert judged.returncode != 2 or codes(broken, "offset-x4"), what


def test_odd_pages_are_followed_to_their_end(tmp_path: Path) -> None:
    """A form that draws itself, a page tree of a hundred levels, a picture of JPEG 2000, layers."""
    odd = tmp_path / "odd.pdf"
    Image.new("L", (8, 8), 90).save(tmp_path / "picture.jp2")
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(360, 576))
        form = pdf.make_stream(b"/Self Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form))
        picture = pdf.make_stream((tmp_path / "picture.jp2").read_bytes(), Subtype=pikepdf.Name.Image, Width=8, Height=8)
        picture.write((tmp_path / "picture.jp2").read_bytes(), filter=pikepdf.Name.JPXDecode)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form, Picture=picture))
        page.Contents = pdf.make_stream(b"/OC /Layer BDC /Self Do q 9 0 0 9 90 90 cm /Picture Do Q EMC [(unfinished")
        kids = pdf.Root.Pages.Kids
        for _ in range(100):
            node = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=kids, Count=1))
            kids[0].Parent = node
            kids = pikepdf.Array([node])
        pdf.Root.Pages.Kids = kids
        pdf.save(odd)
    for printer in PRINTERS:
        assert codes(odd, printer)
