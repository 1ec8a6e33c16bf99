"""Where code, formulae, comments, addresses of links and attributes stand in a text: what looks like running text there is not.

The text is read once from left to right, as pandoc reads it, so that a comment in code is code and code in a comment is comment.
Failed searches are remembered and repetitions are possessive, so that the time is linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

FILLER = "\ufdd0"
"""A noncharacter (Unicode §23.7) that replaces what is taken out of a line, so that the line is neither empty nor indented."""


class Kind(Enum):
    """The kind of text in a zone."""

    FENCE = auto()
    CODE = auto()
    COMMENT = auto()
    ADDRESS = auto()
    ATTRIBUTES = auto()
    ESCAPE = auto()
    MATH = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch of the text from `start` to `end`; `inner` is the extent of the code, or of the TeX of a formula."""

    kind: Kind
    start: int
    end: int
    inner: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The zones of a text in order, and the offsets of comments and fences that are never closed."""

    all: tuple[Zone, ...] = ()
    open_comments: tuple[int, ...] = ()
    open_fences: tuple[int, ...] = ()


class Places:
    """The lines of a text; gives an offset as line and column, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def line(self, offset: int) -> int:
        """The line of an offset."""
        return min(bisect_right(self.starts, offset), len(self.lines))

    def column(self, offset: int) -> int:
        """The column of an offset."""
        return offset - self.starts[self.line(offset) - 1] + 1


PICTURE_ENDINGS = ("png", "jpg", "jpeg", "gif", "svg", "webp", "avif")
# What may stand before a block on its line: marks of quotations, list items, definitions and notes.
# Groups repeat in atomic groups, not possessively: CPython before 3.11.5 mismatches `(?:…)++` (gh-106052), and Debian 12 has 3.11.2.
CONTAINER = r"(?>(?:[ \t]*+(?:>|[-*+~:][ \t]|\d{1,9}\.[ \t]|\[\^[^\]\[\s^]++\]:))*)[ \t]*+"
FENCE = re.compile(rf"^(?P<container>{CONTAINER})(?P<run>`{{3,}}+|~{{3,}}+)(?P<info>[^`\n]*+)$", re.MULTILINE)
INFO = re.compile(r"[ \t]*+(?:[^\s{}]++[ \t]*+)?(?:\{[^\n]*\})?[ \t]*+")
VALUE = r"""(?:"(?>(?:[^"\n]|\n(?![ \t]*\n))*)"|'(?>(?:[^'\n]|\n(?![ \t]*\n))*)'|[^\s{}"']*+)"""
ATTRIBUTES = re.compile(rf"""\{{(?>(?:[ \t\n]*+(?:[#.][^\s{{}}"'=]++|-(?=[\s}}])|[\w:.-]++={VALUE}))+)[ \t\n]*+\}}""")
TITLE = r"""(?:"(?>(?:[^"\\\n]|\\.|\n(?![ \t]*\n))*)"|'(?>(?:[^'\\\n]|\\.|\n(?![ \t]*\n))*)')"""
# pandoc takes spaces in any address. Here only the name of a picture may have them: `[words](more words)` must not lose its words.
PICTURE = rf"(?>(?:[^\s()<>]|\([^()\n]*+\)|[ \t]++(?![ \t\"')]))+)(?:{'|'.join(rf'(?<=(?i:[.]{ending}))' for ending in PICTURE_ENDINGS)})"
ADDRESS = re.compile(rf"\]\([ \t\n]*+(?:<[^<>\n]*+>|{PICTURE}|(?>(?:[^\s()<>]|\([^\s()]*+\))*))(?:[ \t\n]++{TITLE})?[ \t\n]*+\)")
# A scheme has two characters or more (CommonMark 6.5): <o:p> is a tag of Word's.
AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]++:[^\s<>]++|[^\s<>@:]++@[^\s<>@]++)>")
TOKEN = re.compile(r"\\[^\n]|<!--|`+|~{3,}|\]\(|<[A-Za-z]|\{")
TOKEN_WITH_MATH = re.compile(rf"{TOKEN.pattern}|\$")
# As in pandoc's tex_math_dollars: no space after the first dollar or before the last, no digit after the last, no empty line inside.
DISPLAY_MATH = re.compile(r"\$\$(?P<tex>(?>(?:[^\n$]|\$(?!\$)|\n(?![ \t>]*+\n))+))\$\$")
INLINE_MATH = re.compile(
    r"""\$(?![ \t\n])(?P<tex>(?>(?:[^\\$ \t\n]|\\text\{(?>(?:[^{}]|\{[^{}]*+\})*)\}|\\[^\n]"""
    r"""|(?>(?:[ \t]|\n(?![ \t>]*+\n))+)(?!\$))+))\$(?![0-9])"""
)
STRUCTURE = re.compile(r"[ \t>]*(?:#{1,6}[ \t].*|:{3,}.*|(?:[*_-][ \t]*){3,}|[`~]{3,}[^`]*)?")
"""A line after which a block may begin without an empty line."""


def zones_of(text: str, *, math: bool = False) -> Zones:
    """The zones of a text, formulae only if `math` is true."""
    return _Lexer(text, TOKEN_WITH_MATH if math else TOKEN).read()


def fill(text: str, stretches: Iterable[tuple[int, int]], letter: str = FILLER) -> str:
    """The text with some stretches, given in order, filled with a letter; line ends stay."""
    pieces: list[str] = []
    position = 0
    for start, end in stretches:
        pieces.append(text[position:start])
        pieces.append("\n".join(letter * len(line) for line in text[start:end].split("\n")))
        position = max(position, end)
    return "".join([*pieces, text[position:]])


class _Lexer:
    """Reads one text once."""

    def __init__(self, text: str, token: re.Pattern[str]) -> None:
        self.text = text
        self.token = token
        self.places = Places(text)
        self.blank_lines = [start for start, line in zip(self.places.starts, self.places.lines, strict=False) if not line.strip(" \t>")]
        self.fences = {match.start("run"): match for match in FENCE.finditer(text)}
        self.run_lengths = sorted({len(run) for run in re.findall("`+", text)}, reverse=True)
        self.open_comments: list[int] = []
        self.open_fences: list[int] = []
        self.no_run: dict[int, int] = {}  # length of a run of backticks → the offset up to which no run of that length follows
        self.no_fence: dict[str, int] = {}  # letter → a length for which no closing fence follows

    def read(self) -> Zones:
        """All zones, in order."""
        zones: list[Zone] = []
        position = 0
        while match := self.token.search(self.text, position):
            zone = self._zone(match)
            if zone:
                zones.append(zone)
            position = zone.end if zone else match.end()
        return Zones(all=tuple(zones), open_comments=tuple(self.open_comments), open_fences=tuple(self.open_fences))

    def _zone(self, token: re.Match[str]) -> Zone | None:
        start = token.start()
        match token[0][0]:
            case "\\":
                return Zone(kind=Kind.ESCAPE, start=start, end=token.end())
            case "]":
                return self._matching(ADDRESS, Kind.ADDRESS, start + 1, at=start)
            case "$":
                return self._formula(start)
            case "{":
                return self._matching(ATTRIBUTES, Kind.ATTRIBUTES, start, at=start)
            case "<" if token[0] == "<!--":
                return self._comment(start)
            case "<":
                return self._matching(AUTOLINK, Kind.CODE, start, at=start, inner=1)
            case "~":
                return self._fence(start)
            case _:
                return self._fence(start) or self._code(token)

    def _matching(self, pattern: re.Pattern[str], kind: Kind, start: int, *, at: int, inner: int = 0) -> Zone | None:
        match = pattern.match(self.text, at)
        if not match:
            return None
        return Zone(kind=kind, start=start, end=match.end(), inner=(start + inner, match.end() - inner) if inner else (0, 0))

    def _formula(self, start: int) -> Zone | None:
        match = DISPLAY_MATH.match(self.text, start) or INLINE_MATH.match(self.text, start)
        return Zone(kind=Kind.MATH, start=start, end=match.end(), inner=match.span("tex")) if match else None

    def _comment(self, start: int) -> Zone | None:
        end = -1 if self.open_comments else self.text.find("-->", start + 4)
        if end < 0:
            self.open_comments.append(start)
            return None
        return Zone(kind=Kind.COMMENT, start=start, end=end + 3)

    def _code(self, token: re.Match[str]) -> Zone | None:
        """A code span; if no run of equal length closes it, pandoc reads the first backtick as text and tries the rest."""
        after = bisect_left(self.blank_lines, token.end())
        limit = self.blank_lines[after] if after < len(self.blank_lines) else len(self.text)
        for length in (length for length in self.run_lengths if length <= len(token[0])):
            if self.no_run.get(length, -1) >= limit:
                continue
            close = re.compile(rf"(?<!`)`{{{length}}}(?!`)").search(self.text, token.end(), limit)
            if close:
                return Zone(kind=Kind.CODE, start=token.end() - length, end=close.end(), inner=(token.end(), close.start()))
            self.no_run[length] = limit
        return None

    def _fence(self, start: int) -> Zone | None:
        """The block of code that the run at this offset opens; None if it opens none."""
        opening = self.fences.get(start)
        if not opening or not self._may_open(opening):
            return None
        run, container = opening["run"], opening["container"]
        quoted = ">" in container
        if self.no_fence.get(run[0], len(run) + 1) <= len(run) or not INFO.fullmatch(opening["info"]):
            self.open_fences.append(start)
            return None
        most_indent = len(container.expandtabs(4)) + 3
        first = self.places.line(start)
        for line in range(first + 1, len(self.places.lines) + 1):
            written = self.places.lines[line - 1]
            bare = written.strip(" \t>")
            if quoted and ">" not in written and not bare:
                break
            indent = len(written.expandtabs(4)) - len(written.expandtabs(4).lstrip(" >"))
            if bare and len(bare) >= len(run) and not bare.strip(run[0]) and indent <= most_indent:
                inner = (self.places.starts[first], self.places.starts[line - 1])
                return Zone(kind=Kind.FENCE, start=start, end=self.places.starts[line - 1] + len(written), inner=inner)
        if not quoted:
            self.no_fence[run[0]] = len(run)
        self.open_fences.append(start)
        return None

    def _may_open(self, opening: re.Match[str]) -> bool:
        """Whether a fence may open here: backticks may follow a paragraph directly; tildes and fences in a list need an empty line."""
        line = self.places.line(opening.start("run"))
        container = opening["container"]
        is_deep = len(container.rpartition(">")[2].expandtabs(4)) > 3
        if line == 1 or container.strip(" \t>") or (opening["run"][0] == "`" and not is_deep):
            return True
        return STRUCTURE.fullmatch(self.places.lines[line - 2]) is not None
