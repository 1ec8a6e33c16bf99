"""Block quotations in their normal form: attributions as structure, and paragraphs that go on after a quotation marked as such.

    > text                                     the attribution stands in a division .attribution, last in the quotation
    >
    > — Author, *Work*

    > text                                     the paragraph stands in a division .continued,
                                               as if it were written ::: continued
    and so it goes on

Policy: an attribution is a short last paragraph that begins with a dash; if the paragraph before begins with a dash too, both are speech.
In other places it must prove to be a source (`is_source`): the last line of the last paragraph, a last paragraph in parentheses, a
paragraph directly after the quotation. What only looks like an attribution is reported and stays where it is: Q101 outside its quotation,
Q103 inside. An epigraph that was not written as a quotation becomes one. Words and notes keep their order.

Also a pandoc filter: pandoc --filter filters/block_quotes.py.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, islice, takewhile
from typing import Any

import panflute as pf

from _plain_text import LEAVES, Finding, Place, PlaceOf, beginning, no_place, place_in, text_of

CHANGES = frozenset({"block_quotes", "classes", "line_breaks", "paragraphs"})

DASH = re.compile(r"[—–―]|--")
SOURCE_DASH = re.compile(r"(?:[—–―]|--+)[ \u00a0]+(?![a-z])")
DASH_BEFORE = re.compile(r"^(?:[—–―]|-{2,})[ \u00a0]*")
HYPHENS = re.compile(r"^-{2,3}(?!-)")
TWO_DASHES = re.compile(r"^(?:(?:[—–―]|-{2,3})[ \u00a0]+)+(?:[—–―](?![—–―])|-{2,3}(?!-))[ \u00a0]*")  # not “——”, which stands for a name
ENDS_SENTENCE = re.compile(r"[.!?…;:][”’»«“\"')\]]*$")
ENDS_SPEECH = re.compile(r"[.!?…][”’»«“\"']*$")
PAGE = re.compile(
    r"[,:;] (?:bk|ch|chap|fol|ll?|nos?|pp?|sec|vol|Bd|S|[стч]|стр|гл|§)\.?[ \u00a0]?[\divxlc]+(?:[,–-][ \u00a0]?\d+)*(?: ?ff?\.)?[.)]*$"
)
HELP = "write it as the quotation's last paragraph: > — Author, *Work*"
MOST_WORDS = 40  # a source with its volume and page; a longer one is a paragraph of the quotation
MOST_NAMES = 8
PARTICLES = frozenset("al and da de del der des di dos du el et ibn la le of the und van von y zu zur".split())  # noqa: SIM905  a list of words is read as words
IN_SOURCES = frozenset(
    """
    book canto capitolo chap chapitre chapter column dans edited edition edizione from letter line lines livre page pages part preface scene
    section stanza tome trad trans translated übersetzt verse volume vols
    глава изд книга перевод пер стр том часть
    """.split()  # noqa: SIM905  a list of words is read as words
)
HOLDS_BLOCKS = (pf.Doc, pf.Div, pf.BlockQuote, pf.ListItem, pf.Definition, pf.Note, pf.TableCell)
BREAKS = (pf.SoftBreak, pf.LineBreak)
TEXT = (pf.Para, pf.Plain)
OF_EPIGRAPHS = (*TEXT, pf.LineBlock)


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Puts the quotations of a tree into their normal form. Q101 and Q103 for what may be an attribution."""
    return shape(doc, getattr(context, "place_of", None) or no_place)


def shape(element: pf.Element, place_of: PlaceOf) -> list[Finding]:
    """Puts the quotations in an element, and in its notes, into their form, and the paragraphs after them. Returns Q101 and Q103."""
    findings: list[Finding] = []
    for part in ("content", "caption", "head", "foot", "definitions"):
        inner = getattr(element, part, None)
        for child in getattr(inner, "list", [inner] if inner is not None else []):
            if type(child) not in LEAVES:
                findings.extend(shape(child, place_of))
    if is_epigraph(element) and element.content and all(isinstance(block, OF_EPIGRAPHS) for block in element.content):
        quotation = pf.BlockQuote(*element.content)
        quotation.content = attributed([*quotation.content.list])
        element.content = [quotation]
    if isinstance(element, pf.BlockQuote):
        element.content = attributed([*element.content.list])
        findings.extend(doubtful_inside(element, place_of))
    if isinstance(element, HOLDS_BLOCKS) and "continued" not in getattr(element, "classes", ()):
        blocks = gathered([*element.content.list], is_quoted=isinstance(element, pf.BlockQuote), is_epigraph=is_epigraph(element))
        findings.extend(doubtful_outside(blocks, place_of))
        element.content = continued(blocks)
    return findings


# --- inside the quotation -------------------------------------------------------------------------------------------------------------


def attributed(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks of a quotation, with the attribution at their end in a division."""
    if not blocks or not isinstance(blocks[-1], TEXT):
        return blocks
    *before, last = blocks
    if before and is_short(last) and (is_dashed_end(before[-1], last) or is_source_in_parentheses(last)):
        return [*before, attribution(last)]
    at = last_line(last)
    inlines = [*last.content.list]
    if at and is_short(last, at) and is_line_of_source(inlines, at):
        return [*before, type(last)(*inlines[: at - 1]), attribution(pf.Para(*inlines[at:]))]
    return blocks


def attribution(paragraph: pf.Block) -> pf.Div:
    """The division of an attribution. Hyphens that stand for its dash become a dash; a second dash is left out."""
    without_second_dash(paragraph.content.list)
    first = paragraph.content.list[0]
    if isinstance(first, pf.Str):
        first.text = HYPHENS.sub("—", first.text)
    return pf.Div(paragraph, classes=["attribution"])


def without_second_dash(inlines: list[pf.Inline]) -> None:
    """Take a second dash out of the beginning of an attribution: “— — Author”."""
    words = list(takewhile(lambda inline: isinstance(inline, (pf.Str, pf.Space)), inlines))
    text = text_of(words)
    match = TWO_DASHES.match(text)
    if not match or len(match[0]) == len(text_of(inlines)):
        return
    dash, space, _ = re.split(r"([ \u00a0])", match[0], maxsplit=1)
    ends = list(accumulate(len(text_of([word])) for word in words))
    last = next(at for at, end in enumerate(ends) if end >= len(match[0]))
    rest = text[len(match[0]) : ends[last]]
    inlines[: last + 1] = (
        [pf.Str(dash), pf.Space(), *([pf.Str(rest)] if rest else [])] if space == " " else [pf.Str(f"{dash}{space}{rest}")]
    )


def is_dashed_end(before: pf.Block, last: pf.Block) -> bool:
    """Whether a last paragraph begins with a dash and the one before does not: then it is not speech."""
    return begins_with_dash(last) and not begins_with_dash(before)


def is_source_in_parentheses(paragraph: pf.Block) -> bool:
    """Whether a paragraph is a source in parentheses and nothing else."""
    inner = in_parentheses(text_of(paragraph).strip())
    return bool(inner) and is_source(inner, titles_of(paragraph.content))


def in_parentheses(text: str) -> str:
    """The text inside parentheses that enclose the whole of it; "" if there are none."""
    bare = text.removesuffix(".")
    depths = list(accumulate((letter == "(") - (letter == ")") for letter in bare))
    return bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") and depths.index(0) == len(bare) - 1 else ""


def last_line(paragraph: pf.Block) -> int:
    """The first inline of the only line that begins with a dash, after the first line; 0 if there is none, or more than one."""
    inlines = [*paragraph.content.list]
    starts = [at for at in range(1, len(inlines)) if isinstance(inlines[at - 1], BREAKS) and SOURCE_DASH.match(text_of(inlines[at:]))]
    is_alone = len(starts) == 1 and not begins_with_dash(paragraph) and text_of(inlines[: starts[0]]).strip()
    return starts[0] if is_alone else 0


def is_line_of_source(inlines: list[pf.Inline], at: int) -> bool:
    """Whether the lines from an inline on are an attribution: after a hard line break, or proved and after the end of a sentence."""
    if isinstance(inlines[at - 1], pf.LineBreak):
        return not ENDS_SPEECH.search(text_of(inlines[at:]).strip()) or is_proved(inlines[at:])
    return ENDS_SENTENCE.search(text_of(inlines[: at - 1]).strip()) is not None and is_proved(inlines[at:])


def doubtful_inside(quotation: pf.BlockQuote, place_of: PlaceOf) -> list[Finding]:
    """Q103 for text at a quotation's end that may be an attribution."""
    last = quotation.content[-1] if quotation.content else None
    if not isinstance(last, TEXT):
        return []
    inlines = [*last.content.list]
    text = text_of(last).strip()
    tail = re.search(r"(?<=[.!?…”’»\"'] )\([^()]+\)\.?$", text)
    inner = in_parentheses(text)
    at = last_line(last)
    if inner and len(quotation.content) > 1 and 1 < len(inner.split()) <= 4 and are_names(inner):
        return [doubt(text, place_in(last, 0, place_of))]
    if tail and tail.start() and is_source(in_parentheses(tail[0]), titles_of(last.content), has_title=True):
        return [doubt(tail[0], place_in(last, text_of(last).find(tail[0]), place_of))]
    if at and is_short(last, at) and ENDS_SENTENCE.search(text_of(inlines[: at - 1]).strip()) and titles_of(inlines[at:]):
        return [doubt(text_of(inlines[at:]), place_in(last, len(text_of(inlines[:at])), place_of))]
    return []


def doubt(text: str, place: Place) -> Finding:
    """Q103 for a text."""
    message = f"“{beginning(text)}” looks like an attribution in the text of its quotation"
    return ("Q103", message, f"if it is one, {HELP}", place)


# --- after the quotation --------------------------------------------------------------------------------------------------------------


def gathered(blocks: list[pf.Block], *, is_quoted: bool, is_epigraph: bool) -> list[pf.Block]:
    """The blocks, with each attribution that follows its quotation moved into it.

    Inside a quotation, the last block is the attribution of the whole; in an epigraph it cannot be anything but an attribution.
    """
    result: list[pf.Block] = []
    for at, block in enumerate(blocks):
        quotation = open_quotation(result[-1]) if result else None
        if quotation is None:
            result.append(block)
            continue
        is_last = at + 1 == len(blocks)
        is_speech = not is_last and begins_with_dash(blocks[at + 1])
        if is_speech or (is_quoted and is_last) or not is_attribution(block):
            result.append(block)
        elif is_proved([*block.content.list]) or (is_epigraph and is_last):
            quotation.content = [*quotation.content.list, attribution(block)]
        else:
            result.append(block)
    return result


def open_quotation(block: pf.Block) -> pf.BlockQuote | None:
    """The quotation that a block is, or that ends an epigraph, if it has no attribution yet and can have one."""
    if is_epigraph(block) and block.content:
        block = block.content[-1]
    if not isinstance(block, pf.BlockQuote) or not block.content:
        return None
    last = block.content[-1]
    return block if isinstance(last, OF_EPIGRAPHS) and not begins_with_dash(last) else None


def doubtful_outside(blocks: list[pf.Block], place_of: PlaceOf) -> list[Finding]:
    """Q101 for each paragraph after a quotation that may be its attribution."""
    findings: list[Finding] = []
    for at, block in enumerate(blocks[1:], 1):
        is_after = isinstance(blocks[at - 1], pf.BlockQuote) or is_epigraph(blocks[at - 1])
        if not is_after or not is_attribution(block) or (at + 1 < len(blocks) and begins_with_dash(blocks[at + 1])):
            continue
        text = text_of(block).strip()
        if not ENDS_SPEECH.search(text) or titles_of(block.content):
            message = f"the attribution “{beginning(text)}” stands outside its quotation"
            findings.append(("Q101", message, HELP, place_in(block, 0, place_of)))
    return findings


def is_attribution(block: pf.Block) -> bool:
    """Whether a block after a quotation looks like its attribution."""
    return isinstance(block, TEXT) and is_short(block) and SOURCE_DASH.match(text_of(block)) is not None


def continued(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks; a paragraph that follows a quotation and begins with a small letter stands in a division."""
    result: list[pf.Block] = []
    for block in blocks:
        goes_on = result and isinstance(result[-1], pf.BlockQuote) and isinstance(block, pf.Para) and begins_small(block)
        result.append(pf.Div(block, classes=["continued"]) if goes_on else block)
    return result


# --- what a source looks like ---------------------------------------------------------------------------------------------------------


def is_proved(inlines: list[pf.Inline]) -> bool:
    """Whether the text after a dash is a source, or a name of at least two words that does not end a sentence."""
    text = DASH_BEFORE.sub("", text_of(inlines).strip())
    return is_source(text, titles_of(inlines)) or (1 < len(text.split()) <= MOST_NAMES and are_names(text))


def is_source(text: str, titles: list[str], *, has_title: bool = False) -> bool:
    """Whether a text is a name, a comma and a title in italics or quotation marks, or a name, a comma and a page at the end.

    After the title only names, numbers and the words of title pages may follow.
    """
    for title in titles:
        before, separator, after = text.partition(title)
        author = before.rstrip(" \u00a0“‘«„\"'")
        if separator and author.endswith(",") and are_names(author[:-1].replace(",", "")) and is_of_title_page(after):
            return True
    author, comma, rest = text.partition(",")
    return not has_title and bool(comma) and are_names(author) and is_of_title_page(rest) and PAGE.search(text) is not None


def are_names(text: str) -> bool:
    """Whether all words of a text have capitals, but for particles: “Francis Bacon”, “J. W. von Goethe”."""
    words = text.split()
    if not 0 < len(words) <= MOST_NAMES or ENDS_SPEECH.search(text):
        return False
    return words[0][0].isupper() and words[-1][0].isupper() and all(word[0].isupper() or word in PARTICLES for word in words)


def is_of_title_page(text: str) -> bool:
    """Whether a text has only words that are usual on title pages, and is not a question or an exclamation."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return not re.search(r"[?!…]", text) and all(word[0].isupper() or word in IN_SOURCES for word in words)


def titles_of(inlines: Any) -> list[str]:
    """The texts in italics or quotation marks that begin with a capital or a number."""
    texts = [text_of(inline).strip() for inline in inlines if isinstance(inline, (pf.Emph, pf.Quoted))]
    texts.extend(re.findall(r"[“«„]([^”»“]+)[”»“]", text_of(list(inlines))))
    return [text for text in texts if text and (text[0].isupper() or text[0].isdigit())]


def is_epigraph(element: pf.Element) -> bool:
    """Whether an element is the division of an epigraph."""
    return isinstance(element, pf.Div) and "epigraph" in element.classes


def is_short(block: pf.Block, start: int = 0) -> bool:
    """Whether a paragraph is not longer than a source, from one of its inlines on."""
    return isinstance(block, TEXT) and len(text_of(block.content.list[start:]).split()) <= MOST_WORDS


def begins_with_dash(block: pf.Block) -> bool:
    """Whether a paragraph begins with a dash."""
    return isinstance(block, TEXT) and DASH.match("".join(letters_of(block, 2))) is not None


def begins_small(paragraph: pf.Para) -> bool:
    """Whether a paragraph's first character is a small letter; not after a dash: “— von Goethe” is a source."""
    if begins_with_dash(paragraph):
        return False
    first = next((letter for letter in letters_of(paragraph) if letter.isalnum()), "")
    return first.islower()


def letters_of(block: pf.Block, most: int | None = None) -> Iterator[str]:
    """The first letters of a paragraph's text, at most so many."""
    return islice((letter for inline in block.content.list for letter in text_of(inline)), most)


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
