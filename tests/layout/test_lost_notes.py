"""No note is lost, none runs off the page, and a long one continues on the next: WeasyPrint 70.0 alone, and with our changes."""

import json
import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from layout.section_samples import (
    SHEET,
    WORDS,
    bound,
    call,
    chapter,
    drawn_text,
    letters_of_note,
    note,
    pages_of,
    prose,
    set_well,
    small_page,
)
from publish.book.faces import faces
from publish.layout.lost_notes import letters_in
from publish.layout.workers import Workers
from publish.model import ContentDocument, Fragment

FACE = f'@font-face {{ font-family: Book; src: url("{faces()[0].path.as_uri()}") }} '
TINY = f"""{FACE}
@page {{ size: 200px 100px; margin: 0; @footnote {{ margin: 0 }} }}
html {{ font: 10px/10px Book }}
body, p {{ margin: 0; orphans: 2; widows: 2 }}
.f {{ float: footnote }}
.f::footnote-call {{ font: 10px/10px Book; vertical-align: baseline }}
"""
FUZZ = int(os.environ.get("PUBLISH_FUZZ", "1"))  # multiplies the number of random sections


# --- WeasyPrint alone: when one of these fails, our change can be dropped -------------------------------------------------------------


def alone_and_mended(style: str, body: str) -> tuple[list[list[tuple[str, float, list[str]]]], list[list[tuple[str, float, list[str]]]]]:
    """The notes on each page: by WeasyPrint alone, and with our changes."""
    source = f"<style>{style}</style>{body}"
    script = Path(__file__).with_name("weasyprint_alone.py")
    run = subprocess.run([sys.executable, script], input=source, capture_output=True, text=True, check=True)
    answer = json.loads(run.stdout)
    return answer["alone"], answer["mended"]


def test_weasyprint_alone_loses_a_note() -> None:
    body = "<p>p<span class=f id=a>AAA</span></p>" + "<p>x</p>" * 7 + "<p>q<br>r<span class=f id=b>BBB</span><br>s<br>t</p>"
    alone, mended = alone_and_mended(TINY, body)
    assert [name for page in alone for name, *_ in page] == ["a"]
    assert [name for page in mended for name, *_ in page] == ["a", "b"]


def test_weasyprint_alone_loses_the_head_of_a_long_note() -> None:
    alone, mended = alone_and_mended(TINY, f"<p>word<span class=f id=a>{prose(200)}</span></p><p>x</p>")
    assert min(top for page in alone for _, top, _ in page) < 0
    assert min(top for page in mended for _, top, _ in page) > -0.1
    assert [words for page in mended for _, _, lines in page for line in lines for words in line.split()][1:] == prose(200).split()


def test_weasyprint_alone_keeps_line_ends_in_notes() -> None:
    style = TINY + ".f { text-transform: uppercase }"
    alone, mended = alone_and_mended(style, "<p>word<span class=f id=a>one\ntwo   three</span></p>")
    assert alone[0][0][2] == ["1. one", "two   three"]
    assert mended[0][0][2] == ["1. ONE TWO THREE"]
    _, code = alone_and_mended(TINY, "<p>word<span class=f id=a><span style='white-space: pre'>one\n  two</span></span></p>")
    assert code[0][0][2] == ["1. one", "  two"], "lines of code stay lines"


# --- where notes are called ---------------------------------------------------------------------------------------------------------

PLACES = {
    "paragraph": "<p>{}</p>",
    "emphasis": "<p>A <em>word{}</em> more.</p>",
    "title": "<header><h1>One{}</h1></header><p>Text.</p>",
    "heading": "<h2>Two{}</h2><p>Text.</p>",
    "list": "<ul><li>one{}</li><li><p>two</p></li></ul>",
    "definition": "<dl><dt>one{}</dt><dd>two</dd></dl>",
    "quotation": "<blockquote><p>one{}</p></blockquote>",
    "attribution": "<blockquote><p>one</p><footer class='attribution'><p>— A. Author{}</p></footer></blockquote>",
    "verse": "<div class='verse'><p class='stanza'><span class='line'>one{}</span>\n<span class='line indent-1'>two</span></p></div>",
    "cell": "<table><tbody><tr><td>one{}</td><td>two</td></tr></tbody></table>",
    "table caption": "<table><caption>one{}</caption><tbody><tr><td>one</td></tr></tbody></table>",
    "figure caption": "<figure><figcaption>one{}</figcaption></figure>",
}
KINDS = {
    "paragraphs": "<p>First here.</p><p>Second <em>here</em>.</p>",
    "blocks": "<p>See:</p><blockquote><p>quoted</p></blockquote><ul><li>item</li></ul>"
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
    "verse": "<div class='verse'><p class='stanza'><span class='line'>one</span>\n<span class='line'>two</span></p></div>",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_note_reaches_the_foot_from_anywhere(pool: Workers, tmp_path: Path, place: str, kind: str) -> None:
    section = chapter(f"<p>Before.</p>{PLACES[place].format(call(1))}<p>After all.</p>", note(1, KINDS[kind]))
    fragment = set_well(pool.layout_all([(section, small_page(tmp_path))])[0])
    (page,) = fragment.pages
    assert ([placed.id for placed in page.notes], page.calls) == (["n1"], ("n1-call",))
    (text,) = map(letters_in, drawn_text(fragment))
    note_begins = text.rindex({"paragraphs": "1firsthere", "blocks": "1see", "verse": "1one"}[kind])
    assert text.startswith("before") or place == "title"
    assert text.index("afterall") < note_begins  # the paragraph after the call is not part of the note


def test_note_in_a_repeated_table_head_is_set_once(pool: Workers, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(60))
    section = chapter(f"<table><thead><tr><th>head{call(1)}</th></tr></thead><tbody>{rows}</tbody></table>", note(1, "<p>Once.</p>"))
    fragment = set_well(pool.layout_all([(section, small_page(tmp_path))])[0])
    assert len(fragment.pages) > 2
    assert [placed.id for page in fragment.pages for placed in page.notes] == ["n1"]
    assert [name for page in fragment.pages for name in page.calls] == ["n1-call"]


def test_note_called_twice_is_set_once_at_its_first_call(pool: Workers, tmp_path: Path) -> None:
    again = call(1).replace("n1-call", "n1-call-2")
    section = chapter(f"<p>One.{call(1)}</p>" + f"<p>{prose(300)}</p><p>Two.{again}</p>", note(1, "<p>Text.</p>"))
    fragment = set_well(pool.layout_all([(section, small_page(tmp_path))])[0])
    assert [placed.id for page in fragment.pages for placed in page.notes] == ["n1"]
    assert fragment.pages[0].calls == ("n1-call",)
    assert fragment.pages[-1].calls == ("n1-call-2",)
    assert {anchor.id: anchor.page for anchor in fragment.anchors}["n1-call-2"] == len(fragment.pages) - 1


def test_numbers_of_notes_are_those_of_the_book(pool: Workers, tmp_path: Path) -> None:
    section = chapter(f"<p>One.{call(41)} Two.{call(7)}</p>", note(41, "<p>first</p>"), note(7, "<p>second</p>"))
    setting = small_page(tmp_path)
    fragment = set_well(pool.layout_all([(section, setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    assert [letters_of_note(name, fragment, pages) for name in ("n41", "n7")] == ["41first", "7second"]
    assert "".join(piece.text for piece in pages[0].pieces).startswith("One.41Two.7")


# --- long notes ---------------------------------------------------------------------------------------------------------------------


def pages_with(fragment: Fragment, name: str) -> list[int]:
    return [index for index, page in enumerate(fragment.pages) if name in {placed.id for placed in page.notes}]


def body_lines(fragment: Fragment, index: int, folder: Path) -> int:
    page = pages_of(folder / "bound.pdf")[index]
    top = min(placed.box.top for placed in fragment.pages[index].notes)
    return len({round(piece.baseline) for piece in page.pieces if piece.baseline < top and piece.size > 9})


def test_note_of_1500_words_continues_over_pages_without_loss(pool: Workers, tmp_path: Path) -> None:
    body = f"<p>{prose(60)}.{call(1)} {prose(40)}</p>" + f"<p>{prose(90)}</p>" * 8
    section, setting = chapter(body, note(1, f"<p>{prose(1000)}.</p><p>{prose(500, 1000)}.</p>")), small_page(tmp_path)
    fragment = set_well(pool.layout_all([(section, setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    on = pages_with(fragment, "n1")
    assert letters_of_note("n1", fragment, pages) == letters_in(f"1{prose(1500)}")
    assert "n1-call" in fragment.pages[on[0]].calls
    assert on == list(range(on[0], on[0] + len(on)))
    assert len(on) >= 5
    assert all(2 <= body_lines(fragment, index, tmp_path) <= 5 for index in on[1:-1])  # text goes on above it, and the page is full


def test_note_over_two_pages_reads_as_one_paragraph(pool: Workers, tmp_path: Path) -> None:
    section, setting = chapter(f"<p>{prose(60)}.{call(1)}</p>", note(1, f"<p>{prose(600)}.</p>")), small_page(tmp_path)
    fragment = set_well(pool.layout_all([(section, setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    first, second = pages_with(fragment, "n1")[:2]
    block = fragment.pages[first].block
    lines = sorted({round(piece.baseline, 1) for piece in pages[first].pieces if piece.baseline >= fragment.pages[first].notes[0].box.top})
    assert {round(after - before) for before, after in pairwise(lines)} == {10}
    last = max(piece.right for piece in pages[first].pieces if round(piece.baseline, 1) == lines[-1])
    assert last == pytest.approx(block.right, abs=1)  # the last line is as full as the others
    box = fragment.pages[second].notes[0].box
    top = [piece for piece in pages[second].pieces if piece.baseline >= box.top]
    assert min(piece.left for piece in top if piece.baseline == top[0].baseline) == pytest.approx(
        fragment.pages[second].block.left, abs=0.5
    )


def test_notes_after_a_long_one_keep_their_order(pool: Workers, tmp_path: Path) -> None:
    body = f"<p>{prose(30)}.{call(1)} {prose(9)}.{call(2)} {prose(20)}.{call(3)} {prose(200)}</p>"
    notes = (note(1, f"<p>{prose(400)}</p>"), note(2, "<p>Two.</p>"), note(3, "<p>Three.</p>"))
    fragment = set_well(pool.layout_all([(chapter(body, *notes), small_page(tmp_path))])[0])
    order = [placed.id for page in fragment.pages for placed in page.notes]
    assert list(dict.fromkeys(order)) == ["n1", "n2", "n3"]
    assert order[-2:] == ["n2", "n3"]


def test_table_in_a_note_breaks_between_its_rows(pool: Workers, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{prose(3, 30 * row)}</td><td>{prose(14, 30 * row + 3)}</td></tr>" for row in range(24))
    table = f"<table><thead><tr><th>left</th><th>right</th></tr></thead><tbody>{rows}</tbody></table>"
    section, setting = chapter(f"<p>{prose(40)}.{call(1)}</p>", note(1, f"<p>See:</p>{table}<p>Done.</p>")), small_page(tmp_path)
    fragment = set_well(pool.layout_all([(section, setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    letters = letters_of_note("n1", fragment, pages)
    on = pages_with(fragment, "n1")
    assert len(on) > 1
    assert letters.count("leftright") >= len(on) - 1  # the head is repeated; the last page may have the last paragraph only
    wanted = "".join(letters_in(f"{prose(3, 30 * row)}{prose(14, 30 * row + 3)}") for row in range(24))
    assert sorted(letters.replace("leftright", "")) == sorted(f"1see{wanted}done")
    for row in range(24):  # each row stands whole on one page
        assert letters_in(prose(3, 30 * row)) in letters


def stanza(number: int) -> str:
    lines = "".join(f"<span class='line'>{prose(4, 50 * number + 5 * line)}</span>" for line in range(6))
    return f"<p class='stanza'>{lines}</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + "".join(f"<li>{prose(17, 20 * item)}</li>" for item in range(40)) + "</ul>",
        "".join(f"<blockquote><p>{prose(25, 30 * item)}</p></blockquote>" for item in range(25)),
        f"<div class='verse'>{''.join(stanza(number) for number in range(15))}</div>",
        "".join(f"<p><em lang='la'>{prose(60, 70 * item)}</em></p>" for item in range(12)),
    ],
    ids=["list", "quotations", "verse", "emphasis"],
)
def test_any_content_of_a_note_continues_over_pages(pool: Workers, tmp_path: Path, html: str) -> None:
    long, setting = note(1, html), small_page(tmp_path)
    fragment = set_well(pool.layout_all([(chapter(f"<p>{prose(40)}.{call(1)} {prose(150)}</p>", long), setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    wanted = letters_in("".join(map(str, etree.fromstring(long.body).itertext())))
    assert letters_of_note("n1", fragment, pages).removeprefix("1") == wanted
    assert len(pages_with(fragment, "n1")) > 2


def test_note_that_cannot_be_placed_is_an_error(pool: Workers, tmp_path: Path) -> None:
    Image.new("L", (400, 800)).save(tmp_path / "tall.png")
    picture = '<p>See:</p><figure><img src="tall.png" alt="" style="width: 60mm; height: 150mm"/></figure>'
    outcome = pool.layout_all([(chapter(f"<p>Word.{call(1)}</p>", note(1, picture)), small_page(tmp_path))])[0]
    (diagnostic,) = outcome.diagnostics
    assert (diagnostic.code, str(diagnostic.location)) == ("P103", "one.md:101")
    assert "label-1" in diagnostic.message


# --- at random ----------------------------------------------------------------------------------------------------------------------


class Scribe:
    """Writes random sections with many notes."""

    def __init__(self, seed: int, notes: int) -> None:
        self.random = random.Random(seed)
        self.most = notes
        self.notes: list[str] = []

    def section(self) -> ContentDocument:
        blocks = ["<header><h1>One</h1></header>"]
        while len(self.notes) < self.most:
            blocks.append(self.block())
        return chapter("".join(blocks), *(note(number, html) for number, html in enumerate(self.notes, start=1)))

    def block(self) -> str:
        chance = self.random.random()
        if chance < 0.04:
            return f"<h2>{self.words(1, 5)}</h2>"
        if chance < 0.12:
            return f"<blockquote><p>{self.words(10, 60)}</p><p>{self.words(10, 40)}</p></blockquote>"
        if chance < 0.16:
            return "<ul>" + "".join(f"<li>{self.words(2, 20)}</li>" for _ in range(self.random.randint(2, 5))) + "</ul>"
        if chance < 0.19:
            head = f"<thead><tr><th>{self.words(1, 3)}</th><th>b</th></tr></thead>"
            rows = [f"<tr><td>{self.words(1, 3)}</td><td>{self.words(2, 12)}</td></tr>" for _ in range(self.random.randint(2, 9))]
            return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"
        if chance < 0.22:
            return "<p class='stanza'>" + "".join(f"<span class='line'>{self.words(3, 6)}</span>" for _ in range(6)) + "</p>"
        return f"<p>{self.words(20, 100)}</p>"

    def words(self, least: int, most: int, *, called: bool = True) -> str:
        words = []
        for _ in range(self.random.randint(least, most)):
            word = self.random.choice(WORDS)
            if called and self.random.random() < 0.1:
                word += self.note()
            words.append(f"<em>{word}</em>" if self.random.random() < 0.03 else word)
        return " ".join(words)

    def note(self) -> str:
        chance = self.random.random()
        html = f"<p>{self.words(2, 24, called=False)}.</p>"
        if chance < 0.015:
            html += f"<p>{self.words(100, 400, called=False)}.</p>" * self.random.randint(1, 2)
        elif chance < 0.03:
            html += f"<blockquote><p>{self.words(9, 70, called=False)}</p></blockquote>{html}"
        elif chance < 0.04:
            html += "<ul>" + f"<li>{self.words(2, 20, called=False)}</li>" * self.random.randint(2, 9) + "</ul>"
        self.notes.append(html)
        return call(len(self.notes))


def misplaced(fragment: Fragment) -> int:
    """The number of notes that do not begin on the page of their call."""
    called = {name: index for index, page in enumerate(fragment.pages) for name in page.calls}
    begun: dict[str, int] = {}
    for index, page in enumerate(fragment.pages):
        for placed in page.notes:
            begun.setdefault(placed.id, index)
    return sum(called[f"{name}-call"] != index for name, index in begun.items())


@pytest.mark.slow
def test_no_note_of_a_thousand_is_lost(pool: Workers, tmp_path: Path) -> None:
    small = small_page(tmp_path)
    book = small_page(tmp_path, SHEET.replace("margin: 10mm;", "margin: 20mm;"), "140mm x 216mm")
    sections = [(Scribe(seed, 175).section(), book if seed % 2 else small) for seed in range(6 * FUZZ)]
    notes = late = 0
    for (section, setting), outcome in zip(sections, pool.layout_all(sections), strict=True):
        fragment = set_well(outcome)
        pages = pages_of(bound(fragment, setting, tmp_path))
        for one in section.notes:
            wanted = letters_in("".join(map(str, etree.fromstring(one.body).itertext())))
            assert letters_of_note(one.id, fragment, pages) == f"{one.number}{wanted}"
        for facts in fragment.pages:
            assert all(placed.box.top >= facts.block.top - 0.5 and placed.box.bottom <= facts.block.bottom + 0.5 for placed in facts.notes)
        notes, late = notes + len(section.notes), late + misplaced(fragment)
    assert notes >= 1000
    assert late <= notes / 100
