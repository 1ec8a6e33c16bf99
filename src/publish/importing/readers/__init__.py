"""Readers: what each form of source becomes, by one table. A reader takes sources of its form that belong together, and reads them once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from publish.diagnostics import Diagnostic
from publish.importing.blocks import Block, Doubt, Reading
from publish.importing.inline import clean
from publish.importing.readers.encodings import decoded
from publish.importing.readers.epub import read_epub
from publish.importing.readers.markdown import read_markdown
from publish.importing.readers.marked_lines import ANSWERS, with_marked_quotations
from publish.importing.readers.office import read_office
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.plain_text import blocks_of
from publish.importing.readers.sources import Form, Source
from publish.importing.recovery.cruft import without_page_lines
from publish.importing.source_lines import lines_of
from publish.text.words import split_words


def readings(sources: Sequence[Source]) -> Iterator[Reading]:
    """What the sources hold, in their order; the pages of one folder are read together. PublishError where one is no text."""
    for _, group in groupby(sources, key=lambda source: (source.form, source.folder if source.listed else source.name)):
        yield READERS[(members := list(group))[0].form](members)


def read_text(text: str, name: str = "", diagnostics: Sequence[Diagnostic] = ()) -> Reading:
    """Plain text: its blocks, without the lines that only hold a page's number."""
    lines, taken = without_page_lines(with_marked_quotations(lines_of(text)), name)
    return Reading(
        name=name,
        blocks=blocks_of(lines, name),
        words=tuple(split_words(ANSWERS.sub("", clean(text)))),
        taken=taken,
        diagnostics=tuple(diagnostics),
    )


def _texts(sources: Sequence[Source]) -> Reading:
    return _together([_text(source) for source in sources])


def _text(source: Source) -> Reading:
    found = decoded(source)
    return read_text(found.text, source.name, [found.doubt] if found.doubt else [])


def _html(sources: Sequence[Source]) -> Reading:
    texts = [decoded(source) for source in sources]
    pages = [Page(name=source.name, path=Path(source.name).name, text=text.text) for source, text in zip(sources, texts, strict=True)]
    folder = sources[0].folder
    reading = read_pages(pages, lambda path: _beside(folder, path), sources[0].name)
    doubts = tuple(text.doubt for text in texts if text.doubt)
    hints = replace(reading.hints, title=_of_folder(sources[0].name)) if len(pages) > 1 else reading.hints
    return replace(reading, hints=hints, by_page=len(pages) > 1, diagnostics=(*doubts, *reading.diagnostics))


def _beside(folder: Path | None, path: str) -> bytes | None:
    """A file in the folder of a page, and never one outside of it."""
    if folder is None:
        return None
    found = (folder / path).resolve()
    try:
        return found.read_bytes() if found.is_relative_to(folder.resolve()) and found.is_file() else None
    except OSError:
        return None


def _markdown(sources: Sequence[Source]) -> Reading:
    texts = [decoded(source) for source in sources]
    files = [(source.name, text.text) for source, text in zip(sources, texts, strict=True)]
    folder = sources[0].folder
    reading = read_markdown(files, lambda path: _of_book(folder, path.removeprefix(f"{_parent(sources[0].name)}/")))
    doubts = tuple(text.doubt for text in texts if text.doubt)
    hints = replace(reading.hints, title=_of_folder(sources[0].name), subtitle="") if len(files) > 1 else reading.hints
    return replace(reading, hints=hints, diagnostics=(*doubts, *reading.diagnostics))


def _parent(name: str) -> str:
    return "/".join(part for part in name.split("/")[:-1] if part not in {"", "."})


def _of_book(folder: Path | None, path: str) -> bytes | None:
    """A file beside a section, or in the folder of the book that the section is of, to which its pictures' paths lead."""
    found = _beside(folder, path)
    if found is None and folder is not None and (folder.parent / "book.toml").is_file():
        return _beside(folder.parent, path)
    return found


def _together(readings: Sequence[Reading]) -> Reading:
    """Several files as one reading, each a section: their blocks go on counting."""
    if len(readings) == 1:
        return readings[0]
    blocks: list[Block] = []
    words: list[str] = []
    taken: list[tuple[Block, Doubt]] = []
    doubts: dict[int, Doubt] = {}
    pictures: dict[str, bytes] = {}
    said: list[Diagnostic] = []
    first = 0
    for reading in readings:
        orders = [*(block.order for block in reading.blocks), *(block.order for block, _ in reading.taken)]
        shift = first - min(orders, default=0)
        blocks.extend(replace(block, order=block.order + shift) for block in reading.blocks)
        taken.extend((replace(block, order=block.order + shift), doubt) for block, doubt in reading.taken)
        doubts.update({order + shift: doubt for order, doubt in reading.doubts.items()})
        words.extend(reading.words)
        pictures.update(reading.pictures)
        said.extend(reading.diagnostics)
        first = shift + max(orders, default=0) + 1
    return Reading(
        name=readings[0].name,
        blocks=tuple(blocks),
        words=tuple(words),
        hints=replace(readings[0].hints, title=_of_folder(readings[0].name), subtitle=""),
        doubts=doubts,
        taken=tuple(taken),
        pictures=pictures,
        by_page=True,
        diagnostics=tuple(said),
    )


def _of_folder(name: str) -> str:
    """A folder's name as a title may be written."""
    words = Path(name).resolve().parent.name.replace("-", " ").replace("_", " ").split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


READERS: Mapping[Form, Callable[[Sequence[Source]], Reading]] = {
    Form.TEXT: _texts,
    Form.HTML: _html,
    Form.MARKDOWN: _markdown,
    Form.EPUB: lambda sources: read_epub(sources[0].content, sources[0].name),
    Form.DOCX: lambda sources: read_office(sources[0].content, sources[0].name, Form.DOCX),
    Form.ODT: lambda sources: read_office(sources[0].content, sources[0].name, Form.ODT),
}
