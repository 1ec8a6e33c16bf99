"""Remarks and changes in Markdown, places of contents and of files: what is no text is recorded; new words stay, old ones are struck."""

import re

from publish.importing.readers.dialects.markdown_text import MarkdownText

COMMENT = re.compile(r"<!--(?P<text>.*?)-->", re.DOTALL)
APART = "<!-- -->"
"""An empty remark: it keeps two lists apart."""
CHANGED = re.compile(
    r"\{\+\+(?P<new>.*?)\+\+\}|\{--(?P<old>.*?)--\}|\{~~(?P<before>.*?)~>(?P<after>.*?)~~\}|\{==(?P<marked>.*?)==\}", re.DOTALL
)
REMARK = re.compile(r"[ \t]?\{>>.*?<<\}", re.DOTALL)
"""Changes and remarks of CriticMarkup."""
CONTENTS = re.compile(r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\$\{toc\}|\{\{TOC(?::[\d-]+)?\}\})[ \t]*$", re.MULTILINE | re.IGNORECASE)
FILE = re.compile(
    r"^[ \t]*(?:--8<--[ \t]*(?:\"[^\"\n]*\")?|\{!.*?!\}|<<\[.*?\]|@import[ \t]+\"[^\"\n]+\"|\{\{\s*#include\s.*?\}\})[ \t]*$", re.MULTILINE
)


def take_remarks(source: MarkdownText) -> None:
    """Takes out remarks, and what only a program replaces."""
    source.substitute(COMMENT, lambda comment: _comment(source, comment))
    source.substitute(REMARK, lambda remark: source.take_out(remark, "a remark of an editor"))
    source.substitute(CHANGED, _changed)
    source.substitute(CONTENTS, lambda contents: source.take_out(contents, "the place of the contents; publish makes its own"))
    source.substitute(FILE, lambda file: source.take_out(file, "another file that is put in here: import it as well"))


def _comment(source: MarkdownText, comment: re.Match[str]) -> str:
    if not comment["text"].strip():
        return comment[0]
    before, after = source.text[: comment.start()].rpartition("\n")[2], source.text[comment.end() :].partition("\n")[0]
    return source.take_out(comment, "a remark, which no reader sees", kept="" if before.strip() or after.strip() else APART)


def _changed(change: re.Match[str]) -> str:
    if change["old"] is not None or change["before"] is not None:
        old = (change["old"] or change["before"] or "").strip()
        return (f"~~{old}~~" if old else "") + (change["after"] or "")
    return change["new"] or change["marked"] or ""
