"""The texts of a tree, each as one run of characters: for filters that decide by what stands around a character, across emphasis and links.

    for text in texts(doc, "en"):
        text.replace(text.characters.index("-"), "–")
        write_back(text)

Code, mathematics, pictures and addresses cannot be changed. A note is a text of its own, and is not seen from the text that calls it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import panflute as pf

from _plain_text import LEAVES, Inlines

OPAQUE = frozenset({pf.Code, pf.Math, pf.RawInline, pf.Image})
OBJECT = "\ufffc"  # stands for what is not text: code, a picture, mathematics
ADDRESS = re.compile(r"://|www\.|\S@\S|^[\w.]+\.(?:com|org|net|edu)\b")


@dataclass(slots=True, eq=False)
class Text:
    """A paragraph, a heading, a term or a line block as one run of characters, as it was typed; its notes are kept apart.

    `pieces` are the texts of its leaves, each with its language; a piece without a leaf cannot be changed. `changes` are the new
    characters by offset, until they are written back.
    """

    owner: pf.Element
    language: str
    pieces: list[tuple[str, pf.Inline | None, str]] = field(default_factory=list)
    notes: list[tuple[pf.Note, str]] = field(default_factory=list)
    characters: str = ""
    starts: list[int] = field(default_factory=list)
    changes: dict[int, str] = field(default_factory=dict)

    def piece_at(self, at: int) -> int:
        """The number of the piece that holds a character."""
        if not self.starts:
            self.starts = [0, *accumulate(len(piece) for piece, _, _ in self.pieces)]
        return bisect_right(self.starts, at) - 1

    def leaf_at(self, at: int) -> pf.Inline | None:
        """The leaf that holds a character; None if the character cannot be changed."""
        piece, leaf, _ = self.pieces[self.piece_at(at)]
        return None if ADDRESS.search(piece) else leaf

    def replace(self, at: int, characters: str) -> None:
        """Replaces a character, if it can be changed."""
        if self.leaf_at(at) is not None:
            self.changes[at] = characters

    def replace_all(self, start: int, replacements: list[str]) -> None:
        """Replaces the characters from an offset on, one by one."""
        for at, characters in enumerate(replacements, start):
            self.replace(at, characters)


def texts(element: pf.Element, language: str) -> Iterator[Text]:
    """Each text in an element; the texts of notes follow the one that calls them."""
    language = str(getattr(element, "attributes", {}).get("lang", language))
    if lists_of(element):
        text = text_in(element, language)
        yield text
        for note, around in text.notes:
            yield from texts(note, around)
    for name in ("definitions",) if lists_of(element) else ("caption", "head", "content", "foot"):
        inner = getattr(element, name, None)
        for child in getattr(inner, "list", [inner] if isinstance(inner, pf.Element) else []):
            yield from texts(child, language)


def lists_of(owner: pf.Element) -> list[Any]:
    """The lists of inlines that hold the text of an element, one for each line; none if it has no text."""
    match owner:
        case pf.Para() | pf.Plain() | pf.Header():
            return [owner.content]
        case pf.LineBlock():
            return [line.content for line in owner.content.list]
        case pf.DefinitionItem():
            return [owner.term]
    return []


def text_in(owner: pf.Element, language: str) -> Text:
    """The text of an element that has lists of inlines."""
    text = Text(owner, language)
    for number, inlines in enumerate(lists_of(owner)):
        if number:
            text.pieces.append(("\n", None, language))
        gather(inlines.list, text, language)
    text.characters = "".join([piece for piece, _, _ in text.pieces])
    return text


def gather(inlines: Inlines, text: Text, language: str) -> None:
    """Adds the pieces and the notes of inlines to a text. Reads panflute's own lists: its iterators are ten times slower."""
    for inline in inlines:
        kind = type(inline)
        if kind is pf.Str:
            text.pieces.append((inline.text, inline, language))
        elif kind is pf.Space or kind is pf.SoftBreak:
            text.pieces.append((" ", inline, language))
        elif kind is pf.LineBreak:
            text.pieces.append(("\n", None, language))
        elif kind is pf.Note:
            text.notes.append((inline, language))
        elif kind in OPAQUE or (kind is pf.Link and is_address(inline)):
            text.pieces.append((OBJECT, None, language))
        else:
            inner = str(getattr(inline, "attributes", {}).get("lang", language))
            quoted = kind is pf.Quoted
            text.pieces += [("“", None, inner)] if quoted else []
            gather(inline.content.list, text, inner)
            text.pieces += [("”", None, inner)] if quoted else []


def is_address(link: pf.Link) -> bool:
    """Whether the text of a link is its address."""
    return bool({"uri", "email"} & set(link.classes)) or pf.stringify(link) == link.url


def write_back(text: Text) -> None:
    """Writes the changed characters of a text into the tree."""
    written: dict[int, str] = {}
    for number in {text.piece_at(at) for at in text.changes}:
        piece, leaf, _ = text.pieces[number]
        start = text.starts[number]
        written[id(leaf)] = "".join(text.changes.get(start + place, character) for place, character in enumerate(piece))
    for inlines in lists_of(text.owner):
        inlines[:] = rewritten(inlines.list, written)


def rewritten(inlines: Inlines, written: dict[int, str]) -> Inlines:
    """The inlines with the texts of changed leaves, which are given by `id(leaf)`."""
    result: Inlines = []
    for inline in inlines:
        if type(inline) not in LEAVES and type(inline) not in OPAQUE and type(inline) is not pf.Note:
            inline.content = rewritten(inline.content.list, written)
        if type(inline) is not pf.Str and id(inline) not in written:
            result.append(inline)
            continue
        for number, text in enumerate(written.get(id(inline), getattr(inline, "text", "")).split(" ")):
            if number:
                result.append(pf.Space())
            if text and result and type(result[-1]) is pf.Str:
                result[-1].text += text
            elif text:
                result.append(pf.Str(text))
    return result
