"""Work on many values in parallel processes, and blocks that must not be interrupted.

Policy: the results are the same, in the same order, for any number of processes. This process alone handles Ctrl-C; the processes that it
started end with it. Standard library only.
"""

import fcntl
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")

SCRATCH = "publish-"  # the names of scratch folders in the system's place for temporary files begin with it
MARK = ".publish-scratch"
STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


def side_by_side(work: Callable[[Value], Result], values: Sequence[Value], *, jobs: int, weight: Callable[[Value], int]) -> list[Result]:
    """The results of `work`, a function of a module, for each value in order, from up to `jobs` processes. The heaviest values go first.

    Raises the exceptions of `work`. If a process is killed from outside, its work is done here. All work is done here on a machine without
    semaphores for processes, for example one without /dev/shm.
    """
    if jobs < 2 or len(values) < 2 or not _has_semaphores():
        return [work(value) for value in values]
    heaviest_first = sorted(range(len(values)), key=lambda at: -weight(values[at]))
    context = multiprocessing.get_context(_start_method())
    pool = ProcessPoolExecutor(min(jobs, len(values)), mp_context=context, initializer=_ignore_interrupts)
    waiting: dict[int, Future[Result]] = {}
    try:
        for at in heaviest_first:  # the first submission starts the processes
            with uninterrupted():
                waiting[at] = pool.submit(work, values[at])
        results = [_result_of(waiting[at], work, value) for at, value in enumerate(values)]
    except BaseException:
        for child in multiprocessing.active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return results


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


def _ignore_interrupts() -> None:
    """In a process of the pool: ignore Ctrl-C, which reaches the whole group. The parent handles it, and so may programs started here."""
    for stop in STOPS:
        signal.signal(stop, lambda _number, _frame: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


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
