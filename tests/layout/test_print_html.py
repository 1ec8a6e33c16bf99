"""The HTML that WeasyPrint sets."""

import re

from publish.diagnostics import Location
from publish.layout.print_html import print_body
from publish.model import ContentDocument, Matter, Note, SectionType, SectionWords
from publish.text.compressed_text import CompressedText
from publish.text.words import Words

NS = 'xmlns="http://www.w3.org/1999/xhtml"'


def chapter(body: str, note: str) -> ContentDocument:
    """A chapter with this text and one note, which it calls as #n."""
    at = Location(path="one.md", line=5)
    return ContentDocument(
        id="one",
        path="one.md",
        matter=Matter.BODY,
        type=SectionType.CHAPTER,
        title="One",
        short="One",
        language="en",
        markup=CompressedText.of(f'<section {NS} id="one">{body}</section>'),
        headings=(),
        notes=(Note(id="n", label="n", number=1, calls=("n-call",), body=f"<div {NS}>{note}</div>", location=at),),
        assets=(),
        words=SectionWords(body=Words(), notes={}),
    )


CALL = '<a class="noteref" id="n-call" href="#n" data-supplied="">1</a>'


def test_paragraph_around_a_note_of_blocks_is_a_div() -> None:
    html = print_body(chapter(f"<p>A word.{CALL} More.</p>", "<ul><li>x</li></ul>"))
    assert '<div class="p">A word.<div class="footnote"' in html


def test_second_call_of_a_note_is_only_its_number() -> None:
    html = print_body(chapter(f"<p>A.{CALL} B.{CALL.replace('n-call', 'n-call-2')}</p>", "<p>Text.</p>"))
    assert html.count("Text.") == 1
    assert '<span class="noteref" data-call="n-call-2">1</span>' in html


def test_link_prints_as_its_words() -> None:
    html = print_body(chapter('<p><a href="#two" class="page">there</a></p>', "<p>Text.</p>"))
    assert "href" not in html


def test_stretches_of_a_level_are_nested() -> None:
    html = print_body(chapter(f'<p>of <em>אב 12</em>, <em id="x">גד{CALL} ab</em>.</p>', "<p>Text.</p>"))
    assert (
        '<p>of <span dir="rtl"><em>אב </em><span dir="ltr"><em>12</em></span>, <em id="x">גד</em></span><em><span class="footnote"' in html
    )
    assert html.count('id="x"') == 1


def test_note_does_not_run_as_the_passage_that_calls_it() -> None:
    html = print_body(chapter(f'<p>of <span lang="he">אב{CALL} גד</span></p>', "<p>Text.</p>"))
    assert re.search(r'<span class="footnote"[^>]* dir="ltr"', html)


def test_text_in_one_direction_is_left_as_it_is() -> None:
    html = print_body(chapter(f"<p>of <em>it</em>{CALL}\nin two lines</p>", "<p>Text.</p>"))
    assert "dir=" not in html
    assert "\nin two lines" in html
