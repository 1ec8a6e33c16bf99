"""Flat style sheets: imports, tokens, addresses, and faults with their places."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tinycss2
from PIL import Image

from publish.book.stylesheets import flat_stylesheet, seen_from
from publish.diagnostics import Outcome

Sheets = Mapping[str, str]


def flat(folder: Path, sheets: Sheets, tokens: Mapping[str, str] | None = None, *roots: str) -> Outcome[str]:
    """The sheets written into `folder/styles` and made flat, starting from `main.css` unless others are named."""
    for name, text in sheets.items():
        path = folder / "styles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return flat_stylesheet([folder / "styles" / name for name in roots or ("main.css",)], tokens or {})


def rules(outcome: Outcome[str]) -> list[str]:
    """The rules of a flat sheet, each as one line."""
    assert not outcome.diagnostics
    parsed = tinycss2.parse_stylesheet(outcome.value or "", skip_whitespace=True)
    return [" ".join(rule.serialize().split()) for rule in parsed]


def test_imported_rules_come_before_those_of_the_sheet(tmp_path: Path) -> None:
    sheets = {"main.css": '@import "a.css"; @import url(b.css); p { top: 3 }', "a.css": "p { top: 1 }", "b.css": "p { top: 2 }"}
    assert rules(flat(tmp_path, sheets)) == ["p { top: 1 }", "p { top: 2 }", "p { top: 3 }"]


def test_sheet_imported_twice_counts_once_at_its_last_place(tmp_path: Path) -> None:
    sheets = {"main.css": '@import "a.css"; @import "b.css"; @import "a.css";', "a.css": "p { top: 1 }", "b.css": "p { top: 2 }"}
    assert rules(flat(tmp_path, sheets)) == ["p { top: 2 }", "p { top: 1 }"]


def test_sheets_that_share_an_import_do_not_repeat_it(tmp_path: Path) -> None:
    sheets = {"main.css": '@import "a.css"; p { top: 2 }', "own.css": '@import "a.css"; p { top: 3 }', "a.css": "p { top: 1 }"}
    assert rules(flat(tmp_path, sheets, None, "main.css", "own.css")) == ["p { top: 2 }", "p { top: 1 }", "p { top: 3 }"]


@pytest.mark.parametrize(
    ("value", "flat_value"),
    [
        ("var(--leading)", "14pt"),
        ("0 var( --leading ) 0", "0 14pt 0"),
        ("calc(var(--leading) * 2)", "28pt"),
        ("calc(-1 * (var(--leading) + 1pt) / 4)", "-3.75pt"),
        ("calc(2 * calc(1em - 0.5em))", "1em"),
        ("calc(var(--leading) + 1em)", "calc(14pt + 1em)"),
        ("calc(100% - 2 * 3%)", "94%"),
        ("calc(1pt / 0)", "calc(1pt / 0)"),
        ("calc()", "calc()"),
        ("var(--pair)", "14pt 28pt"),
        ("var(--none, 1em)", "1em"),
        ("var(--none, var(--leading))", "14pt"),
        ("var(--none,)", ""),
        ('"var(--leading)"', '"var(--leading)"'),
        ("VAR(--leading)", "14pt"),
    ],
)
def test_tokens_have_their_values(tmp_path: Path, value: str, flat_value: str) -> None:
    sheet = f":root {{ --leading: 14pt; --pair: var(--leading) 28pt }} p {{ margin: {value}; top: 0 }}"
    assert rules(flat(tmp_path, {"main.css": sheet})) == [f"p {{ margin: {flat_value}; top: 0 }}"]


def test_tokens_are_resolved_in_conditions_and_page_boxes(tmp_path: Path) -> None:
    sheet = ":root { --a: 1pt } @media (width < 9em) { p { top: var(--a) } } @page :left { size: var(--a); @top-left { width: var(--a) } }"
    assert rules(flat(tmp_path, {"main.css": sheet})) == [
        "@media (width < 9em) { p { top: 1pt } }",
        "@page :left { size: 1pt; @top-left { width: 1pt } }",
    ]


def test_later_sheet_and_then_the_caller_replace_a_token(tmp_path: Path) -> None:
    sheets = {"main.css": ":root { --a: 1pt; --b: 1pt } p { margin: var(--a) var(--b) }", "own.css": ":root { --a: 2pt; --b: 2pt }"}
    assert rules(flat(tmp_path, sheets, {"--b": "3pt"}, "main.css", "own.css")) == ["p { margin: 2pt 3pt }"]


def test_root_keeps_properties_that_are_not_tokens(tmp_path: Path) -> None:
    sheet = ":root { --a: 1; color-scheme: light dark; --b: {x}; }"
    assert rules(flat(tmp_path, {"main.css": sheet})) == [":root { color-scheme: light dark; }"]


def test_comments_and_charset_are_left_out_and_namespaces_come_first(tmp_path: Path) -> None:
    sheets = {
        "main.css": '@charset "utf-8"; @import "a.css"; @namespace epub "urn:e"; p/**/.a { /* why */ top: 1 }',
        "a.css": "b { top: 0 }",
    }
    assert rules(flat(tmp_path, sheets)) == ['@namespace epub "urn:e";', "b { top: 0 }", "p.a { top: 1 }"]


def test_addresses_are_relative_to_the_folder(tmp_path: Path) -> None:
    sheets = {"main.css": '@import "deep/a.css";', "deep/a.css": 'p { background: url("../a b.png"), url(c.png), url(#id) }'}
    for name in ("a b.png", "deep/c.png"):
        (tmp_path / "styles" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (1, 1)).save(tmp_path / "styles" / name)
    assert rules(flat(tmp_path, sheets)) == ['p { background: url("a%20b.png"), url("deep/c.png"), url(#id) }']
    from_book = flat_stylesheet([tmp_path / "styles/main.css"], {}, address=lambda path: seen_from(tmp_path, path))
    assert rules(from_book) == ['p { background: url("styles/a%20b.png"), url("styles/deep/c.png"), url(#id) }']


def test_sheet_that_was_read_before_has_the_values_and_addresses_of_this_edition(tmp_path: Path) -> None:
    text = ":root { --a: 1pt; --b: url(a.png) } p { top: var(--a) } q { background: var(--b) } b { top: var(--a, 2pt) }"
    (tmp_path / "styles").mkdir()
    Image.new("L", (1, 1)).save(tmp_path / "styles/a.png")
    (tmp_path / "styles/main.css").write_text(text)
    for value, name in (("3pt", "one.png"), ("4pt", "two.png"), ("3pt", "three.png")):
        written = flat_stylesheet([tmp_path / "styles/main.css"], {"--a": value}, address=lambda _, name=name: name)  # type: ignore[misc]
        assert rules(written) == [f"p {{ top: {value} }}", f'q {{ background: url("{name}") }}', f"b {{ top: {value} }}"]


@pytest.mark.parametrize(
    ("sheets", "code", "place"),
    [
        ({"main.css": "p { top: 0 }\np { color red; top: 0 }"}, "S102", "styles/main.css:2:14"),
        ({"main.css": "p { top: 0 }\n\nq { b { top: 0 } }"}, "S102", "styles/main.css:3:5"),
        ({"main.css": "p { top: 0 }\nq { top: 0"}, "S102", "styles/main.css:2:1"),
        ({"main.css": "p { top: 0 } }"}, "S102", "styles/main.css:1:14"),
        ({"main.css": "p { top: 0 }\nh1 + p\n"}, "S102", "styles/main.css:2:6"),
        ({"main.css": "@media print {\n p { top } }"}, "S102", "styles/main.css:2:9"),
        ({"main.css": "p { background: url(a b) }"}, "S102", "styles/main.css:1:17"),
        ({"main.css": "p { top: " + "(" * 5000 + ")" * 5000 + "}"}, "S102", "styles/main.css:1:1"),
        ({"main.css": "p {\n  top: var(--leeding) }"}, "S103", "styles/main.css:2:8"),
        ({"main.css": ":root { --a: var(--b) }\n:root { --b: 1 var(--a) } p { top: var(--a) }"}, "S104", "styles/main.css:2:16"),
        ({"main.css": "p { --a: 1 }"}, "S104", "styles/main.css:1:5"),
        ({"main.css": "@media (width < 9em) { :root { --a: 1 } }"}, "S104", "styles/main.css:1:32"),
        ({"main.css": 'p { background: url("http://example.org/a.png") }'}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(//example.org/a.png) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(file:///etc/passwd) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(data:image/png;base64,AA==) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(../../a.png) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(..%2Fa.png) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: url(/etc/passwd) }"}, "S105", "styles/main.css:1:17"),
        ({"main.css": "p { background: -webkit-cross-fade(url(//example.org/a.png), red, 50%) }"}, "S105", "styles/main.css:1:36"),
        ({"main.css": 'p { background: image-set("http://example.org/a.png" 1x type("image/png")) }'}, "S105", "styles/main.css:1:27"),
        ({"main.css": 'p { background: -webkit-image-set(src("//example.org/a.png") 1x) }'}, "S105", "styles/main.css:1:35"),
        ({"main.css": 'p { background: image("https://example.org/a.png", red) }'}, "S105", "styles/main.css:1:23"),
        ({"main.css": ':root { --a: "//x.org/a.png" } p { background: image-set(var(--a) 1x) }'}, "S105", "styles/main.css:1:14"),
        ({"main.css": "p { cursor: u\\72l(http://example.org/a.cur) }"}, "S105", "styles/main.css:1:13"),
        ({"main.css": '@import "../a.css";'}, "S105", "styles/main.css:1:1"),
        ({"main.css": '@import "https://example.org/a.css";'}, "S105", "styles/main.css:1:1"),
        ({"main.css": '\n@import "a.css";'}, "S106", "styles/main.css:2:1"),
        ({"main.css": "p { background: url(a.png) }"}, "S106", "styles/main.css:1:17"),
        ({"main.css": '@import "a.css";', "a.css": '\n@import "../styles/main.css";'}, "S107", "styles/a.css:2:1"),
        ({"main.css": '@import "main.css";'}, "S107", "styles/main.css:1:1"),
        ({"main.css": 'p { top: 0 } @import "a.css";', "a.css": ""}, "S108", "styles/main.css:1:14"),
        ({"main.css": '@import "a.css" screen;', "a.css": ""}, "S108", "styles/main.css:1:1"),
        ({"main.css": "@import;"}, "S108", "styles/main.css:1:1"),
        ({"main.css": '@media print { @import "http://example.org/a.css"; }'}, "S108", "styles/main.css:1:16"),
    ],
)
def test_fault_is_reported_at_its_place(tmp_path: Path, sheets: Sheets, code: str, place: str) -> None:
    outcome = flat(tmp_path, sheets)
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [(code, place)]
    assert outcome.failed


def test_sheet_that_is_not_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/main.css").write_bytes(b"p { content: '\xff' }")
    outcome = flat_stylesheet([tmp_path / "styles/main.css"], {})
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("S101", "styles/main.css")]


def test_link_out_of_the_folder_is_followed_and_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("p { top: 0 }")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/a.css").symlink_to(tmp_path / "secret.css")
    assert [diagnostic.code for diagnostic in flat(tmp_path, {"main.css": '@import "a.css";'}).diagnostics] == ["S105"]


def test_styles_behind_a_link_out_of_the_book_are_refused(tmp_path: Path) -> None:
    for name in ("house", "book/design"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "main.css").write_text("p { top: 0 }")
    styles = tmp_path / "book/styles"
    styles.symlink_to(tmp_path / "house")
    (refused,) = flat_stylesheet([styles / "main.css"], {}).diagnostics
    assert (refused.code, str(refused.location)) == ("S105", "styles/main.css")
    styles.unlink()
    styles.symlink_to(tmp_path / "book/design")
    assert rules(flat_stylesheet([styles / "main.css"], {})) == ["p { top: 0 }"]


def test_drawing_that_a_sheet_shows_is_as_safe_as_any_other(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path {} d="M0 0h9"/></svg>'
    sheet = {"main.css": "p { background: url(a.svg) }"}
    for attributes, code in (("fill='url(http://example.org/#a)'", "A104"), ("onclick='alert(1)'", "A106"), ("fill='url(#a)'", None)):
        (tmp_path / "styles").mkdir(exist_ok=True)
        (tmp_path / "styles/a.svg").write_text(drawing.format(attributes))
        reported = [(diagnostic.code, str(diagnostic.location)) for diagnostic in flat(tmp_path, sheet).diagnostics]
        assert reported == ([(code, "styles/main.css:1:17")] if code else [])


def test_string_in_a_function_of_images_is_an_address(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    Image.new("L", (1, 1)).save(tmp_path / "styles/a.png")
    sheet = {"main.css": 'p { content: "a.png"; background: image-set("a.png" 1x type("image/png")) }'}
    assert rules(flat(tmp_path, sheet)) == ['p { content: "a.png"; background: image-set(url("a.png") 1x type("image/png")) }']


def test_tokens_that_multiply_are_stopped(tmp_path: Path) -> None:
    doubled = "".join(f"--t{n}: var(--t{n - 1}) var(--t{n - 1});" for n in range(1, 60))
    outcome = flat(tmp_path, {"main.css": f":root {{ --t0: 1pt; {doubled} }} p {{ margin: var(--t59) }}"})
    assert {diagnostic.code for diagnostic in outcome.diagnostics} == {"S104"}
    assert len(outcome.value or "") < 100_000
