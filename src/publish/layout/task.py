"""The task of a worker process."""

from dataclasses import dataclass

from publish.model import ContentDocument, Setting

PATIENCE = 60.0  # seconds that any task may take
CHARACTERS_A_SECOND = 2000  # for the further seconds of a long task; WeasyPrint sets thirty times as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A section to set, or markup of our own: `html` is the content of the body, in `language`."""

    setting: Setting
    document: ContentDocument | None = None
    html: str = ""
    language: str = "en"
    pictures: tuple[str, ...] = ()
    """The pictures in `html`, as paths relative to the book's folder."""

    @property
    def path(self) -> str:
        """The section's file in the manuscript; "" for markup of our own."""
        return self.document.path if self.document else ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"the section “{self.document.title}”" if self.document else "a page of the edition itself"

    @property
    def letters(self) -> int:
        """Its length in characters of markup."""
        notes = sum(len(note.body) for note in self.document.notes) if self.document else 0
        return len(self.document.body) + notes if self.document else len(self.html)

    @property
    def seconds(self) -> float:
        """The computing time that a worker may take."""
        return PATIENCE + self.letters / CHARACTERS_A_SECOND
