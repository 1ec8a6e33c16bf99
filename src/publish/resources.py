"""Where our filters and style sheets lie: at the top of a checkout, or inside the package that pip installed.

They stand at the top because they are what a designer and an editor change; pyproject.toml puts them into the wheel beside this file.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent


def filters_dir() -> Path:
    """The folder of our panflute filters, one normalisation each."""
    return _resource("filters", "footnotes.py")


def styles_dir() -> Path:
    """The folder of our style sheets: the shared ones and one for each edition."""
    return _resource("styles", "print.css")


def _resource(name: str, witness: str) -> Path:
    inside = PACKAGE / name
    return inside if (inside / witness).is_file() else CHECKOUT / name
