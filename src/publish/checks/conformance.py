"""Whether the e-book may say that it conforms to a standard of accessibility: book.toml claims it, and Ace has passed the very file.

Policy: never a claim that was not proved. Ace sees a part of what a standard asks for, so the claim needs a person too (`certified-by`);
but where even Ace finds a barrier, or was not asked, the claim is left out and the editor is told why. That is a warning and no error: a
draft must be made on machines without Ace, and an e-book that claims less than it might is still a good one. `publish verify`, which is
asked before a book goes to its readers, takes it for an error.
"""

from pathlib import Path

from publish.checks.accessibility import check_accessibility
from publish.config.resolution import place_of_key
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.tools.cache import Cache, digest

UNPROVED = ("E303", "E304")
HOW = "install Ace and Chromium as .ci/run does and set PUBLISH_ACE to Ace's command, or take “conforms-to” and “certified-by” out"


def conformance(path: Path, folder: Path, ace: Path | None, cache: Cache) -> Outcome[bool]:
    """Whether Ace has passed this e-book of the book in the folder. Reports E303 (not asked, or no verdict) and E304 (barriers).

    A verdict on the same bytes is remembered.
    """
    if ace is None:
        return _unproved("E303", "Ace, which has to pass it first, was not asked", HOW, folder)
    key = digest("ace", str(ace), path.read_bytes())
    kept = cache.recall(key)
    verdict: Outcome[int] = kept[0] if kept else check_accessibility(path, ace)  # type: ignore[assignment]  # a key names one kind of value
    if verdict.value is None:
        return _unproved("E303", verdict.diagnostics[0].message, HOW, folder)
    if not kept:
        cache.keep(key, verdict)
    if verdict.value:
        found = _counted(verdict.value, verdict.diagnostics[0])
        return _unproved("E304", found, "mend what “publish verify” lists, and build again", folder)
    return Outcome(value=True)


def _counted(barriers: int, first: Diagnostic) -> str:
    place = f" in {first.location.path}" if first.location else ""
    return f"Ace finds a barrier{place}" if barriers == 1 else f"Ace finds {barriers} barriers, the first{place}"


def _unproved(code: str, reason: str, remedy: str, folder: Path) -> Outcome[bool]:
    said = f"the e-book does not say that it conforms to the standard: {reason}"
    return Outcome(value=False, diagnostics=(diagnostic(code, said, help=remedy, at=place_of_key(folder, "epub", "conforms-to")),))
