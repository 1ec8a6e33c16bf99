"""Formulae in words, for people who listen to the book."""

from functools import lru_cache

import pytest
from lxml import etree

from publish.epub.formula_speech import MATH, describe_formulae, formula_in_words
from publish.manuscript.formulae import mathml_of
from publish.tools.pandoc import html_of_formulae

SAID = {
    r"E = mc^2": "cap E equals m c squared",
    r"\frac{22}{7}": "22 over 7",
    r"\frac{n(n+1)}{2}": "the fraction n open parenthesis n plus 1 close parenthesis over 2, end fraction,",
    r"\sum_{i=1}^n i^2": "the sum from i equals 1 to n of i squared",
    r"\int_0^\infty e^{-x}\,dx": "the integral from 0 to infinity of e to the power minus x, end power, d x",
    r"\lim_{n\to\infty} a_n": "the limit as n goes to infinity of a sub n",
    r"\bigcup_{i} A_i": "the union over i of cap A sub i",
    r"\sqrt{2}": "the square root of 2",
    r"\sqrt{\frac{a}{b}}": "the square root of a over b, end root,",
    r"\sqrt[3]{x}": "the cube root of x",
    r"\sqrt[n]{x+1}": "the root of degree n of x plus 1, end root,",
    r"\binom{n}{k}": "open parenthesis n choose k close parenthesis",
    r"\alpha + \Sigma_{ij}": "alpha plus cap sigma sub i j, end sub,",
    r"x_i^2": "x sub i squared",
    r"f'(x)": "f prime open parenthesis x close parenthesis",
    r"\vec{v} \cdot \hat{n}": "v vector times n hat",
    r"1 + x + \ldots": "1 plus x plus and so on",
    r"2 ㎏": "2 kg",
    r"90^\circ": "90 degrees",
    r"\text{if } x \ge 0": "if x is at least 0",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": ("open parenthesis a table of 2 by 2: row 1: 1, 2; row 2: 3, 4; end table, close parenthesis"),
}


@lru_cache(maxsize=1)
def formulae() -> dict[str, etree._Element]:
    written = etree.fromstring(f"<div>{html_of_formulae([(tex, False) for tex in (*SAID, UNSAID)])}</div>")
    return {tex: etree.fromstring(mathml_of(paragraph, tex)) for tex, paragraph in zip((*SAID, UNSAID), written, strict=True)}


UNSAID = r"a \bowtie b"


@pytest.mark.parametrize(("tex", "words"), SAID.items())
def test_formula_is_put_into_words(tex: str, words: str) -> None:
    assert formula_in_words(formulae()[tex], "en-GB") == words


def test_formula_without_words_is_left_out() -> None:
    assert formula_in_words(formulae()[UNSAID], "en") is None


def test_other_languages_keep_their_tex() -> None:
    text = '<p lang="{}" xmlns="http://www.w3.org/1999/xhtml"><math xmlns="{}" alttext="x+1"><mi>x</mi><mo>+</mo><mn>1</mn></math></p>'
    for language, around, alttext in (("de", "", "x+1"), ("de", "en", "x plus 1"), ("en", "de", "x+1"), ("en-US", "", "x plus 1")):
        root = etree.fromstring(text.format(around, MATH[1:].partition("}")[0]))
        describe_formulae(root, language)
        assert root[0].get("alttext") == alttext, (language, around)
