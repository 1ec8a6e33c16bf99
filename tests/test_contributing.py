"""CONTRIBUTING.md as an engineer follows it: the steps for a filter, an edition and a check, each on a copy of the tree."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from filters.test_filter_cases import cases_in, check_case
from publish.rules import SMALLEST_BOOK

pytestmark = pytest.mark.slow

STEP = re.compile(r"(?:^ *`(?P<name>[^`\n]+)`\n\n)?^ *```(?P<kind>\w+)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
COPIED = ("src", "filters", "styles", "Makefile", "requirements.lock", "tests/cases", "tests/books/broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A fenced block: a file to write, lines of a file to change (`diff`), or commands to run (`console`)."""

    name: str
    kind: str
    text: str


def steps(root: Path, heading: str) -> Iterator[Step]:
    """The steps below a heading of CONTRIBUTING.md, in order."""
    section = (root / "CONTRIBUTING.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for match in STEP.finditer(section):
        yield Step(name=match["name"] or "", kind=match["kind"], text=textwrap.dedent(match["text"]))


def follow(root: Path, heading: str, copy: Path) -> list[subprocess.CompletedProcess[str]]:
    """The outcomes of the commands below a heading; all steps are done in a copy of the tree."""
    for name in COPIED:
        source, target = root / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (copy / ".venv").mkdir()
    (copy / ".venv/.ready").touch()  # only `make -n` here: it starts nothing
    outcomes: list[subprocess.CompletedProcess[str]] = []
    for step in steps(root, heading):
        match step.kind:
            case "console":
                outcomes.extend(typed(line.removeprefix("$ "), copy) for line in step.text.splitlines() if line.startswith("$ "))
            case "diff":
                change(copy / step.name, step.text)
            case _:
                (copy / step.name).parent.mkdir(parents=True, exist_ok=True)
                (copy / step.name).write_text(step.text, encoding="utf-8")
    return outcomes


def change(file: Path, difference: str) -> None:
    """Replaces the lines with a minus, which occur once in the file, by those with a plus; context lines stay."""
    lines = difference.splitlines()
    before = "\n".join(line[1:] for line in lines if line[0] in "- ")
    after = "\n".join(line[1:] for line in lines if line[0] in "+ ")
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file.name} has {before!r} {text.count(before)} times"
    file.write_text(text.replace(before, after), encoding="utf-8")


def typed(line: str, copy: Path) -> subprocess.CompletedProcess[str]:
    """The outcome of a command that is typed at the top of the copy and runs the copy's code."""
    words = shlex.split(line)
    command = {"publish": [sys.executable, "-m", "publish"], "make": ["make"]}[words[0]]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    environment["PYTHONPATH"] = str(copy / "src")
    return subprocess.run([*command, *words[1:]], cwd=copy, env=environment, capture_output=True, text=True, check=False)


def is_well(outcome: subprocess.CompletedProcess[str]) -> bool:
    return outcome.returncode == 0 and "Traceback" not in outcome.stderr


def test_steps_for_a_filter(root: Path, tmp_path: Path) -> None:
    _, checked, built = follow(root, "A filter", tmp_path)
    assert is_well(checked), checked.stderr
    assert is_well(built), built.stderr
    assert list(tmp_path.glob("stages/*/*-minus_signs.txt")), "the filter has not run"
    specification = importlib.util.spec_from_file_location("minus_signs", tmp_path / "filters/minus_signs.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    (case,) = cases_in(str(tmp_path / "tests/cases/minus-signs.txt"))
    check_case(case.values[0], module.run)


def test_steps_for_an_edition(root: Path, tmp_path: Path) -> None:
    _, built, made = follow(root, "An edition", tmp_path)
    assert is_well(built), built.stderr
    assert (tmp_path / "out/book.titles.txt").read_text(encoding="utf-8")
    assert "publish build titles" in made.stdout


def test_steps_for_a_check(root: Path, tmp_path: Path) -> None:
    (explained,) = follow(root, "A check", tmp_path)
    assert is_well(explained), explained.stderr
    assert "M290 (warning): a heading ends with a full stop" in explained.stdout
    rule = tomllib.loads((tmp_path / "src/publish/rules/M.toml").read_text(encoding="utf-8"))["M290"]
    for name in ("wrong", "right"):
        (tmp_path / name).mkdir()
        for path, text in {**SMALLEST_BOOK, **rule[name]}.items():
            (tmp_path / name / path).write_text(text, encoding="utf-8")
    wrong, right = (typed(f"publish check --book {name}", tmp_path).stdout for name in ("wrong", "right"))
    assert wrong.startswith("wrong/one.md:5:1: warning M290: the heading “The trial.” ends with a full stop")
    assert right == ""


@pytest.mark.parametrize("heading", ["A filter", "An edition", "A check"])
def test_every_block_of_a_step_names_its_file(root: Path, heading: str) -> None:
    assert all(step.name or step.kind == "console" for step in steps(root, heading))
