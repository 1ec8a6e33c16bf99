"""Block quotations in their normal form: attributions as structure, and the paragraph that goes on after a quotation marked as such.

    > text                                     a division .attribution is the last thing in the quotation
    >
    > — Author, *Work*

    > text                                     the paragraph stands in a division .continued,
                                               as if it were written ::: continued
    and so it goes on

Policy: an attribution is a short last paragraph that begins with a dash; where the one before begins with a dash too, the two are speech.
Everything else stays as it is. Words and notes keep their order.

Also a pandoc filter: pandoc --filter filters/block_quotes.py.
"""

import re
from typing import Any

import panflute as pf

Finding = tuple[str, str, str, int]

DASH = re.compile(r"[—–―]|--")
MOST_WORDS = 40  # a source with its volume and page; what is longer is a paragraph of the quotation
HOLDS_BLOCKS = (pf.Doc, pf.Div, pf.BlockQuote, pf.ListItem, pf.Definition, pf.Note, pf.TableCell)


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Puts the quotations of a tree into their normal form; nothing to report."""

    shape(doc)
    return []


def shape(element: pf.Element) -> None:
    """Gives the quotations in an element, and what follows them, their form; in notes too."""
    for part in ("content", "caption", "head", "foot", "definitions"):
        inner = getattr(element, part, None)
        for child in getattr(inner, "list", [inner] if inner is not None else []):
            shape(child)
    if isinstance(element, pf.BlockQuote):
        element.content = attributed(list(element.content))
    if isinstance(element, HOLDS_BLOCKS) and "continued" not in getattr(element, "classes", ()):
        element.content = continued(list(element.content))


def attributed(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks of a quotation, the attribution at their end in a division of its own."""
    if len(blocks) < 2 or not begins_with_dash(blocks[-1]) or begins_with_dash(blocks[-2]):
        return blocks
    if len(text_of(blocks[-1]).split()) > MOST_WORDS:
        return blocks
    return [*blocks[:-1], pf.Div(blocks[-1], classes=["attribution"])]


def continued(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks, a paragraph that begins with a small letter directly after a quotation in a division of its own."""
    result: list[pf.Block] = []
    for block in blocks:
        goes_on = result and isinstance(result[-1], pf.BlockQuote) and isinstance(block, pf.Para) and begins_small(block)
        result.append(pf.Div(block, classes=["continued"]) if goes_on else block)
    return result


def begins_with_dash(block: pf.Block) -> bool:
    """Whether a paragraph begins with a dash."""
    return isinstance(block, (pf.Para, pf.Plain)) and DASH.match(text_of(block)) is not None


def begins_small(paragraph: pf.Para) -> bool:
    """Whether a paragraph's first letter is a small one; after a number it does not count, nor after a dash: “— von Goethe” is a source."""
    if begins_with_dash(paragraph):
        return False
    first = next((letter for letter in text_of(paragraph) if letter.isalnum()), "")
    return first.islower()


def text_of(element: pf.Element) -> str:
    """The plain text of a block or an inline, notes left out."""
    match element:
        case pf.Str() | pf.Code():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case _:
            return "".join(text_of(child) for child in getattr(element, "content", ()))


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
