"""The judge of a book's own style sheets for print: what WeasyPrint would leave out, asked of WeasyPrint itself.

Policy: WeasyPrint is loaded in a process of its own, in the sandbox of a worker (`publish.layout.sandbox`): no font of this machine is
looked at. A build remembers the answer; a book without such sheets never asks.
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from publish.book.css import nodes_in
from publish.book.style_faults import Judge, RulesToJudge, StyleFault, place_of
from publish.diagnostics import PublishError, diagnostic
from publish.tools.cache import Cache, digest
from publish.tools.disk import unwritable
from publish.tools.processes import Ended, Raised, apart, scratch_folder

SECONDS = 60.0
MEMORY = 1024**3  # bytes for the process

Faults = tuple[tuple[StyleFault, ...], ...]


def judge(sheets: Sequence[RulesToJudge]) -> Faults:
    """The faults of each sheet. PublishError if WeasyPrint cannot be asked: X101, X102, P107."""
    try:
        with scratch_folder("publish-") as folder:
            work = partial(answer, folder=folder)
            (result,) = apart(work, [tuple(sheets)], jobs=1, seconds=SECONDS, is_last=lambda _: True, module=__name__)
    except OSError as fault:
        raise PublishError(unwritable(tempfile.gettempdir(), fault)) from fault
    match result:
        case Ended():
            message = "the style sheets could not be read: WeasyPrint took all the memory that it may have, or crashed"
            raise PublishError(diagnostic("P107", message, help="take half of their rules out at a time to find the place"))
        case Raised(fault=reason):
            raise PublishError(diagnostic("X101", f"WeasyPrint cannot be started: {reason}", help="run “make” to set up again")) from reason
    return result


def remembering(cache: Cache) -> Judge:
    """The judge, which asks only once about the same sheets."""

    def recalled(sheets: Sequence[RulesToJudge]) -> Faults:
        return cache.remember(digest("faults of style sheets", *key_of(sheets)), Faults, lambda: judge(sheets))

    return recalled


def answer(sheets: Sequence[RulesToJudge], note: Callable[[str], None], folder: Path) -> Faults:
    """The main function of the judge's process."""
    from publish.layout import sandbox

    note("style sheets")
    sandbox.enter(folder, MEMORY)
    import publish._native

    publish._native.load()
    warnings.filterwarnings("ignore", message="(?i).*fontconfig.*")  # no font is configured, on purpose
    from publish.layout.weasyprint_70_start import without_font_writers

    with without_font_writers():
        from publish.layout.weasyprint_70_sheets import style_faults

    return tuple(tuple(style_faults(sheet)) for sheet in sheets)


def key_of(sheets: Sequence[RulesToJudge]) -> Iterator[object]:
    """All that the faults of sheets depend on: the texts of their rules, and the places in them."""
    for sheet in sheets:
        for rule in sheet.rules:
            yield rule.serialize(), [place_of(node) for node in nodes_in([*rule.prelude, *(rule.content or [])])]
