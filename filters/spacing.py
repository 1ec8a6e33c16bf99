"""Dashes, points and spaces as a compositor sets them: dashes for hyphens, an ellipsis for three points, spaces at which no line breaks.

    pp. 3-4, by J. S. Mill    becomes   pp. 3–4, by J. S. Mill    in English, with no-break spaces behind pp., J. and S.
    But I--we---left...       becomes   But I—we—left…            in English; two hyphens are a shorter dash in German
    Oui !                     becomes   Oui !                     in French, with a narrow no-break space

Policy: what cannot be decided stays as it was typed. Code, addresses, attributes, mathematics are not touched. A note is a text of its own,
and is not seen from the text that calls it. Spaces follow the language of the division, not of a passage within it: a French word in an
English sentence is spaced as the sentence is. Words keep their letters: only punctuation and spaces change.

It runs last: quotation marks stand as they will be printed. Also a pandoc filter, by `lang`: pandoc --filter filters/spacing.py.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any

import panflute as pf

Finding = tuple[str, str, str, tuple[int, int]]
Inlines = list[pf.Inline]

NARROW, WIDE = "\u202f", "\u00a0"
LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # they hold nothing, and are most of a tree
OPAQUE = frozenset({pf.Code, pf.Math, pf.RawInline, pf.Image})
OBJECT = "\ufffc"  # stands for what is no text: code, a picture, mathematics
ADDRESS = re.compile(r"://|www\.|\S@\S|^[\w.]+\.(?:com|org|net|edu)\b")

UNIT = r"(?:pp?|vols?|chaps?|cols?|fols?|figs?|Nos?|Nr|Bde?|Kap|Abb|с|стр)\."
IN_RANGES = re.compile(rf"(?<![\w.-])(?:{UNIT}|§§?|S\.)[ \u00a0\u202f]?(?:\d+[-–]\d+, ?|\d+, ?)*\d+-\d+(?![\w-]|[.,]\d)")
YEARS = re.compile(r"(?<![\w/.:,#–-])(1\d{3}|20\d\d)(-)(1\d{3}|20\d\d|\d\d)(?![\w/:–-]|[.,]\d)")
NO_YEAR = re.compile(r"(?:\d|IS[BS]N|[Tt]el\.?|[Ff]ax|[Nn]o\.|Nr\.|№)[: \u00a0]*$")
INITIALS = r"(?<![\w.])[A-ZÄÖÜ]\.( )(?=[A-ZÄÖÜ]\.[ \u00a0]?[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ]\.[ \u00a0])[A-ZÄÖÜ]\.( )(?=[A-ZÄÖÜ]\w)"
DASHES = {  # for two hyphens: what they become between two words, and between spaces
    tag: dashes
    for dashes, tags in {"—–": "en", "——": "en-US es fr it pt ru uk", "––": "cs da de fi nb nl nn no pl sk sv"}.items()
    for tag in tags.split()
}
HYPHENS = re.compile(rf"(?<=[\w.,;:!?…%)\]”’»\"'{OBJECT}])-{{2,3}}(?![->])|(?<=[^\s-] )-{{2,3}}(?=[ \n])")
POINTS = re.compile(r"(?<![./])(?<!\. )(?:\.{3,4}|\.(?: \.){2,3})(?![./])(?! \.)")
NO_BREAK = {
    "en": (
        r"(?<![\w.])(?:[Pp]p?|[Vv]ols?|[Cc]haps?|[Ff]igs?|Nos?|ll|§§?)\.?( )(?=\d)",
        r"(?<![\w.])(?:pp?|vols?|chaps?)\.( )(?=[ivxlc]+\b)",
        r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Rev|Messrs|Mme|Mlle)\.?( )(?=[A-Z])",
        INITIALS,
    ),
    "de": (
        r"(?<![\w.])(?:z|u|d|o|v|n|s|i)\.( )(?=(?:B|a|h|ä|Ä|T|U|Chr|o|u|i|d)\.)",
        r"(?<![\w.])(?:§§?|(?:Nr|S|Bde?|Abb|Kap|Art|Abs|Anm|Z)\.)( )(?=\d)",
        r"(?<![\w.])(?:Dr|Prof|Hr|Fr)\.( )(?=[A-ZÄÖÜ])",
        INITIALS,
    ),
    "fr": (r"(?<![\w.])(?:pp?|vol|chap|fig|n[ᵒo°])\.?( )(?=\d)", r"(?<![\w.])(?:M|MM|Mme|Mlle|Dr)\.?( )(?=[A-ZÀÉ])", INITIALS),
}
FRENCH_SIGN = re.compile(rf"(?<=[\w)\]”’»…{OBJECT}]) ?([;:!?])(?=[;:!?]*(?:[\s»”)\]\"']|$))")
GUILLEMETS = re.compile(r"«( ?)(?=[^\s])|(?<=[^\s]) ?»")

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

    ranges: bool = True
    dashes: bool = True
    ellipses: str = "sign"
    spaces: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the pipeline tells a filter; by hand, what the document's metadata say."""

    language: str = ""
    typography: Rules = field(default_factory=Rules)
    no_break: tuple[str, ...] = ()


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Sets the dashes and the spaces of a tree; there is nothing to report. The context is a `Context` or looks like one."""
    rules, phrases = context.typography, phrases_of(tuple(getattr(context, "no_break", ())))
    stages: list[Callable[[Text], None]] = []
    stages += [set_dashes] if rules.dashes else []
    stages += [POINT_STYLES[rules.ellipses]] if rules.ellipses in POINT_STYLES else []
    stages += [set_ranges] if rules.ranges else []
    stages += [set_spaces] if rules.spaces else []
    stages += [partial(keep_together, phrases)] if phrases else []
    for text in texts(doc, context.language) if stages else ():
        current = text
        for stage in stages:
            stage(current)
            if current.changes:  # each goes by the signs as the one before has set them
                write_back(current)
                current = text_of(current.owner, current.language)
    return []


# --- dashes and points ----------------------------------------------------------------------------------------------------------------


def set_dashes(text: Text) -> None:
    """Sets the dashes that are typed as two or three hyphens."""
    for found in HYPHENS.finditer(text.signs) if "--" in text.signs else ():
        dash = dash_for(text, found)
        put_all(text, found.start(), [dash, *[""] * (len(found[0]) - 1)] if dash else [])


def dash_for(text: Text, hyphens: re.Match[str]) -> str:
    """What two or three hyphens become by the custom of the text's language; "" where it is not known."""
    before, behind = text.signs[hyphens.start() - 1], text.signs[hyphens.end() : hyphens.end() + 1]
    tags = (text.language, text.language.partition("-")[0])
    dashes = next((DASHES[tag] for tag in tags if tag in DASHES), "")
    if not dashes or len(hyphens[0]) == 3:
        return "—" if dashes else ""
    return "–" if before.isdigit() and behind.isdigit() else dashes[before == " "]


def join_points(text: Text) -> None:
    """Three points become one sign; four stay."""
    for found in points_in(text):
        if found[0].count(".") == 3:
            put_all(text, found.start(), ["…", *[""] * (len(found[0]) - 1)])


def part_points(text: Text) -> None:
    """Spaces part three points or four; another parts the first of three from its word, and the last from a word that follows."""
    for found in points_in(text):
        before, behind = text.signs[: found.start()][-1:], text.signs[found.end() :][:1]
        is_tight = " " not in found[0]
        spaced = [(WIDE if place and is_tight else "") + sign.replace(" ", WIDE) for place, sign in enumerate(found[0])]
        if before == " ":
            text.put(found.start() - 1, WIDE)
        elif before.isalnum() and found[0].count(".") == 3:
            spaced[0] = WIDE + spaced[0]
        spaced[-1] += " " * behind.isalnum()
        put_all(text, found.start(), spaced)


def points_in(text: Text) -> list[re.Match[str]]:
    """Three or four points together, or with spaces between them."""
    return list(POINTS.finditer(text.signs)) if ".." in text.signs or ". ." in text.signs else []


POINT_STYLES = {"sign": join_points, "spaced": part_points}


def put_all(text: Text, start: int, signs: list[str]) -> None:
    """Signs from a place on become others."""
    for at, sign in enumerate(signs, start):
        text.put(at, sign)


def set_ranges(text: Text) -> None:
    """Sets a dash for the hyphen between two pages, volumes, years."""
    for at in hyphens_in_ranges(text.signs) if "-" in text.signs else ():
        text.put(at, "–")


def hyphens_in_ranges(text: str) -> Iterator[int]:
    """Where hyphens stand between two pages, volumes, years."""
    for found in IN_RANGES.finditer(text):
        for pair in re.finditer(r"(\d+)(-)(\d+)", found[0]):
            if is_ascending(pair[1], pair[3]):
                yield found.start() + pair.start(2)
    for found in YEARS.finditer(text):
        is_month = len(found[3]) == 2 and int(found[3]) <= 12  # 1905-12 may be December
        if is_ascending(found[1], found[3]) and not is_month and not NO_YEAR.search(text[: found.start()]):
            yield found.start(2)


def is_ascending(first: str, last: str) -> bool:
    """Whether a number, shortened or not, is greater than the one before it: 1923, 33."""
    return len(first) < 5 and len(last) < 5 and int(first[: max(0, len(first) - len(last))] + last) > int(first)


# --- spaces ---------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def phrases_of(written: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds a book's own phrases, as whole words: `p. #` finds "p. 12" and not "top. 12"; one may begin in another."""
    if not written:
        return None
    longest_first = sorted(written, key=len, reverse=True)
    patterns = [re.escape(phrase).replace(r"\ ", "[ \u00a0]") + r"(?!\w)" * phrase[-1].isalnum() for phrase in longest_first]
    return re.compile(rf"(?<!\w)(?=({'|'.join(patterns)}))".replace(r"\#", r"\d+"))


def keep_together(phrases: re.Pattern[str], text: Text) -> None:
    """Sets the spaces in the book's own phrases."""
    for found in phrases.finditer(text.signs):
        for place in re.finditer(" ", found[1]):
            text.put(found.start() + place.start(), WIDE)


def set_spaces(text: Text) -> None:
    """Sets the spaces that the language of a text asks for."""
    for pattern in NO_BREAK.get(text.language.partition("-")[0], ()):
        for found in re.finditer(pattern, text.signs):
            text.put(found.start(found.lastindex or 0), WIDE)
    if text.language.startswith("fr"):
        space_french(text, is_canadian=text.language.endswith("-CA"))


def space_french(text: Text, *, is_canadian: bool) -> None:
    """French spaces before signs of two parts and inside guillemets; those that are no-break already stay."""
    for found in FRENCH_SIGN.finditer(text.signs):
        sign = found[1]
        if not is_canadian or sign == ":":
            put_or_insert(text, found.start(), found.start(1), WIDE if sign == ":" else NARROW)
    for found in GUILLEMETS.finditer(text.signs):
        if found[0].startswith("«"):
            if found[1]:
                text.put(found.start(1), NARROW)
            elif text.signs[found.start() + 1] not in (NARROW, WIDE):
                text.put(found.start(), "«" + NARROW)
        elif text.signs[found.start() - 1] not in (NARROW, WIDE):
            put_or_insert(text, found.start(), found.end() - 1, NARROW)


def put_or_insert(text: Text, start: int, at: int, space: str) -> None:
    """The space before a sign becomes another, or comes in where there is none."""
    if start < at:
        text.put(start, space)
    else:
        text.put(at, space + text.changes.get(at, text.signs[at]))


if __name__ == "__main__":
    tree = pf.load()
    phrases = tree.get_metadata("no-break", [])
    language = str(tree.get_metadata("lang", "en"))
    run(tree, Context(language=language, no_break=(phrases,) if isinstance(phrases, str) else tuple(phrases)))
    pf.dump(tree)
