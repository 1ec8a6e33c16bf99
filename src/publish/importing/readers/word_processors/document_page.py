"""What the reader of a format of office programs hands on: the document as an HTML page, and what is known of its words."""

from dataclasses import dataclass

from publish.importing.blocks import StyleUse
from publish.importing.left_out import LeftOutKind
from publish.importing.readers.omissions import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A document as HTML; its `words`, read from its own XML, prove the page.

    `styles` are those that the editor decides about, `hidden` the passages that its program does not show, `objects` what is neither text
    nor a picture; `left_out` what else does not come along, by its kind, with its words.
    """

    html: str
    words: tuple[str, ...]
    styles: tuple[StyleUse, ...] = ()
    hidden: tuple[Passage, ...] = ()
    objects: tuple[Passage, ...] = ()
    left_out: tuple[tuple[LeftOutKind, str], ...] = ()
