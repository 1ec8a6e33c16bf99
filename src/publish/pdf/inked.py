"""The pieces of a book in a printer's inks, each remembered: an edited section costs one section."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from publish.book.contents import line_of
from publish.book.markup import local_name, parse
from publish.cache import Cache, digest
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import ContentDocument, Fragment
from publish.pdf.impressions import Impression
from publish.pdf.merge import Signatures
from publish.pdf.press import Pressed, in_inks


def inked(signatures: Signatures, documents: Mapping[str, ContentDocument], impression: Impression, cache: Cache) -> Outcome[Signatures]:
    """What is bound, in the impression's inks: pages, heads and folios. Reports P202 and P203."""
    said: list[Diagnostic] = []

    def press(fragment: Fragment, document: ContentDocument | None) -> Fragment:
        pressed = _pressed(fragment.pdf, impression, cache)
        said.extend(_of_colour(pressed, document, impression))
        return replace(fragment, pdf=pressed.pdf)

    fragments = {name: press(fragment, documents.get(name)) for name, fragment in signatures.fragments.items()}
    sheet = replace(signatures.sheet, fragments=tuple(press(fragment, None) for fragment in signatures.sheet.fragments))
    return Outcome(value=replace(signatures, fragments=fragments, sheet=sheet), diagnostics=tuple(dict.fromkeys(said)))


def _pressed(pdf: bytes, impression: Impression, cache: Cache) -> Pressed:
    key = digest("inked", pdf, impression.inks, impression.flat)
    kept = cache.recall(key)
    if kept is not None and isinstance(kept[0], Pressed):
        return replace(kept[0], pdf=kept[0].pdf or pdf)
    pressed = in_inks(pdf, impression.inks, flat=impression.flat)
    cache.keep(key, replace(pressed, pdf=b"" if pressed.pdf is pdf else pressed.pdf))  # most pieces are text, and as they were
    return pressed


def _of_colour(pressed: Pressed, document: ContentDocument | None, impression: Impression) -> Iterator[Diagnostic]:
    """P202 and P203, at the section's pictures where it has any."""
    pictures = list(_pictures(document)) if document else []
    named = ", ".join(dict.fromkeys(f"“{source}”" for source, _ in pictures)) or "the style sheet"
    at = Location(path=document.path, line=pictures[0][1] if pictures else None) if document else None
    for _, what in sorted(pressed.unknown):
        message = f"{what} cannot be printed {_for(impression)}: {named}"
        help = "save the picture in greyscale or plain colours, with nothing see-through; take it out of the sheet"
        yield diagnostic("P203", message, help=help, at=at)
    if pressed.coloured:
        message = f"colour becomes tints of black: {named}"
        yield diagnostic("P202", message, help="look at it in the PDF; a picture made for one ink says more", at=at)


def _pictures(document: ContentDocument) -> Iterator[tuple[str, int | None]]:
    """Each picture of a section with its manuscript line."""
    for image in parse(document.body).iter():
        if local_name(image) == "img":
            yield image.get("src", ""), line_of(image)


def _for(impression: Impression) -> str:
    return f"by {impression.printer.title}" if impression.printer else "in one ink"
