"""The typefaces of one book: publish's own, and the families that book.toml or the book's own style sheets ask for.

A family is looked for in the folder `fonts/` of the book, then among the installed font packages (`fontpkg-*`), by the name that its files
give themselves. Policy: what a text asks for is drawn by a real face or refused; no style and no weight is made up. What the maker of a
font says about embedding it is obeyed, unless the editor says that a licence allows more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from string import digits

import fontpkg

from publish.book.faces import CODE_FAMILY, FAMILIES, faces, facts_of, glyphs_of
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.config.values import DesignSettings
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.model import Face
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.font_files import FORMATS, FontPart, parts_of

FOLDER = "fonts"
"""The folder of a book's own font files."""
TOKENS = {"text": "--serif", "code": "--mono"}
"""The tokens of the style sheets for the uses of type; that of another use is named as it is."""
REGULAR, HEAVY, BOLD = 400, 600, 700
TEXT_FAMILIES = tuple(family for family in FAMILIES if family != CODE_FAMILY)
SMALLEST, LARGEST = 0.7, 1.3
X_HEIGHT = 0.4
"""The height of an x in EB Garamond, in em."""

SMALL_FIGURES = {"--mark-position": "normal", "--mark-size": "calc(0.65 * var(--type-size))", "--mark-rise": "0.5em"}
"""The tokens for marks of notes where a face has no raised figures."""

USAGE = 0x000F  # the bits of fsType (OpenType, “OS/2”) that say what may be done; where several are set, the one that allows most counts
RESTRICTED = 0x0002
NO_SUBSETTING, BITMAPS_ONLY = 0x0100, 0x0200


@dataclass(frozen=True, slots=True, kw_only=True)
class Typefaces:
    """The faces that a book is set in, publish's own last, and the tokens that name their families in style sheets.

    On paper all have the line box of EB Garamond, so that lines stand on the grid, and those that stand in are as tall as the text.
    """

    faces: tuple[Face, ...]
    on_paper: tuple[Face, ...]
    tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A font in a file, as it describes itself."""

    path: Path
    part: FontPart


Families = Mapping[str, tuple[FontFile, ...]]
"""Families by their names in small letters."""


def typefaces(configuration: Configuration, cache: Cache) -> Outcome[Typefaces]:
    """The typefaces of a book. Reports C137 for a family that is nowhere, C138 for a font that says that it must not be embedded."""
    folder, design = configuration.folder, configuration.design
    families = families_of(folder, cache)
    sheets = _own_sheets(folder)
    asked = dict.fromkeys(name.casefold() for name in chain(design.families.values(), design.fallback.values()))
    asked |= dict.fromkeys(name for name in families if name in sheets)
    chosen = [families[name] for name in asked if name in families]
    diagnostics = (*_missing(configuration, families, cache), *_forbidden(chosen, configuration))
    if diagnostics:
        return Outcome(diagnostics=diagnostics)
    own = {face: file.part for files in chosen for file, face in _faces(files, design, cache)}
    text = design.families.get("text", "").casefold()
    first = [face for face in own if face.stands_in or face.family.casefold() == text]
    ordered = tuple(dict.fromkeys((*first, *faces(cache), *own)))
    height = next((part.x_height for face, part in own.items() if face.family.casefold() == text), 0.0)
    sizes = {face: _size(part, height or X_HEIGHT) if face.stands_in else 1.0 for face, part in own.items()}
    if height:  # our own faces stand in beside it
        uses = set(map(str.casefold, design.families.values()))
        stand_in = (face for face in faces(cache) if face.family in TEXT_FAMILIES and face.family.casefold() not in uses)
        sizes |= dict.fromkeys(stand_in, height / X_HEIGHT)
    return Outcome(
        value=Typefaces(
            faces=ordered,
            on_paper=tuple(replace(face, size=sizes.get(face, 0.0)) for face in ordered),
            tokens=_tokens(design) | _tokens_of_marks(own),
        )
    )


def families_of(folder: Path, cache: Cache) -> Families:
    """The families in the folder of a book and in the installed packages, without publish's own. A family of the folder comes first."""
    return {**_families(_in_packages(cache)), **_families(_in_folder(folder / FOLDER, cache))}


def _families(files: Iterable[FontFile]) -> Families:
    grouped: dict[str, list[FontFile]] = {}
    for file in files:
        grouped.setdefault(file.part.family.casefold(), []).append(file)
    return {name: tuple(_one_of_each(found)) for name, found in grouped.items() if name}


def _in_folder(folder: Path, cache: Cache) -> Iterator[FontFile]:
    for path in _files_in(folder):
        yield from (FontFile(path=path, part=part) for part in _parts(path, cache))


def _files_in(folder: Path) -> Iterator[Path]:
    """The font files in a folder of the book, links out of the book left out."""
    inside = folder.parent.resolve()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in FORMATS and path.is_file() and path.resolve().is_relative_to(inside):
            yield path


def _in_packages(cache: Cache) -> Iterator[FontFile]:
    for family in fontpkg.families().values():
        if family.name not in FAMILIES:
            for file in family.files:
                yield from (FontFile(path=file.path, part=replace(part, family=family.name)) for part in _parts(file.path, cache))


def _parts(path: Path, cache: Cache) -> tuple[FontPart, ...]:
    """The fonts of a file; none if it cannot be read, which is told where its family is missing."""
    try:
        content = file_digest(path)
    except OSError:
        return ()
    return cache.remember(digest("parts of a font file", content), tuple[FontPart, ...], lambda: parts_of(path.read_bytes()))


def _one_of_each(files: Iterable[FontFile]) -> Iterator[FontFile]:
    """The fonts of a family, each style and weight once: of a variable font rather than of a static one, and in the better format."""
    taken: list[FontPart] = []
    for file in sorted(files, key=lambda file: (not file.part.is_variable, FORMATS.index(file.path.suffix.lower()))):
        part = file.part
        alike = (other for other in taken if other.style == part.style)
        if not any(other.weights[0] <= part.weights[1] and part.weights[0] <= other.weights[1] for other in alike):
            taken.append(part)
            yield file


def _faces(files: Sequence[FontFile], design: DesignSettings, cache: Cache) -> Iterator[tuple[FontFile, Face]]:
    """The fonts of a family as faces. A family that is asked for as a fallback only stands in for letters of its scripts."""
    name = files[0].part.family.casefold()
    is_used = name in map(str.casefold, design.families.values())
    scripts = () if is_used else tuple(script for script, family in design.fallback.items() if family.casefold() == name)
    labels = _labels([file.part for file in files])
    for file in files:
        facts = facts_of(file.path, cache, file.part.number)
        is_licensed = file.part.family.casefold() in map(str.casefold, design.licensed)
        yield (
            file,
            Face(
                family=file.part.family,
                style=file.part.style,
                weights=labels[file.part],
                path=file.path,
                number=file.part.number,
                unshown=facts.unshown,
                altering=facts.altering,
                scripts=scripts,
                stands_in=bool(scripts),
                is_whole=bool(file.part.embedding & NO_SUBSETTING) and not is_licensed,
            ),
        )


def _size(part: FontPart, height: float) -> float:
    """The size of a face that stands in beside text whose x has this height, in em: its own x is as high."""
    return min(max(height / part.x_height, SMALLEST), LARGEST) if part.x_height and part.is_truetype else 1.0


def _labels(parts: Sequence[FontPart]) -> Mapping[FontPart, tuple[int, int]]:
    """The weights in CSS of a family's fonts. The one that is nearest to regular is called regular, and the boldest one bold, whatever
    number its maker gave it: a family of one weight is asked for as regular.
    """
    labels = {part: part.weights for part in parts}
    for style in {part.style for part in parts}:
        of_style = [part for part in parts if part.style == style]
        regular = min(of_style, key=lambda part: max(part.weights[0] - REGULAR, REGULAR - part.weights[1], 0))
        boldest = max(of_style, key=lambda part: part.weights[1])
        first, last = regular.weights
        labels[regular] = (min(first, REGULAR), max(last, REGULAR)) if regular.is_variable else (REGULAR, REGULAR)
        if boldest is not regular and not boldest.is_variable and HEAVY <= boldest.weights[0] < BOLD:
            labels[boldest] = (BOLD, BOLD)
    return labels


def _tokens_of_marks(own: Iterable[Face]) -> dict[str, str]:
    """The tokens for marks of notes, if an upright face has no figures for them."""
    upright = (face for face in own if face.style == "normal" and not face.stands_in)
    return {} if all(map(_has_raised_figures, upright)) else SMALL_FIGURES


def _has_raised_figures(face: Face) -> bool:
    """Whether a face has figures for the marks of notes (OpenType, “sups”)."""
    plain, raised = (glyphs_of(face).each_shaped(digits, features={"sups": on}) for on in (0, 1))
    return all(plain[digit] != raised[digit] for digit in digits)


def _tokens(design: DesignSettings) -> dict[str, str]:
    """The tokens for the families that book.toml names, each with those that follow where it lacks a letter."""
    stand_ins = list(design.fallback.values())
    serif = [*([design.families["text"]] if "text" in design.families else []), *stand_ins, *TEXT_FAMILIES]
    tokens: dict[str, str] = {}
    for use, family in design.families.items():
        others = [CODE_FAMILY] if use == "code" else serif
        generic = "monospace" if use == "code" else "serif"
        tokens[TOKENS.get(use, f"--{use}")] = _names([family, *others], generic)
    if stand_ins:
        tokens["--serif"] = _names(serif, "serif")
    return tokens


def _names(families: Iterable[str], generic: str) -> str:
    quoted = (f'"{family}"' for family in dict.fromkeys(families))
    return ", ".join((*quoted, generic))


def _own_sheets(folder: Path) -> str:
    """The text of the book's own style sheets, in small letters."""
    sheets = sorted((folder / "styles").glob("*.css"))
    return "\n".join(sheet.read_text(encoding="utf-8", errors="replace") for sheet in sheets if sheet.is_file()).casefold()


def _missing(configuration: Configuration, families: Families, cache: Cache) -> Iterator[Diagnostic]:
    """C137 for each family that book.toml names and that is nowhere. Its help names a file that cannot be read as a font."""
    design = configuration.design
    unread = next((path.name for path in _files_in(configuration.folder / FOLDER) if not _parts(path, cache)), None)
    known = {name.casefold(): name for name in FAMILIES} | {name: files[0].part.family for name, files in families.items()}
    named: list[tuple[tuple[str, ...], str]] = [((use,), family) for use, family in design.families.items()]
    named += [(("fallback", script), family) for script, family in design.fallback.items()]
    for path, family in named:
        if family.casefold() not in known:
            near = get_close_matches(family.casefold(), known, 1)
            there = ", ".join(sorted(known.values()))
            if unread:
                there += f"; {unread} cannot be read as a font with outlines: put a sound file in its place"
            help = f"did you mean “{known[near[0]]}”?" if near else f"put its files into the folder fonts/ of the book; here are {there}"
            message = f"the family “{family}” is neither in the book's folder fonts/ nor installed"
            yield diagnostic("C137", message, help=help, at=place_of_key(configuration.folder, "design", *path))


def _forbidden(chosen: Sequence[Sequence[FontFile]], configuration: Configuration) -> Iterator[Diagnostic]:
    """C138 for each family with a font that says that it must not be embedded."""
    licensed = set(map(str.casefold, configuration.design.licensed))
    for files in chosen:
        family = files[0].part.family
        file = next((file for file in files if not may_be_embedded(file.part)), None)
        if file and family.casefold() not in licensed:
            message = f"“{family}” says that it may not be embedded in a file: {file.path.name}, fsType {file.part.embedding}"
            help = f'if your licence allows it, write licensed = ["{family}"] under [design]; else ask its maker'
            yield diagnostic("C138", message, help=help, at=place_of_key(configuration.folder, "design"))


def may_be_embedded(part: FontPart) -> bool:
    """Whether a font says that it may be embedded in a printed file."""
    return part.embedding & USAGE != RESTRICTED and not part.embedding & BITMAPS_ONLY
