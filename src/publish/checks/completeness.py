"""The proof that an edition holds the manuscript: every word in its place, every note under its mark, visible, and nothing else.

The words of pandoc's tree before any filter (`ContentDocument.words`) are compared with those read back from the finished file
(`EditionWords`): each body and each note apart, exactly and in order; then the marks (`checks.note_marks`) and the backlinks
(`checks.backlinks`). Reports V102 to V116.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publish.checks.backlinks import backlinks
from publish.checks.edition_words import EditionWords
from publish.checks.note_marks import Marks
from publish.checks.remedies import OURS, Remedies
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import Book, ContentDocument, Made
from publish.text.differences import Difference, differences
from publish.text.words import LINE_END, Words

MOST_REPORTED = 6  # differences of one section: one fault can cause hundreds
MOST_COMPARED = 300  # differences of one section, to find what has only moved
MOST_QUOTED = 12  # words
AROUND = 4  # words quoted before and after a place
LEAST_REPEATED = 2  # words; a single word may be repeated by chance
MOSTLY = 0.8
PRINT = "print"
LEAST_LETTERS = 12  # of a passage that is searched for in a wrong place


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the finished file holds of the manuscript, and the number of words that we supply."""

    words: int
    notes: int
    calls: int
    quotations: int | None
    formulae: int
    supplied: int


def check_completeness(book: Book, made: Made, words: EditionWords) -> Outcome[Counts]:
    """The counts of an edition, and a diagnostic for each difference from the manuscript."""
    diagnostics = [*_of_pages(made, words), *_of_documents(book, made, words)]
    remedies = Remedies(book=book, edition=made.edition)
    ranks = {note: rank for rank, note in enumerate(words.notes)}
    count = 0
    for document in book.documents:
        if document.id in words.bodies or not _has_words(document):
            section = _Section(document=document, edition=words, name=made.edition, remedies=remedies, ranks=ranks)
            diagnostics.extend(section.diagnostics())
            count += section.count
    diagnostics.extend(_of_unknown_notes(book, made, words))
    diagnostics.extend(backlinks(book, made, words))
    counts = Counts(
        words=count,
        notes=len(words.notes),
        calls=sum(map(len, words.marks.values())),
        quotations=words.quotations,
        formulae=words.formulae,
        supplied=words.supplied,
    )
    return Outcome(value=counts, diagnostics=tuple(diagnostics))


def _has_words(document: ContentDocument) -> bool:
    return bool(len(document.words.body) or document.words.notes)


def _of_pages(made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    wanted = len(made.pages.pages)
    if wanted and words.pages != wanted:
        yield diagnostic("V114", f"{made.path.name} has {words.pages} pages, but {wanted} were laid out", help=OURS)


def _of_documents(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V113 for each missing document, and for the first one in a wrong place."""
    there = [document for document in book.documents if document.id in words.bodies]
    for document in book.documents:
        if document.id not in words.bodies and _has_words(document):
            message = f"the section “{document.title}” is missing from the {made.edition} edition"
            yield diagnostic("V113", message, help=OURS, at=Location(path=document.path, line=1))
    known = {document.id for document in there}
    order = [name for name in words.bodies if name in known]
    for document, name in zip(there, order, strict=True):
        if document.id != name:
            message = f"the section “{document.title}” is not in its place in the {made.edition} edition"
            yield diagnostic("V113", message, help=OURS, at=Location(path=document.path, line=1))
            return


def _of_unknown_notes(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V103 for each note that the edition has and the manuscript has not."""
    known = {note for document in book.documents for note in document.words.notes}
    for note in words.notes:
        if note not in known:
            remedies = Remedies(book=book, edition=made.edition)
            yield diagnostic(
                "V103",
                f"the {made.edition} edition has a note “{_quoted(words.notes[note])}”, which the manuscript does not have",
                help=remedies.of_filters(),
            )


@dataclass(slots=True, kw_only=True)
class _Place:
    """One difference, in the body (`note` is empty) or in a note; `words` are those of the manuscript."""

    note: str
    words: Words
    change: Difference
    lost: str  # letters
    gained: str
    is_reported: bool = False


@dataclass(slots=True, kw_only=True)
class _Section:
    """One document of an edition beside its manuscript. `count` is the number of its words in the edition, known after the comparison.

    `ranks` are the positions of the edition's notes.
    """

    document: ContentDocument
    edition: EditionWords
    name: str
    remedies: Remedies
    ranks: Mapping[str, int]
    count: int = 0
    places: list[_Place] = field(default_factory=list)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """A diagnostic for each fault of the section; of its differences, for the first MOST_REPORTED."""
        truth = self.document.words
        body = self._compare("", truth.body, self.edition.bodies.get(self.document.id, ()))
        gone = {note for note, words in truth.notes.items() if self._is_gone(note, words)}
        others = {note: other for note in truth.notes if note not in gone and (other := self._other(note))}
        for note, words in truth.notes.items():
            if note not in gone and note not in others:
                self._compare(note, words, self.edition.notes[note])
        diagnostics = [self._gone(note) for note in truth.notes if note in gone]
        diagnostics.extend(self._foreign(note, other, exchanged=others.get(other) == note) for note, other in others.items())
        diagnostics.extend(self._exchanged())
        others_left = [place for place in self.places if not place.is_reported]
        diagnostics.extend(self._difference(place) for place in others_left[:MOST_REPORTED])
        diagnostics.extend(
            Marks(document=self.document, edition=self.edition, name=self.name, remedies=self.remedies, gone=gone).findings(whole=body)
        )
        diagnostics.extend(self._order_of_notes() if body else ())
        return tuple(_shortened(list(dict.fromkeys(diagnostics)), more=len(others_left[MOST_REPORTED:])))

    def _compare(self, note: str, truth: Words, read: Sequence[str]) -> bool:
        """Whether a text is whole; its differences are stored."""
        changes = differences(truth.texts, read)
        self.count += len(truth) + sum(len(change.instead) - len(change.lost) for change in changes)
        self.places.extend(
            _Place(note=note, words=truth, change=change, lost="".join(change.lost), gained="".join(change.instead)) for change in changes
        )
        return not changes

    def _is_gone(self, note: str, words: Words) -> bool:
        """Whether nothing of a note is in the edition. A note without words (a picture) must be there too."""
        return note not in self.edition.notes or (len(words) > 0 and not self.edition.notes[note])

    def _other(self, note: str) -> str:
        """The other note whose whole text stands under this note's number; "" if there is none."""
        read = "".join(self.edition.notes[note]).replace(LINE_END, "")
        if read == "".join(self.document.words.notes[note].texts):
            return ""
        return next((other for other, words in self.document.words.notes.items() if "".join(words.texts) == read), "")

    # --- diagnostics ---

    def _foreign(self, note: str, other: str, *, exchanged: bool) -> Diagnostic:
        words = self.document.words.notes[other]
        if exchanged:  # one diagnostic, at the first of the two
            first, second = sorted((note, other), key=list(self.document.words.notes).index)
            message = f"the notes “{self._label(first)}” and “{self._label(second)}” have each other's text in the {self.name} edition"
            return self._diagnostic("V108", message, first, 0)
        whose, where = self._label(other), self._label(note)
        message = f"“{_quoted(words.texts)}” is the text of the note “{whose}”, and stands under “{where}” in the {self.name} edition"
        return self._diagnostic("V108", message, other, 0)

    def _gone(self, note: str) -> Diagnostic:
        words = self.document.words.notes[note]
        hidden = self._hidden(words.texts)
        if hidden:
            return self._diagnostic("V112", f"the note “{self._label(note)}” is not seen: “{_quoted(words.texts)}” ({hidden})", note, 0)
        return self._diagnostic(
            "V107", f"the note “{self._label(note)}” has no text in the {self.name} edition: “{_quoted(words.texts)}”", note, 0
        )

    def _exchanged(self) -> Iterator[Diagnostic]:
        """V108 and V104: words that are lost in one place and stand in another."""
        for place in self.places[:MOST_COMPARED]:
            other = self._elsewhere(place)
            if other is None:
                continue
            place.is_reported = other.is_reported = True
            quoted = _quoted(place.change.lost)
            if other.note == place.note and self._is_accepted(place):
                continue
            if other.note != place.note:
                where = f"in the note “{self._label(other.note)}”" if other.note else "in the text"
                whose = f"the note “{self._label(place.note)}”" if place.note else "the text"
                message = f"“{quoted}” belongs to {whose} and stands {where} in the {self.name} edition"
                yield self._diagnostic("V108", message, place.note, place.change.first)
            else:
                message = (
                    f"“{quoted}” stands {self._around(other)} in the {self.name} edition; in the manuscript it stands {self._around(place)}"
                )
                yield self._offering_to_accept(self._diagnostic("V104", message, place.note, place.change.first))

    def _is_accepted(self, place: _Place) -> bool:
        """Whether book.toml says that the words of a place stand elsewhere on the printed page on purpose."""
        where = f"{self.document.path}:{self._line(place.note, place.change.first)}"
        return self.name == PRINT and where in self.remedies.book.configuration.elsewhere

    def _offering_to_accept(self, fault: Diagnostic) -> Diagnostic:
        if self.name != PRINT or fault.location is None or not fault.location.line or OURS in str(fault.help):
            return fault
        at = f"{fault.location.path}:{fault.location.line}"
        return replace(fault, help=f'{fault.help}; if they stand there on purpose, write elsewhere = ["{at}"] under [check]')

    def _elsewhere(self, place: _Place) -> _Place | None:
        """Another place with exactly these words, the nearest in the same text first."""
        lost = place.lost
        if not lost or place.is_reported:
            return None

        def is_there(other: _Place) -> bool:
            is_same = other.gained == lost or (len(lost) >= LEAST_LETTERS and lost in other.gained)
            return other is not place and not other.is_reported and is_same

        there = [other for other in self.places[:MOST_COMPARED] if is_there(other)]
        return min(there, key=lambda other: (other.note != place.note, abs(other.change.first - place.change.first)), default=None)

    def _difference(self, place: _Place) -> Diagnostic:
        change, note = place.change, place.note
        lost, gained = _quoted(change.lost), _quoted(change.instead)
        if change.lost and change.same_letters:
            return self._diagnostic(
                "V106", f"“{lost}” has become “{gained}” in the {self.name} edition, {self._around(place)}", note, change.first
            )
        hidden = self._hidden(change.lost)
        if hidden:
            return self._diagnostic("V112", f"“{lost}” is not seen, {self._around(place)} ({hidden})", note, change.first)
        if change.lost:
            instead = f"; in its place stands “{gained}”" if change.instead else ""
            message = f"“{lost}” is missing from the {self.name} edition, {self._around(place)}{instead}"
            return self._diagnostic("V102", message, note, change.first)
        if self._is_repeated(place):
            return self._diagnostic(
                "V105", f"“{gained}” stands twice in the {self.name} edition, {self._around(place)}", note, change.first - 1
            )
        return self._diagnostic(
            "V103", f"“{gained}” stands in the {self.name} edition {self._around(place)}, not in the manuscript", note, change.first - 1
        )

    def _order_of_notes(self) -> Iterator[Diagnostic]:
        """V104 for the first note that is out of order."""
        wanted = [note for note in self.document.words.notes if note in self.ranks]
        there = sorted(wanted, key=self.ranks.__getitem__)
        for note, other in zip(wanted, there, strict=True):
            if note != other:
                message = f"the note “{self._label(other)}” stands before “{self._label(note)}” in the {self.name} edition"
                yield self._diagnostic("V104", message, note, 0)
                return

    # --- words and places ---

    def _line(self, note: str, word: int) -> int:
        """The manuscript's line of a word, 0 if there is none."""
        words = self.document.words.notes[note] if note else self.document.words.body
        return words.lines[min(max(0, word), len(words) - 1)] if len(words) else 0

    def _diagnostic(self, code: str, message: str, note: str, word: int) -> Diagnostic:
        line = self._line(note, word)
        return diagnostic(
            code, message, help=self.remedies.of_text(self.document, note), at=Location(path=self.document.path, line=line or None)
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
            return (f"after “{before}”" if before else f"before “{after}”") + where
        return f"as the whole{where or ' of the section'}"

    def _is_repeated(self, place: _Place) -> bool:
        """Whether gained words stand in the same text already, next to the place or elsewhere."""
        gained, texts, at = place.change.instead, place.words.texts, place.change.first
        near = gained in {texts[at - len(gained) : at] if at >= len(gained) else (), texts[at : at + len(gained)]}
        return near or (len(gained) > LEAST_REPEATED and "".join(gained) in "".join(texts))

    def _hidden(self, words: Sequence[str]) -> str:
        """The place where these words, or most of them, are in the file but invisible; "" if there is none."""
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
        return next((other.label for other in self.document.notes if other.id == note), note)


def _quoted(words: Sequence[str]) -> str:
    quoted = " ".join(word.removesuffix(LINE_END) for word in words[:MOST_QUOTED])
    return f"{quoted} …" if len(words) > MOST_QUOTED else quoted


def _shortened(diagnostics: list[Diagnostic], more: int) -> list[Diagnostic]:
    """The first diagnostics of a section; the last one says how many more differences there are, `more` among them."""
    more += max(0, len(diagnostics) - MOST_REPORTED)
    if not more:
        return diagnostics
    last = diagnostics[:MOST_REPORTED][-1]
    counted = diagnostic(last.code, f"{last.message} (and {more} more differences in this section)", help=last.help, at=last.location)
    return [*diagnostics[: MOST_REPORTED - 1], counted]
