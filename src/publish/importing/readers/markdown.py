"""Markdown of any dialect as a form of source: dialects, notes and headers are read here, the rest by pandoc.

The HTML that pandoc makes is read as any other page, with the lines of the source (`markdown_lines`). What pandoc leaves out is found by
comparing words, and reported (I112).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from publish.diagnostics import Diagnostic, PublishError, diagnostic
from publish.importing.blocks import Block, Exclusion, Hints, Origin, Reading
from publish.importing.inline import clean
from publish.importing.readers import Form, Source
from publish.importing.readers.dialects.attribute_lists import take_attribute_lists
from publish.importing.readers.dialects.callouts import open_callouts
from publish.importing.readers.dialects.components import take_components
from publish.importing.readers.dialects.cross_references import read_cross_references
from publish.importing.readers.dialects.dollars import read_dollars
from publish.importing.readers.dialects.fenced_code import put_code_aside
from publish.importing.readers.dialects.front_matter import take_header
from publish.importing.readers.dialects.markdown_text import MarkdownText
from publish.importing.readers.dialects.note_divisions import make_notes
from publish.importing.readers.dialects.remarks import take_remarks
from publish.importing.readers.dialects.site_codes import take_site_codes
from publish.importing.readers.dialects.typed_marks import keep_typed_marks
from publish.importing.readers.dialects.wiki_links import read_wiki_links
from publish.importing.readers.encodings import decoded
from publish.importing.readers.folders import file_beside
from publish.importing.readers.html_tree import parsed
from publish.importing.readers.markdown_lines import MarkdownLines
from publish.importing.readers.pages import Fetch, Page, read_pages
from publish.text.words import split_words
from publish.tools.pandoc import UnfinishedError, html_of

READER = (
    "markdown-citations-yaml_metadata_block-pandoc_title_block-fancy_lists-example_lists-tex_math_dollars-raw_tex-latex_macros-smart"
    "-footnotes-blank_before_header-blank_before_blockquote+lists_without_preceding_blankline+autolink_bare_uris-task_lists+mark"
)
STEPS: Sequence[Callable[[MarkdownText], None]] = (
    take_header,
    put_code_aside,
    take_site_codes,
    take_remarks,
    take_components,
    take_attribute_lists,
    open_callouts,
    read_wiki_links,
    read_cross_references,
    read_dollars,
    keep_typed_marks,
    make_notes,
)
"""What is done to a text before pandoc reads it, in this order."""


def read_markdown(files: Sequence[tuple[str, str]], fetch: Fetch) -> Reading:
    """Markdown files (name and text of each) that belong together, as one reading. PublishError if pandoc cannot finish one."""
    pages: list[Page] = []
    entries: list[tuple[int, str, str, str]] = []
    titles: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    all_hints: list[Hints] = []
    for name, text in files:
        source = prepared(text)
        lines = MarkdownLines(lines=source.lines())
        page = Page(name=name, path=name, text=_html(lines.text, name), number=lines.number)
        diagnostics.extend(lines.left_out(parsed(page.text.encode(), name, "utf-8"), name))
        pages.append(page)
        entries.extend((line, text, evidence, name) for line, text, evidence in source.removals())
        titles.update({name: source.hints.title} if source.hints.title else {})
        all_hints.append(source.hints)
    reading = read_pages(pages, fetch, files[0][0])
    removed = tuple(
        (Block(text=text, line=line, file=name, order=place - len(entries)), Exclusion(evidence=evidence, confidence=0.95))
        for place, (line, text, evidence, name) in enumerate(entries)
    )
    return replace(
        reading,
        origin=Origin.MARKDOWN,
        hints=all_hints[0],
        removed=removed,
        words=(*(word for block, _ in removed for word in split_words(block.text)), *reading.words),
        titles=titles,
        diagnostics=(*diagnostics, *reading.diagnostics),
    )


def _read(sources: Sequence[Source]) -> Reading:
    texts = [decoded(source) for source in sources]
    files = [(source.name, text.text) for source, text in zip(sources, texts, strict=True)]
    folder = sources[0].folder
    reading = read_markdown(files, lambda path: _picture(folder, path.removeprefix(f"{_parent(f'{folder}/page')}/")))
    diagnostics = tuple(text.diagnostic for text in texts if text.diagnostic)
    return replace(reading, diagnostics=(*diagnostics, *reading.diagnostics))


def _parent(name: str) -> str:
    return "/".join(part for part in name.split("/")[:-1] if part not in {"", "."})


def _picture(folder: Path | None, path: str) -> bytes | None:
    """A picture beside a section, or in the folder of the book that the section belongs to; sections of a book name them from there."""
    beside = file_beside(folder, path)
    if beside is None and folder is not None and (folder.parent / "book.toml").is_file():
        return file_beside(folder.parent, path)
    return beside


def _html(text: str, name: str) -> str:
    try:
        return html_of(text.encode("utf-8", "replace"), READER)
    except UnfinishedError as fault:
        help = "import it in parts, to find the passage that it cannot read"
        raise PublishError(diagnostic("I108", f"pandoc cannot finish “{name}”: {fault}", help=help)) from fault


def prepared(text: str) -> MarkdownText:
    """A text of any dialect as pandoc shall read it."""
    source = MarkdownText(text=clean(text).expandtabs(4))
    for step in STEPS:
        step(source)
    return source


FORM = Form(name="Markdown", endings=(".md", ".markdown", ".mkd", ".mdown", ".mdx", ".qmd", ".rmd"), read=_read)
