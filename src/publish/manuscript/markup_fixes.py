"""Fixes of what is not the manuscript's grammar: tags of HTML, underlined headings, indented paragraphs, lists numbered `1)`.

Policy: a fix is given only where the author can have meant nothing else, and it changes no word; `publish.manuscript.fixes` proves it.
"""

import re
from collections.abc import Sequence

from publish.diagnostics import Patch
from publish.manuscript.section_facts import TextFacts

MARKS = {"i": "*", "em": "*", "b": "**", "strong": "**", "sup": "^", "sub": "~", "s": "~~", "strike": "~~", "del": "~~"}
UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
TITLE = re.compile(r"[^\W_](?:[^\n]*[\w)\]’”}])?")
MOST_TITLE_WORDS = 12
PROSE = re.compile(r"[^\W\d_]|[“‘„«\"'(*]")
END_OF_SENTENCE = re.compile(r"[.!?:;,…][”’»“\"')*\]^\d]*$")
OF_CODE = re.compile(r"[{}=<>\\|$;]\s*$|[{}<>|$]|\w\(|//|==|^\s*[#@]")
LEAST_WORDS = 4


def tag_fix(facts: TextFacts, tag: re.Match[str]) -> tuple[Patch, ...]:
    """The fix of an opening tag without attributes, and of the tag that closes it in the same paragraph."""
    name = tag["name"].lower()
    if not re.fullmatch(r"<\w+[ \t]*/?>", tag[0]):
        return ()
    if name == "br":
        return _line_break(facts, tag)
    if name == "hr":
        return facts.patch(tag.start(), "* * *", len(tag[0])) if _is_alone(facts, tag) else ()
    if name == "blockquote":
        return _quotation(facts, tag)
    return _emphasis(facts, tag, MARKS[name]) if name in MARKS else ()


def underline_fix(facts: TextFacts, line: int, level: int) -> tuple[Patch, ...]:
    """The fix of a heading that is made by the line under it: `#` before it. None where the line above may be text before a break."""
    lines = facts.places.lines
    title = lines[line - 1].strip()
    is_title = TITLE.fullmatch(title) and len(title.split()) <= MOST_TITLE_WORDS and lines[line - 1][:1] not in " \t>"
    if not is_title or line >= len(lines) or not UNDERLINE.fullmatch(lines[line]) or (line > 1 and lines[line - 2].strip()):
        return ()
    start, under = facts.places.starts[line - 1], facts.places.starts[line]
    return (*facts.patch(start, f"{'#' * level} "), *facts.patch(under, "", len(lines[line])))


def indent_fix(facts: TextFacts, line: int, text: str) -> tuple[Patch, ...]:
    """The fix of an indented paragraph that is prose, not code: the lines without their indent."""
    written = text.split("\n")
    numbers = [number for number, words in enumerate(written, line) if words.strip()]
    lines = [facts.places.lines[number - 1] for number in numbers if number <= len(facts.places.lines)]
    is_prose = all(PROSE.match(words.strip()) and not OF_CODE.search(words) for words in written if words.strip())
    is_indented = len(lines) == len(numbers) and all(re.match(r"(?: {4}|\t)\s*\S", words) for words in lines)
    if not is_prose or not is_indented or len(text.split()) < LEAST_WORDS or not END_OF_SENTENCE.search(text.strip()):
        return ()
    return tuple(
        patch
        for number, words in zip(numbers, lines, strict=True)
        for patch in facts.patch(facts.places.starts[number - 1], "", len(words) - len(words.lstrip()))
    )


def numbers_fix(facts: TextFacts, marks: Sequence[tuple[str, int]]) -> tuple[Patch, ...]:
    """The fix of a list that is numbered `1)`, `2)` from the margin: full stops, and an empty line before it."""
    if [mark for mark, _ in marks] != [f"{number})" for number in range(1, len(marks) + 1)]:
        return ()
    starts = facts.places.starts
    if any(at != starts[facts.places.line(at) - 1] for _, at in marks):
        return ()
    line = facts.places.line(marks[0][1])
    before = "\n" if line > 1 and facts.places.lines[line - 2].strip() else ""
    return tuple(
        patch for place, (mark, at) in enumerate(marks) for patch in facts.patch(at, f"{'' if place else before}{mark[:-1]}.", len(mark))
    )


def _emphasis(facts: TextFacts, tag: re.Match[str], mark: str) -> tuple[Patch, ...]:
    masked, name = facts.scan.masked, tag["name"].lower()
    end = masked.find("\n\n", tag.end())
    closing = re.compile(rf"</{name}[ \t]*>", re.IGNORECASE).search(masked, tag.end(), end if end >= 0 else len(masked))
    if not closing or re.search(rf"<{name}[\s>/]", masked[tag.end() : closing.start()], re.IGNORECASE):
        return ()
    inner = facts.text[tag.end() : closing.start()]
    is_raised = mark in "^~"
    beside = facts.text[tag.start() - 1 : tag.start()] + facts.text[closing.end() : closing.end() + 1]
    if _touches_another(masked, tag.start(), closing.end(), mark[0]):
        return ()
    if not inner.strip() or mark[0] in inner or mark[0] in beside or (is_raised and re.search(r"\s", inner)):
        return ()
    lead, trail = len(inner) - len(inner.lstrip(" ")), len(inner) - len(inner.rstrip(" "))
    return (
        *facts.patch(tag.start(), inner[:lead] + mark, len(tag[0]) + lead),
        *facts.patch(closing.start() - trail, mark + inner[len(inner) - trail :], len(closing[0]) + trail),
    )


def _touches_another(masked: str, start: int, end: int, mark: str) -> bool:
    """Whether other tags of the same mark end just before or begin just after a passage: the marks of both would run together."""
    before, after = re.search(r"</(\w+)>$", masked[max(0, start - 12) : start]), re.match(r"<(\w+)>", masked[end : end + 12])
    return any(match and MARKS.get(match[1].lower(), " ")[0] == mark for match in (before, after))


def _line_break(facts: TextFacts, tag: re.Match[str]) -> tuple[Patch, ...]:
    """A break within a paragraph: a backslash at the end of its line; none at the end of the paragraph, or in a mid-line of a quotation."""
    line = facts.places.line(tag.start())
    start, written = facts.places.starts[line - 1], facts.places.lines[line - 1]
    before, after = written[: tag.start() - start], written[tag.end() - start :]
    follows = facts.places.lines[line].strip(" \t>") if line < len(facts.places.lines) else ""
    space = len(before) - len(before.rstrip())
    if not before.strip(" \t>"):
        return ()
    if not after.strip():
        return facts.patch(tag.start() - space, "\\", len(tag[0]) + space + len(after)) if follows else ()
    if written[:1] in " \t>" or re.match(r"[-*+|:#]|\d+\.", written):
        return ()
    lead = len(after) - len(after.lstrip())
    return facts.patch(tag.start() - space, "\\\n", len(tag[0]) + space + lead)


def _quotation(facts: TextFacts, tag: re.Match[str]) -> tuple[Patch, ...]:
    """A quotation between two tags that stand alone on their lines, or one on a line of its own."""
    masked, places = facts.scan.masked, facts.places
    closing = re.compile(r"</blockquote[ \t]*>", re.IGNORECASE).search(masked, tag.end())
    if not closing or "<blockquote" in masked[tag.end() : closing.start()].lower():
        return ()
    first, last = places.line(tag.start()), places.line(closing.start())
    if first == last:
        is_whole = facts.text[tag.start() : closing.end()] == places.lines[first - 1].rstrip()
        inner = facts.text[tag.end() : closing.start()]
        space = len(inner) - len(inner.lstrip())
        if not is_whole or not _has_empty_lines_around(facts, first, last):
            return ()
        return (*facts.patch(tag.start(), "> ", len(tag[0]) + space), *facts.patch(closing.start(), "", len(closing[0])))
    if not _is_alone(facts, tag) or places.lines[last - 1].strip() != closing[0]:
        return ()
    marks = (
        patch
        for number in range(first + 1, last)
        for patch in facts.patch(places.starts[number - 1], "> " if places.lines[number - 1].strip() else ">")
    )
    return (*facts.patch(tag.start(), "", len(tag[0])), *marks, *facts.patch(closing.start(), "", len(closing[0])))


def _is_alone(facts: TextFacts, tag: re.Match[str]) -> bool:
    return facts.places.lines[facts.places.line(tag.start()) - 1].strip() == tag[0]


def _has_empty_lines_around(facts: TextFacts, first: int, last: int) -> bool:
    lines = facts.places.lines
    return not (first > 1 and lines[first - 2].strip()) and not (last < len(lines) and lines[last].strip())
