"""FODT, an ODT document as a single file of XML, as a form of source."""

from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Reading
from publish.importing.readers import Form, Source
from publish.importing.readers.archives import ZIP, packed
from publish.importing.readers.odt import ODT
from publish.importing.readers.word_processors.office import read_office

HEAD = 4096  # bytes at the beginning, in which the root element is


def _read(sources: Sequence[Source]) -> Reading:
    content = packed(dict.fromkeys((*ODT.parts, ODT.properties), sources[0].content))
    return read_office(replace(sources[0], content=content), ODT)


FORM = Form(
    name="FODT",
    endings=(".fodt",),
    recognises=lambda content: content[:1] != ZIP[:1] and b"<office:document" in content[:HEAD],
    read=_read,
)
