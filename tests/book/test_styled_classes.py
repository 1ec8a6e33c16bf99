"""Every class that a document can have is styled in each edition, and no sheet styles an unused class.

A section's type is a class too: it may be styled, and need not be.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import tinycss2
from lxml import etree, html
from tinycss2 import ast

from books_by_hand import XMLNS, book, document
from editions.print_samples import setting, workshop
from publish.book.index_entries import Entry
from publish.book.stylesheets import flat_stylesheet
from publish.book.tables import ALIGNMENTS, INNER_FIRST, INNER_LAST
from publish.book.xhtml import MAX_INDENTS
from publish.config import AlsoBy
from publish.config.values import NotePlace, ScreenNotePlace
from publish.editions.epub import make as make_epub
from publish.layout.geometry import page_design
from publish.layout.print_html import print_body
from publish.layout.workers import layout
from publish.model import Book, ContentDocument, Matter, SectionType, Side
from publish.pagination.endnotes import with_notes_in_place
from publish.pagination.front_pages import contents_page, display_pages
from publish.pagination.index_columns import with_printed_index
from publish.pagination.stamps import DROP_FOLIO, FOLIO, HEAD, Stamp, stamps_html
from publish.resources import styles_dir
from publish.text.compressed_text import CompressedText
from publish.tools.mathematics import MATHML

SHEETS = ("tokens", "base", "typography", "quotes", "notes", "matter")
# Classes that the sample does not show in full, and those of sections.
FAMILIES = {"figures", "long", INNER_FIRST, INNER_LAST, *ALIGNMENTS.values(), *(f"indent-{steps}" for steps in range(1, MAX_INDENTS + 1))}
TYPES = {str(kind) for kind in SectionType}
# A short paragraph under a heading and a turned table, of which the sample has none; an index while it is measured, and on its second page.
ONLY_IN_PRINT = {"broadside", "one-line", "measured", "overleaf"}
# Marks of a text that the faces have no small capitals for.
IN_PLACE_OF_SMALL_CAPITALS = {"in-capitals", "in-roman"}
# For readers of the file only: they look like the text around them.
PLAIN = {"edition", "faces", "goes-on", "reference", "rights"}

FORMULA = f'<section {XMLNS}><p><math xmlns="{MATHML}" display="block" alttext="x"><mi>x</mi></math></p></section>'


@pytest.fixture
def sample(tmp_path: Path) -> Book:
    made = book(tmp_path)
    in_print = replace(made.configuration.print, isbn=made.configuration.epub.isbn)
    also = AlsoBy(heading=None, titles=("Another Trial",))
    return replace(made, configuration=replace(made.configuration, print=in_print, also_by=also))


def borne_in_print(sample: Book) -> set[str]:
    """The classes in the HTML of the print edition's pages."""
    stamps = [Stamp(kind=kind, side=side, text="1", language="en") for kind in (HEAD, FOLIO, DROP_FOLIO) for side in Side]
    pages = [print_body(document) for place in get_args(NotePlace) for document in with_notes_in_place(noted(sample, place)).documents]
    pages.append(print_body(replace(sample.documents[0], markup=CompressedText.of(FORMULA)), page_design(sample.configuration.print.trim)))
    pages += [page for _, page in display_pages(sample, ("EB Garamond",)).values()]
    pages.append(print_body(printed_index(sample)))
    pages += [contents_page(sample, {}), stamps_html([(stamp, stamp.text) for stamp in stamps])]
    return set(classes_in(html.fromstring(page) for page in pages))


def printed_index(sample: Book) -> ContentDocument:
    """An index of three letters, with a sub-entry."""
    body = f'<section {XMLNS} id="index" class="index"><header><h1>Index</h1></header></section>'
    section = document(body, id="index", type=SectionType.INDEX, matter=Matter.BACK, title="Index")
    entries = (Entry(name="Ink", group="i"), Entry(name="Jobs", group="j"), Entry(name="Type", group="t", subs=(Entry(name="casting of"),)))
    design = page_design(sample.configuration.print.trim)
    made = setting(sample.configuration.folder)
    indexed = with_printed_index(section, entries, {}, design, lambda measured: layout(measured, made))
    assert indexed.value is not None
    return indexed.value


def noted(sample: Book, place: NotePlace) -> Book:
    """The book with its printed notes at this place."""
    notes = replace(sample.configuration.notes, print=place)
    return replace(sample, configuration=replace(sample.configuration, notes=notes))


def borne_in_epub(sample: Book, folder: Path) -> set[str]:
    """The classes in the files of the e-book, for each place of the notes."""
    borne: set[str] = set()
    for place in get_args(ScreenNotePlace):
        notes = replace(sample.configuration.notes, epub=place)
        outcome = make_epub(replace(sample, configuration=replace(sample.configuration, notes=notes)), workshop(folder / "epub"), {})
        assert outcome.value is not None
        with zipfile.ZipFile(outcome.value.path) as container:
            files = [container.read(name) for name in container.namelist() if name.endswith(".xhtml")]
        borne |= set(classes_in(etree.fromstring(file) for file in files))
    return borne


def classes_in(roots: Iterable[Any]) -> Iterator[str]:
    for root in roots:
        for element in root.iter(etree.Element):
            yield from (element.get("class") or "").split()


def styled(*sheets: str) -> set[str]:
    """The classes in the selectors of these sheets."""
    flat = flat_stylesheet([styles_dir() / f"{sheet}.css" for sheet in sheets], {})
    assert flat.value is not None
    return set(classes_selected(tinycss2.parse_stylesheet(flat.value)))


def classes_selected(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            yield from classes_named(rule.prelude)
        elif isinstance(rule, ast.AtRule) and rule.content and rule.lower_at_keyword == "media":
            yield from classes_selected(tinycss2.parse_rule_list(rule.content))


def classes_named(selector: Iterable[Any]) -> Iterator[str]:
    parts = list(selector)
    for before, part in zip([None, *parts], parts, strict=False):
        if before == "." and isinstance(part, ast.IdentToken):
            yield part.value
        if isinstance(part, ast.FunctionBlock):
            yield from classes_named(part.arguments)


@pytest.mark.slow
def test_print_styles_exactly_the_classes_of_its_pages(sample: Book) -> None:
    borne = borne_in_print(sample) | FAMILIES | ONLY_IN_PRINT
    assert borne - styled("print") - TYPES - PLAIN == set()
    assert styled("print") - borne - TYPES == set()


@pytest.mark.slow
def test_epub_styles_exactly_the_classes_of_its_files(sample: Book, tmp_path: Path) -> None:
    borne = borne_in_epub(sample, tmp_path) | FAMILIES | IN_PLACE_OF_SMALL_CAPITALS
    assert borne - styled("epub") - TYPES - PLAIN == set()
    assert styled("epub") - borne - TYPES == set()


@pytest.mark.slow
def test_shared_sheets_have_no_class_of_one_edition_only(sample: Book, tmp_path: Path) -> None:
    both = (borne_in_print(sample) & borne_in_epub(sample, tmp_path)) | FAMILIES | TYPES
    assert styled(*SHEETS) - both == set()


@pytest.mark.parametrize("edition", ["print", "epub"])
def test_sheets_are_flattened_without_diagnostics(edition: str) -> None:
    outcome = flat_stylesheet([styles_dir() / f"{edition}.css"], {})
    assert outcome.diagnostics == ()
    assert "var(" not in (outcome.value or "")


def test_no_selector_has_two_rules() -> None:
    """Each selector has one rule in a sheet, so that its declarations are in one place."""
    for path in styles_dir().glob("*.css"):
        selectors = [
            tinycss2.serialize(rule.prelude).strip()
            for rule in tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
            if isinstance(rule, ast.QualifiedRule)
        ]
        assert len(selectors) == len(set(selectors)), path.name
