"""What of a source did not come along, each with its place: words that a reader did not pass on, hidden passages, what is no text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.text.differences import differences

MOST_SHOWN = 12  # words of a passage
MOST_NAMED = 6  # hidden passages
AROUND = 6  # words that name a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of a source, and the text before them."""

    text: str
    before: str


def omissions(truth: Sequence[str], words: Sequence[str], name: str, lines: Sequence[int] = ()) -> Iterator[Diagnostic]:
    """I112 for each run of the words in `truth` that is nowhere in `words`; `name` is the name of the source, `lines` those of `truth`."""
    missing = Counter(truth) - Counter(words)
    if not missing:
        return
    for change in differences(list(truth), list(words)):
        lost = [word for word in change.lost if missing[word] > 0 and any(letter.isalnum() for letter in word)]
        if lost and not _is_within("".join(lost), "".join(change.instead)):
            help = "put them where they belong in the manuscript: what reads the file does not pass them on"
            place = _place(truth[: change.first])
            at = Location(path=name, line=lines[change.first] if lines else None)
            yield diagnostic("I112", f"words of “{name}” are left out, {place}: “{_few(lost)}”", help=help, at=at)


def hidden_passages(passages: Sequence[Passage], name: str) -> Iterator[Diagnostic]:
    """I114, once, for the passages that the program of a source does not show."""
    if not passages:
        return
    shown = "; ".join(f"“{_few(passage.text.split())}”, {_place(passage.before.split())}" for passage in passages[:MOST_NAMED])
    more = f"; and {len(passages) - MOST_NAMED} more" if len(passages) > MOST_NAMED else ""
    words = sum(len(passage.text.split()) for passage in passages)
    help = "to have them in the book, show them in the program that wrote the file (as text that is not hidden), and import it again"
    yield diagnostic(
        "I114", f"“{name}” has hidden words, which are left out, {words} in all: {shown}{more}", help=help, at=Location(path=name)
    )


def other_objects(objects: Sequence[Passage], name: str) -> Iterator[Diagnostic]:
    """I112 for each object of a source that is neither text nor a picture: `text` says what it is."""
    for one in objects:
        help = "save it as a picture, or copy its words, and put that where it belongs in the manuscript"
        message = f"{one.text} in “{name}” is left out, {_place(one.before.split())}"
        yield diagnostic("I112", message, help=help, at=Location(path=name))


def _place(words: Sequence[str]) -> str:
    """A place in a text by the last words before it."""
    return f"after “{' '.join(words[-AROUND:])}”" if words else "at the beginning"


def _few(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_SHOWN]) + (" …" if len(words) > MOST_SHOWN else "")


def _is_within(lost: str, instead: str) -> bool:
    """Whether letters are in others in their order: a word only has more letters there, or is divided in another way."""
    letters = iter(instead)
    return all(letter in letters for letter in lost)
