"""The folders of our filters and style sheets, at the top of a checkout or inside the installed package, and of the machine's ICC profiles.

Ours are at the top because designers and editors change them. pyproject.toml puts them into the wheel beside this file.
"""

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent
PROFILE_FOLDERS = (
    Path("/usr/share/color/icc"),
    Path("/usr/local/share/color/icc"),
    Path("/usr/share/texlive/texmf-dist/tex/generic/colorprofiles"),
    Path("/Library/ColorSync/Profiles"),
    Path("/Library/Application Support/Adobe/Color/Profiles"),
)
"""The folders of ICC profiles of Debian, TeX Live, macOS and Adobe."""


def filters_dir() -> Path:
    """The folder of our panflute filters."""
    return _resource("filters", "footnotes.py")


def let_filters_import() -> None:
    """Puts our filters' folder on Python's path, as pandoc does: a filter imports the modules beside it whose names begin with `_`."""
    folder = str(filters_dir())
    if folder not in sys.path:
        sys.path.append(folder)


def styles_dir() -> Path:
    """The folder of our style sheets."""
    return _resource("styles", "print.css")


def _resource(name: str, witness: str) -> Path:
    inside = PACKAGE / name
    return inside if (inside / witness).is_file() else CHECKOUT / name
