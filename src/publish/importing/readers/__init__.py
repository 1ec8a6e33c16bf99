"""The forms of source that can be imported, one module each: a module of this folder that holds a `FORM` is one.

To add a form, add a module with `FORM = Form(name=…, endings=…, recognises=…, read=…)`, and its test page,
`tests/importing/forms/<module>.<ending>`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

from publish.importing.blocks import Origin, Reading
from publish.importing.readers.folders import title_of_folder
from publish.importing.readers.pictures import with_other_names
from publish.importing.readers.word_processors.house_styles import StyleRoles


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of source: its name in messages, the endings of its files, how its content is recognised, how it is read.

    `recognises` sees the whole content and decides for files whose ending names no form, or another one; a form without it is known
    only by its endings. The content of a `packed` form decides against any ending, and a file with its ending must be recognised.

    `read` takes sources of this form that belong together (the pages of one folder, or a single file) and returns one reading; it raises
    PublishError where a source has no text that can be read.
    """

    name: str
    endings: tuple[str, ...]
    read: "Callable[[Sequence[Source]], Reading]"
    recognises: Callable[[bytes], bool] = lambda _: False
    packed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: its name as the editor gave it, its form, its bytes; the folder of the book, None for standard input."""

    name: str
    form: Form
    content: bytes
    folder: Path | None = None
    is_section: bool = False
    """Whether it is one of several: a file of a folder, or one of those that were named together."""
    styles: StyleRoles = field(default_factory=StyleRoles)
    """What the styles of a word processor are."""

    @property
    def path(self) -> str:
        """Its path within its folder; its name where that is not known."""
        path = Path(self.name)
        return path.relative_to(self.folder).as_posix() if self.folder and path.is_relative_to(self.folder) else path.name


def forms() -> Mapping[str, Form]:
    """All forms by the names of their modules, in the order in which they are asked to recognise a source: that of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in sorted(iter_modules(__path__), key=lambda module: module.name))
    return {module.__name__.rpartition(".")[2]: module.FORM for module in modules if hasattr(module, "FORM")}


def readings(sources: Sequence[Source]) -> Iterator[Reading]:
    """The readings of the sources, in their order. PublishError as in `Form.read`.

    Sections of one form in one folder are read together; a packed file is a text of its own.
    """

    def together(source: Source) -> tuple[str, Path | str | None]:
        return source.form.name, source.folder if source.is_section and not source.form.packed else source.name

    pictures: dict[str, bytes] = {}
    for _, group in groupby(sources, key=together):
        members = list(group)
        reading = with_other_names(members[0].form.read(members), pictures)
        pictures.update(reading.pictures)
        yield (
            _of_sections(reading, members[0].folder)
            if members[0].is_section and reading.origin is not Origin.E_BOOK
            else replace(reading, titles={})
        )


def _of_sections(reading: Reading, folder: Path | None) -> Reading:
    """A reading whose files are a section each: a title in their headers is that of a section, the name of the folder that of the book."""
    return replace(reading, by_page=True, hints=replace(reading.hints, title=title_of_folder(folder) if folder else "", subtitle=""))
