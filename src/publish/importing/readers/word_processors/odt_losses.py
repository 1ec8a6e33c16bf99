"""What of an ODT document does not come along though its program shows it, or has kept it: heads and feet, colours, deleted words."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from lxml import etree

from publish.importing.left_out import LeftOutKind
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.odt_lines import LINKS, words_within
from publish.importing.readers.word_processors.odt_styles import OdtStyles, name_of, value
from publish.importing.readers.word_processors.word_losses import MOST_COLOURED, shown

USUAL = frozenset({"", "#000000", "transparent"})


def losses_of(roots: Sequence[Element], text: Element, styles: OdtStyles) -> Iterator[tuple[LeftOutKind, str]]:
    """What does not come along of these files of a document and of its text, by its kind, with its words."""
    heads = (part for root in roots for page in _named(root, "style:master-page") for part in page if _is_head(part))
    words = dict.fromkeys(shown(_words(part)) for part in heads)
    yield from ((LeftOutKind.HEADER, head) for head in words if any(map(str.isalpha, head)))
    for deletion in _named(text, "text:deletion"):
        deleted = shown(" ".join(_words(part) for part in deletion if not name_of(part).startswith("office:")))
        if deleted:
            yield LeftOutKind.DELETED, deleted
    yield from _coloured(text, styles)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter(etree.Element) if name_of(element) == name)


def _is_head(part: Element) -> bool:
    return name_of(part).startswith(("style:header", "style:footer")) and value(part, "display") != "false"


def _words(element: Element) -> str:
    return "".join(words_within(element, set()))


def _coloured(text: Element, styles: OdtStyles) -> Iterator[tuple[LeftOutKind, str]]:
    """The passages that have a colour of their own; none where most of the text is coloured. A link's colour says nothing."""
    found: list[str] = []
    for paragraph in text.iter(etree.Element):
        if name_of(paragraph) not in {"text:p", "text:h"}:
            continue
        for is_coloured, group in groupby(paragraph, key=lambda child: _is_coloured(child, styles)):
            if is_coloured and (words := "".join(map(_words, group))).strip():
                found.append(words)
    if sum(map(len, found)) <= MOST_COLOURED * len(_words(text)):
        yield from ((LeftOutKind.COLOUR, shown(words)) for words in found)


def _is_coloured(child: Element, styles: OdtStyles) -> bool:
    if name_of(child) != "text:span":
        return False
    style = value(child, "style-name")
    is_window = styles.property("text", style, "use-window-font-color") == "true"
    return not is_window and styles.property("text", style, "color") not in USUAL and styles.named("text", style) not in LINKS
