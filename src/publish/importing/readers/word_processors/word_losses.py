"""What of a Word document does not come along though Word shows it, or has kept it: heads and feet of pages, colours, deleted words."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from publish.importing.left_out import LeftOutKind
from publish.importing.readers.archives import Archive
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.run_properties import VALUE, Styles, W

HEADS = re.compile(r"word/(?:header|footer)\d*\.xml")
USUAL = frozenset({"", "auto", "000000", "windowText", "text1"})
LINKS = ("Hyperlink", "FollowedHyperlink", "InternetLink")
"""The ids of the styles of links, whose colour says nothing."""
MOST_COLOURED = 0.5  # of the letters; in a text of which more is coloured, colour is its look
MOST_SHOWN = 80  # characters


def losses_of(archive: Archive, roots: Mapping[str, Element], styles: Styles) -> Iterator[tuple[LeftOutKind, str]]:
    """What does not come along of these parts, before changes are accepted, by its kind, with its words."""
    for name in dict.fromkeys(archive.names):
        if HEADS.fullmatch(name) and (words := shown("".join(_texts(archive.tree(name))))) and any(map(str.isalpha, words)):
            yield LeftOutKind.HEADER, words
    for root in roots.values():
        yield from _deleted(root)
        yield from _coloured(root, styles)


def _deleted(root: Element) -> Iterator[tuple[LeftOutKind, str]]:
    """The deleted passages; neighbours in one paragraph are one."""
    for paragraph in root.iter(f"{W}p"):
        for is_deleted, group in groupby(paragraph, key=lambda child: child.tag == f"{W}del"):
            text = "".join(text.text or "" for child in group for text in child.iter(f"{W}delText")) if is_deleted else ""
            if text.strip():
                yield LeftOutKind.DELETED, shown(text)


def _coloured(root: Element, styles: Styles) -> Iterator[tuple[LeftOutKind, str]]:
    """The passages that have a colour of their own; none where most of the text is coloured."""
    found: list[str] = []
    letters = 0
    for paragraph in root.iter(f"{W}p"):
        runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
        letters += sum(len("".join(_texts(run))) for run in runs)
        for is_coloured, group in groupby(runs, key=lambda run: _is_coloured(run, styles)):
            if is_coloured and (text := "".join("".join(_texts(run)) for run in group)).strip():
                found.append(text)
    if sum(map(len, found)) <= MOST_COLOURED * letters:
        yield from ((LeftOutKind.COLOUR, shown(text)) for text in found)


def _is_coloured(run: Element, styles: Styles) -> bool:
    """Whether a run, or its style of characters, has a colour; that of its paragraph, or of a link, is a look."""
    own = run.find(f"{W}rPr")
    if own is None or next(run.iterancestors(f"{W}hyperlink"), None) is not None:
        return False
    style = own.find(f"{W}rStyle")
    name = "" if style is None else style.get(VALUE, "")
    if name in LINKS:
        return False
    colours = (colour for one in (own, *styles.of_style(name)) if (colour := one.find(f"{W}color")) is not None)
    first = next(colours, None)
    return first is not None and first.get(VALUE, "") not in USUAL


def _texts(root: Element) -> Iterator[str]:
    for text in root.iter(f"{W}t", f"{W}tab", f"{W}p"):
        yield (text.text or "") if text.tag == f"{W}t" else " "


def shown(text: str) -> str:
    """The beginning of a text on one line, for a list of what does not come along."""
    words = " ".join(text.split())
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…"
