"""Every construct of tests/cases in both editions: alone in a section, and between other texts in a section of three or more pages.

The markup of each case alone is in golden/cases, to be read line by line. In the long section each case must look as it does alone, except
for the numbers of its notes; and the written forms of all cases must be printed, page by page, like their expected forms. Every build
proves that no text is lost.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from lxml import etree

from filters.test_filter_cases import Case, cases_in
from orders import order
from publish.build import Built, build
from publish.manuscript.scan import scan
from publish.model import Matter, Section

ALL_SET = "typography = { quotes = true, ranges = true, spaces = true, nested = true }"
CASES = {  # files of cases, and the settings of book.toml that they need
    "footnotes-after": 'language = "en"',
    "footnotes-before": 'language = "fr"',
    "block-quotes": 'language = "en"',
    "letters": 'language = "en"',
    "citations": 'language = "en"',
    "typography-en": f'language = "en"\n{ALL_SET}',
    "typography-de": f'language = "de"\n{ALL_SET}',
    "typography-fr": f'language = "fr"\n{ALL_SET}',
    "typography-dashes-en": 'language = "en"\ntypography = { dashes = true, ellipses = "sign" }',
    "typography-dashes-de": 'language = "de"\ntypography = { dashes = true }',
    "typography-points": 'language = "en"\ntypography = { ellipses = "spaced" }',
}
NOT_MADE = {  # cases of filters that cannot be built, and the code of the error
    "an attribution alone is left as it is": "Q102",
    "Chinese and Arabic punctuation": "P101",
    "a script without capitals begins anew": "P101",
}
SENTENCES = (
    "The compositor stood at his case and read the copy twice before he set a line of it.",
    "Rain had come in under the door, and the boy who swept the shop swept that too.",
    "Nobody asked who had written the page, since nobody in the room would have known the name.",
    "At noon the bell rang, the presses fell silent one after the other, and the men ate standing.",
    "A proof hung drying on the line, black on one side and grey where it had met its neighbour.",
    "By evening the forme was locked, and what was wrong in it would stay wrong for two hundred years.",
)
LEAST_PAGES = 3
XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """A built book of cases: each section of the e-book by its stem, the text of the printed pages, and where each section begins."""

    documents: Mapping[str, etree._Element]
    pages: Sequence[str]
    begins: Mapping[str, int]

    def printed(self, stem: str) -> list[str]:
        """The texts of the pages of a section."""
        later = [page for page in self.begins.values() if page > self.begins[stem]]
        return list(self.pages[self.begins[stem] : min(later, default=len(self.pages))])


def cases_of(name: str) -> list[Case]:
    cases: list[Case] = [parameters.values[0] for parameters in cases_in(f"{name}.txt")]
    return [case for case in cases if case.title not in NOT_MADE]


def with_notes(text: str) -> str:
    """The text with a note for each mark that has none."""
    notes = scan(Section(path="one.md", matter=Matter.BODY, text=text))
    return text + "".join(f"\n\n[^{label}]: Note {label}." for label in dict.fromkeys(call.label for call in notes.undefined)) + "\n"


def in_a_row(texts: Sequence[str]) -> str:
    """All texts in one, each between its own neighbours, so that they fill three pages."""
    pieces: list[str] = []
    for place, text in enumerate(texts):
        renamed = re.sub(r"\[\^(\d)\]", rf"[^{place + 1}0\1]", with_notes(text))
        pieces += [neighbour(place, -(-1200 // len(texts))), re.sub(r"\{#(\w+)", r"{#\1-again", renamed)]
    return "\n\n".join(["# Together", *pieces, neighbour(len(texts), 40)]) + "\n"


def neighbour(place: int, words: int) -> str:
    """A paragraph of at least so many words that names its place."""
    sentences = [f"Neighbour {place} begins here."]
    while sum(len(sentence.split()) for sentence in sentences) < words:
        sentences.append(SENTENCES[(place + len(sentences)) % len(SENTENCES)])
    return " ".join(sentences)


def of_cases(texts: Sequence[str], folder: Path, settings: str) -> Editions:
    """The editions of a book whose first section holds all texts; each text is a section of its own after it."""
    alone = {f"alone-{place}": f"# Alone\n\n{with_notes(text)}" for place, text in enumerate(texts)}
    return made(folder, settings, {"together": in_a_row(texts), **alone})


def made(folder: Path, settings: str, sections: Mapping[str, str]) -> Editions:
    """Both editions of a book of these sections, read back from the final files."""
    folder.mkdir()
    language, _, typography = settings.partition("\n")
    listed = ", ".join(f'"{stem}.md"' for stem in sections)
    typography = re.sub(r"^typography = \{ (.*) \}", lambda table: "[typography]\n" + table[1].replace(", ", "\n"), typography)
    (folder / "book.toml").write_text(
        f'title = "Cases"\n{language}\ncontributors = [{{ name = "Ada Editor" }}]\nspine = {{ body = [{listed}] }}\n'
        f'[print]\nopenings = "any"\n[epub]\npage-list = false\n{typography}\n',
        encoding="utf-8",
    )
    for stem, text in sections.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    built = build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))
    return Editions(documents=_documents(built, sections), pages=_pages(built), begins=_begins(built, sections))


def _documents(built: Built, stems: Sequence[str] | Mapping[str, str]) -> dict[str, etree._Element]:
    with ZipFile(built.made["epub"].path) as container:
        names = {Path(name).stem: name for name in container.namelist() if name.endswith(".xhtml")}
        return {stem: next(etree.fromstring(container.read(names[stem])).iter(f"{XHTML}section")) for stem in stems}


def _pages(built: Built) -> list[str]:
    with pymupdf.open(built.made["print"].path) as pdf:
        return [" ".join(page.get_text().split()) for page in pdf]


def _begins(built: Built, stems: Sequence[str] | Mapping[str, str]) -> dict[str, int]:
    ids = {Path(document.path).stem: document.id for document in built.book.documents}
    return {stem: built.made["print"].pages.targets[ids[stem]] for stem in stems}


def markup_of(section: etree._Element, between: tuple[str, str] | None = None) -> str:
    """The markup of a section, or of what is between two paragraphs that begin so, then of the notes that are called there.

    Notes are numbered from 1; ids, roles and links between marks and notes are left out.
    """
    notes = {note.get("id"): note for note in section.iter(f"{XHTML}div") if note.get("class") == "footnote"}
    blocks = [block for block in section if block.tag != f"{XHTML}header" and block.get("class") != "footnotes"]
    if between:
        first, last = (next(at for at, block in enumerate(blocks) if text_of(block).startswith(words)) for words in between)
        blocks = blocks[first + 1 : last]
    marks = (mark for block in blocks for mark in block.iter(f"{XHTML}a") if mark.get("class") == "noteref")
    called = dict.fromkeys(mark.get("href", "#")[1:] for mark in marks)
    numbers = {name: str(number) for number, name in enumerate(called, 1)}
    lines = [_plain(block, numbers) for block in blocks]
    lines += [f"{numbers[name]}: " + "".join(_plain(block, numbers) for block in notes[name]) for name in called]
    return "\n".join(lines)


def _plain(element: etree._Element, numbers: Mapping[str, str]) -> str:
    if element.get("class") == "ways-back":
        return ""
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    for inner in list(copy.iter()):
        if inner.get("class") == "noteref":
            inner.text = numbers[inner.get("href", "#")[1:]]
        for name in ("id", "href", "role", "data-line", "aria-label", "{http://www.idpf.org/2007/ops}type"):
            if not (name == "href" and ":" in inner.get(name, "")):
                inner.attrib.pop(name, None)
    for back in [inner for inner in copy.iter() if inner.get("class") in {"backlink", "way-back"}]:
        parent = back.getparent()
        assert parent is not None
        if back.get("class") == "backlink":
            parent.text = (back.tail or "").lstrip()
        parent.remove(back)
    etree.cleanup_namespaces(copy)
    markup = etree.tostring(copy, encoding="unicode").replace(' xmlns="http://www.w3.org/1999/xhtml"', "").replace("\u00a0</p>", "</p>")
    return " ".join(markup.split())


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_construct_looks_as_accepted_alone_and_among_others(name: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    cases = cases_of(name)
    written = of_cases([case.written for case in cases], tmp_path / "written", CASES[name])
    golden(f"cases/{name}.txt", "\n".join(_shown(cases, written)))
    assert len(written.printed("together")) >= LEAST_PAGES
    for place, case in enumerate(cases):
        between = (f"Neighbour {place} begins", f"Neighbour {place + 1} begins")
        among = re.sub(rf"\[\^{place + 1}0(\d)\]", r"[^\1]", markup_of(written.documents["together"], between))  # a label in code
        assert among == markup_of(written.documents[f"alone-{place}"]), case.title
    if name != "citations":  # their expected forms contain supplied words, which cannot be typed
        expected = made(tmp_path / "expected", CASES[name], {"together": in_a_row([case.expected for case in cases])})
        assert _without_ids(written.documents["together"]) == _without_ids(expected.documents["together"])
        assert written.printed("together") == [text for text in expected.printed("together") if text]


def _shown(cases: Sequence[Case], editions: Editions) -> Iterator[str]:
    for place, case in enumerate(cases):
        stem = f"alone-{place}"
        yield f"=== {case.title}\n{markup_of(editions.documents[stem])}\n--- print\n{' | '.join(editions.printed(stem))}\n"


def _without_ids(section: etree._Element) -> list[str]:
    return [re.sub(r' (?:id|href)="[^"]*"', "", etree.tostring(block, encoding="unicode", with_tail=False)) for block in section]
