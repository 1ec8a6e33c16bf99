"""DOCX, the documents of Word, as a form of source."""

from publish.importing.readers import Form
from publish.importing.readers.archives import holds
from publish.importing.readers.word_processors.office import OfficeFormat, read_office
from publish.importing.readers.word_processors.word_document import page_of_word

DOCX = OfficeFormat(
    name="DOCX",
    parts=("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"),
    properties="docProps/core.xml",
    media=("word/", ""),
    page=page_of_word,
    part_types=(".main+xml", ".footnotes+xml", ".endnotes+xml"),
)
FORM = Form(
    name=DOCX.name,
    endings=(".docx", ".docm", ".dotx", ".dotm"),
    recognises=lambda content: holds(content, b"[Content_Types].xml"),
    read=lambda sources: read_office(sources[0], DOCX),
    packed=True,
)
