"""The faces of a book as fonts of a PDF (ISO 32000-1, 9.7): composite fonts whose codes are glyph ids, or stand for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
    """One face in a PDF: `name` is its resource name in the pages, `post_script_name` includes the subset's tag.

    `widths` and `texts` are by code. A code is a glyph's id, unless `glyphs` gives the glyph of each.
    """

    name: str
    post_script_name: str
    program: bytes
    metrics: Metrics
    widths: Mapping[int, float]
    texts: Mapping[int, str]
    glyphs: Mapping[int, int] = field(default_factory=dict)


def fonts_object(pdf: Pdf, faces: Iterable[EmbeddedFace]) -> Object:
    """The dictionary of the fonts of pages: faces by their names. Those with one subset share its file."""
    descriptors: dict[str, Object] = {}
    fonts = Dictionary()
    for face in faces:
        if face.post_script_name not in descriptors:
            descriptors[face.post_script_name] = pdf.make_indirect(_descriptor(pdf, face))
        fonts[f"/{face.name}"] = _font(pdf, face, descriptors[face.post_script_name])
    return pdf.make_indirect(fonts)


def _descriptor(pdf: Pdf, face: EmbeddedFace) -> Dictionary:
    metrics = face.metrics
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{face.post_script_name}"),
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


def _font(pdf: Pdf, face: EmbeddedFace, descriptor: Object) -> Object:
    """A face as a composite font (ISO 32000-1, 9.7)."""
    name = Name(f"/{face.post_script_name}")
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(_glyph_ids(face.glyphs)) if face.glyphs else Name.Identity,
        DW=0,
        W=_widths(face.widths),
        FontDescriptor=descriptor,
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


def _glyph_ids(glyphs: Mapping[int, int]) -> bytes:
    """The glyph of each code from 0 on, in two bytes (ISO 32000-1, 9.7.4.2)."""
    return b"".join(glyphs.get(code, 0).to_bytes(2, "big") for code in range(max(glyphs) + 1))


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The ToUnicode CMap of a subset: the text of each code (ISO 32000-1, 9.10.3)."""
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
