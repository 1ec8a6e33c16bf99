"""The faces of a book as fonts of a PDF (ISO 32000-1, 9.7): composite fonts whose codes are glyph ids, or stand for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

TRUETYPE = (b"\0\1\0\0", b"true")
"""How a TrueType font begins; a CFF begins with its version, 1.0."""


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

    @property
    def is_compact(self) -> bool:
        """Whether the program is a bare CFF (Adobe Technical Note 5176), not a TrueType font."""
        return self.program[:4] not in TRUETYPE


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
    program = pdf.make_stream(face.program)
    if face.is_compact:
        program.Subtype = Name.CIDFontType0C
    else:
        program.Length1 = len(face.program)
    descriptor = Dictionary(
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
    )
    descriptor[Name.FontFile3 if face.is_compact else Name.FontFile2] = program
    return descriptor


def _font(pdf: Pdf, face: EmbeddedFace, descriptor: Object) -> Object:
    """A face as a composite font (ISO 32000-1, 9.7). In a CFF program the character ids are the glyph ids (9.7.4.2), so that the encoding
    gives the glyph of a code.
    """
    name = Name(f"/{face.post_script_name}")
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if face.is_compact else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        DW=0,
        W=_widths({face.glyphs.get(code, code): width for code, width in face.widths.items()} if face.is_compact else face.widths),
        FontDescriptor=descriptor,
    )
    if not face.is_compact:
        descendant.CIDToGIDMap = pdf.make_stream(_glyph_ids(face.glyphs)) if face.glyphs else Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=_encoding(pdf, face.glyphs) if face.is_compact and face.glyphs else Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(to_unicode(face.texts)),
        )
    )


def _encoding(pdf: Pdf, glyphs: Mapping[int, int]) -> Object:
    """The CMap that gives the character id of each code (ISO 32000-1, 9.7.5.3)."""
    pairs = [f"<{code:04x}> {glyph}" for code, glyph in sorted(glyphs.items())]
    info = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    content = _cmap("publish-codes", 1, "/Registry (Adobe) /Ordering (Identity) /Supplement 0", pairs, "cidchar")
    return pdf.make_stream(content, Type=Name.CMap, CMapName=Name("/publish-codes"), CIDSystemInfo=info)


def _glyph_ids(glyphs: Mapping[int, int]) -> bytes:
    """The glyph of each code from 0 on, in two bytes (ISO 32000-1, 9.7.4.2)."""
    return b"".join(glyphs.get(code, 0).to_bytes(2, "big") for code in range(max(glyphs) + 1))


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The ToUnicode CMap of a subset: the text of each code (ISO 32000-1, 9.10.3)."""
    pairs = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(texts.items()) if text]
    return _cmap("Adobe-Identity-UCS", 2, "/Registry (Adobe) /Ordering (UCS) /Supplement 0", pairs, "bfchar")


def _cmap(name: str, kind: int, system: str, pairs: Sequence[str], operator: str) -> bytes:
    """A CMap of codes of two bytes (Adobe Technical Note 5014)."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << {system} >> def",
        f"/CMapName /{name} def",
        f"/CMapType {kind} def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):  # a block may hold 100 pairs at most
        block = pairs[start : start + 100]
        lines += [f"{len(block)} begin{operator}", *block, f"end{operator}"]
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
