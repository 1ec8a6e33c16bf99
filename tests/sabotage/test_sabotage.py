"""A build of a sound book with one fault added stops, and the message names the line of the manuscript.

`book/` is the sound book. Each folder of `faults/` adds a filter or a style sheet to it, or names a damage (`damages.py`) that is done to
the finished file before it is read back. `expected.toml` gives the edition, the code, the place in the manuscript, and the words that the
message quotes.
"""

import importlib
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orders import TRUST, pool
from publish.build import Built, Order, build
from publish.diagnostics import Diagnostic, Outcome, PublishError
from publish.editions import Workshop
from publish.model import Book, Made
from sabotage import damages

HERE = Path(__file__).parent
FAULTS = sorted(path for path in (HERE / "faults").iterdir() if path.is_dir())
MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
LEAST_FAULTS = 20
BLAMED = {"filters": "filters/", "styles": "styles/"}
"""The folder that the help names for a fault in the book's own files."""


def built(folder: Path, output: Path, *editions: str) -> Built:
    return build(Order(folder=folder, output=output, moment=MOMENT, editions=editions, jobs=1, pool=pool(), trust=TRUST))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound book. Faults are added and removed again in this folder, because the cache serves nothing to another folder."""
    return shutil.copytree(HERE / "book", tmp_path_factory.mktemp("sound") / "book")


@pytest.fixture(scope="module")
def sound(folder: Path) -> tuple[Built, Path]:
    """The sound book in both editions, and the folder in which it was built."""
    output = folder.parent / "out"
    return built(folder, output), output


@contextmanager
def laid_over(fault: Path, folder: Path) -> Iterator[None]:
    """Adds the fault's filters and styles to the book for the duration of the block."""
    parts = [part for part in BLAMED if (fault / part).is_dir()]
    for part in parts:
        shutil.copytree(fault / part, folder / part)
    try:
        yield
    finally:
        for part in parts:
            shutil.rmtree(folder / part)


@pytest.fixture
def output(sound: tuple[Built, Path], tmp_path: Path) -> Path:
    """An output folder in which the sound book was built before, so that unchanged sections are not laid out again."""
    return shutil.copytree(sound[1], tmp_path / "out")


def test_sound_book_is_published(sound: tuple[Built, Path]) -> None:
    made, output = sound
    assert set(made.made) == {"epub", "print"}
    assert [diagnostic for diagnostic in made.diagnostics if diagnostic.code.startswith("V")] == []
    assert {path.name for path in output.glob("book.*")} == {"book.epub", "book.print.pdf"}


def test_every_code_of_completeness_has_a_fault() -> None:
    assert len(FAULTS) >= LEAST_FAULTS
    assert {expected(fault)["code"] for fault in FAULTS} == {*(f"V{number}" for number in range(102, 115)), "V116"}


def expected(fault: Path) -> Mapping[str, str]:
    """The expected effect of a fault."""
    return tomllib.loads((fault / "expected.toml").read_text(encoding="utf-8"))


def faults() -> Iterator[Any]:
    """Every fault. All but the first of each code are slow: together they take sixty builds."""
    codes: set[str] = set()
    for fault in FAULTS:
        code = expected(fault)["code"]
        yield pytest.param(fault, id=fault.name, marks=pytest.mark.slow if code in codes else ())
        codes.add(code)


@pytest.mark.parametrize("fault", list(faults()))
def test_fault_stops_the_build_and_is_reported(fault: Path, folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = expected(fault)
    if "damage" in wanted:
        do_damage(monkeypatch, wanted["edition"], getattr(damages, wanted["damage"]))
    before = {path.name: path.read_bytes() for path in output.glob("book.*")}
    with laid_over(fault, folder), pytest.raises(PublishError) as stopped:
        built(folder, output, wanted["edition"])
    diagnostics = list(from_completeness(stopped.value.diagnostics))
    assert stopped.value.exit_code == 1
    named = [diagnostic for diagnostic in diagnostics if is_expected(diagnostic, wanted)]
    assert named, [f"{diagnostic} – {diagnostic.help}" for diagnostic in diagnostics]
    for part, blamed in BLAMED.items():
        assert not (fault / part).is_dir() or blamed in named[0].help
    assert {path.name: path.read_bytes() for path in output.glob("book.*")} == before


def from_completeness(diagnostics: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    return (diagnostic for diagnostic in diagnostics if diagnostic.code.startswith("V"))


def is_expected(diagnostic: Diagnostic, wanted: Mapping[str, str]) -> bool:
    """Whether a diagnostic has the code, place and quotation that the fault expects."""
    return (
        diagnostic.code == wanted["code"]
        and str(diagnostic.location or "").startswith(wanted.get("at", ""))
        and wanted["says"] in diagnostic.message
    )


def do_damage(monkeypatch: pytest.MonkeyPatch, name: str, damage: Callable[[Path], None]) -> None:
    """Damages the file of the edition after it is made and before it is read back."""
    module = importlib.import_module(f"publish.editions.{name}")
    edition = module.EDITION

    def make(book: Book, workshop: Workshop, others: Mapping[str, Made]) -> Outcome[Made]:
        outcome: Outcome[Made] = edition.make(book, workshop, others)
        assert outcome.value is not None
        damage(outcome.value.path)
        return outcome

    monkeypatch.setattr(module, "EDITION", replace(edition, make=make))
