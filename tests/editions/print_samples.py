"""For tests of print: the setting of a page, and an edition made in a scratch folder."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orders
from publish.book.faces import faces
from publish.book.stylesheets import flat_stylesheet
from publish.editions import Workshop
from publish.editions.print import make
from publish.layout.geometry import page_design, tokens
from publish.model import Book, Made, Setting, Side
from publish.resources import styles_dir
from publish.units import trim_from_text

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def setting(folder: Path, trim: str = "Digest") -> Setting:
    """How the print edition sets a page of this trim; pictures come from the folder."""
    design = page_design(trim_from_text(trim))
    sheet = flat_stylesheet([styles_dir() / "print.css"], tokens(design))
    assert sheet.value is not None
    assert not sheet.diagnostics
    return Setting(folder=folder, first_side=Side.RECTO, trim=design.trim, stylesheet=sheet.value, faces=faces())


def workshop(scratch: Path, cache: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Workshop:
    """A workshop with this scratch folder."""
    return orders.workshop(scratch, cache, moment=MOMENT, say=say)


def printed(book: Book, scratch: Path, cache: Path | None = None) -> Made:
    """The print edition of a book, which must have no diagnostics."""
    outcome = make(book, workshop(scratch, cache), {})
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value
