"""Works that short references stand for, supplied in their notes: *ibid.*, *ebd.*, *там же*, *id.*, *op. cit.* with an author, *loc. cit.*

    [^1]: Ada Editor, *Proofs* (London, 1900), p. 5.
    [^2]: Ibid., p. 7.                                  a division .resolved at its end: [Ada Editor, *Proofs* (London, 1900), p. 7.]

Policy: the author's words stay. The supplied words stand in a division, for editions whose reader cannot see the note before. The
antecedent is the one work cited in the notes before, in the same section, in reading order. If the note before cites several works or none,
nothing is supplied and N117 reports it, once for a row of notes that depend on each other.

Runs after the filter for notes, whose numbers give the reading order. Also a pandoc filter: pandoc --filter filters/citations.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import panflute as pf

from _languages import citation_words
from _plain_text import LEAVES, Finding, Inlines, beginning, no_place, place_in, text_of, with_joined_strings

CHANGES = frozenset(
    {
        "classes",
        "code",
        "emphasis",
        "languages",
        "links",
        "quotation_marks",
        "small_caps",
        "strikeouts",
        "strong",
        "subscripts",
        "superscripts",
        "underlines",
        "paragraphs",
    }
)  # the work is set again in the note

WORDS = citation_words()
SAME_FORM = rf"(?:{'|'.join(WORDS.same)})\b\.?"
WORK_FORM, PLACE_FORM = "|".join(WORDS.work_cited), "|".join(WORDS.place_cited)
PAGE_WORD = rf"(?:{'|'.join(WORDS.pages)}|§§?)"
VOLUME_WORD = rf"(?:{'|'.join(WORDS.volumes)})"
NUMBERS = r"[\divxlcIVXLC]+[ab]?(?:\s*[–—,-]\s*[\divxlc]+)*(?:\s*ff?\.?)?"

LEAD = re.compile(rf"(?:{'|'.join(WORDS.see)})\s+(?!(?:{'|'.join(WORDS.also)})\b)", re.IGNORECASE)
SAME = re.compile(SAME_FORM, re.IGNORECASE)
SAME_AUTHOR = re.compile("|".join(WORDS.same_author), re.IGNORECASE)
WORK_CITED = re.compile(rf"(?P<author>[^;:\d]{{0,60}}?),?\s*\b(?:(?P<work>{WORK_FORM})|(?P<place>{PLACE_FORM}))\.?", re.IGNORECASE)
SHORT = re.compile(rf"{SAME_FORM}|\b(?:{WORK_FORM}|{PLACE_FORM})", re.IGNORECASE)
MORE = re.compile(rf"{'|'.join(WORDS.more)}|;", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?:(?<=\d)|(?<=[^\W\d_]{4})|(?<=[)”»’\"]))\.\s+(?=[“„«‘\"(]?[^\W\d_a-zа-я])|(?<=[?!])\s+")
PAGES = re.compile(rf"[,:.]?\s*(?:\b{PAGE_WORD}\b\.?\s*{NUMBERS}|(?<=[,:])\s*\d{{1,3}}(?:[–-]\d+)?)$")
VOLUME = re.compile(rf"[,:.]?\s*\b{VOLUME_WORD}\b\.?\s*{NUMBERS}$", re.IGNORECASE)
NAMES_VOLUME = re.compile(rf"\b{VOLUME_WORD}\b", re.IGNORECASE)
BEGINS_PLACE = re.compile(rf"\s*(?:[,:]\s*\S|\d|\b{PAGE_WORD}\b\.?\s*\d)")
NAMED = re.compile(r"[“«„][^”»“]+[”»“]")
JOINED = re.compile(rf"\b(?:{'|'.join(WORDS.joints)})\b")
HELP = "write the short reference instead: author, short title, page"


@dataclass(frozen=True, slots=True)
class Citation:
    """One work and a place in it, as a note cites it, without “see” and without the last full stop."""

    inlines: Inlines

    @property
    def text(self) -> str:
        """The words of the citation."""
        return text_of(self.inlines)

    @property
    def work(self) -> str:
        """The words that name the work, without the place in it."""
        return self.text[: without_place(self.text, with_volume=True)]

    @property
    def author(self) -> str:
        """The words before the first comma or title."""
        return re.split(r"[,:]", self.text, maxsplit=1)[0]


class UnclearError(Exception):
    """Why there is no citation. `is_reported` if an earlier note has been reported for it."""

    def __init__(self, reason: str, *, is_reported: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_reported = is_reported


@dataclass(slots=True)
class Reading:
    """The citations of the notes read so far, and that of the last note."""

    past: list[Citation] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # texts of notes whose citation is not clear
    last: Citation | UnclearError = field(default_factory=lambda: UnclearError("no note stands before it in its section"))

    def remember(self, citation: Citation | UnclearError, inlines: Inlines) -> None:
        """Adds the citation of a note that has been read; `inlines` are its words."""
        self.last = citation
        if isinstance(citation, Citation):
            self.past.append(citation)
        elif is_citing(inlines):
            self.unread.append(text_of(inlines).casefold())

    def before(self) -> Citation:
        """The citation of the note before. UnclearError if that is not one work."""
        if isinstance(self.last, UnclearError):
            raise self.last
        return self.last

    def of_author(self, name: str) -> Citation:
        """The last citation of an author's only work. UnclearError if there is none, or more than one work."""
        if not name:
            raise UnclearError("it names no author")
        surname = name.rsplit(maxsplit=1)[-1].casefold()
        citations = [citation for citation in self.past if surname in re.findall(r"[\w’'-]+", citation.author.casefold())]
        if not citations:
            raise UnclearError(f"no note before it cites one work of {name} alone")
        is_doubtful = any(surname in re.findall(r"[\w’'-]+", text) for text in self.unread)
        if is_doubtful or len({citation.work for citation in citations}) > 1:
            raise UnclearError(f"the notes before it may cite more than one work of {name}")
        return citations[-1]


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Supplies the works that the short references of a tree stand for. N117 for each that is not clear."""
    place_of = getattr(context, "place_of", None) or no_place
    findings: list[Finding] = []
    reading = Reading()
    for note, line in notes_in_order(doc):
        if is_supplied(note.content[-1] if note.content else None):
            note.content = list(note.content)[:-1]
        inlines = list(note.content[0].content) if note.content and isinstance(note.content[0], (pf.Para, pf.Plain)) else []
        start = lead.end() if (lead := LEAD.match(text_of(inlines))) else 0
        try:
            citation = resolved_from(inlines, start, reading)
        except UnclearError as unclear:
            if not unclear.is_reported:
                message = f"what “{beginning(text_of(inlines))}” stands for is not clear: {unclear.reason}"
                place = place_in(note.content[0], start, place_of) if inlines else (line, 0)
                findings.append(("N117", message, HELP, place if place[1] else (line, 0)))
            reading.remember(UnclearError(unclear.reason, is_reported=True), inlines)
            continue
        if citation is None:
            reading.remember(full_citation(inlines, start, is_alone=len(note.content) == 1), inlines)
            continue
        paragraph = pf.Para(*with_joined_strings([pf.Str("["), *cut(citation.inlines, 0, len(citation.text)), pf.Str(".]")]))
        note.content = [*note.content, pf.Div(paragraph, classes=["resolved"])]
        reading.remember(citation, inlines)
        if more := says_more(inlines, start):
            reading.remember(more, cut(inlines, end_of_place(text_of(inlines), start), len(text_of(inlines))))
    return findings


def resolved_from(inlines: Inlines, start: int, reading: Reading) -> Citation | None:
    """The citation that a short form stands for; None for a text that does not begin with one. UnclearError if it is ambiguous."""
    text = text_of(inlines)
    if short := SAME.match(text, start):
        return moved(reading.before(), inlines, short.end())
    if short := SAME_AUTHOR.match(text, start):
        end = end_of_place(text, short.end())
        if titles_in(cut(inlines, short.end(), end)):
            author = reading.before().author
            if not is_name(author):
                raise UnclearError("the note before it does not begin with an author")
            return Citation([*cut(reading.before().inlines, 0, len(author)), *cut(inlines, short.end(), end)])
        return moved(reading.before(), inlines, short.end())
    short = WORK_CITED.match(text, start)
    if not short or (short["author"] and not is_name(short["author"])):
        return None
    if short["place"] and not short["author"]:
        return reading.before()
    cited = reading.of_author(short["author"].strip())
    return cited if short["place"] else moved(cited, inlines, short.end())


def moved(citation: Citation, inlines: Inlines, at: int) -> Citation:
    """The citation with the place that follows a short form, if one does."""
    text = text_of(inlines)
    if not BEGINS_PLACE.match(text, at):
        return citation
    place = text[at : end_of_place(text, at)]
    end = without_place(citation.text, with_volume=NAMES_VOLUME.search(place) is not None)
    separator = [] if place[:1] in ",:" else [pf.Str(",")]
    return Citation([*cut(citation.inlines, 0, end), *separator, *cut(inlines, at, at + len(place))])


def end_of_place(text: str, at: int) -> int:
    """The end of the place that follows a short form: before another work, a sentence, or the last full stop."""
    other = MORE.search(text, at)
    sentence = SENTENCE_END.search(text, at)
    end = min(match.start() if match else len(text) for match in (other, sentence))
    return at + len(text[at:end].rstrip(" \u00a0.,"))


def says_more(inlines: Inlines, start: int) -> UnclearError | None:
    """Why a note is more than one citation; None if it is not."""
    text = text_of(inlines)
    if MORE.search(text):
        return UnclearError("the note before it cites more than one work")
    sentence = SENTENCE_END.search(text, start)
    if sentence and is_citing(cut(inlines, sentence.start(), len(text))):
        return UnclearError("the note before it says more than where to look")
    return None


def full_citation(inlines: Inlines, start: int, *, is_alone: bool) -> Citation | UnclearError:
    """The citation of a note, or why there is none: it says more than one thing, or nothing that can be cited again."""
    text = text_of(inlines)
    if more := says_more(inlines, start):
        return more
    if not is_alone:
        return UnclearError("the note before it says more than where to look")
    end = sentence.start() if (sentence := SENTENCE_END.search(text, start)) else len(text)
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
    """How many letters of a citation precede its page, or its volume."""
    end = pages.start() if (pages := PAGES.search(text)) else len(text)
    if with_volume and (volume := VOLUME.search(text[:end])):
        end = volume.start()
    return end


def is_citing(inlines: Sequence[pf.Inline]) -> bool:
    """Whether words may cite something: they have a title or a number."""
    return bool(titles_in(inlines) or re.search(r"\d", text_of(list(inlines))))


def titles_in(inlines: Sequence[pf.Inline]) -> list[str]:
    """The texts in italics, or if there are none, in quotation marks."""
    marked = [text_of(inline) for inline in inlines if isinstance(inline, (pf.Emph, pf.Quoted))]
    return marked or NAMED.findall(text_of(list(inlines)))


def is_name(text: str) -> bool:
    """Whether a text may be the name of an author: few words, the last with a capital."""
    words = text.split()
    return 0 < len(words) <= 6 and words[-1][0].isupper()


# --- the tree -------------------------------------------------------------------------------------------------------------------------


def notes_in_order(doc: pf.Doc) -> list[tuple[pf.Note, int]]:
    """Each note of a tree once, with its line, sorted by number; under plain pandoc, which gives no numbers, as they come."""
    notes: dict[str, tuple[int, pf.Note, int]] = {}
    for at, note in enumerate(notes_of(doc)):
        attributes = getattr(note.parent, "attributes", {}) if isinstance(note.parent, pf.Span) else {}
        number, line = int(attributes.get("number", at)), int(attributes.get("line", 0))
        notes.setdefault(attributes.get("id", f"#{at}"), (number, note, line))
    return [(note, line) for _, note, line in sorted(notes.values(), key=lambda numbered: numbered[0])]


def notes_of(element: pf.Element) -> Iterator[pf.Note]:
    """The notes in an element; notes hold no notes."""
    if isinstance(element, pf.Note):
        yield element
        return
    for part in ("head", "caption", "content", "foot", "term", "definitions"):
        inner = getattr(element, part, None)
        for child in getattr(inner, "list", [inner] if isinstance(inner, pf.Element) else []):
            if type(child) not in LEAVES:
                yield from notes_of(child)


def is_supplied(block: pf.Element | None) -> bool:
    """Whether this filter has supplied a block."""
    return isinstance(block, pf.Div) and "resolved" in block.classes


def cut(inlines: Sequence[pf.Inline], start: int, end: int) -> Inlines:
    """Copies of inlines, from one letter of their text to another, without notes and without ids, which must be unique."""
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


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
