"""Text beside text is read back in the manuscript's order: floats, side boxes, drop caps, columns, blocks and texts in the margin."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from orders import edition_words, order
from publish.build import Built, build
from publish.checks.completeness import check_completeness
from publish.diagnostics import PublishError
from publish.rules import SMALLEST_BOOK
from publish.text.words import Words

LINE = "The press stood in the cellar, and nobody in the whole of the long street knew who had carried it down the stair that winter. "
LONG = LINE + "Nobody asked, for it was not a time in which questions were answered; those who came at night left before the bells. "
PAGES = f"{LONG * 3}\n\n" * 8
SHEET = """
.cap p::first-letter, p.publisher::first-letter { float: left; font-size: 42pt; line-height: 36pt }
.letter { float: left; font-size: 28pt; line-height: 28pt }
.side { float: right; width: 40%; margin: 0 0 0 1em }
.left { float: left; width: 40%; margin: 0 1em 0 0 }
.remark { float: left; width: 30% }
.margin { position: absolute; left: -44pt; width: 40pt; font-size: 6pt; line-height: 7pt; text-align: left; text-indent: 0 }
.above { position: absolute; top: -24pt; left: 0 }
.columns { column-count: 2; column-gap: 12pt }
.cells { display: grid; grid-template-columns: 1fr 1fr; gap: 12pt }
figure { float: right; width: 40% }
"""
CASES = {
    "cap": f"::: cap\n{LONG}\n\n“It was,” he said. {LONG}\n\nA {LONG}\n\nIt was.\n\n*It* was[^cap] so. {LONG}\n\n1917 {LONG}\n:::",
    "caps-over-pages": f"::: cap\n{PAGES}\n:::",
    "letter": f"[I]{{.letter}}t was so. {LONG}\n\n{LONG}[N]{{.letter}}ow it was. {LONG}",
    "figure": f"{LONG}\n\n![A caption that takes two lines at the least](images/p.png){{alt=x}}\n\n{LONG}\n\n{LONG}",
    "figure-at-the-foot": f"{LONG * 5}\n\n![A caption with a note[^side] in it](images/p.png){{alt=x}}\n\n{LONG}[^after]\n\n{LONG}",
    "side": f"{LONG}[^before]\n\n::: side\nA side box with a note[^side] in it.\n\nIts second.\n:::\n\n{LONG}[^after]\n\n{LONG}",
    "left": f"{LONG}\n\n::: left\nA side box, and a table.\n\n| Year | Sold |\n|---|---|\n| 1913 | 1,204[^left] |\n:::\n\n{LONG}\n\n{LONG}",
    "remark": f"{LINE}[A remark in the side]{{.remark}} {LONG}\n\n{LINE}[a remark]{{.margin}} {LONG}\n\n{LINE}[far above]{{.above}} {LONG}",
    "overleaf": f"{LONG}\n\n::: side\n{PAGES}\nA note[^overleaf] in it.\n:::\n\n{PAGES}",
    "columns": f"{LONG}\n\n:::: columns\n{LONG}\n\n::: side\nA side box of words.\n:::\n\n{LONG}\n::::\n\n{LONG}",
    "cells": f"{LONG * 4}\n\n::: cells\n{LONG * 5}\n\n{LONG * 5}\n:::\n\n{LONG}",
}
LABELS = ("cap", "before", "side", "after", "left", "overleaf")


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book with a section for each case."""
    folder = tmp_path_factory.mktemp("beside")
    for name in ("styles", "images"):
        (folder / name).mkdir()
    Image.new("L", (800, 600), 128).save(folder / "images/p.png", dpi=(300, 300))
    (folder / "styles/print.css").write_text(SHEET, encoding="utf-8")
    for name, text in CASES.items():
        notes = "".join(f"\n\n[^{label}]: A note on the {label}." for label in LABELS if f"[^{label}]" in text)
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}{notes}\n", encoding="utf-8")
    spine = ", ".join(f'"{name}.md"' for name in CASES)
    (folder / "book.toml").write_text(
        f'title = "Beside"\nlanguage = "en"\npublisher = "Press"\n[[contributors]]\nname = "A B"\n[spine]\nbody = [{spine}]\n'
        '[print]\ntrim = "Digest"\n',
        encoding="utf-8",
    )
    return build(order(folder=folder, output=folder / "out", editions=("epub", "print")))


@pytest.mark.slow
def test_text_beside_text_is_a_sound_book(beside: Built) -> None:
    assert [str(diagnostic) for diagnostic in beside.diagnostics if diagnostic.code not in ("M230",)] == []
    assert any(page.facts.goes_on for page in beside.made["print"].pages.pages)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("section", "change", "code", "says"),
    [
        ("side", lambda words: [*words[:-1], "lost", words[-1]], "V102", "lost"),
        ("side", lambda words: without(words, "second"), "V103", "second"),
        ("overleaf", lambda words: [*words[:300], "lost", *words[300:]], "V102", "lost"),
        ("overleaf", lambda words: swapped(words, 400, 405), "V104", ""),
        ("cap", lambda words: without(words, "1917"), "V103", "917"),
        ("figure", lambda words: swapped(words, words.index("caption"), words.index("least")), "V104", "least"),
    ],
)
def test_lost_repeated_or_moved_word_beside_text_is_reported(
    beside: Built, section: str, change: Callable[[list[str]], Sequence[str]], code: str, says: str
) -> None:
    book, made = beside.book, beside.made["print"]
    documents = []
    for document in book.documents:
        if document.id == section:
            body = Words.of(tuple(change(list(document.words.body.texts))))
            document = replace(document, words=replace(document.words, body=body))  # noqa: PLW2901
        documents.append(document)
    other = replace(book, documents=tuple(documents))
    diagnostics = check_completeness(other, made, edition_words("print", other, made)).diagnostics
    assert any(fault.code.startswith(code) and says in fault.message for fault in diagnostics), diagnostics
    assert {fault.location.path for fault in diagnostics if fault.location} == {f"{section}.md"}


@pytest.mark.slow
def test_words_moved_out_of_their_line_are_accepted_by_their_place(tmp_path: Path) -> None:
    text = "# One\n\nThe first.\n\nThe second.\n\nThe third has [a remark]{.far} in it.\n"
    for name, content in {**SMALLEST_BOOK, "one.md": text}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/print.css").write_text(".far { position: relative; top: -42pt; left: 40pt }", encoding="utf-8")
    with pytest.raises(PublishError) as stopped:
        build(order(folder=tmp_path, output=tmp_path / "out", editions=("print",)))
    fault = stopped.value.diagnostics[0]
    assert (fault.code, str(fault.location)) == ("V104", "one.md:7")
    assert 'elsewhere = ["one.md:7"] under [check]' in fault.help
    toml = tmp_path / "book.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\n[check]\nelsewhere = ["one.md:7"]\n', encoding="utf-8")
    assert build(order(folder=tmp_path, output=tmp_path / "out", editions=("print",))).diagnostics == ()


def without(words: list[str], word: str) -> list[str]:
    words.remove(word)
    return words


def swapped(words: list[str], one: int, other: int) -> list[str]:
    words[one], words[other] = words[other], words[one]
    return words
