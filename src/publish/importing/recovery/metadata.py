"""The metadata of the book: title, contributors, language, publisher. Whatever is a guess is asked.

Lines at the beginning of the text that are metadata move to book.toml; if the editor rejects that, they are text again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import PurePath

from publish.config.language_tags import canonical_tag
from publish.importing.blocks import ORDINAL, Hints, Person
from publish.importing.inline import called_notes, plain
from publish.importing.ledger import DecisionLog, Place, State, Subject, place_of
from publish.importing.recovery.language_guess import language_of
from publish.importing.recovery.recovered_text import Passage, Role

BY = re.compile(r"(?:by|von|par|por|di|door|av|af)\s+(?P<name>[^\W\d_][^\n]{1,80}?)\.?", re.IGNORECASE)
TRANSLATED = re.compile(
    r"(?:translated|edited|illustrated|with an introduction)(?:[^\n]{0,30}?) by\s+(?P<name>[^\W\d_][^\n]{1,80}?)\.?", re.IGNORECASE
)
WITH_AUTHOR = re.compile(r"(?P<title>.{3,}?)[.,:;/]?\s+[Bb][Yy]\s+(?P<name>(?:[A-Z][\w.’'-]*\s?){2,5}?)\.?")
ROLES = {"translated": "trl", "edited": "edt", "illustrated": "ill", "with an introduction": "aui"}
HOUSE = re.compile(
    r"\b(?:press|publish(?:ing|ers?)|publications?|verlag|éditions?|editorial|editora|books|co\.|ltd|inc\.|company|party|university|society|"
    r"institut|museum|foundation|издательство|wydawnictwo|uitgeverij|förlag|forlag)\b",
    re.IGNORECASE,
)
LONG = 200  # letters: such a paragraph is running text
MOST_LINES = 12
UNKNOWN = "Unknown Author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata for book.toml; `taken` are the passages that moved there from the text."""

    title: str
    language: str
    people: tuple[Person, ...]
    publisher: str = ""
    subtitle: str = ""
    taken: tuple[Passage, ...] = ()


def metadata_of(passages: Sequence[Passage], hints: Hints, name: str, log: DecisionLog) -> Metadata:
    """The metadata of a source called `name`, with a decision for each."""
    sure = hints if hints.sure else Hints()
    page = _TitlePage(log=log, title=sure.title, people=list(sure.people), publisher=sure.publisher, subtitle=sure.subtitle, sure=sure.sure)
    page.read([line for line in _title_lines(passages, hints) if _text(line)], hints)  # a picture is no title
    page.ask(hints, name)
    title, people = page.title, page.people
    beginning = " ".join(plain(passage.block.text) for passage in passages[:400])
    declared = canonical_tag(hints.language) or ""
    language, confidence = (declared, 0.95) if declared else language_of(beginning)
    log.decide(
        Subject.METADATA,
        Place(file=name, line=1, text=language),
        f'language = "{language}"',
        "the source says so" if declared else "the commonest words of the text",
        confidence,
        State.APPLIED if confidence > 0.6 else State.ASKED,
    )
    if not title:
        titles = (passage for passage in passages if passage.role is Role.HEADING and passage.block.type != ORDINAL)
        first = next(titles, None)
        title = _text(first) if first else " ".join(re.split(r"[-_\s]+", PurePath(name).stem)).strip().capitalize() or name
        log.decide(
            Subject.METADATA, Place(file=name, line=1, text=title), f'title = "{title}"', "nothing else could be a title", 0.3, State.ASKED
        )
        title = log.decisions[-1].words or title
    if not people:
        log.decide(
            Subject.METADATA, Place(file=name, line=1, text=UNKNOWN), f'contributor = "{UNKNOWN}"', "nobody is named", 0.1, State.ASKED
        )
        people.append(Person(name=log.decisions[-1].words or UNKNOWN))
    return Metadata(
        title=title, language=language, people=tuple(people), publisher=page.publisher, subtitle=page.subtitle, taken=tuple(page.taken)
    )


@dataclass(slots=True, kw_only=True)
class _TitlePage:
    """The metadata read so far from the lines above the text."""

    log: DecisionLog
    title: str
    people: list[Person]
    publisher: str
    subtitle: str = ""
    sure: bool = False  # whether the source gives them as metadata of a book
    taken: list[Passage] = field(default_factory=list)

    def ask(self, hints: Hints, name: str) -> None:
        """Takes from the hints what the lines above the text do not give."""
        values = [
            ("title", hints.title, self.title),
            ("subtitle", hints.subtitle, self.subtitle),
            ("publisher", hints.publisher, self.publisher),
            ("contributor", ", ".join(person.name for person in hints.people), ", ".join(person.name for person in self.people)),
        ]
        for key, text, read in values:
            if text and (self.sure or not read):
                state = State.APPLIED if self.sure else State.ASKED
                place = Place(file=name, line=1, text=text)
                confidence = 0.95 if self.sure else 0.6
                self.log.decide(Subject.METADATA, place, f'{key} = "{text}"', "the source says so outside its text", confidence, state)
                if self.log.decisions[-1].words:
                    self._set(key, self.log.decisions[-1].words)
                elif self.log.decisions[-1].state is not State.LEFT and key == "contributor":
                    self.people = list(hints.people)
                elif self.log.decisions[-1].state is not State.LEFT:
                    setattr(self, key, text)

    def read(self, lines: Sequence[Passage], hints: Hints) -> None:
        """Reads the lines above the text: the longest is the title, a line above it is a publisher, one below it a subtitle.

        A line that repeats a hint is what the hint says.
        """
        hinted = {
            _folded(hints.title): "title",
            _folded(hints.publisher): "publisher",
            _folded(hints.subtitle): "subtitle",
            **{_folded(person.name): "contributor" for person in hints.people},
        }
        others = [line for line in lines if not _signature(_text(line))]
        sure_title = next((line for line in lines if _is_title(line, hints)), None)
        title_line = sure_title or max(others, key=lambda line: len(_text(line)), default=None)
        is_above = True
        for line in lines:
            text = _text(line)
            person = _signature(text)
            if hinted.get(_folded(text), "title") != "title":
                key = hinted[_folded(text)]
                self._takes(line, f'{key} = "{text}"', "the source says so outside its text")
            elif person:
                if self._takes(line, f'contributor = "{person.name}"', "“by” and a name, above the text") and person not in self.people:
                    self.people.append(person)
            elif line is title_line and (sure_title or not self.title):
                is_above = False
                evidence = "the one heading over all others" if sure_title else "the longest of the lines above the first heading"
                title, author = _title_and_author(text)
                if self._takes(line, f'title = "{title}"', evidence) and not self.title:
                    self.title = title
                    self.people.extend([author] if author and author not in self.people else [])
            elif (is_above or HOUSE.search(text)) and not self.publisher:
                evidence = "a line above the title, or the name of a publisher; it may be the author or the web site"
                if self._takes(line, f'publisher = "{text}"', evidence):
                    self.publisher = text
            elif not is_above and not self.subtitle and self._takes(line, f'subtitle = "{text}"', "a line below the title"):
                self.subtitle = text

    def _takes(self, line: Passage, after: str, evidence: str) -> bool:
        """Moves a line from the text to book.toml; returns False if the editor rejects that. A line that calls a note is in both."""
        self.log.withdraw(Subject.HEADING, place_of(line.block))
        self.log.decide(Subject.METADATA, place_of(line.block), after, evidence, 0.5, State.ASKED)
        decision = self.log.decisions[-1]
        taken = decision.state is not State.LEFT
        if taken and not called_notes(line.block.text):
            self.taken.append(line)
        if taken and decision.instead:
            key = after.partition(" = ")[0] if decision.words else decision.instead
            self._set(key, decision.words or _text(line))
            return False
        return taken

    def _set(self, key: str, text: str) -> None:
        """Sets what an editor says that a text is."""
        if key in {"title", "subtitle", "publisher"}:
            setattr(self, key, text)
        elif Person(name=text) not in self.people:
            self.people.append(Person(name=text))


def _title_and_author(text: str) -> tuple[str, Person | None]:
    """A title, and the author if the line names one: “On Liberty. By John Stuart Mill”."""
    match = WITH_AUTHOR.fullmatch(text)
    return (match["title"], Person(name=re.sub(r"(?<=\w{3})\.$", "", match["name"]))) if match else (text, None)


def _signature(text: str) -> Person | None:
    """The contributor that a line names: “By Ada Editor”, “Translated by Tom Turner”."""
    translated, by = TRANSLATED.fullmatch(text), BY.fullmatch(text)
    if translated:
        return Person(name=translated["name"], role=next(code for word, code in ROLES.items() if text.lower().startswith(word)))
    return Person(name=by["name"]) if by else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_title(line: Passage, hints: Hints) -> bool:
    """Whether a line is certainly the title of the book: the one heading over all others, or equal to the title in the hints."""
    return (line.role is Role.HEADING and line.level == 0) or bool(hints.title and _folded(_text(line)) == _folded(hints.title))


def _title_lines(passages: Sequence[Passage], hints: Hints) -> list[Passage]:
    """The short lines above the heading of the first section, or around the title of the book."""
    title = next((place for place, passage in enumerate(passages[:MOST_LINES]) if _is_title(passage, hints)), None)
    if title is not None:
        heading = next((at for at in range(title + 1, len(passages)) if passages[at].role is Role.HEADING), len(passages))
        below = passages[title + 1 : heading]
        names = {_folded(name) for name in (hints.publisher, hints.subtitle, *(person.name for person in hints.people))}
        if len(below) > MOST_LINES or any(_is_running(passage) for passage in below):
            below = list(takewhile(lambda line: _signature(_text(line)) is not None or _folded(_text(line)) in names, below))
        above = [passage for passage in passages[:title] if not _is_running(passage)]
        return [*(above if len(above) == title else ()), passages[title], *below]
    lines: list[Passage] = []
    for passage in passages[:MOST_LINES]:
        if _is_running(passage) or passage.role not in {Role.HEADING, Role.TEXT}:
            break
        lines.append(passage)
        if passage.block.type == ORDINAL:
            break
    else:
        return []
    while lines and lines[-1].role is Role.TEXT:
        lines.pop()
    return lines[:-1]


def _is_running(passage: Passage) -> bool:
    """Whether a passage is running text: it is long; or no heading, and it calls a note, is a quotation, or has a type of its own."""
    if passage.role is not Role.HEADING and (passage.block.type or passage.block.containers):
        return True
    return len(passage.block.text) >= LONG or (passage.role is not Role.HEADING and bool(called_notes(passage.block.text)))


def _text(passage: Passage) -> str:
    return " ".join(plain(passage.block.text).split())
