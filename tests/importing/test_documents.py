"""Documents of office programs, e-books and Markdown come in with their notes, quotations, lists, tables and pictures."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.run import Imported, ImportOrder, import_book
from publish.tools.pandoc import _pandoc

SOURCE = """---
title: The Margins of the Valley
author: Ada Editor
lang: en-GB
---

# The Last Meeting

The printers met for the *last* time.[^1] They drank [cider]{.smallcaps}, and wrote H~2~O and x^2^ on the wall.

> Nobody spoke of the machines.
>
> Each went home by his own road.[^2]

1. The press is cold.
2. The ink is thick.

- a stick
- a stone

| Name | Trade   |
|------|---------|
| Tom  | printer |
| Ada  | editor  |

# The Road Home

It was as they had said in [the first chapter](#the-last-meeting).

[^1]: Turner, *Margins*, p. 22.

    He met them once.
[^2]: Jones, *The Road*, p. 155.
"""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN_XML = f"""<?xml version="1.0"?><w:document xmlns:w="{WORD}"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>BODY</w:body></w:document>"""
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""


def converted(folder: Path, form: str, text: str = SOURCE) -> Path:
    """The text as a document that pandoc makes of it."""
    path = folder / f"book.{form.rstrip('23')}"
    subprocess.run([_pandoc(), "-f", "markdown", "-t", form, "-o", path], input=text.encode(), check=True)
    return path


def word_document(folder: Path, body: str) -> Path:
    """A DOCX with this body and nothing else."""
    path = folder / "book.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", OPEN_XML.replace("BODY", body)),
        ):
            archive.writestr(name, content)
    return path


def imported(source: Path, folder: Path) -> tuple[Imported, str]:
    """What is imported, and all sections as one text; it passes `publish check`."""
    done = import_book(ImportOrder(sources=(str(source),), into=folder / "book"))
    assert not has_errors(done.diagnostics)  # what `publish check` says of the book
    return done, "\n".join(str(text) for name, text in done.files.items() if name.endswith(".md"))


@pytest.mark.parametrize("form", ["docx", "odt", "epub2", "epub3"])
def test_document_comes_in_whole(form: str, tmp_path: Path) -> None:
    done, text = imported(converted(tmp_path, form), tmp_path)
    assert 'title = "The Margins of the Valley"' in str(done.files["book.toml"])
    assert 'name = "Ada Editor"' in str(done.files["book.toml"])
    assert [name for name in done.files if name.endswith(".md")] == ["body/01-the-last-meeting.md", "body/02-the-road-home.md"]
    assert "for the *last* time.[^1]" in text
    assert "[^1]: Turner, *Margins*, p. 22.\n\n    He met them once." in text
    assert "> Nobody spoke of the machines.\n>\n> Each went home by his own road.[^2]" in text
    assert "[^2]: Jones, *The Road*, p. 155." in text
    assert "1.  The press is cold." in text
    assert "-   a stick\n-   a stone" in text
    assert "| Name | Trade |\n| --- | --- |\n| Tom | printer |" in text
    assert "H~2~O and x^2^" in text
    assert "in [the first chapter](#the-last-meeting)" in text
    assert [one.code for one in done.diagnostics] == []


@pytest.mark.parametrize("form", ["docx", "epub3"])
def test_each_document_of_a_folder_comes_in(form: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    for number, title in enumerate(("The Road Out", "The Road Home"), 1):
        (tmp_path / title).mkdir()
        document = converted(tmp_path / title, form, f"# {title}\n\nThe road was long, and nobody spoke on day {number}.\n")
        folder.mkdir(exist_ok=True)
        document.rename(folder / f"{number}{document.suffix}")
    _, text = imported(folder, tmp_path / "book")
    assert "nobody spoke on day 1" in text
    assert "nobody spoke on day 2" in text


def test_markdown_of_another_house_comes_in_whole(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text(SOURCE, encoding="utf-8")
    done, text = imported(tmp_path / "book.md", tmp_path)
    assert 'title = "The Margins of the Valley"' in str(done.files["book.toml"])
    assert "[^1]: Turner, *Margins*, p. 22.\n\n    He met them once." in text
    assert [one.code for one in done.diagnostics] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Met.[^a]\n\n [^a]: Indented by a space.\n", "[^a]: Indented by a space."),
        ("Met.[^a]\n\n[^a]:\n    On a line of its own.\n", "[^a]: On a line of its own."),
        ("Met.[^a] And.[^a]\n\n[^a]: Called twice.\n", "Met.[^a] And.[^a]"),
        ("Met.^[In the line.]\n", "In the line."),
        ("Met.[^b]\n\n[^a]: Called by nothing.\n", "Called by nothing."),
        ("Met.[1]\n\n[1]: Turner, Margins, p. 22.\n", "[^1]: Turner, Margins, p. 22."),
        ("Met.[\\[1\\]](#_ftn1)\n\n[\\[1\\]](#_ftnref1) Turner, p. 22.\n", "[^1]: Turner, p. 22."),
        ('{{< cite "Turner 1911" >}} met.\n', "Turner 1911 met."),
        ("The code is `[^a]: x`.\n\n```\n[^b]: y\n```\n", "`[^a]: x`"),
        ("{{< class >}}\n\nMet.\n", "Met."),
    ],
)
def test_notes_and_shortcodes_of_other_houses_are_understood(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(f"# One\n\nThe printers met in autumn.\n\n{text}", encoding="utf-8")
    done, made = imported(tmp_path / "page.md", tmp_path)
    assert expected in made
    assert [one.code for one in done.diagnostics] == []


def test_importing_what_was_imported_changes_nothing(tmp_path: Path) -> None:
    _, first = imported(converted(tmp_path, "epub3"), tmp_path)
    done = import_book(ImportOrder(sources=(str(tmp_path / "book/body"),), into=tmp_path / "again"))
    assert "\n".join(str(text) for name, text in done.files.items() if name.endswith(".md")) == first


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_struck_out_words_are_left_out_and_new_ones_are_in(tmp_path: Path) -> None:
    by = 'w:author="Ada" w:date="2026-01-01T00:00:00Z"'
    struck = f'<w:del w:id="1" {by}><w:r><w:delText>struck</w:delText></w:r></w:del>'
    struck += f'<w:ins w:id="2" {by}><w:r><w:t xml:space="preserve">added </w:t></w:r></w:ins>'
    body = f"{paragraph('It rained all day.')}<w:p>{struck}<w:r><w:t>words</w:t></w:r></w:p>"
    done, text = imported(word_document(tmp_path, body), tmp_path)
    assert "added words" in text
    assert "struck" not in text
    assert [one.code for one in done.diagnostics] == []


def test_words_of_a_text_box_are_in_the_text_or_told(tmp_path: Path) -> None:
    box = f"<wps:txbx><w:txbxContent>{paragraph('The box holds seven words of its own.')}</w:txbxContent></wps:txbx>"
    body = f"{paragraph('It rained all day.')}<w:p><w:r><w:drawing>{box}</w:drawing></w:r></w:p>"
    done, text = imported(word_document(tmp_path, body), tmp_path)
    assert "The box holds seven words" in text or any(one.code == "I112" and "box holds seven" in one.message for one in done.diagnostics)


def test_picture_beside_a_page_comes_along(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    picture = tmp_path / "page_files" / "the press.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    figure = '<figure><img src="page_files/the%20press.svg" alt="A press"><figcaption>The press.</figcaption></figure>'
    page = f"<h1>One</h1>{figure}<p>It stood.</p>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    done, text = imported(tmp_path / "page.html", tmp_path)
    assert '![The press.](images/the-press.svg){alt="A press"}' in text
    assert done.files["images/the-press.svg"] == picture.read_bytes()
