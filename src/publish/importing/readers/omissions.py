"""The words of a source that pandoc, which read it, did not pass on."""

from collections import Counter
from collections.abc import Iterator, Sequence

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.text.differences import differences

MOST_SHOWN = 12  # words


def omissions(truth: Sequence[str], words: Sequence[str], name: str) -> Iterator[Diagnostic]:
    """I112 for each run of the words in `truth` that is nowhere in `words`; `name` is the name of the source."""
    missing = Counter(truth) - Counter(words)
    for change in differences(list(truth), list(words)):
        lost = [word for word in change.lost if missing[word] > 0 and any(letter.isalnum() for letter in word)]
        if lost:
            help = "put them where they belong in the manuscript; pandoc, which read the file, does not pass them on"
            shown = " ".join(lost[:MOST_SHOWN])
            yield diagnostic("I112", f"words of “{name}” are left out: “{shown}”", help=help, at=Location(path=name))
