"""What it costs to make a file for a printer, and to judge it, against what it costs to lay the book out.

    python benchmarks/press.py [BOOK]

Seconds with one process at work, all in one run, of the second of two rounds (the first one warms the disk and the compiled code).
Finishing is inks, sheets and binding for one printer, from the laid-out pages; preflight is reading the file back and all
rules.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from publish.config.orders import read_printer
from publish.config.values import PrintOrder
from publish.editions import Workshop
from publish.editions import print as edition
from publish.reading import read_book
from publish.tools.cache import Cache

PRINTERS = ("kdp-bw", "ingram-bw", "lulu-bw")


def main(folder: Path) -> None:
    """One line for each printer."""
    book = read_book(folder, Cache(None)).value
    assert book is not None
    orders = []
    for name in PRINTERS:
        printer = read_printer(name).value
        assert printer is not None
        orders.append(PrintOrder(printer=replace(printer, trims=replace(printer.trims, sizes=())), paper=printer.cover.papers[0]))
    seconds: dict[str, float] = {}
    made: Any = None
    for _ in range(2):
        seconds.clear()
        printed = replace(book.configuration.print, orders=tuple(orders))
        ordered = replace(book, configuration=replace(book.configuration, print=printed))
        with tempfile.TemporaryDirectory() as scratch, _timed(seconds):
            workshop = Workshop(
                scratch=Path(scratch), cache=Cache(None), jobs=1, moment=datetime(2026, 1, 1, tzinfo=UTC), say=lambda _: None
            )
            made = edition.make(ordered, workshop, {}).value
    assert made is not None
    layout = seconds["compose"] + seconds["_stamped"]
    finishing = (seconds["inked"] + seconds["merge"]) / len(PRINTERS)
    judging = seconds["_preflight"] / len(PRINTERS)
    pages = len(made.pages.pages)
    sys.stdout.write(f"{folder.name}, {pages} pages: layout {layout:.2f} s; for each of {len(PRINTERS)} printers\n")
    sys.stdout.write(f"  finishing  {finishing:.2f} s  {100 * finishing / layout:.1f} % of layout\n")
    sys.stdout.write(f"  preflight  {judging:.2f} s  {100 * judging / layout:.1f} % of layout\n")


def _timed(seconds: dict[str, float]) -> Any:
    """While it lasts, how long the parts of the edition take, by the names of their functions."""
    names = ("compose", "_stamped", "inked", "merge", "_preflight")

    def clocked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            started = perf_counter()
            try:
                return function(*args, **options)
            finally:
                seconds[name] = seconds.get(name, 0.0) + perf_counter() - started

        return call

    replaced: Mapping[str, Any] = {name: clocked(name, getattr(edition, name)) for name in names}
    return patch.multiple(edition, **replaced)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "manuscript")
