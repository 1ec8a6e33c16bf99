"""Each note of an e-book links back to its marks, in their order. Faults of the marks themselves are reported by other checks."""

from pathlib import Path

import pytest

import books_by_hand
from publish.checks.backlinks import backlinks
from publish.checks.edition_words import EditionWords, NoteMark
from publish.model import Made

MARKS = ("title", "short", "short-2", "long")
RIGHT = {
    "trial-title": ("trial-title-call", "trial-title-call"),
    "trial-short": ("trial-short-call", "trial-short-call", "trial-short-call-2"),
    "trial-long": ("trial-long-call", "trial-long-call"),
}


def words(links: dict[str, tuple[str, ...]] | None, marks: tuple[str, ...] = MARKS) -> EditionWords:
    """What was read back from an e-book with these links back and marks."""
    notes = [name.removesuffix("-2") for name in marks]
    read = tuple(
        NoteMark(call=f"trial-{note}-call{'-2' if name.endswith('-2') else ''}", note=f"trial-{note}", text="1", words_before=0)
        for name, note in zip(marks, notes, strict=True)
    )
    return EditionWords(bodies={}, notes=dict.fromkeys(RIGHT, ()), supplied=0, marks={"trial": read}, backlinks=links)


def messages(tmp_path: Path, edition: EditionWords) -> list[str]:
    made = Made(edition="epub", path=tmp_path / "book.epub")
    return [
        f"{diagnostic.location}: {diagnostic.code} {diagnostic.message}"
        for diagnostic in backlinks(books_by_hand.book(tmp_path), made, edition)
    ]


def test_right_backlinks_and_an_edition_without_any_are_not_reported(tmp_path: Path) -> None:
    assert messages(tmp_path, words(RIGHT)) == []
    assert messages(tmp_path, words(None)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"trial-long": ("trial-title-call",) * 2}, "the note “long” of the epub edition does not lead back to its mark"),
        ({"trial-long": ("trial-long-call", "")}, "the note “long” of the epub edition does not lead back to its mark"),
        ({"trial-long": ()}, "the note “long” of the epub edition has 1 mark and no links back instead of 2"),
        ({"trial-long": ("trial-long-call",)}, "the note “long” of the epub edition has 1 mark and 1 link back instead of 2"),
        ({"trial-short": ("trial-short-call",)}, "the note “short” of the epub edition has 2 marks and 1 link back instead of 3"),
        (
            {"trial-short": ("trial-short-call", "trial-short-call-2", "trial-short-call")},
            "the note “short” of the epub edition does not lead back to its marks in their order",
        ),
    ],
)
def test_wrong_backlink_is_reported_at_its_note(change: dict[str, tuple[str, ...]], message: str, tmp_path: Path) -> None:
    assert messages(tmp_path, words({**RIGHT, **change})) == [f"trial.md:10: V116 {message}"]


def test_note_whose_mark_is_missing_is_not_reported_here(tmp_path: Path) -> None:
    assert messages(tmp_path, words({**RIGHT, "trial-long": ()}, ("title", "short", "short-2"))) == []
