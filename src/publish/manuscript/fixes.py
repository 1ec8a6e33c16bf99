"""Mending faults in the editor's own files: `publish check --fix`.

Policy: a file changes only at the patches of its diagnostics; every other byte stays. No patch adds or removes a letter or a digit of a
word. A changed text is checked again before it is written. A change is dropped unless every diagnostic that it should mend is gone and
every new one can be mended too. Nothing is guessed: where the right text is not known, a diagnostic has no patch.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from publish.diagnostics import Diagnostic, Location, Patch, PublishError, diagnostic, has_errors
from publish.manuscript.scan import count_notes, scan
from publish.model import Section
from publish.tools.disk import unwritable

LINE_END = re.compile(r"\r\n|\r|\n")
BOM = "\ufeff"
TAGS = re.compile(r"</?(?:i|em|b|strong|sup|sub|s|strike|del|br|hr|blockquote)[ \t]*/?>", re.IGNORECASE)
MOST_ROUNDS = 8  # one fault may hide another; what needs more rounds is left to the editor
MOST_TRIES = 100  # tries for one section, each of which reads it again

Judge = Callable[[Section], Sequence[Diagnostic]]
"""Gives all diagnostics of a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A file before and after, as on disk, and the diagnostics that are gone."""

    path: str
    before: str
    after: str
    gone: tuple[Diagnostic, ...]


def mend(section: Section, written: str, judge: Judge) -> Mended | None:
    """A section with what can be mended in it, None if that is nothing; `written` is its file, with BOM and line ends."""
    judge = lru_cache(maxsize=4)(judge)
    text, gone = written, list[Diagnostic]()
    tries = iter(range(MOST_TRIES))
    for _ in range(MOST_ROUNDS):
        text, mended = _round(section, text, judge(_read_again(section, text)), judge, tries)
        if not mended:
            break
        gone.extend(mended)
    return Mended(path=section.path, before=written, after=text, gone=tuple(gone)) if gone else None


def write(folder: Path, mended: Mended) -> None:
    """Writes a mended file, whole or not at all. PublishError with X102 if it cannot be written, with X104 if it changed meanwhile."""
    path = (folder / mended.path).resolve()
    at = Location(path=mended.path)
    if path.read_bytes() != mended.before.encode():
        message = f"{mended.path} changed while it was being checked, so it was not mended"
        raise PublishError(diagnostic("X104", message, help="save it, then run publish check --fix again", at=at))
    scratch = path.with_name(f".{path.name}.mended")
    try:
        scratch.write_bytes(mended.after.encode())
        scratch.chmod(path.stat().st_mode)
        scratch.replace(path)
    except OSError as fault:
        help = "free some disk space, and check the folder's permissions"
        raise PublishError(unwritable(mended.path, fault, help=help, at=at)) from fault
    finally:
        scratch.unlink(missing_ok=True)


def patched(text: str, patches: Sequence[Patch]) -> str:
    """The text of a file after some patches; a line end in a patch becomes the file's own. ValueError if two patches overlap."""
    ends = list(LINE_END.finditer(text))
    line_end = ends[0][0] if ends else "\n"
    starts = [len(BOM) if text.startswith(BOM) else 0, *(end.end() for end in ends)]
    pieces: list[str] = []
    done = 0
    for at, patch in sorted(((_offset(starts, patch), patch) for patch in patches), key=lambda placed: placed[0]):
        if at < done:
            raise ValueError("two changes at one place")
        pieces += [text[done:at], patch.text.replace("\n", line_end)]
        done = at + patch.length
    return "".join([*pieces, text[done:]])


def _round(
    section: Section, text: str, diagnostics: Sequence[Diagnostic], judge: Judge, tries: Iterator[int]
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The mended text, and the diagnostics that are gone.

    All are mended at once. If that fails, each half is tried, and so on, so that one patch that fails does not keep the others back.
    """
    mended: tuple[Diagnostic, ...] = ()
    waiting = [tuple(sorted((diagnostic for diagnostic in diagnostics if diagnostic.fix), key=_place))]
    while waiting and next(tries, None) is not None:
        tried = waiting.pop()  # the last ones in the text first: places before them stay valid
        try:
            changed = patched(text, [patch for diagnostic in tried for patch in diagnostic.fix])
        except ValueError:
            changed = text
        if tried and changed != text and _is_better(section, text, changed, tried, judge):
            text, mended = changed, (*tried, *mended)
        elif len(tried) > 1:
            half = len(tried) // 2
            waiting += [tried[:half], tried[half:]]
    return text, mended


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    """The line and the column of the first patch."""
    at = diagnostic.fix[0].at
    return at.line or 0, at.column or 0


def _is_better(section: Section, before: str, after: str, mended: Sequence[Diagnostic], judge: Judge) -> bool:
    """Whether a change keeps every word and note, removes these diagnostics, and brings no other that cannot be mended."""
    if _letters(before) != _letters(after):
        return False
    earlier, later = _read_again(section, before), _read_again(section, after)
    if count_notes(scan(later)) < count_notes(scan(earlier)):
        return False
    was, now = judge(earlier), judge(later)
    codes = Counter(diagnostic.code for diagnostic in was)
    codes.subtract(diagnostic.code for diagnostic in mended)
    came = Counter(diagnostic.code for diagnostic in now) - codes
    if all(diagnostic.fix for diagnostic in now if diagnostic.code in came):  # those that came can be mended in the next round
        return not came or len(now) < len(was)
    return has_errors(was) and not has_errors(now)  # errors hide other diagnostics, which now appear


def _letters(text: str) -> str:
    """The letters and digits of a text, but for those of tags that a fix replaces by markup."""
    return "".join(letter for letter in TAGS.sub("", text) if letter.isalnum()).casefold()


def _read_again(section: Section, written: str) -> Section:
    """The section with the text of a changed file."""
    return replace(section, text=LINE_END.sub("\n", written.removeprefix(BOM)))


def _offset(starts: Sequence[int], patch: Patch) -> int:
    assert patch.at.line is not None
    assert patch.at.column is not None
    return starts[patch.at.line - 1] + patch.at.column - 1
