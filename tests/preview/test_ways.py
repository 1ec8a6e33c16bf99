"""The ways of a book: from marks to notes, from links to targets, from terms to the index, each with both of its ends."""

import pytest

import orders
from preview.desks import book_in, long_chapter
from publish.build import printed_words
from publish.checks.word_places import word_places
from publish.model import PageMap
from publish.preview.ways import Kind, Way, ways_of, ways_on

TWO = """# Two

Text with a note[^a], the same note again[^a], and a link to [the first](#one), and a [salt road]{.index entry="Roads, of *salt*"}.

[^a]: A note that leads to [page 4](#later).
"""
LATER = '\n## Later {#later}\n\n::: {.index entry="Roads, of *salt*" sub="old"}\nA passage on roads.\n\nIt goes on.\n:::\n'


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Way, ...], PageMap]:
    """The ways of a book of two chapters and an index, and its pages."""
    folder = book_in(tmp_path_factory.mktemp("ways") / "book", one=long_chapter(30) + LATER, two=TWO)
    toml = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(toml.replace("[spine]\n", '[spine]\nback = ["index.md"]\n'), encoding="utf-8")
    (folder / "index.md").write_text("# Index {.index}\n", encoding="utf-8")
    book, pages, words = printed_words(orders.order(folder=folder, output=folder.parent / "output"))
    assert pages
    assert words
    return ways_of(book, pages, word_places(book, words.text_starts)), pages


def test_each_mark_of_a_note_leads_to_it(ways: tuple[tuple[Way, ...], PageMap]) -> None:
    found, pages = ways
    notes = [way for way in found if way.kind is Kind.NOTE and way.start.path == "two.md"]
    assert [(way.label, way.start.line, way.end.line, way.end.note) for way in notes] == [("1", 3, 5, "a")] * 2
    assert len({way.call for way in notes}) == 2
    for way in (way for way in found if way.kind is Kind.NOTE):
        assert pages.targets[way.call] == way.start.page
        assert way.end.text in {note.id for note in pages.pages[way.end.page or 0].facts.notes}


def test_links_lead_to_their_targets_from_texts_and_notes(ways: tuple[tuple[Way, ...], PageMap]) -> None:
    found, pages = ways
    links = {way.label: way for way in found if way.kind is Kind.LINK}
    assert links.keys() == {"the first", "page 4"}
    assert (links["the first"].end.path, links["the first"].end.page) == ("one.md", pages.targets["one"])
    assert (links["page 4"].start.note, links["page 4"].end.page) == ("a", pages.targets["later"])


def test_terms_lead_to_the_index_and_back(ways: tuple[tuple[Way, ...], PageMap]) -> None:
    found, pages = ways
    terms = {way.label: way for way in found if way.kind is Kind.TERM}
    assert terms.keys() == {"Roads, of salt", "Roads, of salt, old"}
    assert (terms["Roads, of salt"].start.path, terms["Roads, of salt"].start.line) == ("two.md", 3)
    assert terms["Roads, of salt, old"].start.page == pages.targets["later"]
    index = terms["Roads, of salt"].end.page
    assert index is not None
    assert [(way.label, leads) for way, leads in ways_on(found, index)] == [("Roads, of salt", False), ("Roads, of salt, old", False)]


def test_way_within_a_page_comes_once(ways: tuple[tuple[Way, ...], PageMap]) -> None:
    found, _ = ways
    within = next(way for way in found if way.kind is Kind.NOTE and way.start.page == way.end.page)
    assert [leads for way, leads in ways_on(found, within.start.page or 0) if way is within] == [True]
