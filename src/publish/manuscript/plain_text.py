"""The text of elements as a message quotes it."""

from collections.abc import Iterable

import panflute as pf

from publish.manuscript.locate import children

QUOTED_WORDS = 7
CLOSING = {"“": "”", "„": "“", "«": "»", "»": "«", '"': '"', "‘": "’"}
"""Each opening quotation mark with the mark that closes it."""


def text_of(element: pf.Element | Iterable[pf.Element]) -> str:
    """The plain text of an element without its notes: quotation marks as they would be printed, a space between paragraphs."""
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


def lines_of(paragraph: pf.Element) -> list[str]:
    """The lines of a paragraph as written, without notes."""
    lines: list[list[pf.Element]] = [[]]
    for inline in children(paragraph):
        if isinstance(inline, (pf.SoftBreak, pf.LineBreak)):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [text_of(line) for line in lines]


def first_words(text: str, most: int = QUOTED_WORDS) -> str:
    """The first words of a text, with an ellipsis where more follow: `first_words("one two three", 2)` is `one two …`."""
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")
