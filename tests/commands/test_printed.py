"""What the commands print: nothing that a terminal obeys, whatever a book holds or somebody types."""

import os
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publish.cli import main
from publish.rules import SMALLEST_BOOK

RED = "\x1b[31m"
TITLE = "\x1b]0;owned\x07"


def book(folder: Path, **files: str) -> Path:
    for name, text in {**SMALLEST_BOOK, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def publish(folder: Path, *arguments: str) -> Result:
    with chdir(folder):
        return CliRunner().invoke(main, arguments)


def is_clean(result: Result) -> bool:
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.output.replace("\n", "").replace("\t", "").isprintable()


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize(
    "text",
    [
        f"A note.[^{TITLE}x]",
        f"# A {RED}heading {{#{RED}x}}",
        f"![A picture](images/{RED}x.png)",
        f"[A link](#{RED}x)",
        f"[word]{{lang={RED}x}}",
        f"A [^{RED}x].\n\n[^{RED}x]: One.\n\n[^{RED}x]: Two.",
        "A \x9b31m word.\u202e",
    ],
)
def test_words_of_the_manuscript(tmp_path: Path, text: str, form: str) -> None:
    result = publish(book(tmp_path, **{"one.md": f"# One\n\n{text}\n"}), "check", "--book", ".", "--message-format", form)
    assert is_clean(result)


def test_names_of_files_and_keys(tmp_path: Path) -> None:
    toml = SMALLEST_BOOK["book.toml"].replace('"one.md"', f'"{TITLE}.md"'.replace("\x1b", "\\u001b").replace("\x07", "\\u0007"))
    result = publish(book(tmp_path, **{"book.toml": toml + '\n["\\u001b[31mkey"]\na = 1\n'}), "check", "--book", ".")
    assert result.exit_code
    assert is_clean(result)


@pytest.mark.parametrize("name", [f"{RED}source.txt", "line\nmd:1:1: error.txt", "\udcff.txt", "back\x08\x08.txt"])
def test_names_of_sources(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("CHAPTER I\n\nIt was a dark and stormy night.[1]\n", encoding="utf-8")
    assert is_clean(publish(tmp_path, "import", os.fspath(name), "--into", "book"))
    assert is_clean(publish(tmp_path, "import", f"no {name}", "--into", "other"))


@pytest.mark.parametrize(
    "arguments",
    [
        (f"{RED}chekc",),
        ("check", f"--{RED}"),
        ("check", "--jobs", RED),
        ("check", f"{RED}extra"),
        ("check", "--book", f"{RED}nowhere"),
        ("build", f"{RED}hardback", "--book", "."),
        ("explain", TITLE),
        ("printers", RED),
        ("preflight", f"{RED}.pdf", "--printer", "kdp-bw"),
        ("new", f"{RED}book"),
    ],
)
def test_words_of_the_command_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = publish(book(tmp_path), *arguments)
    assert is_clean(result), result.output


def test_change_for_git_apply_is_exact(tmp_path: Path) -> None:
    result = publish(book(tmp_path, **{"one.md": "# One\r\n\r\n1812. The year.\r\n"}), "check", "--book", ".", "--diff")
    assert "+1812\\. The year.\r\n" in result.stdout_bytes.decode()
