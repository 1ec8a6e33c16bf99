"""The boxes of technical texts, in every dialect: their title becomes bold, their words paragraphs. They are no quotations and no code."""

import re
from collections.abc import Sequence

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText

KINDS = (
    "abstract admonition attention bug caution check cite danger details done error example fail failure faq help hint important info",
    "missing note prereq question quote seealso success summary tip tldr todo warning",
    "callout challenge checklist discussion instructor keypoints objectives questions solution spoiler testimonial",
)
KIND = f"(?:{'|'.join(' '.join(KINDS).split())})"
QUOTED = re.compile(r"(?P<around>[ \t]*(?:>[ \t]?)*)>[ \t]?\[!(?P<kind>[A-Za-z][\w-]*)\][-+]?[ \t]*(?P<title>[^\n]*?)[ \t]*")
"""`> [!NOTE]` of GitHub and Obsidian."""
INDENTED = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]*(?P<kind>[A-Za-z][\w -]*?)?(?:[ \t]*\"(?P<title>[^\"\n]*)\")?"
    r"|===\+?!?[ \t]+\"(?P<tab>[^\"\n]*)\")[ \t]*"
)
"""`!!! note "Title"` and `=== "Tab"` of MkDocs."""
FENCED = re.compile(
    rf"(?P<indent>[ \t]*)(?P<colons>:{{3,}})[ \t]*(?:\{{[^{{}}\n]*\.callout-(?P<quarto>[\w-]+)(?P<attributes>[^{{}}\n]*)\}}"
    rf"|callout-(?P<bare>[\w-]+)|\{{(?P<directive>{KIND})\}}(?P<name>[^\n]*)"
    rf"|(?P<kind>{KIND})(?:\[(?P<title>[^\]\n]*)\]|[ \t]+(?P<words>[^\n{{}}:]+))?)[ \t]*:*[ \t]*",
    re.IGNORECASE,
)
"""`::: {.callout-note}` of Quarto, `:::{note}` of MyST, `:::note Title` of Docusaurus and VuePress."""
NAMED = re.compile(r"title=[\"'](?P<title>[^\"'\n]*)[\"']")
HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+(?P<title>.*?)[ \t]*(?:\{[^{}\n]*\})?")
WITHOUT_NAME = frozenset({"admonition", "callout", "details"})
"""Kinds whose name is nothing that a reader sees."""
SPOKEN = frozenset({"quote", "cite"})
STEP = 4  # spaces


def open_callouts(source: MarkdownText) -> None:
    """Makes each box a bold title with paragraphs below it."""
    lines = source.text.split("\n")
    for place, line in enumerate(lines):
        if quoted := QUOTED.fullmatch(line):
            _open_quoted(lines, place, quoted)
        elif indented := INDENTED.fullmatch(line):
            _open_indented(lines, place, indented)
        elif fenced := FENCED.fullmatch(line):
            _open_fenced(lines, place, fenced)
    source.text = "\n".join(lines)


def _title(kind: str, title: str) -> str:
    """The title of a box, or else the name of its kind, in bold."""
    name = re.split(r"[- ]", kind, maxsplit=1)[0]
    shown = title.strip() or ("" if name.lower() in WITHOUT_NAME else name.capitalize())
    return f"**{shown.replace('**', '')}**" if shown else ""


def _open_quoted(lines: list[str], place: int, box: re.Match[str]) -> None:
    around, is_spoken = box["around"], box["kind"].lower() in SPOKEN
    title = _title(box["kind"], box["title"]) if box["title"] or not is_spoken else ""
    inside = around + "> " if is_spoken else around
    lines[place] = f"{inside}{title}{ADDED}{inside}" if title else inside
    if is_spoken:
        return
    at = place + 1
    while at < len(lines) and lines[at].startswith(f"{around}>"):
        lines[at] = around + re.sub(r"^>[ \t]?", "", lines[at][len(around) :])
        at += 1
    lines[at - 1] += ADDED + around.rstrip()


def _open_indented(lines: list[str], place: int, box: re.Match[str]) -> None:
    margin = len(box["indent"]) + STEP
    following = next((line for line in lines[place + 1 :] if line.strip()), "")
    if not (box["kind"] or box["title"] or box["tab"]) or not following.startswith(" " * margin):
        return
    title = f"**{box['tab']}**" if box["tab"] else "" if box["title"] == "" else _title(box["kind"] or "", box["title"] or "")
    lines[place] = f"{box['indent']}{title}{ADDED}"
    at = place + 1
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" " * margin)):
        lines[at] = lines[at][STEP:]
        at += 1


def _open_fenced(lines: list[str], place: int, box: re.Match[str]) -> None:
    kind = box["quarto"] or box["bare"] or box["directive"] or box["kind"]
    named = NAMED.search(box["attributes"] or "")
    title = (named["title"] if named else "") or box["name"] or box["title"] or box["words"] or ""
    if not title and (heading := _first_heading(lines, place)):
        at, title = heading
        lines[at] = ""
    lines[place] = f"{ADDED}{box['indent']}{box['colons']} {{.callout}}{ADDED}{box['indent']}{_title(kind, title)}{ADDED}"


def _first_heading(lines: Sequence[str], place: int) -> tuple[int, str] | None:
    """The place and the title of the heading that a box begins with."""
    at = next((at for at in range(place + 1, len(lines)) if lines[at].strip()), place)
    heading = HEADING.fullmatch(lines[at])
    return (at, heading["title"]) if heading else None
