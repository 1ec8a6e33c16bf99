"""One subset of each face for a whole bound file.

Fragments are written without fonts. Their glyph ids are those of the face's own file: one subset that keeps these ids serves all of them,
a variable face is fixed at the weight that was used (`publish.tools.subset`). A fragment may also have codes of its own, for which it
says the glyphs (`publish.layout.glyph_codes`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from struct import Struct
from typing import Any

from fontTools.ttLib import TTFont

from publish.book.faces import drawn_content
from publish.book.fallback_faces import all_fallback_faces
from publish.model import Face, FontUse
from publish.pdf.embedded_faces import EmbeddedFace, Metrics
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.subset import program

POST = Struct(">4xi4xI")  # the angle and the pitch in a table “post”; fontTools would also read the names of all glyphs
Kind = tuple[str, str, int]
"""Family, style and weight of a face."""
FIXED_PITCH, SERIF, SYMBOLIC, ITALIC = 1, 2, 4, 64  # font flags of ISO 32000-1, table 123
SERIF_FAMILIES = frozenset({"EB Garamond", "Cardo"})  # EB Garamond's OS/2 table does not say so


def embedded_faces(uses: Iterable[FontUse], faces: Sequence[Face], cache: Cache) -> tuple[EmbeddedFace, ...]:
    """The fonts of all uses, in the order of resource names. Those of one face have one subset, with the glyphs of all."""
    gathered: dict[str, list[FontUse]] = {}
    drawn: dict[Kind, set[int]] = {}
    for use in uses:
        gathered.setdefault(use.name, []).append(use)
        drawn.setdefault(_kind(use), set()).update(use.glyphs.get(code, code) for code in (*use.widths, *use.texts))
    return tuple(_embedded(gathered[name], drawn, faces, cache) for name in sorted(gathered))


def _kind(use: FontUse) -> Kind:
    return use.family, use.style, use.weight


def _embedded(uses: Sequence[FontUse], drawn: Mapping[Kind, set[int]], faces: Sequence[Face], cache: Cache) -> EmbeddedFace:
    kinds = set(map(_kind, uses))
    if len(kinds) > 1:
        raise ValueError(f"two faces go by one resource name: {sorted(kinds)}")
    family, style, weight = kind = kinds.pop()
    known = (*faces, *all_fallback_faces())
    face = next(face for face in known if (face.family, face.style) == (family, style) and face.weights[0] <= weight <= face.weights[1])
    widths: dict[int, float] = {}
    texts: dict[int, set[str]] = {}
    glyphs_of_codes: dict[int, int] = {}
    for use in uses:
        widths.update(use.widths)
        glyphs_of_codes.update(use.glyphs)
        for code, text in use.texts.items():
            texts.setdefault(code, set()).add(text)
    glyphs = tuple(sorted(drawn[kind]))
    key = digest("face", replace(face, path=Path(face.path.name)), file_digest(face.path), weight, glyphs)
    program, metrics, post_script_name = cache.remember(key, tuple[bytes, Metrics, str], lambda: _subset(face, weight, glyphs))
    return EmbeddedFace(
        name=uses[0].name,
        post_script_name=f"{_tag(program)}+{post_script_name}",
        program=program,
        metrics=metrics,
        widths=dict(sorted(widths.items())),
        texts={code: _likeliest(uses) for code, uses in sorted(texts.items())},
        glyphs=glyphs_of_codes,
    )


def _subset(face: Face, weight: int, glyphs: Sequence[int]) -> tuple[bytes, Metrics, str]:
    """The program with these glyphs at this weight, its metrics and its PostScript name."""
    content = drawn_content(face)
    with TTFont(BytesIO(content), lazy=True) as font:
        cut = program(content, weight, range(font["maxp"].numGlyphs) if face.is_whole else glyphs)
        return cut, _metrics(font, weight), _post_script_name(font, weight) or face.family.replace(" ", "")


def _post_script_name(font: Any, weight: int) -> str:
    """The PostScript name of a face, or of a variable face's instance at this weight (Adobe Technical Note 5902); "" if it has none."""
    if "fvar" not in font:
        return str(font["name"].getDebugName(6) or "")
    names = font["name"]
    for instance in font["fvar"].instances:
        if instance.coordinates.get("wght") == weight and instance.postscriptNameID not in {None, 0xFFFF}:
            return str(names.getDebugName(instance.postscriptNameID))
    prefix = names.getDebugName(25) or names.getDebugName(6).split("-")[0]
    return f"{prefix}-{weight}wght"


def _metrics(font: Any, weight: int) -> Metrics:
    em = float(font["head"].unitsPerEm)
    os2, head = font["OS/2"], font["head"]
    slant, is_fixed_pitch = POST.unpack_from(font.reader["post"])
    italic_angle = slant / 0x10000
    flags = SYMBOLIC  # glyphs stand by their ids, not by a standard encoding
    if is_fixed_pitch:
        flags |= FIXED_PITCH
    if font["name"].getDebugName(1) in SERIF_FAMILIES:
        flags |= SERIF
    if italic_angle:
        flags |= ITALIC

    def thousandths(units: float) -> int:
        return round(float(units) * 1000 / em)

    return Metrics(
        flags=flags,
        box=(thousandths(head.xMin), thousandths(head.yMin), thousandths(head.xMax), thousandths(head.yMax)),
        italic_angle=round(italic_angle, 1),
        ascent=thousandths(font["hhea"].ascent),
        descent=thousandths(font["hhea"].descent),
        cap_height=thousandths(getattr(os2, "sCapHeight", 0)),  # a table older than version 2 has neither
        x_height=thousandths(getattr(os2, "sxHeight", 0)),
        stem=round(50 + (weight / 65) ** 2),  # no font says it; what PDF writers agree on
    )


def _likeliest(texts: Iterable[str]) -> str:
    """The text to find a glyph by where its uses differ: a small capital is a lower-case letter, a hyphen is the one that people type."""
    return min(texts, key=lambda text: (not text.strip("\u2060"), len(text), text.swapcase()))


def _tag(program: bytes) -> str:
    """Six capitals that name the subset: another subset, another tag (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in blake2b(program, digest_size=6).digest())
