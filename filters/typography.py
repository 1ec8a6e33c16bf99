"""Typewriter signs as a compositor sets them: quotation marks by language, dashes in ranges, spaces at which no line breaks.

    "No," he said, pp. 3-4    becomes   “No,” he said, pp. 3–4    in English, the space behind pp. a no-break one
    "Non!"                    becomes   « Non ! »                 in French, with narrow no-break spaces

Policy: what cannot be decided stays as it was typed. The straight marks of one kind in a paragraph are set together or not at all, and M240
tells of those that are left. Marks curled already, code, addresses, attributes, mathematics are not touched. A note is a text of its own,
and is not seen from the text that calls it. Quotation marks follow the language of the passage; spaces that of the division, since
a French word in an English sentence is spaced as the sentence is. Words keep their letters: only punctuation and spaces change.

It runs last: the other filters see the text as it was typed. Also a pandoc filter: pandoc --filter filters/typography.py, by `lang`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import panflute as pf

Finding = tuple[str, str, str, int]
Inlines = list[pf.Inline]

NARROW, WIDE, HAIR = "\u202f", "\u00a0", "\u200a"
LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # they hold nothing, and are most of a tree
OBJECT = "\ufffc"  # stands for what is no text: code, a picture, mathematics
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
PRIMES = re.compile(r"(?<=\d)'(?=\d)|(?<=\d)'\d+(\")")
ADDRESS = re.compile(r"://|www\.|\S@\S|^[\w.]+\.(?:com|org|net|edu)\b")

UNIT = r"(?:pp?|vols?|chaps?|cols?|fols?|figs?|Nos?|Nr|Bde?|Kap|Abb|с|стр)\."
IN_RANGES = re.compile(rf"(?<![\w.-])(?:{UNIT}|§§?|S\.)[ \u00a0\u202f]?(?:\d+[-–]\d+, ?|\d+, ?)*\d+-\d+(?![\w-]|[.,]\d)")
YEARS = re.compile(r"(?<![\w/.:,#–-])(1\d{3}|20\d\d)(-)(1\d{3}|20\d\d|\d\d)(?![\w/:–-]|[.,]\d)")
NO_YEAR = re.compile(r"(?:\d|IS[BS]N|[Tt]el\.?|[Ff]ax|[Nn]o\.|Nr\.|№)[: \u00a0]*$")
INITIALS = r"(?<![\w.])[A-ZÄÖÜ]\.( )(?=[A-ZÄÖÜ]\.[ \u00a0]?[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ]\.[ \u00a0])[A-ZÄÖÜ]\.( )(?=[A-ZÄÖÜ]\w)"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is set; the rest stays as typed."""

    quotes: bool = True
    ranges: bool = True
    spaces: bool = True
    nested: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the pipeline tells a filter; by hand, what the document's metadata say."""

    language: str = ""
    typography: Rules = field(default_factory=Rules)


@dataclass(slots=True, eq=False)
class Sign:
    """One sign of a text: as it was, where it stands, in what language, as it will be. It is fixed where it has no leaf."""

    typed: str
    leaf: pf.Inline | None
    language: str
    set: str

    def put(self, text: str) -> None:
        """The sign is set otherwise, if it may be."""
        if self.leaf is not None:
            self.set = text


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Sets the signs of a tree, and reports straight marks that stay. The context is a `Context` or looks like one."""
    line_of = getattr(context, "line_of", None) or (lambda _: 0)
    rules = context.typography
    found: list[Finding] = []
    if not (rules.quotes or rules.ranges or rules.spaces or rules.nested):
        return found
    for owner, lists, language in texts(doc, context.language):
        if not triggers(rules, language).search("\n".join(map(plain_text, lists))):
            continue
        signs = list(signs_of(lists, language))
        text = "".join(sign.typed for sign in signs)
        if rules.quotes and ('"' in text or "'" in text):
            for sign in set_quotes(signs, text):
                line = max(line_of(owner), line_of(sign.leaf) if sign.leaf is not None else 0)
                found.append(undecided(text, sign.typed, signs.index(sign), line))
        set_others(signs, text, rules, language)
        if any(sign.set != sign.typed for sign in signs):
            write_back(owner, signs)
    return found


def undecided(text: str, mark: str, at: int, line: int) -> Finding:
    """M240 for a mark at a place of a text."""
    around = " ".join(text[max(0, at - 16) : at + 16].replace(OBJECT, "…").split())
    help = "type the marks of this paragraph as they should be printed, “ ” ‘ ’, or primes: 6′ 1″"
    return ("M240", f"which way the straight mark {mark} faces in “{around}” cannot be told", help, line)


# --- the texts of a tree --------------------------------------------------------------------------------------------------------------


def texts(element: pf.Element, language: str) -> Iterator[tuple[pf.Element, list[Any], str]]:
    """Each text with its owner and the language around it: a paragraph, a heading, a term, a whole line block; those of notes behind."""
    language = str(getattr(element, "attributes", {}).get("lang", language))
    match element:
        case pf.Para() | pf.Plain() | pf.Header():
            yield element, [element.content], language
        case pf.LineBlock():
            yield element, [line.content for line in element.content.list], language
        case pf.DefinitionItem():
            yield element, [element.term], language
        case pf.Image():
            return
    for name in ("caption", "head", "content", "term", "definitions", "foot"):
        inner = getattr(element, name, None)
        for child in getattr(inner, "list", [inner] if isinstance(inner, pf.Element) else []):
            if type(child) not in LEAVES:
                yield from texts(child, language)


@lru_cache(maxsize=64)
def triggers(rules: Any, language: str) -> re.Pattern[str]:
    """What a text must hold for anything in it to be set: most hold none of it, and need not be taken apart."""
    signs = "\"'" * rules.quotes + "-" * rules.ranges + "“”‘’„‚" * rules.nested
    patterns = [f"[{re.escape(signs)}]"] if signs else []
    if rules.spaces:
        patterns += [pattern.replace("( )", " ") for pattern in NO_BREAK.get(language.partition("-")[0], ())]
        patterns += ["[;:!?«»]"] if language.startswith("fr") else []
    return re.compile("|".join(patterns) or r"(?!)")


def plain_text(element: Any) -> str:
    """The text of inlines as `signs_of` has it, but for what is not taken apart there, which stands as it is."""
    pieces: list[str] = []
    for inline in getattr(element, "list", element):
        kind = type(inline)
        if kind is pf.Str:
            pieces.append(inline.text)
        elif kind in LEAVES:
            pieces.append(" ")
        elif kind is not pf.Note and hasattr(inline, "content"):
            pieces.append(f"“{plain_text(inline.content)}”" if kind is pf.Quoted else plain_text(inline.content))
        elif kind is not pf.Note:
            pieces.append(OBJECT)
    return "".join(pieces)


def signs_of(lists: Sequence[Any], language: str) -> Iterator[Sign]:
    """The signs of a text that stands in several lists of inlines, each list a line."""
    for number, inlines in enumerate(lists):
        if number:
            yield Sign("\n", None, language, "\n")
        for inline in inlines.list:
            yield from signs_in(inline, language)


def signs_in(inline: pf.Inline, language: str) -> Iterator[Sign]:
    """The signs of an inline; none for a note."""
    match inline:
        case pf.Str():
            leaf = None if ADDRESS.search(inline.text) else inline
            yield from (Sign(letter, leaf, language, letter) for letter in inline.text)
        case pf.Space() | pf.SoftBreak():
            yield Sign(" ", inline, language, " ")
        case pf.LineBreak():
            yield Sign("\n", None, language, "\n")
        case pf.Note():
            return
        case pf.Code() | pf.Math() | pf.RawInline() | pf.Image():
            yield Sign(OBJECT, None, language, OBJECT)
        case pf.Link() if {"uri", "email"} & set(inline.classes) or pf.stringify(inline) == inline.url:
            yield Sign(OBJECT, None, language, OBJECT)
        case _:
            own = str(getattr(inline, "attributes", {}).get("lang", language))
            quoted = isinstance(inline, pf.Quoted)
            yield from [Sign("“", None, own, "“")] if quoted else []
            for child in inline.content.list:
                yield from signs_in(child, own)
            yield from [Sign("”", None, own, "”")] if quoted else []


def write_back(owner: pf.Element, signs: Sequence[Sign]) -> None:
    """The signs as they are set go into the tree."""
    written: dict[int, str] = {}
    for sign in signs:
        if sign.leaf is not None:
            written[id(sign.leaf)] = written.get(id(sign.leaf), "") + sign.set
    if isinstance(owner, pf.LineBlock):
        for line in owner.content:
            line.content = rewritten(line.content, written)
    elif isinstance(owner, pf.DefinitionItem):
        owner.term = rewritten(owner.term, written)
    else:
        owner.content = rewritten(owner.content, written)


def rewritten(inlines: Any, written: dict[int, str]) -> Inlines:
    """The inlines with their new signs."""
    result: Inlines = []
    for inline in inlines.list:
        text = written.get(id(inline), inline.text if isinstance(inline, pf.Str) else " ")
        if isinstance(inline, pf.Str) or text != " ":
            if result and isinstance(result[-1], pf.Str):
                result[-1].text += text
            else:
                result.append(pf.Str(text))
            continue
        if not isinstance(inline, (pf.Note, pf.Image)) and hasattr(inline, "content"):
            inline.content = rewritten(inline.content, written)
        result.append(inline)
    return result


# --- quotation marks and apostrophes --------------------------------------------------------------------------------------------------


def set_quotes(signs: list[Sign], text: str) -> list[Sign]:
    """Sets the straight marks of a text; the first of each kind that is left, if any is."""
    primes = {at for found in PRIMES.finditer(text) for at in range(found.start(), found.end())}
    for found in re.finditer(r"(?<= )'([nN])'(?= )|(?<=[^\W\d_])'(?=\w)|(?<=\d)'(?=[^\W\d_])", text):
        for at in range(found.start(), found.end()):
            if text[at] == "'" and marks_in(signs[at]):
                signs[at].put(APOSTROPHE)
    left: list[Sign] = []
    for kind, decide in (('"', doubles), ("'", singles)):
        places = [at for at, sign in enumerate(signs) if sign.set == kind and at not in primes and sign.leaf is not None and marks_in(sign)]
        decided = decide(text, places, signs) if places else []
        if decided is None:
            left.append(signs[places[0]])
            continue
        for at, mark in decided:
            signs[at].set = mark
    return left


def marks_in(sign: Sign) -> str:
    """The four marks of a sign's language; "" if they are not known here."""
    parts = sign.language.split("-")
    tags = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((MARKS[tag] for tag in tags if tag in MARKS), "")


def spaced(mark: str, sign: Sign) -> str:
    """A mark with the space that French puts inside it."""
    if not sign.language.startswith("fr") or mark not in "«»":
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


def doubles(text: str, places: list[int], signs: Sequence[Sign]) -> list[tuple[int, str]] | None:
    """The double marks set, or None: they must open and close in turn; the last may stay open, where the next paragraph goes on."""
    if OUTER & set(text):
        return None
    decided: list[tuple[int, str]] = []
    opener: Sign | None = None
    for at in places:
        way = facing(text, at, is_open=opener is not None)
        if way != ("close" if opener else "open"):
            return None
        owner = opener or signs[at]
        decided.append((at, spaced(marks_in(owner)[0 if way == "open" else 1], owner)))
        opener = signs[at] if way == "open" else None
    return decided


def singles(text: str, places: list[int], signs: Sequence[Sign]) -> list[tuple[int, str]] | None:
    """The single marks set, apostrophes at the beginning and the end of words among them, or None."""
    decided: list[tuple[int, str]] = []
    opener: Sign | None = None
    has_opened = False
    for number, at in enumerate(places):
        marks = marks_in(opener or signs[at])
        way = facing(text, at, is_open=opener is not None)
        closes_later = any(facing(text, later, is_open=True) == "close" for later in places[number + 1 :])
        if way == "open" and is_elision(text, at, signs[at]) and (opener or not closes_later):
            decided.append((at, APOSTROPHE))
        elif way == "open" and not opener and closes_later and not is_elision(text, at, signs[at]):
            opener, has_opened = signs[at], True
            decided.append((at, marks[2]))
        elif way == "close" and opener:
            decided.append((at, marks[3]))
            opener = None
        elif way == "close" and sides(text, at)[0].isalpha() and not (has_opened and marks[3] != APOSTROPHE):
            decided.append((at, APOSTROPHE))
        else:
            return None
    return None if opener else decided


def is_elision(text: str, at: int, sign: Sign) -> bool:
    """Whether a mark stands before a word that has lost its beginning: 'tis, '90s."""
    word = re.match(r"\w+", text[at + 1 :])
    if not word:
        return False
    known = ELISIONS.get(sign.language.partition("-")[0], [])
    return word[0].lower() in known or re.fullmatch(r"\d\ds?", word[0]) is not None


# --- dashes, points, spaces -----------------------------------------------------------------------------------------------------------


def set_others(signs: list[Sign], text: str, rules: Any, language: str) -> None:
    """Sets what is not a quotation mark."""
    if rules.ranges and "-" in text:
        for at in hyphens_in_ranges(text):
            signs[at].put("–")
    if rules.spaces:
        for pattern in NO_BREAK.get(language.partition("-")[0], ()):
            for found in re.finditer(pattern, text):
                signs[found.start(found.lastindex or 0)].put(WIDE)
        if language.startswith("fr"):
            space_french(signs, text, is_canadian=language.endswith("-CA"))
    if rules.nested:
        part_marks(signs)


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


def space_french(signs: list[Sign], text: str, *, is_canadian: bool) -> None:
    """French spaces before signs of two parts and inside guillemets; those that are no-break already stay."""
    for found in FRENCH_SIGN.finditer(text):
        sign = found[1]
        space = WIDE if sign == ":" else NARROW
        if not is_canadian or sign == ":":
            put_or_insert(signs, found.start(), found.start(1), space)
    for found in GUILLEMETS.finditer(text):
        if found[0].startswith("«"):
            if found[1]:
                signs[found.start(1)].put(NARROW)
            elif text[found.start() + 1] not in (NARROW, WIDE):
                signs[found.start()].put("«" + NARROW)
        elif text[found.start() - 1] not in (NARROW, WIDE):
            put_or_insert(signs, found.start(), found.end() - 1, NARROW)


def put_or_insert(signs: list[Sign], start: int, at: int, space: str) -> None:
    """The space before a sign becomes another, or comes in where there is none."""
    if start < at:
        signs[start].put(space)
    else:
        signs[at].put(space + signs[at].set)


def part_marks(signs: Sequence[Sign]) -> None:
    """A hair space parts two curled marks of different kinds that stand together."""
    for first, second in pairwise(signs):
        pair = first.set[-1:] + second.set[:1]
        if pair in ("“‘", "‘“", "’”", "”’", "„‚", "‘“"):
            first.put(first.set + HAIR)


if __name__ == "__main__":
    tree = pf.load()
    run(tree, Context(language=str(tree.get_metadata("lang", "en"))))
    pf.dump(tree)
