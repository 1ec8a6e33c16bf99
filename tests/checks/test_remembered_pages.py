"""What was read of a page, and what preflight found on it, is remembered for the page as it lies in the file: one byte of what it shows,
and it is read and examined again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

import orders
from orders import order
from publish.build import build
from publish.checks import print_words
from publish.checks.edition_words import EditionWords
from publish.checks.print_words import read_back
from publish.config.orders import read_printer
from publish.editions import editions
from publish.model import Book, Made
from publish.pdf import facts
from publish.pdf.page_digests import page_digests
from publish.preflight import job_for, jobs, judged
from publish.reading import read_book
from publish.rules import SMALLEST_BOOK
from publish.text.words import Words
from publish.tools import ink_coverage
from publish.tools.cache import Cache


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Made]:
    """A small printed book."""
    folder = tmp_path_factory.mktemp("book")
    text = " ".join(f"Word {number} of the text[^{number}].\n\n[^{number}]: Note {number}.\n\n" for number in range(40))
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    built = build(order(folder=folder, output=folder / "build", moment=datetime(2026, 11, 22, tzinfo=UTC), editions=("print",)))
    return built.book, built.made["print"]


@pytest.fixture
def pages_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The indices of the pages that are read, not remembered."""
    read: list[int] = []
    reads = print_words._read_pages

    def noted(path: Path, tasks: Sequence[print_words._PageTask]) -> object:
        read.extend(task.index for task in tasks)
        return reads(path, tasks)

    monkeypatch.setattr(print_words, "_read_pages", noted)
    return read


def changed(made: Made, folder: Path, change: Callable[[pikepdf.Pdf], object]) -> Made:
    """The edition with its file changed."""
    path = folder / made.path.name
    with pikepdf.open(made.path) as file:
        change(file)
        file.save(path)
    return replace(made, path=path)


def last_page(made: Made) -> int:
    return max(index for index, page in enumerate(made.pages.pages) if page.document == "one")


def test_page_is_read_once(printed: tuple[Book, Made], pages_read: list[int], tmp_path: Path) -> None:
    book, made = printed
    first = read_back(book, made, Cache(tmp_path))
    assert pages_read == list(range(len(made.pages.pages)))
    again = read_back(book, made, Cache(tmp_path))
    assert pages_read == list(range(len(made.pages.pages)))
    assert {name: again.bodies[name] for name in again.bodies} == {name: first.bodies[name] for name in first.bodies}
    assert {name: again.notes[name] for name in again.notes} == {name: first.notes[name] for name in first.notes}
    assert (again.supplied, again.marks, again.page_starts, again.pages) == (first.supplied, first.marks, first.page_starts, first.pages)


@pytest.mark.parametrize("name", ["every-construct", "tricky"])
def test_what_is_remembered_of_a_book_is_what_is_read(root: Path, tmp_path: Path, name: str) -> None:
    shop = orders.workshop(tmp_path / "made")
    book = read_book(root / "tests/books" / name, shop.cache, 1, orders.TRUST).value
    assert book is not None
    made = editions()["print"].make(book, shop, {}).value
    assert made is not None
    read = whole(read_back(book, made))
    assert whole(read_back(book, made, Cache(tmp_path / "cache"))) == read, "chapter by chapter"
    assert whole(read_back(book, made, Cache(tmp_path / "cache"))) == read, "remembered"


def whole(words: EditionWords) -> EditionWords:
    """The words for a comparison: compressed ones are not equal to others."""
    return replace(words, bodies=dict(words.bodies), notes=dict(words.notes))


def test_chapter_is_read_again_for_another_manuscript(printed: tuple[Book, Made], tmp_path: Path) -> None:
    book, made = printed
    read_back(book, made, Cache(tmp_path))
    one = book.documents[0]
    calls = {note.id: ("another-call",) for note in one.notes[:1]}
    notes = tuple(replace(note, calls=calls.get(note.id, note.calls)) for note in one.notes)
    texts = one.words.body.texts
    words = replace(one.words, body=Words.of((*texts[:9], "another", *texts[10:])))
    for changed_document in (replace(one, notes=notes), replace(one, words=words)):
        other = replace(book, documents=(changed_document, *book.documents[1:]))
        assert whole(read_back(other, made, Cache(tmp_path))) == whole(read_back(other, made))


def flip(file: pikepdf.Pdf, index: int) -> None:
    """One letter of the page's content is another one."""
    page = file.pages[index]
    page.contents_coalesce()
    content = page.Contents.read_bytes()
    at = content.index(b"TJ") - 4
    page.Contents = file.make_stream(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def test_page_in_which_a_byte_is_flipped_is_read_again(printed: tuple[Book, Made], pages_read: list[int], tmp_path: Path) -> None:
    book, made = printed
    read_back(book, made, Cache(tmp_path / "cache"))
    pages_read.clear()
    last = last_page(made)
    damaged = changed(made, tmp_path, lambda file: flip(file, last))
    words = read_back(book, damaged, Cache(tmp_path / "cache"))
    assert pages_read == [last]
    whole = read_back(book, made)
    assert (words.bodies["one"], list(words.notes.items())) != (whole.bodies["one"], list(whole.notes.items()))


@pytest.fixture
def pages_examined(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """The indices of the pages whose content preflight follows, and of those whose ink it measures: the others are remembered."""
    examined: dict[str, list[int]] = {"content": [], "ink": []}
    follows, measures = facts._page, ink_coverage.inked_pages

    def followed(page: pikepdf.Page, fonts: dict[tuple[int, int], facts.Font]) -> facts.ExaminedPage:
        examined["content"].append(page.index)  # type: ignore[arg-type]  # pikepdf 10 annotates it as a method
        return follows(page, fonts)

    def measured(path: Path, frames: object, heavy: object, hued: object, wanted: list[int]) -> object:
        examined["ink"].extend(wanted)
        return measures(path, frames, heavy, hued, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(facts, "_page", followed)
    monkeypatch.setattr(jobs, "inked_pages", measured)
    return examined


def forget(pages: dict[str, list[int]]) -> None:
    for indices in pages.values():
        indices.clear()


SPOILED = {
    "a box in cyan": (b"1 0 0 0 k 50 50 20 20 re f ", "P521"),
    "a hairline": (b"0.01 w 0 0 m 50 50 l S ", "P526"),
}
"""What is added to the content of a page, and the code of the finding."""


@pytest.mark.parametrize(("content", "code"), SPOILED.values(), ids=SPOILED)
def test_page_that_preflight_remembers_is_examined_again_when_it_changes(
    printed: tuple[Book, Made], pages_examined: dict[str, list[int]], tmp_path: Path, content: bytes, code: str
) -> None:
    _, made = printed
    printer, cache, last = read_printer("kdp-bw").value, Cache(tmp_path / "cache"), last_page(made)
    assert printer
    first = job_for(made.path, printer, cache=cache)
    assert pages_examined["ink"] == list(range(len(made.pages.pages)))
    assert last in pages_examined["content"]
    forget(pages_examined)
    again = job_for(made.path, printer, cache=cache)
    assert pages_examined == {"content": [], "ink": []}
    assert (again.file.pages, again.ink) == (first.file.pages, first.ink)
    assert judged(again) == judged(first)

    def spoil(file: pikepdf.Pdf) -> None:
        file.pages[last].contents_add(content, prepend=True)

    damaged = changed(made, tmp_path, spoil).path
    found = judged(job_for(damaged, printer, cache=cache))
    assert pages_examined == {"content": [last], "ink": [last]}
    assert [finding.page for finding in found if finding.code == code] == [last]
    assert found == judged(job_for(damaged, printer))


def test_pages_of_a_file_with_another_output_intent_are_read_again(printed: tuple[Book, Made], tmp_path: Path) -> None:
    _, made = printed
    intent = pikepdf.Dictionary(Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier="FOGRA39")
    other = changed(made, tmp_path, lambda file: file.Root.__setitem__("/OutputIntents", pikepdf.Array([intent])))
    assert not set(page_digests(other.path)) & set(page_digests(made.path))


CHANGES: dict[str, Callable[[pikepdf.Pdf, pikepdf.Page], object]] = {
    "a box": lambda _, page: page.obj.__setitem__("/TrimBox", [0, 0, 300, 400]),
    "a turn": lambda _, page: page.obj.__setitem__("/Rotate", 90),
    "a glyph of a font": lambda _, page: program(page).write(program(page).read_bytes()[:-8] + b"\1" * 8),
    "the text of a glyph": lambda _, page: next(iter(page.Resources.Font.values())).ToUnicode.write(b"beginbfchar endbfchar"),
    "an annotation": lambda file, page: page.obj.__setitem__(
        "/Annots", [file.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Square))]
    ),
    "a layer that is off": lambda file, _: file.Root.__setitem__(
        "/OCProperties", pikepdf.Dictionary(D=pikepdf.Dictionary(BaseState="/OFF"))
    ),
}


def program(page: pikepdf.Page) -> pikepdf.Object:
    """The program of the first font that a page names."""
    return next(iter(page.Resources.Font.values())).DescendantFonts[0].FontDescriptor.FontFile2


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_page_shows_is_in_its_digest(printed: tuple[Book, Made], tmp_path: Path, change: str) -> None:
    _, made = printed
    index = last_page(made)
    untouched = changed(made, tmp_path, lambda _: None)
    before = page_digests(untouched.path)
    assert before == page_digests(made.path), "numbers of objects do not count"
    after = page_digests(changed(made, tmp_path, lambda file: CHANGES[change](file, file.pages[index])).path)
    assert after[index] != before[index]


def test_of_a_damaged_file_nothing_is_known(printed: tuple[Book, Made], tmp_path: Path) -> None:
    content = printed[1].path.read_bytes()
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(content.replace(b"startxref", b"startxxxx"))
    assert page_digests(damaged) == ()
    damaged.write_bytes(b"no PDF")
    assert page_digests(damaged) == ()


def test_pages_read_side_by_side_are_those_read_one_by_one(
    printed: tuple[Book, Made], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    book, made = printed
    monkeypatch.setattr(print_words, "WORTH_A_PROCESS", 2)
    beside, alone = read_back(book, made, Cache(tmp_path), jobs=2), read_back(book, made)
    assert {name: beside.bodies[name] for name in beside.bodies} == {name: alone.bodies[name] for name in alone.bodies}
    assert (beside.supplied, beside.marks, beside.page_starts, beside.pages) == (
        alone.supplied,
        alone.marks,
        alone.page_starts,
        alone.pages,
    )
