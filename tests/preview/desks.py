"""Books and desks for the tests of the preview."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import orders
from publish.preview.desk import Desk
from publish.preview.showing import Phase, Showing
from publish.rules import SMALLEST_BOOK

SECONDS = 60.0
"""In which whatever is waited for must come: a machine that runs other tests is slow."""


TEXT = (
    "quite ordinary words of every kind such as stand in any book whatever it is about be the weather a journey or price corn which rose "
    "that year and fell again before harvest was so nobody who had waited richer for"
)
WORDS = TEXT.split()


def ordinary_words(number: int) -> str:
    """Some fifty words, in another order for each number."""
    step = (7, 11, 13, 17, 19)[number % 5]
    return " ".join(WORDS[(number + step * place) % len(WORDS)] for place in range(52))


def long_chapter(paragraphs: int = 60) -> str:
    """A chapter of about a dozen pages, each paragraph with a number of its own and every fifth with a note."""
    lines = ["# One", ""]
    for number in range(paragraphs):
        call = f"[^n{number}]" if number % 5 == 0 else ""
        lines += [
            f"Paragraph number{number} begins here{call} and goes on with {ordinary_words(number)} to its end.",
            "",
        ]
        lines += [f"[^n{number}]: The note of paragraph {number}.", ""] if call else []
    return "\n".join(lines)


def book_in(folder: Path, **sections: str) -> Path:
    """A book of these sections, by the stems of their files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ", ".join(f'"{name}.md"' for name in sections)
    toml = SMALLEST_BOOK["book.toml"].replace('["one.md"]', f"[{names}]")
    (folder / "book.toml").write_text(f"{toml}\n[print]\n", encoding="utf-8")
    for name, text in sections.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def change(file: Path, old: str, new: str) -> None:
    """Saves a file with one of its words changed."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def desk_for(book: Path, output: Path) -> Iterator[Desk]:
    """A desk at work on a book."""
    (output / "shown").mkdir(parents=True)
    desk = Desk(order=orders.order(folder=book, output=output, pool=None, cache=None), cache=orders.cache(), pool=orders.pool())
    desk.begin()
    try:
        yield desk
    finally:
        desk.end()


def wait_for(desk: Desk, condition: Callable[[Showing], bool]) -> Showing:
    """What the desk shows when the condition holds. AssertionError if it does not come."""
    until = monotonic() + SECONDS
    while not condition(desk.showing):
        assert monotonic() < until, (desk.showing.phase, desk.showing.progress, desk.showing.fault, desk.showing.messages)
        sleep(0.02)
    return desk.showing


def proved(version: int) -> Callable[[Showing], bool]:
    """Whether this version, or a later one, is proved."""
    return lambda showing: showing.version >= version and showing.phase is Phase.PROVED
