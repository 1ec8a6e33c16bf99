"""The notes of Markdown as divisions that links call: pandoc drops a note that nothing calls, and loses paragraphs with a short indent."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText

DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*(.*)")
CALL = re.compile(r"\\.|\[\^([^\]\s]{1,60})\](?!:|\(#)")


def make_notes(source: MarkdownText) -> None:
    """Makes each note a division, and each call a link to it; marks without a note become text."""
    lines = source.text.split("\n")
    numbers: dict[str, int] = {}
    for line in lines:
        definition = DEFINITION.match(line)
        if definition:
            numbers.setdefault(definition[1], len(numbers) + 1)
    called = {call[1] for line in lines for call in CALL.finditer(line) if call[1]}
    source.text = "\n".join(_with_divisions(lines, numbers, called))


def _with_divisions(lines: Sequence[str], numbers: Mapping[str, int], called: set[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        definition = DEFINITION.match(lines[place])
        if definition is None:
            yield _with_links(lines[place], numbers)
        elif definition[1] not in called:
            yield "\\" + lines[place].lstrip()
        else:
            end = _end_of_note(lines, place)
            note = [definition[2], *(_less_indented(further) for further in lines[place + 1 : end])]
            note = [_with_links(line, numbers) for line in note]
            note[0] = f"{ADDED}::: {{#fn-{numbers[definition[1]]} .footnote}}{ADDED}{note[0]}"
            note[-1] = f"{note[-1]}{ADDED}:::{ADDED}"
            yield from note
            place = end
            continue
        place += 1


def _end_of_note(lines: Sequence[str], place: int) -> int:
    """The place after a note's definition: after its first paragraph, and after further paragraphs that are indented."""
    at = place + 1
    while at < len(lines):
        if lines[at].strip():
            if DEFINITION.match(lines[at]) or (not lines[at - 1].strip() and not lines[at].startswith("  ")):
                break
        elif at + 1 >= len(lines) or (lines[at + 1].strip() and not lines[at + 1].startswith("  ")):
            break
        at += 1
    return at


def _less_indented(line: str) -> str:
    return line[min(4, len(line) - len(line.lstrip())) :]


def _with_links(line: str, numbers: Mapping[str, int]) -> str:
    def link(call: re.Match[str]) -> str:
        if not call[1]:
            return call[0]
        if call[1] not in numbers:
            return f"\\[\\^{call[1]}\\]"
        label = re.sub(r"([^\w])", r"\\\1", call[1])
        return f"[{label}](#fn-{numbers[call[1]]}){{.noteref}}"

    return CALL.sub(link, line)
