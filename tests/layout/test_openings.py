"""Openings of sections: the number above the title, and the first words in small capitals, without loss of words."""

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from lxml import html

from books_by_hand import XMLNS, book, document
from editions.print_samples import printed
from publish.book.assemble import part_document
from publish.book.contents import contents
from publish.book.xhtml import section_type
from publish.config import Part
from publish.layout.openings import first_words
from publish.layout.print_html import print_body
from publish.model import ContentDocument, Made, Matter, SectionType
from publish.reading import check

TEXT = "The compositor put down his stick, for the light was gone. " * 8


def opening(blocks: str, kind: SectionType = SectionType.CHAPTER) -> ContentDocument:
    """A section with these blocks after its title."""
    body = f'<section {XMLNS} id="one" class="{kind}"><header><h1 data-line="1">One</h1></header>{blocks}</section>'
    return document(body, id="one", type=kind, matter=Matter.BODY, title="One")


def set_apart(section: ContentDocument) -> list[str]:
    """The texts in small capitals in the section's HTML."""
    return [str(words.text) for words in html.fromstring(print_body(section)).iter("span") if words.get("class") == "first-words"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The press stood in the cellar, and nobody knew.", "The press stood in the"),
        ("In 1913, before the war, nobody thought of it.", "In 1913"),
        ("Nothing; and then the rain came down at last.", ""),
        ("Incontrovertible circumstances notwithstanding, it rained.", ""),
        ("I do not know what it was that he saw.", "I do not know what"),
        ("It was dark.", ""),
        ("“Go,” said the master, and he went.", ""),
        ("(The press) stood there for a year.", ""),
        ("1. The first of the reasons is none.", ""),
        ("Der Setzer legte den Winkelhaken nieder.", "Der Setzer legte den"),
        ("הדפוס עמד במרתף שנים רבות מאוד", ""),
        ("", ""),
    ],
)
def test_first_words_are_few_and_end_before_a_point(text: str, words: str) -> None:
    assert text[: first_words(text)] == words


def test_word_that_continues_in_an_element_is_not_cut() -> None:
    assert set_apart(opening(f"<p>When the new press<em>es</em> came, {TEXT}</p>")) == ["When the new"]
    assert set_apart(opening(f"<p>The <em>Times</em> came late. {TEXT}</p>")) == []


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        (f"<p>{TEXT}</p><p>{TEXT}</p>", ["The compositor put"]),
        (f'<div class="epigraph"><blockquote><p>{TEXT}</p></blockquote></div><p>{TEXT}</p>', ["The compositor put"]),
        (f'<div class="epigraph"><blockquote><p>{TEXT}</p></blockquote></div>', []),
        (f"<blockquote><p>{TEXT}</p></blockquote><p>{TEXT}</p>", []),
        (f'<div class="verse"><p class="stanza"><span class="line">{TEXT}</span></p></div>', []),
        (f"<ul><li><p>{TEXT}</p></li></ul><p>{TEXT}</p>", []),
        (f'<p class="continued">{TEXT}</p>', []),
        (f"<h2>A heading</h2><p>{TEXT}</p>", []),
        ("", []),
    ],
)
def test_only_a_paragraph_that_opens_a_section_begins_with_small_capitals(blocks: str, words: list[str]) -> None:
    assert set_apart(opening(blocks)) == words


@pytest.mark.parametrize("kind", [SectionType.DEDICATION, SectionType.GLOSSARY, SectionType.BIBLIOGRAPHY, SectionType.COLOPHON])
def test_reference_and_display_sections_have_no_first_words(kind: SectionType) -> None:
    assert set_apart(opening(f"<p>{TEXT}</p>", kind)) == []
    assert section_type(str(kind), Matter.BACK, "") is kind


def test_number_stands_over_the_title_and_in_the_contents() -> None:
    numbered = replace(opening(f"<p>{TEXT}</p>"), number="Chapter One")
    (entry,) = contents([numbered])
    assert (entry.title, entry.markup) == ("Chapter One One", "Chapter One\u2002One")
    figures = part_document(Part(title="The Fold", sections=(), number="12"), 0, "en", "part-figures")
    assert '<p class="number figures" data-supplied="">12</p>' in figures.body
    part = part_document(Part(title="The Fold", sections=(), number="Part One"), 0, "en", "part-one")
    assert part.body.index("Part One") < part.body.index("The Fold")
    assert (part.headings[0].text, part.number) == ("The Fold", "Part One")


def test_number_is_read_from_the_heading_and_from_the_part(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        'title = "T"\nlanguage = "en"\ncontributors = [{ name = "A" }]\n'
        '[spine]\nbody = [{ number = "Part One", part = "P", sections = ["one.md"] }]\n',
        encoding="utf-8",
    )
    (tmp_path / "one.md").write_text('# One {number="1"}\n\nText.\n', encoding="utf-8")
    assert check(tmp_path) == ()
    (tmp_path / "one.md").write_text('# One {numbers="1"}\n\nText.\n', encoding="utf-8")
    (diagnostic,) = check(tmp_path)
    assert (diagnostic.code, diagnostic.help) == ("M210", "did you mean number=?")


# --- on the page ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A German book whose chapter has a number and an f among its first words."""
    folder = tmp_path_factory.mktemp("openings")
    sample = book(folder)
    text = "Auf der Treppe stand die Presse, und niemand half. " * 5
    body = (
        f'<section {XMLNS} id="eins" class="chapter"><header><p class="number" data-supplied="">1</p>'
        f'<h1 data-line="1">Eins</h1></header><p data-line="3">{text}</p></section>'
    )
    chapter = document(body, id="eins", type=SectionType.CHAPTER, matter=Matter.BODY, title="Eins")
    configuration = replace(sample.configuration, language="de")
    german = replace(
        sample, documents=(replace(chapter, language="de", number="1"),), contents=contents([chapter]), configuration=configuration
    )
    return printed(german, folder / "scratch")


def test_title_stands_where_it_stands_without_a_number(made: Made) -> None:
    with pymupdf.open(made.path) as pages:
        words = {word[4]: word for word in reversed(pages[made.pages.targets["eins"]].get_text("words", sort=True))}
    title, number, first = words["Eins"], words["1"], words["Auf"]
    assert number[3] <= title[1] + 14
    assert 54 + 4 * 14 <= title[1] + 6 < 54 + 5 * 14 + 6
    assert first[1] > title[3]


def test_f_is_a_small_capital_in_german_too(made: Made) -> None:
    """EB Garamond has a special f for German without a small capital."""
    with pymupdf.open(made.path) as pages:
        spans = [span for span in pages[made.pages.targets["eins"]].get_texttrace() if span["type"] == 0]
    letters = [(chr(char[0]), char[1]) for span in spans for char in span["chars"]]
    in_auf, in_half, *_ = [glyph for letter, glyph in letters if letter == "f"]
    assert "".join(letter for letter, _ in letters).count("niemand half") >= 3
    assert in_auf != in_half
