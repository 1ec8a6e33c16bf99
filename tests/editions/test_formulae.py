"""Formulae in both editions: read as pandoc reads them, MathML in the e-book, black drawings in print, each counted as one word."""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import panflute as pf
import pikepdf
import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.build import Built, build
from publish.diagnostics import PublishError
from publish.editions import epub
from publish.layout.formula_drawings import RULE, set_formulae
from publish.layout.geometry import page_design
from publish.manuscript.tree import document_of
from publish.manuscript.zones import Kind, zones_of
from publish.reading import check
from publish.rules import SMALLEST_BOOK
from publish.text.words import formula_word, split_words
from publish.tools.mathematics import MATHML, UndrawableError, drawing
from publish.tools.pandoc import html_of_formulae
from publish.units import trim_from_text

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
LINE = 14
FILLING = "A wheelwright has no use for more figures than he has fingers, and says so to whoever asks him for the reason. "
TEXT = rf"""
# On $\pi$ {{short="On Pi"}}

{FILLING} It is $\pi \approx 3$, or $\frac{{22}}{{7}}$ on Sundays.[^mass] {FILLING}
There $\sum_{{i=1}}^n i^2$ and $\sqrt{{\frac{{a}}{{b}}}}$ stand in their lines. {FILLING}

$$\int_0^\infty e^{{-x^2}}\,dx = \frac{{\sqrt{{\pi}}}}{{2}}$$

The sum of the first squares
$$
\sum_{{i=1}}^n i^2 = \frac{{n(n+1)(2n+1)}}{{6}}
$$
goes on behind it. {FILLING}

## The value of $x^2$

| Name | Formula |
|:--|--:|
| Circle | $\pi r^2$ |

: Areas $V$ {{#areas}}

> In a quotation: $\alpha + \beta$.
>
> $$f(x) = \begin{{cases}} 1 & x > 0 \\ 0 & \text{{otherwise}} \end{{cases}}$$

It cost $5 or $10.

A word-$n$-gram, `$code$`, \$5\$. {FILLING * 4}

[^mass]: The mass is $m = \frac{{E}}{{c^2}}$, and:

    $$\begin{{pmatrix}} a & b \\ c & d \end{{pmatrix}}$$
"""
FORMULAE = 15
COLOURS = {"rg", "RG", "g", "G", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN"}


def write(folder: Path, text: str, math: str = "true", **files: str) -> Path:
    folder.mkdir()
    toml = f"{SMALLEST_BOOK['book.toml']}\n[text]\nmath = {math}\n"
    for name, content in {"book.toml": toml, "one.md": text, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def made(folder: Path, *editions: str) -> Built:
    return build(order(folder=folder, output=folder / "out", moment=MOMENT, editions=editions, jobs=1))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return made(write(tmp_path_factory.mktemp("math") / "book", TEXT))


@pytest.fixture(scope="module")
def report(book: Built) -> Mapping[str, Any]:
    return dict(json.loads((book.made["print"].path.parent / "report.json").read_text(encoding="utf-8")))


# --- reading --------------------------------------------------------------------------------------------------------------------------

DOLLARS = {
    "a price": "It cost $5 or $10.",
    "two formulae": "Either $x$ or $y$.",
    "a digit after it": "Not $x$2 but $y$.",
    "spaces inside": "Not $ x$ nor $x $ at all.",
    "escaped": r"Pay \$5 and \$6, or $\$5$.",
    "in code": "Write `$x$` for $x$.",
    "code inside": "Here $a `b` c$ is one.",
    "display": "Here $$x$$ and $$ y $$ stand.",
    "over a line": "Here $x +\ny$ goes on.",
    "over an empty line": "Here $x +\n\ny$ does not.",
    "in a quotation": "> Here $x +\n> y$ goes on.\n>\n> $$a\n> b$$",
    "text with a dollar": r"Here $\text{for $x$} y$ is one.",
    "glued": "The $n$th word-$n$-gram.",
    "only one": "A lonely $ here, and $y is open.",
    "three": "Here $$$ and $$$x$$$ stand.",
    "display left open": "Here $$x and $y$.",
    "in a link": "See [the $x$](https://example.org/$y$).",
}


@pytest.mark.parametrize("text", DOLLARS.values(), ids=DOLLARS)
def test_formulae_are_recognised_where_pandoc_recognises_them(text: str) -> None:
    of_pandoc: list[str] = []
    document_of(text, smart=False, math=True).walk(
        lambda element, _: of_pandoc.append(element.text) if isinstance(element, pf.Math) else None
    )
    ours = [text[slice(*zone.inner)] for zone in zones_of(text, math=True).all if zone.kind is Kind.MATH]
    assert ["".join(tex.replace(">", "").split()) for tex in ours] == ["".join(tex.split()) for tex in of_pandoc]


def test_without_math_a_dollar_is_a_dollar(tmp_path: Path) -> None:
    folder = write(tmp_path / "book", "# One\n\nThe sum $x + y$ stays, and so does $$z$$.\n", math="false")
    built = made(folder, "print")
    assert built.diagnostics == ()
    with pymupdf.open(built.made["print"].path) as pdf:
        assert "The sum $x + y$ stays, and so does $$z$$." in "".join(page.get_text() for page in pdf)


@pytest.mark.parametrize("tex", [r"\frac{a}{2}", "x'", "a & b", "-", r"\{a, b\}", "日", r"\alpha", "50%"])
def test_formula_is_one_word(tex: str) -> None:
    assert split_words(f"the {formula_word(tex)} there") == ["the", formula_word(tex).casefold(), "there"]


def test_word_of_a_formula_is_readable() -> None:
    assert formula_word(r"\frac{a}{2} = b") == "$⧵frac⎨a⎬⎨2⎬=b$"


def test_formula_that_pandoc_cannot_convert_is_reported(tmp_path: Path) -> None:
    (diagnostic,) = check(
        write(tmp_path / "book", "# One\n\nIt is $\\tag{19} x$ and $\\hat{w}_i \\mspace{20mu} \\genfrac{(}{)}{0pt}{}{n}{k}$ here.\n")
    )
    assert (diagnostic.code, str(diagnostic.location)) == ("M232", "one.md:3:8")
    assert "\\tag{19} x" in diagnostic.message
    assert "19" in diagnostic.message.split("cannot be set")[1]


# --- drawing --------------------------------------------------------------------------------------------------------------------------


def mathml(inner: str) -> str:
    return f'<math xmlns="{MATHML}">{inner}</math>'


@pytest.mark.parametrize(
    ("inner", "reason"),
    [("<mi>日</mi>", "U+65E5"), ("<mi>x</mi><mglyph/>", "<mglyph>"), ("<mrow/>", "nothing"), ("<mspace width='1em'/>", "nothing")],
)
def test_formula_that_would_be_invisible_is_refused(inner: str, reason: str) -> None:
    with pytest.raises(UndrawableError, match=re.escape(reason)):
        drawing(mathml(inner))


def test_drawing_has_only_paths_and_is_reproducible() -> None:
    formula = mathml("<mfrac><mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac><mo>=</mo><mi mathcolor='red'>c</mi>")
    first = drawing(formula)
    drawing.cache_clear()
    assert drawing(formula) == first
    svg = etree.fromstring(first.svg)
    assert {etree.QName(element).localname for element in svg.iter(etree.Element)} <= {"svg", "g", "path", "rect"}
    assert {element.get("fill") for element in svg.iter(etree.Element)} <= {"black", None}
    assert 0 < first.depth < first.height


# --- both editions --------------------------------------------------------------------------------------------------------------------


def test_each_formula_is_counted_in_both_editions(book: Built, report: Mapping[str, Any]) -> None:
    assert book.diagnostics == ()
    editions = report["editions"]
    assert report["manuscript"]["formulae"] == editions["epub"]["formulae"] == editions["print"]["formulae"] == FORMULAE
    assert editions["epub"]["words"] == editions["print"]["words"]


def test_ebook_holds_mathml_with_its_text_alternative(book: Built, epubcheck: "WarmEpubCheck") -> None:
    path = book.made["epub"].path
    assert not [message for message in epubcheck.verdict(path)["messages"] if message["severity"] != "USAGE"]
    with zipfile.ZipFile(path) as container:
        names = {name.rpartition("/")[2]: name for name in container.namelist()}
        chapter, nav, package = (etree.fromstring(container.read(names[name])) for name in ("one.xhtml", "nav.xhtml", "content.opf"))
    formulae = list(chapter.iter(f"{{{MATHML}}}math"))
    assert len(formulae) == FORMULAE
    assert formulae[0].get("alttext") == "pi"
    assert [formula.get("display") for formula in formulae].count("block") == 4
    assert not list(chapter.iter(f"{{{MATHML}}}annotation"))
    assert len(list(nav.iter(f"{{{MATHML}}}math"))) == 2
    properties = {item.get("href", "").rpartition("/")[2]: item.get("properties") for item in package.iter("{*}item")}
    assert (properties["one.xhtml"], properties["nav.xhtml"]) == ("mathml", "nav mathml")


def test_print_has_formulae_in_black_and_as_drawings(book: Built) -> None:
    path = book.made["print"].path
    with pymupdf.open(path) as pdf:
        text = " ".join("".join(page.get_text() for page in pdf).split())
    assert "The mass is , and:" in text
    assert "π" not in text
    assert "It cost $5 or $10." in text
    assert re.search(r"A word- ?-gram, \$code\$, \$5\$\.", text)
    with pikepdf.open(path) as file:
        forms = [form for page in file.pages for form in page.Resources.get("/XObject", pikepdf.Dictionary()).values()]
        drawn = [instruction for part in (*file.pages, *forms) for instruction in pikepdf.parse_content_stream(part)]
        operations = [(instruction.operands, instruction.operator) for instruction in drawn]
    colours = [(str(operator), [str(part) for part in operands]) for operands, operator in operations if str(operator) in COLOURS]
    assert {tuple(parts[:3]) for _, parts in colours} == {("0", "0", "0"), ("/DeviceCMYK",)}
    assert {operator for operator, _ in colours}.isdisjoint({"rg", "RG", "g", "G"})


def test_lines_with_formulae_are_on_the_grid(book: Built) -> None:
    with pymupdf.open(book.made["print"].path) as pdf:
        pages = [page for page in pdf if "wheelwright" in page.get_text()]
        assert pages
        for page in pages:
            spans = [span for block in page.get_text("dict")["blocks"] for line in block["lines"] for span in line["spans"]]
            lines = sorted(
                {round(span["origin"][1], 1) for span in spans if abs(span["size"] - 10.75) < 0.1 and 50 < span["origin"][1] < 545}
            )
            steps = [(after - before) / LINE for before, after in pairwise(lines)]
            assert all(abs(step - round(step)) < 0.02 for step in steps), steps


def test_display_formula_is_centred_and_its_paragraph_continues_without_an_indent(book: Built) -> None:
    facts = next(page.facts for page in book.made["print"].pages.pages if page.document == "one")
    display = next(formula for formula in facts.formulae if formula.tex.startswith(r"\int"))
    block = facts.block
    assert (display.box.left + display.box.right) / 2 == pytest.approx((block.left + block.right) / 2, abs=0.1)
    with pymupdf.open(book.made["print"].path) as pdf:
        (line,) = [
            line for page in pdf for line in page.get_text("dict")["blocks"] for line in line["lines"]
            if "".join(span["text"] for span in line["spans"]).startswith("goes on behind")
        ]  # fmt: skip
    assert line["bbox"][0] == pytest.approx(block.left, abs=0.5)


@pytest.mark.parametrize("place", ["foot", "chapter-end", "book-end"])
def test_note_split_by_a_formula_has_its_number_once(tmp_path: Path, place: str) -> None:
    notes = "[^first]: $$\\frac{a}{b}$$ goes on.\n\n[^second]: It is $$x$$ and $y$, which goes further.\n"
    folder = write(tmp_path / "book", f"# One\n\nOne.[^first] Two.[^second]\n\n{notes}")
    toml = folder / "book.toml"
    toml.write_text(f'{toml.read_text(encoding="utf-8")}\n[notes]\nprint = "{place}"\n', encoding="utf-8")
    built = made(folder, "print")
    assert built.diagnostics == ()
    with pymupdf.open(built.made["print"].path) as pdf:
        text = " ".join("".join(page.get_text() for page in pdf).split())
    assert re.search(r"1\. goes on\. 2\. It is and , which goes further\.", text)


@pytest.mark.parametrize("display", ["inline", "block"])
def test_formula_is_no_wider_than_the_measure(display: str) -> None:
    design = page_design(trim_from_text("Digest"))
    sums = "<mi>a</mi><mo>+</mo>" * 60
    root = etree.fromstring(f'<p xmlns="http://www.w3.org/1999/xhtml">{mathml(sums).replace("<math", f"<math display={display!r}")}</p>')
    set_formulae(root, design)
    width = re.search(r"width: ([\d.]+)(em|pt)", root[0].get("style", ""))
    assert width
    assert float(width[1]) * {"em": design.type_size, "pt": 1}[width[2]] == pytest.approx(design.measure, abs=0.1)


# --- sabotage -------------------------------------------------------------------------------------------------------------------------

EATER = """
import panflute as pf


def run(doc, context):
    eaten = []
    doc.walk(lambda element, _: eaten.append(element) or [] if isinstance(element, pf.Math) and element.text == r"\\pi r^2" else None)
    return []
"""
FAULTS = {
    "eaten": ("epub", {"filters/eat.py": EATER}, "V102"),
    "eaten on paper": ("print", {"filters/eat.py": EATER}, "V102"),
    "not displayed": ("print", {"styles/print.css": "td .formula { display: none }"}, "V102"),
    "transparent": ("print", {"styles/print.css": "td .formula { opacity: 0 }"}, "V112"),
    "off the page": ("print", {"styles/print.css": "td .formula { position: relative; left: 9in }"}, "V112"),
    "not displayed on a screen": ("epub", {"styles/epub.css": "td math { display: none }"}, "V112"),
}


@pytest.mark.parametrize(("edition", "files", "code"), FAULTS.values(), ids=FAULTS)
def test_missing_formula_stops_the_build(tmp_path: Path, edition: str, files: Mapping[str, str], code: str) -> None:
    folder = write(tmp_path / "book", TEXT, **files)
    with pytest.raises(PublishError) as stopped:
        made(folder, edition)
    errors = [diagnostic for diagnostic in stopped.value.diagnostics if diagnostic.severity == "error"]
    assert [(diagnostic.code, diagnostic.location and diagnostic.location.line) for diagnostic in errors] == [(code, 19)]
    assert formula_word(r"\pi r^2") in errors[0].message


def test_formula_emptied_in_the_ebook_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition: Callable[..., Any] = epub.EDITION.make

    def emptied(*arguments: Any) -> Any:
        outcome = edition(*arguments)
        with zipfile.ZipFile(outcome.value.path) as container:
            files = {entry: container.read(entry) for entry in container.infolist()}
        with zipfile.ZipFile(outcome.value.path, "w") as container:
            for entry, content in files.items():
                container.writestr(entry, content.replace("<mi>α</mi><mo>+</mo><mi>β</mi>".encode(), b""))
        return outcome

    monkeypatch.setattr(epub, "EDITION", replace(epub.EDITION, make=emptied))
    with pytest.raises(PublishError) as stopped:
        made(write(tmp_path / "book", TEXT), "epub")
    assert [diagnostic.code for diagnostic in stopped.value.diagnostics if diagnostic.severity == "error"] == ["V102"]


def test_many_formulae_are_read_in_one_call() -> None:
    written = etree.fromstring(f"<div>{html_of_formulae([(f'x_{{{number}}}', number % 2 == 0) for number in range(500)])}</div>")
    assert len(written) == 500
    assert ["".join(paragraph.itertext()).strip()[1:4] for paragraph in written][499] == "499"


def test_rules_are_thick_enough_to_print() -> None:
    drawn = drawing(f'<math xmlns="{MATHML}"><mfrac><msqrt><mi>x</mi></msqrt><mn>2</mn></mfrac></math>')
    before, after = (list(etree.fromstring(svg).iter("{*}rect")) for svg in (drawn.svg, drawn.with_thicker_rules(0.09)))
    assert [float(rule.get("height", 0)) for rule in after] == [9.0, 9.0]
    for thin, thick in zip(before, after, strict=True):
        height_added, raised_by = 9 - float(thin.get("height", 0)), float(thin.get("y", 0)) - float(thick.get("y", 0))
        assert raised_by == 0 or raised_by == pytest.approx(height_added / 2, abs=0.02), (
            "a rule grows to both sides, at the edge only inwards"
        )
    assert drawn.with_thicker_rules(0.01) is drawn.svg


def test_rules_of_formulae_are_those_of_the_sheets(root: Path) -> None:
    (token,) = re.findall(r"--rule: ([\d.]+)pt", (root / "styles/tokens.css").read_text(encoding="utf-8"))
    assert float(token) <= RULE < float(token) + 0.02
