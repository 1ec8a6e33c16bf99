"""The proof that an edition holds the manuscript: every word in its place, every note under its mark, seen by its reader, nothing besides.

Compared are the words of pandoc's tree before any filter (`ContentDocument.words`) with those read back from the final file
(`EditionWords`): each document's body and each note apart, exactly and in order; then the marks (`checks.marks`). Reports V102 to V116.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publish.checks.blame import OURS, Blame
from publish.checks.edition_words import EditionWords
from publish.checks.note_marks import Marks
from publish.checks.ways_back import ways_back
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import Book, ContentDocument, Made
from publish.text.differences import Difference, differences
from publish.text.words import LINE_END, Words

MOST_TOLD = 6  # differences of one section: one fault can bring about hundreds
MOST_COMPARED = 300  # differences of one section, to see what has only moved
MOST_QUOTED = 12  # words
AROUND = 4  # words quoted on either side
LEAST_REPEATED = 2  # words; one alone may be any word
MOSTLY = 0.8
LEAST_LETTERS = 12  # of a passage that is looked for where it should not be


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the final file of an edition holds of the manuscript, and how many words in it are ours."""

    words: int
    notes: int
    calls: int
    quotations: int | None
    formulae: int
    supplied: int


def check_completeness(book: Book, made: Made, words: EditionWords) -> Outcome[Counts]:
    """What the edition holds, and each place where it is not the manuscript."""
    said = [*_of_pages(made, words), *_of_documents(book, made, words)]
    blame = Blame(book=book, edition=made.edition)
    ranks = {note: rank for rank, note in enumerate(words.notes)}
    count = 0
    for document in book.documents:
        if document.id in words.bodies or not _has_words(document):
            section = _Section(document=document, edition=words, name=made.edition, blame=blame, ranks=ranks)
            said.extend(section.findings())
            count += section.count
    said.extend(_of_unknown_notes(book, made, words))
    said.extend(ways_back(book, made, words))
    counts = Counts(
        words=count,
        notes=len(words.notes),
        calls=sum(map(len, words.marks.values())),
        quotations=words.quotations,
        formulae=words.formulae,
        supplied=words.supplied,
    )
    return Outcome(value=counts, diagnostics=tuple(said))


def _has_words(document: ContentDocument) -> bool:
    return bool(len(document.words.body) or document.words.notes)


def _of_pages(made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    wanted = len(made.pages.pages)
    if wanted and words.pages != wanted:
        yield diagnostic("V114", f"{made.path.name} has {words.pages} pages, but {wanted} were laid out", help=OURS)


def _of_documents(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V113 for each document that is missing, and for the first that stands in another place."""
    there = [document for document in book.documents if document.id in words.bodies]
    for document in book.documents:
        if document.id not in words.bodies and _has_words(document):
            said = f"the section “{document.title}” is missing from the {made.edition} edition"
            yield diagnostic("V113", said, help=OURS, at=Location(path=document.path, line=1))
    known = {document.id for document in there}
    order = [name for name in words.bodies if name in known]
    for document, name in zip(there, order, strict=True):
        if document.id != name:
            said = f"the section “{document.title}” does not stand where it belongs in the {made.edition} edition"
            yield diagnostic("V113", said, help=OURS, at=Location(path=document.path, line=1))
            return


def _of_unknown_notes(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V103 for each note of the edition that the manuscript does not have."""
    known = {note for document in book.documents for note in document.words.notes}
    for note in words.notes:
        if note not in known:
            blame = Blame(book=book, edition=made.edition)
            yield diagnostic(
                "V103",
                f"the {made.edition} edition has a note “{_quoted(words.notes[note])}”, which the manuscript does not have",
                help=blame.of_filters(),
            )


@dataclass(slots=True, kw_only=True)
class _Place:
    """One difference: in the body (`note` is empty) or in a note, with the words of the manuscript there."""

    note: str
    words: Words
    change: Difference
    lost: str  # its letters
    found: str
    told: bool = False


@dataclass(slots=True, kw_only=True)
class _Section:
    """One document of an edition beside its manuscript; `count` is how many of its words the edition holds, once it is compared.

    `ranks` are the places of the edition's notes among all of them.
    """

    document: ContentDocument
    edition: EditionWords
    name: str
    blame: Blame
    ranks: Mapping[str, int]
    count: int = 0
    places: list[_Place] = field(default_factory=list)

    def findings(self) -> tuple[Diagnostic, ...]:
        """All that is wrong with the section, the first MOST_TOLD differences in full."""
        truth = self.document.words
        body = self._compare("", truth.body, self.edition.bodies.get(self.document.id, ()))
        gone = {note for note, words in truth.notes.items() if self._is_gone(note, words)}
        others = {note: other for note in truth.notes if note not in gone and (other := self._other(note))}
        for note, words in truth.notes.items():
            if note not in gone and note not in others:
                self._compare(note, words, self.edition.notes[note])
        said = [self._gone(note) for note in truth.notes if note in gone]
        said.extend(self._foreign(note, other, exchanged=others.get(other) == note) for note, other in others.items())
        said.extend(self._exchanged())
        untold = [place for place in self.places if not place.told]
        said.extend(self._finding(place) for place in untold[:MOST_TOLD])
        said.extend(Marks(document=self.document, edition=self.edition, name=self.name, blame=self.blame, gone=gone).findings(whole=body))
        said.extend(self._order_of_notes() if body else ())
        return tuple(_shortened(list(dict.fromkeys(said)), more=len(untold[MOST_TOLD:])))

    def _compare(self, note: str, truth: Words, found: Sequence[str]) -> bool:
        """Whether a text is whole; its differences are kept."""
        changes = differences(truth.texts, found)
        self.count += len(truth) + sum(len(change.instead) - len(change.lost) for change in changes)
        self.places.extend(
            _Place(note=note, words=truth, change=change, lost="".join(change.lost), found="".join(change.instead)) for change in changes
        )
        return not changes

    def _is_gone(self, note: str, words: Words) -> bool:
        """Whether nothing of a note is in the edition; one that has no words (a picture) must be there all the same."""
        return note not in self.edition.notes or (len(words) > 0 and not self.edition.notes[note])

    def _other(self, note: str) -> str:
        """The note whose whole text stands under this one's number; "" if it is its own."""
        found = "".join(self.edition.notes[note]).replace(LINE_END, "")
        if found == "".join(self.document.words.notes[note].texts):
            return ""
        return next((other for other, words in self.document.words.notes.items() if "".join(words.texts) == found), "")

    # --- findings ---

    def _foreign(self, note: str, other: str, *, exchanged: bool) -> Diagnostic:
        words = self.document.words.notes[other]
        if exchanged:  # told once, at the first of the two
            first, second = sorted((note, other), key=list(self.document.words.notes).index)
            said = f"the notes “{self._label(first)}” and “{self._label(second)}” have each other's text in the {self.name} edition"
            return self._say("V108", said, first, 0)
        whose, where = self._label(other), self._label(note)
        said = f"“{_quoted(words.texts)}” is the text of the note “{whose}”, and stands under “{where}” in the {self.name} edition"
        return self._say("V108", said, other, 0)

    def _gone(self, note: str) -> Diagnostic:
        words = self.document.words.notes[note]
        hidden = self._hidden(words.texts)
        if hidden:
            return self._say("V112", f"the note “{self._label(note)}” is not seen: “{_quoted(words.texts)}” ({hidden})", note, 0)
        return self._say(
            "V107", f"the note “{self._label(note)}” has no text in the {self.name} edition: “{_quoted(words.texts)}”", note, 0
        )

    def _exchanged(self) -> Iterator[Diagnostic]:
        """V108 and V104: what is lost in one place and stands in another."""
        for place in self.places[:MOST_COMPARED]:
            other = self._elsewhere(place)
            if other is None:
                continue
            place.told = other.told = True
            quoted = _quoted(place.change.lost)
            if other.note != place.note:
                where = f"in the note “{self._label(other.note)}”" if other.note else "in the text"
                whose = f"the note “{self._label(place.note)}”" if place.note else "the text"
                said = f"“{quoted}” belongs to {whose} and stands {where} in the {self.name} edition"
                yield self._say("V108", said, place.note, place.change.first)
            else:
                said = (
                    f"“{quoted}” stands {self._around(other)} in the {self.name} edition; in the manuscript it stands {self._around(place)}"
                )
                yield self._say("V104", said, place.note, place.change.first)

    def _elsewhere(self, place: _Place) -> _Place | None:
        """Another place where just these words have come in, the nearest in the same text first."""
        lost = place.lost
        if not lost or place.told:
            return None

        def is_there(other: _Place) -> bool:
            return other is not place and not other.told and (other.found == lost or (len(lost) >= LEAST_LETTERS and lost in other.found))

        there = [other for other in self.places[:MOST_COMPARED] if is_there(other)]
        return min(there, key=lambda other: (other.note != place.note, abs(other.change.first - place.change.first)), default=None)

    def _finding(self, place: _Place) -> Diagnostic:
        change, note = place.change, place.note
        lost, found = _quoted(change.lost), _quoted(change.instead)
        if change.lost and change.same_letters:
            return self._say("V106", f"“{lost}” has become “{found}” in the {self.name} edition, {self._around(place)}", note, change.first)
        hidden = self._hidden(change.lost)
        if hidden:
            return self._say("V112", f"“{lost}” is not seen, {self._around(place)} ({hidden})", note, change.first)
        if change.lost:
            instead = f"; there stands “{found}”" if change.instead else ""
            said = f"“{lost}” is missing from the {self.name} edition, {self._around(place)}{instead}"
            return self._say("V102", said, note, change.first)
        if self._is_repeated(place):
            return self._say("V105", f"“{found}” stands twice in the {self.name} edition, {self._around(place)}", note, change.first - 1)
        return self._say(
            "V103", f"“{found}” stands in the {self.name} edition {self._around(place)}, not in the manuscript", note, change.first - 1
        )

    def _order_of_notes(self) -> Iterator[Diagnostic]:
        """V104 for the first note that stands among the others where it does not belong."""
        wanted = [note for note in self.document.words.notes if note in self.ranks]
        there = sorted(wanted, key=self.ranks.__getitem__)
        for note, other in zip(wanted, there, strict=True):
            if note != other:
                said = f"the note “{self._label(other)}” stands before “{self._label(note)}” in the {self.name} edition"
                yield self._say("V104", said, note, 0)
                return

    # --- what a finding says ---

    def _say(self, code: str, message: str, note: str, word: int) -> Diagnostic:
        words = self.document.words.notes[note] if note else self.document.words.body
        line = words.lines[min(max(0, word), len(words) - 1)] if len(words) else 0
        return diagnostic(
            code, message, help=self.blame.of_text(self.document, note), at=Location(path=self.document.path, line=line or None)
        )

    def _around(self, place: _Place) -> str:
        """The words before and after a place, as the manuscript has them."""
        texts, change = place.words.texts, place.change
        before = " ".join(texts[max(0, change.first - AROUND) : change.first])
        after = " ".join(texts[change.end : change.end + AROUND])
        where = f" of the note “{self._label(place.note)}”" if place.note else ""
        if before and after:
            return f"between “{before}” and “{after}”{where}"
        if before or after:
            return (f"behind “{before}”" if before else f"before “{after}”") + where
        return f"as the whole{where or ' of the section'}"

    def _is_repeated(self, place: _Place) -> bool:
        """Whether words that have come in stand in the same text already, just there or in another place."""
        found, texts, at = place.change.instead, place.words.texts, place.change.first
        near = found in {texts[at - len(found) : at] if at >= len(found) else (), texts[at : at + len(found)]}
        return near or (len(found) > LEAST_REPEATED and "".join(found) in "".join(texts))

    def _hidden(self, words: Sequence[str]) -> str:
        """Where words are in the file without being seen, most of them at least; "" if they are not there."""
        together = "".join(word for word, _ in self.edition.hidden)
        at = together.find("".join(words)) if words else -1
        if at < 0 and len(words) > LEAST_REPEATED:
            there = [word for word in words if word in together]
            at = together.find(max(there, key=len)) if sum(map(len, there)) >= MOSTLY * sum(map(len, words)) else -1
        for word, place in self.edition.hidden if at >= 0 else ():
            at -= len(word)
            if at < 0:
                return place
        return ""

    def _label(self, note: str) -> str:
        return next((found.label for found in self.document.notes if found.id == note), note)


def _quoted(words: Sequence[str]) -> str:
    told = " ".join(word.removesuffix(LINE_END) for word in words[:MOST_QUOTED])
    return f"{told} …" if len(words) > MOST_QUOTED else told


def _shortened(said: list[Diagnostic], more: int) -> list[Diagnostic]:
    """The first findings of a section, the last of them saying how many more there are; `more` have not been put into words."""
    more += max(0, len(said) - MOST_TOLD)
    if not more:
        return said
    last = said[:MOST_TOLD][-1]
    told = diagnostic(last.code, f"{last.message} (and {more} more differences in this section)", help=last.help, at=last.location)
    return [*said[: MOST_TOLD - 1], told]
