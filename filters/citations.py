"""What “Ibid.” stands for, supplied in each note that says it: *ibid.*, *ebd.*, *там же*, *id.*, *op. cit.* with an author, *loc. cit.*

    [^1]: Ada Editor, *Proofs* (London, 1900), p. 5.
    [^2]: Ibid., p. 7.                                  a division .resolved at its end: [Ada Editor, *Proofs* (London, 1900), p. 7.]

Policy: the author's words stay. The supplied ones stand in a division of their own, for editions whose reader cannot see the note before.
The antecedent is looked for in the notes before, in the same section, in reading order, and must be the only one: where the note before
cites several works, or none, nothing is supplied and N117 says so, once for a row of notes that depend on each other.

Runs after the filter for notes, whose numbers say which one is read first. Also a pandoc filter: pandoc --filter filters/citations.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import panflute as pf

Place = tuple[int, int]  # line and column, 0 where they are not known
Finding = tuple[str, str, str, Place]
Inlines = list[pf.Inline]

LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # most of a tree, and nothing in them
LEAD = re.compile(r"(?:see|cf\.?|compare|vgl\.?|siehe|voir|см\.|ср\.)\s+(?!also\b|auch\b|aussi\b|также\b)", re.IGNORECASE)
SAME = re.compile(r"(?:ibid(?:em)?|ebd|ebda|ebenda|там\s+же)\b\.?", re.IGNORECASE)
SAME_AUTHOR = re.compile(r"(?:id\.|idem\b)", re.IGNORECASE)
WORK_CITED = re.compile(
    r"(?P<author>[^;:\d]{0,60}?),?\s*\b(?:(?P<work>op\.?\s*cit\b|a\.\s*a\.\s*O\b|указ\.\s*соч\b)|(?P<place>loc\.?\s*cit\b))\.?",
    re.IGNORECASE,
)
SHORT = re.compile(rf"{SAME.pattern}|\bop\.?\s*cit\b|\bloc\.?\s*cit\b|a\.\s*a\.\s*O\b", re.IGNORECASE)
ALSO = re.compile(r"see also|vgl\. auch|siehe auch|voir aussi|см\. также|[;]", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?:(?<=\d)|(?<=[^\W\d_]{4})|(?<=[)”»’\"]))\.\s+(?=[“„«‘\"(]?[^\W\d_a-zа-я])|(?<=[?!])\s+")
PAGE_WORD = r"(?:pp?|S|с|стр|fol|ff?|nn?|cols?|ll?|para|§§?|ch|chap|Kap|гл)"
NUMBERS = r"[\divxlcIVXLC]+[ab]?(?:\s*[–—,-]\s*[\divxlc]+)*(?:\s*ff?\.?)?"
PAGES = re.compile(rf"[,:.]?\s*(?:\b{PAGE_WORD}\b\.?\s*{NUMBERS}|(?<=[,:])\s*\d{{1,3}}(?:[–-]\d+)?)$")
VOLUME = re.compile(rf"[,:.]?\s*\b(?:vols?|bk|Bd|т|t|tome)\b\.?\s*{NUMBERS}$", re.IGNORECASE)
BEGINS_PLACE = re.compile(rf"\s*(?:[,:]\s*\S|\d|\b{PAGE_WORD}\b\.?\s*\d)")
NAMED = re.compile(r"[“«„][^”»“]+[”»“]")
JOINED = re.compile(r"\b(?:and|und|et|и|sowie)\b")
HELP = "write the short reference instead: author, short title, page"


@dataclass(frozen=True, slots=True)
class Citation:
    """One work and a place in it, as a note gives it, without what leads to it and without its last full stop."""

    inlines: Inlines

    @property
    def text(self) -> str:
        """Its words."""
        return text_of(self.inlines)

    @property
    def work(self) -> str:
        """The words that name the work, whatever the place in it."""
        return self.text[: without_place(self.text, with_volume=True)]

    @property
    def author(self) -> str:
        """The words before the first comma or title."""
        return re.split(r"[,:]", self.text, maxsplit=1)[0]


class UnclearError(Exception):
    """Why there is no citation; `is_told` if a note before has been reported for it already."""

    def __init__(self, reason: str, *, is_told: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_told = is_told


@dataclass(slots=True)
class Reading:
    """What the notes read so far have cited, and what the last one has."""

    past: list[Citation] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # notes that cite in no way that could be cited again
    last: Citation | UnclearError = field(default_factory=lambda: UnclearError("no note stands before it in its section"))

    def remember(self, said: Citation | UnclearError, inlines: Inlines) -> None:
        """The last note read says this, in these words."""
        self.last = said
        if isinstance(said, Citation):
            self.past.append(said)
        elif is_citing(inlines):
            self.unread.append(text_of(inlines).casefold())

    def before(self) -> Citation:
        """What the note before cites. UnclearError where that is not one work."""
        if isinstance(self.last, UnclearError):
            raise self.last
        return self.last

    def of_author(self, name: str) -> Citation:
        """The last citation of an author's only work. UnclearError where there is none, or another work."""
        if not name:
            raise UnclearError("it names no author")
        surname = name.rsplit(maxsplit=1)[-1].casefold()
        found = [citation for citation in self.past if surname in re.findall(r"[\w’'-]+", citation.author.casefold())]
        if not found:
            raise UnclearError(f"no note before it cites one work of {name} alone")
        is_doubtful = any(surname in re.findall(r"[\w’'-]+", text) for text in self.unread)
        if is_doubtful or len({citation.work for citation in found}) > 1:
            raise UnclearError(f"the notes before it may cite more than one work of {name}")
        return found[-1]


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Supplies what the short references of a tree stand for; N117 for each that does not say it."""
    place_of = getattr(context, "place_of", None) or (lambda element, within: (0, 0))
    found: list[Finding] = []
    reading = Reading()
    for note, line in notes_in_order(doc):
        if is_supplied(note.content[-1] if note.content else None):
            note.content = list(note.content)[:-1]
        inlines = list(note.content[0].content) if note.content and isinstance(note.content[0], (pf.Para, pf.Plain)) else []
        start = found_lead.end() if (found_lead := LEAD.match(text_of(inlines))) else 0
        try:
            said = resolved_from(inlines, start, reading)
        except UnclearError as unclear:
            if not unclear.is_told:
                message = f"what “{beginning(text_of(inlines))}” stands for is not clear: {unclear.reason}"
                place = place_in(note.content[0], start, place_of) if inlines else (line, 0)
                found.append(("N117", message, HELP, place if place[1] else (line, 0)))
            reading.remember(UnclearError(unclear.reason, is_told=True), inlines)
            continue
        if said is None:
            reading.remember(full_citation(inlines, start, is_alone=len(note.content) == 1), inlines)
            continue
        paragraph = pf.Para(*joined([pf.Str("["), *cut(said.inlines, 0, len(said.text)), pf.Str(".]")]))
        note.content = [*note.content, pf.Div(paragraph, classes=["resolved"])]
        reading.remember(said, inlines)
        if more := says_more(inlines, start):
            reading.remember(more, cut(inlines, end_of_place(text_of(inlines), start), len(text_of(inlines))))
    return found


def resolved_from(inlines: Inlines, start: int, reading: Reading) -> Citation | None:
    """The citation that a short form stands for; None where a text begins with none. UnclearError where it has no one meaning."""
    text = text_of(inlines)
    if found := SAME.match(text, start):
        return moved(reading.before(), inlines, found.end())
    if found := SAME_AUTHOR.match(text, start):
        end = end_of_place(text, found.end())
        if titles_in(cut(inlines, found.end(), end)):
            author = reading.before().author
            if not is_name(author):
                raise UnclearError("the note before it does not begin with an author")
            return Citation([*cut(reading.before().inlines, 0, len(author)), *cut(inlines, found.end(), end)])
        return moved(reading.before(), inlines, found.end())
    found = WORK_CITED.match(text, start)
    if not found or (found["author"] and not is_name(found["author"])):
        return None
    if found["place"] and not found["author"]:
        return reading.before()
    cited = reading.of_author(found["author"].strip())
    return cited if found["place"] else moved(cited, inlines, found.end())


def moved(citation: Citation, inlines: Inlines, at: int) -> Citation:
    """The citation with the place that follows a short form; with its own where none does."""
    text = text_of(inlines)
    if not BEGINS_PLACE.match(text, at):
        return citation
    place = text[at : end_of_place(text, at)]
    end = without_place(citation.text, with_volume=bool(re.search(r"\b(?:vol|bk|Bd|т|t|tome)\b", place, re.IGNORECASE)))
    separator = [] if place[:1] in ",:" else [pf.Str(",")]
    return Citation([*cut(citation.inlines, 0, end), *separator, *cut(inlines, at, at + len(place))])


def end_of_place(text: str, at: int) -> int:
    """Where the place that follows a short form ends: before another work, before a sentence, before the last full stop."""
    other = ALSO.search(text, at)
    sentence = SENTENCE_END.search(text, at)
    end = min(len(text), *(found.start() for found in (other, sentence) if found), len(text))
    return at + len(text[at:end].rstrip(" \u00a0.,"))


def says_more(inlines: Inlines, start: int) -> UnclearError | None:
    """Why a note says more than where to look, as far as citations go; None if it does not."""
    text = text_of(inlines)
    if ALSO.search(text):
        return UnclearError("the note before it cites more than one work")
    sentence = SENTENCE_END.search(text, start)
    if sentence and is_citing(cut(inlines, sentence.start(), len(text))):
        return UnclearError("the note before it says more than where to look")
    return None


def full_citation(inlines: Inlines, start: int, *, is_alone: bool) -> Citation | UnclearError:
    """The citation that a note is; why there is none, if it says more than one thing, or nothing that can be cited again."""
    text = text_of(inlines)
    if more := says_more(inlines, start):
        return more
    if not is_alone:
        return UnclearError("the note before it says more than where to look")
    end = found.start() if (found := SENTENCE_END.search(text, start)) else len(text)
    end = start + len(text[start:end].rstrip(" \u00a0."))
    titles = titles_in(cut(inlines, start, end))
    if SHORT.search(text):
        return UnclearError("the note before it cites nothing that could be meant")
    named = text[start:end]
    if len(titles) > 1 and JOINED.search(named[named.find(titles[0]) + len(titles[0]) : named.rfind(titles[-1])]):
        return UnclearError("the note before it cites more than one work")
    if not titles and not PAGES.search(named):
        return UnclearError("the note before it cites nothing that could be meant")
    return Citation(cut(inlines, start, end))


def without_place(text: str, *, with_volume: bool) -> int:
    """How many letters of a citation come before its page, or before its volume."""
    end = found.start() if (found := PAGES.search(text)) else len(text)
    if with_volume and (found := VOLUME.search(text[:end])):
        end = found.start()
    return end


def is_citing(inlines: Sequence[pf.Inline]) -> bool:
    """Whether words may cite something: there is a title in them, or a number."""
    return bool(titles_in(inlines) or re.search(r"\d", text_of(list(inlines))))


def titles_in(inlines: Sequence[pf.Inline]) -> list[str]:
    """The texts in italics or between quotation marks."""
    marked = [text_of(inline) for inline in inlines if isinstance(inline, (pf.Emph, pf.Quoted))]
    return marked or NAMED.findall(text_of(list(inlines)))


def is_name(text: str) -> bool:
    """Whether a text is the name of an author: few words, the last of them with a capital."""
    words = text.split()
    return 0 < len(words) <= 6 and words[-1][0].isupper()


# --- the tree -------------------------------------------------------------------------------------------------------------------------


def notes_in_order(doc: pf.Doc) -> list[tuple[pf.Note, int]]:
    """Each note of a tree once, with its line, by its number; by hand, where notes have none, as they come."""
    notes: dict[str, tuple[int, pf.Note, int]] = {}
    for at, note in enumerate(notes_of(doc)):
        attributes = getattr(note.parent, "attributes", {}) if isinstance(note.parent, pf.Span) else {}
        number, line = int(attributes.get("number", at)), int(attributes.get("line", 0))
        notes.setdefault(attributes.get("id", f"#{at}"), (number, note, line))
    return [(note, line) for _, note, line in sorted(notes.values(), key=lambda found: found[0])]


def notes_of(element: pf.Element) -> Iterator[pf.Note]:
    """The notes in an element; notes have none themselves."""
    if isinstance(element, pf.Note):
        yield element
        return
    for part in ("head", "caption", "content", "foot", "term", "definitions"):
        inner = getattr(element, part, None)
        for child in getattr(inner, "list", [inner] if isinstance(inner, pf.Element) else []):
            if type(child) not in LEAVES:
                yield from notes_of(child)


def place_in(block: pf.Element, at: int, place_of: Callable[[pf.Element, int], Place]) -> Place:
    """The place of a letter of a block's text; the block's line alone, where a filter has put the letter in."""
    waiting: list[pf.Element] = [block]
    while waiting:
        element = waiting.pop()
        length, content = len(text_of(element)), getattr(element, "content", None)
        if at >= length:
            at -= length
        elif content is not None:
            waiting = [*reversed(content.list)]
        else:
            place = place_of(element, at)
            return place if place[1] else (place_of(block, 0)[0], 0)
    return place_of(block, 0)


def is_supplied(block: pf.Element | None) -> bool:
    """Whether a block is what this filter has supplied."""
    return isinstance(block, pf.Div) and "resolved" in block.classes


def cut(inlines: Sequence[pf.Inline], start: int, end: int) -> Inlines:
    """Copies of inlines, from one letter of their text to another; without notes, and without ids, which are given once."""
    result: Inlines = []
    at = 0
    for inline in inlines:
        length = len(text_of(inline))
        first, last = max(0, start - at), min(length, end - at)
        at += length
        if first < last:
            result.append(piece_of(inline, first, last))
    return result


def piece_of(inline: pf.Inline, first: int, last: int) -> pf.Inline:
    """A copy of an inline, from one letter of its text to another."""
    match inline:
        case pf.Str():
            return pf.Str(inline.text[first:last])
        case pf.Code():
            return pf.Code(inline.text[first:last])
        case pf.Emph() | pf.Strong() | pf.SmallCaps() | pf.Strikeout() | pf.Underline() | pf.Superscript() | pf.Subscript():
            return type(inline)(*cut(inline.content, first, last))
        case pf.Quoted():
            return pf.Quoted(*cut(inline.content, first, last), quote_type=inline.quote_type)
        case pf.Link():
            return pf.Link(*cut(inline.content, first, last), url=inline.url)
        case pf.Span():
            return pf.Span(*cut(inline.content, first, last), classes=list(inline.classes), attributes=dict(inline.attributes))
        case _:
            return pf.Space() if text_of(inline) == " " else pf.Str(text_of(inline)[first:last])


def joined(inlines: Inlines) -> Inlines:
    """The inlines with neighbouring strings made one."""
    result: Inlines = []
    for inline in inlines:
        if result and isinstance(inline, pf.Str) and isinstance(result[-1], pf.Str):
            result[-1] = pf.Str(result[-1].text + inline.text)
        else:
            result.append(inline)
    return result


def beginning(text: str) -> str:
    """The first words of a text, to quote it by."""
    words = text.split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")


def text_of(element: Any) -> str:
    """The plain text of an inline, a block or several inlines, notes left out."""
    match element:
        case pf.Str() | pf.Code():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case list():
            return "".join(map(text_of, element))
        case _:
            return "".join(map(text_of, getattr(getattr(element, "content", None), "list", [])))


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
