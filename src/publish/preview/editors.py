"""Opening a line of the manuscript in the editor's own editor.

`editor` in `publish/config.toml` of a person's configuration names it, else `$VISUAL`: a program of `WINDOWED`, or a command with `{file}`
and `{line}`. A program that needs the terminal cannot be opened from here: then the command is shown, to be copied.
"""

import shlex
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from publish.diagnostics import PublishError, diagnostic

KEY = "editor"

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


def editor_of(configuration: Path, visual: str) -> str:
    """The editor that a person's configuration names, else `visual`. PublishError with C194 if it cannot be read or names none."""
    try:
        settings = tomllib.loads(configuration.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return visual
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        help = f'write one line of TOML: {KEY} = "code"'
        raise PublishError(diagnostic("C194", f"{configuration} cannot be read: {reason}", help=help)) from fault
    for key in settings:
        if key != KEY:
            near = f"did you mean “{KEY}”?" if get_close_matches(key, [KEY]) else f"it has one key: {KEY}"
            raise PublishError(diagnostic("C194", f"{configuration} has an unknown key “{key}”", help=near))
    named = settings.get(KEY, visual)
    try:
        words = shlex.split(named) if isinstance(named, str) else []
        command_for(named, configuration, 1)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        words = []
    if named and not words:
        help = "write the name of a program, such as “code”, or a command in which {file} and {line} stand"
        raise PublishError(diagnostic("C194", f"{configuration} names no editor: {named}", help=help))
    return str(named)


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
    nowhere = subprocess.DEVNULL
    try:
        started = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    except OSError:
        return shlex.join(command)
    threading.Thread(target=started.wait, daemon=True).start()  # else its end would not be noticed
    return ""
