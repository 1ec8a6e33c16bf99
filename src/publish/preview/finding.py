"""What the page asks for by name: words, a line of the manuscript, a place in the e-book."""

from collections.abc import Iterator, Mapping
from itertools import islice

from publish.checks.word_places import Passage
from publish.preview.showing import Showing
from publish.tasks.where import page_name, passages
from publish.text.words import split_words

MOST_FOUND = 100
CONTEXT = 4  # words on either side that tell one word from another


def find(showing: Showing, asked: Mapping[str, str]) -> list[dict[str, object]]:
    """What is found for a question: `place` is as for `publish where`; `file`, `words` and `at` name a word in a file of the e-book."""
    if "file" in asked:
        found = _in_ebook(showing, asked["file"], asked.get("words", ""), asked.get("at", "0"))
    else:
        found = passages(asked.get("place", ""), showing.places, showing.pages)
    return [_entry(showing, passage) for passage in islice(found, MOST_FOUND)]


def _entry(showing: Showing, passage: Passage) -> dict[str, object]:
    return {
        "path": passage.path,
        "line": passage.first,
        "last": passage.last,
        "note": passage.note,
        "words": passage.words,
        "page": passage.page,
        "folio": page_name(showing.pages, passage.page),
    }


def _in_ebook(showing: Showing, file: str, words: str, at: str) -> Iterator[Passage]:
    """The word at an index among some words of a file, found in the texts of its section by as many words around it as are there."""
    origin = showing.origins.get(file)
    texts = showing.places.by_path.get(origin.path, []) if origin else []
    said = words.split()
    middle = int(at) if at.isdecimal() and int(at) < len(said) else 0
    for context in range(CONTEXT, -1, -1):
        before = split_words(" ".join(said[max(0, middle - context) : middle]))
        wanted = (*before, *split_words(" ".join(said[middle : middle + context + 1])))
        for text in texts if wanted else ():
            have = text.words.texts
            for place in range(len(have) - len(wanted) + 1):
                if have[place : place + len(wanted)] == wanted:
                    word = place + min(len(before), len(wanted) - 1)
                    line = text.lines[word]
                    yield Passage(path=text.path, first=line, last=line, page=text.page_of(word), note=text.label, words=have[word])
                    return
