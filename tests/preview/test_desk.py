"""From a save to what is shown: drafts, pages, proof; faults, saves in a row, a process that is killed."""

from pathlib import Path
from time import sleep

import pytest

import orders
from preview.desks import book_in, change, desk_for, long_chapter, proved, wait_for
from publish.diagnostics import PublishError
from publish.preview.desk import Desk
from publish.preview.finding import find
from publish.preview.on_page import words_on_page
from publish.preview.run import preview
from publish.preview.showing import Phase, as_json

pytestmark = pytest.mark.slow


def test_a_desk_from_its_first_page_to_its_end(tmp_path: Path) -> None:
    """One desk, for it takes seconds to begin: a save, ten in a row, errors, a section renamed, another gone, a process killed."""
    folder = book_in(tmp_path / "book", one=long_chapter(), two="# Two\n\nA short section.\n")
    with desk_for(folder, tmp_path / "output") as desk:
        first = wait_for(desk, proved(1))
        assert len(first.keys) == len(first.pages.pages) == len(set(first.keys))
        assert not first.changed_pages
        assert first.epub
        assert first.ebook.places["1"].endswith("#page-1")
        _a_word(desk, folder)
        _ten_saves(desk, folder)
        _errors(desk, folder)
        _a_section_renamed(desk, folder)
        _a_section_less(desk, folder)
        _a_killed_process(desk, folder)
    assert not [thread for thread in desk._threads if thread.is_alive()]


@pytest.mark.parametrize(("book", "output", "code"), [("nowhere", "output", "C101"), ("book", "file/output", "X102")])
def test_preview_that_cannot_begin_says_why(tmp_path: Path, book: str, output: str, code: str) -> None:
    book_in(tmp_path / "book", one="# One\n\nWords.\n")
    (tmp_path / "file").touch()
    with pytest.raises(PublishError) as fault:
        preview(orders.order(folder=tmp_path / book, output=tmp_path / output), 0, "", lambda _: None)
    assert [entry.code for entry in fault.value.diagnostics] == [code]


def _a_word(desk: Desk, folder: Path) -> None:
    before = desk.showing
    change(folder / "one.md", "number31 begins", "number31 ending")  # the same letters: a new one would be in the face of every page
    drafted = wait_for(desk, lambda showing: showing.version > before.version and bool(showing.drafts))
    index = min(drafted.drafts)
    words = words_on_page(drafted, index)
    assert words is not None
    assert sum(word[6] for word in words["words"]) == 1  # type: ignore[attr-defined]
    after = wait_for(desk, proved(drafted.version))
    assert not after.drafts
    assert after.changed_pages == (index,)
    assert [page for page in after.keys if page not in before.keys] == [after.keys[index]], "only the changed page has another picture"
    shown = as_json(after)
    assert shown["changed"] == [index]
    (found,) = find(after, {"place": "number31 ending"})
    assert (found["path"], found["page"]) == ("one.md", index)
    desk.pin()
    assert not desk.showing.changed_pages


def _ten_saves(desk: Desk, folder: Path) -> None:
    version = desk.showing.version
    for number in range(10):
        (folder / "two.md").write_text(f"# Two\n\nA short section, saved {number}.\n", encoding="utf-8")
        sleep(0.05)
    last = wait_for(desk, lambda showing: proved(version + 1)(showing) and bool(list(showing.places.of_words("saved 9"))))
    assert last.version <= version + 10


def _errors(desk: Desk, folder: Path) -> None:
    good = desk.showing
    change(folder / "one.md", "[^n40]:", "[^m40]:")
    refused = wait_for(desk, lambda showing: showing.phase is Phase.REFUSED)
    assert {message.code for message, _ in refused.messages} == {"N101", "N102"}
    assert refused.keys == good.keys
    toml = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text("title = “", encoding="utf-8")
    wait_for(desk, lambda showing: showing.phase is Phase.REFUSED and {message.code for message, _ in showing.messages} == {"C104"})
    assert desk.showing.keys == good.keys
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    change(folder / "one.md", "[^m40]:", "[^n40]:")
    wait_for(desk, lambda showing: showing.version > refused.version and showing.phase is Phase.PROVED)


def _a_section_renamed(desk: Desk, folder: Path) -> None:
    version = desk.showing.version
    (folder / "two.md").rename(folder / "zwei.md")
    refused = wait_for(desk, lambda showing: showing.version > version and showing.phase is Phase.REFUSED)
    assert {message.code for message, _ in refused.messages} == {"M101", "M105"}
    change(folder / "book.toml", "two.md", "zwei.md")
    after = wait_for(desk, lambda showing: showing.version > refused.version and showing.phase is Phase.PROVED)
    assert {text.path for text in after.places.texts} == {"one.md", "zwei.md"}


def _a_section_less(desk: Desk, folder: Path) -> None:
    version = desk.showing.version
    (folder / "zwei.md").unlink()
    refused = wait_for(desk, lambda showing: showing.version > version and showing.phase is Phase.REFUSED)
    assert refused.messages
    change(folder / "book.toml", ', "zwei.md"', "")
    less = wait_for(desk, lambda showing: showing.version > refused.version and showing.phase is Phase.PROVED)
    assert {page.document for page in less.pages.pages} >= {"one"}
    assert "zwei" not in {page.document for page in less.pages.pages}


def _a_killed_process(desk: Desk, folder: Path) -> None:
    assert desk._bench is not None
    assert desk._bench.process is not None
    desk._bench.process.kill()
    for worker in desk.pool.staff:
        worker.process.kill()
    version = desk.showing.version
    change(folder / "one.md", "number25 begins", "number25 begins again")
    after = wait_for(desk, lambda showing: showing.version > version and showing.phase is Phase.PROVED)
    assert list(after.places.of_words("begins again"))
