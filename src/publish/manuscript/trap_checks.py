"""Checks of the text for what the manuscript's grammar does not have: M201, M202, M216, M217, M229, M230, M231, M234, M238.

`nested_too_deep` (M107) runs before all others.
"""

import re
from collections.abc import Iterator

from publish.diagnostics import Diagnostic
from publish.manuscript.markup_fixes import tag_fix
from publish.manuscript.plain_text import first_words
from publish.manuscript.scan import BRACKET
from publish.manuscript.section_facts import TextFacts
from publish.manuscript.zones import CONTAINER, Kind

MOST_NESTED = 40
MOST_BRACKETS = 100
MOST_INDENT = 400
CONTAINERS = re.compile(rf"^{CONTAINER}", re.MULTILINE)
MARK = re.compile(r">|[-*+~:](?=[ \t])|\d\.")
DIVISION = re.compile(r"^[ \t>]*:{3,}[ \t]*(?P<opens>[^\s:][^\n]*)?$", re.MULTILINE)
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"
)  # XML 1.0 §2.2 excludes them or advises against them
REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,5})|(?P<decimal>[0-9]{1,6}));")
BREAK = re.compile(r"[ \t>]*(?:[*_-][ \t]*)+")
ELEMENTS = """
    a abbr address area article aside audio b bdi bdo big blockquote body br button canvas caption center cite code col colgroup
    data dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header
    hr html i iframe img input ins kbd label legend li link main map mark math menu meta nav object ol option p param picture pre
    q rp rt ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr tt u ul var video wbr
    """.split()  # noqa: SIM905  a list of a hundred names is read as words
PREFIX = r"(?P<prefix>(?i:[movwx]|st\d|wp|pic|mc|svg|epub|xhtml):)?"  # of tags that Word and others write: <o:p>, <st1:place>
TAG = re.compile(rf"</?(?P<name>{PREFIX}[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>")
RAW = re.compile(r"\{=(?P<format>[\w-]+)\}")
TEX = re.compile(
    r"""(?<![\w:\\/.])\\(?P<name>
      newpage|pagebreak|clearpage|cleardoublepage|vspace|hspace|vfill|hfill|vskip|hskip|noindent|indent|bigskip|medskip|smallskip|newline
    | linebreak|par|centering|centerline|begin|end|emph|textit|textbf|textsc|texttt|textsuperscript|textsubscript|textrm|underline|itshape
    | bfseries|scshape|footnote|footnotemark|footnotetext|endnote|chapter|section|subsection|subsubsection|paragraph|part|label|ref|pageref
    | cite|citep|citet|index|input|include|includegraphics|item|quad|qquad|ldots|dots|tableofcontents|maketitle|caption|href|url|hline
    | thispagestyle|pagestyle|setcounter|addtocounter|usepackage|documentclass|lettrine|marginpar|enlargethispage|needspace|looseness
    )(?![A-Za-z\\])\*?(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})?""",
    re.VERBOSE,
)
BACKTICKS = re.compile(r"(?<!`)`+(?!`)(?<!\w`(?=\w))")  # but one within a word, as in a transcription: Ka`bah
WORD_OPENS = re.compile(r"[\w*_\[\"“‘'(]")
ENDING = re.compile(r"(?:e?s|ed|er|ing)\b")  # as in “three `git commit`s”
FENCE_WITHIN = re.compile(r"^[ \t>]*(?P<run>`{3,}|~{3,})[ \t]*(?:[\w.+#-]+|\{[^`\n]*\})[ \t]*$", re.MULTILINE)
PLACEHOLDER = re.compile(r"(?<![\w.-])(?:(?:TK)+|TBD|TODO|FIXME)(?![\w-]|[ \u00a0][A-Z][a-z])|(?<![\w?!“‘\"'])\?{3,}(?![\w?!”’\"'])")
MARKDOWN_OF_TEX = {
    **dict.fromkeys(
        ("newpage", "pagebreak", "clearpage", "cleardoublepage"), "leave it out: a section, which is a file of its own, begins a new page"
    ),
    **dict.fromkeys(("emph", "textit", "itshape"), "write *…*"),
    **dict.fromkeys(("textbf", "bfseries"), "write **…**"),
    **dict.fromkeys(("textsc", "scshape"), "write […]{.smallcaps}"),
    **dict.fromkeys(("footnote", "footnotetext", "endnote"), "write ^[…]"),
    **dict.fromkeys(("ldots", "dots"), "write …"),
    **dict.fromkeys(("chapter", "section", "subsection", "subsubsection"), "write # before a title, ## before a heading"),
    **dict.fromkeys(("newline", "linebreak"), "write a backslash at the end of the line"),
    **dict.fromkeys(
        ("vspace", "bigskip", "medskip", "smallskip", "vfill", "vskip"), "leave it out, or write * * * for a break in the text"
    ),
    "textsuperscript": "write ^…^",
    "textsubscript": "write ~…~",
    "index": 'write []{.index entry="…"}',
}
MARKDOWN = {
    "b": "**…**",
    "strong": "**…**",
    "i": "*…*",
    "em": "*…*",
    "sup": "^…^",
    "sub": "~…~",
    "blockquote": "> before each line",
    "br": "a backslash at the end of the line",
    "hr": "* * *",
    "div": "::: class … :::",
    "span": "[…]{.class}",
    "a": "[text](address)",
    "img": '![caption](images/…){alt="…"}',
    "s": "~~…~~",
    "strike": "~~…~~",
}


def nested_too_deep(facts: TextFacts) -> tuple[Diagnostic, ...]:
    """M107 where quotations, lists, divisions or brackets are nested too deep: pandoc must not be given such a text."""
    for at, what in _deep_places(facts.scan.masked):
        message = f"{what} are nested too deep here for pandoc"
        help = f"{MOST_NESTED} levels are allowed, {MOST_BRACKETS} of brackets; a text that was exported wrongly often has thousands"
        return (facts.diagnostic("M107", message, help, at),)
    return ()


def yaml_header(facts: TextFacts) -> Iterator[Diagnostic]:
    """M202."""
    if facts.scan.header:
        message = f"the section begins with a header of {facts.scan.header} lines, which is ignored"
        yield facts.diagnostic("M202", message, "put title, authors and the like into book.toml, and remove the header", 0, 3)


def open_comment(facts: TextFacts) -> Iterator[Diagnostic]:
    """M216."""
    for at in facts.scan.zones.open_comments[:1]:
        yield facts.diagnostic("M216", "the comment “<!--” is never closed", "close it with -->", at, 4)


def open_fences(facts: TextFacts) -> Iterator[Diagnostic]:
    """M217."""
    for at in facts.scan.zones.open_fences:
        fence = facts.places.lines[facts.places.line(at) - 1].strip()
        message = f"“{fence}” does not open a block of code: nothing closes it, or more than one word follows it"
        help = "close the block with a line of as many characters; write the language as one word"
        yield facts.diagnostic("M217", message, help, at, 3)


def swallowed_fences(facts: TextFacts) -> Iterator[Diagnostic]:
    """M238: a block of code with a line that would open another block: the line that closes the first one is missing."""
    for zone in facts.scan.zones.all:
        if zone.kind is not Kind.FENCE:
            continue
        opening = facts.text[zone.start : zone.inner[0]]
        run = opening[: len(opening) - len(opening.lstrip(opening[0]))]
        within = next((match for match in FENCE_WITHIN.finditer(facts.text, *zone.inner) if match["run"] == run), None)
        if within:
            fence, line = within[0].strip(" \t>"), facts.places.line(zone.start)
            message = f"“{fence}” is a line of the block of code that begins at line {line}, and opens no block"
            help = f"close the block above with {run} if it ends before; a block that shows such a line begins and ends with {run[0]}{run}"
            yield facts.diagnostic("M238", message, help, within.start("run"), len(fence))


def open_code(facts: TextFacts) -> Iterator[Diagnostic]:
    """M231: backticks that pandoc reads as text because nothing closes the code."""
    fences = set(facts.scan.zones.open_fences)  # these are M217
    for match in BACKTICKS.finditer(facts.scan.masked):
        if match.start() not in fences:
            end = facts.places.starts[facts.places.line(match.start())] - 1
            message = f"“{first_words(facts.text[match.start() : end])}”: nothing closes this {match[0]}, which would be printed"
            help = f"write {match[0]} before and after the code, in one paragraph; for the character itself write \\`, for a quotation “"
            yield facts.diagnostic("M231", message, help, match.start(), len(match[0]))


def doubtful_code(facts: TextFacts) -> Iterator[Diagnostic]:
    """M231: backticks that pandoc reads as code although a word goes on beside them: they are letters, quotation marks, or misplaced."""
    text = facts.text
    for zone in facts.scan.zones.all:
        if zone.kind is not Kind.CODE or text[zone.start] != "`":
            continue
        words, run = text[slice(*zone.inner)], text[zone.inner[1] : zone.end]
        before, after = text[zone.start - 1 : zone.start], text[zone.end : zone.end + 1]
        are_several = len(words.split()) > 1
        follows_word = (words[0].isspace() and before.isalnum()) or (_joins(before) and (are_several or _joins(after)))
        is_followed = (words[-1].isspace() and WORD_OPENS.match(after)) or (
            are_several and _joins(after) and not ENDING.match(text, zone.end)
        )
        if follows_word or is_followed:
            at = zone.start if follows_word else zone.inner[1]
            message = f"“{first_words(words.strip())}” is read as code, although a word goes on beside it: its {run} would not be printed"
            help = "code stands directly between its backticks, and no letter beside them; for the character write \\`, else ‘ or ʿ"
            yield facts.diagnostic("M231", message, help, at, len(run))


def _joins(character: str) -> bool:
    """Whether a character beside code makes one word with it: a digit or a cased letter. Korean and Hebrew put words beside code."""
    return character.isdigit() or character.lower() != character.upper()


def html(facts: TextFacts) -> Iterator[Diagnostic]:
    """M201: tags and raw attributes outside code; a closing tag is not reported where its opening one was."""
    opened: set[str] = set()
    for match in TAG.finditer(facts.scan.masked):
        name = match["name"].lower()
        if (name in ELEMENTS or match["prefix"]) and not (match[0].startswith("</") and name in opened):
            opened.add(name)
            tag = facts.text[match.start() : match.end()]
            advice = f"write {MARKDOWN[name]}" if name in MARKDOWN else "write it in Markdown, or leave it out"
            message = f"“{tag}” is HTML, which would be printed as it stands"
            help = f"{advice}; if you mean the character itself, write \\<"
            yield facts.diagnostic("M201", message, help, match.start(), len(tag), tag_fix(facts, match))
    for match in RAW.finditer(facts.scan.masked):
        message = f"“{match[0]}” asks for raw {match['format']}, which only one edition could show"
        yield facts.diagnostic("M201", message, "write it in Markdown, or leave it out", match.start(), len(match[0]))


def tex_commands(facts: TextFacts) -> Iterator[Diagnostic]:
    """M229."""
    for zone in facts.scan.zones.all:
        match = TEX.match(facts.text, zone.start) if zone.kind is Kind.ESCAPE else None
        if match:
            advice = MARKDOWN_OF_TEX.get(match["name"], "write it in Markdown, or leave it out")
            message = f"“{match[0]}” is a command of TeX, which would be printed as it stands"
            yield facts.diagnostic("M229", message, f"{advice}; if you mean the word itself, write \\\\", zone.start, len(match[0]))


def placeholders(facts: TextFacts) -> Iterator[Diagnostic]:
    """M234."""
    masked = facts.scan.masked
    for match in PLACEHOLDER.finditer(masked) if any(word in masked for word in ("TK", "TBD", "TODO", "FIXME", "???")) else ():
        message = f"“{match[0]}” stands for something that is still to come, and would be printed"
        help = "write what is missing; a question to the author is a division, ::: query"
        yield facts.diagnostic("M234", message, help, match.start(), len(match[0]))


def control_characters(facts: TextFacts) -> Iterator[Diagnostic]:
    """M230."""
    for at, length, letter in _unprintable(facts.text):
        message = f"no book can show the control character U+{ord(letter):04X}"
        help = "remove it; if it marks the end of a line, start a new line"
        yield facts.diagnostic("M230", message, help, at, length)


def _unprintable(text: str) -> Iterator[tuple[int, int, str]]:
    """The offset, the length and the letter of each control character, also of one written by number, such as `&#1;`."""
    yield from ((match.start(), 1, match[0]) for match in UNPRINTABLE.finditer(text))
    for match in REFERENCE.finditer(text):
        letter = chr(int(match["hex"], 16) if match["hex"] else int(match["decimal"]))
        if UNPRINTABLE.match(letter):
            yield match.start(), len(match[0]), letter


def _deep_places(masked: str) -> Iterator[tuple[int, str]]:
    """Offset and kind of what is nested too deep: quotations and lists first, then divisions, then brackets."""
    for match in CONTAINERS.finditer(masked):
        if len(match[0]) > MOST_NESTED:
            line = masked[match.start() : masked.find("\n", match.end()) if "\n" in masked[match.end() :] else len(masked)]
            if len(MARK.findall(match[0])) > MOST_NESTED and not BREAK.fullmatch(line):
                yield match.start(), "quotations and lists"
            elif len(match[0].expandtabs(4)) > MOST_INDENT and MARK.search(match[0]):
                yield match.start(), "lists"
    yield from _deep_divisions(masked)
    depth = 0
    for match in BRACKET.finditer(masked):
        depth += {"]": -1, "\n": -depth}.get(match[0], 1)
        depth = max(0, depth)
        if depth > MOST_BRACKETS:
            yield match.start(), "brackets"
            return


def _deep_divisions(masked: str) -> Iterator[tuple[int, str]]:
    """Offset and kind of what is nested too deep among divisions."""
    opened = 0
    for match in DIVISION.finditer(masked):
        opened = opened + 1 if match["opens"] else max(0, opened - 1)
        if opened > MOST_NESTED:
            yield match.start(), "divisions (:::)"
            return


CHECKS = (
    yaml_header,
    open_comment,
    open_fences,
    swallowed_fences,
    open_code,
    doubtful_code,
    html,
    tex_commands,
    placeholders,
    control_characters,
)
