"""Paragraphs stay apart wherever several stand together."""

from pathlib import Path

import pytest
from lxml import etree

from publish.reading import read_book
from publish.rules import SMALLEST_BOOK
from publish.tools.cache import Cache

XHTML = "{http://www.w3.org/1999/xhtml}"
INLINE = {f"{XHTML}{name}" for name in ("em", "strong", "code", "a", "span")}


def section_of(folder: Path, text: str) -> etree._Element:
    """The content document of a book with one section, whose text follows its title, and its notes."""
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    book = read_book(folder, Cache(None)).value
    assert book is not None
    (document,) = book.documents
    return etree.fromstring(f"<div>{document.markup.text}{''.join(note.body for note in document.notes)}</div>")


def texts_of_blocks(element: etree._Element) -> list[str]:
    """The text of each block that has text of its own; two blocks' texts in one string would be glued."""
    texts: list[str] = []
    for block in element.iter():
        if block.tag not in INLINE:
            own = "".join([block.text or "", *("".join(child.itertext()) if child.tag in INLINE else "|" for child in block)])
            tails = "".join(child.tail or "" for child in block)
            texts += [piece.strip() for piece in (own + tails).split("|") if piece.strip()]
    return texts


@pytest.mark.parametrize(
    "text",
    [
        "Term\n:   AA one.\n\n    BB two.",
        "Term\n\n:   AA one.\n\n    BB two.",
        "Term\n:   AA one.\n\n    BB two.\n\n    CC three.\n\nOther\n:   DD four.",
        "Term\n:   AA one.\n:   BB two.\n\n    > CC three.\n\n    - DD four.\n\n    EE five.",
        "Term\n:   AA *one.*\n\n    *BB* two.",
        "- AA one.\n\n  BB two.\n- CC three.",
        "1. AA one.\n\n   BB two.\n\n   - CC three.",
        "> AA one.\n>\n> BB two.\n>\n> - CC three.\n>\n>   DD four.",
        "> Term\n> :   AA one.\n>\n>     BB two.",
        "Text.[^a]\n\n[^a]: AA one.\n\n    BB two.\n\n    Term\n    :   CC three.\n\n        DD four.",
        "+------+------+\n| AA x | BB x |\n|      |      |\n| CC x | DD x |\n+------+------+",
    ],
)
def test_paragraphs_that_stand_together_stay_apart(tmp_path: Path, text: str) -> None:
    marks = [word for word in text.replace("*", "").split() if len(word) == 2 and word.isupper()]

    texts = texts_of_blocks(section_of(tmp_path, text))

    assert sorted(marks) == sorted(piece[:2] for piece in texts if piece[:2] in marks)


def test_one_paragraph_of_a_definition_needs_no_element_of_its_own(tmp_path: Path) -> None:
    definition = section_of(tmp_path, "Term\n:   One.").find(f".//{XHTML}dd")

    assert definition is not None
    assert definition.text == "One."
