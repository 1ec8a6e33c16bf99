"""What hands and programs do to a chapter by mistake: one function for each damage, in `DAMAGES` under its name.

A damage takes the text, the random choice and the texts of other chapters, and returns the damaged text; where it finds nothing to damage
it returns the text as it is. A byte that is not UTF-8 is written as half of a surrogate pair (`surrogateescape`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from random import Random

Damage = Callable[[str, Random, Sequence[str]], str]

MARKS = "[]{}():`*_“”‘’\"'#^~|>$\\@&<!-=;%+./"
CONTROLS = "\x00\x01\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029\ufffd\ue000\ufdd0"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00a0\u202f\u2009\u3000\u034f\u061c\u202e\u2066"
COMBINING = "\u0301\u0308\u0323\u0336\u20dd\ufe0f\u05b8\u0651"
FOREIGN = (
    *(
        "בראשית",
        "السلام عليكم",
        "Ὀδυσσεύς",
        "Война и мир",
        "第一章",
        "ภาษาไทย",
        "हिन्दी",
        "ＦＵＬＬ",
        "𝐛𝐨𝐥𝐝 𝑡𝑒𝑥𝑡",
        "👩‍🚀",
        "ﬁnd",
        "½ ¼",
        "x² + y³",
        "①",
    ),
    *("a" * 300, "Ǆ ß ſ İ ı", "→ ≠ ∞", "™ ® ©", "№ 5", "ᚠᚢᚦ", "𐌰𐌱", "한글", "…", "''", "``"),
)
TAGS = (
    *(
        "<i>",
        "</i>",
        "<br>",
        "<br/>",
        "<p class=MsoNormal>",
        "</p>",
        "<div>",
        "</div>",
        "<script>",
        "<!--",
        "-->",
        "<o:p></o:p>",
        "<a name=x>",
    ),
    *(
        "<table><tr><td>cell</td></tr></table>",
        "<sup>2</sup>",
        "<img src=x.png>",
        "<>",
        "<![CDATA[",
        "<?xml version='1.0'?>",
        "<!DOCTYPE html>",
    ),
    *("&nbsp;", "&bogus;", "&#0;", "&#x110000;", "&#8212;", "&lt;b&gt;", "<http://", "<b", "</", "<span lang=fr>mot</span>", "<hr>"),
)
PASTES = (
    *(
        "https://example.org/a_b/~c/_d_?x=[1]&y=*2*#p",
        "www.example.org",
        "mailto:ada@example.org",
        "ada@example.org",
        "http://x.org/a(b)c",
        "file:///C:/a.doc",
    ),
    *("[[Page]]", "{{cite|x}}", "[citation needed]", "== Heading ==", "[TOC]", "- [ ] to do", "++new++", "==mark==", ":smile:", "!!! note"),
    *(
        "{++ added ++}",
        "{-- gone --}",
        "{>>why<<}",
        "[@smith2004, p. 5]",
        "@smith",
        "\\footnote{A note.}",
        "\\emph{word}",
        "\\begin{quote}",
        "\\end{quote}",
    ),
    *(
        "\\newpage",
        "{{< figure >}}",
        "{% include x %}",
        "***",
        "___",
        "---",
        "===",
        "+++",
        "* * *",
        "#",
        "##",
        "    code",
        "\tcode",
        ">",
        ">>> three",
    ),
    *(
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> main",
        "|",
        "| a | b |",
        "|---|",
        "+---+---+",
        ": caption",
        ":   definition",
        "Table: caption",
        "[x]: y",
        "[^",
        "^[",
    ),
    *(
        "[^9]",
        "[^9]: A note.",
        "^[Inline note.]",
        "^2^",
        "~2~",
        "~~gone~~",
        "$x$",
        "$$",
        "$5 and $6",
        "![](x.png)",
        "![words](x.png)",
        "[words]()",
        "[](#x)",
    ),
    *(
        "[words](#x)",
        "[words]{",
        "[words]{.",
        "[words]{.smallcaps}",
        "[words]{lang=}",
        "[words]{lang=xx-yy-zz}",
        "[words]{#id}",
        "{.unnumbered}",
        "[]{}",
        "[][]",
    ),
    *(
        "::: {",
        ":::",
        "::: quote",
        "::: {.verse}",
        ":::: {#a .b c=d}",
        "```",
        "~~~",
        "``` {.python",
        "```python",
        "(@) example",
        "(1) one",
        "a. alpha",
    ),
    *(
        "i) first",
        "• item",
        "–",
        "—",
        "-",
        "*",
        "+ plus",
        "1.",
        "1986. A year",
        "\\",
        "\\\\",
        "| verse",
        "|",
        "%",
        "% title",
        "---\ntitle: x\n---",
        "...",
        "&",
    ),
    *(
        "“",
        "”",
        "«",
        "»",
        "„",
        "‚",
        "‹",
        "'Twas",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "`",
        "``",
        "*",
        "**",
        "***a",
        "_",
        "__",
        "~",
        "^",
        "<",
        '"',
        "$",
    ),
)
LISTS = ("-", "*", "+", "1.", "1)", "(1)", "a.", "i.", "#.", "•", "–", "2.", "0.", "10.", "-\t", "(@)", "§")
NOTE = re.compile(r"^\[\^([^\]\n]+)\]:.*(?:\n(?:[ ]{4}.*|[ \t]*(?=\n[ ]{4})))*\n?", re.MULTILINE)
CALL = re.compile(r"\[\^([^\]\n]+)\](?!:)")
FRONT_MATTER = (
    "---\ntitle: A Title\nauthor: [A, B]\n---\n\n",
    "+++\ntitle = 'x'\n+++\n\n",
    "% Title\n% Author\n\n",
    "---\n\n",
    "title: x\n\n",
    "\ufeff\ufeff",
    "\n\n\n",
)


def _at_place(change: Callable[[str, int, Random], str]) -> Damage:
    """A damage at any character."""
    return lambda text, chosen, _: change(text, chosen.randrange(len(text)), chosen) if text else text


def _in_lines(change: Callable[[list[str], int, Random], None], wanted: str = "") -> Damage:
    """A damage at any line, or at one in which an expression is found."""

    def damage(text: str, chosen: Random, _: Sequence[str]) -> str:
        lines = text.split("\n")
        places = [at for at, line in enumerate(lines) if re.search(wanted, line)]
        if places:
            change(lines, chosen.choice(places), chosen)
        return "\n".join(lines)

    return damage


def _put(line: Callable[[str, Random], str], wanted: str = "") -> Damage:
    """A damage that changes one line."""

    def change(lines: list[str], at: int, chosen: Random) -> None:
        lines[at] = line(lines[at], chosen)

    return _in_lines(change, wanted)


def _at_match(expression: str, change: Callable[[re.Match[str], Random], str]) -> Damage:
    """A damage of any match of an expression."""

    def damage(text: str, chosen: Random, _: Sequence[str]) -> str:
        matches = list(re.finditer(expression, text, re.MULTILINE))
        if not matches:
            return text
        match = chosen.choice(matches)
        return text[: match.start()] + change(match, chosen) + text[match.end() :]

    return damage


def _paste(pieces: Sequence[str]) -> Damage:
    """A paste within a line, often at the edge of a word."""

    def damage(text: str, chosen: Random, _: Sequence[str]) -> str:
        edges = [match.start() for match in re.finditer(r"\b|\s", text)]
        at = chosen.choice(edges) if edges and chosen.random() < 0.7 else chosen.randrange(len(text) + 1)
        return text[:at] + chosen.choice(pieces) + text[at:]

    return damage


def _paste_lines(pieces: Sequence[str]) -> Damage:
    """A paste as a line, with or without empty lines around it."""

    def change(lines: list[str], at: int, chosen: Random) -> None:
        lines[at:at] = [*[""] * chosen.randrange(2), chosen.choice(pieces), *[""] * chosen.randrange(2)]

    return _in_lines(change)


def _mark(change: Callable[[str, Random], str]) -> Damage:
    """A damage of one mark: each kind of mark that the text has is as likely."""

    def damage(text: str, chosen: Random, _: Sequence[str]) -> str:
        kinds = [mark for mark in MARKS if mark in text]
        if not kinds:
            return text
        kind = chosen.choice(kinds)
        at = chosen.choice([match.start() for match in re.finditer(re.escape(kind), text)])
        return text[:at] + change(kind, chosen) + text[at + 1 :]

    return damage


def _note(change: Callable[[str, re.Match[str], Random], str]) -> Damage:
    """A damage of one note's definition."""

    def damage(text: str, chosen: Random, _: Sequence[str]) -> str:
        notes = list(NOTE.finditer(text))
        return change(text, chosen.choice(notes), chosen) if notes else text

    return damage


def _without(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + text[match.end() :]


def _moved(text: str, note: re.Match[str], chosen: Random) -> str:
    lines = _without(text, note).split("\n")
    lines.insert(chosen.randrange(len(lines) + 1), note[0].rstrip("\n"))
    return "\n".join(lines)


def _split_line(lines: list[str], at: int, chosen: Random) -> None:
    place = chosen.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:place], *[""] * chosen.randrange(2), lines[at][place:]]


def _join_lines(lines: list[str], at: int, chosen: Random) -> None:
    lines[at : at + 2] = [chosen.choice(("", " ")).join(lines[at : at + 2])]


def _swap_lines(lines: list[str], at: int, _: Random) -> None:
    lines[at : at + 2] = lines[at : at + 2][::-1]


def _cut_cell(line: str, chosen: Random) -> str:
    cells = line.split("|")
    del cells[chosen.randrange(len(cells))]
    return "|".join(cells)


def _misspelt(match: re.Match[str], chosen: Random) -> str:
    word = match[0]
    at = chosen.randrange(len(word))
    return chosen.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + " " + word[at:], word.upper(), word + "=")
    )


def _case(match: re.Match[str], chosen: Random) -> str:
    return chosen.choice((match[0].upper(), match[0].title(), unicodedata.normalize("NFD", match[0])))


DAMAGES: Mapping[str, Damage] = {
    "character deleted": _at_place(lambda text, at, _: text[:at] + text[at + 1 :]),
    "character doubled": _at_place(lambda text, at, _: text[: at + 1] + text[at:]),
    "characters swapped": _at_place(lambda text, at, _: text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]),
    "character for another": _at_place(lambda text, at, chosen: text[:at] + chosen.choice(MARKS) + text[at + 1 :]),
    "mark removed": _mark(lambda _kind, _chosen: ""),
    "mark doubled": _mark(lambda kind, _: kind * 2),
    "mark for another": _mark(lambda _, chosen: chosen.choice(MARKS)),
    "mark with a space": _mark(lambda kind, chosen: chosen.choice((f" {kind}", f"{kind} "))),
    "mark added": _paste(MARKS),
    "mark escaped": _mark(lambda kind, _: f"\\{kind}"),
    "line deleted": _in_lines(lambda lines, at, _: lines.__delitem__(at)),
    "line doubled": _in_lines(lambda lines, at, _: lines.insert(at, lines[at])),
    "line joined": _in_lines(_join_lines),
    "line split": _in_lines(_split_line, "."),
    "lines swapped": _in_lines(_swap_lines),
    "line indented": _put(lambda line, chosen: chosen.choice(("  ", "    ", "\t", "        ", "> ", "- ")) + line, "."),
    "line flush": _put(lambda line, _: line.lstrip(), r"^\s+\S"),
    "line with spaces after": _put(lambda line, chosen: line + chosen.choice(("  ", "\\", "\t", " \\ "))),
    "empty line added": _in_lines(lambda lines, at, _: lines.insert(at, "")),
    "empty line removed": _in_lines(lambda lines, at, _: lines.__delitem__(at), "^$"),
    "word cut": _at_match(r"\w+", lambda match, chosen: match[0][: chosen.randrange(len(match[0]))]),
    "word in capitals": _at_match(r"\w{2,}", _case),
    "note moved": _note(_moved),
    "note's text deleted": _note(lambda text, note, _: _without(text, note)),
    "note renamed": _note(
        lambda text, note, chosen: text[: note.start(1)] + chosen.choice(("x", "1", "a b", "n*n", "É", "")) + text[note.end(1) :]
    ),
    "note emptied": _note(lambda text, note, _: text[: note.start()] + f"[^{note[1]}]:" + text[note.end() - 1 :]),
    "note doubled": _note(lambda text, note, _: text[: note.end()] + note[0] + text[note.end() :]),
    "note indented": _note(lambda text, note, chosen: text[: note.start()] + " " * chosen.randrange(1, 6) + text[note.start() :]),
    "note glued": _note(lambda text, note, _: text[: note.start()].rstrip("\n") + "\n" + text[note.start() :]),
    "note glued to the next": _note(lambda text, note, _: text[: note.end()] + text[note.end() :].lstrip("\n")),
    "note without colon": _at_match(r"^\[\^[^\]\n]+\]:", lambda match, chosen: match[0][:-1] + chosen.choice(("", ".", " :", ";"))),
    "call deleted": _at_match(CALL.pattern, lambda _match, _chosen: ""),
    "call doubled": _at_match(CALL.pattern, lambda match, _: match[0] * 2),
    "call renamed": _at_match(CALL.pattern, lambda _, chosen: chosen.choice(("[^x]", "[^ ]", "[^]", "[1]", "^1", "¹", "[^a b]"))),
    "call in a heading": _put(lambda line, _: line + "[^9]", "^#"),
    "list's mark changed": _at_match(r"^\s*([-*+]|\d+\.|\(?\w\))(?=\s)", lambda _, chosen: chosen.choice(LISTS)),
    "list's mark put before a line": _put(lambda line, chosen: f"{chosen.choice(LISTS)} {line}", r"^\w"),
    "table's row cut": _in_lines(lambda lines, at, _: lines.__delitem__(at), r"^[|+]"),
    "table's cell cut": _put(_cut_cell, r"\|.*\|"),
    "table's rule changed": _at_match(r"[-=+|:]{3,}", lambda match, chosen: match[0][: chosen.randrange(len(match[0]))]),
    "attribute misspelt": _at_match(r"(?<=[{ .#])[a-z-]{2,}(?=[ =}])", _misspelt),
    "attributes apart": _at_match(r"(?<=\S)\{(?=[^}\n]*\})", lambda _, chosen: chosen.choice((" {", "\n{", "{ ", "{{", "["))),
    "attribute's value changed": _at_match(
        r"=\S+?(?=[ }])", lambda _, chosen: chosen.choice(("=", '="', "='a b'", "=xx", "=%", '=""', "=1em"))
    ),
    "fence of colons changed": _at_match(r"^:{3,}", lambda _, chosen: chosen.choice(("::", "::::", ": ::", "", ":::\n:::"))),
    "fence of code changed": _at_match(r"^`{3,}|^~{3,}", lambda _, chosen: chosen.choice(("``", "````", "~~~", "", "` ``"))),
    "heading's level changed": _at_match(
        r"^#+(?= )", lambda match, chosen: chosen.choice(("", "#" * 7, match[0] + "#", match[0][1:], " " + match[0]))
    ),
    "heading without space": _at_match(r"^#+ ", lambda match, _: match[0].rstrip()),
    "heading underlined": _put(lambda line, chosen: f"{line.lstrip('# ')}\n{chosen.choice(('===', '---', '-', '='))}", "^#|^[A-Z]"),
    "emphasis opened": _at_match(
        r"\b\w", lambda match, chosen: chosen.choice(("*", "**", "_", "***", "~~", "^", "`", "^[", "[", "![")) + match[0]
    ),
    "emphasis closed": _at_match(
        r"\w\b", lambda match, chosen: match[0] + chosen.choice(("*", "**", "_", "***", "~~", "^", "`", "]", "]{", "](", ")"))
    ),
    "quotation's mark removed": _at_match(r"^> ?", lambda _match, _chosen: ""),
    "quotation's mark added": _put(lambda line, chosen: chosen.choice((">", "> ", ">> ", " > ")) + line),
    "attribution changed": _at_match(
        r"^> [—–-]+", lambda _, chosen: chosen.choice(("> --", "> -", "—", "> — —", ">\n> —", "> *—*", ">— "))
    ),
    "verse's mark changed": _at_match(r"^\| ", lambda _, chosen: chosen.choice(("", "|", "| | ", "> ", "|\n| "))),
    "character of control": _paste(CONTROLS),
    "invisible character": _paste(INVISIBLE),
    "combining mark": _paste(COMBINING),
    "other script": _paste([f" {words} " for words in FOREIGN] + list(FOREIGN)),
    "tag": _paste(TAGS),
    "tag on a line": _paste_lines(TAGS),
    "paste in a line": _paste(PASTES),
    "paste on a line": _paste_lines(PASTES),
    "marks straightened": _at_match(r"[“”‘’]", lambda match, _: "'" if match[0] in "‘’" else '"'),
    "spaces not to break": _at_match(r"(?: |\n)(?=\w)", lambda _, chosen: chosen.choice("\u00a0\u202f\u2003\t\u3000\u200b")),
    "ends of lines of another system": lambda text, chosen, _: text.replace(
        "\n", chosen.choice(("\r\n", "\r", "\u2028", "\n\n", "  \n", "\x0b"))
    ),
    "front matter": lambda text, chosen, _: chosen.choice(FRONT_MATTER) + text,
    "chapters in one": lambda text, chosen, others: text + chosen.choice(("", "\n")) + chosen.choice(others),
    "end cut": lambda text, chosen, _: text[: chosen.randrange(1, len(text) + 1)],
    "beginning cut": lambda text, chosen, _: text[chosen.randrange(len(text)) :],
    "middle cut": _at_place(lambda text, at, chosen: text[:at] + text[at + chosen.randrange(len(text)) :]),
    "passage doubled": _at_place(lambda text, at, chosen: text[:at] + text[max(0, at - chosen.randrange(500)) :]),
    "passage moved": _at_place(lambda text, at, chosen: text[at : at + (size := chosen.randrange(400))] + text[:at] + text[at + size :]),
    "byte that is not UTF-8": _paste([chr(0xDC00 + byte) for byte in (0x80, 0x91, 0x92, 0x93, 0xA0, 0xC3, 0xE9, 0xFF)]),
    "read in another encoding": lambda text, chosen, _: text.encode(errors="surrogateescape").decode(
        chosen.choice(("cp1252", "latin-1", "mac-roman")), "replace"
    ),
}


def damaged(text: str, chosen: Random, others: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The text with one to three damages, and their names; damages that find nothing are tried again."""
    names: list[str] = []
    for _ in range(chosen.choices((1, 2, 3), (6, 3, 2))[0]):
        for name in chosen.choices(list(DAMAGES), k=20):
            changed = DAMAGES[name](text, chosen, others) if text else text
            if changed != text:
                text = changed
                names.append(name)
                break
    return text, tuple(names)
