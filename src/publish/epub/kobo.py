"""The e-book's files with the markup of Kobo's own reading program: a kepub.

The program turns pages, keeps the reader's place and draws highlights by `span.koboSpan`: a sentence, or an image, with the id
`kobo.PARAGRAPH.SENTENCE`. It sets the page's margins with two divs around the content of a file, and recognises a noteref by the type
`endnote`. Nothing else is changed, so the file is still valid EPUB. Sources: kobolabs/epub-spec; what the converters kepubify, calibre and
Standard Ebooks' tools have in common.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from publish.book.markup import INLINE, PARSER, XHTML, local_name, xhtml_element
from publish.epub.xhtml_file import EPUB_TYPE, serialised

SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’»)\]]*\s+|[。！？]+[」』”’]*|\Z)", re.DOTALL)
WHOLE = frozenset({"math", "svg", "ruby", "script", "style", "template"})
PICTURE = f"{{{XHTML}}}img"
MARGINS = "div#book-inner { margin-top: 0; margin-bottom: 0; }"


def for_kobo(content: bytes) -> bytes:
    """An XHTML file of the spine with kepub markup."""
    html = etree.fromstring(content, PARSER)
    head, body = html.find(f"{{{XHTML}}}head"), html.find(f"{{{XHTML}}}body")
    assert head is not None, "each of our files has a head"
    assert body is not None, "each of our files has a body"
    for link in body.iter(f"{{{XHTML}}}a"):
        if "noteref" in link.get(EPUB_TYPE, "").split():
            link.set(EPUB_TYPE, f"{link.get(EPUB_TYPE)} endnote")
    _Spans(taken=frozenset(map(str, body.xpath("//@id")))).fill(body)
    inner = xhtml_element("div", id="book-inner")
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    columns = xhtml_element("div", id="book-columns")
    columns.append(inner)
    body.append(columns)
    head.append(xhtml_element("style", MARGINS, type="text/css", class_="kobostylehacks"))
    return serialised(html)


@dataclass(slots=True, kw_only=True)
class _Spans:
    """Numbers sentences within blocks, and blocks within the file. Ids that the file already has are skipped."""

    taken: frozenset[str]
    paragraph: int = 0
    sentence: int = 0
    opens: bool = True  # whether the next span is the first of its block

    def fill(self, element: etree._Element) -> None:
        """Put all text and all images in an element into spans."""
        block = local_name(element) not in INLINE
        self.opens = self.opens or block
        nodes = list(self._spans(element.text))
        if nodes:
            element.text = None
        for child in list(element):
            tail, child.tail = child.tail, None
            nodes.append(self._filled(child))
            spans = list(self._spans(tail))
            nodes[-1].tail = None if spans else tail
            nodes.extend(spans)
        element[:] = nodes
        self.opens = self.opens or block

    def _filled(self, child: etree._Element) -> etree._Element:
        """A child with its text in spans; an image within a span."""
        if child.tag == PICTURE:
            self.opens = True
            span = self._span()
            span.append(child)
            return span
        if isinstance(child.tag, str) and local_name(child) not in WHOLE and child.get("hidden") is None:
            self.fill(child)
        return child

    def _spans(self, text: str | None) -> Iterator[etree._Element]:
        """The sentences of a text as spans; none if it is only white space."""
        if text and text.strip():
            for sentence in SENTENCE.findall(text):
                span = self._span()
                span.text = sentence
                yield span

    def _span(self) -> etree._Element:
        if self.opens:
            self.paragraph, self.sentence, self.opens = self.paragraph + 1, 0, False
        self.sentence += 1
        while f"kobo.{self.paragraph}.{self.sentence}" in self.taken:
            self.sentence += 1
        return xhtml_element("span", class_="koboSpan", id=f"kobo.{self.paragraph}.{self.sentence}")
