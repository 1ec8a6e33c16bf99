"""What a worker process is asked to set."""

from dataclasses import dataclass

from publish.model import ContentDocument, Setting

PATIENCE = 60.0  # seconds for any task …
CHARACTERS_A_SECOND = 2000  # … and more for a long one: WeasyPrint sets thirty times as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is asked to set: a section, or markup of our own (`html`, what stands in the body) in a language."""

    setting: Setting
    document: ContentDocument | None = None
    html: str = ""
    language: str = "en"
    pictures: tuple[str, ...] = ()
    """The paths of the pictures that markup of our own shows, in the book's folder."""

    @property
    def path(self) -> str:
        """The manuscript's file that is being set; "" for markup of our own."""
        return self.document.path if self.document else ""

    @property
    def letters(self) -> int:
        """How long it is."""
        notes = sum(len(note.body) for note in self.document.notes) if self.document else 0
        return len(self.document.body) + notes if self.document else len(self.html)

    @property
    def seconds(self) -> float:
        """How long a worker may take over it."""
        return PATIENCE + self.letters / CHARACTERS_A_SECOND
