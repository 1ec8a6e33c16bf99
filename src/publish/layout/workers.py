"""Sections laid out as printed pages, in worker processes: only they load WeasyPrint (`publish.layout.worker`).

    with workers(jobs) as pool:
        outcomes = pool.layout_all([(document, setting), …])
        title_page = pool.set_html('<section class="title-page">…</section>', setting)

Policy: a worker stays warm from section to section. One that takes too long, dies or eats the machine's memory is killed and replaced, and
the section it was at is named (P106, P107). However this process ends, its workers end.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from publish.diagnostics import Location, Outcome, diagnostic
from publish.layout.task import Task
from publish.model import ContentDocument, Fragment, Setting
from publish.tools.processes import interrupts_held, scratch_folder

MOST_MEMORY = 1280 * 1024 * 1024  # bytes a worker may hold; a section of 1,000 pages needs a third of it
WORTH_A_WORKER = 60_000  # letters that wait: fewer are set before another worker has begun


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Up to `jobs` worker processes, started when first needed and ended at the block's end, whatever ended it."""
    with scratch_folder("publish-") as folder:
        pool = Workers(jobs=max(1, jobs), folder=folder)
        try:
            yield pool
        finally:
            pool.end()


def layout(document: ContentDocument, setting: Setting) -> Outcome[Fragment]:
    """One section as printed pages, in a process of its own. For many sections use `workers`."""
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
        """Markup of our own as printed pages: `html` is what stands in the body, as HTML; nothing in it is taken for a note.

        Every element with an id is an anchor of the fragment. Images and fonts as for a section.
        """
        return self.set_all([Task(html=html, setting=setting, language=language)])[0]

    def set_all(self, tasks: Sequence[Task]) -> list[Outcome[Fragment]]:
        """The printed pages of each task, in the order given. OSError where a worker met a full disk.

        Where it is broken off, all workers end: none is left at a task that nobody waits for.
        """
        try:
            return self._set_all(tasks)
        except BaseException:
            self.end()
            raise

    def _set_all(self, tasks: Sequence[Task]) -> list[Outcome[Fragment]]:
        waiting = deque(sorted(enumerate(tasks), key=lambda numbered: -numbered[1].seconds))  # the longest first: none is left for the end
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
                elif monotonic() > worker.deadline:
                    outcomes[worker.index] = self._given_up(worker)
                else:
                    continue
                busy.remove(worker)
        return [outcomes[index] for index in range(len(tasks))]

    def end(self) -> None:
        """All workers are gone, busy or not."""
        for worker in self.staff:
            worker.kill()
        self.staff.clear()

    def _idle(self, busy: list[_Worker], waiting: Iterable[tuple[int, Task]]) -> _Worker | None:
        """A worker for the next of what waits: a free one, or a new one where that is worth it; None if one is to be waited for."""
        for worker in [worker for worker in self.staff if worker not in busy]:
            if worker.process.is_alive():
                return worker
            self._dismiss(worker)  # somebody has ended it since: nothing is lost, another one begins
        if len(self.staff) < self.jobs and (not self.staff or sum(task.letters for _, task in waiting) > WORTH_A_WORKER):
            with interrupts_held():
                self.staff.append(_started(self.folder))
            return self.staff[-1]
        return None

    def _outcome(self, worker: _Worker) -> Outcome[Fragment]:
        try:
            outcome = worker.connection.recv()
        except (EOFError, OSError):
            self._dismiss(worker)
            return _lost(worker.task)
        if isinstance(outcome, OSError):
            self._dismiss(worker)
            raise outcome
        if outcome is None:  # its memory was full: what it did is undone, but it is not to be trusted with more
            self._dismiss(worker)
            return _lost(worker.task)
        assert isinstance(outcome, Outcome)
        return outcome

    def _given_up(self, worker: _Worker) -> Outcome[Fragment]:
        self._dismiss(worker)
        task = worker.task
        assert task is not None
        found = diagnostic(
            "P106",
            f"{_name(task)} was not laid out within {task.seconds:.0f} seconds",
            help="split it into shorter sections; if it is short, look for a huge table or image in it",
            at=Location(path=task.path) if task.path else None,
        )
        return Outcome(diagnostics=(found,))

    def _dismiss(self, worker: _Worker) -> None:
        worker.kill()
        self.staff.remove(worker)


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """A worker process as seen from here, and the task that it is at."""

    process: BaseProcess
    connection: Connection
    index: int = 0
    task: Task | None = None
    deadline: float = 0.0

    def begin(self, index: int, task: Task) -> None:
        self.index, self.task, self.deadline = index, task, monotonic() + task.seconds
        with suppress(BrokenPipeError, OSError):  # if it is dead, reading its answer will say so
            self.connection.send(task)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _started(folder: Path) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, folder, MOST_MEMORY), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process=process, connection=ours)


def _work(connection: Connection, folder: Path, most_memory: int) -> None:
    """In the worker's own process, where alone WeasyPrint is imported."""
    from publish.layout import sandbox

    try:
        sandbox.enter(folder, most_memory)
        from publish.layout.worker import serve

        serve(connection)
    except OSError as fault:  # a full disk, most often; that the other side is gone is one too
        with suppress(OSError):
            connection.send(fault)


def _lost(task: Task | None) -> Outcome[Fragment]:
    assert task is not None
    found = diagnostic(
        "P107",
        f"{_name(task)} could not be laid out: it took all the memory that a section may have, or brought WeasyPrint down",
        help="look for a huge image, table or drawing in it; set half of it at a time to find the place",
        at=Location(path=task.path) if task.path else None,
    )
    return Outcome(diagnostics=(found,))


def _name(task: Task) -> str:
    return f"the section “{task.document.title}”" if task.document else "a page of the edition itself"
