"""Facing pages end on the same line, and nothing is lost for it."""

import re
from pathlib import Path
from random import Random

import pytest

from layout.section_samples import bound, call, chapter, drawn_text, letters_of_note, note, pages_of, prose, set_well, small_page
from layout.test_line_breaking import FULL, ORDINARY
from publish.layout.lost_notes import letters_in
from publish.layout.workers import Workers
from publish.model import CompositionFaultKind, Fragment, Setting

TRIM = "125mm x 150mm"
LINE = 13.0  # points
WORDS = ORDINARY.split()
SHEET = f"{FULL} blockquote, ul, figure, h2 {{ margin-top: 13pt; margin-bottom: 13pt }} h2 {{ font-size: 10pt; margin-bottom: 0 }}"
"""Whole lines between blocks, as in publish's own sheets."""


def paragraph(random: Random, least: int = 30, most: int = 120) -> str:
    return f"<p>{' '.join(random.choice(WORDS) for _ in range(random.randint(least, most)))}.</p>"


def section(seed: int) -> str:
    """Paragraphs, some with a heading above or a quotation below."""
    random = Random(seed)
    blocks = []
    for number in range(36):
        blocks.append(f"<h2>Of the wheel {number}</h2>" if random.random() < 0.08 else "")
        blocks.append(paragraph(random))
        blocks.append(f"<blockquote>{paragraph(random, 20, 40)}</blockquote>" if random.random() < 0.12 else "")
    return "".join(blocks)


def ends(fragment: Fragment, setting: Setting, folder: Path) -> list[float]:
    """How many lines the last line of each page stands above the lowest one of all pages, notes counted."""
    lowest = [max(piece.baseline for piece in page.pieces) for page in pages_of(bound(fragment, setting, folder))]
    return [(max(lowest) - one) / LINE for one in lowest]


def unequal(fragment: Fragment, setting: Setting, folder: Path) -> int:
    """The number of spreads of full pages that do not end on one line. The section begins on a recto, its last page may be short."""
    full = ends(fragment, setting, folder)[1:-1]
    return sum(abs(verso - recto) > 0.3 for verso, recto in zip(full[::2], full[1::2], strict=False))


@pytest.fixture(scope="module")
def sections(pool: Workers, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Fragment, Setting, Path]]:
    """Sections of which seven spreads have pages that end on different lines if each page is filled by itself."""
    folder = tmp_path_factory.mktemp("spreads")
    setting = small_page(folder, SHEET, TRIM)
    texts = [section(seed) for seed in (1, 3, 4)]
    set_sections = pool.layout_all([(chapter(text), setting) for text in texts])
    return [(text, set_well(outcome), setting, folder) for text, outcome in zip(texts, set_sections, strict=True)]


def test_facing_pages_end_on_the_same_line(sections: list[tuple[str, Fragment, Setting, Path]]) -> None:
    assert [unequal(fragment, setting, folder) for _, fragment, setting, folder in sections] == [0, 0, 0]
    assert all(len(fragment.pages) > 8 for _, fragment, _, _ in sections)


def test_nothing_is_lost_and_no_fault_is_made(sections: list[tuple[str, Fragment, Setting, Path]]) -> None:
    for text, fragment, _, _ in sections:
        drawn = "".join(drawn_text(fragment))
        assert [letter for letter in drawn if letter.isalnum()] == [letter for letter in re.sub("<[^>]*>", "", text) if letter.isalnum()]
        kinds = {fault.kind for page in fragment.pages for fault in page.composition_faults}
        assert kinds <= {CompositionFaultKind.WIDE}


def test_notes_stay_whole_on_pages_that_are_made_again(pool: Workers, tmp_path: Path) -> None:
    """Each paragraph calls a note; every third note is long and runs on."""
    random = Random(7)
    body = "".join(paragraph(random).replace(".</p>", f".{call(number)}</p>") for number in range(1, 31))
    notes = [note(number, f"<p>{prose(110 if number % 3 == 0 else 9, 1000 * number)}</p>") for number in range(1, 31)]
    setting = small_page(tmp_path, SHEET, TRIM)
    fragment = set_well(pool.layout_all([(chapter(body, *notes), setting)])[0])
    again = set_well(pool.layout_all([(chapter(body, *notes), setting)])[0])
    pages = pages_of(bound(fragment, setting, tmp_path))
    for number in range(1, 31):
        words = prose(110 if number % 3 == 0 else 9, 1000 * number)
        assert letters_of_note(f"n{number}", fragment, pages) == f"{number}{letters_in(words)}"
    assert again.pdf == fragment.pdf
