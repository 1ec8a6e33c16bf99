"""The marks of notes in a finished edition: as many as in the manuscript, in its order, each after its word, with its number and note.

Reports V109 to V111.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from publish.checks.edition_words import EditionWords, NoteMark
from publish.checks.markup_words import calls_in_markup
from publish.checks.remedies import Remedies
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import ContentDocument
from publish.text.words import LINE_END

AROUND = 4  # words quoted before a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one document, to be compared with the manuscript's calls. The notes in `gone` have been reported already."""

    document: ContentDocument
    edition: EditionWords
    name: str
    remedies: Remedies
    gone: Collection[str]

    def findings(self, *, whole: bool) -> Iterator[Diagnostic]:
        """The faults of the marks. Places are compared only if the body is `whole`: otherwise every later mark would be displaced."""
        seen = self.edition.marks.get(self.document.id, ())
        calls = self.document.words.calls
        wanted = [note for note, _ in calls or calls_in_markup(self.document.body)]
        if not whole and sorted(wanted) == sorted(mark.note for mark in seen):
            return  # the text is in another order, and its marks with it
        places = self._places(seen) if whole else []
        for number, mark in self._paired(wanted, seen):
            if number is None and mark:
                yield self._superfluous(mark)
            elif number is not None and mark is None:
                yield from self._missing(wanted[number])
            elif number is not None and mark:
                yield from self._target(wanted[number], mark)
                if places and calls and places[seen.index(mark)] != calls[number][1]:
                    yield self._displaced(mark, calls[number][1])

    def _paired(self, wanted: list[str], seen: tuple[NoteMark, ...]) -> Iterator[tuple[int | None, NoteMark | None]]:
        """Each call of the manuscript by its index, with its mark; a call without a mark has None, and so has a mark without a call."""
        if len(wanted) == len(seen):
            yield from enumerate(seen)
            return
        matcher = SequenceMatcher(None, wanted, [mark.note for mark in seen], autojunk=False)
        for kind, first, end, begin, stop in matcher.get_opcodes():
            if kind == "equal":
                yield from zip(range(first, end), seen[begin:stop], strict=True)
            else:
                yield from ((place, None) for place in range(first, end))
                yield from ((None, mark) for mark in seen[begin:stop])

    def _places(self, seen: tuple[NoteMark, ...]) -> list[int]:
        """How many words of the manuscript begin before each mark. In the file, the end of a line may divide one word."""
        words = [word.removesuffix(LINE_END) for word in self.edition.bodies.get(self.document.id, ())]
        offsets = [0, *accumulate(map(len, words))]
        starts = [0, *accumulate(map(len, self.document.words.body.texts))][:-1]
        return [bisect_left(starts, offsets[mark.words_before]) for mark in seen]

    # --- findings ---

    def _missing(self, note: str) -> Iterator[Diagnostic]:
        if note in self.gone:
            return
        yield diagnostic(
            "V109",
            f"a mark of the note “{self._label(note)}” is missing from the {self.name} edition: nothing leads to its text",
            help=self._help(),
            at=self._note_place(note),
        )

    def _superfluous(self, mark: NoteMark) -> Diagnostic:
        return diagnostic(
            "V109",
            f"the {self.name} edition has a mark {mark.text} {self._after(mark.words_before)} that the manuscript does not have",
            help=self._help(),
            at=self._word_place(mark.words_before),
        )

    def _target(self, note: str, mark: NoteMark) -> Iterator[Diagnostic]:
        number = next((str(other.number) for other in self.document.notes if other.id == note), "")
        if mark.note != note:
            leads = f"leads to the note “{self._label(mark.note)}”" if mark.note else "leads nowhere"
            message = f"the mark {mark.text} {leads} in the {self.name} edition, not to “{self._label(note)}”"
        elif number and mark.text != number:
            message = f"the mark of the note “{self._label(note)}” reads “{mark.text}” in the {self.name} edition, its note is {number}"
        else:
            return
        yield diagnostic("V110", message, help=self._help(), at=self._word_place(mark.words_before))

    def _displaced(self, mark: NoteMark, words_before: int) -> Diagnostic:
        return diagnostic(
            "V111",
            f"the mark {mark.text} of the {self.name} edition does not stand {self._after(words_before)}, as in the manuscript",
            help=self._help(),
            at=self._word_place(words_before),
        )

    # --- places and names ---

    def _help(self) -> str:
        calls = self.document.words.calls
        changed = bool(calls) and calls_in_markup(self.document.body) != calls
        return self.remedies.of_filters() if changed else self.remedies.of_text(self.document)

    def _after(self, words_before: int) -> str:
        words = self.document.words.body.texts[max(0, words_before - AROUND) : words_before]
        return f"after “{' '.join(words)}”" if words else "before the first word"

    def _word_place(self, words_before: int) -> Location:
        lines = self.document.words.body.lines
        line = lines[min(max(0, words_before - 1), len(lines) - 1)] if lines else 0
        return Location(path=self.document.path, line=line or None)

    def _note_place(self, note: str) -> Location:
        location = next((other.location for other in self.document.notes if other.id == note), None)
        words = self.document.words.notes.get(note)
        return location or Location(path=self.document.path, line=(words.lines[0] if words and words.lines else 0) or None)

    def _label(self, note: str) -> str:
        return next((other.label for other in self.document.notes if other.id == note), note)
