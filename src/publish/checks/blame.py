"""Whose fault it can be that an edition is not the manuscript, and what to do about it."""

from dataclasses import dataclass

from publish.checks.markup_words import words_of_markup
from publish.model import Book, ContentDocument
from publish.text.differences import differences

OURS = "this is a fault of publish: report it with this section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Looks for the fault in the order in which a text passes through a build: the filters, then the edition and its style sheets."""

    book: Book
    edition: str

    def of_text(self, document: ContentDocument, note: str = "") -> str:
        """What to do where the words of a document's body, or of one of its notes, are not the manuscript's."""
        if note:
            body = next((found.body for found in document.notes if found.id == note), "<div/>")
            truth = document.words.notes.get(note)
        else:
            body, truth = document.body, document.words.body
        changed = truth is None or bool(differences(truth.texts, words_of_markup(body)))
        return self.of_filters() if changed else self.of_styles()

    def of_filters(self) -> str:
        """What to do where the text is changed before any edition is made."""
        own = self._own_filters()
        return f"the text is changed before the edition is made: look for the fault in {own}" if own else OURS

    def of_styles(self) -> str:
        """What to do where the text reaches the edition whole."""
        sheet = f"styles/{self.edition}.css"
        if (self.book.configuration.folder / sheet).is_file():
            return f"the text reaches the edition whole: look in {sheet} for a rule that hides, moves, covers or cuts it"
        own = self._own_filters()
        return f"the text reaches the edition whole: look for a class that hides it or passes it off as ours in {own}" if own else OURS

    def _own_filters(self) -> str:
        """The names of the book's own filters; "" if it has none."""
        return ", ".join(f"filters/{path.name}" for path in sorted((self.book.configuration.folder / "filters").glob("*.py")))
