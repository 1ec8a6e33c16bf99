"""Processes of our own: one piece of work for many values at once, and what must not be interrupted.

Policy: what is computed is the same for every number of processes, and in the same order. Ctrl-C is this process's to answer, whatever
others it has begun; they end with it. Standard library only.
"""

import multiprocessing
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")

STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


def side_by_side(work: Callable[[Value], Result], values: Sequence[Value], *, jobs: int, weight: Callable[[Value], int]) -> list[Result]:
    """What a function of a module makes of each value, in their order, in up to `jobs` processes; the heaviest values are begun first.

    Raises what `work` raises. A process that is killed from outside loses nothing: its work is done here; so is all of it on a machine that
    has no semaphores for processes (one without /dev/shm, say).
    """
    if jobs < 2 or len(values) < 2 or not _has_semaphores():
        return [work(value) for value in values]
    heaviest_first = sorted(range(len(values)), key=lambda at: -weight(values[at]))
    pool = ProcessPoolExecutor(min(jobs, len(values)), mp_context=multiprocessing.get_context(_way()), initializer=_leave_interrupts)
    waiting: dict[int, Future[Result]] = {}
    try:
        for at in heaviest_first:  # the first submission starts the processes
            with interrupts_held():
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
        multiprocessing.get_context(_way()).Semaphore()
    except (ImportError, OSError):
        return False
    return True


def _way() -> str:
    """How a process begins: as a copy of this one, which costs nothing, where that is safe: on Linux, and if no other thread may hold a
    lock, be it one that Python does not know, as those of a Java machine.
    """
    try:
        threads = len(list(Path("/proc/self/task").iterdir())) if sys.platform == "linux" else 0
    except OSError:  # a machine that shows nothing of its processes
        threads = 0
    return "fork" if threads == 1 else "spawn"


def _result_of(future: Future[Result], work: Callable[[Value], Result], value: Value) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        return work(value)


def _leave_interrupts() -> None:
    """In a process of the pool: Ctrl-C, which reaches the whole group, is the parent's to answer; what this one starts may answer too."""
    for sign in STOPS:
        signal.signal(sign, lambda _number, _frame: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """What stops the build waits until the block has ended: a process half started would complain in words of its own.

    Ctrl-C reaches the whole group of processes: a process begun here inherits that it is held back, so that it is ours to answer from the
    first moment. Here it is held twice, since the system may give it to another of our threads, such as the one that turns a spinner.
    """
    resource_tracker.ensure_running()  # before: CPython 3.11 to 3.14 unblock SIGINT when they start this helper of multiprocessing
    caught: list[int] = []
    ours = threading.current_thread() is threading.main_thread()  # no other thread is ever interrupted, nor may it change what is done
    answers = {sign: signal.signal(sign, lambda number, _: caught.append(number)) for sign in STOPS} if ours else {}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for sign, answer in answers.items():
            signal.signal(sign, answer)
    for number in caught:
        signal.raise_signal(number)


@contextmanager
def scratch_folder(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """A folder for what is not yet an artefact, in `within` or where temporary files are; gone at the block's end, whatever ended it."""
    folder: Path | None = None
    try:
        with interrupts_held():  # else it might be made and not be known
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
        yield folder
    finally:
        if folder:
            with interrupts_held():
                shutil.rmtree(folder, ignore_errors=True)
