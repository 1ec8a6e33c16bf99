"""The faces of a book as fonts of a PDF (ISO 32000-1, 9.7): composite fonts whose codes are glyph ids."""

from collections.abc import Mapping
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The entries of a font descriptor (ISO 32000-1, 9.8.1), in thousandths of an em, the angle in degrees."""

    flags: int
    box: tuple[int, int, int, int]
    italic_angle: float
    ascent: int
    descent: int
    cap_height: int
    x_height: int
    stem: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFace:
    """One face in a PDF: `name` is its resource name in the pages, `post_script_name` includes the subset's tag."""

    name: str
    post_script_name: str
    program: bytes
    metrics: Metrics
    widths: Mapping[int, float]
    texts: Mapping[int, str]


def font_object(pdf: Pdf, face: EmbeddedFace) -> Object:
    """A face as a composite font whose codes are glyph ids (ISO 32000-1, 9.7)."""
    name = Name(f"/{face.post_script_name}")
    metrics = face.metrics
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=metrics.flags,
        FontBBox=Array(metrics.box),
        ItalicAngle=metrics.italic_angle,
        Ascent=metrics.ascent,
        Descent=metrics.descent,
        CapHeight=metrics.cap_height,
        XHeight=metrics.x_height,
        StemV=metrics.stem,
        FontFile2=pdf.make_stream(face.program, Length1=len(face.program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        DW=0,
        W=_widths(face.widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(to_unicode(face.texts)),
        )
    )


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The ToUnicode CMap of a subset: the text of each glyph id (ISO 32000-1, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    pairs = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(texts.items()) if text]
    for start in range(0, len(pairs), 100):  # a block may hold 100 pairs at most
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()


def _widths(widths: Mapping[int, float]) -> Array:
    """The widths of glyphs: for each run of consecutive ids, its first id and an array of widths (ISO 32000-1, 9.7.4.3)."""
    array = Array()
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            array.append(glyph)
            array.append(Array())
        array[-1].append(round(widths[glyph], 3))
    return array
