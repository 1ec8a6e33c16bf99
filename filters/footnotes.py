"""Notes in their normal form: marks on the right side of punctuation, without a space before them, numbered in reading order.

    word[^1], and     becomes   word,[^1] and        where marks stand after punctuation, as in English
    word.[^1]         becomes   word[^1].            where they stand before it, as in French

Policy: a mark moves across punctuation that ends a phrase and across closing quotation marks. It does not move across a dash, after which
the note may not apply, nor a closing bracket, since a note inside brackets belongs to their content. Notes and words keep their order.

Also a pandoc filter: pandoc --filter filters/footnotes.py. There the metadata say `mark: after` or `mark: before`, or else the language
decides (`note-mark` in its file of `publish.languages`); pandoc numbers the notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import panflute as pf

from _languages import rules_for
from _plain_text import LEAVES, Finding, Inlines, with_joined_strings

CHANGES = frozenset(
    {"classes", "emphasis", "languages", "links", "small_caps", "strikeouts", "strong", "underlines"}
)  # what holds nothing but a mark goes, what is divided by one is two

ENDS_PHRASE = ".,;:!?…،؛؟"
CLOSES_QUOTATION = "”’»«›‹“\"'"
OF_EAST_ASIA = "。，、；：！？」』”’…"  # punctuation without a space before the next word
AFTER = re.compile(rf"(?:[{OF_EAST_ASIA.strip('”’…')}][{OF_EAST_ASIA}]*|[{re.escape(ENDS_PHRASE + CLOSES_QUOTATION)}]+(?!\w))+")
BEFORE = re.compile(r"[\u00a0\u202f]?[.,;:!?]+$")
ABBREVIATION = re.compile(r"(?:^|[\W_])(?:\w|etc|cf|pp|vol|chap|art|ibid|op|cit|loc|no|fig|éd|trad)\.$", re.IGNORECASE)
NO_BREAK_SPACES = "\u00a0\u202f"
SPACES = (pf.Space, pf.SoftBreak)
OPEN_ENDED = (pf.Emph, pf.Strong, pf.SmallCaps, pf.Strikeout, pf.Underline, pf.Quoted, pf.Span)
HOLDS_INLINES = (pf.Para, pf.Plain, pf.Header, pf.LineItem, pf.Link, *OPEN_ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What publish passes to a filter; under plain pandoc it comes from the metadata."""

    first_note: int = 1
    mark: str = "after"
    language: str = ""


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Puts the notes of a tree into their normal form. Reports nothing. The context has the fields of `Context`."""
    place(doc, before=context.mark == "before")
    number(doc, context.first_note)
    return []


def place(element: pf.Element, *, before: bool) -> bool:
    """Puts the marks in an element on the right side of punctuation. Returns whether it has any."""
    if isinstance(element, pf.Note):
        return True
    marked = [place(child, before=before) for child in branches(element)]
    if any(marked) and not is_mark(element):
        if isinstance(element, HOLDS_INLINES):
            is_inner = isinstance(element, (pf.Link, *OPEN_ENDED))
            element.content = placed([*element.content.list], before=before, is_inner=is_inner)
        elif isinstance(element, pf.DefinitionItem):
            element.term = placed([*element.term.list], before=before)
    return any(marked)


def placed(inlines: Inlines, *, before: bool, is_inner: bool = False) -> Inlines:
    """The inlines with their marks on the right side of punctuation, without a space before them.

    `is_inner` for the content of emphasis and the like: marks at its end after a space stay there, to be lifted out later, since the text
    that follows is not known here.
    """
    inlines = [piece for inline in inlines for piece in (unlinked(inline) if isinstance(inline, pf.Link) else [inline])]
    inlines = with_plain_spaces(with_joined_strings(lifted(inlines, before=before)))
    end = len(inlines) - parted_marks(inlines) if is_inner else len(inlines)
    tight = without_spaces(inlines[:end])
    return [*(marks_before(tight) if before else marks_after(tight)), *inlines[end:]]


def with_plain_spaces(inlines: Inlines) -> Inlines:
    """The inlines with a plain space for no-break spaces before a mark, also if other spaces follow them."""
    result: Inlines = []
    for at, inline in enumerate(inlines):
        word = inline.text.rstrip(NO_BREAK_SPACES) if isinstance(inline, pf.Str) else ""
        if isinstance(inline, pf.Str) and word != inline.text and is_mark(next_word(inlines, at + 1)):
            result.extend([pf.Str(word), pf.Space()] if word else [pf.Space()])
        else:
            result.append(inline)
    return result


def next_word(inlines: Inlines, at: int) -> pf.Inline | None:
    """The first inline from a place on that is not a space of any kind."""
    return next((inline for inline in inlines[at:] if not isinstance(inline, SPACES) and not is_blank(inline)), None)


def is_blank(inline: pf.Inline) -> bool:
    """Whether an inline has only no-break spaces."""
    return isinstance(inline, pf.Str) and not inline.text.strip(NO_BREAK_SPACES)


def parted_marks(inlines: Inlines) -> int:
    """How many inlines at the end are marks and the space before them; 0 if there are no such marks."""
    at = len(inlines)
    while at and is_mark(inlines[at - 1]):
        at -= 1
    if at == len(inlines) or not at or not isinstance(inlines[at - 1], SPACES):
        return 0
    while at and isinstance(inlines[at - 1], SPACES):
        at -= 1
    return len(inlines) - at


def is_mark(element: pf.Element | None) -> bool:
    """Whether an element is the mark of a note: the note itself, or the span that labels it."""
    if isinstance(element, pf.Note):
        return True
    if not isinstance(element, pf.Span) or "note" not in element.classes:
        return False
    return len(element.content) == 1 and isinstance(element.content[0], pf.Note)


def lifted(inlines: Inlines, *, before: bool) -> Inlines:
    """The inlines with marks at the end of emphasis moved after it; those at the end of a quotation too, if marks follow punctuation.

    Emphasis that has only marks is dropped.
    """
    result: Inlines = []
    for inline in inlines:
        result.append(inline)
        if not isinstance(inline, OPEN_ENDED) or is_mark(inline):
            continue
        content = [*inline.content.list]
        count = parted_marks(content)
        if not (before and isinstance(inline, pf.Quoted)):
            while count < len(content) and is_mark(content[-count - 1]):
                count += 1
        if 0 < count < len(content):
            inline.content = content[:-count]
            result.extend(content[-count:])
        elif count and not getattr(inline, "identifier", "") and not isinstance(inline, pf.Quoted):
            result[-1:] = content
    return result


def unlinked(link: pf.Link) -> Inlines:
    """The link split at its marks, since a mark links to its note only; text after a mark is a link again.

    Inside quotation marks, which must not be doubled, the links stand inside. A link that has only marks leaves its id.
    """
    if not holds_mark(link):
        return [link]
    pieces = distributed(link, [*link.content.list])
    return [pf.Span(identifier=link.identifier), *pieces] if link.identifier else pieces


def distributed(link: pf.Link, inlines: Inlines) -> Inlines:
    """The content of a link as links with its address, with the marks between them; quotations that have marks hold their own links."""
    pieces: Inlines = []
    group: Inlines = []
    for inline in [*inlines, None]:
        quotes = inline is not None and holds_mark(inline, in_quotation=True)
        if inline is not None and not quotes:
            group.append(inline)
            continue
        start, end = within_spaces(group)
        made = parted(like(link, group[start:end], keeps_name=True)) if start < end else []
        if any(isinstance(piece, pf.Link) for piece in made):
            link.identifier = ""
        pieces.extend([*group[:start], *made, *group[end:]])
        group = []
        if inline is not None:
            inline.content = distributed(link, [*inline.content.list])
            pieces.append(inline)
    return pieces


def within_spaces(inlines: Inlines) -> tuple[int, int]:
    """The start and the end of the inlines without the spaces at both ends."""
    start, end = 0, len(inlines)
    while start < end and isinstance(inlines[start], SPACES):
        start += 1
    while start < end and isinstance(inlines[end - 1], SPACES):
        end -= 1
    return start, end


def holds_mark(element: pf.Inline, *, in_quotation: bool = False) -> bool:
    """Whether an element has a mark; `in_quotation` asks for a mark inside quotation marks."""
    if is_mark(element) or not isinstance(element, (pf.Link, *OPEN_ENDED)):
        return is_mark(element) and not in_quotation
    return any(holds_mark(child, in_quotation=in_quotation and not isinstance(element, pf.Quoted)) for child in element.content.list)


def parted(element: pf.Inline) -> Inlines:
    """An element split at its marks: pieces of its kind, with marks and the spaces beside them between; the element if it has no marks."""
    if is_mark(element) or not isinstance(element, (pf.Link, *OPEN_ENDED)):
        return [element]
    inner = [piece for child in element.content for piece in parted(child)]
    if isinstance(element, pf.Quoted) or not any(map(is_mark, inner)):
        return [element]
    pieces: Inlines = []
    group: Inlines = []
    for piece in [*inner, None]:
        if piece is not None and not is_mark(piece):
            group.append(piece)
            continue
        start, end = within_spaces(group)
        pieces.extend([*group[:start], *([like(element, group[start:end])] if start < end else []), *group[end:]])
        pieces.extend([piece] if piece is not None else [])
        group = []
    return pieces


def like(element: pf.Inline, content: Inlines, *, keeps_name: bool = False) -> pf.Inline:
    """An element of the same kind with other content. It takes over the id, unless `keeps_name`: then both have it."""
    if not isinstance(element, (pf.Link, pf.Span)):
        return type(element)(*content)
    named = {"identifier": element.identifier, "classes": list(element.classes), "attributes": dict(element.attributes)}
    element.identifier = element.identifier if keeps_name else ""
    return pf.Span(*content, **named) if isinstance(element, pf.Span) else pf.Link(*content, url=element.url, title=element.title, **named)


def without_spaces(inlines: Inlines) -> Inlines:
    """The inlines without spaces before marks. A space that separated two words moves after the mark."""
    result: Inlines = []
    owed: pf.Inline | None = None
    for inline in inlines:
        if is_mark(inline):
            while len(result) > 1 and isinstance(result[-1], SPACES):
                owed = result.pop()
        elif owed is not None:
            is_apart = isinstance(inline, (*SPACES, pf.LineBreak)) or (isinstance(inline, pf.Str) and not inline.text[:1].isalnum())
            if not is_apart:
                result.append(owed)
            owed = None
        result.append(inline)
    return result


def marks_after(inlines: Inlines) -> Inlines:
    """The inlines with marks moved after the punctuation and the closing quotation marks that follow them."""
    result: Inlines = []
    marks: Inlines = []
    for inline in inlines:
        if is_mark(inline):
            marks.append(inline)
            continue
        follower: pf.Inline | None = inline
        if marks and isinstance(inline, pf.Str) and (match := AFTER.match(inline.text)):
            put(result, match[0])
            follower = pf.Str(inline.text[match.end() :]) if match.end() < len(inline.text) else None
        if follower is not None:
            result.extend([*marks, follower])
            marks = []
    return [*result, *marks]


def marks_before(inlines: Inlines) -> Inlines:
    """The inlines with marks moved before the punctuation that ends a phrase; the full stop of an abbreviation stays with its word."""
    result: Inlines = []
    at = 0
    while at < len(inlines):
        end = at
        while end < len(inlines) and is_mark(inlines[end]):
            end += 1
        last = result[-1] if result else None
        if end > at and len(result) > 2 and is_apart(result):
            result[-2:-2] = inlines[at:end]
            at = end
            continue
        cut = end_of_word(last.text) if end > at and isinstance(last, pf.Str) else 0
        if isinstance(last, pf.Str) and 0 < cut < len(last.text):
            result[-1] = pf.Str(last.text[:cut])
            result.extend(inlines[at:end])
            result.append(pf.Str(last.text[cut:]))
        else:
            result.extend(inlines[at : max(end, at + 1)])
        at = max(end, at + 1)
    return with_joined_strings(result)


def end_of_word(text: str) -> int:
    """The offset of the punctuation that ends a phrase; the full stop of an abbreviation belongs to its word."""
    match = BEFORE.search(text)
    if not match:
        return len(text)
    return match.start() + 1 if ABBREVIATION.search(text[: match.start() + 1]) else match.start()


def is_apart(inlines: Inlines) -> bool:
    """Whether the inlines end with a word, a space and punctuation, as in French."""
    *_, word, space, punctuation = inlines
    return (
        isinstance(punctuation, pf.Str)
        and bool(punctuation.text)
        and set(punctuation.text) <= set(";:!?")
        and isinstance(space, pf.Space)
        and isinstance(word, pf.Str)
    )


def put(inlines: Inlines, text: str) -> None:
    """Adds text at the end of the inlines."""
    if inlines and isinstance(inlines[-1], pf.Str):
        inlines[-1] = pf.Str(inlines[-1].text + text)
    else:
        inlines.append(pf.Str(text))


def number(doc: pf.Doc, first: int) -> None:
    """Numbers the labelled notes in reading order; both calls of a note called twice get one number."""
    numbers: dict[str, int] = {}
    for span in marks_of(doc):
        label = span.attributes.get("id", "")
        span.attributes["number"] = str(numbers.setdefault(label, first + len(numbers)))


def marks_of(element: pf.Element) -> Iterator[pf.Span]:
    """The spans that label notes, in reading order."""
    if isinstance(element, pf.Span) and is_mark(element):
        yield element
        return
    for child in branches(element):
        yield from marks_of(child)


def branches(element: pf.Element) -> list[pf.Element]:
    """The parts of an element that may hold a note, in reading order: a table's caption is above it, a picture's below.

    Reads panflute's own lists: its iterators are ten times slower.
    """
    match element:
        case pf.Table():
            parts = [element.caption, element.head, *element.content.list, element.foot]
        case pf.TableBody():
            parts = [*element.head.list, *element.content.list]
        case pf.Figure():
            parts = [*element.content.list, element.caption]
        case pf.DefinitionItem():
            parts = [*element.term.list, *element.definitions.list]
        case _:
            parts = getattr(getattr(element, "content", None), "list", [])
    return [part for part in parts if type(part) not in LEAVES and part is not None]


def main() -> None:
    """Reads a tree from standard input and writes it in its normal form to standard output, as pandoc asks of a filter."""
    doc = pf.load()
    language = str(doc.get_metadata("lang", ""))
    mark = str(doc.get_metadata("mark", rules_for(language).note_mark))
    run(doc, Context(mark=mark, language=language))
    pf.dump(doc)


if __name__ == "__main__":
    main()
