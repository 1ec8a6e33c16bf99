"""References to pages: print has the number of the page, an e-book the title instead."""

import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.build import Built, build
from publish.rules import SMALLEST_BOOK

FILL = "\n\n".join(["The forme was locked, and the bed of the press was wiped clean before the first sheet was laid. " * 6] * 30)
TEXT = f"""\
# One {{#one}}

In the text [](#trial){{.page}}, with words [below](#trial){{.page}}.[^note]

[^note]: In a note [](#trial){{.page}}.

| Where | Page |
|:------|:-----|
| far   | [](#trial){{.page}} |

: In a caption [](#table){{.page}} {{#table-of-pages}}

{FILL}

## The trial {{#trial}}

::: {{#table}}
It was short: back to [](#one){{.page}}.
:::
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))


@pytest.fixture(scope="module")
def document(made: Built) -> etree._Element:
    with zipfile.ZipFile(made.made["epub"].path) as container:
        files: Mapping[str, bytes] = {name: container.read(name) for name in container.namelist()}
    return etree.fromstring(next(text for name, text in files.items() if name.endswith("/one.xhtml")))


def test_printed_number_is_that_of_the_page(made: Built) -> None:
    with pymupdf.open(made.made["print"].path) as pdf:
        pages = [" ".join(page.get_text().split()) for page in pdf]
    first = next(index for index, text in enumerate(pages) if "In the text" in text)
    heading = next(index for index, text in enumerate(pages) if "The trial" in text and "It was short" in text)
    asked = re.findall(r"page (\d+)", pages[first])
    assert len(asked) == 4, pages[first]
    assert {int(number) for number in asked} == {heading - first + 1}
    assert "with words below." in pages[first]
    assert "back to page 1." in pages[heading]


def test_link_on_screen_has_the_title_of_its_target(document: etree._Element) -> None:
    links = [link for link in document.iter("{*}a") if link.get("role") is None and link.get("href", "").startswith(("#", "one"))]
    words = [" ".join("".join(map(str, link.itertext())).split()) for link in links]
    assert sorted(words) == sorted(["The trial"] * 4 + ["below", "One"])
    assert not any(link.get("class") for link in links)
