"""Work on many values in parallel processes, work that may end its process, programs with a limit of computing time, and blocks that must
not be interrupted.

Policy: the results are the same, in the same order, for any number of processes. This process alone handles Ctrl-C; the processes that it
started end with it.
"""

import fcntl
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from multiprocessing import parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from publish.diagnostics import PublishError
from publish.tools.garbage import collect_seldom

Value = TypeVar("Value")
Result = TypeVar("Result")

SCRATCH = "publish-"  # the names of scratch folders in the system's place for temporary files begin with it
MARK = ".publish-scratch"
BUSY = 10  # how many times its computing time a program may take: a machine that does other work is not a fault of the book
STOPS = frozenset({signal.SIGINT, signal.SIGTERM})
LONGEST = 600.0  # seconds that work may take without a note
LONGEST_FOLDER = 70  # bytes of the folder for temporary files: the address of a socket in it must fit into 107 bytes
PATIENCE = 2.0  # seconds for a process to end when it has closed its connection


def side_by_side(work: Callable[[Value], Result], values: Sequence[Value], *, jobs: int, weight: Callable[[Value], int]) -> list[Result]:
    """The results of `work`, a function of a module, for each value in order, from up to `jobs` processes. The heaviest values go first.

    Raises the exceptions of `work`. If a process is killed from outside, its work is done here. All work is done here on a machine without
    semaphores for processes, for example one without /dev/shm.
    """
    if jobs < 2 or len(values) < 2 or not _has_semaphores():
        return [work(value) for value in values]
    heaviest_first = sorted(range(len(values)), key=lambda at: -weight(values[at]))
    context = multiprocessing.get_context(_start_method())
    pool = ProcessPoolExecutor(min(jobs, len(values)), mp_context=context, initializer=_begin_share)
    waiting: dict[int, Future[Result]] = {}
    try:
        for at in heaviest_first:  # the first submission starts the processes
            with uninterrupted():
                waiting[at] = pool.submit(work, values[at])
        results = [_result_of(waiting[at], work, value) for at, value in enumerate(values)]
    except BaseException:
        for process in list((pool._processes or {}).values()):  # not all children: other work of this process has its own
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return results


def run_program(command: Sequence[str], *, seconds: float, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end with `content` as its input; its output is captured.

    subprocess.TimeoutExpired if it takes more than so many seconds of computing time (on Linux; elsewhere, of time). The limit holds
    also if this process is killed. OSError if the program cannot be started.
    """
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            output, errors = process.communicate(content, timeout=seconds * BUSY if _limited(process.pid, seconds) else seconds)
        except BaseException:
            process.kill()
            raise
    if process.returncode == -signal.SIGXCPU:
        raise subprocess.TimeoutExpired(command, seconds, output, errors)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def _limited(process: int, seconds: float) -> bool:
    """Whether the computing time of a process could be limited."""
    if sys.platform != "linux":
        return False
    try:
        _, hardest = resource.prlimit(process, resource.RLIMIT_CPU)
        resource.prlimit(process, resource.RLIMIT_CPU, (ceil(seconds), hardest))
    except ProcessLookupError:  # it has ended
        return True
    except OSError:  # forbidden on this machine
        return False
    return True


def _has_semaphores() -> bool:
    try:
        multiprocessing.get_context(_start_method()).Semaphore()
    except (ImportError, OSError):
        return False
    return True


def _start_method() -> str:
    """How to start a process: as a copy of this one, which is fast, where that is safe; else anew.

    A copy is safe on Linux if no other thread could hold a lock. Threads that Python does not know count too, such as those of a Java
    machine.
    """
    try:
        threads = len(list(Path("/proc/self/task").iterdir())) if sys.platform == "linux" else 0
    except OSError:  # a machine without /proc
        threads = 0
    return "fork" if threads == 1 else "spawn"


def _result_of(future: Future[Result], work: Callable[[Value], Result], value: Value) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        return work(value)


def _begin_share() -> None:
    """In a process of the pool."""
    collect_seldom()
    _ignore_interrupts()


def _ignore_interrupts() -> None:
    """In a process of the pool: ignore Ctrl-C, which reaches the whole group. The parent handles it, and so may programs started here."""
    for stop in STOPS:
        signal.signal(stop, lambda _number, _frame: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How work ended its process before it had a result: the last note of the work; the exit code, negative for a signal.

    `exit_code` is None for a process that was killed because it took too long.
    """

    note: str
    exit_code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What work raised: a PublishError, or a RuntimeError with the name and the text of anything else."""

    fault: Exception


def apart(
    work: Callable[[Value, Callable[[str], None]], Result],
    values: Sequence[Value],
    *,
    jobs: int,
    seconds: float,
    is_last: Callable[[Ended | Raised | Result], bool],
    module: str,
) -> list[Ended | Raised | Result]:
    """The results of `work`, a function of `module`, for each value in order, each from a new process that nothing else depends on.

    Up to `jobs` processes run at a time. `work(value, note)` calls `note` with what it does at the moment, "" for nothing in particular;
    after a note that is not empty it has `seconds` until the next. The results end with the first for which `is_last` holds; the same for
    any number of jobs.
    """
    method = _start_method()
    if method == "spawn" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER:
        method = "forkserver"
    context: Any = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([module])
    running: list[_Apart] = []
    results: dict[int, Ended | Raised | Result] = {}
    end, begun = len(values), 0
    try:
        while len(results) < end:
            while begun < end and len(running) < max(1, jobs):
                with uninterrupted():
                    running.append(_begin(context, work, values[begun], begun))
                begun += 1
            soonest = min((process.deadline(seconds) for process in running), default=monotonic())
            wait([end_point for process in running for end_point in process.signs], timeout=max(0.0, soonest - monotonic()))
            for process in list(running):
                result = process.result(seconds)
                if result is None:
                    continue
                running.remove(process)
                if process.index < end:
                    results[process.index] = result[0]
                    end = process.index + 1 if is_last(result[0]) else end
            results = {index: result for index, result in results.items() if index < end}
    finally:
        for process in running:
            process.kill()
    return [results[index] for index in range(end)]


@dataclass(slots=True, kw_only=True)
class _Apart:
    """This side's view of a process that does one piece of work."""

    index: int
    process: BaseProcess
    connection: Connection
    note: str = ""
    noted: float = field(default_factory=monotonic)

    @property
    def signs(self) -> tuple[Connection, int]:
        """What becomes ready when there is news of the process."""
        return self.connection, self.process.sentinel

    def deadline(self, seconds: float) -> float:
        return self.noted + (seconds if self.note else LONGEST)

    def result(self, seconds: float) -> tuple[Any] | None:
        """The result in a tuple of one; None if the work goes on."""
        has_ended = not self.process.is_alive()  # asked first: what it has sent by then is read below
        try:
            while self.connection.poll():
                kind, value = self.connection.recv()
                if kind == "result":
                    self.kill()
                    return (value,)
                self.note, self.noted = value, monotonic()
        except Exception:  # noqa: BLE001  # the connection is closed, or the answer holds what only the other process knows
            self.process.join(PATIENCE)
            has_ended = True
        if has_ended or monotonic() > self.deadline(seconds):
            code = self.process.exitcode
            self.kill()
            return (Ended(note=self.note, exit_code=code if has_ended else None),)
        return None

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _begin(context: Any, work: Callable[..., object], value: object, index: int) -> _Apart:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work_apart, args=(theirs, work, value))
    process.start()
    theirs.close()
    return _Apart(index=index, process=process, connection=ours)


def _work_apart(connection: Connection, work: Callable[..., object], value: object) -> None:
    """The main function of a process of `apart`. A copy of it that the work has made answers nothing."""
    own = os.getpid()
    _ignore_interrupts()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = work(value, lambda note: connection.send(("note", note)))
    except PublishError as fault:
        result = Raised(fault=fault)
    except BaseException as fault:  # noqa: BLE001  # the parent decides
        result = Raised(fault=RuntimeError(f"{type(fault).__name__}: {text_of_fault(fault)}"))
    if os.getpid() == own:
        with suppress(Exception):
            connection.send(("result", result))
    os._exit(0)  # neither threads of the work nor what it has registered for the end keep the process


def text_of_fault(fault: BaseException) -> str:
    """The text of any exception, shortened; "" for one that has none."""
    try:
        text = "".join([str(fault)])
    except BaseException:  # noqa: BLE001  # a class of somebody's own may do anything
        return ""
    return text if len(text) <= 200 else f"{text[:199]}…"


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A block during which Ctrl-C and SIGTERM wait: a half-started process would print a traceback of its own.

    Ctrl-C reaches the whole group of processes. A process started in the block inherits the blocked signal, so that only this process
    handles it. Here the signal is blocked and also caught, since the system may deliver it to another thread, such as a spinner's.
    """
    resource_tracker.ensure_running()  # first: CPython 3.11 to 3.14 unblock SIGINT when they start this helper of multiprocessing
    caught: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()  # only this thread is interrupted and may change signal handlers
    handlers = {stop: signal.signal(stop, lambda number, _: caught.append(number)) for stop in STOPS} if is_main else {}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for stop, handler in handlers.items():
            signal.signal(stop, handler)
    for number in caught:
        signal.raise_signal(number)


@contextmanager
def scratch_folder(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """A temporary folder, in `within` or the system's place for temporary files. It is removed at the end of the block, however it ends.

    One in the system's place is marked as in use while this process lives, so that `remove_abandoned` can tell (`_marked`).
    """
    folder: Path | None = None
    mark: int | None = None
    try:
        with uninterrupted():  # else the folder could be made and its name lost
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
            if within is None:
                mark = _marked(folder)
        yield folder
    finally:
        if folder:
            with uninterrupted():
                shutil.rmtree(folder, ignore_errors=True)
        if mark is not None:
            os.close(mark)


def remove_abandoned() -> None:
    """Remove this user's scratch folders in the system's place for temporary files whose process has ended without doing so."""
    try:
        with os.scandir(tempfile.gettempdir()) as entries:
            ours = [entry for entry in entries if entry.name.startswith(SCRATCH) and entry.is_dir(follow_symlinks=False)]
            folders = [Path(entry.path) for entry in ours if entry.stat(follow_symlinks=False).st_uid == os.getuid()]
    except OSError:
        return
    for folder in folders:
        with suppress(OSError):  # it has no mark, or its process is alive
            mark = os.open(folder / MARK, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(mark)


def _marked(folder: Path) -> int | None:
    """The open file that marks a scratch folder as in use; None on a disk without locks, whose folders are not marked.

    The system holds the lock while this process, or a copy of it, lives. The file gets its name only when it is locked: no folder in use
    looks abandoned.
    """
    new = folder / f"{MARK}.new"
    mark = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        new.rename(folder / MARK)
    except OSError:
        os.close(mark)
        new.unlink(missing_ok=True)
        return None
    return mark
