"""FODT, an ODT document as a single file of XML, as a form of source."""

from publish.importing.readers import Form
from publish.importing.readers.archives import ZIP, packed
from publish.importing.readers.odt import ODT
from publish.importing.readers.office import read_office

HEAD = 4096  # bytes at the beginning, in which the root element is
FORM = Form(
    name="FODT",
    endings=(".fodt",),
    recognises=lambda content: content[:1] != ZIP[:1] and b"<office:document" in content[:HEAD],
    read=lambda sources: read_office(packed(dict.fromkeys((*ODT.parts, ODT.properties), sources[0].content)), sources[0].name, ODT),
)
