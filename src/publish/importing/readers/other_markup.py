"""Texts in markup that no form reads, known by their endings or by how they begin: they are told by name, and not taken for plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from publish.diagnostics import Diagnostic, diagnostic

MOST_SEEN = 4000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A kind of markup: its name, the endings of its files, what pandoc calls it ("" if it cannot read it), how its texts begin."""

    name: str
    endings: tuple[str, ...]
    pandoc: str = ""
    begins: re.Pattern[bytes] | None = None


def _root(*names: str, seen: bytes = b"") -> re.Pattern[bytes]:
    """How an XML file with one of these root elements begins; with a word `seen` there, since HTML has such elements too."""
    around = rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*"
    return re.compile(rb"(?:\xef\xbb\xbf)?(?i:(?=.*" + seen + rb"))" + around + rb"<(?:" + "|".join(names).encode() + rb")[\s>]", re.DOTALL)


MARKUPS = (
    Markup(name="reStructuredText", endings=(".rst", ".rest"), pandoc="rst"),
    Markup(name="AsciiDoc", endings=(".adoc", ".asciidoc")),
    Markup(name="Org mode", endings=(".org",), pandoc="org", begins=re.compile(rb"\s*#\+(?:TITLE|OPTIONS|AUTHOR):", re.IGNORECASE)),
    Markup(
        name="LaTeX",
        endings=(".tex", ".latex", ".ltx"),
        pandoc="latex",
        begins=re.compile(rb"(?:\s*%[^\n]*\n)*\s*\\(?:documentclass|documentstyle|input|begin\{document\})"),
    ),
    Markup(name="MediaWiki", endings=(".wiki", ".mediawiki"), pandoc="mediawiki"),
    Markup(name="Textile", endings=(".textile",), pandoc="textile"),
    Markup(name="Typst", endings=(".typ",), pandoc="typst"),
    Markup(name="djot", endings=(".dj", ".djot"), pandoc="djot"),
    Markup(name="DocBook", endings=(".docbook", ".dbk"), pandoc="docbook", begins=_root("book", "article", "chapter", seen=b"docbook")),
    Markup(name="TEI", endings=(".tei",), begins=_root("TEI", "TEI.2", "teiCorpus")),
    Markup(name="FictionBook", endings=(".fb2",), pandoc="fb2", begins=_root("FictionBook")),
    Markup(name="OPML", endings=(".opml",), pandoc="opml", begins=_root("opml")),
    Markup(
        name="a notebook of Jupyter", endings=(".ipynb",), pandoc="ipynb", begins=re.compile(rb"\s*\{\s*\"(?:cells|metadata|nbformat)\"")
    ),
    Markup(name="a manual page", endings=(".man", ".roff"), pandoc="man", begins=re.compile(rb"(?:[.']\\\"[^\n]*\n)*\.(?:TH|Dd) ")),
    Markup(name="Mobipocket", endings=(".mobi", ".azw", ".azw3", ".prc"), begins=re.compile(rb".{60}(?:BOOKMOBI|TEXtREAd)", re.DOTALL)),
    Markup(name="LyX", endings=(".lyx",), begins=re.compile(rb"#LyX ")),
)
BY_ENDING: Mapping[str, Markup] = {ending: markup for markup in MARKUPS for ending in markup.endings}


def other_markup(content: bytes, name: str, *, by_content: bool) -> Diagnostic | None:
    """I104 for a text in markup that no form reads; `by_content` if its ending names no form. None for any other text."""
    head = content[:MOST_SEEN]
    markup = BY_ENDING.get(PurePath(name).suffix.lower())
    if markup is None and by_content:
        markup = next((one for one in MARKUPS if one.begins and one.begins.match(head)), None)
    if markup is None:
        return None
    stem = PurePath(name).stem
    help = (
        f"turn it into Markdown, and import that: pandoc --from {markup.pandoc} --to markdown --output {stem}.md {name}"
        if markup.pandoc
        else "save it as HTML or DOCX in its program, notes and all, and import that"
    )
    return diagnostic("I104", f"“{name}” is in the format {markup.name}, which an import does not read", help=help)
