"""A fragment in a printer's inks: whatever WeasyPrint drew in colours is drawn in what the press has (`publish.press.inks`).

Policy: text is black by its style sheet; what still asks for red, green and blue (a drawing, an image, a book's own sheet) becomes what the
inks can do. For a standard that knows nothing see-through, what is see-through is drawn as it looks on the white of the paper; where that
cannot be said (masks, modes of blending), nothing is guessed. Nothing is passed to a printer in silence: pages that lost colour are told,
and so is what no rule here knows and what stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from publish.press.inks import Inks, Paint, faded, has_colour, is_coloured
from publish.press.pdf_changes import ChangedFile, Operation, Resource, array, name, numbers

SET_COLOUR = {"rg": "cs", "RG": "CS", "k": "cs", "K": "CS", "g": "cs", "G": "CS", "sc": "cs", "scn": "cs", "SC": "CS", "SCN": "CS"}
"""The operators that set a colour, and the one that names the space of what they fill or stroke."""
SPACE_OF = {"rg": "/DeviceRGB", "k": "/DeviceCMYK", "g": "/DeviceGray"}
SETS_COLOUR = re.compile(rb"(?<!\S)(?:rg|RG|k|K|g|G|cs|CS|sc|SC|scn|SCN)(?!\S)")
SETS_BLACK = re.compile(rb"(?<!\S)/DeviceCMYK\s+(?:cs|CS)\s+0\s+0\s+0\s+([\d.]+)\s+(scn|SCN)(?!\S)")  # as WeasyPrint 70.0 writes it
SEE_THROUGH = ("/ca", "/CA", "/BM", "/SMask", "/AIS")  # of a graphics state (ISO 32000-1, 11.6)
PICTURE = "a picture"  # of what is not known: the rest is drawn, or the style sheet's
NO_BLENDING = {"", "/Normal", "/Compatible"}


@dataclass(slots=True, kw_only=True)
class Pressed:
    """A fragment in a printer's inks: its file, the page indexes where drawings and style sheets lost colour, and where pictures did, and
    what stands on which page that is not known.
    """

    pdf: bytes = b""
    coloured: set[int] = field(default_factory=set)
    pictured: set[int] = field(default_factory=set)
    unknown: set[tuple[int, str]] = field(default_factory=set)


def in_inks(pdf: bytes, inks: Inks, *, flat: bool = False) -> Pressed:
    """The fragment in these inks alone, with nothing see-through if it is to be flat; the very bytes given if it was so already."""
    with ChangedFile(pdf) as file:
        press = _Press(file=file, inks=inks, flat=flat)
        for page, resources, drawings in file.pages():
            for drawing in drawings:
                press.draw(drawing, resources, page)
        for state in press.states:  # last: the pages of a file share them, and each must find how much of what it draws is to be seen
            file.drop(state, SEE_THROUGH)
    press.pressed.pdf = file.written
    return press.pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """A colour as the page asks for it, and how much of it is to be seen."""

    space: str = "/DeviceGray"
    parts: tuple[float, ...] = (0.0,)
    share: float = 1.0


@dataclass(slots=True, kw_only=True)
class _Press:
    file: ChangedFile
    inks: Inks
    flat: bool
    pressed: Pressed = field(default_factory=Pressed)
    done: set[tuple[float, ...]] = field(default_factory=set)
    states: list[Resource] = field(default_factory=list)
    """The graphics states in which nothing may be see-through."""

    def draw(self, drawing: Resource, resources: Resource, page: int, share: float = 1.0) -> None:
        """A drawing and all that is drawn in it; `share` is how much of it is to be seen."""
        if self._seen(drawing, share):
            return
        see_through = self.flat and (share < 1 or self._is_see_through(resources))
        content = self.file.content(drawing)
        if see_through or not _is_black(content):
            operations = self.file.operations(drawing)
            inked = list(_Stream(press=self, resources=resources, page=page, share=share).inked(operations))
            if inked != operations:
                self.file.redraw(drawing, inked)
        elif self.inks.name in {"grey", "rgb"}:
            greyed = SETS_BLACK.sub(_as_grey, content)
            if greyed != content:
                self.file.rewrite(drawing, greyed)
        self._group(drawing)
        self._below(resources, page)

    def form(self, form: Resource, key: str, resources: Resource, page: int, share: float) -> str:
        """What is drawn in a form or image, seen in part; the key by which the page draws it then."""
        made = f"{key}_{round(1000 * share)}"
        if made not in dict(self.file.named(resources, "/XObject")):
            form = self.file.copy(resources, form, made)
            if name(form.get("/Subtype")) == "/Image":
                self.image(form, page, share)
            else:
                self.draw(form, form.get("/Resources", resources), page, share)
        return made

    def image(self, image: Resource, page: int, share: float = 1.0) -> None:
        """An image in these inks."""
        if self._seen(image, share):
            return
        self.file.drop(image, ("/Interpolate",))  # how a picture is smoothed is the press's affair
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
        """A gradient from colour to colour in these inks."""
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
        """How a colour is set; what is lost or not known is noted."""
        paint = self.inks.paint(*faded(space, parts, share)) if share < 1 else self.inks.paint(space, parts)
        if paint is None:
            self.pressed.unknown.add((page, f"the colour space {space.lstrip('/')}"))
        elif self.inks.name in {"black", "grey"} and has_colour(space, parts):
            self.pressed.coloured.add(page)
        return paint

    def _below(self, resources: Resource, page: int) -> None:
        """What a drawing may draw, and was not met in it."""
        for _, thing in self.file.named(resources, "/XObject"):
            if name(thing.get("/Subtype")) == "/Image":
                self.image(thing, page)
            else:
                self.draw(thing, thing.get("/Resources", resources), page)
        for _, pattern in self.file.named(resources, "/Pattern"):
            if "/Shading" in pattern:
                self.shading(pattern.Shading, page)
            else:
                self.draw(pattern, pattern.get("/Resources", resources), page)
        for _, shading in self.file.named(resources, "/Shading"):
            self.shading(shading, page)
        for _, state in self.file.named(resources, "/ExtGState"):
            mask = state.get("/SMask")
            if self.flat:
                if name(state.get("/BM")) not in NO_BLENDING:
                    self.pressed.unknown.add((page, "a mode of blending"))
                if mask is not None and not name(mask):
                    self.pressed.unknown.add((page, "a mask"))
                self.states.append(state)
            elif mask is not None and not name(mask):
                self.draw(mask.G, mask.G.get("/Resources", resources), page)

    def _is_see_through(self, resources: Resource) -> bool:
        states = self.file.named(resources, "/ExtGState")
        return any(float(state.get(key, 1)) < 1 for _, state in states for key in ("/ca", "/CA"))

    def _group(self, drawing: Resource) -> None:
        """A group of transparency is of the press's own colours, or none at all."""
        group = drawing.get("/Group")
        if group is None:
            return
        if self.flat:
            self.file.drop(drawing, ("/Group",))
        elif name(group.get("/CS")) not in {"", "/DeviceGray", "/DeviceCMYK"} and self.inks.name != "rgb":
            self.file.alter(group, "/CS", "/DeviceCMYK")

    def _seen(self, thing: Resource, share: float) -> bool:
        if thing.objgen == (0, 0):  # it stands where it is used, and nowhere else
            return False
        key = (*thing.objgen, share)
        seen = key in self.done
        self.done.add(key)
        return seen


@dataclass(slots=True, kw_only=True)
class _Stream:
    """The operations of one drawing, one after the other, with the colours that hold where they stand."""

    press: _Press
    resources: Resource
    page: int
    share: float

    def inked(self, operations: Sequence[Operation]) -> Iterator[Operation]:
        """The operations with each colour set as it is printed; the very same if they set nothing but black."""
        pens = {"cs": _Pen(share=self.share), "CS": _Pen(share=self.share)}
        saved: list[dict[str, _Pen]] = []
        for operands, operator in operations:
            pen = SET_COLOUR.get(operator)
            if operator == "q":
                saved.append(dict(pens))
            elif operator == "Q" and saved:
                pens = saved.pop()
            elif operator in {"cs", "CS"}:
                pens[operator] = replace(pens[operator], space=name(operands[0]))
                if name(operands[0]) != "/Pattern":
                    continue  # the colour that follows says it again
            elif pen and (operator in {"rg", "RG", "k", "K", "g", "G"} or pens[pen].space != "/Pattern"):
                space = SPACE_OF.get(operator.lower(), pens[pen].space)
                pens[pen] = replace(pens[pen], space=space, parts=tuple(numbers(operands)))
                yield self._set(pens[pen], pen) or (operands, operator)
                continue
            elif self.press.flat and pens["cs"].share < 1 and (operator == "sh" or (operator == "scn" and pens["cs"].space == "/Pattern")):
                self.press.pressed.unknown.add((self.page, "a gradient or pattern that is seen through"))
            elif operator == "gs" and self.press.flat:
                yield operands, operator
                yield from self._state(str(operands[0]), pens)
                continue
            elif operator == "Do":
                yield [self._drawn(str(operands[0]), pens["cs"].share)], operator
                continue
            yield operands, operator

    def _state(self, key: str, pens: dict[str, _Pen]) -> Iterator[Operation]:
        """The colours set anew where a state makes them see-through, or ends that."""
        state = dict(self.press.file.named(self.resources, "/ExtGState"))[key]
        for entry, pen in (("/ca", "cs"), ("/CA", "CS")):
            share = self.share * float(state.get(entry, pens[pen].share / self.share))
            if share != pens[pen].share:
                pens[pen] = replace(pens[pen], share=share)
                again = self._set(pens[pen], pen)
                if again:
                    yield again

    def _set(self, pen: _Pen, operator: str) -> Operation | None:
        paint = self.press.paint(pen.space, pen.parts, self.page, pen.share)
        if paint is None:
            return None
        return list(paint[1]), paint[0].upper() if operator == "CS" else paint[0]

    def _drawn(self, key: str, share: float) -> object:
        """The name of what is drawn, of a paler one where it is see-through."""
        things = dict(self.press.file.named(self.resources, "/XObject"))
        made = self.press.form(things[key], key, self.resources, self.page, share) if key in things and share < 1 else key
        return self.press.file.key(made)


def _is_black(content: bytes) -> bool:
    """Whether a drawing, read without parsing it, sets no colour but black and its tints; texts in parentheses may hide one."""
    return b"(" not in content and len(SETS_COLOUR.findall(content)) == 2 * len(SETS_BLACK.findall(content))


def _as_grey(found: re.Match[bytes]) -> bytes:
    return f"{round(1 - float(found[1]), 4):g} {'G' if found[2] == b'SCN' else 'g'}".encode()


def _in_space(paint: Paint, space: str) -> list[float]:
    """A paint in the one space of its gradient: a grey among colours has all their parts."""
    operator, parts = paint
    if operator == "g" and space == "/DeviceRGB":
        return [parts[0]] * 3
    return list(parts)
