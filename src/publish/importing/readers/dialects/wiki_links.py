"""The links, embedded files and remarks of Obsidian and of wikis: `[[Page|words]]`, `![[picture.png]]`, `%% remark %%`."""

import re
from urllib.parse import quote

from publish.importing.readers.dialects.markdown_text import ADDED, MarkdownText
from publish.importing.readers.word_processors.styled_elements import QUERY

INSIDE = r"\[\[(?=[^\s\]])(?!\d+\]\])(?P<target>[^\[\]|\n]+)(?:\\?\|(?P<words>[^\[\]\n]*))?\]\]"
EMBEDDED = re.compile(rf"(?<!\\)!{INSIDE}")
LINK = re.compile(rf"(?<![\\!]){INSIDE}(?![(\[])")
REMARK = re.compile(r"(?<![\S%])%%(?!%)(?:(?!%%).)+%%(?![\S])", re.DOTALL)
BLOCK_NAME = re.compile(r"(?:^|(?<=\S)[ \t]+)\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp|avif)", re.IGNORECASE)
SIZE = re.compile(r"\d+(?:x\d+)?")
CONTENTS = frozenset({"toc", "_toc_"})


def read_wiki_links(source: MarkdownText) -> None:
    """Makes links and pictures of those of wikis; an embedded text stands in a query."""
    is_vault = bool(LINK.search(source.text) or EMBEDDED.search(source.text))
    source.substitute(REMARK, lambda remark: source.take_out(remark, "a remark, which no reader sees"))
    source.substitute(EMBEDDED, _embedded)
    source.substitute(LINK, _link)
    if is_vault:
        source.substitute(BLOCK_NAME, lambda name: source.take_out(name, "the name of a paragraph, for links"))


def _embedded(embedded: re.Match[str]) -> str:
    target, words = embedded["target"], embedded["words"] or ""
    if PICTURE.fullmatch(target.partition("#")[0]):
        return f"![{'' if SIZE.fullmatch(words.strip()) else words}](<{target}>)"
    shown = "".join(f"\\{letter}" if letter in "[]!#^_*|" else letter for letter in embedded[0])
    return f"{ADDED}{ADDED}::: {{.{QUERY}}}{ADDED}{shown}{ADDED}:::{ADDED}{ADDED}"


def _link(link: re.Match[str]) -> str:
    page, _, place = link["target"].partition("#")
    if page.strip().lower() in CONTENTS:
        return link[0]
    place = "" if place.startswith("^") else place.rpartition("#")[2]
    words = link["words"] or " > ".join(filter(None, (page.strip(), place.strip()))) or link["target"]
    file = f"{quote(page.strip().removesuffix('.md'))}.md" if page.strip() else ""
    fragment = f"#{_name(place)}" if place else ""
    return f"[{words}]({file}{fragment})" if file or fragment else words


def _name(heading: str) -> str:
    """The id that pandoc gives a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", heading.strip().lower())).lstrip("0123456789-._")
