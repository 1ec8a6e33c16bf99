"""Markdown of any dialect as a form of source: notes, headers and shortcodes are read here, the rest by pandoc.

pandoc drops a note that nothing calls, and loses a note's further paragraphs if their indent is short. So each definition becomes a
division before pandoc sees it, and each call a link to it. The HTML that pandoc makes is read as any other page. What pandoc still
leaves out is found by comparing words, and reported (I112).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publish.diagnostics import Diagnostic, PublishError, diagnostic
from publish.importing.blocks import Block, Exclusion, Hints, Origin, Person, Reading
from publish.importing.inline import clean
from publish.importing.readers import Form, Source
from publish.importing.readers.encodings import decoded
from publish.importing.readers.folders import file_beside
from publish.importing.readers.html_tree import parsed, words_of
from publish.importing.readers.omissions import omissions
from publish.importing.readers.pages import Fetch, Page, read_pages
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
QUOTED = re.compile(r"(?<![=\w])\"((?:[^\"\\]|\\.)*)\"")
NOT_WORDS = re.compile(
    r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|^ {0,3}\[[^\]]+\]:\s+\S+|</?[a-zA-Z][^>]*>|<[a-z]+:[^>]*>|\{[^{}\n]*\}|^ {0,3}(?:`{3,}|~{3,}).*$|&#?\w+;|<!--.*?-->|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
"""Markup in Markdown that holds no words."""
MARKS = re.compile(r"^(?:[ \t]*(?:[#>|]+|\d+[.)](?=\s)|[-*+:](?=\s)))+|\|", re.MULTILINE)
OUR_CALL = re.compile(r"\[([^\[\]]*)\]\(#fn-\d+\)\{\.noteref\}")
IN_WORDS = re.compile(r"</?(?:a|abbr|b|cite|em|i|mark|s|small|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _Prepared:
    """A text as pandoc shall read it; what was removed from it, as line, text and evidence; what its header says of the book."""

    text: str
    removed: list[tuple[int, str, str]] = field(default_factory=list)
    hints: Hints = field(default_factory=Hints)


def read_markdown(files: Sequence[tuple[str, str]], fetch: Fetch) -> Reading:
    """Markdown files (name and text of each) that belong together, as one reading. PublishError if pandoc cannot finish one."""
    pages: list[Page] = []
    entries: list[tuple[int, str, str, str]] = []
    titles: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    all_hints: list[Hints] = []
    for name, text in files:
        prepared = _prepared(clean(text))
        page = Page(name=name, path=name, text=_html(prepared.text, name))
        diagnostics.extend(omissions(_words(prepared.text), words_of(parsed(page.text.encode(), name, "utf-8")), name))
        pages.append(page)
        entries.extend((line, text, evidence, name) for line, text, evidence in prepared.removed)
        titles.update({name: prepared.hints.title} if prepared.hints.title else {})
        all_hints.append(prepared.hints)
    reading = read_pages(pages, fetch, files[0][0])
    removed = tuple(
        (Block(text=text, line=line, file=name, order=place - len(entries)), Exclusion(evidence=evidence, confidence=0.95))
        for place, (line, text, evidence, name) in enumerate(entries)
    )
    return replace(
        reading,
        origin=Origin.MARKDOWN,
        hints=all_hints[0],
        removed=removed,
        words=(*(word for block, _ in removed for word in split_words(block.text)), *reading.words),
        titles=titles,
        diagnostics=(*diagnostics, *reading.diagnostics),
    )


def _read(sources: Sequence[Source]) -> Reading:
    texts = [decoded(source) for source in sources]
    files = [(source.name, text.text) for source, text in zip(sources, texts, strict=True)]
    folder = sources[0].folder
    reading = read_markdown(files, lambda path: _picture(folder, path.removeprefix(f"{_parent(sources[0].name)}/")))
    diagnostics = tuple(text.diagnostic for text in texts if text.diagnostic)
    return replace(reading, diagnostics=(*diagnostics, *reading.diagnostics))


def _parent(name: str) -> str:
    return "/".join(part for part in name.split("/")[:-1] if part not in {"", "."})


def _picture(folder: Path | None, path: str) -> bytes | None:
    """A picture beside a section, or in the folder of the book that the section belongs to; sections of a book name them from there."""
    beside = file_beside(folder, path)
    if beside is None and folder is not None and (folder.parent / "book.toml").is_file():
        return file_beside(folder.parent, path)
    return beside


def _html(text: str, name: str) -> str:
    try:
        return html_of(text.encode("utf-8", "replace"), READER)
    except UnfinishedError as fault:
        help = "import it in parts, to find the passage that it cannot read"
        raise PublishError(diagnostic("I108", f"pandoc cannot finish “{name}”: {fault}", help=help)) from fault


def _words(text: str) -> list[str]:
    """The words of Markdown, read without pandoc: markup is left out."""
    return split_words(re.sub(r"[\\^~*]", "", MARKS.sub(" ", NOT_WORDS.sub(" ", IN_WORDS.sub("", OUR_CALL.sub(r"\1", text))))))


def _prepared(text: str) -> _Prepared:
    prepared = _Prepared(text=text.expandtabs(4))
    header = HEADER.match(text)
    if header:
        prepared.hints = _hints(header[2])
        prepared.removed.append((1, header[0], "the header of the file: its metadata is in book.toml"))
        prepared.text = "\n" * header[0].count("\n") + text[len(header[0]) :].expandtabs(4)
    _take_shortcodes(prepared)
    prepared.text = _with_divisions(prepared.text)
    return prepared


def _hints(header: str) -> Hints:
    entries = {match[1].lower(): match[2].strip("\"'") for match in ENTRY.finditer(header)}
    names = [
        name.strip(" \"'")
        for name in re.split(r",|\band\b|;", entries.get("author", entries.get("authors", "")).strip("[]"))
        if name.strip()
    ]
    language = entries.get("lang", entries.get("language", ""))
    return Hints(
        title=entries.get("title", ""),
        subtitle=entries.get("subtitle", ""),
        language=language,
        publisher=entries.get("publisher", ""),
        people=[Person(name=name) for name in names if not name.startswith(("{", "-"))],
    )


def _take_shortcodes(prepared: _Prepared) -> None:
    """Removes the shortcodes of a site generator, but for the text in their quotation marks; each kind is recorded once."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}

    def shown(code: re.Match[str]) -> str:
        name = (code[1] or code[3]).strip("/")
        counts[name] += 1
        first.setdefault(name, prepared.text.count("\n", 0, code.start()) + 1)
        begin, end = prepared.text.rfind("\n", 0, code.start()) + 1, prepared.text.find("\n", code.end())
        alone = prepared.text[begin : end if end >= 0 else None].strip() == code[0]
        pieces = [] if alone else [quoted[1] for quoted in QUOTED.finditer(code[2] or code[4] or "")]
        return "".join(f" {piece}" if place and piece[:1].isalnum() else piece for place, piece in enumerate(pieces))

    prepared.text = SHORTCODE.sub(shown, prepared.text)
    for name, times in counts.items():
        evidence = f"{times} shortcodes of a site generator: within a line, the text in their quotation marks is kept"
        prepared.removed.append((first[name], f"{{{{< {name} >}}}}", evidence))


def _with_divisions(text: str) -> str:
    """The text with each note as a division, and each call as a link to it; marks without a note become text."""
    lines = text.split("\n")
    numbers: dict[str, int] = {}
    outside_code = set(_outside_code(lines))
    for at in sorted(outside_code):
        definition = DEFINITION.match(lines[at])
        if definition:
            numbers.setdefault(definition[1], len(numbers) + 1)
    called = {call[1] for at in outside_code for call in CALL.finditer(lines[at]) if call[1]}
    made: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        definition = DEFINITION.match(line) if place in outside_code else None
        if place not in outside_code:
            made.append(line)
        elif definition is None:
            made.append(_with_links(FALSE_ADDRESS.sub(r"\1\\[\2\\]:", line), numbers))
        elif definition[1] not in called:
            made.append("\\" + line.lstrip())
        else:
            end = _end_of_note(lines, place)
            note = [definition[2], *(_less_indented(further) for further in lines[place + 1 : end])]
            made.extend(["", f"::: {{#fn-{numbers[definition[1]]} .footnote}}", *(_with_links(one, numbers) for one in note), ":::", ""])
            place = end
            continue
        place += 1
    return "\n".join(made)


def _outside_code(lines: Sequence[str]) -> Iterator[int]:
    """The places of the lines that are not in a fence of code."""
    open_fence = ""
    for place, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence and not open_fence:
            open_fence = fence[1]
        elif fence and open_fence and fence[1].startswith(open_fence):
            open_fence = ""
        elif not open_fence:
            yield place


def _end_of_note(lines: Sequence[str], place: int) -> int:
    """The place after a note's definition: after its first paragraph, and after further paragraphs that are indented."""
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


def _with_links(line: str, numbers: Mapping[str, int]) -> str:
    def link(call: re.Match[str]) -> str:
        if not call[1]:
            return call[0]
        if call[1] not in numbers:
            return f"\\[\\^{call[1]}\\]"
        label = re.sub(r"([^\w])", r"\\\1", call[1])
        return f"[{label}](#fn-{numbers[call[1]]}){{.noteref}}"

    return CALL.sub(link, line)


FORM = Form(name="Markdown", endings=(".md", ".markdown", ".mkd"), read=_read)
