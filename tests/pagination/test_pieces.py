"""Sides, blanks and folios of a book's pages, without layout."""

from dataclasses import replace
from pathlib import Path

import pytest

from books_by_hand import book, document
from publish.config import Openings
from publish.model import Anchor, Book, Box, ContentDocument, Fragment, Matter, PageFacts, SectionType, Side
from publish.pagination.pieces import Leaf, Piece, bind, first_sides, page_map, pieces_of
from publish.text.folios import roman_numeral

TITLE_PAGE = Piece(name="title-page", opens=Side.RECTO, display=True)
IMPRINT = Piece(name="imprint", opens=Side.VERSO, display=True)
CONTENTS = Piece(name="contents", opens=Side.RECTO)
BLOCK = Box(left=0, top=0, right=1, bottom=1)


def section(name: str, type: SectionType, matter: Matter, part: int | None = None) -> ContentDocument:
    return replace(document("<section/>", id=name, type=type, matter=matter, title=name), part=part)


def shelf(tmp_path: Path, *documents: ContentDocument, openings: Openings = "recto") -> Book:
    """A book of these documents."""
    made = book(tmp_path)
    settings = replace(made.configuration.print, openings=openings)
    return replace(made, documents=documents, configuration=replace(made.configuration, print=settings))


def fragment(pages: int, first: Side = Side.RECTO, anchors: tuple[Anchor, ...] = ()) -> Fragment:
    sides = [Side.RECTO, Side.VERSO] if first is Side.RECTO else [Side.VERSO, Side.RECTO]
    facts = [PageFacts(side=sides[index % 2], blank=False, block=BLOCK, notes=(), calls=()) for index in range(pages)]
    return Fragment(pdf=b"", pages=tuple(facts), fonts=(), anchors=anchors)


def bound(made: Book, **pages: int) -> tuple[Leaf, ...]:
    """The leaves of a book whose pieces have these numbers of pages, by default one."""
    pieces = pieces_of(made, [TITLE_PAGE, IMPRINT], CONTENTS)
    counts = {piece.name: pages.get(piece.name, 1) for piece in pieces}
    sides = first_sides(pieces, counts)
    return bind(pieces, {piece.name: fragment(counts[piece.name], sides[piece.name]) for piece in pieces})


def shown(leaves: tuple[Leaf, ...]) -> list[str]:
    """Each page as `piece folio`, with brackets around a folio that is not printed."""
    pages = [leaf.page for leaf in leaves]
    return [f"{page.document or '-'} {page.folio if page.printed else f'[{page.folio}]'}" for page in pages]


def test_front_matter_is_roman_and_the_body_begins_with_1_on_a_recto(tmp_path: Path) -> None:
    made = shelf(
        tmp_path,
        section("dedication", SectionType.DEDICATION, Matter.FRONT),
        section("preface", SectionType.PREFACE, Matter.FRONT),
        section("one", SectionType.CHAPTER, Matter.BODY),
        section("index", SectionType.APPENDIX, Matter.BACK),
    )
    assert shown(bound(made, preface=2, one=3)) == [
        "title-page [i]", "imprint [ii]", "dedication [iii]", "- [iv]", "contents v", "- [vi]", "preface vii", "preface viii",
        "one 1", "one 2", "one 3", "- [4]", "index 5", "- [6]",
    ]  # fmt: skip


def test_part_stands_alone_on_its_leaf(tmp_path: Path) -> None:
    made = shelf(
        tmp_path,
        section("part", SectionType.PART, Matter.BODY, part=0),
        section("one", SectionType.CHAPTER, Matter.BODY, part=0),
        openings="any",
    )
    assert shown(bound(made))[4:] == ["part [1]", "- [2]", "one 3", "- [4]"]


def test_epigraph_of_a_part_stands_on_its_verso(tmp_path: Path) -> None:
    made = shelf(
        tmp_path,
        section("part", SectionType.PART, Matter.BODY, part=0),
        section("motto", SectionType.EPIGRAPH, Matter.BODY, part=0),
        section("one", SectionType.CHAPTER, Matter.BODY, part=0),
    )
    assert shown(bound(made))[4:] == ["part [1]", "motto [2]", "one 3", "- [4]"]


@pytest.mark.parametrize(("openings", "pages"), [("recto", ["one 1", "- [2]", "two 3", "- [4]"]), ("any", ["one 1", "two 2"])])
def test_sections_open_where_book_toml_says(tmp_path: Path, openings: Openings, pages: list[str]) -> None:
    made = shelf(
        tmp_path, section("one", SectionType.CHAPTER, Matter.BODY), section("two", SectionType.CHAPTER, Matter.BODY), openings=openings
    )
    assert shown(bound(made))[4:] == pages


def test_body_begins_on_a_recto_even_where_openings_are_any(tmp_path: Path) -> None:
    made = shelf(
        tmp_path, section("preface", SectionType.PREFACE, Matter.FRONT), section("one", SectionType.CHAPTER, Matter.BODY), openings="any"
    )
    leaves = bound(made, preface=2)
    assert shown(leaves)[2:] == ["contents iii", "preface iv", "preface v", "- [vi]", "one 1", "- [2]"]


def test_blank_inside_a_section_has_no_folio_and_nothing_in_it(tmp_path: Path) -> None:
    made = shelf(tmp_path, section("one", SectionType.CHAPTER, Matter.BODY))
    pieces = pieces_of(made, [], CONTENTS)
    whole = fragment(3)
    broken = replace(whole, pages=(whole.pages[0], replace(whole.pages[1], blank=True), whole.pages[2]))
    leaves = bind(pieces, {"contents": fragment(2), "one": broken})
    assert shown(leaves) == ["contents i", "contents ii", "one 1", "- [2]", "one 3", "- [4]"]
    assert leaves[3].piece is None


def test_targets_are_page_indexes_of_the_bound_book(tmp_path: Path) -> None:
    made = shelf(tmp_path, section("one", SectionType.CHAPTER, Matter.BODY))
    pieces = pieces_of(made, [], CONTENTS)
    fragments = {"contents": fragment(1), "one": fragment(4, anchors=(Anchor(id="trial", page=2, top=100),))}
    pages = page_map(bind(pieces, fragments), fragments)
    assert (pages.targets["one"], pages.targets["trial"]) == (2, 4)
    assert pages.pages[4].folio == "3"


def test_first_page_of_a_section_is_its_opening(tmp_path: Path) -> None:
    leaves = bound(shelf(tmp_path, section("one", SectionType.CHAPTER, Matter.BODY)), one=3)
    assert [leaf.opening for leaf in leaves if leaf.page.document == "one"] == [True, False, False]


@pytest.mark.parametrize(("number", "numeral"), [(1, "i"), (4, "iv"), (14, "xiv"), (49, "xlix"), (98, "xcviii"), (1994, "mcmxciv")])
def test_roman_numerals(number: int, numeral: str) -> None:
    assert roman_numeral(number) == numeral
