"""ODT, the documents of LibreOffice and OpenOffice, as a form of source."""

from publish.importing.readers import Form
from publish.importing.readers.archives import holds
from publish.importing.readers.word_processors.odt_page import page_of_odt
from publish.importing.readers.word_processors.office import OfficeFormat, read_office

ODT = OfficeFormat(name="ODT", parts=("content.xml",), properties="meta.xml", media=("",), page=page_of_odt)
FORM = Form(
    name=ODT.name,
    endings=(".odt", ".ott", ".odm"),
    recognises=lambda content: (
        holds(content, b"application/vnd.oasis") or (holds(content, b"content.xml") and holds(content, b"META-INF/manifest.xml"))
    ),
    read=lambda sources: read_office(sources[0], ODT),
    packed=True,
)
