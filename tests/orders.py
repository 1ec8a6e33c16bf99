"""Orders for builds in tests, in which books run their own filters. All builds of a process share the workers that lay pages out and the
judge of style sheets; those of a run, in all its processes, share a cache.

A worker takes 1.5 s to start and a cover 1 s to draw, and a run has hundreds of builds. A test of workers or of the cache creates its own
`Order`.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

import publish.build
from publish.book.style_faults import RulesToJudge
from publish.build import Order
from publish.checks.edition_words import EditionWords
from publish.editions import NoText, Workshop, editions
from publish.layout.sheet_judge import Faults, answer
from publish.layout.workers import Workers, workers
from publish.manuscript.own_filters import Trust
from publish.model import Book, Made
from publish.tools.cache import Cache
from publish.tools.processes import scratch_folder

MOMENT = datetime(2001, 1, 1, tzinfo=UTC)
BUILDS_OF_A_WORKER = 30  # then they are replaced, so that they do not accumulate memory
TRUST = Trust(everything=True)
"""For the books of tests: their filters may run."""
RUN = ExitStack()
"""The resources of the run of tests, which `conftest.py` closes."""
CACHE = "PUBLISH_TESTS_CACHE"
"""The variable with the folder of the cache, which the first process of the run makes."""


def order(*, folder: Path, output: Path, moment: datetime = MOMENT, **options: Any) -> Order:
    """An order for a build, with the workers and the cache of this run."""
    return Order(**{"folder": folder, "output": output, "moment": moment, "pool": pool(), "cache": cache(), "trust": TRUST, **options})


def workshop(scratch: Path, cache_folder: Path | None = None, **options: Any) -> Workshop:
    """A workshop with this scratch folder, the workers of this run, and a cache in this folder or that of this run."""
    scratch.mkdir(parents=True, exist_ok=True)
    given = {"cache": Cache(cache_folder) if cache_folder else cache(), "jobs": 2, "moment": MOMENT, "say": lambda _: None, "pool": pool()}
    return Workshop(**{"scratch": scratch, **given, **options})


def edition_words(name: str, book: Book, made: Made) -> EditionWords:
    """The words read back from the file of an edition."""
    read_back = editions()[name].read_back
    assert not isinstance(read_back, NoText)
    return read_back(book, made, workshop(made.path.parent, cache=Cache(None)))


def pool() -> Workers:
    """The two workers of this run, started when they are first needed."""
    staff, count = _pool()
    count()
    return staff


@lru_cache(maxsize=1)
def cache() -> Cache:
    """The cache of this run, in a folder that is removed at its end."""
    if CACHE not in os.environ:
        os.environ[CACHE] = str(RUN.enter_context(scratch_folder("publish-tests-")))
    return Cache(Path(os.environ[CACHE]))


def judge(sheets: Sequence[RulesToJudge]) -> Faults:
    """The faults of style sheets, from the judge of this process of tests: `publish` starts one for each question."""
    judges = _court()
    judges.send(tuple(sheets))
    faults = judges.recv()
    assert isinstance(faults, tuple)
    return faults


@contextmanager
def sharing_workers() -> Iterator[None]:
    """A block in which a build that `publish` begins has the workers of this run."""
    staff = pool()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish.build, "workers", lambda _: nullcontext(staff))
        yield


@lru_cache(maxsize=1)
def _pool() -> tuple[Workers, Callable[[], None]]:
    staff, builds = RUN.enter_context(workers(2)), 0

    def count() -> None:
        nonlocal builds
        builds += 1
        if builds % BUILDS_OF_A_WORKER == 0:
            staff.end()

    return staff, count


@lru_cache(maxsize=1)
def _court() -> Connection:
    """A connection to a process that judges style sheets until the run ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_judge, args=(theirs, pool().folder), daemon=True)
    process.start()
    theirs.close()
    RUN.callback(process.join)
    RUN.callback(ours.close)
    return ours


def _judge(connection: Connection, folder: Path) -> None:
    """The main function of that process."""
    with suppress(EOFError):
        while True:
            connection.send(answer(connection.recv(), lambda _: None, folder))
