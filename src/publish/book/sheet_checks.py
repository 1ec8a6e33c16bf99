"""The faults of a book's own style sheets, found by reading them: nothing is laid out. For `publish check`.

Reports what a build reports while it makes each sheet flat (S101–S108, S113; P104 for what the page maker does not know), P110 for a family
that the book does not have, and for the e-book E105.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tinycss2 import ast

from publish.book.assets import MEDIA_TYPES
from publish.book.css import BLANK, Nodes
from publish.book.drop_caps import drop_cap_sheets
from publish.book.style_faults import Judge, parts_of
from publish.book.stylesheets import flat_sheet_of_ours, flat_stylesheet, parsed_sheets, seen_from
from publish.book.typefaces import Typefaces
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.tools.cache import NO_CACHE, Cache

PRINT_SHEETS = {"print.css": "print.css", "cover.css": "wrap.css"}
"""The book's sheets that the page maker reads, each with the sheet of publish that it is added to.

`cover-screen.css`, to which the second is added too, sets the same tokens.
"""
SCREEN_SHEET = "epub.css"
FILE_TYPES = {**MEDIA_TYPES, ".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}
ALWAYS = frozenset({"inherit", "initial"})
FAMILY_PROPERTIES = frozenset({"font-family", "--serif", "--mono", "--heads", "--titles", "--quotations", "--small-capitals"})


def sheet_faults(folder: Path, styles: Path, judge: Judge, typefaces: Typefaces) -> tuple[Diagnostic, ...]:
    """The faults of the style sheets of the book in a folder; `styles` is the folder of publish's own, `typefaces` are the book's."""
    faults: dict[Diagnostic, None] = {}
    for name, base in PRINT_SHEETS.items():
        own = folder / "styles" / name
        if own.is_file():
            faults |= dict.fromkeys(sheet_for_print([styles / base], own, {}, judge, typefaces).diagnostics)
    faults |= dict.fromkeys(drop_cap_sheets(styles, folder / "styles" / "print.css")[2])
    own = folder / "styles" / SCREEN_SHEET
    if own.is_file():
        faults |= dict.fromkeys(_screen_faults(styles / SCREEN_SHEET, own))
    return tuple(faults)


def sheet_for_print(
    bases: Sequence[Path], own: Path, tokens: Mapping[str, str], judge: Judge, typefaces: Typefaces, cache: Cache = NO_CACHE
) -> Outcome[str]:
    """The flat sheet of a printed edition: sheets of publish, and the book's `own`, if it has it, with its faults.

    Addresses in it are relative to the book's folder. `tokens` are the values that the edition gives. Reports S101–S108, P104 and P110.
    """
    if not own.is_file():
        return flat_sheet_of_ours(bases, tokens, cache, defaults=typefaces.tokens)
    folder = own.parent.parent
    flat = flat_stylesheet([*bases, own], tokens, defaults=typefaces.tokens, address=lambda path: seen_from(folder, path), judge=judge)
    return replace(flat, diagnostics=(*flat.diagnostics, *_unknown_families(own, typefaces)))


def _unknown_families(own: Path, typefaces: Typefaces) -> Iterator[Diagnostic]:
    """P110 for each list of families in a sheet of the book, and in those that it imports, of which the book has none."""
    for sheet in parsed_sheets(own):
        for part in parts_of(sheet.rules, _sets_no_text):
            if isinstance(part, ast.Declaration) and (part.name if part.name.startswith("--") else part.lower_name) in FAMILY_PROPERTIES:
                yield from _family_faults([node for node in part.value if not isinstance(node, BLANK)], typefaces, sheet.at(part))


def _sets_no_text(rule: ast.AtRule) -> bool:
    """Whether the families in an at-rule are asked for by no printed text: it describes a font, or is for the screen alone."""
    media = {str(word.lower_value) for word in rule.prelude if isinstance(word, ast.IdentToken)}
    return rule.lower_at_keyword == "font-face" or (rule.lower_at_keyword == "media" and bool(media) and media.isdisjoint({"print", "all"}))


def unsupported_file(path: Path) -> Diagnostic | None:
    """E105 for a file of a style sheet whose format reading systems need not support."""
    if path.suffix.lower() in FILE_TYPES:
        return None
    return diagnostic(
        "E105",
        f"“{path.name}” has a format that reading systems need not support",
        help=f"save it as one of {', '.join(sorted(FILE_TYPES))}",
        at=Location(path=f"styles/{path.name}"),
    )


def _screen_faults(base: Path, own: Path) -> Iterator[Diagnostic]:
    named: dict[Path, None] = {}

    def address(path: Path) -> str:
        named[path] = None
        return path.name

    yield from flat_stylesheet([base, own], {}, address=address).diagnostics
    yield from filter(None, map(unsupported_file, named))


def _family_faults(values: Nodes, typefaces: Typefaces, at: Location) -> Iterator[Diagnostic]:
    """P110 for a list of families of which the book has none; a list with a token is judged where the token is set."""
    if any(isinstance(value, ast.FunctionBlock) for value in values):
        return
    families: list[list[str]] = [[]]
    for value in values:
        if value == ",":
            families.append([])
        elif isinstance(value, ast.IdentToken | ast.StringToken):
            families[-1].append(str(value.value))
    names = [" ".join(words) for words in families if words]
    known = {face.family.casefold() for face in typefaces.faces} | ALWAYS
    if names and known.isdisjoint(name.casefold() for name in names):
        message = f"“{', '.join(names)}”: the book has no such font"
        yield diagnostic(
            "P110",
            message,
            help="put its files into the folder fonts/ of the book, name a family that the book has, or leave font-family out",
            at=at,
        )
