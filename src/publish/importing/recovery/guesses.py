"""How much an import may guess, by what its source is: one table.

A source's own markup is believed; guessing is for texts that lost theirs. Only the pages of a web site have navigation and lines that
each page repeats: in a novel, the same line may be said four times.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from publish.importing.blocks import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """What may be guessed about a source.

    `navigation`: lines that lead through a web site. `repeated`: the share of its files at whose edges a line stands that belongs to all
    pages and not to the text; above 1 for never. `quotation`: the least weight of evidence at which an unmarked paragraph becomes a
    quotation unasked. `note`: the least confidence at which a mark and a text without markup become a note unasked. `title_page`: whether
    the lines above the first heading are a title page. `typed_marks`: how many linked notes must begin with their own mark, so that it is
    one: a form that numbers its notes itself has only words in them.
    """

    navigation: bool
    repeated: float
    quotation: float
    note: float
    title_page: bool = True
    typed_marks: int = 1


NEVER = 2.0
GUESSES: Mapping[Origin, Guesses] = {
    Origin.WEB_PAGES: Guesses(navigation=True, repeated=0.5, quotation=3.0, note=0.7, title_page=False),
    Origin.TYPESCRIPT: Guesses(navigation=True, repeated=0.9, quotation=3.0, note=0.6),
    Origin.E_BOOK: Guesses(navigation=False, repeated=NEVER, quotation=4.0, note=0.75, title_page=False),
    Origin.DOCUMENT: Guesses(navigation=False, repeated=NEVER, quotation=4.0, note=0.75, typed_marks=3),
    Origin.MARKDOWN: Guesses(navigation=False, repeated=NEVER, quotation=4.0, note=0.75, typed_marks=3),
}
