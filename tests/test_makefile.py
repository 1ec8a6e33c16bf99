"""The Makefile: which commands it starts, and when.

A small script replaces .venv's Python, logs its arguments and writes artefacts; the last tests and tests/test_setup.py use the real one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from publish.editions import editions
from publish.rules import SMALLEST_BOOK

BOOK = "manuscript/one.md"
INPUTS_TIME = 1_000_000_000
STAND_IN = """\
#!/bin/sh
echo "$*" >> calls.txt
[ -e broken ] && exit 1
output=; previous=; wanted=
for word in "$@"; do
    [ "$previous" = --output ] && output=$word
    [ "$previous" = --book ] && book=$word
    [ -e "src/publish/editions/$word.py" ] && wanted="$wanted $word"
    previous=$word
done
[ "$3" = build ] || exit 0
grep -qs '^.cover.$' "$book/book.toml" && cover=cover || cover=
for edition in ${wanted:-epub print $cover}; do
    name=$(sed -n 's/^ARTEFACT = "\\(.*\\)"/\\1/p' "src/publish/editions/$edition.py")
    echo made > "$output/$name"
    escaped=$(echo "$book" | sed 's/ /\\\\ /g')
    printf '%s: %s %s/one.md\\n%s:\\n%s/one.md:\\n' "$output/$name" "$escaped" "$escaped" "$escaped" "$escaped" > "$output/$edition.d"
done
"""


@pytest.fixture
def checkout(tmp_path: Path, root: Path, require_tool: Callable[[str], Path]) -> Path:
    """A checkout with the Makefile, a book and a stand-in for Python; its path contains a space."""
    require_tool("make")
    folder = tmp_path / "my books"
    for name in ("manuscript", "other book", ".venv/bin", "src/publish"):
        (folder / name).mkdir(parents=True)
    for name in (BOOK, "other book/one.md", "requirements.lock", "src/publish/bootstrap.py", ".venv/.ready"):
        (folder / name).touch()
    (folder / ".venv/bin/python").write_text(STAND_IN)
    (folder / ".venv/bin/python").chmod(0o755)
    shutil.copy(root / "Makefile", folder)
    shutil.copytree(root / "src/publish/editions", folder / "src/publish/editions", ignore=shutil.ignore_patterns("__pycache__"))
    for path in folder.rglob("*"):
        os.utime(path, (INPUTS_TIME, INPUTS_TIME))
    return folder


@pytest.fixture
def built(checkout: Path) -> Path:
    """The checkout after a build some time ago: a file touched now is newer, even if the file system's clock is coarse."""
    run_make(checkout)
    calls(checkout)
    for path in (checkout / "build").iterdir():
        os.utime(path, (INPUTS_TIME + 100, INPUTS_TIME + 100))
    return checkout


def run_make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The outcome of make in the folder, without variables of an outer make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name not in {"BOOK", "OUTPUT"}}
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def calls(folder: Path) -> list[str]:
    """The arguments of the stand-in's runs since the last call."""
    notes = folder / "calls.txt"
    asked = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return asked


def test_all_editions_are_made_in_one_run(checkout: Path) -> None:
    assert run_make(checkout).returncode == 0
    assert calls(checkout) == ["-m publish build --book manuscript --output build --dependencies build"]


def test_unchanged_book_starts_nothing(built: Path) -> None:
    assert run_make(built, "-q").returncode == 0
    assert run_make(built).returncode == 0
    assert calls(built) == []


@pytest.mark.parametrize("changed", [BOOK, "manuscript", "requirements.lock"])
def test_newer_input_starts_one_build(built: Path, changed: str) -> None:
    (built / changed).touch()
    if changed == "requirements.lock":  # .venv would be made again: mark it as done
        (built / ".venv/.ready").touch()
    assert run_make(built, "-q").returncode == 1
    run_make(built)
    assert len(calls(built)) == 1


def test_deleted_input_starts_a_build_without_an_error(built: Path) -> None:
    (built / BOOK).unlink()
    assert run_make(built).returncode == 0
    assert calls(built)


def test_lost_artefact_is_made_again(built: Path) -> None:
    (built / "build/book.print.pdf").unlink()
    run_make(built)
    assert len(calls(built)) == 1


@pytest.mark.parametrize("killed_before", ["the first list", "a newer list"])
def test_build_that_was_killed_before_it_listed_its_inputs_is_made_again_once(built: Path, killed_before: str) -> None:
    if killed_before == "the first list":
        (built / "build/epub.d").unlink()
    else:
        os.utime(built / "build/epub.d", (INPUTS_TIME, INPUTS_TIME))
    assert run_make(built, "-q").returncode == 1
    assert run_make(built).returncode == 0
    assert len(calls(built)) == 1
    assert run_make(built, "-q").returncode == 0


def test_one_edition_is_made_alone(checkout: Path) -> None:
    run_make(checkout, "epub")
    assert calls(checkout) == ["-m publish build epub --book manuscript --output build --dependencies build"]
    assert run_make(checkout, "-q").returncode == 1, "the print edition is still to be made"


def test_failed_build_is_tried_again(built: Path) -> None:
    (built / BOOK).touch()
    (built / "broken").touch()
    assert run_make(built).returncode == 2
    (built / "broken").unlink()
    calls(built)
    assert run_make(built).returncode == 0
    assert len(calls(built)) == 1
    assert (built / "build/book.epub").exists()


def test_another_book_has_its_own_folder(checkout: Path) -> None:
    run_make(checkout)
    calls(checkout)
    assert run_make(checkout, "BOOK=other book/").returncode == 0
    assert calls(checkout) == ["-m publish build --book other book/ --output build/other_book --dependencies build/other_book"]
    assert run_make(checkout, "-q").returncode == 0
    assert run_make(checkout, "-q", "BOOK=other book/").returncode == 0


def test_another_book_in_the_same_folder_is_out_of_date(checkout: Path) -> None:
    run_make(checkout, "OUTPUT=proofs")
    calls(checkout)
    run_make(checkout, "OUTPUT=proofs", "BOOK=other book")
    run_make(checkout, "OUTPUT=proofs")
    assert len(calls(checkout)) == 2
    assert run_make(checkout, "-q", "OUTPUT=proofs").returncode == 0


def test_output_with_a_space_is_refused_in_one_line(checkout: Path) -> None:
    outcome = run_make(checkout, "OUTPUT=my proofs")
    assert outcome.returncode == 2
    assert "without spaces" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_changed_lock_makes_the_environment_again(checkout: Path) -> None:
    (checkout / "requirements.lock").touch()
    assert "src/publish/bootstrap.py .venv" in run_make(checkout, "-n").stdout


def test_environment_is_not_made_by_its_own_python(checkout: Path) -> None:
    (checkout / ".venv/.ready").unlink()
    shutil.copy(checkout / ".venv/bin/python", checkout / ".venv/bin/python3")  # left by an interrupted set-up
    run_make(checkout, ".venv/.ready")
    assert not [call for call in calls(checkout) if "bootstrap" in call]


def test_missing_python_is_reported_with_its_remedy(checkout: Path) -> None:
    (checkout / ".venv/.ready").unlink()
    outcome = run_make(checkout, "PYTHON=python3.99")
    assert "python3.99 is missing: install Python 3.11 or later" in outcome.stderr
    assert outcome.returncode == 2


def test_cover_is_made_for_a_book_that_asks_for_one(checkout: Path) -> None:
    run_make(checkout)
    assert not (checkout / "build/book.cover.pdf").exists()
    (checkout / "manuscript/book.toml").write_text("[cover]\n")
    run_make(checkout)
    assert (checkout / "build/book.cover.pdf").exists()
    calls(checkout)
    run_make(checkout)
    assert calls(checkout) == []
    (checkout / "build/book.cover.pdf").unlink()
    run_make(checkout, "cover")
    assert (checkout / "build/book.cover.pdf").exists()


@pytest.fixture
def edition_in_large_type(checkout: Path) -> Path:
    """The artefact of an edition added to the checkout."""
    (checkout / "src/publish/editions/large.py").write_text('"""Large type."""\n\nARTEFACT = "book.large.pdf"\n')
    return checkout / "build/book.large.pdf"


@pytest.mark.parametrize("goal", ["large", "build/book.large.pdf", "./build/book.large.pdf"])
def test_added_edition_is_made_by_name_and_by_file(checkout: Path, edition_in_large_type: Path, goal: str) -> None:
    assert run_make(checkout, goal).returncode == 0
    assert calls(checkout) == ["-m publish build large --book manuscript --output build --dependencies build"]
    assert edition_in_large_type.exists()
    assert run_make(checkout, "-q", goal).returncode == 0


def test_added_edition_is_made_by_all(checkout: Path, edition_in_large_type: Path) -> None:
    assert str(edition_in_large_type.relative_to(checkout)) in run_make(checkout, "-np", "all").stdout
    assert "make large" in run_make(checkout, "help").stdout


def test_added_edition_that_is_only_made_where_it_is_named(checkout: Path, edition_in_large_type: Path) -> None:
    makefile = checkout / "Makefile"
    makefile.write_text(makefile.read_text().replace("FURTHER := kepub cover", "FURTHER := kepub cover large"))
    assert run_make(checkout).returncode == 0
    assert not edition_in_large_type.exists()
    assert run_make(checkout, "large").returncode == 0
    assert edition_in_large_type.exists()


@pytest.mark.parametrize("edition", ["kepub", "cover", "print"])
def test_file_goal_makes_its_edition_and_no_other(checkout: Path, edition: str) -> None:
    file = {"kepub": "book.kepub.epub", "cover": "book.cover.pdf", "print": "book.print.pdf"}[edition]
    assert run_make(checkout, f"build/{file}").returncode == 0
    assert calls(checkout) == [f"-m publish build {edition} --book manuscript --output build --dependencies build"]


def test_makefile_knows_the_editions_of_the_program(root: Path, checkout: Path) -> None:
    lines = run_make(checkout, "-np").stdout.splitlines()
    for edition in editions().values():
        assert f"file.{edition.name} := build/{edition.artefact}" in lines


def test_help_names_every_target(checkout: Path) -> None:
    listed = {line.split()[1] for line in run_make(checkout, "help").stdout.splitlines() if line.startswith("  make ")}
    (phony,) = (line for line in (checkout / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert listed == set(phony.replace("$(EDITIONS)", " ".join(editions())).split()[1:]) - {"FORCE"}


def test_publish_is_a_command_beside_the_makefile_and_in_its_shell(checkout: Path, root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "publish", checkout)
    (checkout / ".venv/bin/publish").symlink_to("python")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run([checkout / "publish", "check", "--book", "my book"], cwd=elsewhere, check=True)
    assert (elsewhere / "calls.txt").read_text() == "-m publish check --book my book\n"
    environment = {**os.environ, "SHELL": "/bin/sh"}
    typed = f"cd '{elsewhere}'\npublish new mine\nfalse\n"
    run = subprocess.run(["make", "shell"], cwd=checkout, env=environment, input=typed, capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert (elsewhere / "calls.txt").read_text().splitlines()[1:] == ["new mine"]


EDITS_WHILE_THE_BOOK_IS_READ = """\
from pathlib import Path

CHAPTER = Path(__file__).parent.parent / "one.md"


def run(doc, context):
    text = CHAPTER.read_text()
    if "Saved meanwhile." not in text:
        CHAPTER.write_text(text + "\\nSaved meanwhile.\\n")
    return []
"""


@pytest.mark.slow
def test_edit_that_is_saved_while_a_build_runs_is_in_the_next_one(
    checkout: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shutil.rmtree(checkout / "src")
    (checkout / "src").symlink_to(root / "src")
    python = checkout / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec env PYTHONPATH=src {sys.executable} "$@"\n')
    (checkout / ".venv/.ready").touch()
    shutil.rmtree(checkout / "manuscript")
    (checkout / "manuscript/filters").mkdir(parents=True)
    for name, text in {**SMALLEST_BOOK, "filters/editor.py": EDITS_WHILE_THE_BOOK_IS_READ}.items():
        (checkout / "manuscript" / name).write_text(text)
    epub = checkout / "build/book.epub"

    def is_in_the_book() -> bool:
        assert run_make(checkout, "epub", "TRUST_FILTERS=1").returncode == 0
        with ZipFile(epub) as container:
            return any(b"Saved meanwhile." in container.read(name) for name in container.namelist())

    assert not is_in_the_book()
    assert run_make(checkout, "-q", "epub").returncode == 1, "the edit is newer than what was read"
    assert is_in_the_book()
    assert run_make(checkout, "-q", "epub").returncode == 0
    made = epub.stat().st_mtime_ns
    run_make(checkout, "epub")  # the filters stay allowed
    assert epub.stat().st_mtime_ns == made, "nothing is started for an unchanged book"
