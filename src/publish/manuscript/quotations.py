"""What is wrong with block quotations as they were read: Q102 and Q104 to Q108. What may be an attribution, `filters/block_quotes.py` says.

A finding is a code, a sentence, a remedy and the element that it is about.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

import panflute as pf

from publish.manuscript.locate import children

Found = tuple[str, str, str, pf.Element]

DASH = re.compile(r"(?:[—–―]|--+)[ \u00a0](?![a-z])")
TAKES_LEAVE = re.compile(
    r"(?:Yours|I remain|Believe me|Respectfully|Sincerely|Faithfully|Hochachtungsvoll|Mit|Veuillez|Agréez|С уважением)\b.*,"
)
CLOSING = {"“": "”", "„": "“", "«": "»", "»": "«", '"': '"', "‘": "’"}
LEAST_LINES = 3  # that make verse of lines broken by hand: two may be a salutation, or the name under a letter
LEAST_WORDS = 3  # in each of them: lines of an address have fewer
MOST_WORDS = 14
MARKED_BY_CHANCE = 4  # one quotation in so many may stand in marks by mistake; more are a custom


def quotation_faults(quotation: pf.BlockQuote) -> Iterator[Found]:
    """What is wrong with one quotation."""
    blocks: list[pf.Element] = quotation.content.list
    only = blocks[0] if len(blocks) == 1 else None
    if isinstance(only, pf.Para) and DASH.match(text_of(only)) and not any(map(DASH.match, lines_of(only)[1:])):
        message = f"the quotation has no words but “{beginning(text_of(only))}”"
        yield "Q102", message, "give its words before the attribution, with > on the empty line between them", quotation
    elif isinstance(only, pf.BlockQuote):
        message = f"the quotation “{beginning(text_of(only))}” holds nothing but another"
        yield "Q108", message, "write one >; a quotation in a quotation stands between words of the one that quotes it", quotation
    for block in blocks:
        if isinstance(block, pf.Para) and is_verse(block):
            message = f"the lines from “{beginning(lines_of(block)[0])}” on are broken by hand"
            yield "Q106", message, "if they are verse, begin each with a bar instead: > | line", block


def marked_faults(quotations: Sequence[pf.BlockQuote]) -> Iterator[Found]:
    """Q104 for each of a section's quotations that stands in quotation marks where few others do; many are a custom."""
    prose = [quotation for quotation in quotations if quotation.content.list and isinstance(quotation.content.list[0], pf.Para)]
    marked = [quotation for quotation in prose if text_of(quotation)[:1] in CLOSING]
    if len(marked) * MARKED_BY_CHANCE > len(prose):
        return
    for quotation in marked:
        if is_in_marks(quotation.content.list):
            message = f"the quotation “{beginning(text_of(quotation))}” is set apart and stands in quotation marks too"
            yield "Q104", message, "take the outer marks away: the indent says that somebody else is speaking", quotation


def sibling_faults(blocks: Sequence[pf.Element]) -> Iterator[Found]:
    """Q105 for each quotation that directly follows another which does not say where it is from; quotation marks part them too."""
    for before, block in pairwise(blocks):
        if not isinstance(before, pf.BlockQuote) or not isinstance(block, pf.BlockQuote) or names_source(before):
            continue
        closing = CLOSING.get(text_of(block)[:1])
        if closing is None or not text_of(before).rstrip(" .,;:—–").endswith(closing):
            message = f"the quotation “{beginning(text_of(block))}” follows another with nothing between them"
            help = "if the two are one, put > on the empty line between them; if not, say of each where it is from"
            yield "Q105", message, help, block


def names_source(quotation: pf.BlockQuote) -> bool:
    """Whether a quotation ends with what may say where it is from: an attribution, a note, parentheses."""
    last = quotation.content.list[-1] if quotation.content.list else quotation
    inlines = children(last)
    if isinstance(last, pf.Div) or (inlines and isinstance(inlines[-1], pf.Note)):
        return True
    line = lines_of(last)[-1] if isinstance(last, pf.Para) else text_of(last)
    return bool(DASH.match(line)) or line.rstrip(" .").endswith((")", "]"))


def is_in_marks(blocks: Sequence[pf.Element]) -> bool:
    """Whether the marks that open a quotation are closed at its very end, its attribution left out; “One,” he said, “two” is speech."""
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
    """Whether a paragraph is lines broken by hand, each as long as a line of verse and begun with a capital."""
    breaks = sum(isinstance(inline, pf.LineBreak) for inline in paragraph.content.list)
    lines = [line.strip("“”‘’\"' —") for line in lines_of(paragraph)]
    if breaks < LEAST_LINES - 1 or len(lines) != breaks + 1:
        return False
    if TAKES_LEAVE.fullmatch(lines[0]) and len(lines[0].split()) <= MOST_WORDS / 2:
        return False  # the end of a letter
    lines = lines[:-1] if DASH.match(lines_of(paragraph)[-1]) else lines
    return all(LEAST_WORDS <= len(line.split()) <= MOST_WORDS and line[0].isupper() for line in lines)


def lines_of(paragraph: pf.Element) -> list[str]:
    """The lines of a paragraph as they are written, notes left out."""
    lines: list[list[pf.Element]] = [[]]
    for inline in children(paragraph):
        if isinstance(inline, (pf.SoftBreak, pf.LineBreak)):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [text_of(line) for line in lines]


def beginning(text: str) -> str:
    """The first words of a text, to quote it by."""
    words = text.strip('“”„‘’«»" ').split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")


def text_of(element: pf.Element | Iterable[pf.Element]) -> str:
    """The plain text of an element, notes left out, quotation marks as they would be printed, a space between paragraphs."""
    match element:
        case pf.Str() | pf.Code() | pf.CodeBlock():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case pf.Quoted():
            opening = "“" if element.quote_type == "DoubleQuote" else "‘"
            return f"{opening}{text_of(element.content.list)}{CLOSING[opening]}"
        case list():
            return "".join(map(text_of, element))
        case pf.BlockQuote() | pf.Div():
            return " ".join(map(text_of, children(element)))
        case _:
            return "".join(map(text_of, children(element)))
