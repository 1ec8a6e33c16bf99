"""The chapters that are damaged, each in a book of its own, and the mutants made of them."""

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import tomlkit
from damages import damaged
from mutant_work import INDEX, PLACES, Chapter, Verdict

LEAST_SIZE = 300
Ask = Callable[[Chapter, str], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A damaged chapter."""

    number: int
    chapter: Chapter
    damages: tuple[str, ...]
    text: str


def chapters_of(books: Sequence[Path], into: Path, size: int, ask: Ask) -> Iterator[Chapter]:
    """The chapters of the books, each in a book of its own below `into`; those that have faults undamaged are left out."""
    for book in books:
        settings = tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))
        for matter, path in _spine(settings["spine"]):
            text = _excerpt((book / path).read_text(encoding="utf-8"), size)
            chapter = Chapter(name=f"{book.name}/{path}", path=path, folder=into / f"{book.name}-{path.replace('/', '-')}", text=text)
            if len(text) > LEAST_SIZE and _stands_alone(chapter, book, settings, matter, ask):
                yield chapter


def _spine(spine: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for matter in ("front", "body", "back"):
        for entry in spine.get(matter, []):
            yield from ((matter, path) for path in ([entry] if isinstance(entry, str) else entry["sections"]))


def _excerpt(text: str, size: int) -> str:
    """The text up to a paragraph at about this length, with the notes that it calls."""
    if len(text) <= size:
        return text
    blocks = re.split(r"\n\n(?=\S)", text)
    notes = {match[1]: block for block in blocks if (match := re.match(r"\[\^([^\]]+)\]:", block))}
    kept: list[str] = []
    while blocks and sum(map(len, kept)) < size:
        kept.append(blocks.pop(0))
    called = dict.fromkeys(re.findall(r"\[\^([^\]]+)\](?!:)", "\n\n".join(kept)))
    kept += [notes[label] for label in called if label in notes and notes[label] not in kept]
    return "\n\n".join(kept).rstrip("\n") + "\n"


def _stands_alone(chapter: Chapter, book: Path, settings: dict[str, Any], matter: str, ask: Ask) -> bool:
    """Writes the chapter's own book; whether that is without errors. Places that it refers to are headings of a second section."""
    shutil.copytree(
        book, chapter.folder, ignore=lambda _, names: [name for name in names if name.endswith((".md", ".toml")) or name == "styles"]
    )
    kept = {key: settings[key] for key in ("title", "language", "contributors", "notes", "text") if key in settings}
    spine: dict[str, list[str]] = {"front": [], "body": [], "back": []}
    for section, where in ((PLACES, "body"), (chapter.path, matter), (INDEX, "back")):
        if section not in spine[where]:
            spine[where].insert(0, section)
    (chapter.folder / INDEX).write_text("# Index {type=index}\n", encoding="utf-8")
    toml: dict[str, Any] = {
        **kept,
        "spine": spine,
        "print": {"openings": "any"},
        "check": {"ignore": [{"code": code, "reason": "one chapter alone"} for code in ("M253", "M254")]},
    }
    (chapter.folder / "book.toml").write_text(tomlkit.dumps(toml), encoding="utf-8")
    places = "# Other Places\n\nPlaces.\n"
    for _ in range(2):
        (chapter.folder / PLACES).write_text(places, encoding="utf-8")
        messages = ask(chapter, chapter.text).messages
        absent = [
            match[1] for entry in messages if entry["code"] in {"M401", "M243"} and (match := re.search(r"#([\w:.-]+)", entry["message"]))
        ]
        for id in dict.fromkeys(absent):
            places += f"\n## Place {{#{id}}}\n\nA place.\n"
    return all(entry["severity"] != "error" for entry in messages)


def mutant_of(number: int, seed: str, chapters: Sequence[Chapter]) -> Mutant:
    """The mutant with this number: a chapter with its damages."""
    chosen = Random(f"{seed} {number}")
    chapter = chosen.choice(chapters)
    text, names = damaged(chapter.text, chosen, [other.text for other in chapters])
    return Mutant(number=number, chapter=chapter, damages=names, text=text)
