"""Words counted by a reading that knows nothing of publish: those written in Markdown, in XHTML, in an e-book, and in a PDF.

The reading of Markdown is crude: it takes away what is surely no word (attributes, addresses, labels of notes) and glues what signs divide.
So only two counts by the same reading are compared, those of a text and of the same text changed.
"""

import html
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
NAMES_WITHIN_LINES = "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s small span strong sub sup u wbr"
INLINE = frozenset(f"{XHTML}{name}" for name in NAMES_WITHIN_LINES.split())
MARKS_OF_NOTES = frozenset({"doc-noteref", "doc-backlink"})
SUPPLIED = ("/nav.xhtml", "/cover.xhtml", "/title-page.xhtml", "/accessibility.xhtml")
NO_WORDS = (  # what in Markdown is markup, and what stands in its place
    (r"(?<!\\)<!--.*?(?:-->|\Z)", " "),
    (r"^\[[^\]^\n][^\]\n]*\]: *\S+.*$", ""),  # an address given below
    (r"^ *(?:`{3,}|~{3,}|:{3,}).*$", ""),  # a fence with its names
    (r"^ *(?:\(?\d+[.)]|[-+*•])\s", ""),  # the mark of an item
    (r"\[\^[^\]\s]+\](?!\()", ""),  # the label of a note
    (r"\^\[", " "),  # where a note's text begins
    (r"(?<=\])\([^()\s]*(?:\s+[\"'][^\n]*?[\"'])?\)", ""),
    (r"(?<=[\])`])\{(?:[^{}\n]|\n(?!\s*\n))*\}", ""),
    (r"^(#.*?)\{[^{}]*\}\s*$", r"\1"),
    (r"<(?:/?[a-zA-Z][^<>\n]*)>", ""),
)
GLUE = re.compile(
    r"[\\*_~^`\[\]{}<>\u00ad\u200b-\u200f\u2060\ufeff\u034f\u061c\u202a-\u202e\u2066-\u2069\u2010\u2011\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f-]"
)


def words_of(text: str) -> list[str]:
    """The words of a text in order, without case; signs of markup, hyphens and invisible characters do not divide them."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", GLUE.sub("", text)).casefold())


def written(markdown: str) -> Counter[str]:
    """The words of a text in Markdown."""
    text = written_lines(markdown)
    for expression, instead in NO_WORDS:
        text = re.sub(expression, instead, text, flags=re.MULTILINE | (re.DOTALL if "<!--" in expression else 0))
    return Counter(words_of(html.unescape(text)))


def written_lines(markdown: str) -> str:
    """The text with ends of lines of one kind."""
    return re.sub("\r\n?", "\n", markdown)


def most_written(markdown: str) -> Counter[str]:
    """The words of a text in Markdown, and those of its attributes, addresses and labels, which a slip makes words of the text."""
    return written(markdown) | Counter(words_of(html.unescape(markdown)))


def definitions_of(markdown: str) -> Counter[str]:
    """The labels of the notes that are given in a text in Markdown, outside blocks of code."""
    text = re.sub(r"^[ >]*(`{3,}|~{3,}).*?^[ >]*\1[`~]*$", "", written_lines(markdown), flags=re.MULTILINE | re.DOTALL)
    return Counter(re.findall(r"^[ \t>]*\[\^([^\]\s\[^]+)\]:", text, re.MULTILINE))


def shown(markup: str | bytes) -> str:
    """The text of XHTML, without what publish supplies."""
    root = etree.fromstring(markup.encode() if isinstance(markup, str) else markup)
    return "".join(_texts(next(root.iter(f"{XHTML}body"), root)))


def either_way(text: str) -> Counter[str]:
    """The words of a text that may show Markdown: as it stands, and without what would be markup."""
    return Counter(words_of(text)) | written(text)


def shown_by_epub(path: Path) -> str:
    """The text of an e-book."""
    with ZipFile(path) as container:
        names = [name for name in container.namelist() if name.endswith(".xhtml") and not name.endswith(SUPPLIED)]
        return "\n".join(shown(container.read(name)) for name in names)


def shown_by_pdf(path: Path) -> Counter[str]:
    """The words of a PDF by pdftotext; those that are divided at the end of a line both in parts and whole."""
    done = subprocess.run(["pdftotext", "-q", path, "-"], capture_output=True, text=True, errors="replace", check=True)
    text = re.sub("[\u202a-\u202e]", " ", done.stdout)  # pdftotext writes them beside words from right to left, in place of spaces
    return either_way(re.sub(r"[-\u00ad\u2010]\n", "", text)) + Counter(_divided(text))


def _divided(text: str) -> Iterator[str]:
    """The words of which one part ends a line and the other begins one; between them may stand a note, a head, a folio."""
    lines = [line.split() for line in text.replace("\f", "\n").splitlines() if line.strip()]
    ends = {word for line in lines if line and line[-1][-1] in "-\u00ad\u2010" for word in words_of(line[-1])[-1:]}
    starts = {word for line in lines if line for word in words_of(line[0])[:1]}
    return (end + start for end in ends for start in starts)


def _texts(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    edge = "" if element.tag in INLINE else " "
    yield edge
    if element.get("data-supplied") is None and element.get("role") not in MARKS_OF_NOTES:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
    yield edge
