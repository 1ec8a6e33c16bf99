"""The metadata of the book: title, contributors, language, publisher. Whatever is a guess is asked, and not done until the editor says so.

Lines at the beginning of the text that are metadata move to book.toml; if the editor rejects that, they are text. While a line is asked it
stays in the text, in a query. Only a title is written without an answer, since every book has one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import PurePath

from publish.config.language_tags import canonical_tag
from publish.importing.blocks import ORDINAL, Block, Hints, Kind, Person
from publish.importing.inline import called_notes, plain
from publish.importing.ledger import DecisionLog, Place, State, Subject, place_of, whole_place_of
from publish.importing.recovery.contents_list import folded
from publish.importing.recovery.heading_words import is_called
from publish.importing.recovery.language_guess import language_of
from publish.importing.recovery.made_pages import is_like_title
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.recovery.title_page import LIKELY, OUTSIDE, LineKind, TitleLine, signature, title_lines_of

LONG = 200  # letters: such a paragraph is running text
MOST_LINES = 12
UNKNOWN = "Unknown Author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata for book.toml; `taken` are the passages that moved there from the text, of the `asked` ones that is not sure."""

    title: str
    language: str
    people: tuple[Person, ...]
    publisher: str = ""
    subtitle: str = ""
    taken: tuple[Passage, ...] = ()
    asked: tuple[Passage, ...] = ()


def metadata_of(passages: Sequence[Passage], hints: Hints, name: str, log: DecisionLog, title_page: Sequence[Block] = ()) -> Metadata:
    """The metadata of a source called `name`, with a decision for each. `title_page` are lines of one that are not in the text."""
    sure = hints if hints.sure else Hints()
    page = _TitlePage(log=log, title=sure.title, people=list(sure.people), publisher=sure.publisher, subtitle=sure.subtitle, sure=sure.sure)
    page.read_made(title_page, hints)
    if sure.title or not page.title:
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
        first = next(map(_text, titles), "")
        title = first if first and not is_called(first) else _title_of_file(name)
        log.decide(
            Subject.METADATA, Place(file=name, line=1, text=title), f'title = "{title}"', "nothing else could be a title", 0.3, State.ASKED
        )
        title = log.decisions[-1].words or title
    if not people and not page.has_name:
        log.decide(
            Subject.METADATA, Place(file=name, line=1, text=UNKNOWN), f'contributor = "{UNKNOWN}"', "nobody is named", 0.1, State.ASKED
        )
        people.append(Person(name=log.decisions[-1].words or UNKNOWN))
    return Metadata(
        title=title,
        language=language,
        people=tuple(people) or (Person(name=UNKNOWN),),
        publisher=page.publisher,
        subtitle=page.subtitle,
        taken=tuple(page.taken),
        asked=tuple(page.asked),
    )


def _title_of_file(name: str) -> str:
    """A title made of the name of a file: “the-salt_road.txt” gives “The salt road”."""
    return " ".join(re.split(r"[-_\s]+", PurePath(name).stem)).strip().capitalize() or name


def without_title_page(text: RecoveredText, metadata: Metadata) -> RecoveredText:
    """The text without what moved to book.toml; a title that stays, since it calls a note, is that of a section.

    The lines of the title page that the editor is asked about are queries in the first section.
    """
    taken, asked = ({id(passage) for passage in passages} for passages in (metadata.taken, metadata.asked))
    passages: list[Passage] = []
    queries: list[Passage] = []
    for passage in text.passages:
        if id(passage) in taken:
            continue
        if passage.role is Role.TITLE_PAGE and id(passage) in asked:
            queries.append(replace(passage, role=Role.QUERY))
        elif passage.role is Role.TITLE_PAGE:
            passages.append(replace(passage, role=Role.TEXT))
        else:
            passages.append(replace(passage, level=max(passage.level, 1)) if passage.role is Role.HEADING else passage)
    first = next((place for place, passage in enumerate(passages) if _is_text_of_section(passage)), len(passages))
    return replace(text, passages=(*passages[:first], *queries, *passages[first:]))


def _is_text_of_section(passage: Passage) -> bool:
    """Whether a passage is no heading, and none of a dedication or an epigraph above the first section."""
    is_typed = bool(passage.block.type) or any(container.number < 0 for container in passage.block.containers)
    return passage.role is not Role.HEADING and not is_typed


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
    asked: list[Passage] = field(default_factory=list)
    has_name: bool = False  # whether the editor is asked for a name

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
                confidence = 0.95 if self.sure else 0.8 if hints.by_hand and key != "title" else 0.6
                state = State.APPLIED if confidence >= LIKELY else State.ASKED
                place = Place(file=name, line=1, text=text)
                is_so = self.log.decide(Subject.METADATA, place, f'{key} = "{text}"', OUTSIDE, confidence, state)
                decision = self.log.decisions[-1]
                self.has_name |= key == "contributor" and decision.state is State.ASKED
                if decision.words:
                    self._set(key, decision.words)
                elif is_so and key == "contributor":
                    self.people = list(hints.people)
                elif is_so or (key == "title" and decision.state is State.ASKED):
                    setattr(self, key, text)

    def read_made(self, blocks: Sequence[Block], hints: Hints) -> None:
        """Reads the lines of a title page that is made anew: what it says, and the source does not say outside its text."""
        lines = [Passage(block=block) for block in blocks if plain(block.text).strip()]
        headings = [place for place, line in enumerate(lines) if line.block.kind is Kind.HEADING]
        title = next((place for place in headings if is_like_title(_text(lines[place]), hints.title)), next(iter(headings), None))
        if title is not None:
            lines[title] = replace(lines[title], role=Role.HEADING, level=0)
        self.read(lines, hints, made=True)

    def _is_news(self, read: TitleLine, hints: Hints) -> bool:
        """Whether a line of a title page that is made anew says what the source does not say outside its text."""
        if hints.sure:
            known = {_surname(person) for person in hints.people}
            return any(person.role != "aut" and _surname(person) not in known for person in read.people)
        return read.kind is LineKind.CONTRIBUTOR or (read.kind is not LineKind.DROPPED and read.confidence >= LIKELY)

    def read(self, lines: Sequence[Passage], hints: Hints, *, made: bool = False) -> None:
        """Reads the lines of the title page. What is less than likely is asked; the title is in book.toml even so, since it needs one."""
        marked = next((place for place, line in enumerate(lines) if _is_title(line, hints)), None)
        typed = any(line.role is Role.TITLE_PAGE for line in lines)
        for line, read in zip(lines, title_lines_of([_text(line) for line in lines], hints, marked, typed=typed), strict=True):
            if read.kind is LineKind.UNKNOWN or (made and not self._is_news(read, hints)):
                continue
            is_taken = self._takes(line, read)
            match read.kind:
                case LineKind.TITLE if not self.title and (is_taken or self.log.decisions[-1].state is State.ASKED):
                    self.title = read.text
                case LineKind.SUBTITLE if is_taken and not self.subtitle:
                    self.subtitle = read.text
                case LineKind.PUBLISHER if is_taken and not self.publisher:
                    self.publisher = read.text
            if is_taken:
                known = {(_surname(person), person.role) for person in self.people if self.sure}
                new = (person for person in read.people if (_surname(person), person.role) not in known)
                self.people.extend(person for person in new if person not in self.people)

    def _takes(self, line: Passage, read: TitleLine) -> bool:
        """Moves a line out of the text, and returns whether it is what it was read as. A line that calls a note is in both."""
        state = State.APPLIED if read.confidence >= LIKELY else State.ASKED
        self.log.withdraw(Subject.HEADING, place_of(line.block))
        if read.kind is LineKind.DROPPED:
            is_taken = self.log.decide(Subject.DROP, whole_place_of(line.block), "", read.evidence, read.confidence, state)
        else:
            names = ", ".join(person.name for person in read.people)
            after = f'{read.kind} = "{names if read.kind is LineKind.CONTRIBUTOR else read.text}"'
            is_taken = self.log.decide(Subject.METADATA, place_of(line.block), after, read.evidence, read.confidence, state)
        decision = self.log.decisions[-1]
        if decision.state is State.ASKED:
            self.asked.append(line)
            self.has_name |= read.kind is LineKind.CONTRIBUTOR
        elif is_taken and not called_notes(line.block.text):
            self.taken.append(line)
        if is_taken and decision.instead and decision.subject is Subject.METADATA:
            self._set(read.kind if decision.words else decision.instead, decision.words or _text(line))
            return False
        return is_taken

    def _set(self, key: str, text: str) -> None:
        """Sets what an editor says that a text is."""
        if key in {"title", "subtitle", "publisher"}:
            setattr(self, key, text)
        elif Person(name=text) not in self.people:
            self.people.append(Person(name=text))


def _surname(person: Person) -> str:
    """The surname of a person, for comparison: the last word of the name, or the first before a comma."""
    return folded(person.name.split(",")[0]).rpartition(" ")[2]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_title(line: Passage, hints: Hints) -> bool:
    """Whether a line is certainly the title of the book: the one heading over all others, or equal to the title in the hints."""
    return (line.role is Role.HEADING and line.level == 0) or bool(hints.title and _folded(_text(line)) == _folded(hints.title))


def _title_lines(passages: Sequence[Passage], hints: Hints) -> list[Passage]:
    """The lines of the title page of a typescript, or those around the title that a source marks."""
    typed = [passage for passage in passages if passage.role is Role.TITLE_PAGE]
    if typed:
        return typed
    title = next((place for place, passage in enumerate(passages[:MOST_LINES]) if _is_title(passage, hints)), None)
    if title is not None:
        heading = next((at for at in range(title + 1, len(passages)) if passages[at].role is Role.HEADING), len(passages))
        below = passages[title + 1 : heading]
        names = {_folded(name) for name in (hints.publisher, hints.subtitle, *(person.name for person in hints.people))}
        if heading == len(passages) or len(below) > MOST_LINES or any(_is_running(passage) for passage in below):
            below = list(takewhile(lambda line: signature(_text(line)) or _folded(_text(line)) in names, below))
        above = [passage for passage in passages[:title] if not _is_running(passage)]
        return [*(above if len(above) == title else ()), passages[title], *below]
    first = next((place for place, passage in enumerate(passages) if passage.role is Role.HEADING), 0)
    return [passage for passage in passages[: min(first, MOST_LINES)] if signature(_text(passage))]


def _is_running(passage: Passage) -> bool:
    """Whether a passage is running text: it is long; or no heading, and it calls a note, is a quotation, or has a type of its own."""
    if passage.role is not Role.HEADING and (passage.block.type or passage.block.containers):
        return True
    return len(passage.block.text) >= LONG or (passage.role is not Role.HEADING and bool(called_notes(passage.block.text)))


def _text(passage: Passage) -> str:
    return " ".join(plain(passage.block.text).split())
