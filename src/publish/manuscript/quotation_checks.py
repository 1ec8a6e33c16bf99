"""Checks of block quotations as pandoc read them: Q102 and Q104 to Q108.

Q101 and Q103, about attributions, are reported by `filters/block_quotes.py`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.locate import children
from publish.manuscript.plain_text import CLOSING, first_words, lines_of, text_of
from publish.manuscript.quotation_fixes import fix_for
from publish.manuscript.section_facts import TreeFacts

DASH = re.compile(r"(?:[—–―]|--+)[ \u00a0](?![a-z])")
TAKES_LEAVE = re.compile(
    r"(?:Yours|I remain|Believe me|Respectfully|Sincerely|Faithfully|Hochachtungsvoll|Mit|Veuillez|Agréez|С уважением)\b.*,"
)
LEAST_LINES = 3  # two lines broken by hand may be a salutation, or the name under a letter; three are verse
LEAST_WORDS = 3  # in each line of verse: lines of an address have fewer
MOST_WORDS = 14
MARKED_BY_CHANCE = 4  # one quotation in four may stand in marks by mistake; more are a custom


def lone_attributions(facts: TreeFacts) -> Iterator[Diagnostic]:
    """Q102."""
    for quotation in facts.elements_of(pf.BlockQuote):
        only = _only_block(quotation)
        if isinstance(only, pf.Para) and DASH.match(text_of(only)) and not any(map(DASH.match, lines_of(only)[1:])):
            message = f"the quotation has nothing but the attribution “{_beginning(text_of(only))}”"
            yield _diagnostic(
                facts, quotation, "Q102", message, "write its words before the attribution, with > on the empty line between them"
            )


def marked_quotations(facts: TreeFacts) -> Iterator[Diagnostic]:
    """Q104: a quotation in quotation marks, unless more than one in four of the section's quotations begins with a mark."""
    quotations = facts.elements_of(pf.BlockQuote)
    prose = [quotation for quotation in quotations if quotation.content.list and isinstance(quotation.content.list[0], pf.Para)]
    marked = [quotation for quotation in prose if text_of(quotation.content.list[0])[:1] in CLOSING]
    if len(marked) * MARKED_BY_CHANCE > len(prose):
        return
    for quotation in marked:
        if is_in_marks(quotation.content.list):
            message = f"the quotation “{_beginning(text_of(quotation))}” is set apart and also stands in quotation marks"
            help = "remove the outer marks: the indent already says that somebody else is speaking"
            yield _diagnostic(facts, quotation, "Q104", message, help)


def adjacent_quotations(facts: TreeFacts) -> Iterator[Diagnostic]:
    """Q105: no report where the first names its source, or where quotation marks close the first and open the second."""
    holders = facts.elements_of(pf.Div, pf.BlockQuote, pf.ListItem, pf.Note)
    for blocks in (facts.blocks, *(holder.content.list for holder in holders)):
        for before, block in pairwise(blocks):
            if not isinstance(before, pf.BlockQuote) or not isinstance(block, pf.BlockQuote) or names_source(before):
                continue
            closing = CLOSING.get(text_of(block)[:1])
            if closing is None or not text_of(before).rstrip(" .,;:—–").endswith(closing):
                message = f"the quotation “{_beginning(text_of(block))}” follows another with nothing between them"
                help = "if the two are one quotation, put > on the empty line between them; if not, give the source of each"
                yield _diagnostic(facts, block, "Q105", message, help)


def verse_broken_by_hand(facts: TreeFacts) -> Iterator[Diagnostic]:
    """Q106."""
    for quotation in facts.elements_of(pf.BlockQuote):
        for block in quotation.content.list:
            if isinstance(block, pf.Para) and is_verse(block):
                message = f"the lines from “{_beginning(lines_of(block)[0])}” on are broken by hand"
                yield _diagnostic(facts, block, "Q106", message, "if they are verse, begin each with a bar instead: > | line")


def doubled_quotations(facts: TreeFacts) -> Iterator[Diagnostic]:
    """Q108."""
    for quotation in facts.elements_of(pf.BlockQuote):
        only = _only_block(quotation)
        if isinstance(only, pf.BlockQuote):
            message = f"the quotation “{_beginning(text_of(only))}” contains only another quotation"
            help = "write one >; a quotation inside another stands among words of the outer one"
            yield _diagnostic(facts, quotation, "Q108", message, help)


def names_source(quotation: pf.BlockQuote) -> bool:
    """Whether a quotation ends with what may name its source: an attribution, a note, parentheses."""
    last = quotation.content.list[-1] if quotation.content.list else quotation
    inlines = children(last)
    if isinstance(last, pf.Div) or (inlines and isinstance(inlines[-1], pf.Note)):
        return True
    line = lines_of(last)[-1] if isinstance(last, pf.Para) else text_of(last)
    return bool(DASH.match(line)) or line.rstrip(" .").endswith((")", "]"))


def is_in_marks(blocks: Sequence[pf.Element]) -> bool:
    """Whether the opening mark of a quotation is closed only at its end, before its attribution; “One,” he said, “two” is speech."""
    if len(blocks) > 1 and (isinstance(blocks[-1], pf.Div) or DASH.match(text_of(blocks[-1]))):
        blocks = blocks[:-1]
    if not blocks or not all(isinstance(block, pf.Para) for block in blocks):
        return False
    lines = lines_of(blocks[-1])
    texts = [*map(text_of, blocks[:-1]), " ".join(lines[:-1] if len(lines) > 1 and DASH.match(lines[-1]) else lines)]
    opening = texts[0][:1]
    closing = CLOSING.get(opening)
    if closing is None:
        return False
    whole = " ".join([texts[0], *(text.removeprefix(opening) for text in texts[1:])]).rstrip(" .,;:")
    if opening == closing:
        return len(whole) > 1 and whole.endswith(closing) and whole.count(opening) == 2
    if closing == "’":
        whole = re.sub(r"(?<=\w)’(?=\w)", "", whole)
    depths = list(accumulate((letter == opening) - (letter == closing) for letter in whole))
    return 0 in depths and depths.index(0) == len(whole) - 1


def is_verse(paragraph: pf.Para) -> bool:
    """Whether a paragraph has lines broken by hand, each as long as a line of verse and starting with a capital."""
    breaks = sum(isinstance(inline, pf.LineBreak) for inline in paragraph.content.list)
    if breaks < LEAST_LINES - 1:
        return False
    lines = [line.strip("“”‘’\"' —") for line in lines_of(paragraph)]
    if len(lines) != breaks + 1:
        return False
    if TAKES_LEAVE.fullmatch(lines[0]) and len(lines[0].split()) <= MOST_WORDS / 2:
        return False  # the end of a letter
    lines = lines[:-1] if DASH.match(lines_of(paragraph)[-1]) else lines
    return all(LEAST_WORDS <= len(line.split()) <= MOST_WORDS and line[0].isupper() for line in lines)


def _only_block(quotation: pf.BlockQuote) -> pf.Element | None:
    blocks: list[pf.Element] = quotation.content.list
    return blocks[0] if len(blocks) == 1 else None


def _beginning(text: str) -> str:
    """The first words of a text, without the quotation marks around it."""
    return first_words(text.strip('“”„‘’«»" '))


def _diagnostic(facts: TreeFacts, element: pf.Element, code: str, message: str, help: str) -> Diagnostic:
    fix = fix_for(code, facts.positions.line(element), facts.section)
    return facts.diagnostic(code, message, help, facts.line_start(element), fix=fix)


CHECKS = (lone_attributions, marked_quotations, adjacent_quotations, verse_broken_by_hand, doubled_quotations)
