"""The bench: a process beside the preview that makes all editions and proves them, and is stopped when the editor has saved again.

    bench = Bench(order, folder)
    bench.begin(3)           the third version of the book
    bench.next_sight()       Told(text="laid out 216 pages") · Shown(version=3, …) · Proved(version=3, …)
    bench.end()

Policy: the process is kept from version to version, with its workers. When another version waits it stops at the next stage; if it does not
soon reach one, it is ended and another begins. What was laid out until then is remembered (`pagination.compose`). However the preview
ends, the process ends with it.
"""

import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from time import monotonic

from publish.build import Order, build
from publish.checks.edition_words import TextStart
from publish.config import read_configuration
from publish.diagnostics import Diagnostic, PublishError
from publish.editions import editions
from publish.layout.workers import nothing_counted, workers
from publish.model import Book, Made
from publish.tools.processes import remove_abandoned

EDITIONS = ("epub", "print")
PATIENCE = 2.0
"""Seconds in which the process should reach the end of a stage when another version waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of progress; of a stage of many steps, also how many are done, of how many."""

    version: int
    text: str
    done: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An edition that is made and not yet proved. Its file is the preview's."""

    version: int
    book: Book
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """All editions of a version are proved; where the texts of the printed pages stand was read from them."""

    version: int
    diagnostics: tuple[Diagnostic, ...]
    text_starts: tuple[TextStart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A version has errors; or, with a `fault`, the process met something that is not the book's."""

    version: int
    diagnostics: tuple[Diagnostic, ...] = ()
    fault: str = ""


Sight = Told | Shown | Proved | Refused


@dataclass(slots=True)
class Bench:
    """This side's view of the process. `begin` and `end` may be called from any thread, `next_sight` in one."""

    order: Order
    folder: Path
    """Where the files of editions go that are shown; the preview removes them."""
    process: BaseProcess | None = None
    connection: Connection | None = None
    wanted: int = 0
    at_work: int = 0
    """The version at work, 0 for none."""
    late: float = 0.0
    """When the process is ended because another version waits."""
    lock: Lock = field(default_factory=Lock)

    def begin(self, version: int) -> None:
        """Orders a version; the one at work is given up."""
        with self.lock:
            self.wanted = version
            if self.process is None or not self.process.is_alive():
                self._start()
            elif self.at_work:
                self.late = self.late or monotonic() + PATIENCE
                self._send(version)
                return
            self.at_work = version
            self._send(version)

    def next_sight(self, seconds: float = 0.2) -> Sight | None:
        """What the process has to say, if it says it in time. A process that has died is reported once, and started again when needed."""
        connection = self.connection
        if connection is None:
            return None
        try:
            sight: Sight | None = connection.recv() if connection.poll(seconds) else None
        except (EOFError, OSError):
            return self._died()
        if self.late and monotonic() > self.late:
            self._replace()
        if sight is None or isinstance(sight, Told | Shown):
            return sight
        with self.lock:
            self.at_work = self.wanted if self.late and sight.version != self.wanted else 0
            self.late = 0.0
        return sight

    def end(self) -> None:
        """Ends the process and its workers: it is left a moment to remove what it has in hand."""
        with self.lock:
            if self.process is not None and self.connection is not None:
                self.connection.close()
                self.process.join(PATIENCE)
            self._stop()

    def _died(self) -> Sight | None:
        with self.lock:
            lost, self.at_work, self.late = self.at_work, 0, 0.0
            self._stop()
        if lost and lost != self.wanted:  # it was already given up
            self.begin(self.wanted)
            return None
        return Refused(version=lost, fault="the process that lays the book out has ended") if lost else None

    def _replace(self) -> None:
        with self.lock:
            self._stop()
            self.late, self.at_work = 0.0, self.wanted
            self._start()
            self._send(self.wanted)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, replace(self.order, say=_unheard, count=nothing_counted, show=_unseen, pool=None), self.folder)
        )
        self.process.start()
        theirs.close()

    def _stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process = None
            remove_abandoned()
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _send(self, version: int) -> None:
        assert self.connection is not None
        with suppress(OSError):  # a process that has died is noticed when it is read
            self.connection.send(version)


def _unheard(_: str) -> None:
    """Takes the place of `Order.say` on the way to the process."""


def _unseen(*_: object) -> None:
    """Takes the place of `Order.show`."""


class _SupersededError(Exception):
    """Another version waits."""


def _serve(connection: Connection, order: Order, folder: Path) -> None:
    """The main function of the process. It ends when the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, EOFError), workers(order.jobs) as pool:
        while True:
            version = connection.recv()
            while connection.poll():
                version = connection.recv()
            connection.send(_made(version, replace(order, pool=pool), connection, folder))


def _editions_of(folder: Path) -> tuple[str, ...]:
    """The editions of a book that are shown: those that are made without being named."""
    configuration = read_configuration(folder).value
    return tuple(name for name in EDITIONS if configuration is None or editions()[name].standard(configuration))


def _made(version: int, order: Order, connection: Connection, folder: Path) -> Proved | Refused:
    """What comes of a version; its editions are shown while it is made."""

    def say(text: str, done: int = 0, steps: int = 0) -> None:
        if connection.poll():
            raise _SupersededError
        connection.send(Told(version=version, text=text, done=done, steps=steps))

    def count(done: int, steps: int) -> None:
        say("laying out", done, steps)

    def show(book: Book, made: Made) -> None:
        say(f"made {made.path.name}")
        kept = folder / f"{version}.{made.path.name}"
        kept.unlink(missing_ok=True)
        os.link(made.path, kept)
        connection.send(Shown(version=version, book=book, made=replace(made, path=kept, further=(), beside=())))

    try:
        built = build(replace(order, editions=_editions_of(order.folder), say=say, count=count, show=show))
    except _SupersededError:
        return Refused(version=version)
    except PublishError as fault:
        return Refused(version=version, diagnostics=fault.diagnostics)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as fault:
        return Refused(version=version, fault=f"{type(fault).__name__}: {fault}")
    words = built.words.get("print")
    return Proved(version=version, diagnostics=built.diagnostics, text_starts=words.text_starts if words else ())
