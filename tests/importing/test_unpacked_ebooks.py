"""The folder of an unpacked e-book comes in as the e-book: its parts, matters and subtitle."""

import tomllib
from pathlib import Path

import pytest

from publish.importing.ledger import State
from publish.importing.run import Imported, ImportOrder, import_book

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="epub/content.opf"/></rootfiles></container>"""
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body epub:type="{matter}">{body}</body></html>'
)
PART = """<section epub:type="part"><hgroup><h2><span epub:type="label">Part</span> {number}</h2>
<p epub:type="title">{title}</p></hgroup></section>"""
CHAPTER = """<section epub:type="chapter"><hgroup><h4 epub:type="ordinal">{number}</h4><p epub:type="title">{title}</p></hgroup>
<p>It rained all day in {title}, and nobody went out.</p></section>"""
PAGES = (
    ("frontmatter", '<section epub:type="halftitlepage"><h1>The Fold</h1><p>A Tale of Sheep</p></section>'),
    (
        "frontmatter",
        '<section epub:type="copyright-page"><p>Printed by Ada with the heirs’ permission.</p><p>All rights are kept.</p></section>',
    ),
    ("frontmatter", "<section><h2>Of the Text</h2><p>The text is that of the first printing.</p></section>"),
    ("frontmatter", '<section epub:type="dedication"><p>To the shepherds.</p></section>'),
    ("bodymatter", '<section epub:type="part"><h2>Volume I</h2></section>'),
    ("bodymatter", PART.format(number="One", title="Lambs")),
    ("bodymatter", CHAPTER.format(number="I", title="The Hill")),
    ("bodymatter", CHAPTER.format(number="II", title="The Dale")),
    ("bodymatter", PART.format(number="Two", title="Rams")),
    ("bodymatter", CHAPTER.format(number="I", title="The Fair")),
    ("backmatter", "<section><h2>Of the Type</h2><p>It was set in Garamond.</p></section>"),
)


def unpacked(folder: Path) -> Path:
    """The folder of a repository that holds the e-book in `src`."""
    files = {
        "README.md": "# The sources of a book",
        "src/mimetype": "application/epub+zip",
        "src/META-INF/container.xml": CONTAINER,
        "src/epub/content.opf": _package(len(PAGES)),
        **{f"src/epub/text/{number}.xhtml": PAGE.format(matter=matter, body=body) for number, (matter, body) in enumerate(PAGES)},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _package(pages: int) -> str:
    items = "".join(f'<item id="p{page}" href="text/{page}.xhtml" media-type="application/xhtml+xml"/>' for page in range(pages))
    spine = "".join(f'<itemref idref="p{page}"/>' for page in range(pages))
    return f"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title id="t">The Fold</dc:title><dc:title id="s">A Tale of Sheep</dc:title><dc:language>en-GB</dc:language>
<meta property="title-type" refines="#s">subtitle</meta></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"""


@pytest.fixture(scope="module")
def fold(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("fold")
    return import_book(ImportOrder(sources=(str(unpacked(folder / "source")),), into=folder / "book"))


def book(done: Imported) -> dict[str, object]:
    return tomllib.loads(str(done.files["book.toml"]))


def test_parts_keep_the_lines_over_their_titles(fold: Imported) -> None:
    spine = book(fold)["spine"]
    assert isinstance(spine, dict)
    assert [(part.get("number"), part["part"], len(part["sections"])) for part in spine["body"]] == [
        ("Volume I, Part One", "Lambs", 2),
        ("Part Two", "Rams", 1),
    ]
    texts = [str(fold.files[name]).partition("\n")[0] for part in spine["body"] for name in part["sections"]]
    assert texts == ['# The Hill {number="I"}', '# The Dale {number="II"}', '# The Fair {number="I"}']


def test_pages_stand_in_the_matter_that_they_declare(fold: Imported) -> None:
    spine = book(fold)["spine"]
    assert isinstance(spine, dict)
    titles = {matter: [str(fold.files[name]).partition("\n")[0] for name in spine[matter]] for matter in ("front", "back")}
    assert titles["front"][1:] == ["# Of the Text", "# Dedication {type=dedication}"]
    assert titles["back"] == ["# Of the Type"]


def test_copyright_page_is_kept_and_asked_of_once(fold: Imported) -> None:
    text = "".join(str(content) for name, content in fold.files.items() if name.startswith("front/"))
    assert "Printed by Ada with the heirs’ permission." in text
    asked = [decision.evidence for decision in fold.decisions if decision.state is State.ASKED]
    assert [evidence for evidence in asked if "page" in evidence] == ["a copyright page; publish makes one from book.toml"]


def test_subtitle_of_the_package_is_that_of_the_book(fold: Imported) -> None:
    assert (book(fold)["title"], book(fold)["subtitle"]) == ("The Fold", "A Tale of Sheep")


def test_links_and_hidden_files_of_the_folder_are_not_read(tmp_path: Path) -> None:
    source = unpacked(tmp_path / "source")
    (tmp_path / "secret.xhtml").write_text(PAGE.format(matter="bodymatter", body="<p>A secret.</p>"), encoding="utf-8")
    page = source / "src/epub/text/2.xhtml"
    page.unlink()
    page.symlink_to(tmp_path / "secret.xhtml")
    done = import_book(ImportOrder(sources=(str(source),), into=tmp_path / "book"))
    assert not any("secret" in str(content) for content in done.files.values())
