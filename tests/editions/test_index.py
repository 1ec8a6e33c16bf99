"""The index of both editions, compared with an independent reading of their files: every number is right, and none is missing."""

import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.book.collation import group_of, sort_key
from publish.build import Built, build
from publish.checks.epubcheck import findings
from publish.rules import SMALLEST_BOOK

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

SENTENCE = "The forme was locked, and the bed of the press was wiped clean before the first sheet was laid upon it. "
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine", "Rowan", "Yew")
KINDS = ("bark", "bole", "leaf", "root", "seed")
PREFACE = "# Preface\n\nOf the [Alder]{.index} first of all, and of the ash[]{.index entry=Ash see=Rowan}.\n"
INDEX = "# Index {type=index}\n\nRoman numbers are those of the preface.\n"


def chapter(number: int) -> str:
    """A chapter of some pages in which the names recur; a unique word marks each place, so that it can be found."""
    paragraphs = [f"# Chapter {number}\n"]
    for place in range(40):
        name = NAMES[(place * number) % len(NAMES)]
        kind = KINDS[(place + number) % len(KINDS)]
        sub = f' sub="{kind}"' if name in NAMES[:8] else ""
        word = f"{name}{kind if sub else ''}x"
        paragraphs.append(f'{SENTENCE * 2}[{word}]{{.index entry="{name}"{sub}}} {SENTENCE}\n')
    paragraphs.insert(6, f"It was kept.[^kept] {SENTENCE}\n\n[^kept]: The [Yewnotex]{{.index entry=Yew also=Rowan}} is kept.\n")
    paragraphs.insert(12, f'::: {{.index entry="Wood {number}"}}\n\nBeginx{number} {SENTENCE * 12}\n\n{SENTENCE * 9} Endx{number}\n\n:::\n')
    return "\n".join(paragraphs)


@pytest.fixture(
    scope="module", params=["", '[notes]\nprint = "book-end"\n[print]\nopenings = "any"\n'], ids=["as it is", "notes at the end"]
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("index")
    toml = SMALLEST_BOOK["book.toml"].replace(
        'body = ["one.md"]', 'front = ["preface.md"]\nbody = ["one.md", "two.md", "three.md"]\nback = ["index.md"]'
    )
    words = ", ".join(f'"{name}{kind}x"' for name in NAMES for kind in ("", *KINDS))  # which are never divided, so that each is on one page
    text = f"\n[text]\nhyphenation-exceptions = [{words}]\n"
    files = {"book.toml": toml + request.param + text, "preface.md": PREFACE, "index.md": INDEX}
    files |= {f"{name}.md": chapter(number) for number, name in enumerate(("one", "two", "three"), 1)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))


@pytest.fixture(scope="module")
def pages(made: Built) -> Mapping[str, str]:
    """The text of each printed page by its folio, as PyMuPDF reads it."""
    texts = {}
    with pymupdf.open(made.made["print"].path) as pdf:
        for sheet, page in zip(pdf, made.made["print"].pages.pages, strict=True):
            texts[page.folio] = " ".join(sheet.get_text().split())
    return texts


@pytest.fixture(scope="module")
def columns(made: Built) -> list[list[tuple[float, str]]]:
    """The lines of each column of the printed index: indent in points, and text."""
    columns: list[list[tuple[float, str]]] = []
    with pymupdf.open(made.made["print"].path) as pdf:
        for sheet, page in zip(pdf, made.made["print"].pages.pages, strict=True):
            if page.document == "index":
                block = page.facts.block
                lines = sorted((top, left, text) for left, top, text in _lines(sheet) if top < block.bottom and text != "Index")
                middle = sheet.rect.width / 2 - 10
                for column in ([line for line in lines if line[1] <= middle], [line for line in lines if line[1] > middle]):
                    edge = min(left for _, left, _ in column)
                    columns.append([(left - edge, text) for _, left, text in column])
    return columns


@pytest.fixture(scope="module")
def rows(columns: list[list[tuple[float, str]]]) -> list[tuple[str, str]]:
    """The rows of the printed index, read from the lines of its columns: entry and text."""
    return list(_rows([line for column in columns for line in column]))


def _lines(sheet: pymupdf.Page) -> list[tuple[float, float, str]]:
    """Each printed line below the running head: left edge, top, text. Pieces on the same line of a column are joined."""
    spans = [
        (span["bbox"][0], round(span["origin"][1]), span["text"])
        for block in sheet.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if span["text"].strip() and span["origin"][1] > 54
    ]
    middle = sheet.rect.width / 2 - 10
    joined: dict[tuple[bool, int], list[tuple[float, str]]] = {}
    for left, top, text in spans:
        joined.setdefault((left > middle, top), []).append((left, text))
    return [(min(parts)[0], top, "".join(text for _, text in sorted(parts))) for (_, top), parts in joined.items()]


def _rows(lines: list[tuple[float, str]]) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    entry = ""
    for left, text in lines:
        if "Index" in text or "Roman" in text:
            continue
        if left < 4:
            entry = re.split(r",| \(|\.", text)[0]
            entries.append((entry, text))
        elif left < 15:
            entries.append((entry, text))
        else:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {text}")
    return entries


def folios_of(row: str) -> list[str]:
    return re.findall(r"(?<=, )([ivxl]+|\d+(?:–\d+)?)(?![\w])", row.replace("\u00a0", "_"))


def test_each_number_is_a_page_with_the_words_and_each_place_has_its_number(rows: list[tuple[str, str]], pages: Mapping[str, str]) -> None:
    for name in NAMES:
        subs = KINDS if name in NAMES[:8] else ("",)
        for kind in subs:
            word = f"{name}{kind}x"
            expected = [folio for folio, text in pages.items() if word in text]
            printed = [folios_of(text) for entry, text in rows if entry == name and (text.strip().startswith(kind) if kind else True)]
            folios = [folio for row in printed for folio in row]
            if name == "Yew":
                expected = [folio for folio, text in pages.items() if re.search(r"Yewx", text)]
                folios = [folio for folio in folios if folio]
            assert folios == expected, word


def test_passage_has_its_first_and_last_page(rows: list[tuple[str, str]], pages: Mapping[str, str]) -> None:
    for number in (1, 2, 3):
        (first,) = [folio for folio, text in pages.items() if f"Beginx{number}" in text]
        (last,) = [folio for folio, text in pages.items() if f"Endx{number}" in text]
        (row,) = [text for _, text in rows if text.startswith(f"Wood {number}")]
        assert first != last
        assert row == f"Wood {number}, {first}–{last}"


def test_index_shows_notes_roman_pages_and_references(rows: list[tuple[str, str]], pages: Mapping[str, str]) -> None:
    row = next(text for entry, text in rows if entry == "Yew").replace("\u00a0", " ")
    noted = [folio for folio, text in pages.items() if "Yewnotex" in text]
    assert re.findall(r"(\d+) n\. 1", row) == noted
    assert row.endswith("See also Rowan")
    assert next(text for entry, text in rows if entry == "Ash") == "Ash. See Rowan"
    (preface,) = [folio for folio, text in pages.items() if "Of the Alder" in text]
    assert next(text for entry, text in rows if entry == "Alder") == f"Alder, {preface}"
    assert preface.isalpha()


def test_column_begins_with_an_entry_or_its_continuation(columns: list[list[tuple[float, str]]]) -> None:
    assert len(columns) > 1
    assert all(column[0][0] < 4 for column in columns)


def test_continued_entry_is_marked(rows: list[tuple[str, str]]) -> None:
    continued = [text for _, text in rows if "continued" in text]
    assert all(re.fullmatch(r"\w+ \(continued\)", text) for text in continued)
    assert len(rows) - len(continued) == len({*rows} - {row for row in rows if "continued" in row[1]})


@pytest.mark.slow
def test_every_link_of_the_e_book_leads_to_its_place(made: Built, epubcheck: "WarmEpubCheck") -> None:
    path = made.made["epub"].path
    with zipfile.ZipFile(path) as container:
        files = {
            name.rpartition("/")[2]: etree.fromstring(container.read(name)) for name in container.namelist() if name.endswith(".xhtml")
        }
    index = files["index.xhtml"]
    ids = {f"{name}#{element.get('id')}": element for name, root in files.items() for element in root.iter() if element.get("id")}
    links = [link for link in index.iter("{*}a") if link.get("href", "").partition("#")[2]]
    locators = [link for link in links if link.get("aria-label")]
    distinct = len({(link.get("href"), link.text) for link in locators})
    if made.book.configuration.epub.page_list:
        folios = {page.folio for page in made.made["epub"].marked.pages}
        assert {(link.text or "").partition("\u00a0")[0].partition("–")[0] for link in locators} <= folios
        assert len([link for link in locators if "n.\u00a01" in (link.text or "")]) == 3
        assert 100 < distinct < 1 + 3 * 42  # a page is listed once, however often it has the word
    else:
        assert distinct == 1 + 3 * 42
    for link in links:
        href = link.get("href", "")
        target = ids[href if not href.startswith("#") else f"index.xhtml{href}"]
        if link in locators:
            term = next(row for row in link.iterancestors("{*}li") if row.get("id"))
            name = "".join(term[0].itertext())
            words = " ".join("".join(target.itertext()).split())
            assert words.startswith((name, "Beginx") if name.startswith("Wood") else name), href
    assert next(index.iter("{*}section")).get("role") == "doc-index"
    assert not list(findings(epubcheck.verdict(path)))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["4to", "12mo", "Ångström", "New York", "Newark", "O’Brien", "Œuvre", "Smith, John", "Smith and Sons", "Zorn"]),
        ("de", ["Ärger", "Arm", "Müller", "Muller, Hans", "Straße", "Strasser", "Zahn"]),
        ("fr", ["cote", "coté", "côte", "élan", "été", "œil", "zèle"]),
        ("sv", ["Adler", "Zorn", "Ångström", "Ärlig", "Östberg"]),
    ],
)
def test_names_are_in_the_order_of_their_language(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda name: sort_key(name, language)) == names


def test_separate_letters_have_their_own_groups() -> None:
    assert [group_of(name, "sv") for name in ("Adler", "Ångström", "Östberg")] == ["a", "å", "ö"]
    assert [group_of(name, "en") for name in ("Adler", "Ångström", "“Quoted”", "12mo", "Œuvre")] == ["a", "a", "q", "0", "o"]
