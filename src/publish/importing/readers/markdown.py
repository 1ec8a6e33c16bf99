"""Markdown of other houses: notes, headers and shortcodes are understood here, the rest by pandoc, whose HTML is read as any other page.

pandoc drops a note that nothing calls and gives up its paragraphs where an indent is short; so each definition becomes a division of its
own before pandoc sees it, and each call a link to it. What pandoc would still leave out is found by comparing words, and told.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from publish.diagnostics import Diagnostic, Location, PublishError, diagnostic
from publish.importing.blocks import Block, Doubt, Hints, Person, Reading
from publish.importing.inline import clean
from publish.importing.readers.html_tree import parsed, words_of
from publish.importing.readers.pages import Fetch, Page, read_pages
from publish.text.differences import differences
from publish.text.words import split_words
from publish.tools.pandoc import UnfinishedError, html_of

READER = (
    "markdown-citations-yaml_metadata_block-pandoc_title_block-fancy_lists-example_lists-tex_math_dollars-raw_tex-latex_macros-smart"
    "-footnotes-blank_before_header-blank_before_blockquote+lists_without_preceding_blankline+autolink_bare_uris-task_lists"
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*(.*)")
CALL = re.compile(r"`+[^`]*`+|\\.|\[\^([^\]\s]{1,60})\](?!:|\(#)")
FALSE_ADDRESS = re.compile(r"^( {0,3})\[(\d{1,4}|[*†‡])\]:(?=\s+(?!<|https?:|/|\.|#|mailto:)\S+\s+\S)")
HEADER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
ENTRY = re.compile(r"^(\w[\w-]*)[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE)
SHORTCODE = re.compile(r"\{\{[<%]\s*(/?[\w./-]+)(.*?)[>%]\}\}|\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
SAID = re.compile(r"(?<![=\w])\"((?:[^\"\\]|\\.)*)\"")
NOT_WORDS = re.compile(
    r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|^ {0,3}\[[^\]]+\]:\s+\S+|</?[a-zA-Z][^>]*>|<[a-z]+:[^>]*>|\{[^{}\n]*\}|^ {0,3}(?:`{3,}|~{3,}).*$|&#?\w+;|<!--.*?-->|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
"""What stands in Markdown and is none of its words."""
MARKS = re.compile(r"^(?:[ \t]*(?:[#>|]+|\d+[.)](?=\s)|[-*+:](?=\s)))+|\|", re.MULTILINE)
OUR_CALL = re.compile(r"\[([^\]]*)\]\(#fn-\d+\)\{\.noteref\}")
IN_WORDS = re.compile(r"</?(?:a|abbr|b|cite|em|i|mark|s|small|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
MOST_SAID = 12  # words


@dataclass(slots=True, kw_only=True)
class _Prepared:
    """A text as pandoc shall read it; what was taken out of it, with the line where it stood; what its header says."""

    text: str
    taken: list[tuple[int, str, str]] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)


def read_markdown(files: Sequence[tuple[str, str]], fetch: Fetch) -> Reading:
    """Markdown files of any house (name and text of each) that belong together. PublishError where pandoc cannot finish one."""
    pages: list[Page] = []
    taken: list[tuple[int, str, str, str]] = []
    titles: dict[str, str] = {}
    said: list[Diagnostic] = []
    all_hints: list[Hints] = []
    for name, text in files:
        prepared = _prepared(clean(text))
        page = Page(name=name, path=name, text=_html(prepared.text, name))
        said.extend(left_out(_words(prepared.text), words_of(parsed(page.text.encode(), name, "utf-8")), name))
        pages.append(page)
        taken.extend((line, text, evidence, name) for line, text, evidence in prepared.taken)
        titles.update({name: prepared.hints.title} if prepared.hints.title else {})
        all_hints.append(prepared.hints)
    reading = read_pages(pages, fetch, files[0][0])
    gone = tuple(
        (Block(text=text, line=line, file=name, order=place - len(taken)), Doubt(evidence=evidence, confidence=0.95))
        for place, (line, text, evidence, name) in enumerate(taken)
    )
    return replace(
        reading,
        hints=all_hints[0],
        taken=gone,
        words=(*(word for block, _ in gone for word in split_words(block.text)), *reading.words),
        by_page=len(files) > 1,
        titles=titles if len(files) > 1 else {},
        diagnostics=(*said, *reading.diagnostics),
    )


def _html(text: str, name: str) -> str:
    try:
        return html_of(text.encode("utf-8", "replace"), READER)
    except UnfinishedError as fault:
        help = "import it in parts, to find the passage that it cannot read"
        raise PublishError(diagnostic("I108", f"pandoc cannot finish “{name}”: {fault}", help=help)) from fault


def _words(text: str) -> list[str]:
    """The words of Markdown as they would be read without a program: what is markup is none of them."""
    return split_words(re.sub(r"[\\^~*]", "", MARKS.sub(" ", NOT_WORDS.sub(" ", IN_WORDS.sub("", OUR_CALL.sub(r"\1", text))))))


def left_out(truth: Sequence[str], found: Sequence[str], name: str) -> Iterator[Diagnostic]:
    """I112 for the first words of a source that pandoc does not give back, wherever they went."""
    missing = Counter(truth) - Counter(found)
    for change in differences(list(truth), list(found)):
        lost = [word for word in change.lost if missing[word] > 0 and any(letter.isalnum() for letter in word)]
        if lost:
            help = "put them where they belong in the manuscript; pandoc, which read the file, does not pass them on"
            said = " ".join(lost[:MOST_SAID])
            yield diagnostic("I112", f"words of “{name}” are left out: “{said}”", help=help, at=Location(path=name))


def _prepared(text: str) -> _Prepared:
    prepared = _Prepared(text=text.expandtabs(4))
    header = HEADER.match(text)
    if header:
        prepared.hints = _hints(header[2])
        prepared.taken.append((1, header[0], "the file's header: what it says of the book is in book.toml"))
        prepared.text = "\n" * header[0].count("\n") + text[len(header[0]) :].expandtabs(4)
    _take_shortcodes(prepared)
    prepared.text = _with_divisions(prepared.text)
    return prepared


def _hints(header: str) -> Hints:
    said = {found[1].lower(): found[2].strip("\"'") for found in ENTRY.finditer(header)}
    names = [
        name.strip(" \"'") for name in re.split(r",|\band\b|;", said.get("author", said.get("authors", "")).strip("[]")) if name.strip()
    ]
    language = said.get("lang", said.get("language", ""))
    return Hints(
        title=said.get("title", ""),
        subtitle=said.get("subtitle", ""),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else "",
        publisher=said.get("publisher", ""),
        people=[Person(name=name) for name in names if not name.startswith(("{", "-"))],
    )


def _take_shortcodes(prepared: _Prepared) -> None:
    """Shortcodes of a site's program: what stands in their quotation marks is text, the rest is taken out and told, once for each kind."""
    met: Counter[str] = Counter()
    first: dict[str, int] = {}

    def shown(found: re.Match[str]) -> str:
        name = (found[1] or found[3]).strip("/")
        met[name] += 1
        first.setdefault(name, prepared.text.count("\n", 0, found.start()) + 1)
        begin, end = prepared.text.rfind("\n", 0, found.start()) + 1, prepared.text.find("\n", found.end())
        alone = prepared.text[begin : end if end >= 0 else None].strip() == found[0]
        pieces = [] if alone else [said[1] for said in SAID.finditer(found[2] or found[4] or "")]
        return "".join(f" {piece}" if place and piece[:1].isalnum() else piece for place, piece in enumerate(pieces))

    prepared.text = SHORTCODE.sub(shown, prepared.text)
    for name, times in met.items():
        evidence = f"{times} of a site's shortcodes: within a line, what stands in their quotation marks is kept"
        prepared.taken.append((first[name], f"{{{{< {name} >}}}}", evidence))


def _with_divisions(text: str) -> str:
    """The text with each note in a division of its own, and each call as a link to it; marks without a note are text."""
    lines = text.split("\n")
    names: dict[str, int] = {}
    inside = set(_outside_code(lines))
    for at in sorted(inside):
        found = DEFINITION.match(lines[at])
        if found:
            names.setdefault(found[1], len(names) + 1)
    called = {found[1] for at in inside for found in CALL.finditer(lines[at]) if found[1]}
    made: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        found = DEFINITION.match(line) if place in inside else None
        if place not in inside:
            made.append(line)
        elif found is None:
            made.append(_with_links(FALSE_ADDRESS.sub(r"\1\\[\2\\]:", line), names))
        elif found[1] not in called:
            made.append("\\" + line.lstrip())
        else:
            extent = _extent(lines, place)
            own = [found[2], *(_less_indented(one) for one in lines[place + 1 : extent])]
            made.extend(["", f"::: {{#fn-{names[found[1]]} .footnote}}", *(_with_links(one, names) for one in own), ":::", ""])
            place = extent
            continue
        place += 1
    return "\n".join(made)


def _outside_code(lines: Sequence[str]) -> Iterator[int]:
    """The places of the lines that are not in a fence of code."""
    fence = ""
    for place, line in enumerate(lines):
        found = FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and fence and found[1].startswith(fence):
            fence = ""
        elif not fence:
            yield place


def _extent(lines: Sequence[str], place: int) -> int:
    """Where a note's definition ends: behind its own lines, and behind further paragraphs that are indented."""
    at = place + 1
    while at < len(lines):
        if lines[at].strip():
            if DEFINITION.match(lines[at]) or (not lines[at - 1].strip() and not lines[at].startswith("  ")):
                break
        elif at + 1 >= len(lines) or (lines[at + 1].strip() and not lines[at + 1].startswith("  ")):
            break
        at += 1
    return at


def _less_indented(line: str) -> str:
    return line[min(4, len(line) - len(line.lstrip())) :]


def _with_links(line: str, names: dict[str, int]) -> str:
    def link(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        if found[1] not in names:
            return f"\\[\\^{found[1]}\\]"
        said = re.sub(r"([^\w])", r"\\\1", found[1])
        return f"[{said}](#fn-{names[found[1]]}){{.noteref}}"

    return CALL.sub(link, line)
