"""Findings give their place on the page and in the manuscript, with the severity that they have for the printer."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html
from PIL import Image

from orders import order
from publish.build import Order, build
from publish.cli import main
from publish.config.orders import read_printer
from publish.diagnostics import PublishError
from publish.pdf.facts import examined
from publish.preflight.ink import colours
from publish.preflight.manuscript_places import NOWHERE, PagePlaces, Places, as_lines, places_beside

BOOK = 'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "A"\n[spine]\nbody = ["one.md"]\n[print]\nprinter = "house"\n'
HOUSE = 'like = "{like}"\ntitle = "A press"\n[pages]\nsource = "a letter"\nseen = 2026-11-22\nleast = 2\n'
LARGE_TYPE = '[drawn]\nsource = "a letter"\nseen = 2026-11-22\ntype = "12pt"\n'
MILD = '[severity]\nsource = "a letter"\nseen = 2026-11-22\nwarnings = ["P534"]\n'
TEXT = "# One\n\nThe mill stood idle all winter.\n\nIn spring it turned again.\n"

Scene = Callable[..., Order]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """The book for a press of the publishing house, whose profile extends another one by a few lines."""

    def make(more: str = "", like: str = "kdp-bw") -> Order:
        folder = tmp_path / "book"
        (folder / "printers").mkdir(parents=True, exist_ok=True)
        (folder / "printers/house.toml").write_text(HOUSE.format(like=like) + more, encoding="utf-8")
        (folder / "book.toml").write_text(BOOK, encoding="utf-8")
        (folder / "one.md").write_text(TEXT, encoding="utf-8")
        return order(folder=folder, output=tmp_path / "out", moment=datetime(2026, 11, 22, tzinfo=UTC), editions=("print",))

    return make


def preflight(path: Path, printer: str, order: Order, *more: str) -> Result:
    return CliRunner().invoke(main, ["preflight", str(path), "--printer", printer, "--book", str(order.folder), *more])


# --- how grave ------------------------------------------------------------------------------------------------------------------------


def test_a_profile_can_lower_a_severity(scene: Scene) -> None:
    with pytest.raises(PublishError) as stopped:
        build(scene(LARGE_TYPE))
    assert {diagnostic.code for diagnostic in stopped.value.diagnostics} == {"P534"}
    built = build(scene(LARGE_TYPE + MILD))
    assert {(diagnostic.code, str(diagnostic.severity)) for diagnostic in built.diagnostics} == {("P534", "warning")}


def test_printers_judge_the_same_file_differently(scene: Scene) -> None:
    order = scene(like="lulu-bw")
    pages = build(order).made["print"].path
    (order.folder / "printers/strict.toml").write_text(HOUSE.format(like="ingram-bw"), encoding="utf-8")
    (order.folder / "printers/lax.toml").write_text(HOUSE.format(like="kdp-bw"), encoding="utf-8")
    sent_back, taken = preflight(pages, "strict", order), preflight(pages, "lax", order)
    assert (sent_back.exit_code, taken.exit_code) == (1, 0)
    assert "P503 error" in sent_back.stdout
    assert "P503 warning" in taken.stdout
    assert taken.stdout.endswith("A press: 0 errors, 3 warnings\n")


def test_a_severity_for_an_unknown_rule_is_reported_at_its_place(scene: Scene) -> None:
    order = scene(MILD.replace("P534", "P53"))
    (diagnostic,) = read_printer("house", order.folder).diagnostics
    assert (diagnostic.code, str(diagnostic.location)) == ("C109", "printers/house.toml:10:13")
    assert "“P53”" in diagnostic.message


def test_a_clause_is_cited_from_the_standard_that_is_asked_for(scene: Scene) -> None:
    order = scene(like="lulu-bw")
    pages = build(order).made["print"].path
    clauses = {}
    for printer in ("ingram-bw", "offset-x4", "lulu-bw"):
        findings = json.loads(preflight(pages, printer, order, "--message-format", "json").stdout)
        clauses[printer] = {one["code"]: one["clause"] for one in findings}
    assert clauses["ingram-bw"]["P508"] == "cf. ISO 15930-4:2003, 6.2"
    assert clauses["offset-x4"]["P508"] == "ISO 15930-7:2010, 6.4"
    assert clauses["lulu-bw"] == {"P560": "production rule"}


# --- where ----------------------------------------------------------------------------------------------------------------------------


def test_a_finding_in_a_build_names_page_place_and_line(scene: Scene) -> None:
    with pytest.raises(PublishError) as stopped:
        build(scene(LARGE_TYPE))
    messages = [f"{diagnostic.location}: {diagnostic.message}" for diagnostic in stopped.value.diagnostics]
    (in_text,) = [line for line in messages if line.startswith("one.md")]
    assert in_text == (
        "one.md:3: book.print.pdf, page 7 (1), 20 mm from the left, 59 mm from the head: type of 10.7 pt, where A press wants 12 pt"
    )


def test_our_file_is_recognised_beside_its_report(scene: Scene, tmp_path: Path) -> None:
    order = scene()
    path = build(order).made["print"].path
    (order.folder / "printers/house.toml").write_text(HOUSE.format(like="kdp-bw") + LARGE_TYPE, encoding="utf-8")

    def lines(file: Path) -> set[str]:
        findings = json.loads(preflight(file, "house", order, "--message-format", "json").stdout)
        assert {one["code"] for one in findings} == {"P534"}
        return {f"{one['path']}:{one['line']}" for one in findings if one["path"]}

    assert lines(path) <= {"one.md:1", "one.md:3", "one.md:5"}
    assert lines(path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(path, elsewhere)
    assert lines(elsewhere / path.name) == set(), "there is no report"
    report = json.loads((order.output / "report.json").read_text(encoding="utf-8"))
    (elsewhere / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert lines(elsewhere / path.name) == lines(path)
    report["editions"]["print"]["files"][0]["sha256"] = "0" * 64
    (elsewhere / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert lines(elsewhere / path.name) == set(), "it is about another file"


@pytest.mark.parametrize(
    "report",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"editions": {"print": null}}',
        '{"editions": {"print": {"files": [1]}}}',
        "\0",
        "NaN",
        '{"editions": 7}',
    ],
)
def test_a_foreign_report_is_ignored(tmp_path: Path, report: str) -> None:
    (tmp_path / "book.print.pdf").write_bytes(b"%PDF")
    (tmp_path / "report.json").write_text(report, encoding="utf-8")
    assert places_beside(tmp_path / "book.print.pdf") == NOWHERE


def test_a_place_belongs_to_the_last_line_that_began_above_it() -> None:
    page = PagePlaces(folio="v", path="a b.md", lines=((54.0, 1), (96.5, 3)))
    places = Places(pages=(page, PagePlaces()))
    assert [page.line_at(top) for top in (10, 54, 90, 97, None)] == [1, 1, 1, 3, 1]
    assert as_lines(places) == ["v\ta b.md\t54:1 96.5:3", ""]
    assert str(places.location(0, 100.0)) == "a b.md:3"
    assert places.location(1, 100.0) is None
    assert places.location(7, 100.0) is None, "a blank at the end"


# --- the report -----------------------------------------------------------------------------------------------------------------------


def test_a_refused_file_leaves_a_report_until_it_is_corrected(scene: Scene) -> None:
    order = scene(LARGE_TYPE)
    left = order.output / "book.print.preflight.html"
    with pytest.raises(PublishError):
        build(order)
    assert sorted(path.name for path in order.output.iterdir() if not path.name.startswith(".")) == [left.name]
    page = html.document_fromstring(left.read_text(encoding="utf-8"))
    heads = [one.text or "" for one in page.iterfind(".//p[@class='code']")]
    assert any("P534 · error · page 7 (1) · " in head and "· one.md:" in head for head in heads), heads
    assert page.findall(".//span[@class='spot']")
    build(scene())
    assert not left.exists()


# --- whose colour it is ---------------------------------------------------------------------------------------------------------------


def test_lost_colour_is_reported_at_the_style_sheet_or_the_picture(scene: Scene) -> None:
    order = scene()
    (order.folder / "styles").mkdir()
    (order.folder / "styles/print.css").write_text("h1 { color: red }\n.stamp { color: #a00; opacity: 0.5 }\n", encoding="utf-8")
    Image.merge("RGB", [Image.radial_gradient("L"), *[Image.linear_gradient("L")] * 2]).resize((900, 900)).save(order.folder / "mill.png")
    (order.folder / "one.md").write_text(f'{TEXT}\n![The mill](mill.png){{alt="A mill" width=60mm}}\n', encoding="utf-8")
    built = build(order)
    messages = {str(diagnostic.location): diagnostic.message for diagnostic in built.diagnostics}
    assert messages == {
        "one.md:7": "colour becomes tints of black: “mill.png”",
        "styles/print.css": "colour becomes tints of black: “styles/print.css”",
    }
    for page in examined(built.made["print"].path).pages:
        assert {colour.space for colour, _ in colours(page)} <= {"/DeviceCMYK", "/DeviceGray"}
        assert page.painted.faults == []


def test_unprintable_style_is_reported_at_the_style_sheet(scene: Scene) -> None:
    order = scene()
    (order.folder / "styles").mkdir()
    (order.folder / "styles/print.css").write_text("h1 { background: linear-gradient(red, transparent) }\n", encoding="utf-8")
    with pytest.raises(PublishError) as stopped:
        build(order)
    (diagnostic,) = [one for one in stopped.value.diagnostics if one.code == "P203"]
    assert str(diagnostic.location) == "styles/print.css"
    assert diagnostic.message == "a mask cannot be printed by A press: “styles/print.css”"
