"""The headings of a text: unmarked ones by their words and layout, and the levels of those that the source marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publish.importing.blocks import Block, Kind
from publish.importing.inline import plain
from publish.importing.recovery.mark_styles import Style
from publish.importing.recovery.note_bodies import is_notes_heading
from publish.importing.recovery.note_marks import body_marks_in

ORDINAL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|"
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|the first|the second|the third|the last"
)
PART = re.compile(
    rf"(?:part|book|volume|teil|buch|partie|livre|часть|книга|第[一二三四五六七八九十\d]+部)\s*(?:\d+|[ivxlc]+|{ORDINAL})?\.?",
    re.IGNORECASE,
)
CHAPTER = re.compile(
    rf"(?:chapter|lecture|letter|essay|section|act|scene|canto|kapitel|chapitre|capítulo|capitolo|глава|rozdział|hoofdstuk|"
    rf"第[一二三四五六七八九十百\d]+章)\s*(?:\d+|[ivxlc]+|{ORDINAL})?\s*[.:]?",
    re.IGNORECASE,
)
WITH_TITLE = re.compile(
    rf"(?:chapter|lecture|letter|essay|kapitel|chapitre|capítulo|capitolo|глава)\s+(?:\d+|[ivxlc]+|{ORDINAL})\s*[.:–—-]"
    r"\s*\S.{0,90}",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:preface|foreword|introduction|introductory|prologue|epilogue|conclusion|postscript|afterword|appendix(?: [\dA-Zivx]+)?|glossary|"
    r"bibliography|acknowledge?ments|dedication|author.s note|translator.s (?:note|preface)|vorwort|einleitung|einführung|nachwort|"
    r"schluss|anhang|"
    r"préface|avant-propos|conclusion|prólogo|введение|предисловие|заключение|послесловие)[.:]?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?:[IVXLC]{1,7}|\d{1,3})\.?")
MOST_LETTERS, MOST_WORDS = 100, 16
LEAST_BELOW = 120  # letters of the text below a heading
SMALL_WORDS = "a an and as at but by de der des die du et for from in la le nor of on or per the to und van von vs with y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """An unmarked heading: its level, the evidence, the confidence."""

    level: int
    evidence: str
    confidence: float


def headings_of(blocks: Sequence[Block]) -> dict[int, Title]:
    """The unmarked headings among these blocks, by place."""
    titles: dict[int, Title] = {}
    for place, block in enumerate(blocks):
        if block.kind is Kind.PARAGRAPH and not is_notes_heading(block.text):
            title = _title(blocks, place)
            if title:
                titles[place] = title
    return _as_chapters(titles)


def levels_of(blocks: Sequence[Block], *, by_page: bool = False, first: int = 1, title: str = "", titled: bool = False) -> dict[int, int]:
    """The levels of the marked headings, by place: 1 for a section, 0 for the title of the book.

    Parts have the level of their chapters, as in the spine of the book. `by_page` says that each of several files is a section; `first` is
    the level of the highest heading, 2 where the title of each section is known from elsewhere; `title` is the title in the hints; a
    first heading with other words is no title of the book if the text is `titled` so.
    """
    headings = [place for place, block in enumerate(blocks) if block.kind is Kind.HEADING]
    used = sorted({blocks[place].level for place in headings})
    levels: dict[int, int] = {}
    highest = [place for place in headings if blocks[place].level == used[0]]
    named = bool(headings) and bool(title) and plain(blocks[headings[0]].text).strip().casefold() == title.casefold()
    if not by_page and len(headings) > 1 and (named or (len(used) > 1 and highest == headings[:1] and not titled)):
        levels[headings[0]] = 0
        used = sorted({blocks[place].level for place in headings[1:]})
    of_parts = 0
    for level in used[:-1]:
        named_parts = [is_part(blocks[place]) for place in headings if blocks[place].level == level and place not in levels]
        if sum(named_parts) <= 0.5 * len(named_parts):
            break
        of_parts += 1
    ranks = {level: max(first, rank - of_parts) for rank, level in enumerate(used, first)}
    return levels | {place: ranks[blocks[place].level] for place in headings if place not in levels}


def is_part(block: Block) -> bool:
    """Whether a heading opens a part of the book, with several sections."""
    return block.type == "part" or (not block.type and bool(PART.match(plain(block.text).strip())))


def _title(blocks: Sequence[Block], place: int) -> Title | None:
    text = plain(blocks[place].text).strip()
    if not text or len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS or not any(letter.isalpha() for letter in text):
        return None
    for pattern, level, evidence in (
        (PART, 1, "is called a part"),
        (CHAPTER, 1, "is called a chapter"),
        (WITH_TITLE, 1, "is called a chapter"),
    ):
        if pattern.fullmatch(text) and _has_below(blocks, place, least=0):
            return Title(level=level, evidence=f"{evidence}, alone on a line", confidence=0.96)
    if NAMED.fullmatch(text) and _has_below(blocks, place):
        return Title(level=1, evidence="the name of such a section, alone on a line", confidence=0.95)
    if NUMBERED.fullmatch(text) and text.rstrip(".").isupper() and _has_below(blocks, place):
        return Title(level=2, evidence="a Roman number, alone on a line", confidence=0.8)
    if (
        text[-1] in '.,;:?!…”"’-'
        or text[0] in "“\"‘'(—–―-•"
        or any(body.style in {Style.BRACKET, Style.RAISED} for body in body_marks_in(text, 0))
    ):
        return None
    if not _has_below(blocks, place):
        return None
    letters = [letter for letter in text if letter.isalpha()]
    if all(letter.isupper() for letter in letters) and len(letters) > 3:
        return Title(level=2, evidence="capitals throughout, alone on a line over a paragraph", confidence=0.85)
    if text[0].islower() or text[0].isdigit():
        return None
    words = [word.strip("“”‘’\"'(),") for word in text.split()]
    raised = sum(word[:1].isupper() or word.lower() in SMALL_WORDS.split() for word in words if word)
    if (raised == len(words) and len(words) > 1) or (len(words) == 1 and text[0].isupper()):
        return Title(level=2, evidence="capitalised like a title: a short line without a full stop over a paragraph", confidence=0.75)
    return Title(level=2, evidence="a short line without a full stop over a paragraph", confidence=0.55) if len(words) <= 8 else None


def _has_below(blocks: Sequence[Block], place: int, least: int = LEAST_BELOW) -> bool:
    """Whether running text follows, at once or after other headings."""
    for block in blocks[place + 1 : place + 4]:
        if len(block.text) >= max(least, 1):
            return True
        if len(block.text) > MOST_LETTERS or block.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
            return False
    return False


def _as_chapters(titles: dict[int, Title]) -> dict[int, Title]:
    """The titles, all of level 1 if no chapter or part is among them."""
    if not any(title.level == 1 for title in titles.values()):
        return {place: Title(level=1, evidence=title.evidence, confidence=title.confidence) for place, title in titles.items()}
    return titles
