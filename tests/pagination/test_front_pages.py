"""The pages before the text: they show what book.toml says, without overlaps, at the foot of the page where it belongs there."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from books_by_hand import book, configuration
from editions.print_samples import printed
from publish.book.faces import faces
from publish.book.imprint import also_by_page, contributor_lines, imprint
from publish.config import AlsoBy, Configuration, Contributor, read_configuration
from publish.model import Made
from publish.pagination.front_pages import undrawable_texts

FOOT = 54 + 35 * 14  # of the block at 5.5 × 8.5 in
LONG = "How a Very Patient Compositor Filled the White between Two Pages with Nothing at All, and Was Paid for It by the Line"


def people(*roles: str) -> tuple[Contributor, ...]:
    """An author, and one person for each of these roles."""
    named = [("Ada Author", "aut"), *((f"Person {index}", role) for index, role in enumerate(roles, 1))]
    return tuple(Contributor(name=name, sort=name, role=role) for name, role in named)


def lines_of(page: Any) -> list[str]:
    return [" ".join(map(str, line.itertext())) for line in page.iter("{*}p", "{*}h1")]


@pytest.fixture
def plain(tmp_path: Path) -> Configuration:
    return replace(configuration(tmp_path), series=None)


# --- book.toml ------------------------------------------------------------------------------------------------------------------------

BOOK = 'title = "A Small Book"\nlanguage = "en"\n{}\n[[contributors]]\nname = "Ada"\n[spine]\nbody = ["one.md"]\n'


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ('also-by = ["On Folios", "On Gutters"]', AlsoBy(heading=None, titles=("On Folios", "On Gutters"))),
        ('also-by = { heading = "By one hand", titles = ["On Folios"] }', AlsoBy(heading="By one hand", titles=("On Folios",))),
        ('also-by.heading = "By one hand"\nalso-by.titles = ["A"]', AlsoBy(heading="By one hand", titles=("A",))),
        ("", None),
    ],
)
def test_other_books_are_a_list_or_a_table(tmp_path: Path, written: str, also: AlsoBy | None) -> None:
    (tmp_path / "book.toml").write_text(BOOK.format(written), encoding="utf-8")
    read = read_configuration(tmp_path).value
    assert read is not None
    assert read.also_by == also


@pytest.mark.parametrize(
    ("written", "code", "message"),
    [
        ("also-by = []", "C121", "“also-by” is empty"),
        ("also-by = { titles = [] }", "C121", "“also-by.titles” is empty"),
        ('also-by = { heading = "By one hand" }', "C105", "“also-by.titles” is missing"),
        ('also-by = { tittles = ["A"], titles = ["B"] }', "C107", "there is no key “also-by.tittles”"),
        ('also-by = "On Folios"', "C106", "“also-by” is a text, not an array"),
        ('also-by = ["On Folios", 7]', "C106", "“also-by[2]” is a number"),
        ("printing = 2", "C106", "“printing” is a number"),
        ('printing = " "', "C110", "“printing” is empty"),
    ],
)
def test_faults_of_front_matter_are_reported_at_their_line(tmp_path: Path, written: str, code: str, message: str) -> None:
    (tmp_path / "book.toml").write_text(BOOK.format(written), encoding="utf-8")
    outcome = read_configuration(tmp_path)
    assert outcome.value is None
    assert [(diagnostic.code, diagnostic.location.line if diagnostic.location else 0) for diagnostic in outcome.diagnostics] == [(code, 3)]
    assert message in outcome.diagnostics[0].message
    assert outcome.diagnostics[0].help


# --- what stands on the pages ---------------------------------------------------------------------------------------------------------


def test_copyright_page_names_each_edition_with_its_isbn(plain: Configuration) -> None:
    both = replace(plain, print=replace(plain.print, isbn="9780306406157"), printing="Third printing, 2027")
    page = imprint(both, families=("EB Garamond", "Source Code Pro"))
    assert lines_of(page) == [
        "© 2026 the author",
        "Small Press, Leiden, 2026",
        "Second edition",
        "Third printing, 2027",
        "Translated by  Tom Translator",
        "ISBN 978-0-306-40615-7 (print)",
        "ISBN 978-3-16-148410-0 (e-book)",
        "Set in EB Garamond and Source Code Pro by publish and WeasyPrint",
    ]


def test_every_role_has_words_in_some_language(plain: Configuration) -> None:
    several = replace(plain, language="de", contributors=people("trl", "trl", "pht", "bnd"))
    lines = [(role, " ".join(map(str, line.itertext())), line[0].get("lang")) for role, line in contributor_lines(several)]
    assert lines == [
        ("trl", "Übersetzt von  Person 1, Person 2", None),
        ("pht", "Fotografien:  Person 3", None),
        ("bnd", "Binder:  Person 4", "en"),
    ]


def test_page_before_the_title_page_has_series_and_other_books(plain: Configuration) -> None:
    assert also_by_page(plain) is None
    also = replace(plain, contributors=people(), also_by=AlsoBy(heading=None, titles=("On Folios", "On Gutters")))
    assert lines_of(also_by_page(also)) == ["Also by Ada Author", "On Folios", "On Gutters"]
    assert lines_of(also_by_page(replace(also, language="he")))[0] == "ספרים נוספים"
    assert lines_of(also_by_page(configuration(plain.folder))) == ["Studies, 4"]


def test_letter_that_no_face_has_is_reported_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(BOOK.format('printing = "བོད"\nalso-by = ["ᎠᏴ"]'), encoding="utf-8")
    read = read_configuration(tmp_path).value
    assert read is not None
    lines = [(diagnostic.code, diagnostic.location.line if diagnostic.location else 0) for diagnostic in undrawable_texts(read, faces())]
    assert lines == [("P101", 3), ("P101", 4)]


# --- in print -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A book with very long titles, names and publisher."""
    folder = tmp_path_factory.mktemp("front")
    sample = book(folder)
    crowded = replace(
        sample.configuration,
        title=LONG,
        subtitle=LONG,
        publisher=LONG,
        contributors=people("edt", "trl", "ill", "cov", "bkd", "pht", "aui"),
        also_by=AlsoBy(heading=None, titles=(LONG, "On Folios")),
        rights="© 2026\n\nAll rights reserved.",
    )
    return printed(replace(sample, documents=sample.documents[:1], contents=sample.contents[:1], configuration=crowded), folder / "scratch")


def test_crowded_pages_are_one_page_each_in_their_order(made: Made) -> None:
    assert [page.document for page in made.pages.pages[:5]] == ["half-title", "also-by", "title-page", "imprint", "contents"]
    assert [page.printed for page in made.pages.pages[:5]] == [False, False, False, False, True]


def test_lines_neither_overlap_nor_leave_the_block(made: Made) -> None:
    with pymupdf.open(made.path) as pages:
        for index in range(4):
            page = pages[index]
            lines = sorted({(round(y0 + (y1 - y0) * 0.7), text) for _, y0, _, y1, text, *_ in page.get_text("words")})
            baselines = sorted({y for y, _ in lines})
            assert all(54 < y <= FOOT for y in baselines)
            assert all(later - earlier > 8 for earlier, later in pairwise(baselines))


def test_copyright_page_ends_at_the_foot_and_names_the_faces_used(made: Made) -> None:
    with pymupdf.open(made.path) as pages:
        words = pages[3].get_text("words")
        last = max(y1 for _, _, _, y1, *_ in words)
        assert FOOT - 6 < last < FOOT + 3
        text = " ".join(pages[3].get_text().split())
    assert "All rights reserved." in text
    assert "Set in EB Garamond by publish and WeasyPrint" in text
