"""Formulae of pages, whatever they were written in, are formulae of the manuscript."""

from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.run import ImportOrder, import_book

PROGRAM = '<script src="https://example.org/mathjax.js"></script>'
SOURCES = {
    "MathML": ("<p>So <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> holds.</p>", r"So $\frac{a}{b}$ holds."),
    "MathML on its own line": ("<p><math display='block'><msqrt><mi>x</mi></msqrt></math></p>", r"$$\sqrt{x}$$"),
    "brackets": (r"<p>So \(a^2\) holds, and \[b_1\] too.</p>", "So $a^2$ holds, and\n\n$$b_1$$\n\ntoo."),
    "a span": (r'<p>So <span class="math inline">\(c\)</span>, <span class="math display">\[d\]</span>.</p>', "So $c$,\n\n$$d$$"),
    "a script": ('<p>So <script type="math/tex">x^2</script> holds.</p>', "So $x^2$ holds."),
    "dollars": (f"{PROGRAM}<p>It costs $5 and $6 where $x_1$ holds; H$_2$O.</p>", r"It costs \$5 and \$6 where $x_1$ holds; H$_2$O."),
    "code": (r"<p>Write <code>\(x\)</code> for \(x\).</p>", r"Write `\(x\)` for $x$."),
}
PAGE = "<html><head><title>The Sum</title></head><body><h1>The Sum</h1><p>The sum is below.</p>{}<p>The text goes on.</p></body></html>"


@pytest.mark.parametrize("form", SOURCES)
def test_formula_is_written_in_tex(tmp_path: Path, form: str) -> None:
    source, written = SOURCES[form]
    (tmp_path / "page.html").write_text(PAGE.format(source), encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    assert not has_errors(imported.diagnostics)
    (path,) = (tmp_path / "book/body").glob("*.md")
    assert f"\n\n{written}\n\n" in path.read_text(encoding="utf-8")
    assert "math = true" in (tmp_path / "book/book.toml").read_text(encoding="utf-8")


def test_prices_are_no_formulae(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format("<p>It costs $5 and $6, a path is C:\\new.</p>"), encoding="utf-8")
    import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    (path,) = (tmp_path / "book/body").glob("*.md")
    assert "It costs $5 and $6" in path.read_text(encoding="utf-8")
    assert "math" not in (tmp_path / "book/book.toml").read_text(encoding="utf-8")
