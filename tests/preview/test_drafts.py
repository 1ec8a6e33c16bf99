"""A draft is the page that the whole chapter will have."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

import orders
from preview.desks import book_in, change, long_chapter
from publish.checks.word_places import word_places
from publish.editions import Workshop
from publish.editions import print as printed
from publish.model import Book, Made
from publish.preview.drafts import Drafter
from publish.preview.page_words import seen_words
from publish.reading import read_book

Changed = Callable[[Path], None]


@pytest.fixture
def drafter(tmp_path: Path) -> Drafter:
    """A drafter that has seen a chapter of a dozen pages and a short one."""
    folder = book_in(tmp_path / "book", one=long_chapter(), two="# Two\n\nA short section.\n")
    drafter = Drafter(folder=folder, workshop=orders.workshop(tmp_path / "made"), trust=orders.TRUST)
    book, made = laid_out(drafter)
    drafter.begin_with(book, made.pages)
    return drafter


def laid_out(drafter: Drafter) -> tuple[Book, Made]:
    workshop: Workshop = drafter.workshop
    book = read_book(drafter.folder, workshop.cache, 1, orders.TRUST).value
    assert book is not None
    made = printed.make(book, workshop, {}).value
    assert made is not None
    return book, made


def texts(file: Path) -> list[str]:
    """The words of each page. A paragraph that began on the page before may have other lines in a draft, which knows only its end."""
    with pymupdf.open(file) as document:
        return [" ".join(page.get_text().replace("\u2010\n", "").split()) for page in document]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number3 begins", "number3 starts"),
        ("number31 begins", "number31 has begun"),
        ("note of paragraph 40", "longer note of paragraph 40, with several words more than it had"),
        ("Paragraph number25", "A new paragraph.\n\nParagraph number25"),
        ("Paragraph number45 begins", "Begins"),
    ],
)
def test_draft_looks_as_the_chapter_will(drafter: Drafter, old: str, new: str) -> None:
    change(drafter.folder / "one.md", old, new)
    draft = drafter.draft()
    assert draft.file is not None
    assert not draft.diagnostics
    drawn, final = texts(draft.file), texts(laid_out(drafter)[1].path)
    assert [drawn[page.number] for page in draft.pages] == [final[page.index] for page in draft.pages]
    first = " ".join(new.split()[-2:])
    assert first in " ".join(" ".join(drawn).split())


def test_draft_of_a_chapters_end_has_its_words(drafter: Drafter) -> None:
    """Pages may turn at another line there: a chapter's last page is made longer from the pages before it."""
    change(drafter.folder / "one.md", "number58 begins", "number58 starts")
    draft = drafter.draft()
    assert draft.file is not None
    drawn, final = texts(draft.file), texts(laid_out(drafter)[1].path)
    first = draft.pages[0].index
    expected = _letters(final[first : first + len(drawn)])
    assert _letters(drawn)[:2000] == expected[:2000]
    assert "number58starts" in _letters(drawn)


def _letters(pages: list[str]) -> str:
    return "".join("".join(pages).split()).replace("\u2010", "")


def test_section_of_few_pages_is_drafted_whole(drafter: Drafter) -> None:
    change(drafter.folder / "two.md", "short", "very short")
    draft = drafter.draft()
    assert draft.file is not None
    assert "A very short section." in texts(draft.file)[0]
    assert [page.page.document for page in draft.pages] == ["two"]


def test_words_of_a_draft_lead_to_the_manuscript(drafter: Drafter) -> None:
    change(drafter.folder / "one.md", "number31 begins", "zebra31 begins")
    draft = drafter.draft()
    assert draft.file is not None
    assert draft.book is not None
    places = word_places(draft.book)
    lines = (drafter.folder / "one.md").read_text(encoding="utf-8").split("\n")
    found = [word for page in draft.pages for word in seen_words(draft.file, page.number, page.page, None, places)]
    assert len(found) > 300
    named = {
        lines[word.text.lines[word.word] - 1].split(" ")[1] for word in found if word.text.words.texts[word.word] in {"zebra31", "number31"}
    }
    assert named == {"zebra31"}
    assert all(word.text.words.texts[word.word] in lines[word.text.lines[word.word] - 1].casefold() for word in found)


def test_error_is_told_and_nothing_drawn(drafter: Drafter) -> None:
    change(drafter.folder / "one.md", "[^n40]:", "[^m40]:")
    draft = drafter.draft()
    assert draft.book is None
    assert {entry.code for entry in draft.diagnostics} == {"N101", "N102"}


@pytest.mark.parametrize("text", ["# One\n\nAll is new.\n", "# One\n", long_chapter(90)])
def test_chapter_that_is_another_one_is_drafted_or_left(drafter: Drafter, text: str) -> None:
    (drafter.folder / "one.md").write_text(text, encoding="utf-8")
    draft = drafter.draft()
    assert draft.book is not None
    assert all(0 <= page.index < len(drafter.pages.pages) for page in draft.pages)
