"""Navigation of the e-book: contents, landmarks, NCX."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import books_by_hand
from publish.book.markup import XHTML, inner_markup
from publish.config.values import ContentsLevels
from publish.epub.container import Resource
from publish.epub.documents import Places, places
from publish.epub.navigation import NCX_NAMESPACE, nav_resource, ncx_resource
from publish.epub.xhtml_file import EPUB_TYPE
from publish.model import Book, ContentsEntry

NCX = f"{{{NCX_NAMESPACE}}}"
TREE: list[Any] = [
    ("Preface", "text/preface.xhtml", []),
    (
        "Before & During",
        "text/part-before-during.xhtml",
        [
            (
                "The Trial",
                "text/trial.xhtml",
                [("The Evidence", "text/trial.xhtml#trial-evidence", [("Figures", "text/trial.xhtml#trial-figures", [])])],
            ),
        ],
    ),
    ("Aftermath", "text/aftermath.xhtml", []),
    ("Glossar", "text/glossary.xhtml", []),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return books_by_hand.book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def where(book: Book) -> Places:
    return places(book)


def navs(resource: Resource) -> dict[str, etree._Element]:
    """The navs of the contents page by their epub:type."""
    return {nav.get(EPUB_TYPE, ""): nav for nav in etree.fromstring(resource.content).iter(f"{{{XHTML}}}nav")}


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def rows(listed: etree._Element) -> list[object]:
    """The tree of a nav's list: title, address, children."""
    entries: list[object] = []
    for row in listed:
        link = row[0]
        entries.append((text_of(link), link.get("href"), rows(row[1]) if len(row) > 1 else []))
    return entries


def points(parent: etree._Element) -> list[object]:
    """The tree of an NCX: title, address, children."""
    return [
        (text_of(point[0]), point[1].get("src"), points(point))
        for point in parent.iterchildren(f"{NCX}navPoint")
    ]  # fmt: skip


def with_entry(book: Book, markup: str, title: str = "Preface") -> Book:
    return replace(book, contents=(ContentsEntry(title=title, markup=markup, level=1, document="preface", fragment="preface"),))


def with_levels(book: Book, levels: ContentsLevels) -> Book:
    """The book with contents of this depth."""
    return replace(book, configuration=replace(book.configuration, epub=replace(book.configuration.epub, contents_levels=levels)))


def test_contents_are_nested_as_the_book_is(book: Book, where: Places) -> None:
    nav = navs(nav_resource(with_levels(book, 4), where, ()))["toc"]
    assert rows(nav[1]) == TREE
    assert (nav[0].text, nav.get("role"), nav.get("aria-labelledby")) == ("Contents", "doc-toc", nav[0].get("id"))


def test_ncx_has_the_same_contents(book: Book, where: Places) -> None:
    root = etree.fromstring(ncx_resource(with_levels(book, 4), where, "urn:x").content)
    mapped = root.find(f"{NCX}navMap")
    assert mapped is not None
    assert points(mapped) == TREE
    assert [point.get("playOrder") for point in root.iter(f"{NCX}navPoint")] == [str(number) for number in range(1, 8)]
    head = {meta.get("name"): meta.get("content") for meta in root.iter(f"{NCX}meta")}
    assert (head["dtb:uid"], head["dtb:depth"]) == ("urn:x", "4")


@pytest.mark.parametrize(("levels", "deepest"), [(1, "Before & During"), (2, "The Trial"), (3, "The Evidence")])
def test_contents_have_the_depth_of_book_toml(levels: ContentsLevels, deepest: str, book: Book, where: Places) -> None:
    book = with_levels(book, levels)
    root = etree.fromstring(ncx_resource(book, where, "urn:x").content)
    mapped = root.find(f"{NCX}navMap")
    assert mapped is not None
    listed = rows(navs(nav_resource(book, where, ()))["toc"][1])
    assert points(mapped) == listed
    assert [title for title in (text_of(link) for link in root.iter(f"{NCX}text")) if title in deepest] == [deepest]
    assert str(listed).count("[(") == levels


def test_contents_have_two_levels_by_default(book: Book, where: Places) -> None:
    assert nav_resource(book, where, ()) == nav_resource(with_levels(book, 2), where, ())


def test_landmarks_name_the_existing_pages(book: Book, where: Places) -> None:
    def marks(*pages: str) -> list[tuple[str | None, str | None]]:
        links = navs(nav_resource(book, where, pages))["landmarks"].iter(f"{{{XHTML}}}a")
        return [(link.get(EPUB_TYPE), link.get("href")) for link in links]

    always = [("toc", "#toc"), ("bodymatter", "text/part-before-during.xhtml"), ("glossary", "text/glossary.xhtml")]
    assert marks() == always
    assert marks("title-page", "imprint") == [
        ("titlepage", "text/title-page.xhtml"),
        ("copyright-page", "text/imprint.xhtml"),
        *always,
    ]


def test_landmarks_are_not_shown(book: Book, where: Places) -> None:
    assert navs(nav_resource(book, where, ()))["landmarks"].get("hidden") == "hidden"


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ("The <em>Trial</em>", "The <em>Trial</em>"),
        ('A <a href="#trial" id="x">link</a>', "A <span>link</span>"),
        ('<span id="x" lang="fr">mot</span>', '<span lang="fr">mot</span>'),
        ('The <img src="x.png" alt="sign"/>!', "The <span>sign</span>!"),
        ("Salt<br/> and bread", "Salt and bread"),
    ],
)
def test_title_s_markup_is_in_its_link(markup: str, written: str, book: Book, where: Places) -> None:
    link = navs(nav_resource(with_entry(book, markup), where, ()))["toc"][1][0][0]
    assert (inner_markup(link), dict(link.attrib)) == (written, {"href": "text/preface.xhtml"})


def test_file_names_come_from_ids_and_are_unique(book: Book) -> None:
    twice = replace(book.documents[0], id="Trial", assets=())
    named = replace(book.documents[0], id="title-page", assets=())
    names = places(replace(book, documents=(*book.documents, twice, named))).documents
    assert names["trial"] == "text/trial.xhtml"
    assert names["Trial"] == "text/trial-2.xhtml"
    assert names["title-page"] == "text/title-page-2.xhtml"


def test_image_names_are_safe_in_urls(tmp_path: Path) -> None:
    assert places(books_by_hand.book(tmp_path)).images == {"images/A%20Press.png": "images/a-press.png"}
