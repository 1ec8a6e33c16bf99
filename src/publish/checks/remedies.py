"""What to do where an edition differs from the manuscript: the help of the diagnostics of completeness."""

from dataclasses import dataclass

from publish.checks.markup_words import words_of_markup
from publish.model import Book, ContentDocument
from publish.text.differences import differences

OURS = "this is a fault of publish: report it with this section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """The remedies for one edition, by where the text changes: in the filters, or in the edition and its style sheets."""

    book: Book
    edition: str

    def of_text(self, document: ContentDocument, note: str = "") -> str:
        """The remedy for a body, or a note, whose words differ from the manuscript's."""
        if note:
            body = next((other.body for other in document.notes if other.id == note), "<div/>")
            truth = document.words.notes.get(note)
        else:
            body, truth = document.body, document.words.body
        changed = truth is None or bool(differences(truth.texts, words_of_markup(body)))
        return self.of_filters() if changed else self.of_styles()

    def of_filters(self) -> str:
        """The remedy where the text changes before any edition is made."""
        own = self._own_filters()
        return f"the text is changed before the edition is made: look for the fault in {own}" if own else OURS

    def of_styles(self) -> str:
        """The remedy where the text reaches the edition whole."""
        sheet = f"styles/{self.edition}.css"
        if (self.book.configuration.folder / sheet).is_file():
            return f"the text reaches the edition whole: look in {sheet} for a rule that hides, moves, covers or cuts it"
        own = self._own_filters()
        return f"the text reaches the edition whole: look for a class that hides it or passes it off as ours in {own}" if own else OURS

    def _own_filters(self) -> str:
        """The names of the book's own filters; "" if it has none."""
        return ", ".join(f"filters/{path.name}" for path in sorted((self.book.configuration.folder / "filters").glob("*.py")))
