"""The notes of a section's text with line and column: pandoc's tree has neither labels nor places.

`scan` also blanks comments and a leading YAML block. `publish.manuscript.note_checks` reports the faults of notes.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.manuscript.zones import FILLER, STRUCTURE, Kind, Places, Zones, fill, zones_of
from publish.model import Section
from publish.text.words import split_words

LABEL = r"[^\]\[\s^]+"
CALL = re.compile(rf"\[\^({LABEL})\]")
DEFINITION = re.compile(rf"^(?P<prefix>[ \t>]*+)\[\^(?P<label>{LABEL})\]:", re.MULTILINE)
MARKER = re.compile(rf"\[\^{LABEL}\]")
BRACKET = re.compile(r"\^\[|\[|\]|\n(?=[ \t>]*(?:\n|\Z))")
YAML = re.compile(r"---[ \t]*\n(?=[\w-]+[ \t]*:)(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
LIST_MARK = re.compile(r"(?:[-*+]|\d{1,9}\.)[ \t]+\S")
TABLE_LINE = re.compile(r"\||\+[-=:+]|[-=: |+]*[-=]{2}[-=: |+]*$")
DIV_END = re.compile(r":{3,}[ \t]*")
WORDS_IN_LABEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A mark of a note, `[^label]`, or an inline note with its text, from `start` to `end`.

    `inside` is the label of the note in which it stands, "" outside notes.
    """

    label: str
    line: int
    column: int
    start: int
    end: int
    inline: bool = False
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A note's text, from its line to `last_line`; `start` is the offset after the colon, `end` that of the end.

    `lazy` is the first line that belongs to the note only because no empty line precedes it; `inside` is the label of the note in which the
    definition stands, "" outside notes.
    """

    label: str
    line: int
    column: int
    last_line: int
    start: int
    end: int
    lazy: int | None = None
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A section's text with comments and a leading YAML block blanked at equal length, its notes, and what only looks like a note.

    `text` is what pandoc reads; `masked` also has all that is not running text (code, addresses, attributes, escapes) filled; `places` are
    the lines of both. `calls` are the marks that make notes, in reading order; `undefined` those without a definition; `nested` those
    inside a note. `definitions` are those that pandoc reads as such; `misplaced` those that it does not: glued to a paragraph, or inside
    another note. `header` is the number of lines of a YAML block, `unclosed` the offsets of inline notes that no bracket closes.
    """

    text: str
    masked: str
    places: Places
    zones: Zones
    header: int
    calls: tuple[Call, ...]
    undefined: tuple[Call, ...]
    nested: tuple[Call, ...]
    definitions: tuple[Definition, ...]
    misplaced: tuple[Definition, ...]
    unclosed: tuple[int, ...]


def scan(section: Section) -> Scan:
    """The scan of a section."""
    text, header = _without_header(section.text)
    zones = zones_of(text, math=section.math)
    text = _without_comments(text, zones)
    masked = fill(text, [(zone.start, zone.end) for zone in zones.all])
    places = Places(text)
    definitions, misplaced = _definitions(masked, places, zones)
    inline, unclosed = _inline_notes(text, masked, places, {definition.label for definition in definitions})
    labels = {definition.label for definition in definitions}
    calls = sorted([*_marks(masked, places), *inline], key=lambda call: call.start)
    calls = _with_owners(calls, definitions)
    outer = [call for call in calls if not call.inside]
    return Scan(
        text=text,
        masked=masked,
        places=places,
        zones=zones,
        header=header,
        calls=tuple(call for call in outer if call.inline or call.label in labels),
        undefined=tuple(call for call in outer if not call.inline and call.label not in labels),
        nested=tuple(call for call in calls if call.inside),
        definitions=tuple(definitions),
        misplaced=tuple(misplaced),
        unclosed=unclosed,
    )


def count_notes(scanned: Scan) -> int:
    """How many notes the section has: a label called twice is one note, each inline note is one."""
    return len({call.label for call in scanned.calls})


def label_slug(label: str) -> str:
    """A label or a file's stem as a part of an id: `label_slug("Smith: p. 5")` is `Smith-p.-5`, `label_slug("†")` is `x2020`."""
    plain = unicodedata.normalize("NFKC", label)
    plain = "".join(letter if re.match(r"[\w.-]", letter) or unicodedata.category(letter)[0] == "M" else " " for letter in plain)
    return re.sub(" +", "-", plain).strip("-.") or "-".join(f"x{ord(letter):x}" for letter in label)


def _without_header(text: str) -> tuple[str, int]:
    """The text with a leading YAML block blanked, and the number of lines of the block."""
    match = YAML.match(text)
    if not match:
        return text, 0
    return fill(text, [(0, match.end())], " "), match[0].count("\n") + 1


def _without_comments(text: str, zones: Zones) -> str:
    """The text with comments blanked: a comment alone leaves an empty line, any other one does not change what its line is to pandoc.

    An empty comment between empty lines is not blanked: as in any Markdown it keeps apart two lists that would be read as one.
    """
    comments = [zone for zone in zones.all if zone.kind is Kind.COMMENT]
    if not comments:
        return text
    places = Places(text)
    lines = list(places.lines)
    for comment in comments:
        first, last = places.line(comment.start), places.line(comment.end - 1)
        head, tail = comment.start - places.starts[first - 1], comment.end - places.starts[last - 1]
        is_alone = not lines[first - 1][:head].strip(" \t>") and not lines[last - 1][tail:].strip()
        above = lines[first - 2] if first > 1 else ""
        below = lines[last] if last < len(lines) else ""
        is_apart = is_alone and not (above + below).strip(" \t>") and not text[comment.start + 4 : comment.end - 3].strip()
        letter = " " if is_alone and not is_apart and (STRUCTURE.fullmatch(above) or not below.strip(" \t>")) else FILLER
        for number in range(first, last + 1):
            line = lines[number - 1]
            start = head if number == first else 0
            end = tail if number == last else len(line)
            lines[number - 1] = line[:start] + letter * (end - start) + line[end:]
    return "\n".join(lines)


# --- definitions ----------------------------------------------------------------------------------------------------------------------


def _definitions(masked: str, places: Places, zones: Zones) -> tuple[list[Definition], list[Definition]]:
    """The definitions that pandoc reads as such, and those that it reads as text; those in indented code are in neither."""
    fenced = {places.line(zone.end - 1) for zone in zones.all if zone.kind is Kind.FENCE}
    listed = _lines_in_lists(places.lines)
    good: list[Definition] = []
    misplaced: list[Definition] = []
    for match in DEFINITION.finditer(masked):
        line = places.line(match.start())
        indent = _indent(match["prefix"])
        base = indent if line in listed else 0
        definition = _extent(match, places, line, base)
        owner = good[-1] if good and line <= good[-1].last_line else None
        follows_note = bool(good) and line - 1 <= good[-1].last_line
        if owner:
            misplaced.append(replace(definition, inside=owner.label))
        elif indent - base > 3:
            continue
        elif not follows_note and line - 1 not in fenced and _is_running_text(places.lines, line, match["prefix"]):
            misplaced.append(definition)
        else:
            good.append(definition)
    return good, misplaced


def _extent(match: re.Match[str], places: Places, line: int, base: int) -> Definition:
    """A definition with all its lines, as pandoc has it: those up to an empty line, then those indented by four spaces."""
    depth = match["prefix"].count(">")
    last, lazy = line, None
    in_paragraph = _has_text(places.lines[line - 1][match.end() - places.starts[line - 1] :])
    for number in range(line + 1, len(places.lines) + 1):
        bare, is_quoted = _unquoted(places.lines[number - 1], depth)
        if not is_quoted and not (in_paragraph and bare.strip()):
            break
        if not bare.strip():
            in_paragraph = False
            continue
        indent = _width(bare[: len(bare) - len(bare.lstrip(" \t"))]) - base
        if not in_paragraph and indent < 4:
            break
        if indent <= 3 and (MARKER.match(bare.lstrip()) or DIV_END.fullmatch(bare.strip())):
            break
        if indent <= 0 and lazy is None:
            lazy = number
        last, in_paragraph = number, True
    return Definition(
        label=match["label"],
        line=line,
        column=len(match["prefix"]) + 1,
        last_line=last,
        start=match.end(),
        end=places.starts[last - 1] + len(places.lines[last - 1]),
        lazy=lazy,
    )


def _is_running_text(lines: Sequence[str], line: int, prefix: str) -> bool:
    """Whether the line above is running text, so that this line belongs to its paragraph."""
    if line == 1:
        return False
    above = lines[line - 2]
    bare = above.strip(" \t>")
    if prefix.count(">") > above[: len(above) - len(above.lstrip(" \t>"))].count(">"):
        return False
    return not (STRUCTURE.fullmatch(above) or TABLE_LINE.match(bare) or re.match(r"\[[^\]^][^\]]*\]:", bare))


def _lines_in_lists(lines: Sequence[str]) -> set[int]:
    """The indented lines that stand in a list, where indented text belongs to an item."""
    inside: set[int] = set()
    mark: int | None = None
    after_blank = True
    for number, line in enumerate(lines, 1):
        bare = line.lstrip(" \t>")
        if not bare:
            after_blank = True
            continue
        indent = _indent(line)
        if LIST_MARK.match(bare) and (mark is not None or after_blank) and (mark is not None or indent <= 3):
            mark = indent if mark is None else min(mark, indent)
        elif mark is not None and indent > mark:
            inside.add(number)
        elif after_blank:
            mark = None
        after_blank = False
    return inside


def _indent(line: str) -> int:
    """The indent of a line after its `>`, in spaces; a tab goes to the next multiple of four."""
    before, mark, after = line[: len(line) - len(line.lstrip(" \t>"))].rpartition(">")
    return _width(after.removeprefix(" ") if mark else before + after)


def _width(space: str) -> int:
    return len(space.expandtabs(4))


def _unquoted(line: str, depth: int) -> tuple[str, bool]:
    """The line without this many `>`, and whether it has them."""
    bare = line
    for _ in range(depth):
        stripped = bare.lstrip(" \t")
        if not stripped.startswith(">"):
            return line, False
        bare = stripped[1:].removeprefix(" ")
    return bare, True


def _has_text(line: str) -> bool:
    return bool(line.strip(" \t" + FILLER))


# --- calls ----------------------------------------------------------------------------------------------------------------------------


def _marks(masked: str, places: Places) -> list[Call]:
    """All `[^label]` that do not begin a definition."""
    defining = {match.end("prefix") for match in DEFINITION.finditer(masked)}
    return [
        Call(
            label=match[1],
            line=places.line(match.start()),
            column=places.column(match.start()),
            start=match.start(),
            end=match.end(),
        )
        for match in CALL.finditer(masked)
        if match.start() not in defining
    ]


def _inline_notes(text: str, masked: str, places: Places, taken: set[str]) -> tuple[list[Call], tuple[int, ...]]:
    """All `^[text]`, labelled by their first words, and the offsets of those not closed in their paragraph."""
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    unclosed: list[int] = []
    for match in BRACKET.finditer(masked + "\n"):
        match match[0]:
            case "\n":
                unclosed.extend(start for start in stack if masked[start] == "^")
                stack.clear()
            case "]":
                start = stack.pop() if stack else -1
                if start >= 0 and masked[start] == "^":
                    pairs.append((start, match.end()))
            case _:
                stack.append(match.start())
    calls: list[Call] = []
    for start, end in sorted(pairs):
        label = _new_label(text[start + 2 : end - 1], taken)
        calls.append(Call(label=label, line=places.line(start), column=places.column(start), start=start, end=end, inline=True))
    return calls, tuple(unclosed)


def _new_label(text: str, taken: set[str]) -> str:
    """A label for an inline note, from its first words: it stays the same when other text changes."""
    base = label_slug("-".join(split_words(text.replace(FILLER, ""))[:WORDS_IN_LABEL]))
    label, count = base, 1
    while label in taken:
        count += 1
        label = f"{base}-{count}"
    taken.add(label)
    return label


def _with_owners(calls: Sequence[Call], definitions: Sequence[Definition]) -> list[Call]:
    """The calls, in order, each with the label of the note in which it stands."""
    starts = [definition.start for definition in definitions]
    owned: list[Call] = []
    inline: Call | None = None
    for call in calls:
        at = bisect_right(starts, call.start) - 1
        if at >= 0 and call.start < definitions[at].end:
            owned.append(replace(call, inside=definitions[at].label))
        elif inline and call.start < inline.end:
            owned.append(replace(call, inside=inline.label))
        else:
            owned.append(call)
            inline = call if call.inline else inline
    return owned
