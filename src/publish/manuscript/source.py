"""The letters of a section's text in stretches, each with its offset; pandoc's tree is aligned with them to find lines and lost words.

Letters are compared, not words, because markup may stand inside a word. A letter is a character of the categories that make words
(`text.words`), except the characters of Markdown itself. A stretch that may be markup (an address, an attribute, the number of an item) is
optional: the tree decides.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise

from publish.manuscript.scan import BRACKET, LABEL, Call, Scan
from publish.manuscript.zones import Kind

MARKUP_CHARACTERS = frozenset("$+<=>|~^`")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});")
BODY = -1
TEXT, CODE, MARKUP, NOTHING = range(4)

OPTIONAL = re.compile(
    rf"""
      (?P<note>\[\^{LABEL}\]:?)
    | ^[ \t>]*+(?:\[\^{LABEL}\]:[ \t]*+)?(?P<marks>(?>(?:(?:[-*+:~]|\d{{1,9}}\.)[ \t]++)+)(?::{{3,}}[^\n]*+)?)
    | ^[ \t>]*+(?P<caption>[Tt]able:)
    | ^[ \t>]*+(?P<division>:{{3,}}[^\n]*+)
    | ^[ \t>]*+(?P<reference>\[(?!\^)[^\]\[\n]++\]:[ \t]*+\n?[^\n]*+)
    | (?<=\|)[ \t]++(?P<item>\d{{1,9}}\.(?=[ \t]))
    | \](?P<label>\[[^\]\[\n]*+\])
    """,
    re.MULTILINE | re.VERBOSE,
)


class _Letters(dict[int, str]):
    """For `str.translate`: the letters that a character counts as when two texts are compared."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
        letters = "".join(part for part in decomposed if _counts(part)) if letter not in MARKUP_CHARACTERS else ""
        self[point] = letters
        return letters


def _counts(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter not in MARKUP_CHARACTERS and (category[0] in "LMN" or category in {"Sc", "Sm", "So"})


LETTERS = _Letters()


@lru_cache(maxsize=65536)
def letters_of(text: str) -> str:
    """The letters of a text, folded: `letters_of("Old-style “ﬁgures”")` is `oldstylefigures`."""
    return text.translate(LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of one line of the text with its letters; `is_optional` if it may be markup, `has_entities` if entities stand for letters."""

    start: int
    text: str
    letters: str
    is_optional: bool
    has_entities: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The stretches of a section's body and of its notes: definitions in the order of the scan, inline notes by their start."""

    body: tuple[Stretch, ...]
    definitions: tuple[tuple[Stretch, ...], ...]
    inline: dict[int, tuple[Stretch, ...]]


def letter_offsets(stretch: Stretch) -> list[int]:
    """The offset of each letter of a stretch; the letters of an entity stand where it begins."""
    offsets: list[int] = []
    end = 0
    for entity in ENTITY.finditer(stretch.text) if stretch.has_entities else ():
        offsets += _each_offset(stretch, end, entity.start())
        offsets += [stretch.start + entity.start()] * len(letters_of(unescape(entity[0])))
        end = entity.end()
    return offsets + _each_offset(stretch, end, len(stretch.text))


def _each_offset(stretch: Stretch, start: int, end: int) -> list[int]:
    return [stretch.start + at for at in range(start, end) for _ in LETTERS[ord(stretch.text[at])]]


def source_of(scan: Scan) -> Source:
    """The letters of a scanned section, notes apart from the body."""
    owners, spans, pictures = _owners(scan), _spans(scan), _pictures(scan)
    edges = (edge for stretch in (*owners, *spans, *pictures) for edge in stretch[:2])
    cuts = sorted({0, len(scan.text), *scan.places.starts[:-1], *edges})
    stretches: dict[int, list[Stretch]] = {}
    for start, end in pairwise(cuts):
        kind = _at(start, spans, TEXT)
        text = scan.text[start:end]
        has_entities = kind == TEXT and "&" in text
        letters = letters_of(ENTITY.sub(lambda entity: unescape(entity[0]), text) if has_entities else text)
        if letters and kind != NOTHING:
            is_optional = kind == MARKUP or _at(start, pictures, TEXT) != TEXT
            stretch = Stretch(start=start, text=text, letters=letters, is_optional=is_optional, has_entities=has_entities)
            stretches.setdefault(_at(start, owners, BODY), []).append(stretch)
    return Source(
        body=tuple(stretches.get(BODY, ())),
        definitions=tuple(tuple(stretches.get(number, ())) for number in range(len(scan.definitions))),
        inline={call.start: tuple(stretches.get(_key(call), ())) for call in scan.calls if call.inline},
    )


def _at(offset: int, spans: Sequence[tuple[int, int, int]], otherwise: int) -> int:
    """The value of the span at an offset; spans are in order and do not overlap."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return spans[at][2] if at >= 0 and offset < spans[at][1] else otherwise


def _key(call: Call) -> int:
    return -2 - call.start


def _owners(scan: Scan) -> list[tuple[int, int, int]]:
    """The extents of the notes: definitions with their index, inline notes with their key."""
    definitions = [(scan.places.starts[definition.line - 1], definition.end, number) for number, definition in enumerate(scan.definitions)]
    return sorted([*definitions, *((call.start, call.end, _key(call)) for call in scan.calls if call.inline)])


def _spans(scan: Scan) -> list[tuple[int, int, int]]:
    """The spans that are not plain text, in order, each with its kind."""
    spans: list[tuple[int, int, int]] = []
    for zone in scan.zones.all:
        match zone.kind:
            case Kind.FENCE | Kind.CODE | Kind.MATH:
                spans.append((zone.start, zone.inner[0], NOTHING))
                spans.append((*zone.inner, CODE))
                spans.append((zone.inner[1], zone.end, NOTHING))
            case Kind.COMMENT:
                spans.append((zone.start, zone.end, NOTHING))
            case Kind.ESCAPE:
                spans.append((zone.start, zone.end, CODE))
            case _:
                spans.append((zone.start, zone.end, MARKUP))
    spans.extend((call.start, call.end, NOTHING) for call in scan.calls if not call.inline)
    for match in OPTIONAL.finditer(scan.masked):
        group = match.lastgroup or ""
        spans.append((match.start(group), match.end(group), MARKUP))
    return _without_overlaps(spans)


def _pictures(scan: Scan) -> list[tuple[int, int, int]]:
    """The descriptions of pictures, `![…](`, which are words of the book only if they make a caption."""
    addresses = {zone.start for zone in scan.zones.all if zone.kind is Kind.ADDRESS}
    stack: list[int] = []
    pictures: list[tuple[int, int, int]] = []
    for match in BRACKET.finditer(scan.masked):
        if match[0] == "\n":
            stack.clear()
        elif match[0] == "]":
            start = stack.pop() if stack else -1
            if start > 0 and scan.masked[start - 1] == "!" and match.end() in addresses:
                pictures.append((start, match.end(), MARKUP))
        else:
            stack.append(match.start())
    return _without_overlaps(pictures)


def _without_overlaps(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The spans in order, without those that begin inside an earlier one."""
    separate: list[tuple[int, int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1], -span[2])):
        if span[1] > span[0] and (not separate or span[0] >= separate[-1][1]):
            separate.append(span)
    return separate
