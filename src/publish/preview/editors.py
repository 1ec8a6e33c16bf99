"""Opening a line of the manuscript in the editor's own editor.

`editor` in `config.toml` of a person's configuration names it, else `$VISUAL`: a program of `WINDOWED`, or a command with `{file}` and
`{line}`. A program that needs the terminal cannot be opened from here: then the command is shown, to be copied.
"""

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

WINDOWED: Mapping[str, str] = {
    "code": "code --goto {file}:{line}",
    "codium": "codium --goto {file}:{line}",
    "cursor": "cursor --goto {file}:{line}",
    "emacsclient": "emacsclient -n +{line} {file}",
    "gedit": "gedit +{line} {file}",
    "gvim": "gvim --remote-silent +{line} {file}",
    "kate": "kate --line {line} {file}",
    "mate": "mate --line {line} {file}",
    "mvim": "mvim --remote-silent +{line} {file}",
    "subl": "subl {file}:{line}",
    "zed": "zed {file}:{line}",
}
TERMINAL = "{program} +{line} {file}"


def command_for(editor: str, file: Path, line: int) -> list[str]:
    """The words of the command that opens a file at a line; without an editor, those of `vi`."""
    words = shlex.split(editor) if editor else []
    program = Path(words[0]).name if words else "vi"
    template = editor if "{file}" in editor else WINDOWED.get(program, TERMINAL)
    return [word.format(program=program, file=file, line=line) for word in shlex.split(template)]


def is_windowed(editor: str) -> bool:
    """Whether an editor opens a window of its own: it is one of `WINDOWED`, or its command is written out."""
    words = shlex.split(editor) if editor else []
    return bool(words) and ("{file}" in editor or Path(words[0]).name in WINDOWED) and shutil.which(words[0]) is not None


def open_in(editor: str, file: Path, line: int) -> str:
    """Opens a file at a line; "" if that was done, else the command that a person can type."""
    command = command_for(editor, file, line)
    if not is_windowed(editor):
        return shlex.join(command)
    try:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    except OSError:
        return shlex.join(command)
    return ""
