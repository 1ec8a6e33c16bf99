"""The folder that a source lies in: its pages in the order of the book, the files beside a page, a title from the folder's name."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

CONTENTS = (
    "SUMMARY.md",
    "src/SUMMARY.md",
    "docs/SUMMARY.md",
    "_quarto.yml",
    "_bookdown.yml",
    "_toc.yml",
    "mkdocs.yml",
    "Book.txt",
    "manuscript/Book.txt",
)
"""The files in which mdBook, GitBook, Quarto, bookdown, Jupyter Book, MkDocs and Leanpub list the pages of a book, in its order."""
TEXTS_OF_MKDOCS = "docs"
LISTED = re.compile(r"""\(<?([^()<>\s]+)|"([^"\n]+)"|'([^'\n]+)'|([^\s"'\[\](){},<>]+)""")
"""Whatever may be a path in one of these files: in the brackets of a link, between quotation marks, or between spaces."""


def pages_of(folder: Path, endings: set[str]) -> list[Path]:
    """The pages below a folder: those that its table of contents lists, in that order; else all, by their paths, an index first.

    Without a table of contents hidden folders, and those whose name begins with an underscore, are not read.
    """
    for name in CONTENTS:
        if listed := list(dict.fromkeys(_listed(folder / name, endings))):
            return [*_first_page(folder / name, listed), *listed]
    pages = (page for page in folder.rglob("*") if page.suffix.lower() in endings and page.is_file())
    shown = [page for page in pages if not any(part.startswith((".", "_")) for part in page.relative_to(folder).parts[:-1])]
    return sorted(shown, key=lambda page: _page_order(page.relative_to(folder)))


def _listed(contents: Path, endings: set[str]) -> Iterator[Path]:
    """The pages that a table of contents names, which need not name their endings."""
    if not contents.is_file():
        return
    folder = contents.parent.resolve()
    for match in LISTED.finditer(contents.read_text("utf-8", "replace")):
        written = unquote(next(filter(None, match.groups()), "")).partition("#")[0]
        for base in (contents.parent, contents.parent / TEXTS_OF_MKDOCS):
            page = next((path for ending in ("", *sorted(endings)) if _is_page(path := base / f"{written}{ending}", endings)), None)
            if page and page.resolve().is_relative_to(folder) and page.name != contents.name:
                yield base / page.relative_to(base)
                break


def _first_page(contents: Path, listed: list[Path]) -> list[Path]:
    """The README.md beside a SUMMARY.md: to GitBook, but not to mdBook (which has a book.toml), it is the first page, listed or not."""
    page = contents.with_name("README.md")
    of_mdbook = any((folder / "book.toml").is_file() for folder in (contents.parent, contents.parent.parent))
    is_first = contents.name == "SUMMARY.md" and page.is_file() and not of_mdbook and page.resolve() not in map(Path.resolve, listed)
    return [page] if is_first else []


def _is_page(path: Path, endings: set[str]) -> bool:
    try:
        return path.suffix.lower() in endings and path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a character that no name can have
        return False


def _page_order(path: Path) -> list[tuple[bool, list[tuple[bool, int, str]], bool]]:
    """The sort key of a page: the index of a folder first, then by name with numbers as numbers, 2 before 10, a page before its folder."""
    keys: list[tuple[bool, list[tuple[bool, int, str]], bool]] = []
    for part in path.with_suffix("").parts:
        pieces = re.findall(r"\d+|\D+", part.lower())
        is_page = len(keys) == len(path.parts) - 1
        natural = [(not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces]
        keys.append((not (is_page and part.lower() in {"index", "readme"}), natural, not is_page))
    return keys


def file_beside(folder: Path | None, path: str) -> bytes | None:
    """The content of a file in this folder or below it; None if there is none, or if the path leads out of the folder."""
    if folder is None:
        return None
    file = (folder / path).resolve()
    try:
        return file.read_bytes() if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except OSError:
        return None


def title_of_folder(folder: Path) -> str:
    """A title made of the name of a folder: “the-margins” gives “The margins”."""
    words = folder.resolve().name.replace("-", " ").replace("_", " ").split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
