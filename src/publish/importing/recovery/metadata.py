"""What a source says of the book as a whole: its title, who made it, its language; proposed, and asked wherever it is a guess.

What is taken from a text's first lines stands in book.toml and no more in the text; the editor who rejects it has the line back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import PurePath

from publish.importing.blocks import Hints, Person
from publish.importing.inline import called_in, plain
from publish.importing.ledger import Clerk, Place, State, Subject, place_of
from publish.importing.recovery.language_guess import language_of
from publish.importing.recovery.recover import Passage, Role

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
LONG = 200  # letters: a paragraph of the text
MOST_LINES = 12
UNKNOWN = "Unknown Author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What stands in book.toml; `taken` are the passages that are there and no more in the text."""

    title: str
    language: str
    people: tuple[Person, ...]
    publisher: str = ""
    subtitle: str = ""
    taken: tuple[Passage, ...] = ()


def metadata_of(passages: Sequence[Passage], hints: Hints, name: str, clerk: Clerk) -> Metadata:
    """The metadata of a source called `name`, with a decision for each."""
    known = hints if hints.sure else Hints()
    page = _TitlePage(
        clerk=clerk, title=known.title, people=list(known.people), publisher=known.publisher, subtitle=known.subtitle, sure=known.sure
    )
    page.read(_title_lines(passages, hints), hints)
    page.ask(hints, name)
    title, people = page.title, page.people
    language, sure = (hints.language, 0.95) if hints.language else language_of(" ".join(plain(one.block.text) for one in passages[:400]))
    said = Place(file=name, line=1, text=language)
    clerk.decide(
        Subject.METADATA,
        said,
        f'language = "{language}"',
        "the source says so" if hints.language else "the commonest words of the text",
        sure,
        State.APPLIED if sure > 0.6 else State.ASKED,
    )
    if not title:
        first = next((one for one in passages if one.role is Role.HEADING), None)
        title = _text(first) if first else " ".join(re.split(r"[-_\s]+", PurePath(name).stem)).strip().capitalize() or name
        clerk.decide(
            Subject.METADATA, Place(file=name, line=1, text=title), f'title = "{title}"', "nothing else could be a title", 0.3, State.ASKED
        )
    if not people:
        clerk.decide(
            Subject.METADATA, Place(file=name, line=1, text=UNKNOWN), f'contributor = "{UNKNOWN}"', "nobody is named", 0.1, State.ASKED
        )
        people.append(Person(name=UNKNOWN))
    return Metadata(
        title=title, language=language, people=tuple(people), publisher=page.publisher, subtitle=page.subtitle, taken=tuple(page.taken)
    )


@dataclass(slots=True, kw_only=True)
class _TitlePage:
    """The lines above a text, as they are understood one by one."""

    clerk: Clerk
    title: str
    people: list[Person]
    publisher: str
    subtitle: str = ""
    sure: bool = False  # whether the source says these as a book does
    taken: list[Passage] = field(default_factory=list)

    def ask(self, hints: Hints, name: str) -> None:
        """What the source says of itself beside its text stands in book.toml where its first lines have not said it."""
        said = [
            ("title", hints.title, self.title),
            ("subtitle", hints.subtitle, self.subtitle),
            ("publisher", hints.publisher, self.publisher),
            ("contributor", ", ".join(person.name for person in hints.people), ", ".join(person.name for person in self.people)),
        ]
        for key, text, known in said:
            if text and (self.sure or not known):
                state = State.APPLIED if self.sure else State.ASKED
                place = Place(file=name, line=1, text=text)
                confidence = 0.95 if self.sure else 0.6
                self.clerk.decide(Subject.METADATA, place, f'{key} = "{text}"', "the source says so of itself", confidence, state)
                if self.clerk.decisions[-1].state is not State.LEFT and key == "contributor":
                    self.people = list(hints.people)
                elif self.clerk.decisions[-1].state is not State.LEFT:
                    setattr(self, key, text)

    def read(self, lines: Sequence[Passage], hints: Hints) -> None:
        """The longest line is the title; a house stands above it or is called so, a subtitle below it; what is known is what it is."""
        known = {
            _folded(hints.title): "title",
            _folded(hints.publisher): "publisher",
            _folded(hints.subtitle): "subtitle",
            **{_folded(person.name): "contributor" for person in hints.people},
        }
        unsigned = [one for one in lines if not _signature(_text(one))]
        titled = next((one for one in lines if _is_title(one, hints)), None)
        named = titled or max(unsigned, key=lambda one: len(_text(one)), default=None)
        before = True
        for one in lines:
            text = _text(one)
            signed = _signature(text)
            if known.get(_folded(text), "title") != "title":
                key = known[_folded(text)]
                self._takes(one, f'{key} = "{text}"', "the source says so of itself")
            elif signed:
                if self._takes(one, f'contributor = "{signed.name}"', "“by” and a name, above the text") and signed not in self.people:
                    self.people.append(signed)
            elif one is named and (titled or not self.title):
                before = False
                evidence = "the one heading over all others" if titled else "the longest of the lines above the first heading"
                title, author = _parted(text)
                if self._takes(one, f'title = "{title}"', evidence) and not self.title:
                    self.title = title
                    self.people.extend([author] if author and author not in self.people else [])
            elif (before or HOUSE.search(text)) and not self.publisher:
                evidence = "a line above the title, or a house's name: publisher, author or of the site"
                if self._takes(one, f'publisher = "{text}"', evidence):
                    self.publisher = text
            elif not before and not self.subtitle and self._takes(one, f'subtitle = "{text}"', "a line below the title"):
                self.subtitle = text

    def _takes(self, one: Passage, after: str, evidence: str) -> bool:
        """Whether a line goes from the text to book.toml: it does until the editor rejects it; one that calls a note stands in both."""
        self.clerk.withdraw(Subject.HEADING, place_of(one.block))
        self.clerk.decide(Subject.METADATA, place_of(one.block), after, evidence, 0.5, State.ASKED)
        taken = self.clerk.decisions[-1].state is not State.LEFT
        if taken and not called_in(one.block.text):
            self.taken.append(one)
        return taken


def _parted(text: str) -> tuple[str, Person | None]:
    """A title, and the author that stands in the same line behind it: “On Liberty. By John Stuart Mill”."""
    found = WITH_AUTHOR.fullmatch(text)
    return (found["title"], Person(name=re.sub(r"(?<=\w{3})\.$", "", found["name"]))) if found else (text, None)


def _signature(text: str) -> Person | None:
    """Who made the book, if a line says that: “By Ada Editor”, “Translated by Tom Turner”."""
    helped, by = TRANSLATED.fullmatch(text), BY.fullmatch(text)
    if helped:
        return Person(name=helped["name"], role=next(code for word, code in ROLES.items() if text.lower().startswith(word)))
    return Person(name=by["name"]) if by else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_title(one: Passage, hints: Hints) -> bool:
    """Whether a line is the book's title for sure: the one heading over all, or what the source says is its title."""
    return (one.role is Role.HEADING and one.level == 0) or bool(hints.title and _folded(_text(one)) == _folded(hints.title))


def _title_lines(passages: Sequence[Passage], hints: Hints) -> list[Passage]:
    """The short lines above the heading that stands directly over the text, or around the book's title."""
    title = next((place for place, one in enumerate(passages[:MOST_LINES]) if _is_title(one, hints)), None)
    if title is not None:
        head = next((at for at in range(title + 1, len(passages)) if passages[at].role is Role.HEADING), len(passages))
        below = passages[title + 1 : head]
        names = {_folded(name) for name in (hints.publisher, hints.subtitle, *(person.name for person in hints.people))}
        if len(below) > MOST_LINES or any(_is_running(one) for one in below):
            below = list(takewhile(lambda one: _signature(_text(one)) is not None or _folded(_text(one)) in names, below))
        above = [one for one in passages[:title] if not _is_running(one)]
        return [*(above if len(above) == title else ()), passages[title], *below]
    lines: list[Passage] = []
    for passage in passages[:MOST_LINES]:
        if _is_running(passage) or passage.role not in {Role.HEADING, Role.TEXT}:
            break
        lines.append(passage)
    else:
        return []
    while lines and lines[-1].role is Role.TEXT:
        lines.pop()
    return lines[:-1]


def _is_running(one: Passage) -> bool:
    """Whether a passage is of the text, and no line above it: it is long, or it is no heading and calls a note."""
    return len(one.block.text) >= LONG or (one.role is not Role.HEADING and bool(called_in(one.block.text)))


def _text(one: Passage) -> str:
    return " ".join(plain(one.block.text).split())
