"""One subset of each face for a whole bound file.

Fragments are written without fonts. Their glyph ids are those of the face's own file: one subset that keeps these ids serves all of them,
a variable face is fixed at the weight that was used (`publish.tools.subset`).
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Any

from fontTools.ttLib import TTFont

from publish.model import Face, FontUse
from publish.pdf.embedded_faces import EmbeddedFace, Metrics
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.subset import program

POST = Struct(">4xi4xI")  # the angle and the pitch in a table “post”; fontTools would also read the names of all glyphs
FIXED_PITCH, SERIF, SYMBOLIC, ITALIC = 1, 2, 4, 64  # font flags of ISO 32000-1, table 123
SERIF_FAMILIES = frozenset({"EB Garamond", "Cardo"})  # EB Garamond's OS/2 table does not say so


def embedded_faces(uses: Iterable[FontUse], faces: Sequence[Face], cache: Cache) -> tuple[EmbeddedFace, ...]:
    """One subset for each face used, in the order of resource names, with the glyphs of all uses."""
    gathered: dict[str, list[FontUse]] = {}
    for use in uses:
        gathered.setdefault(use.name, []).append(use)
    return tuple(_embedded(gathered[name], faces, cache) for name in sorted(gathered))


def _embedded(uses: Sequence[FontUse], faces: Sequence[Face], cache: Cache) -> EmbeddedFace:
    kinds = {(use.family, use.style, use.weight) for use in uses}
    if len(kinds) > 1:
        raise ValueError(f"two faces go by one resource name: {sorted(kinds)}")
    family, style, weight = kinds.pop()
    face = next(face for face in faces if (face.family, face.style) == (family, style) and face.weights[0] <= weight <= face.weights[1])
    widths: dict[int, float] = {}
    texts: dict[int, set[str]] = {}
    for use in uses:
        widths.update(use.widths)
        for glyph, text in use.texts.items():
            texts.setdefault(glyph, set()).add(text)
    glyphs = tuple(sorted({*widths, *texts}))
    key = digest("face", file_digest(face.path), weight, glyphs)
    program, metrics, post_script_name = cache.remember(key, tuple[bytes, Metrics, str], lambda: _subset(face.path, weight, glyphs))
    return EmbeddedFace(
        name=uses[0].name,
        post_script_name=f"{_tag(program)}+{post_script_name}",
        program=program,
        metrics=metrics,
        widths=dict(sorted(widths.items())),
        texts={glyph: _likeliest(uses) for glyph, uses in sorted(texts.items())},
    )


def _subset(path: Path, weight: int, glyphs: Sequence[int]) -> tuple[bytes, Metrics, str]:
    """The program with these glyphs at this weight, its metrics and its PostScript name."""
    cut = program(path, weight, glyphs)
    with TTFont(path, lazy=True) as font:
        return cut, _metrics(font, weight), _post_script_name(font, weight)


def _post_script_name(font: Any, weight: int) -> str:
    """The PostScript name of a face, or of a variable face's instance at this weight (Adobe Technical Note 5902)."""
    if "fvar" not in font:
        return str(font["name"].getDebugName(6))
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
        cap_height=thousandths(os2.sCapHeight),
        x_height=thousandths(os2.sxHeight),
        stem=round(50 + (weight / 65) ** 2),  # no font says it; what PDF writers agree on
    )


def _likeliest(texts: Iterable[str]) -> str:
    """The text to find a glyph by where its uses differ: a small capital is a lower-case letter, a hyphen is the one that people type."""
    return min(texts, key=lambda text: (not text.strip("\u2060"), len(text), text.swapcase()))


def _tag(program: bytes) -> str:
    """Six capitals that name the subset: another subset, another tag (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in blake2b(program, digest_size=6).digest())
