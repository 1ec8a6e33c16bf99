"""The glyphs of a font file: the characters that they are drawn for, how they look, what a text becomes in the font. A door to HarfBuzz.

A glyph looks like its outline at the font's default weight; hinting, advance and the place in it do not count.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import uharfbuzz
from fontTools.pens.recordingPen import RecordingPen

BLANK = ""
"""The look of a glyph without outline."""
COLOUR_TABLES = frozenset({"COLR", "CBDT", "SVG ", "sbix"})
SEPARATOR = " "  # between characters that are shaped one by one in one buffer: nothing joins across a space


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSystem:
    """A language of a font's layout rules, by the OpenType tags of script and language. The script's default has no language."""

    script: str
    language: str = ""


@dataclass(eq=False)
class Glyphs:
    """The glyphs of a font, given as the content of its file."""

    content: bytes
    looks: dict[int, str] = field(default_factory=dict)
    """The looks compared so far, by glyph."""

    @cached_property
    def font(self) -> Any:
        """HarfBuzz's font."""
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(self.content)))

    @cached_property
    def by_character(self) -> Mapping[str, int]:
        """The glyph of each character, without layout rules."""
        glyphs = ((chr(code), self.font.get_nominal_glyph(code) or 0) for code in self.font.face.unicodes)
        return {character: glyph for character, glyph in glyphs if glyph}

    @cached_property
    def has_colours(self) -> bool:
        """Whether glyphs may be drawn otherwise than by their outlines."""
        return not COLOUR_TABLES.isdisjoint(self.font.face.table_tags)

    @cached_property
    def characters_of(self) -> Mapping[tuple[int, ...], list[str]]:
        """The characters of glyphs that fill the same box: only these can look alike."""
        boxes: dict[tuple[int, ...], list[str]] = {}
        for character, glyph in self.by_character.items():
            boxes.setdefault(self.box(glyph), []).append(character)
        return boxes

    def look(self, glyph: int) -> str:
        """How a glyph looks, as a text that is equal for glyphs that look alike; BLANK without outline."""
        if glyph not in self.looks:
            pen = RecordingPen()
            self.font.draw_glyph_with_pen(glyph, pen)
            left = min((x for _, points in pen.value for x, _ in points), default=0)
            drawn = [(operator, [(x - left, y) for x, y in points]) for operator, points in pen.value]
            self.looks[glyph] = repr(drawn) if drawn else BLANK
        return self.looks[glyph]

    def name(self, glyph: int) -> str:
        """The name of a glyph, such as `gid12` if the font has none."""
        return str(self.font.glyph_to_string(glyph))

    def contours(self, glyph: int) -> frozenset[str]:
        """The contours of a glyph's look."""
        return frozenset(contour.strip("[](), ") for contour in self.look(glyph).split("('moveTo'")) - {""}

    def shown_by(self, glyph: int) -> list[str]:
        """The characters whose own glyph is this one or looks like it."""
        candidates = self.characters_of.get(self.box(glyph), ())
        return [one for one in candidates if self.by_character[one] == glyph or self.look(self.by_character[one]) == self.look(glyph)]

    def language_systems(self) -> Iterator[LanguageSystem]:
        """The languages that the font's substitutions know, each script's default first."""
        face = self.font.face
        for number, script in enumerate(face.get_table_script_tags("GSUB")):
            yield LanguageSystem(script=script)
            for language in face.get_script_language_tags("GSUB", number):
                yield LanguageSystem(script=script, language=language)

    def features(self, system: LanguageSystem) -> tuple[str, ...]:
        """The features of a language system."""
        face = self.font.face
        script = face.get_table_script_tags("GSUB").index(system.script)
        languages = face.get_script_language_tags("GSUB", script)
        number = languages.index(system.language) if system.language else 0xFFFF
        return tuple(dict.fromkeys(face.get_language_feature_tags("GSUB", script, number)))

    def each_shaped(
        self, characters: Iterable[str], *, script: str = "", language: str = "", features: Mapping[str, int] | None = None
    ) -> dict[str, tuple[int, ...]]:
        """The glyphs of each character, shaped by itself. The script is one of OpenType, the language of BCP 47."""
        drawn = list(characters)
        text = SEPARATOR.join(drawn)
        places, at = {}, 0
        for character in drawn:
            places[at] = character
            at += len(character) + len(SEPARATOR)
        glyphs: dict[str, list[int]] = {character: [] for character in drawn}
        for glyph, cluster in self.shaped(text, script=script, language=language, features=features):
            if cluster in places:
                glyphs[places[cluster]].append(glyph)
        return {character: tuple(its) for character, its in glyphs.items()}

    def shaped(
        self, text: str, *, script: str = "", language: str = "", features: Mapping[str, int] | None = None
    ) -> list[tuple[int, int]]:
        """The glyphs of a text, each with the place of its first character."""
        buffer = uharfbuzz.Buffer()
        buffer.add_codepoints([ord(character) for character in text])
        buffer.guess_segment_properties()
        if script:
            buffer.script = uharfbuzz.ot_tag_to_script(script)
        buffer.language = language or "und"
        buffer.direction = "ltr"
        uharfbuzz.shape(self.font, buffer, dict(features or {}))
        return [(info.codepoint, info.cluster) for info in buffer.glyph_infos]

    def box(self, glyph: int) -> tuple[int, ...]:
        """The box that a glyph fills: top, width, height (downwards), in units of the font."""
        extents = self.font.get_glyph_extents(glyph)
        return (extents.y_bearing, extents.width, extents.height) if extents else (0, 0, 0)


def language_of(system: LanguageSystem) -> str:
    """A BCP 47 tag that HarfBuzz takes for exactly this language of OpenType."""
    return f"x-hbot-{system.language.ljust(4).encode('ascii').hex()}" if system.language else "und"


def resized(content: bytes, size: float, ascent: float, descent: float) -> bytes:
    """The font with glyphs of another size, in em of the font as it is, and with an ascent and a descent, in em of the new one.

    Nothing in the file moves: another number of units makes an em (OpenType, “head”).
    """
    changed = bytearray(content)
    tables = _tables(changed)
    em = round(int.from_bytes(content[tables[b"head"] + 18 :][:2], "big") / size)

    def write(table: bytes, at: int, *values: float) -> None:
        for number, value in enumerate(values):
            start = tables[table] + at + 2 * number
            changed[start : start + 2] = round(value).to_bytes(2, "big", signed=value < 0)

    write(b"head", 18, em)
    write(b"hhea", 4, ascent * em, descent * em, 0)
    write(b"OS/2", 68, ascent * em, descent * em, 0, ascent * em, -descent * em)
    return bytes(changed)


def _tables(font: bytes | bytearray) -> dict[bytes, int]:
    """Where each table of a font begins."""
    count = int.from_bytes(font[4:6], "big")
    return {bytes(font[at : at + 4]): int.from_bytes(font[at + 8 : at + 12], "big") for at in range(12, 12 + 16 * count, 16)}


def without_features(content: bytes, features: Collection[tuple[str, str, str]]) -> bytes:
    """The font with features taken out of its substitutions (OpenType, “GSUB”), each given as script, language, feature.

    Nothing in the file moves.
    """
    changed = bytearray(content)

    def number(at: int) -> int:
        return int.from_bytes(changed[at : at + 2], "big")

    start = _tables(changed)[b"GSUB"]
    scripts, records = start + number(start + 4), start + number(start + 6)
    for script in range(scripts + 2, scripts + 2 + 6 * number(scripts), 6):
        table = scripts + number(script + 4)
        systems = {bytes(changed[at : at + 4]): table + number(at + 4) for at in range(table + 4, table + 4 + 6 * number(table + 2), 6)}
        for language, system in systems.items():
            name = (changed[script : script + 4].decode("ascii"), language.decode("ascii"))
            unwanted = {feature.encode("ascii") for *of, feature in features if tuple(of) == name}
            if not unwanted:
                continue
            count = number(system + 4)
            indices = [number(system + 6 + 2 * place) for place in range(count)]
            kept = [index for index in indices if bytes(changed[records + 2 + 6 * index : records + 6 + 6 * index]) not in unwanted]
            written = b"".join(index.to_bytes(2, "big") for index in (len(kept), *kept))
            changed[system + 4 : system + 4 + len(written)] = written
    return bytes(changed)
