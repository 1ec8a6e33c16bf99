"""The pieces of a book in a printer's inks. Each is cached: after an edit only the edited section is converted again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from publish.book.contents import line_of
from publish.book.markup import local_name, parse
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import ContentDocument, Fragment
from publish.press.colour_conversion import PICTURE, Pressed, in_inks
from publish.press.impressions import Impression
from publish.press.merge import BookBlock
from publish.tools.cache import Cache, digest

DRAWING = ".svg"


def inked(
    block: BookBlock, documents: Mapping[str, ContentDocument], impression: Impression, cache: Cache, sheet: str | None = None
) -> Outcome[BookBlock]:
    """The book block in the impression's inks: pages, heads and folios. Reports P202 and P203, at `sheet`, the book's own style sheet."""
    diagnostics: list[Diagnostic] = []

    def press(fragment: Fragment, document: ContentDocument | None) -> Fragment:
        pressed = _pressed(fragment.pdf, impression, cache)
        diagnostics.extend(_colour_diagnostics(pressed, document, impression, sheet))
        return replace(fragment, pdf=pressed.pdf)

    fragments = {name: press(fragment, documents.get(name)) for name, fragment in block.fragments.items()}
    stamps = replace(block.sheet, fragments=tuple(press(fragment, None) for fragment in block.sheet.fragments))
    return Outcome(value=replace(block, fragments=fragments, sheet=stamps), diagnostics=tuple(dict.fromkeys(diagnostics)))


def _pressed(pdf: bytes, impression: Impression, cache: Cache) -> Pressed:
    key = digest("inked", pdf, impression.inks, impression.flat)
    cached = cache.recall(key, Pressed)
    if cached is not None:
        return replace(cached, pdf=cached.pdf or pdf)
    pressed = in_inks(pdf, impression.inks, flat=impression.flat)
    cache.keep(key, replace(pressed, pdf=b"" if pressed.pdf is pdf else pressed.pdf))  # most pieces are text and stay unchanged
    return pressed


def _colour_diagnostics(
    pressed: Pressed, document: ContentDocument | None, impression: Impression, sheet: str | None
) -> Iterator[Diagnostic]:
    """P202 and P203, at the section's pictures or at their possible source: its drawings, the book's own style sheet."""
    path, pictures = (document.path, list(_pictures(document))) if document else ("", [])
    drawings = [(source, line) for source, line in pictures if source.lower().endswith(DRAWING)]
    photographs = [picture for picture in pictures if picture not in drawings]
    by_hand = ([*drawings, (sheet, None)] if sheet else drawings) or [("the style sheet", None)]

    def at(sources: Sequence[tuple[str, int | None]]) -> tuple[str, Location | None]:
        named = " or ".join(dict.fromkeys(f"“{unquote(source)}”" if " " not in source else source for source, _ in sources))
        first, line = sources[0] if sources else ("", None)
        return named, Location(path=path, line=line) if line else Location(path=first) if first == sheet else None

    for _, what in sorted(pressed.unknown):
        named, place = at(photographs if what.startswith(PICTURE) and photographs else by_hand)
        help = "save the picture in greyscale or plain colours, with nothing see-through; in a style sheet write such colours"
        yield diagnostic("P203", f"{what} cannot be printed {_for(impression)}: {named}", help=help, at=place)
    if pressed.pictured and photographs:
        named, place = at(photographs)
        help = "look at it in the PDF; a picture made for one ink says more"
        yield diagnostic("P202", f"colour becomes tints of black: {named}", help=help, at=place)
    if pressed.coloured or (pressed.pictured and not photographs):
        named, place = at(by_hand)
        yield diagnostic(
            "P202", f"colour becomes tints of black: {named}", help="look at it in the PDF; grey says what black can", at=place
        )


def _pictures(document: ContentDocument) -> Iterator[tuple[str, int | None]]:
    """Each picture of a section with its manuscript line."""
    for image in parse(document.body).iter():
        if local_name(image) == "img":
            yield image.get("src", ""), line_of(image)


def _for(impression: Impression) -> str:
    return f"by {impression.printer.title}" if impression.printer else "in one ink"
