"""Checks for characters that pandoc took for markup although they were meant as text, and the other way round: M225, M228, M231."""

import re
from bisect import bisect_left
from collections.abc import Iterator

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.markup_fixes import numbers_fix
from publish.manuscript.plain_text import first_words
from publish.manuscript.section_facts import TreeFacts

APPROXIMATIONS = re.compile(r"([~^])(?<![\w~^)\]\\][~^])[^\s~^]*\w[^\s~^]*[-–—/,:;+&(]\1(?=[\w$£€¥])")
LONGEST = 80  # characters of such a figure, and of what a message quotes
PRODUCT = re.compile(r"(\*(?<=\d\*)\*?)[^\s*]+\1(?=\d)")

ITEM = re.compile(r"(?P<open>\(?)(?P<number>\d{1,3}|[a-z]|[ivx]{2,5}|[A-Z]|[IVX]{2,5})(?P<close>[.)])|(?P<bullet>[•‣◦▪▫●○■□►➢·])")
ITEM_LINE = re.compile(
    r"^[ \t>]*(?:\[\^[^\]]+\]:[ \t]*)?(?:\(?(?:\d{1,3}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})[.)]|[•‣◦▪▫●○■□►➢·])[ \t]", re.MULTILINE
)
LEAST_ITEMS = 2
BEFORE_ITEM = re.compile(r"^[ \t>]*(?:\[\^[^\]]+\]:[ \t]*)?")
ROMAN = ("", *"i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split())  # noqa: SIM905  numerals are read as words
OPENS = re.compile(r"(?<![\w*_\\\ufdd0])(?P<mark>\*{1,3}|_{1,3})(?=[“‘\"'(]?[^\W_])")
OPENED = re.compile(r"(?<![\w*_])[*_]{1,3}[“‘\"'(]?[^\W_]")


def swallowed_signs(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M225: two tildes that mean “about” are read as a subscript, as in `~5–~10`; two asterisks between numbers as emphasis."""
    if not (APPROXIMATIONS.search(facts.text) or PRODUCT.search(facts.text)):
        return
    for element in facts.elements_of(pf.Subscript, pf.Superscript, pf.Emph, pf.Strong):
        first = facts.positions.offset(element)
        pattern = PRODUCT if isinstance(element, (pf.Emph, pf.Strong)) else APPROXIMATIONS
        start = max(facts.places.starts[facts.places.line(first) - 1], first - LONGEST)
        match = next((match for match in pattern.finditer(facts.text, start, first + LONGEST) if match.start() < first < match.end()), None)
        if match:
            sign = match[1][0]
            message = f"“{match[0]}” is read as markup: its “{match[1]}” would not be printed"
            help = (
                f"write \\{sign} for the character itself; × is the sign of multiplication"
                if sign == "*"
                else f"write \\{sign} for the character itself"
            )
            yield facts.diagnostic("M225", message, help, match.start(), len(match[0]))


def run_on_lists(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M228: two lines of one paragraph that begin with successive marks of a list; pandoc has one kind of number, and one of point."""
    if len(ITEM_LINE.findall(facts.text)) < LEAST_ITEMS:  # as in most sections
        return
    for paragraph in facts.elements_of(pf.Para, pf.Plain):
        previous: tuple[str, int] | None = None
        marks = list(_marks_at_line_starts(facts, paragraph))
        for mark, at in marks:
            if previous and _follows(previous[0], mark):
                line = first_words(facts.places.lines[facts.places.line(previous[1]) - 1].lstrip(" \t>"))
                message = f"“{line}” and the line “{mark} …” are not read as a list: they would be printed in one paragraph"
                yield facts.diagnostic("M228", message, _remedy(mark), previous[1], len(previous[0]), numbers_fix(facts, marks))
                break
            previous = (mark, at)


def _marks_at_line_starts(facts: TreeFacts, paragraph: pf.Para | pf.Plain) -> Iterator[tuple[str, int]]:
    """The mark of a list at the start of each line of a paragraph, with its offset; lines that end in a hard break are not run together."""
    inlines = paragraph.content.list
    for start in (0, *(number for number, inline in enumerate(inlines, 1) if isinstance(inline, pf.SoftBreak))):
        word, space = (*inlines[start : start + 2], None, None)[:2]
        if not isinstance(word, pf.Str) or not isinstance(space, pf.Space) or not ITEM.fullmatch(word.text):
            continue
        line = facts.places.line(facts.positions.offset(inlines[start + 2] if start + 2 < len(inlines) else word))
        at = facts.places.starts[line] - 1 - len(BEFORE_ITEM.sub("", facts.places.lines[line - 1], count=1))
        if facts.text.startswith(word.text, at):
            yield word.text, at


def _follows(mark: str, later: str) -> bool:
    """Whether two marks are neighbours in one list, such as `(a)` and `(b)`, or the same point twice."""
    one, two = ITEM.fullmatch(mark), ITEM.fullmatch(later)
    if one is None or two is None or one["bullet"] or two["bullet"]:
        return mark == later
    if (one["open"], one["close"]) != (two["open"], two["close"]):
        return False
    values = _values(one["number"])
    if one["close"] == "." and mark[0].isupper():  # initials, unless a list begins
        values = {value for value in values if value[1] == 1}
    return any((kind, number + 1) in _values(two["number"]) for kind, number in values)


def _values(number: str) -> set[tuple[str, int]]:
    """What a mark of a list can mean: the number itself, the place of a letter in the alphabet, a Roman number."""
    if number.isdigit():
        return {("number", int(number))}
    case = "upper" if number.isupper() else "lower"
    values = {(f"{case} roman", ROMAN.index(number.lower()))} if number.lower() in ROMAN else set()
    return values | ({(f"{case} letter", ord(number.lower()) - ord("a") + 1)} if len(number) == 1 else set())


def _remedy(mark: str) -> str:
    if not mark[0].isalnum() and not mark.startswith("("):
        return "write “- ” before each item, and put an empty line before the first"
    if mark[0].isdigit() or mark[1].isdigit():
        return "write “1. ”, “2. ” before the items, with an empty line before the first; for text, a backslash before the mark"
    return "number the items “1. ”, “2. ”, with an empty line before the first; to keep the letters, put an empty line between the items"


def open_emphasis(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M231: an asterisk or an underscore before a word, which pandoc read as text because nothing closes it."""
    read = "".join("".join(alignment.stream.texts) for alignment in facts.positions.alignments)
    if not ("*" in read or "_" in read):  # as in most sections
        return
    opening = {match.start(): match["mark"] for match in OPENS.finditer(facts.scan.masked)}
    candidates, last = list(opening), -1
    for element in facts.elements:
        for word in getattr(getattr(element, "content", None), "list", ()):
            if not isinstance(word, pf.Str) or "/" in word.text or not OPENED.search(word.text):
                continue
            first = facts.positions.offset(word)
            place = bisect_left(candidates, max(first - 4, last + 1))
            if place < len(candidates) and candidates[place] <= first + len(word.text):
                last = candidates[place]
                mark, end = opening[last], min(facts.places.starts[facts.places.line(last)] - 1, last + LONGEST)
                message = f"“{first_words(facts.text[last:end])}” opens an emphasis that is never closed: its {mark} would be printed"
                help = f"write {mark} after its last word too, or \\{mark[0]} for the character itself"
                yield facts.diagnostic("M231", message, help, last, len(mark))


CHECKS = (swallowed_signs, run_on_lists, open_emphasis)
