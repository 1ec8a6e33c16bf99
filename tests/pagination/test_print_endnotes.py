"""Printed notes at the end of a chapter and of the book: each under its number and its section, separate from the text, none lost.

The running heads of the notes are checked against the file: each remark names the word at which it was called.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest

from orders import order
from publish.book.note_heads import notes_to
from publish.build import Built, build, page_map
from publish.diagnostics import PublishError
from publish.tasks.notes_table import note_rows

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
PLACES = ("foot", "chapter-end", "book-end")
SABOTAGE = Path(__file__).parent.parent / "sabotage" / "book"
NOTE_LINE = 11
FOOT = (0, 515, 396, 548)  # the block's last two lines, in points
BEGINS = re.compile(r"(?:[A-Z]\w+ )*\d+\. Remark")
TITLES = {"Notes", "Foreword", "On Ropes", "On Ladders", "Tables", "Glossary"}

BOOK = """title = "Ropes and Ladders"
language = "en-GB"
[[contributors]]
name = "Ada Editor"
[spine]
front = ["foreword.md"]
body = ["ropes.md", "ladders.md"]
back = ["tables.md", "glossary.md"]
[print]
openings = "any"
[notes]
print = "{place}"
numbering = "{numbering}"
"""
FILLING = "Nobody on the quay could say who had paid for the hemp, and nobody was asked a second time. "

ODD_PLACES = """
## Knots that hold, word95.[^heading]

The master had a rule, word96.[^quoted]
He had a song, word97.[^sung]
He had a list, word98.[^listed]
In the end he came back to the rule.[^quoted]

| Knot word99.[^cell] | Turns |
|:--|--:|
| Bowline | 1 |

: Knots and their turns, word100.[^caption]

[^heading]: Remark on word95. Called in a heading.

[^quoted]: Remark on word96. He said:

    > A rope is a promise that somebody has twisted.

    And nobody answered.

[^sung]:
    | Remark on word97.
    | Under the ladder a sailor lay,
    | counting the rungs at the end of the day.

[^listed]: Remark on word98. By weight:

    | Stuff | Weight |
    |:--|--:|
    | hemp | 12 |

[^cell]: Remark on word99. Called in a cell.

[^caption]: Remark on word100. Called in a caption.
"""


def section(title: str, first: int, count: int, more: str = "") -> str:
    """A section with a note in each paragraph. Every seventh note has two paragraphs, every fifth is long."""
    parts = [f"# {title}"]
    for number in range(first, first + count):
        parts.append(f"{FILLING * 2}It was word{number}.[^n{number}] {FILLING}")
        parts.append(f"[^n{number}]: Remark on word{number}. {FILLING * (4 if number % 5 == 0 else 0)}".rstrip())
        if number % 7 == 0:
            parts.append(f"    {FILLING * 2}")
    return "\n\n".join(parts) + "\n" + more


SECTIONS = {
    "foreword.md": section("Foreword", 1, 2),
    "ropes.md": section("On *Ropes*[^title]", 3, 40, f"{ODD_PLACES}\n[^title]: On the title.\n"),
    "ladders.md": section('On Ladders, and on Those Who Climb Them {short="On Ladders"}', 43, 50),
    "tables.md": section("Tables", 93, 1),
    "glossary.md": "# Glossary\n\nRung\n: A step, see word94.[^n94]\n\n[^n94]: Remark on word94.\n",
}
LADDERS = {name: SECTIONS[name] for name in ("ladders.md", "glossary.md")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed book: the build, its report, and the lines of each page as pymupdf reads them."""

    built: Built
    report: Mapping[str, object]
    pages: Sequence[Sequence[str]]

    @property
    def counts(self) -> dict[str, object]:
        editions = self.report["editions"]
        assert isinstance(editions, dict)
        return {name: editions["print"][name] for name in ("words", "notes", "calls")}

    def folio(self, page: int) -> str:
        return self.built.made["print"].pages.pages[page].folio


def make(folder: Path, place: str, numbering: str = "chapter", sections: Mapping[str, str] = SECTIONS, book: str = BOOK) -> Printed:
    folder.mkdir()
    files = {**sections, "book.toml": book.format(place=place, numbering=numbering)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    output = folder / "out"
    built = build(order(folder=folder, output=output, moment=MOMENT, editions=("print",), jobs=2))
    with pymupdf.open(built.made["print"].path) as pdf:
        pages = [[" ".join(line.split()) for line in page.get_text().splitlines()] for page in pdf]
    return Printed(built=built, report=json.loads((output / "report.json").read_text()), pages=pages)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    """The same text, with its notes in each place."""
    folder = tmp_path_factory.mktemp("endnotes")
    return {place: make(folder / place, place) for place in PLACES}


def flowing(page: Sequence[str]) -> str:
    return " ".join(page)


def whole(book: Printed) -> str:
    return flowing([flowing(page) for page in book.pages])


def called_on(book: Printed) -> Mapping[str, int]:
    """The page of each word with a call."""
    return {word: index for index, page in enumerate(book.pages) for word in re.findall(r"(word\d+)\.\d", flowing(page))}


def remarks(book: Printed) -> Iterator[tuple[int, str]]:
    """Each remark: its page, and the word that it is about."""
    for index, page in enumerate(book.pages):
        yield from ((index, word) for word in re.findall(r"Remark on (word\d+)", flowing(page)))


@pytest.mark.slow
def test_one_text_has_the_same_words_notes_and_calls_wherever_its_notes_stand(made: Mapping[str, Printed]) -> None:
    assert made["foot"].counts == made["chapter-end"].counts == made["book-end"].counts
    assert made["foot"].counts["notes"] == 101
    for book in made.values():
        assert book.built.diagnostics == ()
        assert sorted(word for _, word in remarks(book)) == sorted(called_on(book))


@pytest.mark.slow
def test_note_called_twice_stands_once(made: Mapping[str, Printed]) -> None:
    for book in made.values():
        assert whole(book).count("A rope is a promise") == 1
        assert made["foot"].counts["calls"] == 102


@pytest.mark.slow
def test_notes_at_a_chapters_end_follow_its_text_under_their_heading(made: Mapping[str, Printed]) -> None:
    text = whole(made["chapter-end"])
    ladders = text[text.index("Those Who Climb Them", text.index("On Ropes")) :]
    assert ladders.index("It was word92") < ladders.index("Notes 1. Remark on word43. 2. Remark on word44.")
    assert text.count("Notes 1. ") == 5
    assert "35. Remark on word95. Called" not in text
    assert "42. Remark on word95. Called" in text


@pytest.mark.slow
def test_notes_at_the_books_end_stand_before_the_glossary_under_their_sections_titles(made: Mapping[str, Printed]) -> None:
    book = made["book-end"]
    first = next(index for index, page in enumerate(book.pages) if page[:1] == ["Notes"])
    text = flowing([flowing(page) for page in book.pages[first:]])
    titles = ["Foreword", "On Ropes", "On Ladders", "Tables", "Glossary"]
    places = [text.index(f"{title} 1. ") for title in titles]
    assert places == sorted(places)
    assert "Those Who Climb" not in text
    assert text.rindex("Glossary Rung") > places[-1]
    contents = next(page for page in book.pages if page[:1] == ["Contents"])
    assert re.search(rf"Tables.*Notes[ .]*{book.folio(first)}.*Glossary", flowing(contents))


@pytest.mark.slow
def test_heads_over_notes_name_the_pages_of_their_calls(made: Mapping[str, Printed]) -> None:
    book = made["book-end"]
    called = called_on(book)
    on_page: dict[int, set[int]] = {}
    before = ""
    for index, word in remarks(book):
        if index not in on_page and not BEGINS.match(flowing(book.pages[index])):  # the page begins with the rest of a note
            on_page.setdefault(index, set()).add(called[before])
        on_page.setdefault(index, set()).add(called[word])
        before = word
    heads = {index: line for index, page in enumerate(book.pages) for line in page[-2:] if line.lower().startswith("notes to page")}
    opening, *others = sorted(on_page)
    assert opening not in heads
    assert sorted(heads) == others
    assert len(others) >= 3
    for index in others:
        first, last = (book.folio(page) for page in (min(on_page[index]), max(on_page[index])))
        assert heads[index].lower() == notes_to("en", first, last)[0].lower()


@pytest.mark.slow
@pytest.mark.parametrize("place", ["chapter-end", "book-end"])
def test_no_heading_or_single_first_line_of_a_note_stands_at_a_pages_foot(made: Mapping[str, Printed], place: str) -> None:
    pages = made[place].built.made["print"].pages.pages
    parted = 0
    for before, after in pairwise(pages):
        if before.facts.notes and after.facts.notes and before.facts.notes[-1].id == after.facts.notes[0].id:
            parted += 1
            box = before.facts.notes[-1].box
            assert box.bottom - box.top >= 2 * NOTE_LINE - 0.5
    assert parted
    with pymupdf.open(made[place].built.made["print"].path) as pdf:
        for page in pdf:
            lines = [line for block in page.get_text("dict", clip=FOOT)["blocks"] for line in block["lines"]]
            assert TITLES.isdisjoint("".join(span["text"] for span in line["spans"]).strip() for line in lines)


@pytest.mark.slow
def test_notes_are_numbered_through_the_book_if_it_says_so(tmp_path: Path) -> None:
    sections = {name: text for name, text in SECTIONS.items() if name != "ropes.md"}
    book = make(tmp_path / "on", "book-end", "book", sections, BOOK.replace('"ropes.md", ', ""))
    text = whole(book)
    assert "On Ladders 3. Remark on word43" in text
    assert "Glossary 54. Remark on word94" in text


@pytest.mark.parametrize("place", ["chapter-end", "book-end"])
def test_heading_speaks_the_books_language(tmp_path: Path, place: str) -> None:
    spine = BOOK.replace('front = ["foreword.md"]', "").replace('"ropes.md", ', "").replace('"tables.md", ', "")
    text = whole(make(tmp_path / place, place, sections=LADDERS, book=spine.replace("en-GB", "de")))
    assert ("Anmerkungen 1. Remark on word43." in text) is (place == "chapter-end")
    assert ("anmerkungen zu den seiten" in text.lower()) is (place == "book-end")


@pytest.mark.slow
def test_list_of_notes_gives_the_page_of_the_mark_and_of_the_note(made: Mapping[str, Printed]) -> None:
    book = made["book-end"]
    folder = book.built.book.configuration.folder
    read, pages = page_map(order(folder=folder, output=folder / "out", moment=MOMENT, jobs=2))
    assert pages is not None
    rows = {row[4].split(".")[0]: row[3] for row in note_rows(read, pages)}
    standing = {word: index for index, word in reversed(list(remarks(book)))}
    for word, page in called_on(book).items():
        assert rows[f"Remark on {word}"] == f"{book.folio(page)} → {book.folio(standing[word])}"
    assert len(rows) == len(called_on(book)) + 1


def test_head_over_notes_is_in_the_language_of_the_book() -> None:
    assert notes_to("fr-CH", "4", "9") == ("Notes des pages 4 à 9", "fr")
    assert notes_to("eo", "4", "4") == ("Notes to page 4", "en")


FAULTS = (
    ("chapter-end", ".endnote p { color: device-cmyk(0 0 0 0) }"),
    ("book-end", ".endnote p { display: none }"),
    ("book-end", ".endnote p { position: relative; left: 9in }"),
)


@pytest.mark.parametrize(("place", "sheet"), FAULTS, ids=["white", "not displayed", "off the page"])
def test_invisible_note_stops_the_build(tmp_path: Path, place: str, sheet: str) -> None:
    folder = shutil.copytree(SABOTAGE, tmp_path / "book")
    written = (folder / "book.toml").read_text(encoding="utf-8")
    assert "[notes]" not in written
    (folder / "book.toml").write_text(f'{written}\n[notes]\nprint = "{place}"\n', encoding="utf-8")
    (folder / "styles").mkdir(exist_ok=True)
    (folder / "styles/print.css").write_text(sheet, encoding="utf-8")
    with pytest.raises(PublishError) as stopped:
        build(order(folder=folder, output=tmp_path / "out", moment=MOMENT, editions=("print",), jobs=1))
    errors = [diagnostic for diagnostic in stopped.value.diagnostics if diagnostic.severity == "error"]
    assert {diagnostic.code for diagnostic in errors} & {"P103", "V107", "V112"}
    assert all(diagnostic.location and diagnostic.location.path.endswith(".md") for diagnostic in errors)
