"""Each form of source has a test page in `forms/`, named after its module; all pages hold the same text and become the same section."""

from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.readers import forms
from publish.importing.readers.sources import sources_in
from publish.importing.run import ImportOrder, import_book

PAGES = Path(__file__).parent / "forms"
SECTION = """# Chapter One

The printers met for the *last* time.[^1]

> Nobody spoke of the machines.
>
> Each went home by his own road.

It rained all day, and the ink would not dry. The second sheet was set with the first in mind, which is all that a master can teach.

[^1]: Turner, *Margins*, p. 22.
"""


def page_of(form: str) -> Path:
    """The test page of a form."""
    (page,) = PAGES.glob(f"{form}.*")
    return page


def test_each_form_has_a_test_page() -> None:
    assert sorted(path.stem for path in PAGES.iterdir()) == sorted(forms())


@pytest.mark.parametrize("form", forms())
def test_page_is_read_by_its_form(form: str) -> None:
    (source,) = sources_in([str(page_of(form))])
    assert source.form is forms()[form]


@pytest.mark.parametrize("form", forms())
def test_no_other_form_recognises_the_page(form: str) -> None:
    content = page_of(form).read_bytes()
    assert {name for name, known in forms().items() if known.recognises(content)} <= {form}


@pytest.mark.parametrize("form", [name for name, form in forms().items() if form.packed])
def test_packed_form_is_recognised_whatever_its_ending(form: str, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(page_of(form).read_bytes())
    (source,) = sources_in([str(tmp_path / "page.txt")])
    assert source.form is forms()[form]


@pytest.mark.parametrize("form", forms())
def test_page_of_each_form_becomes_the_same_section(form: str, tmp_path: Path) -> None:
    imported = import_book(ImportOrder(sources=(str(page_of(form)),), into=tmp_path / "book", dry_run=True))
    assert not has_errors(imported.diagnostics)
    assert [text for name, text in imported.files.items() if name.endswith(".md")] == [SECTION]


def test_ending_belongs_to_one_form() -> None:
    endings = [ending for form in forms().values() for ending in form.endings]
    assert len(endings) == len(set(endings))
