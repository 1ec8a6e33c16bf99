"""Every command in README and the handbook is run, in order, and must answer as they promise.

In a fenced block of class `console`, lines that begin with `$ ` are commands; the lines below are the answer. In an answer `…` matches
anything, and a line of `…` alone any lines. A command without an answer may write anything. A block with `file=` is written first.
The commands of one chapter share a scratch folder.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from orders import sharing_workers
from publish.cli import main
from publish.config import Part, read_configuration

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "manuscript"
FENCE = re.compile(r"(?P<marks>`{3,}) *(?:\{(?P<attributes>[^}]*)\}|(?P<language>\S*))")
ANYTHING = "…"
PROGRAMS = {"ls": ["ls"], "cat": ["cat"], "make": ["make", "-C", str(ROOT), "--dry-run"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command at a line of a file, and its promised answer."""

    line: int
    words: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that the text asks the reader to write."""

    line: int
    name: str
    text: str


def steps_of(path: Path) -> Iterator[Command | Written]:
    """The commands and files in a text, in order."""
    for line, classes, name, content in _blocks(path.read_text(encoding="utf-8").split("\n")):
        if name:
            yield Written(line=line, name=name, text="\n".join([*content, ""]))
        elif "console" in classes:
            yield from _commands(line, content)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, set[str], str, list[str]]]:
    """Each fenced block: its first line's number, its classes, its `file=`, its content."""
    number = 0
    while number < len(lines):
        fence = FENCE.fullmatch(lines[number].strip())
        number += 1
        if not fence:
            continue
        end = next(at for at in range(number, len(lines)) if lines[at].strip() == fence["marks"])
        attributes = shlex.split(fence["attributes"] or "")
        name = next((word.removeprefix("file=") for word in attributes if word.startswith("file=")), "")
        yield number + 1, {fence["language"], *(word.removeprefix(".") for word in attributes)}, name, list(lines[number:end])
        number = end + 1


def _commands(line: int, content: Sequence[str]) -> Iterator[Command]:
    starts = [at for at, text in enumerate(content) if text.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        words = tuple(shlex.split(content[start][2:], comments=True))
        yield Command(line=line + start, words=words, answer=tuple(content[start + 1 : end]))


def called(words: Sequence[str]) -> tuple[int, str]:
    """The exit code of `publish` with these arguments, and its output (standard output and standard error, interleaved)."""
    output = StringIO()
    with redirect_stdout(output), redirect_stderr(output), pytest.raises(SystemExit) as ended:
        main(words, prog_name="publish")
    return int(ended.value.code or 0), output.getvalue()


def answer_to(command: Command, folder: Path, *, ace: bool) -> tuple[int, str]:
    """The exit code of a command and its output. With `ace` it may run Ace, which is slow.

    `publish` is called in this process, where its modules are already loaded; tests/commands/test_bad_input.py starts it as a shell does.
    """
    program, *words = command.words
    environment = {"NO_COLOR": "1", "LC_ALL": "C.UTF-8", **({} if ace else {"PUBLISH_ACE": ""})}
    if program == "publish":
        with chdir(folder), sharing_workers(), pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", StringIO())
            return called(words)
    assert program in PROGRAMS, f"line {command.line}: {program} is not among the documented commands"
    ended = subprocess.run(
        [*PROGRAMS[program], *words],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stdout.decode("utf-8")


def pattern(answer: Sequence[str]) -> str:
    """A promised answer as a regular expression for the whole output."""
    if not answer:
        return r"(?s:.*)"
    return "".join(r"(?:.*\n)*" if line == ANYTHING else ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n" for line in answer)


def chapters() -> list[Path]:
    """The chapters of the handbook's body, in reading order."""
    configuration = read_configuration(HANDBOOK).value
    assert configuration
    entries = configuration.spine.body
    return [HANDBOOK / name for entry in entries for name in (entry.sections if isinstance(entry, Part) else (entry,))]


FAST = "notes.md"
"""The chapter whose commands every run of tests types; the others are slow."""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.name == FAST else pytest.mark.slow, id=str(path.relative_to(ROOT)))
        for path in (ROOT / "README.md", *chapters())
    ],
)
def test_commands_answer_as_documented(path: Path, tmp_path: Path) -> None:
    steps = list(steps_of(path))
    assert any(isinstance(step, Command) for step in steps)
    for step in steps:
        if isinstance(step, Written):
            written = tmp_path / step.name
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(step.text, encoding="utf-8")
            continue
        code, output = answer_to(step, tmp_path, ace=path.stem == "accessibility")
        place = f"{path.name}, line {step.line}: {shlex.join(step.words)} ended with {code} and wrote\n{output}"
        assert re.fullmatch(pattern(step.answer), output), place
        assert "Traceback" not in output, place
        promised = any(" error " in line for line in step.answer)
        # Only a check of a book that the chapter has spoilt on purpose may end with 1.
        assert code == 1 if promised else code == 0 or (code == 1 and step.answer and " error " in output), place


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)
def test_every_chapter_ends_with_a_task(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    assert headings[-1].startswith("## Task")
    task = text.count("\n", 0, text.rindex("\n## Task")) + 1
    assert any(isinstance(step, Command) and step.line > task for step in steps_of(path))


def test_ellipsis_matches_anything() -> None:
    assert re.fullmatch(pattern(["a … b"]), "a b c\n") is None
    assert re.fullmatch(pattern(["a … b"]), "a x b\n")
    assert re.fullmatch(pattern(["…", "a"]), "x\ny\na\n")
    assert re.fullmatch(pattern(["…", "a"]), "a\n")
    assert re.fullmatch(pattern(["a"]), "a\nb\n") is None
    assert re.fullmatch(pattern([]), "whatever\n")
