"""Each rule of preflight reports its own damage, and no other rule does; files that are not PDFs are reported too."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from lxml import html
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from editions.print_samples import workshop
from publish.cli import main
from publish.config.orders import read_printer
from publish.config.printers import Printer
from publish.config.values import PrintOrder
from publish.diagnostics import PublishError
from publish.editions.print import make
from publish.pdf.painting import painted
from publish.preflight import document, preflight
from publish.reading import read_book
from publish.rules import RULES
from publish.tools.cache import Cache

TEXT = 6  # the index of a page with text
LETTER = "0049"  # an O, which stands on that page


def profile(name: str) -> Printer:
    """A printer that takes a small book, its presses black alone: no ICC profile is needed."""
    printer = read_printer(name).value
    assert printer is not None
    return replace(
        printer,
        pages=replace(printer.pages, least=1, multiple=2),
        ink=replace(printer.ink, inks="grey" if printer.ink.inks == "grey" else "black", embed=False, limit=240),
    )


PRINTERS = {
    "x1a": profile("kdp-bw"),
    "x4": profile("offset-x4"),
    "plain": profile("lulu-bw"),
    "blank": profile("ingram-bw"),
}


@pytest.fixture(scope="session")
def sound(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A faultless file for each of these printers."""
    book = read_book(root / "tests/books/broken/P402", Cache(None)).value
    assert book is not None
    files = {}
    for name, printer in PRINTERS.items():
        order = PrintOrder(printer=replace(printer, trims=replace(printer.trims, sizes=())), paper=printer.cover.papers[0])
        made = replace(book, configuration=replace(book.configuration, print=replace(book.configuration.print, orders=(order,))))
        outcome = make(made, workshop(tmp_path_factory.mktemp(name) / "scratch"), {})
        assert outcome.diagnostics == ()
        assert outcome.value is not None
        files[name] = outcome.value.path
    return files


def _add(pdf: Pdf, content: str, **resources: Any) -> None:
    """Add operations to a page."""
    page = pdf.pages[TEXT]
    for kind, entries in resources.items():
        named = page.obj.Resources.get(f"/{kind}", Dictionary())
        for key, value in entries.items():
            named[f"/{key}"] = value
        page.obj.Resources[f"/{kind}"] = named
    page.contents_add(content.encode())


def _state(pdf: Pdf, **entries: Any) -> None:
    _add(pdf, "q /New gs 0 0 0 1 k 100 100 20 20 re f Q", ExtGState={"New": pdf.make_indirect(Dictionary(**entries))})


def _image(pdf: Pdf, size: float, pixels: int, **entries: Any) -> None:
    values: dict[str, Any] = {"Type": Name.XObject, "Subtype": Name.Image, "Width": pixels, "Height": pixels, "BitsPerComponent": 8}
    values |= {"ColorSpace": Name.DeviceGray, **entries}
    count = pixels * pixels * int(values["BitsPerComponent"]) // 8 or 1
    image = Stream(pdf, b"\x80" * count, **values)
    _add(pdf, f"q {size} 0 0 {size} 100 100 cm /New Do Q", XObject={"New": pdf.make_indirect(image)})


def _profile(pdf: Pdf, **entries: Any) -> None:
    header = bytearray(128)
    header[8], header[12:16], header[16:20], header[36:40] = 2, b"scnr", b"CMYK", b"acsp"
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(bytes(header), N=4)


def _font(pdf: Pdf) -> Any:
    return next(iter(pdf.pages[TEXT].obj.Resources.Font.values()))


def _descriptor(pdf: Pdf) -> Any:
    return _font(pdf).DescendantFonts[0].FontDescriptor


def _opentype(pdf: Pdf) -> None:
    descriptor = _descriptor(pdf)
    descriptor.FontFile3 = pdf.make_stream(descriptor.FontFile2.read_bytes(), Subtype=Name.OpenType)
    del descriptor["/FontFile2"]


def _blanks(pdf: Pdf) -> None:
    for _ in range(4):
        pdf.pages.insert(TEXT, pdf.pages[-1])


def _last_page(pdf: Pdf) -> None:
    pdf.pages.append(pdf.pages[TEXT])
    pdf.pages.append(pdf.pages[TEXT])


def _type(pdf: Pdf, colour: str, size: float, x: float = 100, y: float = 100, code: str = "0030") -> None:
    key = next(iter(pdf.pages[TEXT].obj.Resources.Font.keys()))
    _add(pdf, f"BT {colour} {key} {size} Tf {x} {y} Td <{code}> Tj ET")


def _xmp(pdf: Pdf, key: str, value: str | None) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if value is None:
            del metadata[key]
        else:
            metadata[key] = value


def _widen(pdf: Pdf) -> None:
    for key in ("/MediaBox", "/BleedBox", "/TrimBox"):
        pdf.pages[TEXT].obj[key] = Array([0, 0, 430, 595.2756])


def _inverted(pdf: Pdf) -> Any:
    return pdf.make_stream(b"{1 exch sub}", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1]))


def _called_older(content: bytes) -> bytes:
    return content.replace(b"%PDF-1.5", b"%PDF-1.3", 1)


def _outline(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("One", 0))


@dataclass(frozen=True)
class Damage:
    """A damage to the sound file of a printer; `saved` says how the file is saved, `change` what else the printer asks."""

    to: str
    do: Callable[[Pdf], object]
    saved: Mapping[str, Any] | None = None
    change: Callable[[Printer], Printer] = lambda printer: printer
    after: Callable[[bytes], bytes] = bytes


def _set(thing: Any, key: str, value: Any) -> None:
    thing[key] = value


def _drop(thing: Any, key: str) -> None:
    del thing[key]


SPOT = "{dup dup}"
DAMAGES = {
    "P501": Damage("x1a", lambda _: None, {"force_version": "1.4"}),
    "P503": Damage("x1a", lambda pdf: _drop(pdf.docinfo, "/GTS_PDFXConformance")),
    "P504": Damage("x1a", lambda pdf: _set(pdf.docinfo, "/CreationDate", String("22 November"))),
    "P505": Damage("x1a", lambda pdf: _set(pdf.docinfo, "/Trapped", Name.Unknown)),
    "P506": Damage("x4", lambda pdf: _xmp(pdf, "dc:title", "Another Title")),
    "P507": Damage("x4", lambda pdf: _xmp(pdf, "xmpMM:VersionID", None)),
    "P508": Damage("x1a", lambda pdf: _drop(pdf.Root, "/OutputIntents")),
    "P509": Damage("x1a", lambda pdf: _set(pdf.Root.OutputIntents[0], "/OutputConditionIdentifier", String(""))),
    "P510": Damage("x1a", _profile),
    "P511": Damage("x1a", lambda _: None, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}, after=_called_older),
    "P512": Damage("x1a", lambda pdf: _set(pdf.pages[TEXT].obj, "/Rotate", 90)),
    "P513": Damage("x1a", lambda pdf: _set(pdf.pages[TEXT].obj, "/ArtBox", pdf.pages[TEXT].obj.TrimBox)),
    "P514": Damage("x1a", lambda pdf: _set(pdf.pages[TEXT].obj, "/CropBox", Array([20, 20, 300, 300]))),
    "P515": Damage("x1a", _widen),
    "P516": Damage("x1a", lambda _: None, change=lambda one: replace(one, trims=replace(one.trims, largest=one.trims.smallest))),
    "P517": Damage("x1a", lambda pdf: _add(pdf, "0 0 0 1 k 0 300 30 30 re f")),
    "P520": Damage("x1a", lambda pdf: _add(pdf, "1 0 0 rg 100 100 20 20 re f")),
    "P521": Damage("x1a", lambda pdf: _add(pdf, "1 0 0 0 k 100 100 20 20 re f")),
    "P522": Damage(
        "x1a",
        lambda pdf: _add(
            pdf,
            "/New cs 1 scn 100 100 20 20 re f",
            ColorSpace={
                "New": Array(
                    [
                        Name.Separation,
                        Name("/Gold"),
                        Name.DeviceRGB,
                        pdf.make_stream(SPOT.encode(), FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3)),
                    ]
                )
            },
        ),
    ),
    "P523": Damage("x1a", lambda pdf: _state(pdf, ca=0.5)),
    "P524": Damage(
        "x4",
        lambda pdf: _add(pdf, "1 1 1 0 k 100 100 20 20 re f"),
        change=lambda one: replace(one, ink=replace(one.ink, inks="cmyk")),
    ),
    "P525": Damage(
        "x4", lambda pdf: _type(pdf, "0.5 0 0 0.5 k", 9), change=lambda one: replace(one, ink=replace(one.ink, inks="cmyk", limit=None))
    ),
    "P526": Damage("x1a", lambda pdf: _add(pdf, "0.1 w 0 0 0 1 K 100 100 m 200 100 l S")),
    "P527": Damage("x1a", lambda pdf: _add(pdf, "0 0 0 0.05 k 100 100 20 20 re f")),
    "P528": Damage(
        "x1a",
        lambda pdf: _add(pdf, "q /New gs 0 0 0 0 k 100 100 20 20 re f Q", ExtGState={"New": pdf.make_indirect(Dictionary(OP=True))}),
    ),
    "P530": Damage("x1a", lambda pdf: _drop(_descriptor(pdf), "/FontFile2")),
    "P531": Damage("x1a", _opentype),
    "P532": Damage("x1a", lambda pdf: _drop(_font(pdf), "/ToUnicode")),
    "P533": Damage("x1a", lambda pdf: _type(pdf, "0 0 0 1 k", 9, code="0000")),
    "P534": Damage("x1a", lambda pdf: _type(pdf, "0 0 0 1 k", 6)),
    "P540": Damage("x1a", lambda pdf: _image(pdf, 72, 200)),
    "P541": Damage("plain", lambda pdf: _image(pdf, 36, 320)),
    "P542": Damage("plain", lambda pdf: _image(pdf, 36, 160, BitsPerComponent=16)),
    "P543": Damage("x1a", lambda pdf: _image(pdf, 36, 160, Interpolate=True)),
    "P551": Damage(
        "x1a",
        lambda pdf: _set(
            pdf.pages[TEXT].obj, "/Annots", Array([pdf.make_indirect(Dictionary(Subtype=Name.Link, Rect=Array([90, 90, 120, 120])))])
        ),
    ),
    "P552": Damage("x1a", lambda pdf: _set(pdf.Root, "/OpenAction", Dictionary(S=Name.Named, N=Name.Print))),
    "P553": Damage("x1a", lambda pdf: _state(pdf, TR=_inverted(pdf))),
    "P554": Damage("plain", _outline),
    "P555": Damage("x1a", lambda _: None, change=lambda one: replace(one, file=replace(one.file, megabytes=0.01))),  # type: ignore[arg-type]
    "P560": Damage("x1a", lambda pdf: pdf.pages.append(pdf.pages[-1])),
    "P561": Damage("blank", _last_page),
    "P562": Damage("x1a", _blanks),
    "P563": Damage("x1a", lambda pdf: _type(pdf, "0 0 0 1 k", 9, x=-3), change=lambda one: replace(one, margins=_no_margins(one))),
    "P564": Damage("x1a", lambda pdf: _add(pdf, "0 0 0 1 k 4 300 3 3 re f")),
    "P565": Damage("x1a", lambda pdf: _add(pdf, "/Nowhere Do")),
}
NOT_HERE = {
    "P500": "test_unreadable_file_is_reported",
    "P502": "every program that saves a PDF gives it an identifier: test_file_without_identifier_is_reported",
    **dict.fromkeys(("P570", "P571", "P572"), "of covers: tests/covers/test_cover_sheet.py"),
    "P550": "pikepdf unpacks LZW: test_forbidden_compression_is_reported",
}


def _no_margins(printer: Printer) -> Any:
    margins = printer.margins
    nothing = replace(margins.outside, points=-20)
    return replace(margins, outside=nothing, gutter=tuple(replace(one, inside=nothing) for one in margins.gutter))


def test_sound_file_has_no_findings(sound: Mapping[str, Path]) -> None:
    for name, path in sound.items():
        assert preflight(path, PRINTERS[name]) == ()


@pytest.mark.parametrize("code", DAMAGES)
def test_damage_is_reported_by_its_rule_alone(code: str, sound: Mapping[str, Path], tmp_path: Path) -> None:
    damage = DAMAGES[code]
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(sound[damage.to]) as pdf:
        damage.do(pdf)
        version = {} if damage.saved else {"force_version": pdf.pdf_version}
        pdf.save(damaged, **{"object_stream_mode": pikepdf.ObjectStreamMode.preserve, **version, **(damage.saved or {})})
    damaged.write_bytes(damage.after(damaged.read_bytes()))
    findings = preflight(damaged, damage.change(PRINTERS[damage.to]))
    assert {finding.code for finding in findings} == {code}, [(finding.code, finding.page, finding.message) for finding in findings]
    assert all(finding.message and finding.help for finding in findings)


@pytest.mark.parametrize(
    ("drawn", "thin"),
    [
        ("100 100 200 0.1 re f", True),
        ("100 100 0.1 200 re f*", True),
        ("100 100 m 300 100 l 300 100.1 l 100 100.1 l h f", True),
        ("99 99.9 202 0.2 re W n 100 100 200 50 re 100.1 100.1 199.8 49.8 re f*", True),
        ("99 99 202 9 re W n 1 0 0 1 0 0 cm 98 99 300 0.1 re W* n 100 90 200 50 re f", True),
        ("0.01 0 0 0.001 0 0 cm 9000 90000 20000 100 re f", True),
        ("100 100 200 1 re f", False),
        ("100 100 0.2 0.2 re f", False),
        ("99 99 202 0.2 re W n Q q 100 100 200 50 re f", False),
        ("100 100 200 0.1 re n", False),
        ("0 0 0 0 k 100 100 200 0.1 re f", False),
    ],
)
def test_a_line_that_is_filled_is_a_line(drawn: str, thin: bool, sound: Mapping[str, Path], tmp_path: Path) -> None:
    ruled = tmp_path / "ruled.pdf"
    with pikepdf.open(sound["x1a"]) as pdf:
        _add(pdf, f"q 0 0 0 1 k {drawn} Q")
        pdf.save(ruled, force_version="1.3")
    assert [finding.code for finding in preflight(ruled, PRINTERS["x1a"])] == (["P526"] if thin else [])


def _tile(pdf: Pdf, content: bytes, **entries: Any) -> Any:
    values = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9, "Resources": Dictionary()}
    return pdf.make_indirect(Stream(pdf, content, **{**values, **entries}))


def _in_pattern(pdf: Pdf, pattern: Any, space: Any = Name.Pattern, parts: str = "") -> None:
    _add(pdf, f"q /Filled cs {parts} /New scn 100 100 50 50 re f Q", Pattern={"New": pattern}, ColorSpace={"Filled": space})


def _gradient(pdf: Pdf, space: Name, *ends: list[float]) -> Any:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=ends[0], C1=ends[1], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=space, Coords=[100, 0, 150, 0], Function=function)
    return pdf.make_indirect(Dictionary(PatternType=2, Shading=shading))


def _drawn_letter(pdf: Pdf, glyph: bytes) -> None:
    matrix, box = [0.001, 0, 0, 0.001, 0, 0], [0, 0, 1000, 1000]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontMatrix=matrix, FontBBox=box, FirstChar=65, LastChar=65, Widths=[1000])
    font.CharProcs = Dictionary(A=pdf.make_stream(glyph))
    font.Encoding = Dictionary(Differences=[65, Name.A])
    _add(pdf, "BT 0 0 0 1 k /Drawn 12 Tf 100 100 Td (A) Tj ET", Font={"Drawn": pdf.make_indirect(font)})


def _inline_lzw(pdf: Pdf) -> None:
    data = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"
    content = b"q 0.5 0 0 0.5 100 100 cm BI /W 3 /H 3 /CS /G /BPC 8 /F /LZW ID " + data + b" EI Q"
    pdf.pages[TEXT].contents_add(content)


HIDDEN: dict[str, tuple[str, str, Callable[[Pdf], object]]] = {
    "a gradient in lights": ("x1a", "P520", lambda pdf: _in_pattern(pdf, _gradient(pdf, Name.DeviceRGB, [1, 0, 0], [0, 0, 1]))),
    "a gradient in inks": ("x1a", "P521", lambda pdf: _in_pattern(pdf, _gradient(pdf, Name.DeviceCMYK, [1, 0, 0, 0], [0, 0, 0, 1]))),
    "a gradient in black": ("x1a", "", lambda pdf: _in_pattern(pdf, _gradient(pdf, Name.DeviceCMYK, [0, 0, 0, 0.5], [0, 0, 0, 1]))),
    "a tile in lights": ("x1a", "P520", lambda pdf: _in_pattern(pdf, _tile(pdf, b"1 0 0 rg 0 0 9 9 re f"))),
    "a thin line in a tile": ("x1a", "P526", lambda pdf: _in_pattern(pdf, _tile(pdf, b"0 0 0 1 K 0.1 w 0 0 m 9 9 l S"))),
    "a tile of a colour that is set": (
        "x1a",
        "P520",
        lambda pdf: _in_pattern(pdf, _tile(pdf, b"0 0 9 9 re f", PaintType=2), Array([Name.Pattern, Name.DeviceRGB]), "0 1 0"),
    ),
    "a tile of a black that is set": (
        "x1a",
        "",
        lambda pdf: _in_pattern(pdf, _tile(pdf, b"0 0 9 9 re f", PaintType=2), Array([Name.Pattern, Name.DeviceCMYK]), "0 0 0 1"),
    ),
    "a letter drawn in lights": ("x1a", "P520", lambda pdf: _drawn_letter(pdf, b"1000 0 d0 1 0 0 rg 0 0 1000 1000 re f")),
    "a letter drawn in the text's colour": ("x1a", "", lambda pdf: _drawn_letter(pdf, b"1000 0 0 0 1000 1000 d1 0 0 1000 20 re f")),
    "the outline of type in lights": ("x1a", "P520", lambda pdf: _type(pdf, "2 Tr 1 0 0 RG 1 w 0 0 0 1 k", 14)),
    "a picture in four inks": ("x1a", "P521", lambda pdf: _image(pdf, 36, 160, ColorSpace=Name.DeviceCMYK, Decode=Array([0, 1, *[0] * 6]))),
    "a spot colour": ("x1a", "P521", lambda pdf: _spot(pdf, "{dup 0 mul exch 0.8 mul 0 0}")),
    "a spot colour that looks black": ("x1a", "", lambda pdf: _spot(pdf, "{0 0 0 4 3 roll}")),
    "a picture packed in its page": ("x1a", "P550", _inline_lzw),
    "lights with a profile": ("x4", "", lambda pdf: _add(pdf, "/New cs 0.2 0.2 0.2 sc 100 100 9 9 re f", ColorSpace={"New": CAL_RGB})),
    "lights of a page that says which": ("x4", "", lambda pdf: _add(pdf, "0 0 0 rg 90 90 9 9 re f", ColorSpace={"DefaultRGB": CAL_RGB})),
    "a group that blends in lights": (
        "x4",
        "P520",
        lambda pdf: _set(pdf.pages[TEXT].obj, "/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)),
    ),
    "a page that may be seen through, for KDP": ("x1a", "", lambda pdf: _set(pdf.pages[TEXT].obj, "/Group", GROUPED)),
    "a page that may be seen through": ("blank", "P523", lambda pdf: _set(pdf.pages[TEXT].obj, "/Group", GROUPED)),
    "a standard that is taken too": ("blank", "", lambda pdf: _claim(pdf, "PDF/X-3:2002")),
    "a standard that is not taken": ("blank", "P503", lambda pdf: _claim(pdf, "PDF/X-3:2003")),
    "black lights for Lulu": ("plain", "", lambda pdf: _type(pdf, "0 0 0 rg", 9)),
    "red lights for Lulu": ("plain", "P521", lambda pdf: _type(pdf, "1 0 0 rg", 9)),
}


def _claim(pdf: Pdf, standard: str) -> None:
    del pdf.docinfo["/GTS_PDFXConformance"]
    pdf.docinfo["/GTS_PDFXVersion"] = String(standard)


CAL_RGB: Array = Array([Name.CalRGB, Dictionary(WhitePoint=[0.9505, 1, 1.089])])
GROUPED: Dictionary = Dictionary(S=Name.Transparency)


def _spot(pdf: Pdf, tint: str) -> None:
    function = pdf.make_stream(tint.encode(), FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 4))
    space = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, function])
    _add(pdf, "/New cs 1 scn 100 100 50 50 re f", ColorSpace={"New": space})


@pytest.mark.parametrize("what", HIDDEN)
def test_hidden_faults_are_found_and_sound_pages_are_not(what: str, sound: Mapping[str, Path], tmp_path: Path) -> None:
    name, code, hide = HIDDEN[what]
    hiding = tmp_path / "hiding.pdf"
    with pikepdf.open(sound[name]) as pdf:
        hide(pdf)
        kept = pikepdf.StreamDecodeLevel.none
        pdf.save(hiding, force_version=pdf.pdf_version, stream_decode_level=kept, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    findings = preflight(hiding, PRINTERS[name])
    assert {finding.code for finding in findings} == ({code} if code else set()), [(finding.code, finding.message) for finding in findings]


@pytest.mark.parametrize("content", ["1 1 1 0 k 100 100 20 20 re f", "PICTURE"])
def test_ink_is_measured_wherever_it_lies(content: str, sound: Mapping[str, Path], tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.pdf"
    with pikepdf.open(sound["x4"]) as pdf:
        if content == "PICTURE":
            _image(pdf, 36, 160, ColorSpace=Name.DeviceCMYK, Decode=Array([1, 0.9] * 4))
        else:
            _add(pdf, content)
        pdf.save(heavy, force_version="1.6")
    printer = replace(PRINTERS["x4"], ink=replace(PRINTERS["x4"].ink, inks="cmyk"))
    assert [finding.code for finding in preflight(heavy, printer)] == ["P524"]


def test_a_line_in_the_slug_is_not_on_the_page(sound: Mapping[str, Path], tmp_path: Path) -> None:
    with pikepdf.open(sound["x4"]) as pdf:
        left, lower, right, _ = (float(edge) for edge in pdf.pages[TEXT].BleedBox)
        _type(pdf, "0 0 0 1 k", 9, x=(left + right) / 2, y=lower - 12, code=LETTER)
        pdf.save(tmp_path / "slug.pdf", force_version="1.6")
        _type(pdf, "0 0 0 1 k", 9, x=(left + right) / 2, y=lower - 2, code=LETTER)
        pdf.save(tmp_path / "cut.pdf", force_version="1.6")
    assert preflight(tmp_path / "slug.pdf", PRINTERS["x4"]) == ()
    assert "P563" in {finding.code for finding in preflight(tmp_path / "cut.pdf", PRINTERS["x4"])}


def test_a_page_with_bleed_and_no_boxes_is_a_page_of_its_size(tmp_path: Path) -> None:
    """As shops tell authors to make it in office programs."""
    lulu = read_printer("lulu-bw").value
    assert lulu is not None
    for width, height, codes in ((6.25, 9.25, set()), (6, 9, set()), (6.4, 9.4, {"P516"})):
        with pikepdf.new() as pdf:
            for _ in range(32):
                pdf.add_blank_page(page_size=(width * 72, height * 72))
            pdf.save(tmp_path / "office.pdf", force_version="1.4", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert {finding.code for finding in preflight(tmp_path / "office.pdf", lulu)} == codes


@pytest.mark.parametrize(
    ("info", "xmp", "agree"),
    [
        ("D:20261122120000Z", "2026-11-22T12:00:00Z", True),
        ("D:20261122120000Z", "2026-11-22T13:00:00+01:00", True),
        ("D:20261122120000+00'00'", "2026-11-22T12:00:00.123Z", True),
        ("D:20261122120000+01'00", "2026-11-22T12:00:00", True),
        ("D:20261122120000Z", "2026-11", True),
        ("D:20261122120000Z", "2026", True),
        ("D:20261122120000Z", "2026-11-22T12:00:00+01:00", False),
        ("D:20261122120000Z", "2026-11-23", False),
        ("D:20261122120000Z", "yesterday", False),
    ],
)
def test_one_moment_may_be_written_in_several_ways(info: str, xmp: str, agree: bool) -> None:
    assert document._agree(info, xmp) is agree


def _endless(pdf: Pdf) -> None:
    tile = _tile(pdf, b"/Pattern cs /New scn 0 0 9 9 re f")
    tile.Resources = Dictionary(Pattern=Dictionary(New=tile))
    _in_pattern(pdf, tile)


ODD: dict[str, Callable[[Pdf], object]] = {
    "a matrix beyond all numbers": lambda pdf: _add(pdf, "q " + "1e30 0 0 1e30 0 0 cm " * 12 + "/New Do Q"),
    "an endless number": lambda pdf: _add(pdf, f"q {'9' * 400} 0 0 1 0 0 cm 0 0 1 1 re f Q"),
    "nothing as an intent": lambda pdf: _set(pdf.Root, "/OutputIntents", Array([None, 7])),
    "a number for the intents": lambda pdf: _set(pdf.Root, "/OutputIntents", 7),
    "no letters below a font": lambda pdf: _set(_font(pdf), "/DescendantFonts", Array([])),
    "names in a box": lambda pdf: _set(pdf.pages[TEXT].obj, "/BleedBox", Array([Name.a, Name.b, 1, 2])),
    "a name for an annotation's place": lambda pdf: _set(
        pdf.pages[TEXT].obj, "/Annots", Array([Dictionary(Subtype=Name.Link, Rect=Name.x)])
    ),
    "nothing to draw with": lambda pdf: _set(pdf.pages[TEXT].obj, "/Resources", Dictionary()),
    "a pattern that is none": lambda pdf: _in_pattern(pdf, Dictionary()),
    "a tile in itself": _endless,
    "a title that looks like a sign": lambda pdf: _set(pdf.docinfo, "/CreationDate", String("[/red] [bold")),
    "metadata that are none": lambda pdf: _set(pdf.Root, "/Metadata", pdf.make_stream(b"<x", Type=Name.Metadata, Subtype=Name.XML)),
}


@pytest.mark.parametrize("what", ODD)
def test_odd_file_is_judged_to_its_end(what: str, sound: Mapping[str, Path], tmp_path: Path) -> None:
    odd = tmp_path / "odd.pdf"
    with pikepdf.open(sound["x4"]) as pdf:
        ODD[what](pdf)
        pdf.save(odd, force_version="1.6")
    result = CliRunner().invoke(main, ["preflight", str(odd), "--printer", "offset-x4", "--report", str(tmp_path / "report.html")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert "Offset press, PDF/X-4" in result.stdout or "P500" in result.stderr


@pytest.mark.parametrize("side", [0, 8000, 9e8])
def test_oversized_sheet_is_refused_before_it_is_drawn(side: float, tmp_path: Path) -> None:
    huge = tmp_path / "huge.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(360, 576)).MediaBox = Array([0, 0, 360, side])
        pdf.save(huge)
    with pytest.raises(PublishError) as fault:
        preflight(huge, PRINTERS["x4"])
    assert [one.code for one in fault.value.diagnostics] == ["P500"]


def test_forms_within_forms_come_to_an_end(tmp_path: Path) -> None:
    """Ten levels, each drawn ten times and turned each time: ten thousand millions, if each were followed."""
    path = tmp_path / "nested.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(360, 576))
        below = pdf.make_stream(b"1 0 0 rg 0 0 1 1 re f", Subtype=Name.Form, BBox=[0, 0, 9, 9])
        for turned in range(10):
            draws = b"".join(b"q %.3f %.3f -%.3f %.3f %d 0 cm /New Do Q " % (0.9, 0.1 * n, 0.1 * n, 0.9, n + turned) for n in range(10))
            form = pdf.make_stream(draws, Subtype=Name.Form, BBox=[0, 0, 9, 9])
            form.Resources = Dictionary(XObject=Dictionary(New=below))
            below = form
        page.Resources = Dictionary(XObject=Dictionary(New=below))
        page.Contents = pdf.make_stream(b"/New Do")
        pdf.save(path)
    with pikepdf.open(path) as pdf:
        paint = painted(pdf.pages[0])
    assert {mark.colour.space for mark in paint.marks} == {"/DeviceRGB"}
    assert paint.faults


def test_every_rule_of_preflight_has_its_damage() -> None:
    wanted = {code for code in RULES if code.startswith("P5")}
    assert wanted == {*DAMAGES, *NOT_HERE}


def test_file_without_identifier_is_reported(sound: Mapping[str, Path], tmp_path: Path) -> None:
    content = sound["x1a"].read_bytes()
    damaged = tmp_path / "damaged.pdf"
    assert content.count(b"/ID [") == 1
    damaged.write_bytes(content.replace(b"/ID [", b"/Ix ["))
    assert [finding.code for finding in preflight(damaged, PRINTERS["x1a"])] == ["P502"]


def test_forbidden_compression_is_reported(sound: Mapping[str, Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(sound["x1a"]) as pdf:
        nothing = Stream(pdf, b"")
        nothing.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)
        pdf.pages[TEXT].obj.Resources.Properties = Dictionary(New=pdf.make_indirect(nothing))
        pdf.save(damaged, force_version="1.3", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert [finding.code for finding in preflight(damaged, PRINTERS["x1a"])] == ["P550"]


# --- what is no PDF, and what is not ours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "locked", "absent", "folder"])
def test_unreadable_file_is_reported(kind: str, sound: Mapping[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    content = {"empty": b"", "text": b"It rained all day.", "cut": sound["x1a"].read_bytes()[:300]}.get(kind)
    if content is not None:
        path.write_bytes(content)
    if kind == "folder":
        path.mkdir()
    if kind == "locked":
        with pikepdf.open(sound["plain"]) as pdf:
            pdf.save(path, encryption=pikepdf.Encryption(owner="one", user="two"))
    with pytest.raises(PublishError) as fault:
        preflight(path, PRINTERS["x1a"])
    assert [one.code for one in fault.value.diagnostics] == ["P500"]


def test_exit_code_of_the_command_tells_errors(sound: Mapping[str, Path], tmp_path: Path) -> None:
    good = CliRunner().invoke(main, ["preflight", str(sound["x1a"]), "--printer", "lulu-bw", "--message-format", "json"])
    assert good.exit_code == 1
    assert '"code": "P521"' not in good.stdout
    bad = CliRunner().invoke(main, ["preflight", str(tmp_path / "none.pdf"), "--printer", "kdp-bw"])
    assert bad.exit_code == 1
    assert "P500" in bad.stderr


def test_report_shows_each_finding_and_its_spot(sound: Mapping[str, Path], tmp_path: Path) -> None:
    damaged, report = tmp_path / "damaged.pdf", tmp_path / "report.html"
    with pikepdf.open(sound["x1a"]) as pdf:
        _add(pdf, "1 0 0 rg 100 100 20 20 re f")
        pdf.save(damaged, force_version="1.3")
    result = CliRunner().invoke(main, ["preflight", str(damaged), "--printer", "offset-x1a", "--report", str(report)])
    assert result.exit_code == 1
    page = html.document_fromstring(report.read_text(encoding="utf-8"))
    findings = page.findall(".//section")
    colour = next(one for one in findings if "DeviceRGB" in one.text_content())
    assert f"page {TEXT + 1}" in (colour.findtext(".//p[@class='code']") or "")
    (spot,), (image,) = colour.iterfind(".//span[@class='spot']"), colour.iterfind(".//img")
    style = {part.partition(": ")[0]: part.partition(": ")[2] for part in (spot.get("style") or "").split("; ")}
    assert float(style["left"].rstrip("%")) == pytest.approx(100 * 100 / 419.53, abs=0.1)
    assert float(style["top"].rstrip("%")) == pytest.approx(100 * (595.276 - 120) / 595.276, abs=0.1)
    assert (image.get("src") or "").startswith("data:image/png;base64,")
    nowhere = CliRunner().invoke(main, ["preflight", str(damaged), "--printer", "offset-x1a", "--report", str(tmp_path / "no/report.html")])
    assert "X102" in nowhere.stderr


def test_files_of_other_programs_are_examined_and_fonts_agree(
    sound: Mapping[str, Path], tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    qpdf = require_tool("qpdf")
    files = sorted(Path("/usr/share").rglob("*.pdf"), key=lambda path: (path.stat().st_size, path))[:60:2]
    for path in [*files, *sound.values()]:
        if path.stat().st_size > 3_000_000:
            continue
        judged = subprocess.run([qpdf, "--check", path], capture_output=True, check=False).returncode
        try:
            findings = preflight(path, PRINTERS["x1a"])
        except PublishError:  # qpdf finds it broken too, or asks for its password
            assert judged == 2, path
            continue
        assert judged in {0, 3}, path
        assert all(finding.message for finding in findings)
