"""The ICC profile of a press: book.toml's, else one on this machine with a name that the printer's profile lists.

A file is judged by its header (ICC.1:2010, 7.2): an output profile of four inks. publish contains no profiles: get them from the
owner of the printing condition (www.eci.org, www.color.org) or from the printer.
"""

from collections.abc import Sequence
from pathlib import Path

from publish.config.resolution import place_of_key
from publish.config.values import Configuration, PrintOrder
from publish.diagnostics import Outcome, diagnostic
from publish.press.inks import converts
from publish.resources import PROFILE_FOLDERS

HEADER = 128
MOST_BYTES = 20_000_000


def press_profile(order: PrintOrder, configuration: Configuration) -> Outcome[bytes]:
    """The profile of an order's press; None if it prints in black or sRGB only. Reports P405."""
    if order.printer.ink.inks != "cmyk":
        return Outcome(value=None)
    if order.icc:
        content = _content(configuration.folder / order.icc)
        if content:
            return Outcome(value=content)
        help = "ask the printer for the ICC profile of its press and paper; it ends in .icc or .icm"
        at = place_of_key(configuration.folder, "print", "icc")
        return Outcome(
            diagnostics=(diagnostic("P405", f"“{order.icc}” is not an ICC profile of a press with four inks", help=help, at=at),)
        )
    content = found_profile(order.printer.ink.profile)
    if content:
        return Outcome(value=content)
    names = f" ({' or '.join(order.printer.ink.profile)})" if order.printer.ink.profile else ""
    message = f"{order.printer.title} prints in four inks, and this machine has no ICC profile for them{names}"
    which = order.printer.ink.condition or "its press and paper"
    help = (
        f"ask the printer for the profile of {which}, or fetch it from www.eci.org or www.color.org; "
        'copy it into the book’s folder, and write icc = "press.icc" under [print]'
    )
    return Outcome(diagnostics=(diagnostic("P405", message, help=help, at=place_of_key(configuration.folder, "print")),))


def found_profile(names: Sequence[str]) -> bytes | None:
    """The first profile of four inks with one of these names on this machine."""
    profiles = (
        {path.name: path for folder in PROFILE_FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.ic[cm]"))} if names else {}
    )
    return next((content for name in names if name in profiles and (content := _content(profiles[name]))), None)


def _content(path: Path) -> bytes | None:
    """The bytes of an output profile of four inks; None if the file is something else or cannot be used."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    is_profile = len(content) > HEADER and content[36:40] == b"acsp" and content[12:16] == b"prtr" and content[16:20] == b"CMYK"
    return content if is_profile and converts(content) else None
