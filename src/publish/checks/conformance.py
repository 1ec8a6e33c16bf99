"""Whether the e-book may claim conformance to a standard of accessibility: book.toml claims it, and Ace has passed the very file.

Policy: no claim without proof. Ace tests a part of what a standard asks for, so the claim needs a person too (`certified-by`). If Ace finds
a barrier or was not asked, the claim is left out with a warning. It is not an error: drafts are made on machines without Ace, and an e-book
that claims less than it could is still good. `publish verify`, run before a book goes to its readers, makes it an error.
"""

from pathlib import Path

from publish.checks.accessibility import check_accessibility
from publish.config.resolution import place_of_key
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.tools.cache import Cache, digest, file_digest

UNPROVED = ("E303", "E304")
HOW = "install Ace and Chromium as .ci/run does and set PUBLISH_ACE to Ace's command, or take “conforms-to” and “certified-by” out"


def conformance(path: Path, folder: Path, ace: Path | None, cache: Cache) -> Outcome[bool]:
    """Whether Ace has passed this e-book. Reports E303 (not asked, or no verdict) and E304 (barriers).

    A verdict is remembered under the bytes of the e-book.
    """
    if ace is None:
        return unproved("E303", "Ace, which must pass it first, was not asked", HOW, folder)
    key = digest("ace", *_release_of(ace), path.read_bytes())
    cached = cache.recall(key, Outcome[int])
    verdict = cached or check_accessibility(path, ace)
    if verdict.value is None:
        return unproved("E303", verdict.diagnostics[0].message, HOW, folder)
    if not cached:
        cache.keep(key, verdict)
    if verdict.value:
        reason = _counted(verdict.value, verdict.diagnostics[0])
        return unproved("E304", reason, "mend what “publish verify” lists, and build again", folder)
    return Outcome(value=True)


def _release_of(ace: Path) -> tuple[str, str]:
    """What tells one release of Ace from another: the content of its command, and of the description of its package."""
    command = ace.resolve()
    described = next((folder / "package.json" for folder in command.parents if (folder / "package.json").is_file()), Path())
    return file_digest(command), file_digest(described)


def _counted(barriers: int, first: Diagnostic) -> str:
    place = f" in {first.location.path}" if first.location else ""
    return f"Ace finds a barrier{place}" if barriers == 1 else f"Ace finds {barriers} barriers, the first{place}"


def unproved(code: str, reason: str, remedy: str, folder: Path) -> Outcome[bool]:
    """The claim of book.toml left out, with the reason."""
    message = f"the e-book does not claim conformance to the standard: {reason}"
    return Outcome(value=False, diagnostics=(diagnostic(code, message, help=remedy, at=place_of_key(folder, "epub", "conforms-to")),))
