"""The headings of a text: unmarked ones by their words and layout, and the levels of those that the source marks."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import STRONG, STRONG_END, plain
from publish.importing.recovery.contents_list import folded
from publish.importing.recovery.heading_words import (
    BARE_PART,
    CHAPTER,
    DATE,
    NAMED,
    NUMBERED_TITLE,
    PART,
    SCENE,
    is_called_with_title,
    lone_number,
    number_of,
)
from publish.importing.recovery.mark_styles import Style
from publish.importing.recovery.note_bodies import is_notes_heading
from publish.importing.recovery.note_marks import body_marks_in

MOST_LETTERS, MOST_WORDS = 100, 16
LEAST_BELOW = 120  # letters of the text below a guessed heading
LEAST_BETWEEN = 200  # letters between two numbers that are headings
LEAST_NUMBERS, LEAST_NUMBERED = 2, 3  # numbers alone, numbers with a title
LEAST_LIKE = 3  # guessed headings that look alike
REFRAIN = 3  # times that a line stands in a text
LIKELY = 0.7  # of a heading: a less sure one is asked
SMALL_WORDS = "a an and as at but by de der des die du et for from in la le nor of on or per the to und van von vs with y"
STOPS = '.,;:?!…”"’-'
OPENING = "“\"‘'(—–―-•«„"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """An unmarked heading: its level, the evidence, the confidence; whether it is a number with its title below, or the title of a part."""

    level: int
    evidence: str
    confidence: float
    is_number: bool = False
    of_part: bool = False


def headings_of(blocks: Sequence[Block], entries: Collection[str] = ()) -> dict[int, Title]:
    """The unmarked headings among these blocks, by place. `entries` are the lines that a list of contents names, folded."""
    texts = [plain(block.text).strip() if _may_be(block) else "" for block in blocks]
    sure = {place: title for place, text in enumerate(texts) if (title := _called(text)) and _has_below(blocks, place, least=1)}
    sure |= _numbers(blocks, texts, sure)
    sure |= {
        place: Title(level=1, evidence="an entry of the list of contents", confidence=0.95)
        for place, text in enumerate(texts)
        if place not in sure and text and folded(text) in entries and _has_below(blocks, place, least=1)
    }
    sure |= _titles_below(blocks, texts, sure)
    return sure | _guesses(blocks, texts, sure)


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


# --- sure ones ------------------------------------------------------------------------------------------------------------------------


def _may_be(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and len(block.text) <= 2 * MOST_LETTERS and not is_notes_heading(block.text)


def _called(text: str) -> Title | None:
    """A line that calls itself a part, a chapter, a preface."""
    if not text or len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS:
        return None
    if _is_part_number(text):
        return Title(level=1, evidence="is called a part, alone on a line", confidence=0.96)
    if SCENE.fullmatch(text):
        return Title(level=2, evidence="is called a scene, alone on a line", confidence=0.96)
    if CHAPTER.fullmatch(text) or is_called_with_title(text):
        return Title(level=1, evidence="is called a chapter, alone on a line", confidence=0.96)
    return Title(level=1, evidence="the name of such a section, alone on a line", confidence=0.95) if NAMED.fullmatch(text) else None


def _numbers(blocks: Sequence[Block], texts: Sequence[str], sure: Mapping[int, Title]) -> dict[int, Title]:
    """The numbers that rise from one through the text, alone on their lines or before a title. Below chapters they are of level 2."""
    chapters = [place for place, title in sure.items() if CHAPTER.fullmatch(texts[place]) or is_called_with_title(texts[place])]
    level = 1 if all(PART.match(texts[place]) for place in chapters) else 2
    alone = [(place, number) for place, text in enumerate(texts) if (number := lone_number(text)) and _has_below(blocks, place, least=1)]
    titled = [
        (place, number_of(match["numeral"]))
        for place, text in enumerate(texts)
        if (match := NUMBERED_TITLE.fullmatch(text)) and place not in sure and _may_end(text) and _has_below(blocks, place)
    ]
    numbers = {
        place: Title(level=level, evidence="a number alone on a line; such numbers rise", confidence=0.9)
        for place in _rising(blocks, alone, sure, LEAST_NUMBERS)
    }
    with_titles = _rising(blocks, titled, sure, LEAST_NUMBERED)
    return numbers | {
        place: Title(level=level, evidence="a number and a title; such numbers rise", confidence=0.85) for place in with_titles
    }


def _rising(blocks: Sequence[Block], numbered: Sequence[tuple[int, int]], sure: Mapping[int, Title], least: int) -> frozenset[int]:
    """The places of the numbers that rise from one, with text between them; a heading above may begin them anew."""
    run: list[int] = []
    expected = 1
    for place, number in numbered:
        begins = number == 1 and (not run or any(run[-1] < at < place for at in sure))
        if (number != expected and not begins) or (run and not begins and _between(blocks, run[-1], place) < LEAST_BETWEEN):
            continue
        run.append(place)
        expected = number + 1
    return frozenset(run if len(run) >= least else ())


def _between(blocks: Sequence[Block], first: int, last: int) -> int:
    """The letters of the text between two places."""
    return sum(len(block.text) for block in blocks[first + 1 : last])


def _titles_below(blocks: Sequence[Block], texts: Sequence[str], sure: Mapping[int, Title]) -> dict[int, Title]:
    """The short lines directly below the number of a chapter or a part: its title. With those numbers, which have their titles below."""
    times = Counter(map(folded, texts))
    titles: dict[int, Title] = {}
    for is_number in (_is_part_number, _is_chapter_number, lone_number):
        bare = [place for place in sure if is_number(texts[place])]
        below = [
            place
            for place in bare
            if place + 1 < len(texts) and place + 1 not in sure and _may_be_title(texts[place + 1])
            if times[folded(texts[place + 1])] < REFRAIN and _has_below(blocks, place + 1, least=1)
        ]
        confidence = 0.9 if len(below) > 0.5 * len(bare) else 0.6
        for place in below:
            titles[place] = replace(sure[place], is_number=True)
            evidence = f"directly below “{texts[place]}”"
            of_part = _is_part_number(texts[place])
            titles[place + 1] = Title(level=sure[place].level, evidence=evidence, confidence=confidence, of_part=of_part)
    return titles


def _is_part_number(text: str) -> bool:
    return BARE_PART.fullmatch(text) is not None


def _is_chapter_number(text: str) -> bool:
    return CHAPTER.fullmatch(text) is not None and not SCENE.fullmatch(text)


def _may_be_title(text: str) -> bool:
    """Whether a line can be the title below a number: it is short, no sentence, and nobody says it."""
    is_short = 0 < len(text) <= MOST_LETTERS and len(text.split()) <= MOST_WORDS and any(map(str.isalpha, text))
    return is_short and text[0] not in OPENING and (_may_end(text) or text.isupper())


def _may_end(text: str) -> bool:
    return text[-1] not in STOPS or (text[-1] in '?!”’"' and len(text.split()) <= 8)


# --- guesses --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a line looks that may be a heading, and how sure that is: if it is the first line or one of several, and if it is alone."""

    evidence: str
    often: float
    alone: float


CAPITALS = _Look(evidence="capitals throughout, alone on a line over a paragraph", often=0.85, alone=0.6)
BOLD = _Look(evidence="bold throughout, alone on a line over a paragraph", often=0.85, alone=0.6)
CAPITALISED = _Look(evidence="capitalised like a title: a short line without a full stop over a paragraph", often=0.75, alone=0.6)
SHORT = _Look(evidence="a short line without a full stop over a paragraph", often=0.55, alone=0.55)
DATED = _Look(evidence="a date alone on a line over a paragraph", often=0.75, alone=0.55)
NUMBER = _Look(evidence="a Roman number, alone on a line", often=0.6, alone=0.6)


def _guesses(blocks: Sequence[Block], texts: Sequence[str], sure: Mapping[int, Title]) -> dict[int, Title]:
    """The lines that look like headings. One that stands again and again is none: it is a speaker, a refrain, a name below a letter."""
    times = Counter(folded(text) for text in texts if text)
    speaks = any(count >= REFRAIN and text.isalpha() for text, count in times.items()) and _has_speakers(texts, times)
    looks = {
        place: look
        for place, text in enumerate(texts)
        if place not in sure and text and times[folded(text)] < REFRAIN and (look := _look(blocks, place, text))
        if not (speaks and text.isupper())
    }
    alike = Counter(looks.values())
    in_chapters = any(CHAPTER.fullmatch(texts[place]) or is_called_with_title(texts[place]) for place in sure if place < len(texts))
    level = 2 if any(not NAMED.fullmatch(texts[place]) and not PART.match(texts[place]) for place in sure) else 1
    first = _first_below(texts)
    titles: dict[int, Title] = {}
    for place, look in looks.items():
        is_often = alike[look] >= LEAST_LIKE and not (in_chapters and look in {CAPITALISED, DATED})
        confidence = look.often if is_often or (place == first and not in_chapters) else look.alone
        titles[place] = Title(level=level, evidence=look.evidence, confidence=confidence)
    return titles


def _first_below(texts: Sequence[str]) -> int:
    """The place of the last of the short lines that a text begins with."""
    return next((place for place, text in enumerate(texts) if not text or len(text) > MOST_LETTERS), len(texts)) - 1


def _has_speakers(texts: Sequence[str], times: Mapping[str, int]) -> bool:
    return any(text.isupper() and times[folded(text)] >= REFRAIN for text in texts if text)


def _look(blocks: Sequence[Block], place: int, text: str) -> _Look | None:
    """How a line looks that may be a heading; None if it cannot be one."""
    if len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS or not any(letter.isalpha() for letter in text):
        return None
    if lone_number(text):
        return NUMBER if text.rstrip(".").isupper() and text.rstrip(".") != "I" and _has_below(blocks, place) else None
    if text[-1] in STOPS or text[0] in OPENING or any(body.style in {Style.BRACKET, Style.RAISED} for body in body_marks_in(text, 0)):
        return None
    if not _has_below(blocks, place):
        return None
    letters = [letter for letter in text if letter.isalpha()]
    if all(letter.isupper() for letter in letters) and len(letters) > 3:
        return CAPITALS
    if DATE.fullmatch(text):
        return DATED
    if blocks[place].text.startswith(STRONG) and blocks[place].text.find(STRONG_END) == len(blocks[place].text) - 1:
        return BOLD
    if text[0].islower() or text[0].isdigit():
        return None
    words = [word.strip("“”‘’\"'(),") for word in text.split()]
    raised = sum(word[:1].isupper() or word.lower() in SMALL_WORDS.split() for word in words if word)
    if (raised == len(words) and len(words) > 1) or (len(words) == 1 and text[0].isupper()):
        return CAPITALISED
    return SHORT if len(words) <= 8 else None


def _has_below(blocks: Sequence[Block], place: int, least: int = LEAST_BELOW) -> bool:
    """Whether running text or verse follows, at once or after other headings."""
    for block in blocks[place + 1 : place + 4]:
        if len(block.text) >= max(least, 1) or (block.kind is Kind.VERSE and "\n" in block.text):
            return True
        if len(block.text) > MOST_LETTERS or block.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
            return False
    return False
