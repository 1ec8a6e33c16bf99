"""Classes of the editor with the names of publish's own: they change nothing in the text, the notes or the proof."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from book.test_styled_classes import TYPES, borne_in_epub, borne_in_print, sample, styled  # noqa: F401  # `sample` is a fixture
from orders import order
from publish.build import build
from publish.manuscript.reserved_classes import PREFIX, RESERVED
from publish.model import Book
from publish.rules import SMALLEST_BOOK

# Classes that an editor writes for their meaning.
OFFERED = {
    "attribution",
    "broadside",
    "continued",
    "dateline",
    "epigraph",
    "query",
    "salutation",
    "signature",
    "smallcaps",
    "verse",
    "work",
}
OFFERED |= {"left", "right", "center", *(f"indent-{step}" for step in range(1, 10))}
# They are looked for only inside a page that publish makes.
INSIDE = {"also", "apart", "contributor", "display", "edition", "faces", "figures", "long", "publisher", "recto", "rights", "section"}
INSIDE |= {"series", "title", "verso"}
TEXT = """## Title with [word]{{.{name}}} {{.{name}}}

A [word]{{.{name}}} of the text[^{name}-a] and a [link](https://example.com){{.{name}}}, `code`{{.{name}}}, []{{.{name}}}*more*[^{name}-b].

::: {name}
A block.

- [one]{{.{name} .other}}[^{name}-b]
:::

### Head {{.{name}}}

``` {{.{name}}}
code
```

> A quotation with [words]{{.{name}}} in it.
>
> — Author, [*Work*]{{.{name}}}

| Line [one]{{.{name}}}
| two

[^{name}-a]: A [note]{{.{name}}}.

    Its second paragraph.

[^{name}-b]: Another.

    ::: {name}
    With a block.
    :::

"""


@pytest.mark.slow
def test_book_with_each_class_of_ours_is_built(tmp_path: Path) -> None:
    text = "# One {.cover}\n\n" + "".join(TEXT.format(name=name) for name in sorted(RESERVED))
    for name, content in {**SMALLEST_BOOK, "one.md": text}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    made = build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub", "kepub", "print")))
    assert made.diagnostics == ()
    with ZipFile(tmp_path / "out/book.epub") as archive:
        pages = [etree.fromstring(archive.read(name)) for name in archive.namelist() if name.startswith("EPUB/text/one")]
    for name in ("footnote", "noteref", "line"):
        own = [element for page in pages for element in page.iter() if f"own-{name}" in element.get("class", "").split()]
        assert len(own) == 15
    assert sum(len(page.xpath("//*[@class='footnote']")) for page in pages) == 2 * len(RESERVED)


def test_word_with_the_class_of_a_note_is_a_word(tmp_path: Path) -> None:
    text = "# One\n\nA [word]{.noteref} and a [word]{.footnote}, []{.note}here.[^a]\n\n[^a]: A note.\n"
    for name, content in {**SMALLEST_BOOK, "one.md": text}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub", "print"))).diagnostics == ()


def test_every_class_of_ours_is_reserved_or_offered(sample: Book, tmp_path: Path) -> None:  # noqa: F811
    ours = borne_in_print(sample) | borne_in_epub(sample, tmp_path) | styled("print") | styled("epub")
    assert ours - RESERVED - OFFERED - INSIDE - TYPES == set()
    assert not RESERVED & OFFERED
    assert not any(name.startswith(PREFIX) for name in ours)
