"""The notes of Markdown as divisions that links call: pandoc drops a note that nothing calls, and loses paragraphs with a short indent."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText

DEFINITION = re.compile(r"(?P<indent> *)\[\^(?P<label>[^\]\s]{1,60})\]:[ \t]*(?P<text>.*)")
CALL = re.compile(r"\\.|\[\^([^\]\s]{1,60})\](?!:|\(#)")
STEP = 4  # spaces by which what is in a list is indented


def make_notes(source: MarkdownText) -> None:
    """Makes each note a division, and each call a link to it; marks without a note become text."""
    lines = source.text.split("\n")
    numbers: dict[str, int] = {}
    for line in lines:
        definition = DEFINITION.match(line)
        if definition:
            numbers.setdefault(definition["label"], len(numbers) + 1)
    called = {call[1] for line in lines for call in CALL.finditer(line) if call[1]}
    source.text = "\n".join(_with_divisions(lines, numbers, called))


def _with_divisions(lines: Sequence[str], numbers: Mapping[str, int], called: set[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        definition = DEFINITION.match(lines[place])
        if definition is None:
            yield _with_links(lines[place], numbers)
        elif definition["label"] not in called:
            yield "\\" + lines[place].lstrip()
        else:
            margin = " " * (len(definition["indent"]) // STEP * STEP)
            end = _end_of_note(lines, place, margin)
            note = [definition["text"], *(_less_indented(further.removeprefix(margin)) for further in lines[place + 1 : end])]
            note = [(margin + _with_links(line, numbers)).rstrip() for line in note]
            note[0] = f"{ADDED}{margin}::: {{#fn-{numbers[definition['label']]} .footnote}}{ADDED}{note[0]}"
            note[-1] = f"{note[-1]}{ADDED}{margin}:::{ADDED}"
            yield from note
            place = end
            continue
        place += 1


def _end_of_note(lines: Sequence[str], place: int, margin: str) -> int:
    """The place after a note's definition: after its first paragraph, and after further paragraphs that are indented more."""
    further = f"{margin}  "
    at = place + 1
    while at < len(lines):
        if lines[at].strip():
            if DEFINITION.match(lines[at]) or (not lines[at - 1].strip() and not lines[at].startswith(further)):
                break
        elif at + 1 >= len(lines) or (lines[at + 1].strip() and not lines[at + 1].startswith(further)):
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
