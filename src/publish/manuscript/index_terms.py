"""What is wrong with a term of the index where it is written.

Reports M251 (it names no entry, or stands where nothing can bear it) and M252 (what is said of it is not known).
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

import panflute as pf

KEYS = ("entry", "sub", "see", "also", "sort")
KNOWN = frozenset({*KEYS, "lang", "dir"})


class TermFault(NamedTuple):
    """What is wrong: by which rule, in one sentence, what to write instead, and what is written there."""

    code: str
    message: str
    help: str
    written: str


def term_faults(element: pf.Span | pf.Div, words: str) -> Iterator[TermFault]:
    """The faults of a span or a division that is a term; `words` are its own."""
    if "index" not in element.classes:
        return
    entry = element.attributes.get("entry", "").strip()
    if isinstance(element, pf.Div) and not entry:
        message = "a passage for the index says nothing of the entry that it belongs to"
        yield TermFault("M251", message, 'name the entry: ::: {.index entry="Exile"}', ".index")
    elif not entry and not words.strip():
        message = "a term for the index has neither words nor an entry"
        yield TermFault("M251", message, 'name the entry, []{.index entry="Exile"}, or put words between the brackets', ".index")
    elif isinstance(element, pf.Div) and not element.content:
        yield TermFault("M251", f"the passage for “{entry}” is empty", "put the lines of colons around the passage", ".index")
    elif _stands_alone(element):
        message = f"the term “{entry}” stands in a paragraph without words, which would print as an empty line"
        yield TermFault("M251", message, "put it into the text, directly before or behind a word", ".index")
    for key in element.attributes:
        if key not in KNOWN:
            near = [name for name in KEYS if key.startswith(name)] or get_close_matches(key, KNOWN, n=1)
            help = f"did you mean {near[0]}=?" if near else f"known here are: {', '.join(KEYS)}"
            yield TermFault("M252", f"a term for the index has no “{key}”", help, f"{key}=")


def _stands_alone(element: pf.Span | pf.Div) -> bool:
    """Whether a span without words is all that its paragraph holds."""
    around = element.parent
    if not isinstance(element, pf.Span) or element.content or not isinstance(around, (pf.Para, pf.Plain)):
        return False
    return not any(getattr(inline, "content", None) or isinstance(inline, (pf.Str, pf.Code, pf.Math)) for inline in around.content)
