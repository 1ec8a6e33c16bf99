"""Markdown on its way to pandoc: a text that may be rewritten, and that still knows the line of the source for each of its lines."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from publish.importing.blocks import Hints
from publish.importing.source_lines import Line

CODE, CODE_END = "\ufdd0", "\ufdd1"
"""Around the number of a piece of code that is put aside. These are noncharacters, which `clean` takes out of a source."""
ADDED = "\ufdd2"
"""A line end that the source does not have."""
TAKEN = "\ufdd3"
"""A line end of the source that is taken out of the text."""
HIDDEN = re.compile(f"{CODE}(\\d+){CODE_END}")


@dataclass(slots=True, kw_only=True)
class MarkdownText:
    """The text so far, the code put aside, what was taken out as line, text and evidence, and what a header says of the book."""

    text: str
    code: list[str] = field(default_factory=list)
    removed: list[tuple[int, str, str]] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)

    def substitute(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> None:
        """Rewrites each match of a pattern; line ends that a replacement has not are recorded as taken."""
        self.text = pattern.sub(lambda match: _with_line_ends(match[0], replace(match)), self.text)

    def take_out(self, match: re.Match[str], evidence: str, *, kept: str = "") -> str:
        """Records that a match is taken out of the text; returns what is `kept` of it."""
        self.removed.append((self.line_at(match.start()), self.revealed(match[0]).strip(), evidence))
        return kept

    def line_at(self, offset: int) -> int:
        """The line of the source at an offset of the text."""
        return 1 + self.text.count("\n", 0, offset) + self.text.count(TAKEN, 0, offset)

    def hidden(self, code: str) -> str:
        """What stands for a piece of code on one line, which is put aside."""
        if not code.strip():
            return code
        self.code.append(code)
        return f"{CODE}{len(self.code) - 1}{CODE_END}"

    def revealed(self, text: str) -> str:
        """A part of the text with its code, as pandoc shall read it."""
        return HIDDEN.sub(lambda code: self.code[int(code[1])], text).replace(ADDED, "\n").replace(TAKEN, "")

    def lines(self) -> tuple[Line, ...]:
        """The lines as pandoc shall read them, with their numbers in the source."""
        made: list[Line] = []
        number = 1
        for line in self.text.split("\n"):
            for part in line.split(ADDED):
                made.append(Line(number=number, text=self.revealed(part)))
                number += part.count(TAKEN)
            number += 1
        return tuple(made)

    def removals(self) -> list[tuple[int, str, str]]:
        """What was taken out, as line, text and evidence; the same text is told once, with its number."""
        times = Counter((text, evidence) for _, text, evidence in self.removed)
        first: dict[tuple[str, str], int] = {}
        for line, text, evidence in self.removed:
            first.setdefault((text, evidence), line)
        return [
            (line, text, f"{evidence}; {times[text, evidence]} times" if times[text, evidence] > 1 else evidence)
            for (text, evidence), line in first.items()
        ]


def _with_line_ends(source: str, made: str) -> str:
    """What was made of a part of the source, with a mark for each of its line ends that is taken out."""
    lost = _line_ends(source) - _line_ends(made)
    return made + TAKEN * lost if lost > 0 else made


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count(TAKEN)
