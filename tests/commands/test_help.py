"""`publish --help`: every command is listed with its sentence, and explains its options."""

import pytest
from click.testing import CliRunner

from publish.cli import main

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
    assert result.output.startswith(f"Usage: main {name}")
