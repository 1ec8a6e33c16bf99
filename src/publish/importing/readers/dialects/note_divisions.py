"""The notes of Markdown as divisions that links call: pandoc drops a note that nothing calls, and loses paragraphs with a short indent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText

DEFINITION = re.compile(r"(?P<indent> *)\[\^(?P<label>[^\]\s]{1,60})\]:[ \t]*(?P<text>.*)")
CALL = re.compile(r"\\.|\[\^([^\]\s]{1,60})\](?!\(#)")
"""In a line that defines no note, or behind the label that one defines: a colon may follow."""
QUOTED = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
AGAIN = "\ufdd4"
"""After the label of a note that another note of its text has too, with the number of its definition."""
STEP = 4  # spaces by which what is in a list is indented


def make_notes(source: MarkdownText) -> None:
    """Makes each note a division, and each call a link to it; marks without a note become text."""
    lines = _told_apart(source.text.split("\n"))
    numbers: dict[str, int] = {}
    for line in lines:
        if definition := _definition(line):
            numbers.setdefault(definition["label"], len(numbers) + 1)
    defined = {place: definition.start("text") for place, line in enumerate(lines) if (definition := _definition(line))}
    called = {call[1] for place, line in enumerate(lines) for call in CALL.finditer(line, defined.get(place, 0)) if call[1]}
    source.text = "\n".join(_with_divisions(lines, numbers, called))


def _definition(line: str) -> re.Match[str] | None:
    """The definition of a note in a line, which may be one of a quotation."""
    quoted = QUOTED.match(line)
    return DEFINITION.match(line, quoted.end() if quoted else 0)


def _told_apart(lines: list[str]) -> list[str]:
    """The lines, where each further definition of a label has one of its own, with the calls after the definition before it."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if definition := _definition(line):
            places.setdefault(definition["label"], []).append(place)
    repeated = {label: where for label, where in places.items() if len(where) > 1}
    if not repeated:
        return lines
    names = re.compile("|".join(rf"\[\^{re.escape(label)}\]" for label in repeated))
    return [names.sub(partial(_own_name, repeated, place), line) for place, line in enumerate(lines)]


def _own_name(repeated: Mapping[str, Sequence[int]], place: int, name: re.Match[str]) -> str:
    """The name of a note, called or defined at a place, with the number of its definition."""
    label = name[0][2:-1]
    number = min(sum(where < place for where in repeated[label]), len(repeated[label]) - 1)
    return f"[^{label}{AGAIN}{number}]" if number else name[0]


def _in_quotation(lines: Sequence[str], numbers: Mapping[str, int], called: set[str]) -> Iterator[str]:
    """The lines of a quotation with its notes as divisions."""
    inner = [line[match.end() :] if (match := re.match(r" {0,3}> ?", line)) else line for line in lines]
    for line in _with_divisions(inner, numbers, called):
        yield f"> {line}".replace(ADDED, f"{ADDED}> ").rstrip()


def _with_divisions(lines: Sequence[str], numbers: Mapping[str, int], called: set[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        if QUOTED.match(lines[place]):
            end = next((at for at in range(place, len(lines)) if not QUOTED.match(lines[at])), len(lines))
            if any(map(_definition, lines[place:end])):
                yield from _in_quotation(lines[place:end], numbers, called)
                place = end
                continue
        definition = DEFINITION.match(lines[place])
        if definition is None:
            yield _with_links(lines[place], numbers)
        elif definition["label"] not in called:
            yield "\\" + re.sub(f"{AGAIN}\\d+", "", lines[place].lstrip())
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
        label = re.sub(r"([^\w])", r"\\\1", call[1].partition(AGAIN)[0])
        return f"[{label}](#fn-{numbers[call[1]]}){{.noteref}}"

    return CALL.sub(link, line)
