"""The families of type that book.toml asks for, and the names of scripts in it."""

from collections.abc import Iterator
from difflib import get_close_matches

from publish.config.key_places import TomlSource
from publish.config.schema import WrittenDesign
from publish.config.values import DesignSettings
from publish.diagnostics import Diagnostic

USES = ("text", "code", "heads", "titles", "quotations", "small-capitals")
"""The uses of type that may have a family of their own."""


def design_settings(written: WrittenDesign) -> DesignSettings:
    """The families by use, and by the codes of scripts."""
    families = ((use, getattr(written, use.replace("-", "_"))) for use in USES)
    return DesignSettings(
        families={use: family for use, family in families if family},
        fallback={_code(name) or name: family for name, family in written.fallback.items()},
        licensed=written.licensed,
    )


def unknown_scripts(written: WrittenDesign, source: TomlSource) -> Iterator[Diagnostic]:
    """C136 for each fallback for something that is no script."""
    from fontTools.unicodedata import Scripts, script_name  # large tables, for the books that need them

    for name in written.fallback:
        if not _code(name):
            known = {script_name(code): code for code in Scripts.NAMES}
            near = get_close_matches(name.title(), known, 1, 0.8)
            help = f"write {known[near[0]]}" if near else "write the script's four letters of ISO 15924: Hani, Arab, Hebr, Deva, Grek"
            yield source.key_diagnostic(
                ("design", "fallback", name), "C136", f"“design.fallback.{name}”: there is no such script", help=help
            )


def _code(name: str) -> str:
    """The code of a script that is given by its code or by its English name; "" if there is none."""
    from fontTools.unicodedata import Scripts, script_code

    return name.title() if name.title() in Scripts.NAMES else str(script_code(name.replace(" ", "_"), "") or "")
