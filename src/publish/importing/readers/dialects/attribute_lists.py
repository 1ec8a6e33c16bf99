"""The attributes and extensions of kramdown: `{:.class}`, `{: #id}`, `{::options /}`; abbreviations, which no edition shows.

Names and classes of headings, paragraphs and quotations stay, since a link may lead there and a class may say that it is an epigraph.
"""

import re
from collections.abc import Iterator, Sequence

from publish.importing.readers.dialects.markdown_text import ADDED, TAKEN, MarkdownText

REMARK = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}", re.DOTALL)
EXTENSION = re.compile(r"\{::[^{}\n]*\}|\{:/[\w-]*\}")
CONTENTS = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)[ \t]+[^\n]*\n[ \t]*\{:[^}\n]*\btoc\b[^}\n]*\}[ \t]*$", re.MULTILINE)
LIST = re.compile(r"[ >]*\{:(?P<inside>[^{}\n]*)\}[ \t]*")
IN_LINE = re.compile(r"(?<=[*_)\]>\ufdd1])\{:(?!:)[^{}\n]*\}")
NAMED = re.compile(r"(?<![\w=\"'])([#.][\w-]+)")
HEADING = re.compile(r" {0,3}#{1,6}[ \t].*")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
WITHIN = re.compile(r"[ \t]|[-*+][ \t]|\d+[.)][ \t]|\ufdd0|[`~:]{3}|\[\^")
"""How lines begin that are part of a list, of code, of a division or of a note."""
LIST_DEFINITION = re.compile(r"[\w-]+:")
"""The beginning of attributes that get a name, for use elsewhere."""
ABBREVIATION = re.compile(r"^\*\[[^\]\n]+\]:[ \t]*[^\n]*$", re.MULTILINE)
EVIDENCE = "attributes of kramdown: only a name and a class are kept, of a heading or a paragraph"


def take_attribute_lists(source: MarkdownText) -> None:
    """Takes the attributes of kramdown out of a text, or writes them as pandoc does."""
    source.substitute(ABBREVIATION, lambda match: source.take_out(match, "the long form of an abbreviation, which no edition shows"))
    if "{:" not in source.text:
        return
    source.substitute(REMARK, lambda remark: source.take_out(remark, "a remark, which no reader of the site sees"))
    source.substitute(CONTENTS, lambda contents: source.take_out(contents, "the place of the contents; publish makes its own"))
    source.substitute(EXTENSION, lambda extension: source.take_out(extension, "an extension of kramdown"))
    source.substitute(IN_LINE, lambda inside: source.take_out(inside, EVIDENCE))
    lines = source.text.split("\n")
    number = 1
    for place, line in enumerate(lines):
        if inside := LIST.fullmatch(line):
            source.removed.append((number, line.strip(), EVIDENCE))
            names = " ".join(NAMED.findall(inside["inside"]))
            lines[place] = TAKEN * line.count(TAKEN)
            if names and not LIST_DEFINITION.match(inside["inside"]):
                _name(lines, place, names)
        number += 1 + line.count(TAKEN)
    source.text = "\n".join(lines)


def _name(lines: list[str], place: int, names: str) -> None:
    """Gives the block before or after a line these names."""
    block = list(_block(lines, range(place - 1, -1, -1)))[::-1] or list(_block(lines, range(place + 1, len(lines))))
    if not block or WITHIN.match(lines[block[0]]):
        return
    first, last = block[0], block[-1]
    if UNDERLINE.fullmatch(lines[last]) and len(block) > 1:
        last -= 1
    if HEADING.fullmatch(lines[last]) or last != block[-1]:
        lines[last] = lines[last].rstrip() if lines[last].rstrip().endswith("}") else f"{lines[last].rstrip()} {{{names}}}"
        return
    lines[first] = f"{ADDED}::: {{{names}}}{ADDED}{lines[first]}"
    lines[last] = f"{lines[last]}{ADDED}:::{ADDED}"


def _block(lines: Sequence[str], places: range) -> Iterator[int]:
    """The places of the lines with text that follow one another in this order."""
    for place in places:
        if not lines[place].strip() or lines[place].startswith(ADDED):
            return
        yield place
