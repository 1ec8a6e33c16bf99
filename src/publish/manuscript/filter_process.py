"""The process in which a book's own filters run: limits on time and memory, what they print kept apart.

Policy: a filter may end, close or exhaust its process and nothing else. `enter` is called in a process of its own
(`publish.tools.processes.apart`); what ends this process is seen from outside.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publish.manuscript.filter_runs import Guard, OutputClosedError, TooLongError
from publish.resources import filters_dir

SECONDS = 60
"""What an own filter may take for one section; from outside it is ended a little later."""
MEMORY = 1024**3  # bytes for the process while an own filter runs, and for a file that it writes


def enter(folder: Path, note: Callable[[str], None], seconds: float) -> Guard:
    """The guard for the own filters of the book in a folder, in this process. `note` says which filter runs, "" for none."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    paper = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
    place, own = folder / "filters", os.getpid()
    sys.dont_write_bytecode = True
    sys.pycache_prefix = os.devnull  # nor is any read
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != folder.resolve()]

    @contextmanager
    def guard(name: str) -> Iterator[Callable[[], str]]:
        for module in place.glob("_*.py"):  # a filter imports those of its book, not ours of the same name
            sys.modules.pop(module.stem, None)
        ours = str(filters_dir())
        sys.path[:] = [*(entry for entry in sys.path if entry not in {ours, str(place)}), str(place), ours]
        for stream in (1, 2):
            os.dup2(paper.fileno(), stream)
        sys.stdout, sys.stderr = (open(stream, "w", encoding="utf-8", errors="backslashreplace", closefd=False) for stream in (1, 2))  # noqa: SIM115
        note(name)
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            with _limited():
                yield printed
        finally:
            end_copy()
            signal.setitimer(signal.ITIMER_REAL, 0)
            note("")

    def end_copy() -> None:
        """Ends a copy of this process that the filter has made: both would read the same paper and answer."""
        if os.getpid() != own:
            os._exit(0)

    def printed() -> str:
        end_copy()
        try:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os.lseek(1, 0, os.SEEK_SET)
            text = os.read(1, 10_000)
            os.ftruncate(2, 0)
            os.lseek(2, 0, os.SEEK_SET)
        except (AttributeError, OSError, ValueError) as fault:
            raise OutputClosedError from fault
        return text.decode("utf-8", "replace")

    def _stop(_: int, __: object) -> None:
        raise TooLongError(f"{seconds:g}")

    return guard


@contextmanager
def _limited() -> Iterator[None]:
    """A block in which this process may take so much memory, and write files so large, and no more. Only Linux limits the memory."""
    import resource

    limits = {resource.RLIMIT_FSIZE: MEMORY}
    if sys.platform == "linux":
        # What is shared between processes is no data to RLIMIT_DATA; addresses that a library only reserves count as well in RLIMIT_AS.
        limits |= {resource.RLIMIT_DATA: MEMORY, resource.RLIMIT_AS: _addresses() + 2 * MEMORY}
    before = {kind: resource.getrlimit(kind) for kind in limits}
    for kind, most in limits.items():
        _, hardest = before[kind]
        resource.setrlimit(kind, (most if hardest == resource.RLIM_INFINITY else min(most, hardest), hardest))
    try:
        yield
    finally:
        for kind, limit in before.items():
            with suppress(OSError, ValueError):  # the filter has changed the limits
                resource.setrlimit(kind, limit)


def _addresses() -> int:
    """The size of this process's memory in addresses, in bytes; a guess on a machine without /proc."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2 * MEMORY
