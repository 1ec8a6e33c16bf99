"""Pictures with a full description elsewhere in the book."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

import orders
from publish.build import build
from publish.rules import SMALLEST_BOOK

FIGURE = '![A plan. [In words](#in-words){.description}](plan.png){alt="Three floors"}'
WORDS = "## The plan in words {#in-words}\n\nA cellar, a shop, a loft."


@pytest.mark.parametrize(
    ("first", "second", "details"),
    [
        (f"# One\n\n{FIGURE}\n\n{WORDS}\n", "# Two\n\nText.\n", True),
        (f"# One\n\n{FIGURE}\n", f"# Two\n\n{WORDS}\n", False),
    ],
    ids=["in one file", "in another"],
)
def test_picture_points_to_its_description_and_the_metadata_list_it(first: str, second: str, details: bool, tmp_path: Path) -> None:
    toml = SMALLEST_BOOK["book.toml"].replace('body = ["one.md"]', 'body = ["one.md", "two.md"]')
    for name, text in {"book.toml": toml, "one.md": first, "two.md": second}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    Image.new("L", (40, 40)).save(tmp_path / "plan.png")
    order = orders.order(folder=tmp_path, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",))
    with zipfile.ZipFile(build(order).made["epub"].path) as container:
        text, package = (container.read(f"EPUB/{name}").decode() for name in ("text/one.xhtml", "content.opf"))
    assert ('aria-details="in-words"' in text) is details
    assert f'href="{"" if details else "two.xhtml"}#in-words"' in text
    assert ">longDescription<" in package
    assert "<ProductFormFeatureValue>15</ProductFormFeatureValue>" in (tmp_path / "out/onix.xml").read_text()
