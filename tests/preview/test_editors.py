"""The editor in which a line of the manuscript is opened: a program, a command, or nothing that can be started from here."""

from pathlib import Path
from time import sleep

import pytest

from publish.diagnostics import PublishError
from publish.preview.editors import command_for, editor_of, is_windowed, open_in


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("", "vi +7 /b/one.md"),
        ("vim", "vim +7 /b/one.md"),
        ("/usr/bin/nano", "nano +7 /b/one.md"),
        ("code", "code --goto /b/one.md:7"),
        ("/opt/code/bin/code", "code --goto /b/one.md:7"),
        ("subl", "subl /b/one.md:7"),
        ("kate", "kate --line 7 /b/one.md"),
        ("my-editor --at {line} {file}", "my-editor --at 7 /b/one.md"),
    ],
)
def test_command_of_an_editor(editor: str, command: str) -> None:
    assert " ".join(command_for(editor, Path("/b/one.md"), 7)) == command
    assert not is_windowed("no-such-editor {file}")


def test_editor_is_started_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a file.md"
    assert open_in(f"touch {tmp_path}/opened-{{line}} {{file}}", file, 7) == ""
    for _ in range(200):
        if file.exists():
            break
        sleep(0.02)
    assert file.exists()
    assert (tmp_path / "opened-7").exists()


@pytest.mark.parametrize(("text", "editor"), [(None, "vim"), ("", "vim"), ('editor = "code"', "code"), ('editor = "e {file}"', "e {file}")])
def test_editor_of_a_configuration(tmp_path: Path, text: str | None, editor: str) -> None:
    if text is not None:
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert editor_of(tmp_path / "config.toml", "vim") == editor


@pytest.mark.parametrize(
    "text", ["editor = ", 'edtor = "code"', 'colour = "red"', "editor = 3", 'editor = "code \\"x"', 'editor = "e {file} {lin}"', "\udcff"]
)
def test_configuration_that_says_nothing_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PublishError) as fault:
        editor_of(tmp_path / "config.toml", "")
    (entry,) = fault.value.diagnostics
    assert entry.code == "C194"
    assert str(tmp_path) in entry.message
    assert entry.help
