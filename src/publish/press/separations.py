"""The pieces of a book in a printer's inks, each remembered: an edited section costs one section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publish.book.contents import line_of
from publish.book.markup import local_name, parse
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import ContentDocument, Fragment
from publish.press.colour_conversion import PICTURE, Pressed, in_inks
from publish.press.impressions import Impression
from publish.press.merge import Signatures
from publish.tools.cache import Cache, digest

DRAWING = ".svg"


def inked(
    signatures: Signatures, documents: Mapping[str, ContentDocument], impression: Impression, cache: Cache, sheet: str | None = None
) -> Outcome[Signatures]:
    """What is bound, in the impression's inks: pages, heads and folios. Reports P202 and P203, at the book's own sheet if it has one."""
    said: list[Diagnostic] = []

    def press(fragment: Fragment, document: ContentDocument | None) -> Fragment:
        pressed = _pressed(fragment.pdf, impression, cache)
        said.extend(_of_colour(pressed, document, impression, sheet))
        return replace(fragment, pdf=pressed.pdf)

    fragments = {name: press(fragment, documents.get(name)) for name, fragment in signatures.fragments.items()}
    stamps = replace(signatures.sheet, fragments=tuple(press(fragment, None) for fragment in signatures.sheet.fragments))
    return Outcome(value=replace(signatures, fragments=fragments, sheet=stamps), diagnostics=tuple(dict.fromkeys(said)))


def _pressed(pdf: bytes, impression: Impression, cache: Cache) -> Pressed:
    key = digest("inked", pdf, impression.inks, impression.flat)
    kept = cache.recall(key)
    if kept is not None and isinstance(kept[0], Pressed):
        return replace(kept[0], pdf=kept[0].pdf or pdf)
    pressed = in_inks(pdf, impression.inks, flat=impression.flat)
    cache.keep(key, replace(pressed, pdf=b"" if pressed.pdf is pdf else pressed.pdf))  # most pieces are text, and as they were
    return pressed


def _of_colour(pressed: Pressed, document: ContentDocument | None, impression: Impression, sheet: str | None) -> Iterator[Diagnostic]:
    """P202 and P203, at the section's pictures or at what may have drawn it: its drawings, the book's own style sheet."""
    path, pictures = (document.path, list(_pictures(document))) if document else ("", [])
    drawings = [(source, line) for source, line in pictures if source.lower().endswith(DRAWING)]
    photographs = [one for one in pictures if one not in drawings]
    by_hand = ([*drawings, (sheet, None)] if sheet else drawings) or [("the style sheet", None)]

    def at(sources: Sequence[tuple[str, int | None]]) -> tuple[str, Location | None]:
        named = " or ".join(dict.fromkeys(f"“{source}”" if " " not in source else source for source, _ in sources))
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
