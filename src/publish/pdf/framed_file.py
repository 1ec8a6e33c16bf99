"""The pages of a file, each drawn whole on a larger sheet.

Policy: the source is read and never changed; same input, same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from publish.pdf.embedded_faces import EmbeddedFace, fonts_object
from publish.pdf.standards import PLAIN

PAGE = "/Page"
"""The name of the framed page in the content stream of its sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FramedSheet:
    """A sheet: its size in points, and its content stream, which draws the page as the form `/Page`."""

    width: float
    height: float
    content: bytes


def write_framed(
    source: Path, target: Path, faces: Sequence[EmbeddedFace], sheet: Callable[[int, float, float], FramedSheet], title: str
) -> None:
    """Write the framed pages; `sheet` gets the index, width and height of each page. OSError where the disk is full."""
    with Pdf.open(source) as printed, Pdf.new() as framed:
        fonts = fonts_object(framed, faces)
        for index, page in enumerate(printed.pages):
            made = sheet(index, float(page.mediabox[2]), float(page.mediabox[3]))
            form = framed.copy_foreign(page.as_form_xobject())
            added = framed.add_blank_page(page_size=(made.width, made.height))
            added.obj.Resources = Dictionary({"/Font": fonts, "/XObject": Dictionary({PAGE: form})})
            added.obj.Contents = framed.make_stream(made.content)
        framed.Root.PageLayout = Name.TwoPageRight
        framed.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name("/D"), St=1)]))
        framed.trailer.Info = framed.make_indirect(Dictionary(Title=String(title)))
        framed.save(
            target,
            min_version=PLAIN.version,
            force_version=PLAIN.version,
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
        )
