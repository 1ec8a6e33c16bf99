"""The folders of our filters and style sheets: at the top of a checkout, or inside the installed package.

They are at the top because designers and editors change them. pyproject.toml puts them into the wheel beside this file.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent


def filters_dir() -> Path:
    """The folder of our panflute filters."""
    return _resource("filters", "footnotes.py")


def styles_dir() -> Path:
    """The folder of our style sheets."""
    return _resource("styles", "print.css")


def _resource(name: str, witness: str) -> Path:
    inside = PACKAGE / name
    return inside if (inside / witness).is_file() else CHECKOUT / name
