"""Marks of notes that call no note are reported once a section; powers, units and chemistry are not."""

from pathlib import Path

import pytest

from book_diagnostics import check_diagnostics
from publish.rules import SMALLEST_BOOK


def diagnostics_of(folder: Path, text: str) -> list[tuple[str, str]]:
    """The place and the code of each diagnostic of a book with one section, whose text follows its title."""
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [(str(fault.location or ""), fault.code) for fault in check_diagnostics(folder)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("He was late.^1^ And later.²", "3:13"),
        ("And later.²", "3:11"),
        ("“He was late.”¹²", "3:15"),
        ("In 1917,^3^ he left.", "3:9"),
        ("He was late. [1]\n\n[1] Smith, p. 4.", "3:14"),
        ("He [1] was late.\n\n> [1] Smith, p. 4.", "3:4"),
        ("He was late^1^ again.\n\n^1^ Smith, p. 4.", "3:12"),
        ("He was late¹ again.\n\n¹ Smith, p. 4.", "3:12"),
        ("Kerensky was under suspicion.A2.1 Savinkov was not.", "3:30"),
        ("## The Conquest of PowerA11.1\n\nText.", "3:25"),
        ("Text.[^a]\n\n[^a]: He was late.^1^", "5:19"),
        ("He was late. [1] He left. [2]\n\n## Notes\n\n[1] Smith, p. 4.\n\n[2] Jones.", "3:14"),
    ],
)
def test_mark_that_calls_no_note_is_reported(tmp_path: Path, text: str, place: str) -> None:
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "N118")]


@pytest.mark.parametrize(
    "text",
    [
        "x^2^ and m² and (a+b)² and 10^-3^, e^2^.",
        "H~2~O, ^235^U and, ^14^C.",
        "Berlin ²1892, the 2^nd^ edition.",
        "See [1] and [2] there.",
        "He was [1917] late.[^1]\n\n[^1]: Smith.",
        "Word.[^a] `late.^1^` and late.\\^1\\^\n\n[^a]: Smith.",
        "The model A2.1 and sector.7 and iPhone4.1 and Section A2.1.",
        "As Smith showed [1] and others [2].\n\n## References\n\n[1] Smith, *On Folios*.\n\n[2] Jones.",
        "As Smith showed [1], others too [2], and Smith again [1].\n\n[1] Smith, *On Folios*.\n\n[2] Jones.",
        "As Smith showed [1] and many others [1, 2].\n\n[1] Smith, *On Folios*.\n\n[2] Jones.",
        "\\[1\\] Smith, and \\[1\\] again.",
    ],
)
def test_number_that_is_no_mark_is_not_reported(tmp_path: Path, text: str) -> None:
    assert "N118" not in {code for _, code in diagnostics_of(tmp_path, text)}
