"""The lines of a title page as it is typed: what each is, by its words, and then by its place among the others.

Whatever a book does not print, or prints from book.toml, is dropped with a line in the ledger. What is sure by its words is what it says;
of the lines that are left, one is the title, and one may be the name of the author.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publish.importing.blocks import Hints, Person
from publish.importing.recovery.contents_list import folded
from publish.importing.recovery.heading_words import DATE

OUTSIDE = "the source says so outside its text"
LIKELY = 0.7  # a line that is less sure is asked


class LineKind(StrEnum):
    """What a line of a title page is; the names of keys of book.toml where it belongs there."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    CONTRIBUTOR = "contributor"
    PUBLISHER = "publisher"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLine:
    """A line of a title page: its words, what it is, why, how sure that is; the people that it names."""

    text: str
    kind: LineKind = LineKind.UNKNOWN
    evidence: str = ""
    confidence: float = 0.0
    people: tuple[Person, ...] = ()


_BY = "by|von|par|por|di|door|av|af|de|автор:?"
BY = re.compile(rf"(?:written\s+)?(?:{_BY})(?::)?\s+(?P<name>\S[^\n]{{1,90}}?)\.?", re.IGNORECASE)
BY_ALONE = re.compile(rf"(?:written\s+)?(?:{_BY})\s*:?", re.IGNORECASE)
CONTRIBUTED = re.compile(
    r"(?:(?P<trl>translated|übersetzt|aus dem \w+|traduit|traducido|tradotto|vertaald)|(?P<edt>edited|herausgegeben|édité|editado|a cura)"
    r"|(?P<ill>illustrated|illustriert|illustré|ilustrado|illustrato)|(?P<aui>with an introduction|mit einem vorwort|préface))"
    r"[^\n]{0,40}?\b(?:by|von|par|por|da|di|de|door)\s+(?P<name>[^\W\d_][^\n]{1,80}?)\.?",
    re.IGNORECASE,
)
WITH_AUTHOR = re.compile(r"(?P<title>.{3,}?)[.,:;/]?\s+[Bb][Yy]\s+(?P<name>(?:[A-Z][\w.’'-]*\s?){2,5}?)\.?")
HOUSE = re.compile(
    r"\b(?:press|publish(?:ing|ers?)|verlag|éditions|editorial|editora|издательство|wydawnictwo|uitgeverij|förlag|forlag)\b", re.IGNORECASE
)
"""Words that only the name of a publisher has."""
MAYBE_HOUSE = re.compile(
    r"\b(?:publications?|édition|books|co\.|ltd|inc\.|company|party|university|society|institut|museum|foundation)\b", re.IGNORECASE
)
_GENRE = (
    "novel|novella|romance|thriller|mystery|memoirs?|autobiography|biography|history|play|tragedy|comedy|drama|poems?|poetry|verses|"
    "(?:short |selected |collected )?stories|tales?|essays|fairy tale|"
    "roman|kriminalroman|novelle|erzählung(?:en)?|geschichten|gedichte|theaterstück|schauspiel|trauerspiel|lustspiel|erinnerungen|essays|"
    "récits?|nouvelles|contes|poèmes|poésies|pièce|comédie|tragédie|mémoires|essai|"
    "novela|cuentos|relatos|poemas|poesías|comedia|memorias|ensayo|romanzo|racconti|poesie|commedia|memorie|saggio|"
    "роман|повесть|рассказы?|стихи|поэма|пьеса|комедия|воспоминания"
)
GENRE = re.compile(rf"\(?(?:(?:an?|the|ein|eine|un|une|una|uno)\s+)?(?:{_GENRE})(?:\s+(?:in|en)\s+\w+\s+\w+)?\)?\.?", re.IGNORECASE)
DROPPED: Sequence[tuple[re.Pattern[str], str, float]] = tuple(
    (re.compile(pattern, re.IGNORECASE), evidence, confidence)
    for pattern, evidence, confidence in (
        (
            r"(?:from|to|cc|bcc|date|sent|subject|reply-to|attachments?|von|an|gesendet|betreff|datum|à|objet|envoyé|para|asunto|"
            r"oggetto):\s.*",
            "the header of an e-mail",
            0.9,
        ),
        (r".*(?:[\w.+-]+@[\w-]+\.\w+|https?://|www\.\w).*", "the author’s address", 0.9),
        (r"(?:(?:tel|phone|mobile|telefon|tél|fax|cell)\S*\s*)?\+?\(?\d[\d\s()/.-]{6,}", "the author’s telephone", 0.9),
        (
            r"(?:word ?count:?\s*|wörter:?\s*)?(?:about|approx\S*|around|circa|ca\.?|c\.|rund|etwa|environ|unos|около)?\s*"
            r"\d[\d., \u00a0]*k?\s*(?:words|wörter|mots|palabras|parole|слов|characters|zeichen|signes|pages|seiten)\.?|"
            r"word ?count:?\s*\d[\d., ]*",
            "the length of the typescript",
            0.9,
        ),
        (
            r"(?:\w+\s+)?(?:draft|version|fassung|entwurf|manuskript|manuscript|typescript|revision|brouillon|borrador|bozza|черновик)\b"
            r".{0,40}",
            "the state of the typescript",
            0.85,
        ),
        (
            r"(?:copyright|©|\(c\)\s).*|.*©.*|all rights reserved.*|isbn\b.*|first published.*|printed in.*|alle rechte vorbehalten.*|"
            r"tous droits.*|todos los derechos.*|tutti i diritti.*|все права.*",
            "the copyright; publish makes a page of its own from book.toml",
            0.85,
        ),
        (r"author of\b.*|auteur de\b.*", "an advertisement of the author’s other books", 0.8),
        (rf"(?:{DATE.pattern})|(?:1[5-9]|20)\d\d|[MDCLX]{{2,}}[MDCLXVI]*", "a date", 0.8),
    )
)
"""Lines that a book does not print, or prints from book.toml: pattern, evidence, confidence."""
STREET = re.compile(r"\d{1,4}\w?,? \S.*|\S.*\s\d[\w -]{0,9}|\S+ \S*\d\S* .{0,12}")
MOST_ADDRESS = 6  # lines
MOST_PLACE = 2  # words in the name of a place
MOST_SUBTITLE = 6  # words of a subtitle with a full stop
ARTICLES = re.compile(r"the|an?|der|die|das|eine?|l[ae]s?|les|une?|des|el|los|il|lo|gli|i", re.IGNORECASE)
JOINING = re.compile(r"\s*(?:,|;|&|\s(?:and|und|et|y|e|и)\s)\s*")
PARTICLES = re.compile(r"d[eaiu]|de[ls]|della|v[ao]n|de[rn]|ter|l[ea]|st|zu|zum|y", re.IGNORECASE)
DEGREE = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{0,2}\.?|Ph\.?\s?D\.?|[MB]\.?[ABD]\.?|Esq\.?|[JS]r\.?")
INITIAL = re.compile(r"[^\W\d_]{1,2}\.(?:-?[^\W\d_]\.)*")
JOINS = re.compile(r"and|und|et|o[fn]|i[nm]|at|for|to|from|with|am|aus|mit|en|con|per", re.IGNORECASE)
"""Words of titles that no name has."""


def title_lines_of(texts: Sequence[str], hints: Hints, title: int | None = None, *, typed: bool = False) -> list[TitleLine]:
    """What each line of a title page is. `title` is the place of the line that the source marks as the title of the book.

    What stands beside a marked title may be text: it is dropped only if the editor says so, or on the `typed` page of a typescript.
    """
    lines = [_by_words(text, hints) for text in texts]
    if title is not None and not typed:
        lines = [replace(line, confidence=0.6) if line.kind is LineKind.DROPPED else line for line in lines]
    if title is not None:
        lines[title] = replace(_titled(texts[title], 0.9), evidence="the one heading over all others, or the title that the source gives")
    _join_by(lines)
    if typed or not hints.sure:
        _mark_addresses(lines)
        _mark_by_place(lines)
    return lines


def name_in(text: str, *, alone: bool = True) -> str:
    """The name of a person that a line is, with capitals where a name has them; "" for any other line."""
    words = text.strip(" .,").split()
    if not alone and len(words) == 1 and words[0][:1].isupper() and words[0].isalpha():
        return _as_name(words)
    if not 2 <= len(words) <= 5 or ARTICLES.fullmatch(words[0]) or any(map(JOINS.fullmatch, words)):
        return ""
    inner = [word for word in words[1:-1] if not PARTICLES.fullmatch(word)]
    for word in (words[0], *inner, words[-1]):
        if not (INITIAL.fullmatch(word) or (word[0].isupper() and re.fullmatch(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?", word))):
            return ""
    return _as_name(words)


def signature(text: str) -> tuple[Person, ...]:
    """The people whom a line names by what they did: “By Ada Editor”, “Translated by Tom Turner”."""
    return _by_words(text, Hints()).people


def is_known(text: str, hints: Hints) -> bool:
    """Whether a line is one of a title page by its words alone, or by what the source says outside its text."""
    return _by_words(text, hints).kind is not LineKind.UNKNOWN


def dropped_line(text: str) -> TitleLine | None:
    """A line that a book does not print, or prints from book.toml; None for any other line."""
    for pattern, evidence, confidence in DROPPED:
        if pattern.fullmatch(text):
            return TitleLine(text=text, kind=LineKind.DROPPED, evidence=evidence, confidence=confidence)
    return None


def _as_name(words: Sequence[str]) -> str:
    text = " ".join(words)
    return re.sub(r"[^\W\d_]{2,}", lambda word: word[0].capitalize(), text) if text.isupper() and len(text) > 5 else text


def _people(text: str) -> tuple[Person, ...]:
    """The authors whom a text names after “by”: “Jane Ward and Tom Turner”; () if it names none."""
    names = [name_in(name, alone=False) for name in JOINING.split(text) if not DEGREE.fullmatch(name)]
    return tuple(Person(name=name) for name in names) if names and all(names) and (len(names) == 1 or " " in " ".join(names)) else ()


def _by_words(text: str, hints: Hints) -> TitleLine:
    """What a line is by its words alone, or by what the source says outside its text."""
    hinted = {folded(hints.publisher): LineKind.PUBLISHER, folded(hints.subtitle): LineKind.SUBTITLE}
    if folded(text) and folded(text) in {folded(person.name) for person in hints.people}:
        people = tuple(person for person in hints.people if folded(person.name) == folded(text))
        return TitleLine(
            text=text, kind=LineKind.CONTRIBUTOR, evidence="the source says so outside its text", confidence=0.95, people=people
        )
    if folded(text) and folded(text) in hinted:
        return TitleLine(text=text, kind=hinted[folded(text)], evidence=OUTSIDE, confidence=0.95)
    contributed, by = CONTRIBUTED.fullmatch(text), BY.fullmatch(text)
    if contributed and (people := _people(contributed["name"])):
        role = next(role for role in ("trl", "edt", "ill", "aui") if contributed[role])
        people = tuple(replace(person, role=role) for person in people)
        return TitleLine(text=text, kind=LineKind.CONTRIBUTOR, evidence="what a person did for the book", confidence=0.9, people=people)
    if by and (people := _people(by["name"])):
        return TitleLine(text=text, kind=LineKind.CONTRIBUTOR, evidence="“by” and a name", confidence=0.9, people=people)
    if GENRE.fullmatch(text):
        return TitleLine(text=text, kind=LineKind.SUBTITLE, evidence="says what kind of book it is", confidence=0.85)
    if dropped := dropped_line(text):
        return dropped
    if HOUSE.search(text) and len(text.split()) <= 6:
        return TitleLine(text=text, kind=LineKind.PUBLISHER, evidence="the name of a publisher", confidence=0.8)
    return TitleLine(text=text)


def _titled(text: str, confidence: float) -> TitleLine:
    """The line as the title, with the author if it names one: “On Liberty. By John Stuart Mill”."""
    match = WITH_AUTHOR.fullmatch(text)
    people = (Person(name=re.sub(r"(?<=\w{3})\.$", "", match["name"])),) if match else ()
    title = match["title"] if match else re.sub(r"(?<=\w{3})\.$", "", text)
    return TitleLine(text=title, kind=LineKind.TITLE, evidence="the title above the text", confidence=confidence, people=people)


def _join_by(lines: list[TitleLine]) -> None:
    """Makes a line “by” and the name below it the author."""
    for place, line in enumerate(lines[:-1]):
        people = _people(lines[place + 1].text) if BY_ALONE.fullmatch(line.text) else ()
        if people:
            evidence = "“by”, and a name below it"
            lines[place] = replace(line, kind=LineKind.DROPPED, evidence=evidence, confidence=0.9)
            below = TitleLine(text=lines[place + 1].text, kind=LineKind.CONTRIBUTOR, evidence=evidence, confidence=0.9, people=people)
            lines[place + 1] = below


def _mark_addresses(lines: list[TitleLine]) -> None:
    """Drops the lines of an address: between its first figure and the telephone or the e-mail address below."""
    ends = [place for place, line in enumerate(lines) if line.evidence.startswith("the author’s")]
    for end in ends:
        above = range(max(0, end - MOST_ADDRESS), end)
        streets = [at for at in above if lines[at].kind is LineKind.UNKNOWN and STREET.fullmatch(lines[at].text)]
        for at in range(streets[0], end) if streets else ():
            if lines[at].kind is LineKind.UNKNOWN:
                lines[at] = replace(lines[at], kind=LineKind.DROPPED, evidence="the author’s address", confidence=0.8)


def _mark_by_place(lines: list[TitleLine]) -> None:
    """Finds the title and the author among the lines that their words leave open, and what stands twice."""
    known = {folded(person.name) for line in lines for person in line.people}
    titles = [line.text for line in lines if line.kind is LineKind.TITLE]
    has_author = any(person.role == "aut" for line in lines for person in line.people)
    waiting = [place for place, line in enumerate(lines) if line.kind is LineKind.UNKNOWN and folded(line.text) not in known]
    if not titles:
        place, confidence = _title_place(lines, waiting, has_author=has_author)
        if place is not None:
            lines[place] = _titled(lines[place].text, confidence)
            titles = [lines[place].text]
            waiting.remove(place)
            _mark_author(lines, waiting, place, confidence, has_author=has_author or bool(lines[place].people))
    else:
        marked = next(place for place, line in enumerate(lines) if line.kind is LineKind.TITLE)
        _mark_author(lines, [at for at in waiting if at > marked], marked, 0.0, has_author=has_author)
    again = {folded(title) for title in titles} | {folded(person.name) for line in lines for person in line.people}
    title = next((place for place, line in enumerate(lines) if line.kind is LineKind.TITLE), None)
    for place, line in enumerate(lines):
        if line.kind is LineKind.UNKNOWN and folded(line.text) in again:
            lines[place] = replace(line, kind=LineKind.DROPPED, evidence="stands twice on the title page", confidence=0.85)
        elif line.kind is LineKind.UNKNOWN:
            lines[place] = _left(lines, place, title)


def _title_place(lines: Sequence[TitleLine], waiting: Sequence[int], *, has_author: bool) -> tuple[int | None, float]:
    """The place of the title among the lines that are open, and how sure that is."""
    author = next((at for at, line in enumerate(lines) if line.kind is LineKind.CONTRIBUTOR), None)
    above = [place for place in waiting if author is not None and place < author] or list(waiting)
    if not above:
        return None, 0.0
    twice = [place for place in above if sum(folded(lines[other].text) == folded(lines[place].text) for other in waiting) > 1]
    if twice:
        return twice[-1], 0.9
    if has_author or len(above) == 1:
        return above[0], 0.85 if len(above) <= 2 else 0.7
    named = [place for place in above if place + 1 < len(lines) and GENRE.fullmatch(lines[place + 1].text)]
    if len(named) == 1:
        return named[0], 0.8
    others = [place for place in above if not name_in(lines[place].text)]
    if others and len(others) < len(above):
        return others[0], 0.85 if len(above) - len(others) == 1 else 0.6
    capitals = [place for place in above if lines[place].text.isupper()]
    if len(capitals) == 1 and len(above) == 2:
        return capitals[0], 0.8
    return (above[0] if not others else max(above, key=lambda place: len(lines[place].text))), 0.5


def _mark_author(lines: list[TitleLine], waiting: list[int], title: int, confidence: float, *, has_author: bool) -> None:
    """Makes the one name among the lines that are open the author, if no other line names one."""
    names = [place for place in waiting if name_in(lines[place].text)]
    if has_author or not names:
        return
    place = min(names, key=lambda at: (at < title, abs(at - title)))
    evidence = "a name beside the title"
    sure = 0.8 if len(names) == 1 and confidence >= LIKELY else 0.5
    person = Person(name=name_in(lines[place].text))
    lines[place] = replace(lines[place], kind=LineKind.CONTRIBUTOR, evidence=evidence, confidence=sure, people=(person,))


def _left(lines: Sequence[TitleLine], place: int, title: int | None) -> TitleLine:
    """A line that its words leave open, by its place beside the title; all but a subtitle between title and author are guesses."""
    line = lines[place]
    if line.text[-1] in ".!?…" and len(line.text.split()) > MOST_SUBTITLE and not line.text.isupper():
        return line  # a sentence
    beside = {lines[at].kind for at in (place - 1, place + 1) if 0 <= at < len(lines)}
    if LineKind.PUBLISHER in beside and title is not None and len(line.text.split()) <= MOST_PLACE and line.text[0].isupper():
        return replace(line, kind=LineKind.DROPPED, evidence="a place beside the publisher", confidence=0.75)
    is_above = title is None or place < title
    if MAYBE_HOUSE.search(line.text) or is_above:
        evidence = "a line above the title, or the name of a publisher; it may be the author or the web site"
        return replace(line, kind=LineKind.PUBLISHER, evidence=evidence, confidence=0.5)
    author = next((at for at, other in enumerate(lines) if other.kind is LineKind.CONTRIBUTOR and other.confidence >= LIKELY), None)
    is_between = author is not None and title is not None and title < place < author and author - title <= 3
    alone = not any(other.kind is LineKind.SUBTITLE for other in lines)
    confidence = 0.75 if is_between and alone and lines[title or 0].confidence >= LIKELY else 0.5
    return replace(line, kind=LineKind.SUBTITLE, evidence="a line below the title", confidence=confidence)
