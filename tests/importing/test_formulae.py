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
    "lines": (r"<p>\[a = b \\ c = d \\\]</p>", r"$$\begin{gathered} a = b \\ c = d \end{gathered}$$"),
    "a name": (r"<p>\[\label{eq:1} x = 1 \nonumber\]</p>", "$$x = 1$$"),
    "aligned lines": (r"<p>\[a &= b \\ c &= d\]</p>", r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$"),
    "an environment": (r"<p>\[\begin{matrix} a \\ b \end{matrix}\]</p>", r"$$\begin{matrix} a \\ b \end{matrix}$$"),
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


def test_formula_that_a_list_sets_in_stands_on_its_own_line_and_is_no_quotation(tmp_path: Path) -> None:
    page = r"<p>So it is:</p><dl><dd>\(a^2\).</dd></dl><p>Then, as he wrote:</p><dl><dd>and so it went on.</dd></dl>"
    (tmp_path / "page.html").write_text(PAGE.format(page), encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    text = "".join(str(one) for name, one in imported.files.items() if name.endswith(".md"))
    assert "So it is:\n\n$$a^2.$$\n\nThen" in text
    assert "\n\nand so it went on.\n\n" in text


UNSET = {
    "a macro of the source": (r"<p>So \(\tuple{a, b}\) and \(a\) hold.</p>", r"So `\tuple{a, b}` and $a$ hold."),
    "letters that the face lacks": (r"<p>So \(س + 1\) holds.</p>", "So `س + 1` holds."),
    "on its own line": (r"<p>\[\tuple{x}\]</p>", r"`\tuple{x}`"),
    "a number": (r"<p>\[x = 1 \tag{7}\]</p>", r"`x = 1 \tag{7}`"),
    "not closed": (r"<p>So \(\frac{a\) holds.</p>", r"So `\frac{a` holds."),
    "in a cell": (
        r"<table><tr><th>A</th><th>B</th></tr><tr><td>\(\tuple{x}\)</td><td>b</td></tr></table>",
        "| A | B |\n| --- | --- |\n| `\\tuple{x}` | b |",
    ),
    "in an item": (r"<ul><li>\(\tuple{x}\)</li></ul>", r"-   `\tuple{x}`"),
    "in a quotation": (r"<blockquote><p>Let \(\tuple{x}\).</p></blockquote>", r"> Let `\tuple{x}`."),
    "in a heading": (r"<h2>On \(\tuple{x}\)</h2><p>It is.</p>", r"# On `\tuple{x}`"),
    "after another": (r"<p>So \(a_1\)2 and \(\tuple{a_1}\) hold.</p>", r"So $a_1$<!---->2 and `\tuple{a_1}` hold."),
}


def test_formulae_that_cannot_be_set_are_code_and_told_with_their_places(tmp_path: Path) -> None:
    page = "<p>Then:</p>".join(source for source, _ in UNSET.values())
    (tmp_path / "page.html").write_text(PAGE.format(page), encoding="utf-8")
    (tmp_path / "page.md").write_text("# The Note\n\nSo it is.[^1]\n\n[^1]: By $\\tuple{x}$ it is.\n", encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"), str(tmp_path / "page.md")), into=tmp_path / "book"))
    told = [entry for entry in imported.diagnostics if entry.code != "M233"]  # of the title with a formula
    assert [entry.code for entry in told] == ["I115"] * (len(UNSET) + 1)
    texts = {path.relative_to(tmp_path / "book").as_posix(): path.read_text(encoding="utf-8") for path in (tmp_path / "book").rglob("*.md")}
    whole = "\n\n".join(texts.values())
    assert [form for form, (_, written) in UNSET.items() if f"{written}\n\n" not in whole] == []
    assert "[^1]: By `\\tuple{x}` it is." in whole
    lines = [texts[entry.location.path].split("\n")[(entry.location.line or 0) - 1] for entry in told if entry.location]
    assert [line for line in lines if "`" not in line and not line.startswith("| A")] == []


def test_prices_are_no_formulae(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format("<p>It costs $5 and $6, a path is C:\\new.</p>"), encoding="utf-8")
    import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    (path,) = (tmp_path / "book/body").glob("*.md")
    assert "It costs $5 and $6" in path.read_text(encoding="utf-8")
    assert "math" not in (tmp_path / "book/book.toml").read_text(encoding="utf-8")
