"""The rooms of src/publish as docs/architecture.md lists them: imports go up, none is circular, and each awkward library has one door."""

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "publish"
DOCUMENT = ROOT / "docs" / "architecture.md"
NOT_FOR_EPUB = ("layout", "pagination", "press")
EPUB_EDITIONS = ("editions.epub", "editions.kepub")


def table(heading: str) -> Iterator[list[list[str]]]:
    """The rows of the table under a heading of docs/architecture.md: for each cell, the names in backquotes."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return ([re.findall(r"`([^`]+)`", cell) for cell in row.strip("|").split("|")] for row in rows)


LEVELS = {name: level for level, (names, *_) in enumerate(table("The rooms")) for name in names}
DOORS = {library: doors for (library,), doors in table("The doors")}


def name_of(path: Path) -> str:
    """The module in a file, without `publish.`: `layout.worker`. A room's `__init__` has the room's name, that of publish an empty one."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts if parts[-1] != "__init__" else parts[:-1])


def names_imported(path: Path) -> frozenset[str]:
    """The modules that a file imports, anywhere in it, and the names that it imports from them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


@pytest.fixture(scope="module")
def imports() -> Mapping[str, frozenset[str]]:
    """The imports of each module of publish; each file is read once."""
    return {name_of(path): names_imported(path) for path in sorted(SOURCE.rglob("*.py"))}


@pytest.fixture(scope="module")
def arrows(imports: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """The modules of publish that each module imports."""

    def module(name: str) -> str:
        inner = name.removeprefix("publish").lstrip(".")
        return inner if inner in imports else inner.rpartition(".")[0]

    return {
        importer: frozenset(module(name) for name in names if name.split(".")[0] == "publish") - {""} for importer, names in imports.items()
    }


def room_of(module: str) -> str:
    """The room of a module: the longest name in the list that contains it."""
    return max((room for room in LEVELS if f"{module}.".startswith(f"{room}.")), key=len, default="")


def test_every_module_belongs_to_a_room(imports: Mapping[str, frozenset[str]]) -> None:
    assert [name for name in imports if name and not room_of(name)] == []


def test_every_room_of_the_list_exists(imports: Mapping[str, frozenset[str]]) -> None:
    assert [room for room in LEVELS if room not in imports] == []


def test_module_imports_only_from_rooms_above(arrows: Mapping[str, frozenset[str]]) -> None:
    upward = [
        f"{importer} imports {imported}"
        for importer, all_imported in arrows.items()
        for imported in sorted(all_imported)
        if room_of(importer) != room_of(imported) and importer and LEVELS[room_of(imported)] >= LEVELS[room_of(importer)]
    ]
    assert upward == []


def test_no_modules_import_each_other(arrows: Mapping[str, frozenset[str]]) -> None:
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as fault:
        pytest.fail(f"a circle of imports: {' -> '.join(fault.args[1])}")


def test_epub_imports_nothing_of_print(arrows: Mapping[str, frozenset[str]]) -> None:
    assert [
        f"{importer} imports {imported}"
        for importer, all_imported in arrows.items()
        for imported in all_imported
        if (room_of(importer) == "epub" or importer in EPUB_EDITIONS) and room_of(imported) in NOT_FOR_EPUB
    ] == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/style.md", "CONTRIBUTING.md", "README.md"])
def test_documents_name_modules_that_exist(name: str, imports: Mapping[str, frozenset[str]]) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = {match.removeprefix("publish.") for match in re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`", text)}
    in_a_room = {module for module in named if module.split(".")[0] in imports}
    assert [module for module in sorted(in_a_room) if module not in imports and module.rpartition(".")[0] not in imports] == []


def test_no_pattern_repeats_a_group_possessively() -> None:
    """CPython before 3.11.5 mismatches them (gh-106052), and Debian 12 has 3.11.2: `(?>(?:…)+)` instead. Goes when 3.11.5 is required."""
    possessive = re.compile(r"(?<!\\)\)[+*?]\+")
    lines = [
        (path.name, line)
        for path in (*SOURCE.rglob("*.py"), *(ROOT / "filters").glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("#")
    ]
    assert [f"{name}: {line}" for name, line in lines if possessive.search(line)] == []


def test_readme_names_the_rooms_in_their_order() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    order = re.findall(r"`([\w.]+)`", text.split("rooms before it in this order:\n\n")[1].split("\n\n")[0])
    assert [LEVELS[room] for room in order] == sorted(LEVELS[room] for room in order)
    data = {"_native", "bootstrap", "resources", "printers", "build_report", "earlier_book", "__main__", "filters"}
    assert {room.split(".")[0] for room in LEVELS} - data == set(order)


@pytest.mark.parametrize("library", sorted(DOORS))
def test_library_has_one_door(library: str, imports: Mapping[str, frozenset[str]]) -> None:
    users = {name for name, names in imports.items() if any(imported.split(".")[0] == library for imported in names)}
    doors = [door.removesuffix(".py").replace("/", ".").removesuffix(".") for door in DOORS[library]]
    assert [user for user in sorted(users) if not any(f"{user}.".startswith(f"{door}.") for door in doors)] == []
    assert [door for door in doors if not any(f"{user}.".startswith(f"{door}.") for user in users)] == [], "a door that no module uses"


def test_everything_printed_goes_through_one_door() -> None:
    writers = re.compile(r"\bclick\.s?echo\b|\bsys\.(stdout|stderr)\b|(?<![\w.])print\(|\bConsole\(")
    doors = {SOURCE / "commands" / "__init__.py", SOURCE / "bootstrap.py"}  # the second runs before publish can
    doors.add(SOURCE / "manuscript" / "filter_process.py")  # catches what a book's own filters print
    others = [name_of(path) for path in SOURCE.rglob("*.py") if path not in doors and writers.search(path.read_text(encoding="utf-8"))]
    assert others == []
