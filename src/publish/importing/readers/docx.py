"""DOCX, the documents of Word, as a form of source."""

from publish.importing.readers import Form
from publish.importing.readers.archives import holds
from publish.importing.readers.office import OfficeFormat, read_office

DOCX = OfficeFormat(
    name="DOCX",
    pandoc="docx+styles",
    parts=("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"),
    properties="docProps/core.xml",
    media=("word/", ""),
    text_elements=frozenset({"t", "delText"}),
    part_types=(".main+xml", ".footnotes+xml", ".endnotes+xml"),
)
FORM = Form(
    name=DOCX.name,
    endings=(".docx", ".docm", ".dotx", ".dotm"),
    recognises=lambda content: holds(content, b"[Content_Types].xml"),
    read=lambda sources: read_office(sources[0].content, sources[0].name, DOCX),
    packed=True,
)
