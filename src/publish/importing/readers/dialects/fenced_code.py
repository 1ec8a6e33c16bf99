"""Code in Markdown: it is put aside while dialects are read. The cells of notebooks (Quarto, R Markdown, MyST) become plain code."""

import re
from collections.abc import Iterator
from itertools import takewhile

from publish.importing.readers.dialects.markdown_text import ADDED, HIDDEN, MarkdownText

FENCE = re.compile(r"(?P<before>(?:[ \t>]|[-*+][ \t]+|\d+[.)][ \t]+)*)(?P<marks>`{3,}|~{3,})(?P<info>[^`\n]*)")
CELL = re.compile(r"\{\{?(?:code-cell\}\s*)?(?P<language>[A-Za-z][\w-]*)(?P<options>[^{}]*)\}\}?(?P<rest>.*)")
RAW = re.compile(r"\{=(?!html)(?P<language>[\w-]+)\}")
"""Raw code of another format than HTML, which pandoc leaves out."""
UNSEEN = re.compile(r"\b(?:echo|include)\s*[=:]\s*(?:F|FALSE|false)\b")
UNSEEN_CELL = "publish-unseen-cell"
"""The class of a cell that its own book does not show."""
BEFORE, BEFORE_QUOTED = re.compile(r"[ \t]*"), re.compile(r"[ \t>]*")
"""What stands before the code on its lines."""
INLINE = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)


STEP = " " * 4
CONTAINS = re.compile(r"[ \t]*(?:[-*+:~>]|\(?\w{1,3}[.)]|\[[^\]]*\]:|!!!|\?\?\?|===)")
"""The beginning of what has indented lines that are no code: a list, a definition, a note, a box."""


def put_code_aside(source: MarkdownText) -> None:
    """Replaces the lines of fenced code, of code that is set in below a paragraph, and code within lines."""
    lines = source.text.split("\n")
    for first, last in _fenced(lines):
        opening = FENCE.match(lines[first])
        if opening is None:
            continue
        is_unseen = not opening["before"] and UNSEEN.search(_options(opening, lines[first + 1 : last])) is not None
        lines[first] = _opening(source, opening, first + 1)
        for place in range(first + 1, last):
            lines[place] = _put_aside(source, lines[place], opening["before"])
        lines[last] = _put_aside(source, lines[last], opening["before"])
        if is_unseen:
            lines[first] = f"{ADDED}::: {{.{UNSEEN_CELL}}}{ADDED}{ADDED}{lines[first]}"
            lines[last] += f"{ADDED}:::{ADDED}"
    for place in _indented(lines):
        lines[place] = _put_aside(source, lines[place], "")
    source.text = "\n".join(lines)
    source.substitute(INLINE, lambda code: "\n".join(map(source.hidden, code[0].split("\n"))))


def _put_aside(source: MarkdownText, line: str, around: str) -> str:
    """A line of code put aside, but for its indent and for the signs of a quotation that is around the code."""
    before = (BEFORE_QUOTED if ">" in around else BEFORE).match(line)
    at = before.end() if before else 0
    return line[:at] + source.hidden(line[at:])


def _fenced(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The places of the opening and of the closing line of each fence; one that is never closed is text."""
    place = 0
    while place < len(lines):
        opening = FENCE.match(lines[place])
        if opening:
            closing = re.compile(rf"[ \t>]*{re.escape(opening['marks'])}{re.escape(opening['marks'][0])}*[ \t]*")
            last = next((at for at in range(place + 1, len(lines)) if closing.fullmatch(lines[at])), 0)
            if last:
                yield place, last
                place = last
        place += 1


def _indented(lines: list[str]) -> Iterator[int]:
    """The places of lines that are set in below an empty line and a paragraph."""
    is_code, is_text = False, False
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        if line.startswith(STEP):
            is_code = is_code or (is_text and not lines[place - 1].strip())
            if is_code and is_text and HIDDEN.search(line) is None:
                yield place
            continue
        is_code, is_text = False, not (CONTAINS.match(line) or line.startswith(" "))


def _options(opening: re.Match[str], code: list[str]) -> str:
    """The options of a cell: in its opening line, and in the remarks that its code begins with."""
    if not CELL.fullmatch(opening["info"].strip()):
        return ""
    return " ".join([opening["info"], *takewhile(lambda line: line.lstrip().startswith("#|"), code)])


def _opening(source: MarkdownText, fence: re.Match[str], line: int) -> str:
    """The opening line of a fence, put aside, with the language of a cell as that of its code."""
    info = fence["info"].strip()
    cell = RAW.fullmatch(info) or CELL.fullmatch(info)
    if cell:
        if len(info) > len(cell["language"]) + 2:
            source.removed.append((line, info, "options of a cell of code"))
        info = cell["language"]
    return f"{fence['before']}{source.hidden(fence['marks'] + info)}"
