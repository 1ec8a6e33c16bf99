"""Quotation marks as a compositor sets them: straight ones curled by language, apostrophes, a hair's breadth where two marks meet.

    "He said 'no,'" she wrote      becomes   “He said ‘no,’ ” she wrote       in English
    "Non"                          becomes   « Non »                          in French, with narrow no-break spaces

Policy: what cannot be decided stays as it was typed. The straight marks of one kind in a paragraph are set together or not at all, and M240
tells of those that are left. Marks curled already, code, addresses, attributes, mathematics are not touched. A note is a text of its own,
and is not seen from the text that calls it. Marks follow the language of the passage. Only marks change, and words keep their letters.

It runs behind the filters that read the text as it was typed. Also a pandoc filter, by `lang`: pandoc --filter filters/quotation_marks.py.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import panflute as pf

Place = tuple[int, int]  # line and column, 0 where they are not known
Finding = tuple[str, str, str, Place]
Inlines = list[pf.Inline]

NARROW, HAIR = "\u202f", "\u200a"
LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # they hold nothing, and are most of a tree
OPAQUE = frozenset({pf.Code, pf.Math, pf.RawInline, pf.Image})
OBJECT = "\ufffc"  # stands for what is no text: code, a picture, mathematics
ADDRESS = re.compile(r"://|www\.|\S@\S|^[\w.]+\.(?:com|org|net|edu)\b")
APOSTROPHE = "’"
LANGUAGES = {  # outer marks and inner marks, and the languages that have them
    "„“‚‘": "cs de sk",
    "»«›‹": "da",
    "«»‹›": "de-CH de-LI",
    "“”‘’": "en nl pt-BR",
    "«»“”": "es fr it pt",
    "””’’": "fi sv",
    "«»‘’": "nb nn no",
    "„”«»": "pl",
    "«»„“": "ru uk",
}
MARKS = {tag: marks for marks, tags in LANGUAGES.items() for tag in tags.split()}  # by the longest beginning of a tag
ELISIONS = {  # words that begin with an apostrophe
    "en": "bout cause cept em gainst neath round til tis twas twere twill twixt twould".split(),  # noqa: SIM905  read as words
    "de": "n ne nem nen ner rein raus s".split(),  # noqa: SIM905
    "nl": "k m n r s t".split(),  # noqa: SIM905
}
QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›" + NARROW + HAIR)  # what is looked past from one mark to the text beside it
OUTER = frozenset("“”„«»")
DASHES = "-–—―/"
BEGINS = frozenset(" \n\u00a0([{" + DASHES)
ENDS = frozenset(" \n\u00a0)]}.,;:!?…" + DASHES)
APOSTROPHES = re.compile(r"(?<= )'([nN])'(?= )|(?<=[^\W\d_])'(?=\w)|(?<=\d)'(?=[^\W\d_])")
PRIMES = re.compile(r"(?<=\d)'(?=\d)|(?<=\d)'\d+(\")")
MEETING = frozenset(["“‘", "‘“", "’”", "”’", "„‚"])  # pairs that a hair space parts

# --- the texts of a tree: the same in each filter that sets signs, for a filter is a lone file ----------------------------------------


@dataclass(slots=True, eq=False)
class Text:
    """A paragraph, a heading, a term or a line block as one run of signs, its notes apart: as it was typed, and what signs become.

    Its pieces are those of its leaves, each with the language that it is in; a piece without a leaf is fixed. `changes` are by place.
    """

    owner: pf.Element
    language: str
    pieces: list[tuple[str, pf.Inline | None, str]] = field(default_factory=list)
    notes: list[tuple[pf.Note, str]] = field(default_factory=list)
    signs: str = ""
    starts: list[int] = field(default_factory=list)
    changes: dict[int, str] = field(default_factory=dict)

    def piece_at(self, at: int) -> int:
        """The number of the piece in which a sign stands."""
        if not self.starts:
            self.starts = [0, *accumulate(len(piece) for piece, _, _ in self.pieces)]
        return bisect_right(self.starts, at) - 1

    def leaf_at(self, at: int) -> pf.Inline | None:
        """The leaf in which a sign stands; None if the sign is fixed."""
        piece, leaf, _ = self.pieces[self.piece_at(at)]
        return None if ADDRESS.search(piece) else leaf

    def put(self, at: int, set_as: str) -> None:
        """A sign is set otherwise, if it may be."""
        if self.leaf_at(at) is not None:
            self.changes[at] = set_as


def texts(element: pf.Element, language: str) -> Iterator[Text]:
    """Each text in an element, those of notes behind the one that calls them."""
    language = str(getattr(element, "attributes", {}).get("lang", language))
    if lists_of(element):
        text = text_of(element, language)
        yield text
        for note, around in text.notes:
            yield from texts(note, around)
    for name in ("definitions",) if lists_of(element) else ("caption", "head", "content", "foot"):
        inner = getattr(element, name, None)
        for child in getattr(inner, "list", [inner] if isinstance(inner, pf.Element) else []):
            yield from texts(child, language)


def lists_of(owner: pf.Element) -> list[Any]:
    """The lists of inlines, each a line, in which an element has its text."""
    match owner:
        case pf.Para() | pf.Plain() | pf.Header():
            return [owner.content]
        case pf.LineBlock():
            return [line.content for line in owner.content.list]
        case pf.DefinitionItem():
            return [owner.term]
    return []


def text_of(owner: pf.Element, language: str) -> Text:
    """The text of an element that has one."""
    text = Text(owner, language)
    for number, inlines in enumerate(lists_of(owner)):
        if number:
            text.pieces.append(("\n", None, language))
        gather(inlines.list, text, language)
    text.signs = "".join([piece for piece, _, _ in text.pieces])
    return text


def gather(inlines: Inlines, text: Text, language: str) -> None:
    """The pieces and the notes of some inlines, read from panflute's own lists: its iterators are ten times slower."""
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
            own = str(getattr(inline, "attributes", {}).get("lang", language))
            quoted = kind is pf.Quoted
            text.pieces += [("“", None, own)] if quoted else []
            gather(inline.content.list, text, own)
            text.pieces += [("”", None, own)] if quoted else []


def is_address(link: pf.Link) -> bool:
    """Whether a link shows where it leads."""
    return bool({"uri", "email"} & set(link.classes)) or pf.stringify(link) == link.url


def write_back(text: Text) -> None:
    """The signs as they are set go into the tree."""
    written: dict[int, str] = {}
    for number in {text.piece_at(at) for at in text.changes}:
        piece, leaf, _ = text.pieces[number]
        start = text.starts[number]
        written[id(leaf)] = "".join(text.changes.get(start + place, sign) for place, sign in enumerate(piece))
    for inlines in lists_of(text.owner):
        inlines[:] = rewritten(inlines.list, written)


def rewritten(inlines: Inlines, written: dict[int, str]) -> Inlines:
    """The inlines with their new signs."""
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


# --- what is set ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is set; the rest stays as typed."""

    quotes: bool = True
    nested: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the pipeline tells a filter; by hand, what the document's metadata say."""

    language: str = ""
    typography: Rules = field(default_factory=Rules)


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Sets the marks of a tree, and reports straight ones that stay. The context is a `Context` or looks like one."""
    place_of = getattr(context, "place_of", None) or (lambda element, within: (0, 0))
    rules = context.typography
    found: list[Finding] = []
    if not (rules.quotes or rules.nested):
        return found
    for text in texts(doc, context.language):
        if rules.quotes and ('"' in text.signs or "'" in text.signs):
            for at in set_quotes(text):
                place = place_of(text.leaf_at(at), at - text.starts[text.piece_at(at)])
                found.append(undecided(text.signs, at, place if place[1] else (place_of(text.owner, 0)[0], 0)))
        if rules.nested:
            part_marks(text)
        if text.changes:
            write_back(text)
    return found


def undecided(text: str, at: int, place: Place) -> Finding:
    """M240 for a mark at a place of a text."""
    around = " ".join(text[max(0, at - 16) : at + 16].replace(OBJECT, "…").split())
    help = "type the marks of this paragraph as they should be printed, “ ” ‘ ’, or primes: 6′ 1″"
    return ("M240", f"which way the straight mark {text[at]} faces in “{around}” cannot be told", help, place)


# --- quotation marks and apostrophes --------------------------------------------------------------------------------------------------


def set_quotes(text: Text) -> list[int]:
    """Sets the straight marks of a text; the place of the first of each kind that is left, if any is."""
    signs = text.signs
    primes = {at for found in PRIMES.finditer(signs) for at in range(found.start(), found.end())}
    for found in APOSTROPHES.finditer(signs):
        for at in range(found.start(), found.end()):
            if signs[at] == "'" and marks_at(text, at):
                text.put(at, APOSTROPHE)
    left: list[int] = []
    for kind, decide in (('"', doubles), ("'", singles)):
        free = (found.start() for found in re.finditer(kind, signs) if found.start() not in primes and found.start() not in text.changes)
        places = [at for at in free if text.leaf_at(at) is not None and marks_at(text, at)]
        decided = decide(text, places) if places else []
        if decided is None:
            left.append(places[0])
            continue
        for at, mark in decided:
            text.put(at, mark)
    return left


def language_at(text: Text, at: int) -> str:
    """The language in which a sign stands."""
    return text.pieces[text.piece_at(at)][2]


def marks_at(text: Text, at: int) -> str:
    """The four marks of a sign's language; "" if they are not known here."""
    parts = language_at(text, at).split("-")
    tags = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((MARKS[tag] for tag in tags if tag in MARKS), "")


def spaced(mark: str, language: str) -> str:
    """A mark with the space that French puts inside it."""
    if not language.startswith("fr") or mark not in "«»":
        return mark
    return mark + NARROW if mark == "«" else NARROW + mark


def sides(text: str, at: int) -> tuple[str, str]:
    """The nearest signs before and behind a mark that are no marks, spaces where there are none."""
    before, behind = at - 1, at + 1
    while before >= 0 and text[before] in QUOTES:
        before -= 1
    while behind < len(text) and text[behind] in QUOTES:
        behind += 1
    return text[before] if before >= 0 else " ", text[behind] if behind < len(text) else " "


def facing(text: str, at: int, *, is_open: bool) -> str:
    """Which way a mark faces: "open", "close", "" where it cannot be told."""
    before, behind = sides(text, at)
    begins, ends = before in BEGINS, behind in ENDS
    if begins != ends:
        return "open" if begins else "close"
    if not begins or (before.isspace() and behind.isspace()):
        return ""
    return "close" if is_open else "open"


def doubles(text: Text, places: list[int]) -> list[tuple[int, str]] | None:
    """The double marks set, or None: they must open and close in turn; the last may stay open, where the next paragraph goes on."""
    if OUTER & set(text.signs):
        return None
    decided: list[tuple[int, str]] = []
    opener: int | None = None
    for at in places:
        way = facing(text.signs, at, is_open=opener is not None)
        if way != ("open" if opener is None else "close"):
            return None
        owner = at if opener is None else opener
        decided.append((at, spaced(marks_at(text, owner)[0 if way == "open" else 1], language_at(text, owner))))
        opener = at if way == "open" else None
    return decided


def singles(text: Text, places: list[int]) -> list[tuple[int, str]] | None:
    """The single marks set, apostrophes at the beginning and the end of words among them, or None."""
    decided: list[tuple[int, str]] = []
    opener: int | None = None
    has_opened = False
    for number, at in enumerate(places):
        marks = marks_at(text, at if opener is None else opener)
        way = facing(text.signs, at, is_open=opener is not None)
        closes_later = any(facing(text.signs, later, is_open=True) == "close" for later in places[number + 1 :])
        elided = is_elision(text.signs, at, language_at(text, at))
        if way == "open" and elided and (opener is not None or not closes_later):
            decided.append((at, APOSTROPHE))
        elif way == "open" and opener is None and closes_later and not elided:
            opener, has_opened = at, True
            decided.append((at, marks[2]))
        elif way == "close" and opener is not None:
            decided.append((at, marks[3]))
            opener = None
        elif way == "close" and sides(text.signs, at)[0].isalpha() and not (has_opened and marks[3] != APOSTROPHE):
            decided.append((at, APOSTROPHE))
        else:
            return None
    return decided if opener is None else None


def is_elision(signs: str, at: int, language: str) -> bool:
    """Whether a mark stands before a word that has lost its beginning: 'tis, '90s."""
    word = re.match(r"\w+", signs[at + 1 :])
    if not word:
        return False
    known = ELISIONS.get(language.partition("-")[0], [])
    return word[0].lower() in known or re.fullmatch(r"\d\ds?", word[0]) is not None


def part_marks(text: Text) -> None:
    """A hair space parts two curled marks of different kinds that stand together."""
    if len(text.changes) < 2 and not any(pair in text.signs for pair in MEETING):
        return
    final = [text.changes.get(at, sign) for at, sign in enumerate(text.signs)]
    for at, (first, second) in enumerate(pairwise(final)):
        if first[-1:] + second[:1] in MEETING:
            text.put(at, first + HAIR)


if __name__ == "__main__":
    tree = pf.load()
    run(tree, Context(language=str(tree.get_metadata("lang", "en"))))
    pf.dump(tree)
