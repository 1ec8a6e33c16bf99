"""Findings mended in the editor's own files: `publish check --fix`.

Policy: a file is changed at the patches that its findings bring and nowhere else, byte for byte; no patch adds or takes away a letter or a
figure of a word. What is changed is read again before it is written, and stays as it was unless every finding that it was to mend is gone
and no other came that cannot be mended too. What cannot be known is never guessed: such a finding has no patch.
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
MOST_ROUNDS = 8  # one finding may hide another; what needs more is left to the editor
MOST_TRIES = 100  # ways of mending one section, each of which reads it again

Judge = Callable[[Section], Sequence[Diagnostic]]
"""All that reading a section finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A file before and after, as it is written to disk, and the findings that are gone."""

    path: str
    before: str
    after: str
    gone: tuple[Diagnostic, ...]


def mend(section: Section, written: str, judge: Judge) -> Mended | None:
    """What can be mended in a section, whose file holds `written`; None if that is nothing."""
    judge = lru_cache(maxsize=4)(judge)
    text, gone = written, list[Diagnostic]()
    tries = iter(range(MOST_TRIES))
    for _ in range(MOST_ROUNDS):
        found = judge(_read_again(section, text))
        text, mended = _round(section, text, found, judge, tries)
        if not mended:
            break
        gone.extend(mended)
    return Mended(path=section.path, before=written, after=text, gone=tuple(gone)) if gone else None


def write(folder: Path, mended: Mended) -> None:
    """The file as mended, whole or not at all. PublishError with X102 if it cannot be written, with X104 if it was changed meanwhile."""
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
    """The text of a file with these changes; a line end that they bring is the file's own. ValueError if they overlap."""
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
    section: Section, text: str, found: Sequence[Diagnostic], judge: Judge, tries: Iterator[int]
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with all findings mended at once; where that cannot be, with those of either half, and so on: one that fails is no reason
    to leave the others.
    """
    mended: tuple[Diagnostic, ...] = ()
    waiting = [tuple(sorted((finding for finding in found if finding.fix), key=_place))]
    while waiting and next(tries, None) is not None:
        findings = waiting.pop()  # those behind come first: places before them hold
        try:
            tried = patched(text, [patch for finding in findings for patch in finding.fix])
        except ValueError:
            tried = text
        if findings and tried != text and _is_better(section, text, tried, findings, judge):
            text, mended = tried, (*findings, *mended)
        elif len(findings) > 1:
            half = len(findings) // 2
            waiting += [findings[:half], findings[half:]]
    return text, mended


def _place(finding: Diagnostic) -> tuple[int, int]:
    """The line and the column of the first change that mends a finding."""
    at = finding.fix[0].at
    return at.line or 0, at.column or 0


def _is_better(section: Section, before: str, after: str, mended: Sequence[Diagnostic], judge: Judge) -> bool:
    """Whether a change keeps every word and note, and takes away these findings and brings no other."""
    if _letters(before) != _letters(after):
        return False
    earlier, later = _read_again(section, before), _read_again(section, after)
    if count_notes(scan(later)) < count_notes(scan(earlier)):
        return False
    was, now = judge(earlier), judge(later)
    codes = Counter(finding.code for finding in was)
    codes.subtract(finding.code for finding in mended)
    came = Counter(finding.code for finding in now) - codes
    if all(finding.fix for finding in now if finding.code in came):  # what was behind these can be mended in its turn
        return not came or len(now) < len(was)
    return has_errors(was) and not has_errors(now)  # what the errors hid may now be seen


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).casefold()


def _read_again(section: Section, written: str) -> Section:
    return replace(section, text=LINE_END.sub("\n", written.removeprefix(BOM)))


def _offset(starts: Sequence[int], patch: Patch) -> int:
    assert patch.at.line is not None
    assert patch.at.column is not None
    return starts[patch.at.line - 1] + patch.at.column - 1
