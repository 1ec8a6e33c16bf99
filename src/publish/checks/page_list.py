"""The proof that the e-book's page list is that of the printed book: the text between two markers is the text of that page.

Policy: both sides are read from the finished files, the pages from the PDF, the markers from the list in the e-book's navigation. A marker
stands where its page begins, or after the word or link in which it begins.
"""

import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

from publish.book.markup import local_name
from publish.checks.document_reading import OPS_TYPE, resolved
from publish.checks.edition_words import EditionWords, PageStart
from publish.checks.epub_words import parsed, spine
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import Book
from publish.text.words import Words, split_words

HELP = (
    "this is a fault of publish, not of the book: please report it with the book’s folder; page-list = false under [epub] leaves them out"
)


def check_page_list(book: Book, epub: Path, screen: EditionWords, paper: EditionWords) -> tuple[Diagnostic, ...]:
    """E401 for each page that the list lacks or that begins elsewhere; `screen` and `paper` are the words of both files."""
    listed = dict(_listed(epub))
    markers = {turn.page: turn for turn in screen.page_starts}
    faults = []
    for turn in paper.page_starts:
        address = listed.get(turn.page)
        marker = markers.get(address or "")
        if marker is None:
            faults.append(_fault(book, turn, f"page {turn.page} of the printed book is not marked in the e-book"))
        elif not _agree(turn, marker):
            faults.append(
                _fault(book, turn, f"page {turn.page} of the printed book begins elsewhere in the e-book: after “{marker.preceding}”")
            )
    order = [page for page in listed if page in {turn.page for turn in paper.page_starts}]
    if not faults and order != [turn.page for turn in paper.page_starts]:
        faults.append(_fault(book, paper.page_starts[0], "the e-book lists the printed pages in another order"))
    lost = set(markers) - set(listed.values())
    faults.extend(_fault(book, markers[address], f"the marker {address} is not in the list of pages") for address in sorted(lost))
    return tuple(faults)


def _agree(page: PageStart, marker: PageStart) -> bool:
    """Whether a marker stands where its page begins, or after the word or link in which it begins."""
    late = marker.letters - page.letters
    return marker.text == page.text and (late == 0 or 0 < late < sum(map(len, split_words(marker.preceding))))


def _listed(epub: Path) -> Iterator[tuple[str, str]]:
    """The pages listed by the e-book's navigation, each with the address of its marker."""
    with zipfile.ZipFile(epub) as container:
        for file in spine(container):
            for nav in parsed(container, file).iter("{*}nav"):
                if "page-list" in nav.get(OPS_TYPE, "").split():
                    for link in (element for element in nav.iter("{*}a") if local_name(element)):
                        href = link.get("href", "")
                        yield "".join(map(str, link.itertext())), f"{resolved(file, href)}#{href.partition('#')[2]}"


def _fault(book: Book, turn: PageStart, message: str) -> Diagnostic:
    return diagnostic("E401", message, help=HELP, at=_place(book, turn))


def _place(book: Book, turn: PageStart) -> Location | None:
    """The manuscript's line of the first word of a page."""
    texts: Mapping[str, tuple[str, Words]] = {
        **{document.id: (document.path, document.words.body) for document in book.documents},
        **{name: (document.path, words) for document in book.documents for name, words in document.words.notes.items()},
    }
    if turn.text not in texts:
        return None
    path, words = texts[turn.text]
    ends = list(accumulate(map(len, words.texts)))
    word = bisect_right(ends, turn.letters)
    return Location(path=path, line=words.lines[word] if word < len(words.lines) else None)
