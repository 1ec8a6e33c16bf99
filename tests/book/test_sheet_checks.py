"""Faults of a book's own style sheets, found without laying anything out; and what the page maker knows, compared with the page maker."""

import re
from pathlib import Path

import pytest
import tinycss2

from publish.book.sheet_checks import known_styles, sheet_faults
from publish.reading import check
from publish.resources import styles_dir

TABLE = Path(__file__).parents[2] / "src/publish/book/print_properties.toml"
VALUES = {
    "<number>": ("1.5", "600"),
    "<integer>": ("2",),
    "<zero>": ("0",),
    "<negative>": ("-1.5",),
    "<length>": ("2pt",),
    "<negative-length>": ("-2pt",),
    "<percentage>": ("30%",),
    "<color>": ("#123456",),
    "<any>": ("nonsenseword",),
    "<angle>": ("30deg",),
}
HEAD = """\
# What WeasyPrint 70.0 knows of each property where a single value is written: kinds of values in angle brackets, then its words. “inherit”
# and “initial” always count, `<any>` is any word. Written by `pytest --accept tests/book/test_sheet_checks.py`.

"""


def faults(folder: Path, **sheets: str) -> list[str]:
    """Code and place of each fault of a book's sheets, named `print`, `epub`, `cover`."""
    (folder / "styles").mkdir(exist_ok=True)
    for name, text in sheets.items():
        (folder / "styles" / f"{name}.css").write_text(text, encoding="utf-8")
    return [f"{fault.code} {fault.location}" for fault in sheet_faults(folder, styles_dir())]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("p { hyphen: auto }", "P104 styles/print.css:1:5"),
        ("p { text-align: middle }", "P104 styles/print.css:1:5"),
        ("p { color: blurple }", "P104 styles/print.css:1:5"),
        ("p { color: #12345 }", "P104 styles/print.css:1:5"),
        ("p { margin: 1pxx }", "P104 styles/print.css:1:5"),
        ("p { margin: 1em 2ens }", "P104 styles/print.css:1:5"),
        ("p { float: 3pt }", "P104 styles/print.css:1:5"),
        ("p { padding: -3pt }", "P104 styles/print.css:1:5"),
        ("p { font-weight: heavy }", "P104 styles/print.css:1:5"),
        ("p { font: normal }", "P104 styles/print.css:1:5"),
        ("p { widows: }", "P104 styles/print.css:1:5"),
        ("@page { marginn: 1in }", "P104 styles/print.css:1:9"),
        ("@page { @top-left { contentt: '' } }", "P104 styles/print.css:1:21"),
        ("@media print { p { widows: two } }", "P104 styles/print.css:1:20"),
        ("p::middle { color: red }", "P104 styles/print.css:1:1"),
        ("p[ { color: red }", "S102 styles/print.css:1:2"),
        ("p:nth-last-of-type(2n+) { color: red }", "S102 styles/print.css:1:3"),
        ("p:not(:nth-child(2n-)) { color: red }", "S102 styles/print.css:1:3"),
        ("p { width: calc(1px + ) }", "S102 styles/print.css:1:12"),
        ("p { width: calc(1px + (2px * )) }", "S102 styles/print.css:1:12"),
        ("p { color red }", "S102 styles/print.css:1:14"),
        ("p { color: red", "S102 styles/print.css:1:1"),
        ("p { margin: var(--nope) }", "S103 styles/print.css:1:13"),
        ("p { background: url(none.png) }", "S106 styles/print.css:1:17"),
        ("p { background: url(https://example.org/x.png) }", "S105 styles/print.css:1:17"),
        ("@import 'none.css';", "S106 styles/print.css:1:1"),
        ("p { font-family: Verdana, sans-serif }", "P110 styles/print.css:1:5"),
        (":root { --drop-cap: 7 }", "S113 styles/print.css:1:21"),
        (":root { --serif: Palatino }", "P110 styles/print.css:1:9"),
    ],
)
def test_fault_of_a_sheet_for_print_is_told_at_its_place(tmp_path: Path, sheet: str, code: str) -> None:
    assert code in faults(tmp_path, print=sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        "p { animation: x 1s; cursor: pointer; -webkit-hyphens: auto; -weasy-anchor: attr(id) }",
        'p { font: italic 12pt/1.2 "EB Garamond"; font-feature-settings: "liga", "dlig" 0; hyphens: auto !important }',
        "p { margin: calc(1em + 2pt) auto; color: DarkSlateGray; color: device-cmyk(0 0 0 1); float: footnote; font-weight: 600 }",
        'table[data-x="1"] > td:nth-child(2n + 1)::before { content: "x" counter(page); width: calc(1em * 2) }',
        "@page :left { margin-left: 1in; @bottom-center { content: counter(page) } } p:is(.a, .b):not(:last-child) { widows: 3 }",
        ':root { --serif: "Cardo", serif } p { font-family: var(--serif); margin: var(--line) }',
    ],
)
def test_sheet_that_the_page_maker_knows_has_no_faults(tmp_path: Path, sheet: str) -> None:
    assert faults(tmp_path, print=sheet) == []


def test_our_own_sheets_have_no_faults(tmp_path: Path) -> None:
    names = ("print", "base", "typography", "matter", "notes", "quotes")
    texts = [(styles_dir() / f"{name}.css").read_text(encoding="utf-8") for name in names]

    assert faults(tmp_path, print=re.sub(r"@import.*;", "", "".join(texts))) == []


def test_imported_sheets_and_those_of_other_editions_are_checked(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/more.css").write_text("p { foo: bar }", encoding="utf-8")
    (tmp_path / "styles/x.bmp").write_bytes(b"BM")

    assert faults(
        tmp_path,
        print="@import 'more.css';",
        epub="p { background: url(x.bmp); text-wrap-style: balance; margin: var(--x) }",
        cover=".title { margin: var(--bleed); padding: var(--none) }",
    ) == ["P104 styles/more.css:1:5", "S103 styles/cover.css:1:41", "S103 styles/epub.css:1:63", "E105 styles/x.bmp"]


def test_check_reports_the_sheets_with_the_manuscript(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "A"\n[spine]\nbody = ["one.md"]\n',
        encoding="utf-8",
    )
    (tmp_path / "one.md").write_text("# One\n\nText.\n", encoding="utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/print.css").write_text("p { hyphen: auto; margin: var(--nope) }", encoding="utf-8")

    assert "S103 styles/print.css:1:27" in [f"{fault.code} {fault.location}" for fault in check(tmp_path)]


@pytest.mark.slow
def test_table_says_what_the_page_maker_knows(pytestconfig: pytest.Config) -> None:
    import publish._native

    publish._native.load()
    from weasyprint.css import properties, tokens, validation

    sources = [*Path(validation.__file__).parent.glob("*.py"), Path(properties.__file__), Path(tokens.__file__)]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    words = sorted(set(re.findall(r"['\"]([a-z][a-z0-9-]{1,30})['\"]", text)) - {"inherit", "initial"})

    def is_known(name: str, value: str) -> bool:
        try:
            return bool(list(validation.preprocess_declarations("file:///x/", tinycss2.parse_blocks_contents(f"{name}:{value}"))))
        except IndexError:
            return False

    names = sorted({*validation.EXPANDERS, *(name.replace("_", "-") for name in validation.properties.PROPERTIES)})
    lines = [HEAD, "unprinted = [\n", *(f'    "{name}",\n' for name in sorted(validation.NOT_PRINT_MEDIA)), "]\n\n[properties]\n"]
    for name in names:
        kinds = [kind for kind, values in VALUES.items() if any(is_known(name, value) for value in values)]
        known = [] if "<any>" in kinds else [word for word in words if is_known(name, word)]
        lines.append(f'{name} = "{" ".join([*kinds, *known])}"\n')
    table = "".join(lines)
    if pytestconfig.getoption("--accept"):
        TABLE.write_text(table, encoding="utf-8")
        known_styles.cache_clear()
    assert TABLE.read_text(encoding="utf-8") == table
