"""README as an engineer follows it: every path in it exists, and additions work as described."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import publish.editions
from orders import TRUST, order
from publish.build import build
from publish.reading import OUR_FILTERS, check
from publish.rules import RULES, SMALLEST_BOOK

NAMED = re.compile(r"`([\w./]+/[\w.]*|[\w-]+\.(?:py|css|toml|md))`|(?<=\s)((?:src|filters|styles|manuscript)/[\w./*]*)")
CODE_USED = re.compile(r"""(?:diagnostic|_refused|_finding|_fault)\(\s*"([A-Z]\d{3})\"""")
EDITION = """
from publish.diagnostics import Outcome
from publish.editions import Edition
from publish.model import Made
from publish.checks.edition_words import EditionWords

def make(book, workshop, made):
    path = workshop.scratch / "book.titles.txt"
    path.write_text(" / ".join(document.title for document in book.documents))
    return Outcome(value=Made(edition="titles", path=path))

def read_back(book, made, workshop):
    return EditionWords(
        bodies={document.id: document.words.body.texts for document in book.documents},
        notes={note: words.texts for document in book.documents for note, words in document.words.notes.items()},
        supplied=0,
    )

EDITION = Edition(name="titles", artefact="book.titles.txt", make=make, read_back=read_back)
"""
FILTER = """
import panflute as pf

def run(doc, context):
    for block in doc.content:
        if isinstance(block, pf.HorizontalRule):
            return [("tidy", "a break stands here", "take it out", None)]
    return []
"""


def book(folder: Path, **files: str) -> Path:
    """The smallest book with these files added."""
    for name, text in {**SMALLEST_BOOK, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_path_in_readme_exists(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    named = {(match[1] or match[2]).rstrip(".") for match in NAMED.finditer(text)}
    examples = {name for name in named if Path(name).stem in {"name", "X"}}
    missing = [
        name
        for name in sorted(named - examples)
        if not any(list(base.glob(name.rstrip("/") or ".")) for base in (root, root / "src/publish", root / "styles", root / "manuscript"))
        and not name.startswith("build/")
    ]
    assert named, "the pattern matches nothing"
    assert missing == []


def test_every_test_file_named_in_source_or_rules_exists(root: Path) -> None:
    files = [path for path in (root / "src").rglob("*") if path.suffix in {".py", ".toml"}]
    named = {name for path in files for name in re.findall(r"tests/[\w/]+\.\w+", path.read_text(encoding="utf-8"))}
    assert named, "the pattern matches nothing"
    assert [name for name in sorted(named) if not (root / name).exists()] == []


def test_our_filters_are_those_in_their_folder(root: Path) -> None:
    assert set(OUR_FILTERS) == {path.stem for path in (root / "filters").glob("[!_]*.py")}


def test_filter_of_a_book_is_discovered(tmp_path: Path) -> None:
    folder = book(tmp_path, **{"one.md": "# One\n\nA word.\n\n* * *\n\nAnother.\n", "filters/tidy.py": FILTER})
    (diagnostic,) = check(folder, trust=TRUST)
    assert "a break stands here" in diagnostic.message


def test_edition_has_the_name_of_its_module() -> None:
    assert {name: edition.name for name, edition in publish.editions.editions().items()} == {
        name: name for name in publish.editions.editions()
    }


def test_edition_is_discovered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "titles.py").write_text(EDITION, encoding="utf-8")
    monkeypatch.setattr(publish.editions, "__path__", [*publish.editions.__path__, str(tmp_path / "more")])
    built = build(
        order(folder=book(tmp_path / "book"), output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("titles",))
    )
    assert built.made["titles"].path.read_text(encoding="utf-8") == "One"


def test_every_code_has_a_rule_and_a_broken_book_or_a_reason(root: Path) -> None:
    used = {code for path in (root / "src").rglob("*.py") for code in CODE_USED.findall(path.read_text(encoding="utf-8"))}
    assert used <= set(RULES)
    broken = {path.name for path in (root / "tests/books/broken").iterdir()}
    assert [code for code, rule in sorted(RULES.items()) if not (code in broken or rule.places or rule.unshown)] == []
