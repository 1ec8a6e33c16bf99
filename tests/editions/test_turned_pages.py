"""Tables and pictures that are turned on pages of their own, in a book of one section."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pymupdf
import pytest
from PIL import Image

from orders import order
from publish.build import build
from publish.model import Box, Made, Page, PageFacts, PageMap, Side
from publish.pdf.sheets import Sheet
from publish.press.impressions import moved
from publish.tools.raster import open_pdf
from publish.units import trim_from_text

COLUMNS, ROWS = 12, 45
UP = (0.0, -1.0)  # the direction of a line that is read from the foot of the page to its head
HEAD_CELLS = [f"head{column}" for column in range(COLUMNS)]
RULE = "|" + "---|" * COLUMNS


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


TABLE = row(HEAD_CELLS) + RULE + "\n" + "".join(row([f"r{number}c{column}x" for column in range(COLUMNS)]) for number in range(ROWS))
TEXT = f"""# One

The text before.[^before]

[^before]: A note before.

{TABLE}
: The ships of the line.[^caption] {{#ships .broadside}}

[^caption]: A note of the caption.

The text after.

![A view of the port.](view.png){{.broadside alt="A port" width=100%}}

- An item

    | a | b |
    |---|---|
    | c | $x^2$ |

    : In an item. {{.broadside}}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("turned")
    (folder / "book.toml").write_text(
        'title = "A Book"\nlanguage = "en-GB"\ncontributors = [{ name = "Ada" }]\nspine = { body = ["one.md"] }\ntext = { math = true }\n'
    )
    (folder / "one.md").write_text(TEXT)
    Image.new("L", (1600, 600), 90).save(folder / "view.png")
    return build(order(folder=folder, output=folder / "out", editions=("print",))).made["print"]  # each word is proved, in its order


@pytest.fixture(scope="module")
def pages(made: Made) -> Iterator[Any]:
    with pymupdf.open(made.path) as opened:
        yield opened


def turned(made: Made) -> list[int]:
    return [index for index, page in enumerate(made.pages.pages) if page.facts.turned]


def lines(page: Any) -> list[tuple[str, tuple[float, float], tuple[float, ...]]]:
    """The lines of a page: text, direction, box."""
    found = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
    return [("".join(span["text"] for span in line["spans"]), line["dir"], line["bbox"]) for line in found]


def test_turned_matter_has_pages_of_its_own(made: Made, pages: Any) -> None:
    texts = [" ".join(page.get_text().split()) for page in pages]

    assert [sum("head0" in texts[index] for index in turned(made)), len(turned(made))] == [3, 5]
    assert not any("text" in texts[index] for index in turned(made))


def test_every_page_is_upright_in_the_file(pages: Any) -> None:
    assert {(page.rotation, *page.mediabox, *page.trimbox) for page in pages} == {(0, 0, 0, 396, 612, 0, 0, 396, 612)}


def test_head_of_a_turned_table_is_at_the_left_and_its_columns_go_up(made: Made, pages: Any) -> None:
    for index in turned(made)[:3]:
        texts = [line for line in lines(pages[index]) if line[1] == UP]
        heads = {text.strip(): box for text, _, box in texts if text.startswith("head")}
        cells = [box for text, _, box in texts if text.startswith("r")]
        assert len(heads) == COLUMNS
        assert max(box[2] for box in heads.values()) < min(box[0] for box in cells)
        assert [heads[name][1] for name in HEAD_CELLS] == sorted((box[1] for box in heads.values()), reverse=True)


def test_notes_and_caption_are_turned_with_their_table(made: Made, pages: Any) -> None:
    places = {text.strip(): (direction, box) for text, direction, box in lines(pages[turned(made)[0]])}
    (caption,) = [place for text, place in places.items() if text.startswith("The ships of the line.")]
    (note,) = [place for text, place in places.items() if "A note of the caption." in text]

    assert caption[0] == note[0] == UP
    assert caption[1][0] < places["head0"][1][0] < note[1][0]


def test_turned_page_has_an_upright_folio_at_its_foot_and_no_head(made: Made, pages: Any) -> None:
    for index in turned(made):
        upright = [(text.strip(), box[1] > 540) for text, direction, box in lines(pages[index]) if direction != UP]
        assert upright == [(made.pages.pages[index].folio, True)]


def test_turned_picture_may_be_as_wide_as_the_page_is_high(made: Made, pages: Any) -> None:
    (box,) = [image["bbox"] for index in turned(made) for image in pages[index].get_image_info()]

    assert box[3] - box[1] > 400
    assert box[2] - box[0] < 250


def test_turned_page_is_read_as_it_was_laid_out(made: Made) -> None:
    """Its words are level and in the text block; its folio alone is not."""
    index = turned(made)[0]
    facts = made.pages.pages[index].facts
    with open_pdf(made.path) as sheets:
        upright, read = sheets[index], sheets.page(index, turned=True)
    inside = [piece for piece in read.pieces if piece.level]

    assert (read.width, read.height) == (upright.height, upright.width)
    assert all(facts.block.left - 1 < piece.left and piece.right < facts.block.right + 1 for piece in inside)
    assert [piece.text for piece in read.pieces if not piece.level] == [made.pages.pages[index].folio]


def test_block_moved_for_a_printer_moves_with_its_turned_page() -> None:
    """4 points to the right are 4 towards the foot of what is turned; 2 points down are 2 to the left of it."""
    sheet = Sheet(trim=trim_from_text("Digest"), shift=4.0, drop=2.0)
    block = Box(left=50.0, top=40.0, right=150.0, bottom=90.0)
    upright = PageFacts(side=Side.RECTO, blank=False, block=block, notes=(), calls=())
    facts = (upright, replace(upright, turned=True))
    pages = PageMap(pages=tuple(Page(document="one", folio="1", printed=True, facts=page) for page in facts))

    assert [page.facts.block for page in moved(pages, sheet).pages] == [
        Box(left=54.0, top=42.0, right=154.0, bottom=92.0),
        Box(left=48.0, top=44.0, right=148.0, bottom=94.0),
    ]
