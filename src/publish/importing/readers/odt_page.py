"""An ODT document as an HTML page."""

from collections.abc import Sequence

from lxml import etree

from publish.importing.readers.archives import Archive, repacked
from publish.importing.readers.document_page import DocumentPage
from publish.text.words import split_words
from publish.tools.pandoc import html_of

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NOT_TEXT = frozenset({"annotation", "tracked-changes", "note-citation", "bookmark-ref", "sequence-decls"})
BLOCKS = frozenset({"p", "h", "tab", "line-break", "s"})


def page_of_odt(archive: Archive, parts: Sequence[str]) -> DocumentPage:
    """The page of an ODT document. UnfinishedError if pandoc cannot read it."""
    words: list[str] = []
    for part in parts:
        root = archive.tree(part)
        for left_out in [one for one in root.iter(etree.Element) if etree.QName(one).localname in NOT_TEXT]:
            left_out.clear(keep_tail=True)
        for block in root.iter(*(TEXT + name for name in BLOCKS)):
            block.text, block.tail = f" {block.text or ''}", f" {block.tail or ''}"
        words.extend(split_words("".join("".join(block.itertext()) for block in root.iter(f"{TEXT}p", f"{TEXT}h") if _is_outer(block))))
    return DocumentPage(html=html_of(repacked(archive, {}), "odt"), words=tuple(words))


def _is_outer(block: etree._Element) -> bool:
    return next(block.iterancestors(f"{TEXT}p", f"{TEXT}h"), None) is None
