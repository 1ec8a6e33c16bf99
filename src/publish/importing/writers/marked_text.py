"""The tree of a running text with markers (`publish.importing.inline`): nested spans, each closed, none of them empty.

Sources nest what Markdown cannot nest, and a text cut at a paragraph may open what it does not close. Here each such text gets the nearest
form that Markdown has: a link out of code, a call out of a link, spaces out of emphasis, neighbours of one kind in one span.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from publish.importing.inline import (
    BREAK,
    CALL,
    CALL_END,
    CALL_MIDDLE,
    CAPS,
    CAPS_END,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE,
    IMAGE_END,
    IMAGE_MIDDLE,
    INSIDE,
    LINK,
    LINK_END,
    LINK_MIDDLE,
    MARKERS,
    MATH,
    REMOVED,
    REMOVED_END,
    SPAN,
    SPAN_END,
    SPAN_MIDDLE,
    STRIKE,
    STRIKE_END,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
)


class Mark(StrEnum):
    """What a piece of running text is."""

    TEXT = "text"
    BREAK = "break"
    CALL = "call"
    CODE = "code"
    EMPHASIS = "emphasis"
    IMAGE = "image"
    LINK = "link"
    MATH = "math"
    SMALL_CAPITALS = "small capitals"
    SPAN = "span"
    STRIKEOUT = "strikeout"
    STRONG = "strong"
    SUBSCRIPT = "subscript"
    SUPERSCRIPT = "superscript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of running text: its words, or the pieces within it.

    `text` is the text, the code, the TeX, the mark of a note in the source or the description of a picture (None if it has none). `target`
    is the address of a link, the label of a call, the file of a picture, the attributes of a span.
    """

    mark: Mark = Mark.TEXT
    text: str | None = ""
    target: str = ""
    within: "tuple[Piece, ...]" = ()


OPENING = {
    EM: Mark.EMPHASIS,
    STRIKE: Mark.STRIKEOUT,
    STRONG: Mark.STRONG,
    SUP: Mark.SUPERSCRIPT,
    SUB: Mark.SUBSCRIPT,
    CAPS: Mark.SMALL_CAPITALS,
    CODE: Mark.CODE,
    SPAN: Mark.SPAN,
    LINK: Mark.LINK,
    CALL: Mark.CALL,
}
CLOSING = {
    EM_END: Mark.EMPHASIS,
    STRIKE_END: Mark.STRIKEOUT,
    STRONG_END: Mark.STRONG,
    SUP_END: Mark.SUPERSCRIPT,
    SUB_END: Mark.SUBSCRIPT,
    CAPS_END: Mark.SMALL_CAPITALS,
    CODE_END: Mark.CODE,
    SPAN_END: Mark.SPAN,
    LINK_END: Mark.LINK,
    CALL_END: Mark.CALL,
}
MIDDLES = {LINK: LINK_MIDDLE, CALL: CALL_MIDDLE}
"""The marker after the address or the name at the start of a span."""
TIGHT = frozenset({Mark.EMPHASIS, Mark.STRIKEOUT, Mark.STRONG, Mark.SUPERSCRIPT, Mark.SUBSCRIPT})
"""Marks that need a character other than a space on their inner side."""
SHIFTS = frozenset({Mark.SUPERSCRIPT, Mark.SUBSCRIPT})


def pieces_of(text: str, labels: Mapping[str, str]) -> tuple[Piece, ...]:
    """The pieces of a text, as Markdown can hold them, without spaces at either end.

    `labels` has the label of each note by its name, and the id of each place in the book by its address. A call without a label becomes
    its mark, a link without an address its text.
    """
    return _trimmed(_Builder(labels=labels).read(text))


@dataclass(slots=True, kw_only=True)
class _Open:
    """A span that is open: its mark, what stands at its start, the pieces so far."""

    mark: Mark
    target: str = ""
    within: list[Piece] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Reads a text with markers once, from left to right."""

    labels: Mapping[str, str]
    open: list[_Open] = field(default_factory=lambda: [_Open(mark=Mark.TEXT)])

    def read(self, text: str) -> tuple[Piece, ...]:
        """The pieces of the whole text."""
        position = 0
        while match := MARKERS.search(text, position):
            self._add_text(text[position : match.start()])
            position = self._take(text, match.start())
        self._add_text(text[position:])
        while len(self.open) > 1:
            self._close()
        return _joined(self.open[0].within)

    def _take(self, text: str, at: int) -> int:
        """Reads the marker at an offset and what belongs to it; the offset after it."""
        marker = text[at]
        match marker:
            case _ if marker == REMOVED:
                return _after(text, at, REMOVED_END)
            case _ if marker == MATH:
                end = _after(text, at, MATH)
                self.open[-1].within.append(Piece(mark=Mark.MATH, text=" ".join(MARKERS.sub(" ", text[at:end]).split())))
                return end
            case _ if marker == IMAGE:
                end = _after(text, at, IMAGE_END)
                file, _, description = text[at + 1 : end].removesuffix(IMAGE_END).partition(IMAGE_MIDDLE)
                alt = description[1:] if description.startswith("=") else None
                self.open[-1].within.append(Piece(mark=Mark.IMAGE, text=alt, target=file))
                return end
            case _ if marker == BREAK:
                self.open[-1].within.append(Piece(mark=Mark.BREAK))
            case _ if marker == SPAN_MIDDLE:
                end = _after(text, at, SPAN_END)
                if any(entry.mark is Mark.SPAN for entry in self.open):
                    self._close_to(Mark.SPAN, text[at + 1 : end].removesuffix(SPAN_END))
                return end
            case _ if marker in MIDDLES:
                end = text.find(MIDDLES[marker], at)
                if end >= 0:
                    self.open.append(_Open(mark=OPENING[marker], target=text[at + 1 : end]))
                    return end + 1
            case _ if marker in OPENING:
                self.open.append(_Open(mark=OPENING[marker]))
            case _ if marker in CLOSING:
                self._close_to(CLOSING[marker])
        return at + 1

    def _add_text(self, text: str) -> None:
        if text:
            self.open[-1].within.append(Piece(text=text))

    def _close_to(self, mark: Mark, target: str = "") -> None:
        """Closes the innermost span of a mark; spans that cross its end are closed before and opened again after it."""
        if not any(entry.mark is mark for entry in self.open[1:]):
            return
        crossing: list[_Open] = []
        while self.open[-1].mark is not mark:
            crossing.append(_Open(mark=self.open[-1].mark, target=self.open[-1].target))
            self._close()
        self.open[-1].target = target or self.open[-1].target
        self._close()
        self.open.extend(reversed(crossing))

    def _close(self) -> None:
        entry = self.open.pop()
        around = {before.mark for before in self.open}
        self.open[-1].within.extend(self._closed(entry, _joined(entry.within), around))

    def _closed(self, entry: _Open, within: tuple[Piece, ...], around: set[Mark]) -> tuple[Piece, ...]:
        """A span at its end, as Markdown can hold it."""
        match entry.mark:
            case Mark.CALL:
                return (Piece(mark=Mark.CALL, target=self.labels[entry.target]),) if entry.target in self.labels else within
            case Mark.CODE:
                return tuple(piece for one in within for piece in _as_code(one))
            case Mark.LINK:
                return within if Mark.LINK in around else tuple(_linked(within, self._address(entry.target)))
            case Mark.SPAN if not entry.target.strip():
                return within
            case mark if (mark in around and mark is not Mark.SPAN) or (mark in SHIFTS and _has_raw(within)):
                return within
            case mark:
                return _wrapped(within, Piece(mark=mark, target=entry.target.strip()))

    def _address(self, address: str) -> str:
        if address.startswith(INSIDE):
            return f"#{self.labels[address]}" if address in self.labels else ""
        return address.strip()


def _after(text: str, at: int, end: str) -> int:
    """The offset after the next marker `end`, or the end of the text."""
    found = text.find(end, at + 1)
    return len(text) if found < 0 else found + 1


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbours of one kind in one piece: texts, codes, emphasis and the like."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before is None or before.mark is not piece.mark:
            joined.append(piece)
        elif piece.mark in {Mark.TEXT, Mark.CODE}:
            joined[-1] = replace(before, text=f"{before.text}{piece.text}")
        elif piece.mark in TIGHT:
            joined[-1] = replace(before, within=_joined([*before.within, *piece.within]))
        elif piece.mark is not Mark.BREAK:
            joined.append(piece)
    return tuple(joined)


def _as_code(piece: Piece) -> Iterator[Piece]:
    """A piece of code as Markdown has it: code has only text in it, so links and the like are around it."""
    match piece.mark:
        case Mark.TEXT | Mark.CODE:
            text = piece.text or ""
            code = text.strip()
            before, _, after = text.partition(code) if code else (text, "", "")
            yield from (Piece(text=" ") for _ in before[:1])
            yield from (Piece(mark=Mark.CODE, text=code) for _ in code[:1])
            yield from (Piece(text=" ") for _ in after[:1])
        case Mark.BREAK:
            yield Piece(text=" ")
        case Mark.CALL | Mark.IMAGE | Mark.MATH:
            yield piece
        case Mark.SUPERSCRIPT | Mark.SUBSCRIPT | Mark.LINK | Mark.SPAN | Mark.EMPHASIS | Mark.STRIKEOUT | Mark.STRONG | Mark.SMALL_CAPITALS:
            yield replace(piece, within=_joined([inner for one in piece.within for inner in _as_code(one)]))


def _linked(within: Sequence[Piece], address: str) -> Iterator[Piece]:
    """Pieces as a link; the calls of notes in it stand between its parts, since a call is a link itself."""
    if not address:
        yield from within
        return
    if address.startswith("#") and not _shows(within):
        yield from within
        yield Piece(mark=Mark.LINK, target=address)  # the page of a place in the book
        return
    for has_call, group in groupby(within, key=_has_call):
        pieces = tuple(group)
        if not has_call:
            yield from _wrapped(pieces, Piece(mark=Mark.LINK, target=address))
            continue
        for piece in pieces:
            if piece.mark is Mark.CALL:
                yield piece
            else:
                yield replace(piece, within=tuple(_linked(piece.within, address)))


def _has_call(piece: Piece) -> bool:
    return piece.mark is Mark.CALL or any(map(_has_call, piece.within))


def _shows(pieces: Sequence[Piece]) -> bool:
    """Whether anything but spaces and calls is in these pieces."""
    return any(piece.mark in {Mark.IMAGE, Mark.MATH} or bool((piece.text or "").strip()) or _shows(piece.within) for piece in pieces)


def _has_raw(pieces: Sequence[Piece]) -> bool:
    """Whether anything is in these pieces that a superscript would change: a formula, or the description of a picture."""
    return any(piece.mark in {Mark.MATH, Mark.IMAGE} or _has_raw(piece.within) for piece in pieces)


def _has_words(pieces: Sequence[Piece]) -> bool:
    """Whether anything is in these pieces that emphasis and the like can change: words or a formula."""
    return any(
        piece.mark is Mark.MATH or (piece.mark is not Mark.IMAGE and bool((piece.text or "").strip())) or _has_words(piece.within)
        for piece in pieces
    )


PLACES = (".index", "#")
"""The beginnings of the attributes of spans that may be empty: a term of the index, a place that links lead to."""


def _wrapped(within: Sequence[Piece], span: Piece) -> tuple[Piece, ...]:
    """Pieces in a span, without the spaces at its edges, which stand around it; no span around pieces that it does not change."""
    if span.mark is Mark.SPAN and span.target.startswith(PLACES) and not _shows(within):
        return (replace(span, within=()), *within)
    is_changed = _has_words if span.mark in TIGHT else _shows
    if not is_changed(within) and not (span.mark is not Mark.LINK and any(map(_has_call, within))):
        return tuple(within)
    inner = _trimmed(within)
    before, after = _has_edge(within, first=True), _has_edge(within, first=False)
    if span.mark in SHIFTS and len(inner) == 1 and inner[0].mark is Mark.CALL:
        made: tuple[Piece, ...] = inner
    else:
        made = (replace(span, within=inner),)
    return (*([before] if before else []), *made, *([after] if after else []))


def _has_edge(pieces: Sequence[Piece], *, first: bool) -> Piece | None:
    """The space or break at the edge of pieces."""
    if not pieces:
        return None
    piece = pieces[0 if first else -1]
    if piece.mark is Mark.BREAK:
        return piece
    text = piece.text or ""
    has_space = piece.mark is Mark.TEXT and (text[:1] if first else text[-1:]).isspace()
    if has_space and not text.strip() and len(pieces) > 1:
        further = _has_edge(pieces[1:] if first else pieces[:-1], first=first)
        return further if further and further.mark is Mark.BREAK else Piece(text=" ")
    return Piece(text=" ") if has_space else None


def _trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without spaces and breaks at either end."""
    inner = list(pieces)
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while inner and _is_edge(inner[at], strip):
            inner.pop(at)
        if inner and inner[at].mark is Mark.TEXT:
            inner[at] = replace(inner[at], text=strip(inner[at].text or ""))
    return tuple(inner)


def _is_edge(piece: Piece, strip: Callable[[str], str]) -> bool:
    return piece.mark is Mark.BREAK or (piece.mark is Mark.TEXT and not strip(piece.text or ""))
