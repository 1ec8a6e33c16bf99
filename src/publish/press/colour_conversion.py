"""A fragment converted to a printer's inks (`publish.press.inks`).

Policy: text is black by its style sheet; other colours (in a drawing, an image, a book's own style sheet) are converted to the inks. For a
standard without transparency, transparent things are drawn as they look on white paper; where that cannot be calculated (masks, blend
modes), nothing is guessed. Pages that lose colour are reported, and so is everything that is unknown here and stays unchanged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from publish.pdf.changed_file import ChangedFile
from publish.pdf.content_stream import GraphicsState, Operation, StreamWalker, operations_of
from publish.pdf.objects import Resource, array, as_name, name, named, numbers, resources_of
from publish.press.inks import Inks, Paint, faded, has_colour, is_coloured

SETS_COLOUR = re.compile(rb"(?<!\S)(?:rg|RG|k|K|g|G|cs|CS|sc|SC|scn|SCN)(?!\S)")
SETS_BLACK = re.compile(rb"(?<!\S)/DeviceCMYK\s+(?:cs|CS)\s+0\s+0\s+0\s+([\d.]+)\s+(scn|SCN)(?!\S)")  # as WeasyPrint 70.0 writes it
SEE_THROUGH = ("/ca", "/CA", "/BM", "/SMask", "/AIS")  # of a graphics state (ISO 32000-1, 11.6)
PICTURE = "a picture"  # an unknown thing that is a picture; all others come from a drawing or a style sheet
PATTERN = "/Pattern"
NO_BLENDING = {"", "/Normal", "/Compatible"}


@dataclass(slots=True, kw_only=True)
class Pressed:
    """A fragment in a printer's inks: its file, the page indexes where drawings or style sheets lost colour and where pictures did, and
    the unknown things, each with its page index.
    """

    pdf: bytes = b""
    coloured: set[int] = field(default_factory=set)
    pictured: set[int] = field(default_factory=set)
    unknown: set[tuple[int, str]] = field(default_factory=set)


def in_inks(pdf: bytes, inks: Inks, *, flat: bool = False) -> Pressed:
    """The fragment in these inks, without transparency if `flat`; the bytes that were given if nothing had to be changed."""
    with ChangedFile(pdf) as file:
        press = _Press(file=file, inks=inks, flat=flat)
        for page, resources, drawings in file.pages():
            for drawing in drawings:
                press.draw(drawing, resources, page)
        for state in press.states:  # last: pages share them, and each page needs the opacity in them
            file.drop(state, SEE_THROUGH)
    press.pressed.pdf = file.written
    return press.pressed


@dataclass(slots=True, kw_only=True)
class _Press:
    file: ChangedFile
    inks: Inks
    flat: bool
    pressed: Pressed = field(default_factory=Pressed)
    done: set[tuple[float, ...]] = field(default_factory=set)
    states: list[Resource] = field(default_factory=list)
    """The graphics states that must lose their transparency."""

    def draw(self, drawing: Resource, resources: Resource, page: int, share: float = 1.0) -> None:
        """Convert a drawing and everything that it draws; `share` is its opacity."""
        if self._seen(drawing, share):
            return
        see_through = self.flat and (share < 1 or self._is_transparent(resources))
        content = self.file.content(drawing)
        if see_through or not _is_black(content):
            operations = operations_of(drawing)
            inker = _Inker(self, resources, page, share)
            inker.walk(operations)
            if inker.inked != operations:
                self.file.redraw(drawing, inker.inked)
        elif self.inks.name in {"grey", "rgb"}:
            greyed = SETS_BLACK.sub(_as_grey, content)
            if greyed != content:
                self.file.rewrite(drawing, greyed)
        self._group(drawing)
        self._below(resources, page)

    def form(self, form: Resource, key: str, resources: Resource, page: int, share: float) -> str:
        """Convert a copy of a form or image that is drawn with this opacity. Return the copy's name."""
        made = f"{key}_{round(1000 * share)}"
        if made not in resources["/XObject"]:
            form = self.file.copy(resources, form, made)
            if name(form.get("/Subtype")) == "/Image":
                self.image(form, page, share)
            else:
                self.draw(form, resources_of(form, resources), page, share)
        return made

    def image(self, image: Resource, page: int, share: float = 1.0) -> None:
        """Convert an image."""
        if self._seen(image, share):
            return
        self.file.drop(image, ("/Interpolate",))  # the press decides how a picture is smoothed
        space = name(image.get("/ColorSpace"))
        masked = self.flat and "/SMask" in image
        if space == "/DeviceGray" and not masked and share == 1:
            return
        if space not in {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK"}:
            self.pressed.unknown.add((page, f"{PICTURE} in a colour space that is not known"))
            return
        on_white = masked or self.inks.name in {"black", "grey"}
        pixels = self.file.picture(image, on_white=on_white)
        if share < 1:
            pixels = Image.blend(Image.new(pixels.mode, pixels.size, "white"), pixels, share)
        if self.inks.name in {"black", "grey"} and space != "/DeviceGray" and is_coloured(pixels):
            self.pressed.pictured.add(page)
        printed = self.inks.picture(pixels)
        opaque = on_white and "/SMask" in image
        if printed is not pixels or opaque or share < 1:
            self.file.repaint(image, printed, photograph=name(image.get("/Filter")) == "/DCTDecode", opaque=opaque)

    def shading(self, shading: Resource, page: int) -> None:
        """Convert a gradient."""
        space = name(shading.get("/ColorSpace"))
        if self._seen(shading, 1.0) or space == "/DeviceGray":
            return
        if space not in {"/DeviceRGB", "/DeviceCMYK"}:
            self.pressed.unknown.add((page, "a gradient in a colour space that is not known"))
            return
        wanted = {"black": "/DeviceCMYK", "cmyk": "/DeviceCMYK", "grey": "/DeviceGray", "rgb": "/DeviceRGB"}[self.inks.name]
        waiting = [shading.Function]
        while waiting:
            function = waiting.pop()
            waiting.extend(function.get("/Functions", []))
            for end in ("/C0", "/C1"):
                parts = numbers(function.get(end, []))
                paint = self.paint(space, parts, page) if parts else None
                if paint is not None:
                    self.file.alter(function, end, array(_in_space(paint, wanted)))
        self.file.alter(shading, "/ColorSpace", wanted)

    def paint(self, space: str, parts: Sequence[float], page: int, share: float = 1.0) -> Paint | None:
        """The colour as it is set in the inks; lost colour and unknown colour spaces are noted."""
        paint = self.inks.paint(*faded(space, parts, share)) if share < 1 else self.inks.paint(space, parts)
        if paint is None:
            self.pressed.unknown.add((page, f"the colour space {space.lstrip('/')}"))
        elif self.inks.name in {"black", "grey"} and has_colour(space, parts):
            self.pressed.coloured.add(page)
        return paint

    def _below(self, resources: Resource, page: int) -> None:
        """Convert all drawings, images and gradients among these resources."""
        for _, thing in named(resources, "/XObject"):
            if name(thing.get("/Subtype")) == "/Image":
                self.image(thing, page)
            else:
                self.draw(thing, resources_of(thing, resources), page)
        for _, pattern in named(resources, "/Pattern"):
            if "/Shading" in pattern:
                self.shading(pattern.Shading, page)
            else:
                self.draw(pattern, resources_of(pattern, resources), page)
        for _, shading in named(resources, "/Shading"):
            self.shading(shading, page)
        for _, state in named(resources, "/ExtGState"):
            mask = state.get("/SMask")
            if self.flat:
                if name(state.get("/BM")) not in NO_BLENDING:
                    self.pressed.unknown.add((page, "a mode of blending"))
                if mask is not None and not name(mask):
                    self.pressed.unknown.add((page, "a mask"))
                self.states.append(state)
            elif mask is not None and not name(mask):
                self.draw(mask.G, resources_of(mask.G, resources), page)

    def _is_transparent(self, resources: Resource) -> bool:
        states = named(resources, "/ExtGState")
        return any(float(state.get(key, 1)) < 1 for _, state in states for key in ("/ca", "/CA"))

    def _group(self, drawing: Resource) -> None:
        """Give a transparency group the press's colours, or remove it from a flat file."""
        group = drawing.get("/Group")
        if group is None:
            return
        if self.flat:
            self.file.drop(drawing, ("/Group",))
        elif name(group.get("/CS")) not in {"", "/DeviceGray", "/DeviceCMYK"} and self.inks.name != "rgb":
            self.file.alter(group, "/CS", "/DeviceCMYK")

    def _seen(self, thing: Resource, share: float) -> bool:
        if thing.objgen == (0, 0):  # a direct object: it is used in one place only
            return False
        key = (*thing.objgen, share)
        seen = key in self.done
        self.done.add(key)
        return seen


class _Inker(StreamWalker[GraphicsState]):
    """Follows one drawing and copies its operations, with each colour in the inks; the copy is equal if all of them are black."""

    def __init__(self, press: _Press, resources: Resource, page: int, share: float) -> None:
        super().__init__(resources, GraphicsState())
        self.press, self.page, self.share = press, page, share
        self.inked: list[Operation] = []
        self.steps |= {"Do": self._draw, "sh": self._shade}

    def keep(self, operands: list[Any], operator: str) -> None:
        """Copy an operation."""
        self.inked.append((operands, operator))

    def space(self, operand: Any) -> tuple[str, str]:
        """A colour space by its name: WeasyPrint names its own, and `publish.press.inks` knows them."""
        return name(operand), ""

    def set_colour(self, operands: list[Any], operator: str) -> None:
        """The colour as it is printed. Patterns are not colours: their drawings and gradients are converted themselves."""
        super().set_colour(operands, operator)
        strokes = operator[0].isupper()
        space = (self.state.stroke if strokes else self.state.fill).space
        if operator in {"cs", "CS"}:
            if space == PATTERN:
                self.keep(operands, operator)
            return  # the colour that follows names its space again
        if space != PATTERN:
            self.inked.append(self._colour(strokes=strokes) or (operands, operator))
            return
        if operator == "scn":
            self._check_gradient()
        self.keep(operands, operator)

    def set_state(self, operands: list[Any], operator: str) -> None:
        """The state; where it begins or ends transparency in a flat file, the colours are set again as they look on paper."""
        before = self.state
        super().set_state(operands, operator)
        self.keep(operands, operator)
        if not self.press.flat:
            return
        changes = ((before.fill_alpha != self.state.fill_alpha, False), (before.stroke_alpha != self.state.stroke_alpha, True))
        for changed, strokes in changes:
            colour = self._colour(strokes=strokes) if changed else None
            if colour:
                self.inked.append(colour)

    def _draw(self, operands: list[Any], operator: str) -> None:
        key, share = str(operands[0]), self._share(strokes=False)
        forms = self.resources.get("/XObject")
        if share < 1 and forms is not None and key in forms:
            key = self.press.form(forms[key], key, self.resources, self.page, share)
        self.keep([as_name(key)], operator)

    def _shade(self, operands: list[Any], operator: str) -> None:
        self._check_gradient()
        self.keep(operands, operator)

    def _check_gradient(self) -> None:
        if self._share(strokes=False) < 1:
            self.press.pressed.unknown.add((self.page, "a gradient or pattern that is seen through"))

    def _colour(self, *, strokes: bool) -> Operation | None:
        """The operation that sets the current colour in the inks; None if its colour space is unknown."""
        colour = self.state.stroke if strokes else self.state.fill
        paint = self.press.paint(colour.space, colour.parts, self.page, self._share(strokes=strokes))
        if paint is None:
            return None
        operator, parts = paint
        return list(parts), operator.upper() if strokes else operator

    def _share(self, *, strokes: bool) -> float:
        """How opaque the current colour is in a flat file: 0 to 1. Other files keep their transparency."""
        alpha = self.state.stroke_alpha if strokes else self.state.fill_alpha
        return self.share * alpha if self.press.flat else 1.0


def _is_black(content: bytes) -> bool:
    """Whether a drawing sets only black and its tints. It is not parsed; literal strings could hide an operator, so these mean no."""
    return b"(" not in content and len(SETS_COLOUR.findall(content)) == 2 * len(SETS_BLACK.findall(content))


def _as_grey(match: re.Match[bytes]) -> bytes:
    return f"{round(1 - float(match[1]), 4):g} {'G' if match[2] == b'SCN' else 'g'}".encode()


def _in_space(paint: Paint, space: str) -> list[float]:
    """A paint in the colour space of its gradient: a grey among RGB colours gets three parts."""
    operator, parts = paint
    if operator == "g" and space == "/DeviceRGB":
        return [parts[0]] * 3
    return list(parts)
