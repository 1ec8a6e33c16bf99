"""A book that has not changed is not built again; one byte of what went in or came out, and it is."""

import fcntl
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.diagnostics import Location, diagnostic
from publish.last_build import LastBuild, State, remember, stamps_in, state_of, unchanged
from publish.rules import SMALLEST_BOOK

ARTEFACT = b"%PDF-1.6 the pages"
TOLD = diagnostic(
    "M235", "the book has 2 straight quotation marks", help="write quotes = true", at=Location(path="one.md", line=3, column=1)
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book, and in it a folder with pictures."""
    folder = tmp_path / "book"
    (folder / "images").mkdir(parents=True)
    for name, text in SMALLEST_BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "images" / "map.png").write_bytes(b"PNG")
    return folder


@pytest.fixture
def output(book: Path) -> Path:
    """Its output folder, inside the book's own, with a file that an earlier build of something else left."""
    folder = book / "build"
    folder.mkdir()
    (folder / "older.txt").write_text("not of this build")
    return folder


def read(book: Path, output: Path, order: Sequence[object] = ("print",)) -> State:
    """The state of a book, which must be one that can be looked at."""
    state = state_of(book, output, order)
    assert state is not None
    return state


def built(book: Path, output: Path) -> LastBuild | None:
    """The last build that is known after a build that wrote one file."""
    state, before = read(book, output), stamps_in(output)
    (output / "book.print.pdf").write_bytes(ARTEFACT)
    remember(state, output, before, {"print": "book.print.pdf"}, [TOLD], ["build/book.print.pdf (1 kB, 2 pages)\n"])
    return unchanged(read(book, output), output)


def test_unchanged_book_has_the_files_the_findings_and_the_lines_of_its_last_build(book: Path, output: Path) -> None:
    last = built(book, output)
    assert last is not None
    assert list(last.digests) == ["book.print.pdf"], "and not the file that was there before"
    assert (last.artefacts, last.diagnostics) == ({"print": "book.print.pdf"}, (TOLD,))
    assert last.lines == ("build/book.print.pdf (1 kB, 2 pages)\n",)


def artefact(book: Path) -> Path:
    return book / "build" / "book.print.pdf"


def pipe_instead(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter": lambda book: (book / "one.md").write_text(SMALLEST_BOOK["one.md"].replace("first", "worst")),
    "a key": lambda book: (book / "book.toml").write_text(SMALLEST_BOOK["book.toml"].replace("Small", "Great")),
    "a picture": lambda book: (book / "images" / "map.png").write_bytes(b"GIF"),
    "a new sheet": lambda book: (book / "print.css").touch(),
    "a hidden file": lambda book: (book / ".note").touch(),
    "a file less": lambda book: (book / "images" / "map.png").unlink(),
    "a new name": lambda book: (book / "images" / "map.png").rename(book / "images" / "plan.png"),
    "a byte of the artefact": lambda book: (book / "build" / "book.print.pdf").write_bytes(ARTEFACT[:-1] + b"z"),
    "an artefact less": lambda book: (book / "build" / "book.print.pdf").unlink(),
    "a pipe in the place of an artefact": lambda book: pipe_instead(artefact(book)),
    "an entry of the cache": lambda book: [path.write_bytes(b"\0" * 99) for path in (book / "build" / ".cache").iterdir()],
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_has_changed_is_built_again(book: Path, output: Path, change: str) -> None:
    assert built(book, output)
    times = {path: path.stat() for path in book.rglob("*")}
    CHANGES[change](book)
    for path, time in times.items():
        if path.exists():
            os.utime(path, ns=(time.st_atime_ns, time.st_mtime_ns))  # contents count, not times
    assert unchanged(read(book, output), output) is None


def test_artefact_that_cannot_be_touched_is_built(book: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert built(book, output)

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert unchanged(read(book, output), output) is None


def test_other_order_is_built(book: Path, output: Path) -> None:
    assert built(book, output)
    assert unchanged(read(book, output, ("epub",)), output) is None


def test_touched_file_is_no_change_and_its_artefact_is_newer(book: Path, output: Path) -> None:
    assert built(book, output)
    os.utime(output / "book.print.pdf", (1_000_000_000, 1_000_000_000))
    (book / "one.md").touch()
    assert unchanged(read(book, output), output)
    assert (output / "book.print.pdf").stat().st_mtime_ns >= (book / "one.md").stat().st_mtime_ns


def test_build_during_which_a_file_changed_is_not_remembered(book: Path, output: Path) -> None:
    state, before = read(book, output), stamps_in(output)
    late = replace(state, changed_ns=tuple(time - 1 for time in state.changed_ns))
    assert late.has_changed
    assert not state.has_changed
    remember(late, output, before, {}, [], [])
    assert unchanged(state, output) is None
    (book / "one.md").unlink()
    assert state.has_changed


def test_nothing_is_known_of_a_folder_in_which_a_build_runs(book: Path, output: Path) -> None:
    assert built(book, output)
    handle = os.open(output, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert unchanged(read(book, output), output) is None
    finally:
        os.close(handle)


UNUSUAL: dict[str, Callable[[Path], object]] = {
    "a link to a folder": lambda path: path.symlink_to(path.parent.parent),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_book_in_which_something_is_no_file_is_always_built(book: Path, output: Path, kind: str) -> None:
    UNUSUAL[kind](book / "unusual")
    assert state_of(book, output, ()) is None


def test_second_build_starts_nothing_and_says_the_same(book: Path, output: Path) -> None:
    (book / "one.md").write_text('# One\n\nShe said "no".\n', encoding="utf-8")
    arguments = ["build", "epub", "--book", str(book), "--output", str(output), "--dependencies", str(output)]
    first = CliRunner().invoke(main, arguments)
    made = (output / "book.epub").read_bytes()
    (output / "epub.d").unlink()
    second = CliRunner().invoke(main, arguments)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "proved book.epub" in first.stderr
    assert second.stderr.splitlines()[0] == "nothing has changed since the last build: its editions are proved, and stay"
    assert first.stderr.endswith("".join(second.stderr.splitlines(keepends=True)[1:]))
    assert "M235" in second.stderr
    assert (output / "book.epub").read_bytes() == made
    assert (output / "epub.d").is_file()
