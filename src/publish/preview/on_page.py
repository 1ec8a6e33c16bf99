"""What the browser asks of a page, by its index: its words with their places, and where its notes, links and terms lead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from publish.model import Box, PageFacts
from publish.preview.page_words import SeenWord, seen_words
from publish.preview.showing import Showing
from publish.preview.ways import Kind, Spot, Way, ways_on
from publish.tasks.where import page_name

NEAR = 12.0  # points between the number of a note and its first word


def words_on_page(showing: Showing, index: int) -> dict[str, object] | None:
    """The words of a page: `[left, top, right, bottom, text, line, changed]` each, and the texts that they belong to. `doors` are the marks
    of notes, their numbers and the links that stand there, each with the other end of its way.
    """
    found = showing.page(index)
    if found is None or found[2].facts.blank:
        return None
    file, number, page, places = found
    texts: dict[str, int] = {}
    about: list[dict[str, str]] = []
    words: list[list[float | int]] = []
    seen = list(seen_words(file, number, page, None if index in showing.drafts else index, places))
    for word in seen:
        text = word.text
        if text.name not in texts:
            texts[text.name] = len(about)
            about.append({"path": text.path, "note": text.label})
        is_changed = word.word in showing.changed.get(text.name, ())
        words.append([*_edges(word.box), texts[text.name], text.lines[word.word], int(is_changed)])
    faults = [{"top": _top(page.facts.lines, fault.location), "text": f"{fault.kind}"} for fault in page.facts.composition_faults]
    doors = [] if index in showing.drafts else list(_doors(showing, index, page.facts, seen))
    return {"key": showing.key_of(index), "texts": about, "words": words, "faults": faults, "doors": doors}


def ways_on_page(showing: Showing, index: int) -> list[dict[str, object]]:
    """The ways that begin or end on a page, each with its other end; `leads` says whether it begins here."""
    return [
        {"kind": way.kind, "label": way.label, "leads": leads, **_spot(showing, way.end if leads else way.start)}
        for way, leads in ways_on(showing.ways, index)
    ]


def _doors(showing: Showing, index: int, facts: PageFacts, seen: Sequence[SeenWord]) -> Iterator[dict[str, object]]:
    marks = {supplied.call: supplied.box for supplied in facts.supplied if supplied.call}
    first: dict[tuple[str, int], Box] = {}
    for word in seen:
        first.setdefault((word.text.name, word.word), word.box)
    for way in showing.ways:
        if way.start.page == index:
            box = marks.get(way.call) if way.kind is Kind.NOTE else first.get((way.start.text, way.start.word))
            if box and way.kind is not Kind.TERM:
                yield _door(showing, way, box, leads=True)
        if way.end.page == index and way.kind is Kind.NOTE:
            box = _number_before(first.get((way.end.text, way.end.word)), facts)
            if box:
                yield _door(showing, way, box, leads=False)


def _door(showing: Showing, way: Way, box: Box, *, leads: bool) -> dict[str, object]:
    return {"kind": way.kind, "label": way.label, "leads": leads, "box": _edges(box), **_spot(showing, way.end if leads else way.start)}


def _number_before(word: Box | None, facts: PageFacts) -> Box | None:
    """The box of the number that stands before the first word of a note."""
    numbers: Iterable[Box] = (supplied.box for supplied in facts.supplied if not supplied.call) if word else ()
    return next((box for box in numbers if word and _is_before(box, word)), None)


def _is_before(box: Box, word: Box) -> bool:
    return box.top < word.bottom and word.top < box.bottom and -1 < word.left - box.right < NEAR


def _spot(showing: Showing, spot: Spot) -> Mapping[str, object]:
    return {"page": spot.page, "folio": page_name(showing.pages, spot.page), "path": spot.path, "line": spot.line, "note": spot.note}


def _edges(box: Box) -> list[float]:
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


def _top(lines: tuple[tuple[float, int], ...], location: Any) -> float:
    """The distance from the head at which a line of the manuscript stands on a page; 0 if it begins before it."""
    return next((top for top, line in lines if location is not None and line == location.line), 0.0)
