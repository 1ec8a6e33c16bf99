"""The components of MDX (Docusaurus, Astro): imports, exports and tags of programs are taken out, titles and words stay."""

import re

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText

REMARK = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
IMPORT = re.compile(r"^import\s+(?:[\w*{][^;'\"]*?\s+from\s+)?(['\"])[^'\"\n]+\1;?[ \t]*$", re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?:default|const|let|var|function|async)\b(?:(?!\n[ \t]*\n).)*", re.MULTILINE | re.DOTALL)
ATTRIBUTES = r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|\"[^\"]*\"|'[^']*'|[^<>{}\"'])*"
TAG = re.compile(rf"(?P<alone>^[ \t]*)?</?(?P<name>[A-Z][\w.]*)(?:\s{ATTRIBUTES})?/?>(?P<end>[ \t]*$)?", re.MULTILINE)
TITLE = re.compile(r"\b(?:title|label|summary)=(?:\{?)(?P<mark>[\"'`])(?P<title>.+?)(?P=mark)")


def take_components(source: MarkdownText) -> None:
    """Takes out what only a program reads."""
    source.substitute(REMARK, lambda remark: source.take_out(remark, "a remark, which no reader of the site sees"))
    if not (IMPORT.search(source.text) or EXPORT.search(source.text)):
        return
    for pattern in (IMPORT, EXPORT):
        source.substitute(pattern, lambda code: source.take_out(code, "code of a program of the site"))
    source.substitute(TAG, lambda tag: _tag(source, tag))


def _tag(source: MarkdownText, tag: re.Match[str]) -> str:
    """What stays of the tag of a component: its title, if it stands on a line of its own."""
    is_alone = tag["alone"] is not None and tag["end"] is not None
    title = TITLE.search(tag[0]) if is_alone else None
    return source.take_out(tag, "a component of the site", kept=f"{ADDED}**{title['title']}**{ADDED}" if title else "")
