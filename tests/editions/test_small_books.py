"""A corpus of small books: every construct in every awkward place, in both editions.

No legitimate book is refused, and a reading that knows nothing of ours (pdftotext, lxml) finds every word once, in its order, and every
picture.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from editions.small_books import SmallBook, small_books
from orders import order
from publish.build import build

pytestmark = pytest.mark.slow

NOTED = (
    "noted paragraph",
    "quotation",
    "verse",
    "bullets",
    "pipe table",
    "turned table",
    "noted figure",
    "note",
    "labelled note",
    "notes side by side",
)
IMPOSSIBLE = {  # what the grammar does not allow, and the code of the diagnostic
    **{(construct, "in a note"): "N106" for construct in NOTED},
    ("loose numbers", "twice"): "M214",
}

CORPUS = list(small_books(IMPOSSIBLE))
SUPPLIED = ("/nav.xhtml", "/cover.xhtml")
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_there_are_a_hundred_and_twenty_books() -> None:
    assert len(CORPUS) >= 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of every book in its turn: the workers, which know it, need not parse its sheets again."""
    return tmp_path_factory.mktemp("small") / "book"


@pytest.mark.parametrize("book", CORPUS, ids=lambda book: book.name)
def test_a_small_book_is_whole_in_both_editions(book: SmallBook, require_tool: Callable[[str], Path], folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    built = build(order(folder=book.write(folder), output=tmp_path / "out", editions=("print", "epub")))
    pdf, documents = built.made["print"].path, list(sections(built.made["epub"].path))
    shown = [word for document in documents for word in known_words(" ".join(texts(document)), book)]
    assert {
        "printed": uncounted(known_words(printed_text(require_tool("pdftotext"), pdf), book), book),
        "shown": uncounted(shown, book),
        "order": out_of_order([word for word in shown if word not in book.notes], book.words),
        "pictures printed": without_repeats(printed_pictures(require_tool("pdfimages"), pdf), book),
        "pictures shown": sum(1 for document in documents for _ in document.iter(f"{XHTML}img")),
    } == {"printed": {}, "shown": {}, "order": None, "pictures printed": book.pictures, "pictures shown": book.pictures}


def known_words(text: str, book: SmallBook) -> list[str]:
    """The words of the book in a text, in order."""
    known = {*book.words, *book.notes}
    return [word for word in re.findall(r"[^\W\d_]+", text.replace("\u00ad", "").casefold()) if word in known]


def uncounted(words: Sequence[str], book: SmallBook) -> dict[str, int]:
    """The words that do not occur just once, and how often they do; a word of a heading may occur again."""
    counts = Counter(words)
    return {
        word: counts[word] for word in (*book.words, *book.notes) if counts[word] != 1 and not (word in book.repeated and counts[word] > 1)
    }


def out_of_order(words: Sequence[str], expected: Sequence[str]) -> tuple[str, str] | None:
    """The first word that differs, and what it should be."""
    return next(((word, right) for word, right in zip(words, expected, strict=False) if word != right), None)


def printed_text(pdftotext: Path, pdf: Path) -> str:
    return subprocess.run([pdftotext, "-q", pdf, "-"], capture_output=True, text=True, check=True).stdout


def printed_pictures(pdfimages: Path, pdf: Path) -> int:
    listed = subprocess.run([pdfimages, "-list", pdf], capture_output=True, text=True, check=True).stdout
    return sum(line.split()[2] == "image" for line in listed.splitlines()[2:])


def without_repeats(pictures: int, book: SmallBook) -> int:
    """The number of pictures without those of headings that the contents repeat."""
    return book.pictures if 0 <= pictures - book.pictures <= book.pictures_in_headings else pictures


def sections(epub: Path) -> Iterator[etree._Element]:
    with ZipFile(epub) as container:
        for name in container.namelist():
            if name.endswith(".xhtml") and not name.endswith(SUPPLIED):
                yield etree.fromstring(container.read(name))


def texts(element: etree._Element) -> Iterator[str]:
    """The texts below an element, in the order of the manuscript: the caption of a table after its rows."""
    yield element.text or ""
    for child in sorted(element, key=lambda child: child.tag == f"{XHTML}caption"):
        yield from texts(child)
        yield child.tail or ""
