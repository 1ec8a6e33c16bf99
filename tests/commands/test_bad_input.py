"""A fault of a book or its build is reported in one sentence with its place, and the last good editions stay.

Each case spoils the same small good book in one way and runs the real command. Afterwards: no traceback, the artefacts' bytes as before, no
file left over in book, output or TMPDIR, no process left, no connection to the network, little time and memory used. The command runs in
its own process where processes, time or memory are tested, and for one case of each kind; the others call it (`call`).
"""

import hashlib
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import refuse_network.sitecustomize  # noqa: F401  # refuses connections while `call` runs
from orders import sharing_workers
from publish.cli import main

REFUSE_NETWORK = Path(__file__).parent.parent / "refuse_network"
SECONDS = 30
BYTES = 1_500_000_000
PATIENCE = 240
"""Wall seconds after which a build hangs. What is measured against SECONDS is the work done, since the machine may have other work too."""

BOOK_TOML = """\
title = "A Good Book"
language = "en-GB"
published = 2026-11-22

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md", "two.md"]
"""
ONE = """\
# One

A first paragraph with a note.[^a]

[^a]: The text of the note.

> Some books are to be tasted.
>
> — Francis Bacon, *Of Studies*
"""
UNDATED = {"book.toml": BOOK_TOML.replace("published = 2026-11-22\n", "")}
TWO = "# Two\n\nA second chapter, and a [link](https://example.org/) that nobody follows.\n"


# --- the scene ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A scratch folder with a book, the editions made before it was spoilt, and its own TMPDIR."""

    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "book"

    @property
    def output(self) -> Path:
        return self.folder / "build"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def log(self) -> Path:
        return self.folder / "messages.log"

    @property
    def connections(self) -> Path:
        return self.folder / "connections.log"

    def write(self, name: str, content: str | bytes) -> None:
        path = self.book / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}}
        return {
            **inherited,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), inherited["PATH"]]),
            "PYTHONPATH": str(REFUSE_NETWORK),
            "PUBLISH_TEST_CONNECTIONS": str(self.connections),
            "TMPDIR": str(self.temporary),
        }

    def start(self, under: Sequence[str] = (), jobs: int = 1, editions: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Starts `publish build`, if asked under another command, in a new session: Ctrl-C reaches all its processes as from a terminal."""
        arguments = [*editions, "--book", "book", "--output", "build", "--jobs", str(jobs)]
        command = [*under, sys.executable, "-m", "publish", "build", *arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def messages(self) -> str:
        """Standard output and standard error of the command."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a build ended: exit code, remaining processes, CPU seconds, and the most memory that its processes used together."""

    code: int
    left: tuple[int, ...]
    seconds: float
    most_bytes: int


def watch(build: subprocess.Popen[bytes]) -> Ended:
    """Waits for a build that `Scene.start` began."""
    most = 0
    ended = threading.Event()

    def weigh() -> None:
        nonlocal most
        while not ended.wait(0.25):  # shorter intervals take more CPU than the build
            most = max(most, sum(map(proportional_bytes, processes_of(build.pid))))

    scales = threading.Thread(target=weigh)
    scales.start()
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            pid, status, used = os.wait4(build.pid, os.WNOHANG)
            if pid:
                build.returncode = os.waitstatus_to_exitcode(status)
                left = left_of(build.pid)
                seconds = used.ru_utime + used.ru_stime
                return Ended(code=build.returncode, left=left, seconds=seconds, most_bytes=max(most, used.ru_maxrss * 1024))
            if time.monotonic() > deadline:
                os.killpg(build.pid, signal.SIGKILL)
                build.wait()
                pytest.fail(f"the build did not end in {PATIENCE} seconds")
            time.sleep(0.02)
    finally:
        ended.set()
        scales.join()


def left_of(session: int) -> tuple[int, ...]:
    """The remaining processes of a session whose leader has ended; they get two seconds to end."""
    deadline = time.monotonic() + 2
    while (left := tuple(processes_of(session))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def processes_of(session: int) -> Iterator[int]:
    """The running processes of a session; empty where there is no /proc."""
    for name in filter(str.isdecimal, os.listdir("/proc") if sys.platform == "linux" else ()):  # noqa: PTH208  # a glob stats what is gone
        try:
            fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(name)


def proportional_bytes(pid: int) -> int:
    """The proportional set size of a process: shared memory is divided among the processes that share it."""
    try:
        size = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return 1024 * int(size[1]) if size else 0


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder. The cache, which may grow, is left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cache" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): digest(path) for path in files}


def digest(path: Path) -> str:
    """The digest of a file's content; for an unreadable file, its time of change."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except PermissionError:
        return str(path.stat().st_mtime_ns)


@pytest.fixture(scope="session")
def good_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The good book, built."""
    scene = Scene(folder=tmp_path_factory.mktemp("good"))
    scene.temporary.mkdir()
    for name, text in (("book.toml", BOOK_TOML), ("one.md", ONE), ("two.md", TWO)):
        scene.write(name, text)
    ended = watch(scene.start())
    assert ended.code == 0, scene.messages()
    assert {"book.epub", "book.print.pdf", "report.json"} <= set(digests(scene.output))
    assert not scene.connections.exists(), scene.connections.read_text()
    return scene


@pytest.fixture
def scene(good_scene: Scene, tmp_path: Path) -> Scene:
    """A copy of the good book and its editions that a test may spoil."""
    for part in (good_scene.book, good_scene.output, good_scene.temporary):
        shutil.copytree(part, tmp_path / part.name)
    return Scene(folder=tmp_path)


# --- ways to run a build --------------------------------------------------------------------------------------------------------------


def build(scene: Scene) -> Ended:
    return watch(scene.start())


def call(scene: Scene, editions: Sequence[str] = ()) -> Ended:
    """Runs `publish build` in this process, for faults that are found before a page is laid out."""
    started = time.process_time()
    with chdir(scene.folder), sharing_workers(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISH_TEST_CONNECTIONS", str(scene.connections))
        patch.setenv("TMPDIR", str(scene.temporary))
        patch.setattr(tempfile, "tempdir", None)  # so that TMPDIR is read again
        result = CliRunner().invoke(main, ["build", *editions, "--book", "book", "--output", "build", "--jobs", "1"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    with scene.log.open("a", encoding="utf-8") as log:
        log.write(result.output)
    return Ended(code=result.exit_code, left=(), seconds=time.process_time() - started, most_bytes=0)


def call_for(sheet: str) -> Callable[[Scene], Ended]:
    """Builds the edition that has this sheet."""
    return partial(call, editions=(sheet.removesuffix(".css"),))


def build_for(sheet: str) -> Callable[[Scene], Ended]:
    """Builds the edition that has this sheet, in its own process."""
    return lambda scene: watch(scene.start(editions=(sheet.removesuffix(".css"),)))


def build_with_small_files(scene: Scene) -> Ended:
    """Limits files to 8 kB: the effect of a full disk, for any user and in every folder."""
    limit = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)); os.execv(sys.argv[1], sys.argv[1:])"
    return watch(scene.start([sys.executable, "-c", limit]))


def build_on_a_full_disk(scene: Scene) -> Ended:
    with small_disk(scene.output, kilobytes=8):
        return build(scene)


def build_with_full_temporary_folder(scene: Scene) -> Ended:
    with small_disk(scene.temporary, kilobytes=4):
        return build(scene)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """The folder with its content on its own disk, which is nearly full; at the end the digests of the content are checked."""
    original = folder.with_name(f"{folder.name} original")
    folder.rename(original)
    folder.mkdir()
    size = sum(8 + path.stat().st_size // 1024 for path in original.rglob("*")) + kilobytes
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        folder.rmdir()
        original.rename(folder)
        pytest.skip("only root may mount a small disk here")
    try:
        shutil.copytree(original, folder, dirs_exist_ok=True)
        ballast = folder / ".ballast"
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - kilobytes * 1024)))
        yield
        ballast.unlink()
        assert digests(folder) == digests(original)
        shutil.rmtree(original)
        shutil.copytree(folder, original)
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()
        original.rename(folder)


def interrupt_when(is_reached: Callable[[Scene, subprocess.Popen[bytes]], bool]) -> Callable[[Scene], Ended]:
    """Presses Ctrl-C as soon as the build has reached this stage."""

    def interrupt(scene: Scene) -> Ended:
        build = scene.start(jobs=2)
        wait_for(build, lambda: is_reached(scene, build))
        os.killpg(build.pid, signal.SIGINT)
        return watch(build)

    return interrupt


def reads(scene: Scene, _: subprocess.Popen[bytes]) -> bool:
    return any(scene.output.glob(".making-*"))


def reads_side_by_side(_: Scene, build: subprocess.Popen[bytes]) -> bool:
    return sum(b"publish" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes_of(build.pid)) > 1


def starts_workers(_: Scene, build: subprocess.Popen[bytes]) -> bool:
    return any(b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes_of(build.pid))


def lays_out(scene: Scene, _: subprocess.Popen[bytes]) -> bool:
    """Whether the workers have written their fontconfig files."""
    return any(scene.temporary.rglob("fonts-*.conf"))


def build_twice_at_once(scene: Scene) -> Ended:
    """The second of two builds in the same folder; the first must end well."""
    first = scene.start()
    wait_for(first, lambda: any(scene.output.glob(".making-*")))
    began = time.monotonic()
    second = watch(scene.start())
    assert time.monotonic() - began < 8, "the second build waited"
    assert first.poll() is None, "the first build ended before the second began"
    assert second.code == 3
    assert watch(first).code == 0, scene.messages()
    return second


def wait_for(build: subprocess.Popen[bytes], is_reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_reached():
        assert build.poll() is None, "the build ended too early"
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A way to spoil the book: files to write, a further action, then the expected exit code, and the code and place of the message."""

    name: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    spoil: Callable[[Scene], None] = field(default=lambda _: None)
    run: Callable[[Scene], Ended] = call
    exit: int = 1
    code: str = ""
    place: str = ""
    remakes: bool = False
    """Whether another build of the same book succeeds at the same time."""


def shown(picture: str, name: str = "picture.svg") -> dict[str, str | bytes]:
    """A book whose second section shows a picture with this content."""
    return {"two.md": f'# Two\n\n![A picture]({name}){{alt="A picture"}}\n', name: picture}


def svg(content: str, before: str = "") -> str:
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {links} viewBox="0 0 9 9">{content}</svg>'


def png(width: int, height: int) -> bytes:
    """A PNG that declares this size and holds one line."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" + b"\0\0\0" * 9)), (b"IEND", b""))
    packed = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def artefact_a_folder(name: str) -> Callable[[Scene], None]:
    """Puts a folder with a file in it in the place of an artefact."""

    def spoil(scene: Scene) -> None:
        (scene.output / name).unlink(missing_ok=True)
        (scene.output / name).mkdir()
        (scene.output / name / "mine.txt").write_text("mine")

    return spoil


def at_epoch(epoch: str) -> Callable[[Scene], Ended]:
    """Calls a build with this SOURCE_DATE_EPOCH."""

    def run(scene: Scene) -> Ended:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", epoch)
            return call(scene)

    return run


def cache_replaced(make: Callable[[Path], object]) -> Callable[[Scene], None]:
    """Removes the cache and makes something else under its name."""

    def spoil(scene: Scene) -> None:
        cache = scene.output / ".cache"
        shutil.rmtree(cache)
        make(cache)

    return spoil


def in_place_of(name: str, make: Callable[[Path], object]) -> Callable[[Scene], None]:
    """Replaces a file of the book."""

    def spoil(scene: Scene) -> None:
        (scene.book / name).unlink()
        make(scene.book / name)

    return spoil


def locked(scene: Scene) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads every file")
    (scene.book / "two.md").chmod(0)


LONG = {
    "book.toml": BOOK_TOML.replace('["one.md", "two.md"]', str([f"c{number}.md" for number in range(6)]).replace("'", '"')),
    "one.md": "",
    **{f"c{number}.md": f"# Chapter {number}\n\n" + (f"A paragraph of chapter {number}. " * 30 + "\n\n") * 8 for number in range(6)},
}
LONGER = {name: text + text.partition("\n\n")[2] * 19 if name.endswith(".md") else text for name, text in LONG.items()}
"""Worth processes of their own to be read."""
BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY a0 "haha">'
    + "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
    + "]>\n"
)
IMAGE = '# Two\n\n![A picture](%s){alt="A picture"}\n'
HREFS = ("https://example.org/x.png", "//example.org/x.png", "file:///etc/passwd", "../secret.png", "/etc/passwd")

CASES: Sequence[Case] = (
    Case(name="no book.toml", run=build, spoil=lambda scene: (scene.book / "book.toml").unlink(), exit=2, code="C101"),
    Case(name="broken TOML", files={"book.toml": BOOK_TOML.replace('Editor"', "Editor")}, code="C104", place="book.toml:6:19"),
    Case(name="book.toml a folder", spoil=in_place_of("book.toml", Path.mkdir), exit=2, code="C102", place="book.toml"),
    Case(name="missing section", run=build, spoil=lambda scene: (scene.book / "two.md").unlink(), place="book.toml:9:"),
    Case(name="section a folder", spoil=in_place_of("two.md", Path.mkdir), place="two.md"),
    Case(name="section a pipe", run=build, spoil=in_place_of("two.md", os.mkfifo), place="two.md"),
    Case(name="section a link out of the folder", spoil=in_place_of("two.md", lambda path: path.symlink_to("/etc/passwd")), place="two.md"),
    Case(name="section that may not be read", run=build, spoil=locked, place="two.md"),
    Case(name="cache a file", spoil=cache_replaced(lambda path: path.write_text("mine")), exit=3, code="X105"),
    Case(name="cache a link to nowhere", spoil=cache_replaced(lambda path: path.symlink_to("nowhere")), exit=3, code="X105"),
    Case(name="cache a link to itself", spoil=cache_replaced(lambda path: path.symlink_to(path)), exit=3, code="X105"),
    *(
        Case(name=f"{name} a folder", spoil=artefact_a_folder(name), run=partial(call, editions=editions), exit=3, code="X105")
        for name, editions in (("book.epub", ()), ("book.print.pdf", ()), ("report.json", ("epub",)), ("book.kepub.epub", ("kepub",)))
    ),
    *(
        Case(name=f"SOURCE_DATE_EPOCH {epoch}", files=UNDATED, run=at_epoch(epoch), exit=2, code="C192")
        for epoch in ("99999999999999", "253402300800", "9" * 5000, "-1", "1.5", "yesterday", "１２")
    ),
    Case(name="binary section", files={"two.md": bytes(range(256)) * 400}, place="two.md:1:1"),
    Case(name="section of zeros", files={"two.md": b"# Two\n\n" + b"\0" * 10_000}, place="two.md:3:"),
    Case(name="line of 50 MB", run=build, files={"two.md": b"# Two\n\n" + b"word " * 10_000_000 + b"\n"}, place="two.md"),
    Case(name="10,000 nested quotes", run=build, files={"two.md": "# Two\n\n" + "> " * 10_000 + "Deep.\n"}, place="two.md:3:"),
    Case(name="10,000 nested brackets", run=build, files={"two.md": "# Two\n\n" + "[" * 10_000 + "\n"}, place="two.md"),
    Case(name="10,000 nested divs", run=build, files={"two.md": "# Two\n\n" + "::: x\n" * 10_000}, place="two.md:"),
    Case(name="10,000 nested lists", run=build, files={"two.md": "# Two\n\n" + "- " * 10_000 + "deep\n"}, place="two.md:3:"),
    Case(
        name="note that calls itself",
        run=build,
        files={"two.md": "# Two\n\nA word.[^a]\n\n[^a]: A note[^a] on itself.\n"},
        place="two.md:5:",
    ),
    Case(name="notes that call each other", files={"two.md": "# Two\n\nA.[^a]\n\n[^a]: B.[^b]\n\n[^b]: A.[^a]\n"}, place="two.md:"),
    *(
        Case(
            name=f"image at {href}",
            run=call if href in HREFS[1:] else build,
            files={"two.md": IMAGE % href},
            code="A102",
            place="two.md:3:",
        )
        for href in HREFS
    ),
    Case(name="image that is not there", files={"two.md": IMAGE % "x.png"}, code="A101", place="two.md:3:"),
    Case(name="image that is text", files=shown("Dear Sir", "x.png"), code="A103", place="two.md:3:"),
    Case(name="image of another format", files={**shown("", "x.jpg"), "x.jpg": png(9, 1)}, code="A103", place="two.md:3:"),
    Case(
        name="image of 4 billion pixels",
        run=build,
        files={**shown("", "x.png"), "x.png": png(65_000, 65_000)},
        code="A103",
        place="two.md:3:",
    ),
    Case(name="image of no pixels", files=shown("", "x.png"), code="A103", place="two.md:3:"),
    *(
        Case(
            name=f"SVG with image at {href}",
            run=call if href in HREFS[1:] else build,
            files=shown(svg(f'<image href="{href}"/>')),
            code="A104",
            place="two.md:3:",
        )
        for href in HREFS
    ),
    Case(name="SVG with xlink", files=shown(svg('<image xlink:href="file:///etc/passwd"/>')), code="A104", place="two.md:3:"),
    Case(name="SVG with style", files=shown(svg('<rect style="fill: url(http://example.org/x)"/>')), code="A104", place="two.md:3:"),
    Case(name="SVG with sheet", files=shown(svg('<style>@import "http://example.org/x.css";</style>')), code="A104", place="two.md:3:"),
    Case(name="SVG entity bomb", run=build, files=shown(svg("<text>&a11;</text>", BOMB)), place="two.md:3:"),
    Case(
        name="SVG entity from a file",
        files=shown(svg("<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        place="two.md:3:",
    ),
    *(
        Case(
            name=f"{sheet} with {href}",
            files={f"styles/{sheet}": f"p {{ color: red; }}\np {{ background: url({href}); }}\n"},
            run=(call_for if href in HREFS[1:] else build_for)(sheet),
            place=f"{sheet}:2:",
        )
        for sheet in ("print.css", "epub.css")
        for href in HREFS
    ),
    *(
        Case(
            name=f"{sheet} that imports {href}",
            files={f"styles/{sheet}": f'@import "{href}";\n'},
            run=(call_for if href in HREFS[1:] else build_for)(sheet),
            place=f"{sheet}:1:",
        )
        for sheet in ("print.css", "epub.css")
        for href in HREFS[::2]
    ),
    Case(name="sheet that imports itself", files={"styles/print.css": '@import "print.css";\n'}, place="print.css:1:"),
    Case(
        name="missing font",
        run=build,
        files={"styles/print.css": 'p {\n  font-family: "No Such Face";\n}\n'},
        code="P110",
        place="print.css:2:",
    ),
    *(
        Case(
            name=f"missing font file of {sheet}",
            files={f"styles/{sheet}": '@font-face {\n  font-family: "Face";\n  src: url(no-such.woff2);\n}\n'},
            run=call_for(sheet),
            place=f"{sheet}:3:",
        )
        for sheet in ("print.css", "epub.css")
    ),
    Case(name="glyph no font has", files={"two.md": "# Two\n\nA letter of Linear A: \U00010600.\n"}, place="two.md:3:"),
    Case(
        name="glyph no font has, in a note",
        run=build,
        files={"two.md": "# Two\n\nA.[^a]\n\n[^a]: A letter: \U00010600.\n"},
        place="two.md:5:",
    ),
    Case(name="glyph no font has, in the title", files={"book.toml": BOOK_TOML.replace("Good", "Good \U00010600")}, place="book.toml:1:"),
    Case(name="small files only", run=build_with_small_files, files={"two.md": TWO + "\nMore.\n"}, exit=3, code="X102"),
    Case(name="full disk", run=build_on_a_full_disk, files={"two.md": TWO + "\nMore.\n"}, exit=3, code="X102"),
    Case(name="full temporary folder", run=build_with_full_temporary_folder, files={"two.md": TWO + "\nMore.\n"}, exit=3, code="X102"),
    Case(name="Ctrl-C while it reads", files=LONG, run=interrupt_when(reads), exit=130),
    Case(name="Ctrl-C while it reads side by side", files=LONGER, run=interrupt_when(reads_side_by_side), exit=130),
    Case(name="Ctrl-C while workers start", files=LONG, run=interrupt_when(starts_workers), exit=130),
    Case(name="Ctrl-C while pages are laid out", files=LONG, run=interrupt_when(lays_out), exit=130),
    Case(name="two builds at once", files=LONG, run=build_twice_at_once, exit=3, code="X103", remakes=True),
)


FAST = {"missing section", "Ctrl-C while it reads"}
"""The cases in their own process that are in the fast run; the others are slow."""


def is_slow(case: Case) -> bool:
    return case.name not in FAST and case.run is not call and not isinstance(case.run, partial)


@pytest.mark.parametrize("case", [pytest.param(case, marks=pytest.mark.slow if is_slow(case) else (), id=case.name) for case in CASES])
def test_bad_input_is_reported_and_harms_nothing(scene: Scene, case: Case) -> None:
    for name, content in case.files.items():
        scene.write(name, content)
    case.spoil(scene)
    book, editions = digests(scene.book), digests(scene.output)

    ended = case.run(scene)

    messages = scene.messages()
    assert ended.code == case.exit, messages
    assert "Traceback" not in messages
    assert "Error:" not in messages, "a message shows an exception"
    if case.exit != 130:
        assert re.search(rf"error {case.code or '[A-Z]'}", messages), messages
        assert re.search(rf"^(book/)?([\w./-]*/)?{re.escape(case.place)}.*error", messages, re.MULTILINE) if case.place else True, messages
        assert "  help: " in messages
    assert digests(scene.book) == book, "the book's folder was written to"
    if not case.remakes:
        assert digests(scene.output) == editions, "the last good editions have changed"
    assert [path.name for path in scene.output.rglob(".*") if path.name not in {".cache"}] == []
    assert list(scene.temporary.iterdir()) == []
    assert not scene.connections.exists(), scene.connections.read_text()
    assert not ended.left, "processes outlived their build"
    assert ended.seconds < SECONDS
    assert ended.most_bytes < BYTES
