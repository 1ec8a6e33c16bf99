"""Findings mended in the editor's own files: `publish check --fix`.

Policy: a file is changed at the patches that its findings bring and nowhere else, byte for byte; no patch adds or takes away a letter or a
figure of a word. What is changed is read again before it is written, and stays as it was unless every finding that it was to mend is gone
and no other came that cannot be mended too. What cannot be known is never guessed: such a finding has no patch.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from publish.diagnostics import Diagnostic, Location, Patch, PublishError, diagnostic, has_errors
from publish.manuscript.scan import count_notes, scan
from publish.model import Section

LINE_END = re.compile(r"\r\n|\r|\n")
BOM = "\ufeff"
MOST_ROUNDS = 8  # one finding may hide another; what needs more is left to the editor

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
    for _ in range(MOST_ROUNDS):
        found = judge(_read_again(section, text))
        changed, mended = _round(section, text, found, judge)
        if not mended:
            break
        text = changed
        gone.extend(mended)
    return Mended(path=section.path, before=written, after=text, gone=tuple(gone)) if gone else None


def write(folder: Path, mended: Mended) -> None:
    """The file as mended, whole or not at all. PublishError with X102 if it cannot be written, with X104 if it was changed meanwhile."""
    path = (folder / mended.path).resolve()
    at = Location(path=mended.path)
    if path.read_bytes() != mended.before.encode():
        message = f"{mended.path} was changed while its faults were looked for: it is left as it is"
        raise PublishError(diagnostic("X104", message, help="save it, then run publish check --fix again", at=at))
    scratch = path.with_name(f".{path.name}.mended")
    try:
        scratch.write_bytes(mended.after.encode())
        scratch.chmod(path.stat().st_mode)
        scratch.replace(path)
    except OSError as fault:
        message = f"{mended.path} cannot be written: {fault.strerror}"
        help = "make room on the disk, and give yourself the right to write there"
        raise PublishError(diagnostic("X102", message, help=help, at=at)) from fault
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


def _round(section: Section, text: str, found: Sequence[Diagnostic], judge: Judge) -> tuple[str, list[Diagnostic]]:
    """All findings mended at once, else those that can be one by one: one that fails is no reason to leave the others."""
    open_findings = [finding for finding in found if finding.fix]
    for attempt in ([open_findings], [[finding] for finding in open_findings]):
        mended: list[Diagnostic] = []
        changed = text
        for findings in reversed(attempt):  # from the end: places before them hold
            try:
                tried = patched(changed, [patch for finding in findings for patch in finding.fix])
            except ValueError:
                continue
            if findings and _is_better(section, changed, tried, findings, judge):
                changed = tried
                mended = [*findings, *mended]
        if mended:
            return changed, mended
    return text, []


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
