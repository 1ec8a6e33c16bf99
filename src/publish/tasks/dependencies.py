"""Makefiles that name every input of an edition, so that `make` starts nothing for an unchanged book."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from publish.diagnostics import PublishError
from publish.resources import PACKAGE, filters_dir, styles_dir
from publish.tools.disk import unwritable


def write_dependencies(artefacts: Mapping[str, Path], book: Path, output: Path, folder: Path) -> None:
    """One makefile an edition in the folder: the artefact depends on its inputs. `artefacts` are given by edition.

    Each input also has an empty rule, so that a deleted file is no error. PublishError with X102 if they cannot be written.
    """
    inputs = [_escaped(path) for path in sorted(set(_inputs(book, output)))]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, artefact in artefacts.items():
            rules = [f"{_escaped(artefact)}: \\\n" + " \\\n".join(f"  {path}" for path in inputs), *(f"{path}:" for path in inputs)]
            partial = folder / f".{name}.d"  # renamed when whole: make must not read half a list
            partial.write_text("\n".join(rules) + "\n", encoding="utf-8")
            partial.replace(folder / f"{name}.d")
    except OSError as fault:
        raise PublishError(unwritable(fault.filename or folder, fault)) from fault


def _inputs(book: Path, output: Path) -> Iterator[Path]:
    """Every file and folder of the book (a file may be added to a folder), every file of our filters, styles and source."""
    yield book
    for root in (book, filters_dir(), styles_dir(), PACKAGE):
        for path in root.rglob("*"):
            inside = path.relative_to(root).parts
            if any(part.startswith(".") or part == "__pycache__" for part in inside) or path.absolute().is_relative_to(output.absolute()):
                continue
            if root == book or path.is_file():  # Python keeps what it has compiled in our folders
                yield path


def _escaped(path: Path) -> str:
    shown = path.absolute()
    name = str(shown.relative_to(Path.cwd())) if shown.is_relative_to(Path.cwd()) else str(shown)
    return name.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ")
