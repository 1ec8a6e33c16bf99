"""`publish --help`: every command is listed with its sentence, and explains its options."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.editions import editions
from publish.rules import SMALLEST_BOOK

COMMANDS = sorted(main.list_commands(None))  # type: ignore[arg-type]  # a group of commands needs no context for its names


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0, result.output
    listed = {line.split()[0] for line in result.output.split("Commands:\n")[1].splitlines() if line.strip()}
    assert listed == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"Usage: publish {name}")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["chekc"], "did you mean “check”?"),
        (["biuld", "epub"], "did you mean “build”?"),
        (["Check"], "did you mean “check”?"),
        (["check", "--bok", "x"], "--book"),
        (["build", "eupb", "--book", "{book}"], "did you mean “epub”?"),
        (["build", "Print", "--book", "{book}"], "did you mean “print”?"),
        (["printers", "kdp-wb"], "did you mean “kdp-bw”?"),
        (["preflight", "x.pdf", "--printer", "KDP-BW"], "did you mean “kdp-bw”?"),
    ],
)
def test_misspelt_name_is_answered_with_the_right_one(words: list[str], advice: str, tmp_path: Path) -> None:
    _write(tmp_path)
    result = CliRunner().invoke(main, [word.replace("{book}", str(tmp_path)) for word in words])
    assert result.exit_code in {1, 2}
    assert advice in result.output


def test_help_of_build_says_what_is_made() -> None:
    output = CliRunner().invoke(main, ["build", "--help"]).output
    for edition in editions().values():
        assert edition.name in output
        assert edition.artefact in output


def test_name_like_no_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["xyzzy"])
    assert result.exit_code == 2
    assert "xyzzy" in result.output
    assert "did you mean" not in result.output


def test_folder_of_the_book_is_found_where_the_command_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["check"]).exit_code != 0, "neither here nor in manuscript is a book"
    _write(tmp_path / "manuscript")
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    (tmp_path / "manuscript/one.md").unlink()
    assert CliRunner().invoke(main, ["check"]).exit_code == 1
    _write(tmp_path)
    assert CliRunner().invoke(main, ["check"]).exit_code == 0, "this folder comes first"
    assert CliRunner().invoke(main, ["check", "--book", "manuscript"]).exit_code == 1


def _write(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in SMALLEST_BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
