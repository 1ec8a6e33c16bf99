"""The order of a book's pages, with their sides, blanks and folios.

A piece is laid out by itself: a section, or supplied pages. Policy, as is usual in the trade:

    half-title · title page · imprint on its verso · dedication, epigraph · contents · the rest of the front matter     roman
    parts and sections of the body                                                                                      arabic from 1
    back matter                                                                                                         continues

Display pages and parts stand on a recto, the imprint on a verso, an epigraph after a part's page on the verso of that page. Sections open
on a recto, or on the next page if book.toml says so. Display pages and blanks are counted, but their folios are not printed. A book ends
with a verso.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish.book.contents import count_before_contents
from publish.model import Book, Box, ContentDocument, Fragment, Matter, Page, PageFacts, PageMap, SectionType, Side
from publish.text.folios import roman_numeral

DISPLAY = frozenset({SectionType.DEDICATION, SectionType.EPIGRAPH, SectionType.PART})
NOWHERE = Box(left=0, top=0, right=0, bottom=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A document of the book, or supplied pages. `opens` is the side on which it must begin; None for either."""

    name: str
    opens: Side | None
    display: bool = False
    document: ContentDocument | None = None

    @property
    def in_front(self) -> bool:
        """Whether its folios are roman."""
        return self.document is None or self.document.matter is Matter.FRONT


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page to be bound: page `index` of a piece, or a blank without a piece. `opening`: the first page of a piece."""

    page: Page
    piece: Piece | None = None
    index: int = 0
    opening: bool = False


def pieces_of(book: Book, ours: Sequence[Piece], contents: Piece) -> tuple[Piece, ...]:
    """The pieces of a book in the order of binding: supplied ones (`ours`) first, the contents after the sections that precede them."""
    before = count_before_contents(book.documents)
    sections = [_section_piece(book, index) for index in range(len(book.documents))]
    return (*ours, *sections[:before], contents, *sections[before:])


def first_sides(pieces: Sequence[Piece], counts: Mapping[str, int]) -> dict[str, Side]:
    """The side on which each piece begins, by name; `counts` gives the number of pages of each."""
    return {piece.name: side_of(start) for piece, start in _starts(pieces, counts)}


def bind(pieces: Sequence[Piece], fragments: Mapping[str, Fragment]) -> tuple[Leaf, ...]:
    """All pages of the book in order, with blanks."""
    leaves: list[Leaf] = []
    number, roman = 0, True
    for piece, start in _starts(pieces, {name: len(fragment.pages) for name, fragment in fragments.items()}):
        while len(leaves) < start:
            number += 1
            leaves.append(_blank(len(leaves), _folio(number, roman)))
        if roman and not piece.in_front:
            number, roman = 0, False
        for index, facts in enumerate(fragments[piece.name].pages):
            number += 1
            folio = _folio(number, roman)
            if facts.blank:
                leaves.append(_blank(len(leaves), folio))
                continue
            page = Page(document=piece.name, folio=folio, printed=not piece.display, facts=facts)
            leaves.append(Leaf(page=page, piece=piece, index=index, opening=index == 0))
    if len(leaves) % 2:
        leaves.append(_blank(len(leaves), _folio(number + 1, roman)))
    return tuple(leaves)


def with_blanks(leaves: Sequence[Leaf], count: int) -> tuple[Leaf, ...]:
    """The pages of the book, with blanks added at the end up to `count` pages."""
    return (*leaves, *(_blank(at, "") for at in range(len(leaves), count)))


def page_map(leaves: Sequence[Leaf], fragments: Mapping[str, Fragment]) -> PageMap:
    """The page map of the bound book: its pages, and the page index of each id."""
    targets: dict[str, int] = {}
    for name, fragment in fragments.items():
        pages = {leaf.index: at for at, leaf in enumerate(leaves) if leaf.piece is not None and leaf.piece.name == name}
        targets.setdefault(name, min(pages.values()))
        targets.update({anchor.id: pages[anchor.page] for anchor in fragment.anchors if anchor.page in pages})
    return PageMap(pages=tuple(leaf.page for leaf in leaves), targets=targets)


def side_of(page: int) -> Side:
    """The side of the page with this page index. The first page of a book is a recto."""
    return Side.VERSO if page % 2 else Side.RECTO


def _section_piece(book: Book, index: int) -> Piece:
    document = book.documents[index]
    previous = book.documents[index - 1].type if index else None
    display = document.type in DISPLAY
    opens: Side | None = Side.RECTO
    if previous is SectionType.PART and document.type is SectionType.EPIGRAPH:
        opens = Side.VERSO
    elif book.configuration.print.openings == "any" and not display and previous not in DISPLAY:
        opens = None
    return Piece(name=document.id, opens=opens, display=display, document=document)


def _starts(pieces: Sequence[Piece], counts: Mapping[str, int]) -> Iterator[tuple[Piece, int]]:
    """Each piece with the page index at which it begins. The body always begins on a recto, because its folio is 1."""
    at, in_front = 0, True
    for piece in pieces:
        opens = Side.RECTO if in_front and not piece.in_front else piece.opens
        in_front = in_front and piece.in_front
        if opens is not None and opens is not side_of(at):
            at += 1
        yield piece, at
        at += counts[piece.name]


def _blank(at: int, folio: str) -> Leaf:
    facts = PageFacts(side=side_of(at), blank=True, block=NOWHERE, notes=(), calls=())
    return Leaf(page=Page(document="", folio=folio, printed=False, facts=facts))


def _folio(number: int, roman: bool) -> str:
    return roman_numeral(number) if roman else str(number)
