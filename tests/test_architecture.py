"""The rooms of src/publish: a module imports only from rooms above it, and each awkward library has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "publish"
ROOMS = (
    ("rules", "units", "resources", "packed", "signs", "folios", "_native", "bootstrap", "processes"),
    ("diagnostics", "words"),
    ("config",),
    ("model", "read_back"),
    ("pandoc", "mathematics", "raster", "measured", "subset", "cache"),
    ("manuscript",),
    ("book",),
    ("pdf", "epub"),
    ("checks",),
    ("editions",),
    ("report",),
    ("build",),
    ("importing",),
    ("dependencies", "handover", "messages", "new", "notes_table", "proof", "verify"),
    ("commands",),
    ("cli",),
    ("__main__", "filters"),
)
DOORS = {
    "weasyprint": {"pdf/worker.py", "pdf/weasyprint_70.py", "pdf/weasyprint_70_drawing.py", "pdf/weasyprint_70_lines.py"},
    "pydyf": {"pdf/weasyprint_70.py"},
    "ebooklib": {"epub/container.py"},
    "pikepdf": {"pdf/file.py", "pdf/changed_file.py", "pdf/examined.py", "pdf/following.py", "pdf/proof_file.py"},
    "pymupdf": {"raster.py", "measured.py"},
    "uharfbuzz": {"subset.py"},
    "panflute": {"manuscript/", "book/xhtml.py", "book/index_terms.py", "book/tables.py"},
    "click": {"cli.py", "commands/"},
    "rich": {"commands/"},
    "cattrs": {"config/written.py"},
    "ziamath": {"mathematics.py"},
    "zint": {"pdf/barcodes.py"},
    "charset_normalizer": {"importing/encodings.py"},
}
MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules that a file names in its imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> int:
    """The floor on which a module of publish stands, counted from the top."""
    return next(level for level, names in enumerate(ROOMS) if name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_imports_only_from_rooms_above(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "publish" and len(parts) > 1 and not parts[1].startswith("__version"):
            assert parts[1] == own or room(parts[1]) < room(own), f"{path.name} in {own} imports {name}"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_library_has_one_door(library: str) -> None:
    for path in MODULES:
        place = path.relative_to(SOURCE).as_posix()
        if any(name.split(".")[0] == library for name in imports(path)):
            assert any(place == door or (door.endswith("/") and place.startswith(door)) for door in DOORS[library]), (
                f"{place} imports {library}"
            )
