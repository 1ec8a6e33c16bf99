"""The forms of source that can be imported, one module each: a module of this folder that holds a `FORM` is one.

To add a form, add a module with `FORM = Form(name=…, endings=…, recognises=…, read=…)`, and its test page,
`tests/importing/forms/<module>.<ending>`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

from publish.importing.blocks import Reading


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
    """A source: its name as the editor gave it, its form, its bytes; its folder, None for standard input."""

    name: str
    form: Form
    content: bytes
    folder: Path | None = None
    listed: bool = False
    """Whether it is one of the pages of a folder."""


def forms() -> Mapping[str, Form]:
    """All forms by the names of their modules, in the order in which they are asked to recognise a source: that of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in sorted(iter_modules(__path__), key=lambda module: module.name))
    return {module.__name__.rpartition(".")[2]: module.FORM for module in modules if hasattr(module, "FORM")}


def readings(sources: Sequence[Source]) -> Iterator[Reading]:
    """The readings of the sources, in their order. PublishError as in `Form.read`.

    Pages of one form in one folder are read together; a packed file is a text of its own.
    """

    def together(source: Source) -> tuple[str, Path | str | None]:
        return source.form.name, source.folder if source.listed and not source.form.packed else source.name

    for _, group in groupby(sources, key=together):
        members = list(group)
        yield members[0].form.read(members)
