"""Lays out sections as printed pages in worker processes, which alone load WeasyPrint (`publish.layout.worker`).

    with workers(jobs) as pool:
        outcomes = pool.layout_all([(document, setting), …])
        title_page = pool.set_html('<section class="title-page">…</section>', setting)

Policy: workers are kept from section to section. A worker that takes too much computing time or memory, or dies, is replaced, and
its section is reported (P106, P107). However this process ends, its workers end.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from publish.diagnostics import Location, Outcome, diagnostic
from publish.layout.task import Task
from publish.model import ContentDocument, Fragment, Setting
from publish.tools.processes import BUSY, scratch_folder, uninterrupted

MOST_MEMORY = 1280 * 1024 * 1024  # bytes for a worker; a section of 1,000 pages needs a third of it
WORTH_A_WORKER = 60_000  # waiting characters; fewer are set before another worker has started

Arrived = Callable[[int, Outcome[Fragment]], None]
Counted = Callable[[int, int], None]
"""Called with how many pieces are set, and how many there are."""


def nothing_counted(_: int, __: int) -> None:
    """A `Counted` for nobody."""


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Up to `jobs` worker processes, started when first needed and always ended at the end of the block."""
    with scratch_folder("publish-") as folder:
        pool = Workers(jobs=max(1, jobs), folder=folder)
        try:
            yield pool
        finally:
            pool.end()


def layout(document: ContentDocument, setting: Setting) -> Outcome[Fragment]:
    """The printed pages of one section, set in a new process. For many sections use `workers`."""
    with workers(1) as pool:
        return pool.layout_all([(document, setting)])[0]


@dataclass(slots=True, kw_only=True)
class Workers:
    """The worker processes of a build; make them with `workers`."""

    jobs: int
    folder: Path
    staff: list[_Worker] = field(default_factory=list)

    def layout_all(self, sections: Sequence[tuple[ContentDocument, Setting]]) -> list[Outcome[Fragment]]:
        """The printed pages of each section, in the order given."""
        return self.set_all([Task(document=document, setting=setting) for document, setting in sections])

    def set_html(self, html: str, setting: Setting, language: str = "en") -> Outcome[Fragment]:
        """The printed pages of markup of our own: `html` is the content of the body; it has no notes.

        Every element with an id is an anchor of the fragment. Images and fonts are handled as for a section.
        """
        return self.set_all([Task(html=html, setting=setting, language=language)])[0]

    def set_all(self, tasks: Sequence[Task], arrived: Arrived = lambda *_: None) -> list[Outcome[Fragment]]:
        """The printed pages of each task, in the order given. OSError if a worker meets a full disk.

        `arrived` is called with the index of each task as soon as it is set, and with its outcome. On any exception all workers end, so
        that none goes on with a task whose result nobody reads.
        """
        try:
            return self._set_all(tasks, arrived)
        except BaseException:
            self.end()
            raise

    def _set_all(self, tasks: Sequence[Task], arrived: Arrived) -> list[Outcome[Fragment]]:
        waiting = deque(sorted(enumerate(tasks), key=lambda numbered: -numbered[1].seconds))  # the longest first, to end together
        outcomes: dict[int, Outcome[Fragment]] = {}
        busy: list[_Worker] = []
        while waiting or busy:
            while waiting and (worker := self._idle(busy, waiting)):
                worker.begin(*waiting.popleft())
                busy.append(worker)
            soonest = min(worker.deadline for worker in busy)
            ready = wait([worker.connection for worker in busy], timeout=max(0.0, soonest - monotonic()))
            for worker in list(busy):
                if worker.connection in ready:
                    outcomes[worker.index] = self._outcome(worker)
                    arrived(worker.index, outcomes[worker.index])
                elif monotonic() > worker.deadline:
                    self._dismiss(worker)
                    outcomes[worker.index] = _not_set(worker.task, TOO_LONG)
                else:
                    continue
                busy.remove(worker)
        return [outcomes[index] for index in range(len(tasks))]

    def warm(self) -> None:
        """Starts the first worker, so that it is ready when it is needed."""
        self._idle([], ())

    def end(self) -> None:
        """Kills all workers, busy or not."""
        for worker in self.staff:
            worker.kill()
        self.staff.clear()

    def _idle(self, busy: list[_Worker], waiting: Iterable[tuple[int, Task]]) -> _Worker | None:
        """A worker for the next task: a free one, or a new one if enough is waiting. None: wait for a busy one."""
        for worker in [worker for worker in self.staff if worker not in busy]:
            if worker.process.is_alive():
                return worker
            self._dismiss(worker)  # it was killed while idle: no task is lost
        if len(self.staff) < self.jobs and (not self.staff or sum(task.letters for _, task in waiting) > WORTH_A_WORKER):
            with uninterrupted():
                self.staff.append(_start_worker(self.folder))
            return self.staff[-1]
        return None

    def _outcome(self, worker: _Worker) -> Outcome[Fragment]:
        try:
            outcome = worker.connection.recv()
        except (EOFError, OSError):
            self._dismiss(worker)
            return _not_set(worker.task, TOO_LONG if worker.process.exitcode == -signal.SIGPROF else CRASHED)
        if isinstance(outcome, OSError):
            self._dismiss(worker)
            raise outcome
        if outcome is None:  # out of memory: the process may be damaged
            self._dismiss(worker)
            return _not_set(worker.task, CRASHED)
        assert isinstance(outcome, Outcome)
        return outcome

    def _dismiss(self, worker: _Worker) -> None:
        worker.kill()
        self.staff.remove(worker)


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """This side's view of a worker process, and its current task."""

    process: BaseProcess
    connection: Connection
    index: int = 0
    task: Task | None = None
    deadline: float = 0.0

    def begin(self, index: int, task: Task) -> None:
        self.index, self.task, self.deadline = index, task, monotonic() + task.seconds * BUSY
        with suppress(BrokenPipeError, OSError):  # a dead worker is noticed when its answer is read
            self.connection.send((task, task.seconds))

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Reason(NamedTuple):
    """Why a section was not set."""

    code: str
    message: str
    help: str


TOO_LONG = _Reason(
    code="P106",
    message="was not laid out within {seconds:.0f} seconds of computing time",
    help="split it into shorter sections; if it is short, look for a huge table or image in it",
)
CRASHED = _Reason(
    code="P107",
    message="could not be laid out: it took all the memory that a section may have, or crashed WeasyPrint",
    help="look for a huge image, table or drawing in it; build half of it at a time to find the place",
)


def _start_worker(folder: Path) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, folder, MOST_MEMORY), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process=process, connection=ours)


def _work(connection: Connection, folder: Path, most_memory: int) -> None:
    """The main function of the worker's process, the only one that imports WeasyPrint."""
    from publish.layout import sandbox

    try:
        sandbox.enter(folder, most_memory)
        from publish.layout.worker import serve

        serve(connection)
    except OSError as fault:  # usually a full disk; also if the other side is gone
        with suppress(OSError):
            connection.send(fault)


def _not_set(task: Task | None, reason: _Reason) -> Outcome[Fragment]:
    assert task is not None
    message = f"{task.name} {reason.message.format(seconds=task.seconds)}"
    at = Location(path=task.path) if task.path else None
    return Outcome(diagnostics=(diagnostic(reason.code, message, help=reason.help, at=at),))
