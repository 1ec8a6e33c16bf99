"""HTML as a form of source: one page, or the pages of a folder, which may link to each other's notes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Reading
from publish.importing.readers import Form, Source
from publish.importing.readers.encodings import decoded
from publish.importing.readers.folders import file_beside
from publish.importing.readers.pages import Page, read_pages

BEGINNING = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def _read(sources: Sequence[Source]) -> Reading:
    texts = [decoded(source, may_declare=True) for source in sources]
    pages = [Page(name=source.name, path=source.path, text=text.text) for source, text in zip(sources, texts, strict=True)]
    folder = sources[0].folder
    reading = read_pages(pages, lambda path: file_beside(folder, path), sources[0].name)
    diagnostics = tuple(text.diagnostic for text in texts if text.diagnostic)
    return replace(reading, diagnostics=(*diagnostics, *reading.diagnostics))


FORM = Form(
    name="HTML",
    endings=(".htm", ".html", ".xhtml"),
    recognises=lambda content: BEGINNING.match(content) is not None,
    read=_read,
)
