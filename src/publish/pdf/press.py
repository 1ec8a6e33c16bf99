"""A fragment in one ink: what WeasyPrint drew in colours is drawn in tints of black.

Policy: a book's inside is printed with black alone. Its text is black by its style sheet; what still asks for red, green and blue (a
drawing, an image, a book's own sheet) becomes the tint of black that is as light. Transparent pictures lie on the white of the paper.
Nothing is passed to a printer in silence: pages that lost colour are told, and so is what no rule here knows and what stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from publish.pdf.file import ChangedFile, Drawing, Operation, Resource, array, name, numbers

LIGHTNESS = (0.299, 0.587, 0.114)  # of red, green, blue: ITU-R BT.601, as Pillow's conversion to grey
GREY = 24 / 255  # parts that differ by no more are a grey, as scanners and cameras see it
SPECK = 0.001  # of an image's pixels: fewer coloured ones are noise
SET_COLOUR = {"rg": "k", "RG": "K", "k": "k", "K": "K", "sc": "k", "scn": "k", "SC": "K", "SCN": "K"}
SPACE_OF = {"rg": "/DeviceRGB", "RG": "/DeviceRGB", "k": "/DeviceCMYK", "K": "/DeviceCMYK"}
SETS_COLOUR = re.compile(rb"(?<!\S)(?:rg|RG|k|K|cs|CS|sc|SC|scn|SCN)(?!\S)")
SETS_BLACK = re.compile(rb"(?<!\S)/DeviceCMYK\s+(?:cs|CS)\s+0\s+0\s+0\s+[\d.]+\s+(?:scn|SCN)(?!\S)")  # as WeasyPrint 70.0 writes it
PASSED = frozenset({"/DeviceGray", "/Pattern"})


@dataclass(slots=True, kw_only=True)
class Pressed:
    """A fragment in one ink: its file, the page indexes where colour was lost, and what stands on which page that is not known."""

    pdf: bytes = b""
    coloured: set[int] = field(default_factory=set)
    unknown: set[tuple[int, str]] = field(default_factory=set)


def in_one_ink(pdf: bytes) -> Pressed:
    """The fragment in black and its tints alone; the very bytes given if it was so already."""
    pressed = Pressed()
    with ChangedFile(pdf) as file:
        for page, drawing in file.drawings():
            if _is_black(file.content(drawing)):
                continue
            operations = file.operations(drawing)
            inked = _inked(operations, page, pressed)
            if inked != operations:
                file.redraw(drawing, inked)
            group = drawing.get("/Group")
            if group is not None and name(group.get("/CS")) not in {"", "/DeviceGray", "/DeviceCMYK"}:
                file.alter(group, "/CS", "/DeviceCMYK")
        for page, image in file.images():
            _ink_image(file, image, page, pressed)
        for page, shading in file.shadings():
            _ink_shading(file, shading, page, pressed)
    pressed.pdf = file.written
    return pressed


def tint(space: str, parts: Sequence[float]) -> float | None:
    """How much black prints as light as a colour of this space; None if the space is not known. `tint("/DeviceRGB", (1, 1, 1))` is 0."""
    match space, len(parts):
        case "/DeviceGray", 1:
            return 1 - parts[0]
        case "/DeviceRGB", 3:
            return 1 - sum(share * part for share, part in zip(LIGHTNESS, parts, strict=True))
        case "/DeviceCMYK", 4:
            return min(1.0, parts[3] + sum(share * part for share, part in zip(LIGHTNESS, parts[:3], strict=True)))
        case (("/lab-d50" | "/lab-d65"), 3):  # as WeasyPrint 70.0 names these spaces; L* is lightness itself
            return 1 - parts[0] / 100
    return None


def _is_black(content: bytes) -> bool:
    """Whether a drawing, read without parsing it, sets no colour but black and its tints; texts in parentheses may hide one."""
    return b"(" not in content and len(SETS_COLOUR.findall(content)) == 2 * len(SETS_BLACK.findall(content))


def _inked(operations: Sequence[Operation], page: int, pressed: Pressed) -> list[Operation]:
    """The operations with each colour set as black; the very same if they set nothing but black."""
    inked: list[Operation] = []
    is_black = True
    spaces = {"cs": "/DeviceGray", "CS": "/DeviceGray"}
    saved: list[dict[str, str]] = []
    for operands, operator in operations:
        match operator:
            case "q":
                saved.append(dict(spaces))
            case "Q" if saved:
                spaces = saved.pop()
            case "cs" | "CS":
                spaces[operator] = name(operands[0])
                if spaces[operator] not in PASSED:
                    continue  # the colour that follows says it again
            case _ if operator in SET_COLOUR:
                stroke = "CS" if operator.isupper() else "cs"
                space = SPACE_OF.get(operator, spaces[stroke])
                if space not in PASSED:
                    is_black = is_black and space == "/DeviceCMYK" and not any(numbers(operands)[:3])
                    inked.append(_black(space, operands, operator, page, pressed))
                    continue
        inked.append((operands, operator))
    return list(operations) if is_black else inked


def _black(space: str, operands: Sequence[object], operator: str, page: int, pressed: Pressed) -> Operation:
    parts = numbers(operands)
    black = tint(space, parts)
    if black is None:
        pressed.unknown.add((page, f"the colour space {space.lstrip('/')}"))
        return list(operands), operator
    if _has_colour(space, parts):
        pressed.coloured.add(page)
    return [0, 0, 0, round(black, 4)], SET_COLOUR[operator]


def _has_colour(space: str, parts: Sequence[float]) -> bool:
    match space:
        case "/DeviceRGB":
            return max(parts) - min(parts) > GREY
        case "/DeviceCMYK":
            return max(parts[:3]) - min(parts[:3]) > GREY
        case "/DeviceGray":
            return False
    return max(abs(part) for part in parts[1:]) > 100 * GREY


def _ink_image(file: ChangedFile, image: Drawing, page: int, pressed: Pressed) -> None:
    """The image in grey, without transparency."""
    space = name(image.get("/ColorSpace"))
    if space == "/DeviceGray" and "/SMask" not in image:
        return
    if space not in {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK"}:
        pressed.unknown.add((page, "an image in a colour space that is not known"))
        return
    pixels = file.picture(image)
    if space != "/DeviceGray" and _is_coloured(pixels.convert("RGB")):
        pressed.coloured.add(page)
    file.repaint(image, pixels.convert("L"), photograph=name(image.get("/Filter")) == "/DCTDecode")


def _is_coloured(pixels: Image.Image) -> bool:
    red, green, blue = pixels.split()
    difference = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    counts = difference.histogram()
    return sum(counts[round(255 * GREY) + 1 :]) > SPECK * sum(counts)


def _ink_shading(file: ChangedFile, shading: Resource, page: int, pressed: Pressed) -> None:
    """The gradient from tint to tint."""
    space = name(shading.get("/ColorSpace"))
    if space == "/DeviceGray":
        return
    if space not in {"/DeviceRGB", "/DeviceCMYK"}:
        pressed.unknown.add((page, "a gradient in a colour space that is not known"))
        return
    waiting = [shading.Function]
    while waiting:
        function = waiting.pop()
        waiting.extend(function.get("/Functions", []))
        for end in ("/C0", "/C1"):
            parts = numbers(function.get(end, []))
            black = tint(space, parts)
            if black is not None:
                if _has_colour(space, parts):
                    pressed.coloured.add(page)
                file.alter(function, end, array([0, 0, 0, round(black, 4)]))
    file.alter(shading, "/ColorSpace", "/DeviceCMYK")
