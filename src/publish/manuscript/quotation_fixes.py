"""Fixes of quotations: Q104, Q106, Q107 and Q108, where the author can have meant nothing else.

Policy: a quotation is mended only if it stands at the margin, each line has its own `>`, and an empty line or the end of the file follows.
A line without `>`, a comment among the lines, or quotation marks inside quotation marks are left to the editor.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from publish.diagnostics import Location, Patch
from publish.model import Section

Change = tuple[int, int, int, str]  # line, column, length, text

QUOTED_LINE = re.compile(r">(?: |$)(?![ \t>])")
INDENTED = re.compile(r"(?P<indent>(?: {4}|\t)[ \t]*)> [^\s>]")
DOUBLE = re.compile(r"(?P<outer>> ?)>(?: |$)(?![ \t])")
PLAIN = re.compile(r"[^\W\d_]|[“„«‘\"]")  # the start of a line that cannot open a block
LEADS_IN = re.compile(r"[.:?!…][”’»«“\"')\]]*$")
BROKEN = re.compile(r"(?:(?<!\\)\\|(?<=\S) {2,})$")  # the end of a line broken by hand
DASH = re.compile(r"[—–―-]")
PAIRS = {"“": "”", "„": "“", "«": "»", "»": "«", '"': '"'}
MARKS = re.compile(r"[“”„«»\"‘‚‹›]|(?<!\w)’|’(?!\w)")
NOTE_OR_PUNCTUATION = r"(?:[.,;:]|\[\^[^\]\s]+\])*"


def fix_for(code: str, line: int, section: Section) -> tuple[Patch, ...]:
    """The fix of a fault in a line of a section; empty where none is safe.

    The lines are those of the file, which still have their comments.
    """
    changes = FIXES[code](line, section.text.split("\n")) if code in FIXES else ()
    return tuple(
        Patch(at=Location(path=section.path, line=number, column=column), length=length, text=text)
        for number, column, length, text in changes
    )


def unmarked(line: int, lines: Sequence[str]) -> Iterator[Change]:
    """Q104: removes the marks around the whole, and those that open further paragraphs, if there are no other marks."""
    region = quoted(line, lines, QUOTED_LINE)
    paragraphs: list[list[int]] = [[]]
    for number in region:
        if lines[number - 1].rstrip() == ">":
            paragraphs.append([])
        else:
            paragraphs[-1].append(number)
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    if len(paragraphs) > 1 and DASH.match(text_in(lines, paragraphs[-1][0])):
        paragraphs.pop()
    if not paragraphs:
        return
    if len(paragraphs[-1]) > 1 and DASH.match(text_in(lines, paragraphs[-1][-1])):
        paragraphs[-1].pop()
    opening = text_in(lines, line)[:1]
    end = paragraphs[-1][-1]
    closing = re.search(rf"{re.escape(PAIRS.get(opening, opening))}(?={NOTE_OR_PUNCTUATION}(?:\\|\s*)$)", lines[end - 1])
    opened = [paragraph[0] for paragraph in paragraphs if text_in(lines, paragraph[0])[:1] == opening]
    all_marks = sum(len(MARKS.findall(text_in(lines, number))) for paragraph in paragraphs for number in paragraph)
    if opening in PAIRS and closing and all_marks == len(opened) + 1:
        yield from ((number, 3, 1, "") for number in opened)
        yield end, closing.start() + 1, 1, ""


def barred(line: int, lines: Sequence[str]) -> Iterator[Change]:
    """Q106: puts a bar before each line and before the empty line between two stanzas, and removes the line breaks."""
    last = line
    while last < len(lines) and BROKEN.search(lines[last - 1]):
        last += 1
    stanza = range(line, last + 1)
    if not set(stanza) <= set(quoted(line, lines, QUOTED_LINE)) or not all(is_whole(text_in(lines, number)) for number in stanza):
        return
    if last < len(lines) and lines[last].strip(" >"):
        return
    if line > 2 and lines[line - 2].rstrip() == ">" and line > 3 and BROKEN.search(lines[line - 4]):
        yield line - 1, len(lines[line - 2]) + 1, 0, "|" if lines[line - 2].endswith(" ") else " |"
    for number in stanza:
        yield number, 3, 0, "| "
        broken = BROKEN.search(lines[number - 1])
        if broken:
            yield number, broken.start() + 1, len(broken[0]), ""


def opened(line: int, lines: Sequence[str]) -> Iterator[Change]:
    """Q107: moves the `>` at the end of a paragraph to the margin, after an empty line."""
    before = line - 1
    while before and lines[before - 1].strip():
        before -= 1
    text = lines[before : line - 1]
    end = line
    while end <= len(lines) and INDENTED.match(lines[end - 1]):
        end += 1
    is_over = end > len(lines) or not lines[end - 1].strip()
    if not text or not all(map(PLAIN.match, text)) or not LEADS_IN.search(text[-1].rstrip()) or not is_over or end == line:
        return
    for number in range(line, end):
        match = INDENTED.match(lines[number - 1])
        yield number, 1, len(match["indent"]) if match else 0, "\n" if number == line else ""


def single(line: int, lines: Sequence[str]) -> Iterator[Change]:
    """Q108: removes one of the two `>` before each line."""
    for number in quoted(line, lines, DOUBLE):
        match = DOUBLE.match(lines[number - 1])
        yield number, 1, len(match["outer"]) if match else 0, ""


def quoted(line: int, lines: Sequence[str], marker: re.Pattern[str]) -> range:
    """The lines of a quotation from a line on, if each has its `>` and none has a comment; else an empty range."""
    end = line
    while end <= len(lines) and marker.match(lines[end - 1]):
        end += 1
    is_over = end > len(lines) or not lines[end - 1].strip()
    return range(line, end if is_over and not any("<!--" in text or "-->" in text for text in lines[line - 1 : end - 1]) else line)


def is_whole(text: str) -> bool:
    """Whether emphasis, quotation, code and brackets are closed in a line of verse: in the next they would end."""
    is_even = all(text.count(character) % 2 == 0 for character in '*_`"~')
    return is_even and text.count("[") == text.count("]") and not DASH.match(text) and not text.startswith(("|", "#"))


def text_in(lines: Sequence[str], number: int) -> str:
    """The text of a line after its `> `."""
    return lines[number - 1][2:]


FIXES: Mapping[str, Callable[[int, Sequence[str]], Iterator[Change]]] = {"Q104": unmarked, "Q106": barred, "Q107": opened, "Q108": single}
