"""The levels of the Unicode Bidirectional Algorithm, and the order of a line."""

from pathlib import Path
from unicodedata import bidirectional

import pytest

from publish.text.bidi_levels import levels, runs_left, visual_order

CONFORMANCE = Path("/usr/share/unicode/BidiCharacterTest.txt")
"""Unicode's own cases, in Debian's package unicode-data."""
LRI, RLI, PDI, RLM = "\u2066", "\u2067", "\u2069", "\u200f"


def shown(text: str, base: int) -> str:
    """The characters of a text from left to right, without controls."""
    visible = [text[index] for index in visual_order(levels(text, base))]
    return "".join(character for character in visible if character not in {LRI, RLI, PDI, RLM})


@pytest.mark.parametrize(
    ("text", "base", "line"),
    [
        ("of אבBD agree", 0, "of באBD agree"),
        ("born ב-1917 here", 0, "born 1917-ב here"),
        ("(בשנת 1853) and", 0, "(1853 תנשב) and"),
        ("אב (ab) גד", 0, "בא (ab) דג"),
        ("ab (גד) 1", 0, "ab (דג) 1"),
        ("גד, 12–15, ab", 0, "15–12 ,דג, ab"),
        ("גד 1,853.5% ab", 0, "1,853.5% דג ab"),
        ("عد 12-15 ab", 0, "15-12 دع ab"),
        ("عد ١٢-١٥ ab", 0, "١٥-١٢ دع ab"),
        (f"of {RLI}אב, ab!{PDI} agree", 0, "of !ab ,בא agree"),
        (f"{RLI}אב {LRI}“גד” ab{PDI} הו{PDI}", 0, "וה “דג” ab בא"),
        ("one two.", 1, ".one two"),
        (f"אב,{RLM} ab", 0, ",בא ab"),
        ("אב גד\u2029ab", 0, "דג בא\u2029ab"),
    ],
)
def test_line_is_ordered(text: str, base: int, line: str) -> None:
    assert shown(text, base) == line


@pytest.mark.parametrize(("text", "expected"), [("a", False), ("aא", True), ("٣", True), ("ﭏ", True), (RLI, True), ("ß…“½", False)])
def test_text_from_right_to_left_is_known(text: str, expected: bool) -> None:
    assert runs_left(text) is expected


@pytest.mark.slow
@pytest.mark.skipif(not CONFORMANCE.is_file(), reason="needs Debian's package unicode-data")
def test_all_cases_of_unicode_are_right() -> None:
    rows = [row for row in CONFORMANCE.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
    assert not [row for row in rows if not _is_right(row)]


def _is_right(row: str) -> bool:
    codes, direction, base, wanted, order = row.split(";")
    text = "".join(chr(int(code, 16)) for code in codes.split())
    resolved = _after_l1(text, levels(text, int(base)), int(base)) if direction else []
    kept = [index for index in visual_order(resolved) if wanted.split()[index] != "x"]
    return kept == [int(index) for index in order.split()] and all(
        level in ("x", str(own)) for level, own in zip(wanted.split(), resolved, strict=True)
    )


def _after_l1(text: str, resolved: list[int], base: int) -> list[int]:
    ends = True
    for index in reversed(range(len(text))):
        kind = bidirectional(text[index])
        ends = ends or kind in {"B", "S"}
        if ends and kind in {"B", "S", "WS", "LRI", "RLI", "FSI", "PDI", "LRE", "RLE", "LRO", "RLO", "PDF", "BN"}:
            resolved[index] = base
        else:
            ends = False
    return resolved
