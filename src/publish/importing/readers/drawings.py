"""Drawings within a page (SVG) as pictures of their own: what a parser of HTML changed in them is put right, what could run is taken out.

A drawing that only frames one picture is that picture, as on the covers of e-books. Small ones are the signs of a site's menus.
"""

import base64
import re

from lxml import etree

from publish.importing.inline import clean
from publish.importing.readers.unread_elements import mark_unseen
from publish.importing.readers.vocabulary import Element

CASED = {
    name.lower(): name
    for names in (
        "animateMotion animateTransform attributeName baseFrequency clipPath clipPathUnits diffuseConstant edgeMode",
        "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap",
        "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode",
        "feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filterUnits",
        "foreignObject gradientTransform gradientUnits lengthAdjust linearGradient markerHeight markerUnits",
        "markerWidth maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform",
        "patternUnits pointsAtX pointsAtY pointsAtZ preserveAspectRatio primitiveUnits radialGradient refX refY",
        "specularConstant specularExponent spreadMethod startOffset stdDeviation surfaceScale tableValues targetX",
        "targetY textLength textPath viewBox xChannelSelector yChannelSelector",
    )
    for name in names.split()
}
"""The names in SVG that have capitals, which HTML does not keep."""
DRAWN = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "image")
NEVER = ("script", "foreignobject", "animate", "animatemotion", "animatetransform", "set", "a11y")
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
ROOT = re.compile(r"^<svg\b([^>]*?)(/?)>", re.DOTALL)
DECLARED = re.compile(r"\s+xmlns(?::xlink)?=(?:\"[^\"]*\"|'[^']*')")
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
LEAST = 40  # pixels: a smaller one is a sign


def show_drawings(root: Element) -> None:
    """Makes a picture of each drawing of a page that can be one."""
    for drawing in [svg for svg in root.iter("svg") if not any(around.tag == "svg" for around in svg.iterancestors())]:
        if _is_sign(drawing):
            mark_unseen(drawing)
            continue
        pictures = [(image.get("xlink:href") or image.get("href") or "") for image in drawing.iter("image")]
        parts = sum(1 for _ in drawing.iter(*DRAWN))
        address = pictures[0] if len(pictures) == parts == 1 else _file(drawing)
        description = _description(drawing)
        if not address:
            continue
        drawing.clear(keep_tail=True)
        drawing.tag = "img"
        drawing.set("src", clean(address))
        if description:
            drawing.set("alt", clean(description))


def _is_sign(drawing: Element) -> bool:
    """Whether a drawing is a sign of the page and no picture: it is hidden from readers, tiny, in a button, or drawn elsewhere."""
    sizes = [float(size[1]) for name in ("width", "height") if (size := LENGTH.fullmatch(drawing.get(name, "")))]
    is_hidden = drawing.get("aria-hidden") == "true" or drawing.get("role") == "presentation"
    within = any(around.tag in {"button", "nav", "a"} for around in drawing.iterancestors())
    is_empty = next(drawing.iter(*DRAWN), None) is None
    return is_hidden or is_empty or (bool(sizes) and max(sizes) < LEAST) or (within and next(drawing.iter("image"), None) is None)


def _description(drawing: Element) -> str:
    """What a drawing says that it shows: its label, title and description, or the words in it."""
    words = [drawing.get("aria-label", ""), *("".join(part.itertext()) for part in drawing.iter("title", "desc"))]
    said = [" ".join(text.split()) for text in words if text.strip()]
    if not said:
        said = [" ".join(" ".join(text.itertext()).split()) for text in drawing.iter("text")]
    return ". ".join(dict.fromkeys(text.rstrip(".") for text in said))


def _file(drawing: Element) -> str:
    """The drawing as the address of a file that holds it; "" if it is not well formed."""
    foreign = {str(part.tag) for part in drawing.iter(etree.Element) if ":" in str(part.tag)}
    etree.strip_elements(drawing, *NEVER, *foreign, with_tail=False)
    for part in drawing.iter(etree.Element):
        part.tag = CASED.get(str(part.tag), part.tag)
        for name, value in list(part.attrib.items()):
            is_link = name.rpartition(":")[2] in {"href", "src"} and part.tag not in {"image", "feImage"}
            is_outside = is_link and not value.startswith(("#", "data:"))  # pictures are put into the drawing where it becomes a file
            is_foreign = ":" in name and not name.startswith(("xlink:", "xml:"))  # of a drawing program
            if name.startswith("on") or is_outside or is_foreign or name in CASED:
                del part.attrib[name]
                if name in CASED:
                    part.set(CASED[name], value)
    text = etree.tostring(drawing, encoding="unicode", with_tail=False)
    text = ROOT.sub(lambda start: f"<svg {NAMESPACES}{DECLARED.sub('', start[1])}{start[2]}>", text)
    try:
        etree.fromstring(text)
    except etree.XMLSyntaxError:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"
