"""Set-up: the lock, the bootstrap's messages when it fails, the content of the wheel, and a small book built by make."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.version import Version

from publish import bootstrap
from publish.rules import SMALLEST_BOOK

ADDRESS = re.compile(r"\w+://|git@|@ ")
CLOSED_PORT = "http://127.0.0.1:9/"  # the discard port, where no server listens


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> Mapping[str, set[str]]:
    """The versions of each package in a requirements.lock; several if they differ by Python version."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE):
        versions.setdefault(normal(name), set()).add(version)
    return versions


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The outcome of a program, run in our environment with these additional variables."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def test_locks_contain_no_addresses(root: Path) -> None:
    lock = (root / "requirements.lock").read_text()
    assert not ADDRESS.search(lock)
    assert "index" not in lock
    assert "find-links" not in lock
    for package in json.loads((root / ".ci/package-lock.json").read_text())["packages"].values():
        assert not {"resolved", "funding"} & set(package)


def test_lock_has_the_dependencies_of_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = {pin[1]: pin[2] for text in requirements if (pin := re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==(.+)", text))}
    assert len(pins) == len(requirements), "each version is exact"
    versions = locked((root / "requirements.lock").read_text())
    assert {name: versions.get(normal(name)) for name in pins} == {name: {version} for name, version in pins.items()}


def test_each_locked_package_has_hashes(root: Path) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", (root / "requirements.lock").read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) > 30
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_this_environment_is_the_locked_one(root: Path) -> None:
    versions = locked((root / "requirements.lock").read_text())
    installed_here = {normal(package.name): str(Version(package.version)) for package in metadata.distributions()}
    installed_here.pop("setuptools", None)  # Python 3.11 installs it into every environment
    assert {name: version for name, version in installed_here.items() if version not in versions.get(name, set())} == {}


def test_pandoc_and_java_come_with_the_environment(root: Path) -> None:
    tools = Path(sys.prefix) / "bin"
    assert run(tools / "pandoc", "--version", cwd=root).stdout.startswith("pandoc 3.9\n")
    assert "25." in run(tools / "java", "-version", cwd=root).stderr


def test_weasyprint_finds_its_libraries(root: Path) -> None:
    outcome = run(sys.executable, "-c", bootstrap.PROBE, cwd=root)
    assert outcome.returncode == 0, outcome.stderr


# --- the bootstrap when it fails -------------------------------------------------------------------------------------------------------


@pytest.fixture
def bare_checkout(tmp_path: Path, root: Path) -> Path:
    """A checkout with only the files that the bootstrap reads; its lock has one package."""
    folder = tmp_path / "publish"
    (folder / "src/publish").mkdir(parents=True)
    for name in ("bootstrap.py", "_native.py", "__init__.py"):
        shutil.copy(root / "src/publish" / name, folder / "src/publish")
    (folder / "requirements.lock").write_text(f"cffi==2.1.1 --hash=sha256:{'0' * 64}\n")
    return folder


def run_bootstrap(
    checkout: Path, prelude: str = "", python: str | Path = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The outcome of the bootstrap as `make` runs it, after a prelude in the same Python."""
    start = "runpy.run_path('src/publish/bootstrap.py', run_name='__main__')"
    script = f"import runpy, sys; sys.argv = ['bootstrap.py', '.venv']\n{prelude}\n{start}"
    return run(python, "-c", script, cwd=checkout, **environment)


def test_old_python_is_reported_in_one_line(bare_checkout: Path) -> None:
    outcome = run_bootstrap(bare_checkout, "sys.version_info = (3, 9, 6)")
    assert outcome.returncode == 1
    assert re.fullmatch(
        r"publish: Python 3\.11 or later is needed and this is \S+: name one, as in make PYTHON=python3\.12\n", outcome.stderr
    )
    assert not (bare_checkout / ".venv").exists()


@pytest.mark.slow
def test_missing_network_is_reported_in_one_line_and_leaves_no_ready_environment(bare_checkout: Path) -> None:
    left_over = bare_checkout / ".venv"
    run(sys.executable, "-m", "venv", "--without-pip", left_over, cwd=bare_checkout)
    (left_over / "half-installed").touch()
    settings = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": CLOSED_PORT,
        "PIP_RETRIES": "1",
        "PIP_NO_CACHE_DIR": "1",
    }
    outcome = run_bootstrap(bare_checkout, python=left_over / "bin/python", **settings)  # as with an activated environment
    assert outcome.returncode == 1
    heading, fault = outcome.stderr.splitlines()
    assert heading.startswith("Setting up .venv")
    assert fault.endswith("there is no network: connect, then run make again")
    assert "refused" in (bare_checkout / ".venv.log").read_text()
    assert not (left_over / "half-installed").exists(), "an interrupted environment is made again"
    assert not (left_over / ".ready").exists()


def test_unwritable_folder_is_reported_in_one_line(bare_checkout: Path) -> None:
    (bare_checkout / ".venv.log").mkdir()
    outcome = run_bootstrap(bare_checkout)
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines()[-1].startswith("publish: Is a directory: ")
    assert "Traceback" not in outcome.stderr


def test_ready_environment_is_left_alone(bare_checkout: Path) -> None:
    stamp = run(sys.executable, "-c", "import bootstrap; print(bootstrap.stamp(), end='')", cwd=bare_checkout / "src/publish").stdout
    (bare_checkout / ".venv").mkdir()
    ready = bare_checkout / ".venv/.ready"
    ready.write_text(stamp)
    os.utime(ready, (0, 0))
    outcome = run_bootstrap(bare_checkout)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert ready.stat().st_mtime > 0, "make must see that it is newer than the lock"


@pytest.mark.parametrize(
    ("manager", "remedy"),
    [
        ("brew", "brew install pango, then run make again"),
        ("dnf", "dnf install pango harfbuzz, then run make again"),
        ("true", "install Pango 1.44 or later, and HarfBuzz with its subset library, then run make again"),
    ],
)
def test_missing_pango_is_reported_with_the_command_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: str, remedy: str
) -> None:
    system, venv = tmp_path / "system", tmp_path / ".venv"
    for program in (system / manager, venv / "bin/python"):
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\nexit 1\n")  # a Python in which WeasyPrint cannot be imported
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(system))
    with pytest.raises(bootstrap.SetUpError) as fault:
        bootstrap.provide_libraries(venv, tmp_path / "log")
    assert str(fault.value) == f"WeasyPrint finds no Pango or HarfBuzz: {remedy}"


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "free 700 MB"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "do not use it"),
        ("E: Failed to fetch: Could not resolve", "Debian's archive cannot be reached"),
        ("PermissionError: [Errno 13] Permission denied", "clone into a folder of your own"),
        ("something new", "see the log"),
    ],
)
def test_failing_program_is_reported_in_one_line_with_a_remedy(tmp_path: Path, output: str, remedy: str) -> None:
    log = tmp_path / ".venv.log"
    log.write_text("No space left on device, said an earlier program\n")
    with pytest.raises(bootstrap.SetUpError, match=remedy) as fault:
        bootstrap.run(["sh", "-c", f"echo '{output}' >&2; exit 1"], log)
    assert len(str(fault.value).splitlines()) == 1
    assert output in log.read_text()


# --- the package ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def distributions(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built by the same backend as with pip."""
    folder = tmp_path_factory.mktemp("dist")
    outcome = run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=root)
    assert outcome.returncode == 0, outcome.stderr
    return folder


@pytest.fixture(scope="session")
def installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the wheel without its dependencies, which the environment has."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = distributions.glob("*.whl")
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--target"]
    outcome = run(sys.executable, "-m", "pip", "install", *options, folder, wheel, cwd=folder)
    assert outcome.returncode == 0, outcome.stderr
    return folder


def test_wheel_holds_source_filters_styles_and_rules_and_nothing_else(distributions: Path, root: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    places = {"src/publish": "publish", "filters": "publish/filters", "styles": "publish/styles"}
    assert names == {
        f"{place}/{path.relative_to(root / folder).as_posix()}"
        for folder, place in places.items()
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names >= {"publish/py.typed", "publish/filters/footnotes.py", "publish/filters/__init__.py", "publish/styles/print.css"}


def test_source_distribution_can_be_built_and_tested(distributions: Path) -> None:
    (archive,) = distributions.glob("*.tar.gz")
    with tarfile.open(archive) as unpacked:
        names = {name.split("/", 1)[1] for name in unpacked.getnames()}
    needed = {"LICENSE", "README.md", "Makefile", "pyproject.toml", "requirements.lock", "manuscript/book.toml", "tests/conftest.py"}
    assert names >= needed | {"filters/footnotes.py", "styles/print.css", "src/publish/bootstrap.py"}


@pytest.mark.slow
def test_installed_package_finds_its_own_filters_and_styles(installed: Path) -> None:
    script = "import publish.resources as r, publish.filters.footnotes as f; print(r.filters_dir(), r.styles_dir(), f.__file__, sep='\\n')"
    outcome = run(sys.executable, "-c", script, cwd=installed, PYTHONPATH=str(installed))
    assert outcome.stdout.splitlines() == [str(installed / "publish" / part) for part in ("filters", "styles", "filters/footnotes.py")]


@pytest.mark.slow
def test_installed_command_builds_a_book(installed: Path, small_book: Path) -> None:
    command = installed / "bin/publish"
    outcome = run(command, "build", "--book", small_book, "--output", small_book / "out", cwd=small_book, PYTHONPATH=str(installed))
    assert outcome.returncode == 0, outcome.stderr
    assert (small_book / "out/book.print.pdf").read_bytes().startswith(b"%PDF-")


# --- make, with the real program --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """The smallest possible book."""
    folder = tmp_path / "small book"
    folder.mkdir()
    for name, text in SMALLEST_BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_make_builds_a_book_once(root: Path, small_book: Path, tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    output = tmp_path / "out"
    make = [require_tool("make"), f"BOOK={small_book}", f"OUTPUT={output}"]
    environment = {"MAKEFLAGS": "", "MAKELEVEL": ""}
    ready = run(*make, "-q", ".venv/.ready", cwd=root, **environment)
    assert ready.returncode == 0, "run make first: this test would replace the Python that runs it"
    first = run(*make, cwd=root, **environment)
    assert first.returncode == 0, first.stderr
    assert {path.name for path in output.iterdir()} >= {"book.epub", "book.print.pdf", "report.json"}
    assert run(*make, "-q", cwd=root, **environment).returncode == 0
    with (small_book / "one.md").open("a", encoding="utf-8") as section:
        section.write("\nA second paragraph.\n")
    assert run(*make, "-q", cwd=root, **environment).returncode == 1
