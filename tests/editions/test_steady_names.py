"""Stable names: an edit in one chapter changes no id, file name or byte of another, so that readers' bookmarks stay valid."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

import orders
from publish.build import build
from publish.rules import SMALLEST_BOOK

NAMES = ("quarry", "cart", "yard", "saw", "wall")
EDITED = "cart"
BOOK = SMALLEST_BOOK["book.toml"].replace('"one.md"', ", ".join(f'"{name}.md"' for name in NAMES))
# Headings and notes have the same names in every chapter, and the edit adds more of them: ids must not be numbered through the book.
CHAPTER = """\
# The {title}

The {name} had a master of its own.[^master]

[^master]: He is named in the {name}’s own book.

## Tools

Each man marked his hammer, as [the last chapter](#{last}) tells.

| Tool   | Number |
|:-------|-------:|
| Hammer | 4      |

: What lay in the {name}

### Tools

They were counted at night.[^count]

[^count]: By lamplight, and twice.
"""
ADDED = """
## Tools

A second cart was bought.[^second]

[^second]: It was sold in the same year.

## New Wheels

It had four of them.
"""


def chapters() -> Mapping[str, str]:
    last = f"the-{NAMES[-1]}"
    return {name: CHAPTER.format(title=f"{name.title()} {{#the-{name}}}", name=name, last=last) for name in NAMES}


def made(folder: Path, texts: Mapping[str, str]) -> Mapping[str, bytes]:
    """The files of an e-book with these chapters."""
    folder.mkdir()
    for name, text in {"book": BOOK, **texts}.items():
        (folder / f"{name}{'.toml' if name == 'book' else '.md'}").write_text(text, encoding="utf-8")
    order = orders.order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",))
    with zipfile.ZipFile(build(order).made["epub"].path) as container:
        return {name: container.read(name) for name in container.namelist()}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    return made(tmp_path_factory.mktemp("names") / "before", chapters())


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    texts = chapters()
    edited = texts[EDITED].replace("Each man", "Every single man") + ADDED
    return made(tmp_path_factory.mktemp("names") / "after", {**texts, EDITED: edited})


def sections(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files of the chapters, by their names in the container."""
    return {name: content for name, content in files.items() if any(b'id="the-%s"' % each.encode() in content for each in NAMES)}


def ids(content: bytes) -> list[str]:
    return [str(value) for value in etree.fromstring(content).xpath("//@id")]


def test_edit_of_a_chapter_renames_no_file(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    assert len(sections(before)) == len(NAMES)
    assert list(before) == list(after)


def test_edit_of_a_chapter_changes_no_byte_of_another(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    changed = [name for name, content in sections(before).items() if after[name] != content]
    assert len(changed) == 1
    assert b'id="the-cart"' in before[changed[0]]


def test_edit_of_a_chapter_keeps_its_ids(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    name = next(name for name, content in before.items() if b'id="the-cart"' in content)
    assert ids(before[name])
    assert set(ids(before[name])) < set(ids(after[name]))
