"""A page of any PDF followed as a press would follow it: to what it paints (`publish.preflight.facts.paint`).

Policy: a content stream is followed (ISO 32000-1, 8 and 9) no further than a printer's rules ask: glyphs are not drawn, so that a run of
type is known by its beginning. What cannot be parsed is said, not guessed. Forms, tiles and glyphs that streams draw are followed once for
each size and colour, and all together no further than any honest page goes.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from publish.preflight.facts.matrices import IDENTITY, Matrix, box_of, breadth, matrix_of, scale, times, what_is_left
from publish.preflight.facts.paint import GROUP, Colour, Mark, Painted, PlacedImage, Rectangle
from publish.press.pdf_changes import name, numbers

DEEPEST = 12
MOST_AGAIN = 100_000  # operations on a page in streams that are drawn once more, larger or in other colours
DEVICE = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
PAINTS = {"f": "f", "F": "f", "f*": "f", "S": "s", "s": "s", "B": "fs", "B*": "fs", "b": "fs", "b*": "fs"}
"""The operators that paint a path: whether they fill or stroke it."""
POINTS_OF = {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4}
BLACK = Colour("/DeviceGray", "", (0.0,))
DEFAULTS = {"/DeviceGray": "/DefaultGray", "/DeviceRGB": "/DefaultRGB", "/DeviceCMYK": "/DefaultCMYK"}
"""Under what name a page says which colours the plain ones are (ISO 32000-1, 8.6.5.6)."""
INVISIBLE = 3  # mode of drawing letters


def painted(page: pikepdf.Page) -> Painted:
    """What this page paints."""
    found = Painted()
    resources = page.obj.get("/Resources", page.resources if hasattr(page, "resources") else Dictionary())
    group = page.obj.get("/Group")
    follower = _Follower(found=found)
    follower.group(group, (0.0, 0.0, 0.0, 0.0))
    follower.follow(page, resources, _State(), 0)
    return found


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = IDENTITY
    fill: Colour = BLACK
    stroke: Colour = BLACK
    width: float = 1.0
    font: str = ""
    size: float = 0.0
    mode: int = 0
    leading: float = 0.0
    overprints: bool = False
    clip: Rectangle | None = None
    """The box that all is cut at, where there is one."""
    glyph: bool = False
    """Whether a letter is being drawn: what it is made of is neither line nor picture."""


@dataclass(slots=True)
class _Follower:
    found: Painted
    seen: set[tuple[object, ...]] = field(default_factory=set)
    parsed: dict[tuple[int, int], Sequence[Any]] = field(default_factory=dict)
    again: int = 0

    def follow(self, thing: Any, resources: Any, state: _State, depth: int) -> None:
        """All that a stream paints, from this state on."""
        if depth > DEEPEST or self.again > MOST_AGAIN:
            self.found.faults.append("more is drawn within each other than is followed")
            return
        try:
            steps = self._parsed(thing)
        except (pikepdf.PdfError, TypeError, ValueError) as fault:
            self.found.faults.append(str(fault))
            return
        _Run(self, resources, state, depth).take(steps)

    def once(self, thing: Any, resources: Any, state: _State, depth: int) -> None:
        """The same, unless this was drawn on the page before, as large and in these colours."""
        size = tuple(round(value, 3) for value in state.matrix[:4])
        key = (thing.objgen, size, state.fill, state.stroke) if thing.objgen != (0, 0) else ()
        if key and key in self.seen:
            return
        self.seen.add(key)
        self.follow(thing, resources, state, depth + 1)

    def group(self, group: Any, place: Rectangle) -> None:
        """A group of transparency, and the colours that it blends in."""
        if isinstance(group, Dictionary) and name(group.get("/S")) == "/Transparency":
            self.found.see_through.setdefault(GROUP, place)
            if group.get("/CS") is not None:
                self.mark(Mark("group", Colour(*space_of(group.get("/CS"))), place))

    def _parsed(self, thing: Any) -> Sequence[Any]:
        key = (0, 0) if isinstance(thing, pikepdf.Page) else thing.objgen
        if key == (0, 0):
            return pikepdf.parse_content_stream(thing)
        if key in self.parsed:
            self.again += len(self.parsed[key])
        else:
            self.parsed[key] = pikepdf.parse_content_stream(thing)
        return self.parsed[key]

    def mark(self, mark: Mark) -> None:
        """A mark, unless there was one like it on the page."""
        key = (mark.kind, mark.colour, round(mark.size, 2), mark.font, mark.overprints)
        if key not in self.seen:
            self.seen.add(key)
            self.found.marks.append(mark)


class _Run:
    """One stream being followed."""

    def __init__(self, follower: _Follower, resources: Any, state: _State, depth: int) -> None:
        self.follower, self.found, self.resources, self.state, self.depth = follower, follower.found, resources, state, depth
        self.saved: list[_State] = []
        self.text: Matrix = IDENTITY
        self.line: Matrix = IDENTITY
        self.points: list[float] = []
        self.clips = False
        self.steps: dict[str, Callable[[Any], None]] = {
            "q": self._save,
            "Q": self._restore,
            "cm": self._concatenate,
            "w": self._set_width,
            "gs": self._take_state,
            "BT": self._begin_text,
            "Tf": self._set_font,
            "Tm": self._set_matrix,
            "Td": self._move,
            "TD": self._move_and_lead,
            "TL": self._lead,
            "T*": self._next_line,
            "Tr": self._set_mode,
            "Tj": self._show,
            "TJ": self._show,
            "'": self._show_next,
            '"': self._show_next,
            "re": self._rectangle,
            "W": self._clip,
            "W*": self._clip,
            "n": lambda _: self._paint(""),
            "Do": self._draw,
            "sh": self._shade,
            "INLINE IMAGE": self._inline,
            "ri": lambda _: None,
        }

    def take(self, steps: Sequence[Any]) -> None:
        """Each operation in turn; one that lacks its operands does nothing, as in a viewer."""
        for step in steps:
            operator = str(step.operator)
            try:
                taken = self.steps.get(operator)
                if taken:
                    taken(step.operands)
                elif operator in POINTS_OF:
                    self.points.extend(float(value) for value in step.operands)
                elif operator in PAINTS:
                    self._paint(PAINTS[operator])
                elif operator.lower() in DEVICE or operator in {"cs", "CS", "sc", "SC", "scn", "SCN"}:
                    self._set_colour(operator, step.operands)
            except (ArithmeticError, IndexError, TypeError, ValueError, KeyError, AttributeError) as fault:
                self.found.faults.append(f"{operator}: {fault}")

    # --- state

    def _save(self, _: Any) -> None:
        self.saved.append(self.state)

    def _restore(self, _: Any) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def _concatenate(self, operands: Any) -> None:
        self.state = replace(self.state, matrix=times(matrix_of(operands), self.state.matrix))

    def _set_width(self, operands: Any) -> None:
        self.state = replace(self.state, width=float(operands[0]))

    def _take_state(self, operands: Any) -> None:
        state = self.resources["/ExtGState"][str(operands[0])]
        place = self._here()
        if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")):
            self.found.see_through.setdefault("something seen through", place)
        if name(state.get("/BM")) not in {"", "/Normal", "/Compatible"}:
            self.found.see_through.setdefault("a mode of blending", place)
        if isinstance(state.get("/SMask"), Dictionary):
            self.found.see_through.setdefault("a mask", place)
        for key in ("/TR", "/TR2"):
            if key in state and name(state[key]) not in {"/Identity", "/Default"}:
                self.found.odd.setdefault("a transfer function", place)
        half = state.get("/HT")
        if half is not None and name(half) != "/Default" and int(half.get("/HalftoneType", 1)) not in {1, 5}:
            self.found.odd.setdefault("a halftone of a type that PDF/X does not know", place)
        if "/LW" in state:
            self.state = replace(self.state, width=float(state["/LW"]))
        if "/OP" in state or "/op" in state:
            self.state = replace(self.state, overprints=bool(state.get("/op", state.get("/OP", False))))
        if isinstance(state.get("/Font"), Array):
            self.found.faults.append("a font set by a graphics state is not followed")

    def _set_colour(self, operator: str, operands: Any) -> None:
        which = "stroke" if operator[0].isupper() else "fill"
        lower = operator.lower()
        if lower in DEVICE:
            colour = Colour(*self._space(Name(DEVICE[lower])), tuple(float(value) for value in operands))
        elif lower == "cs":
            space, behind = self._space(operands[0])
            colour = Colour(space, behind, (1.0,) if space in {"/Separation", "/DeviceN"} else ())
        else:
            old = self.state.stroke if which == "stroke" else self.state.fill
            colour = Colour(old.space, old.behind, tuple(numbers(operands)))
            if len(operands) and isinstance(operands[-1], Name):
                self._pattern(operands[-1], colour)
        self.state = replace(self.state, stroke=colour) if which == "stroke" else replace(self.state, fill=colour)

    def _space(self, thing: Any) -> tuple[str, str]:
        """A colour space, and the one behind a spot colour, an index, a pattern; a page may say what it means by the plain ones."""
        named = self.resources.get("/ColorSpace", Dictionary())
        value = named.get(str(thing)) if isinstance(thing, Name) and str(thing) in named else thing
        space, behind = space_of(value)
        own = DEFAULTS.get(space)
        return space_of(named[own]) if own and own in named else (space, behind)

    def _pattern(self, key: Any, colour: Colour) -> None:
        """What is drawn in a pattern that is set as a colour: a gradient, or a tile, which may have no colour of its own."""
        pattern = self.resources["/Pattern"][str(key)]
        if "/Shading" in pattern:
            self.follower.mark(Mark("shade", Colour(*self._space(pattern.Shading.get("/ColorSpace"))), self._here()))
            return
        plain = Colour(colour.behind, "", colour.parts) if int(pattern.get("/PaintType", 1)) == 2 else None
        matrix = matrix_of(pattern.Matrix) if "/Matrix" in pattern else IDENTITY
        state = _State(matrix=matrix, fill=plain or BLACK, stroke=plain or BLACK, glyph=self.state.glyph)
        self.follower.once(pattern, pattern.get("/Resources", self.resources), state, self.depth)

    # --- type

    def _begin_text(self, _: Any) -> None:
        self.text = self.line = IDENTITY

    def _set_font(self, operands: Any) -> None:
        key = str(operands[0])
        font = self.resources.get("/Font", Dictionary()).get(key)
        if font is not None:
            self.found.fonts.setdefault(f"{key} {font.objgen}", font)
        self.state = replace(self.state, font=f"{key} {font.objgen}" if font is not None else key, size=float(operands[1]) * _em(font))
        if font is not None and name(font.get("/Subtype")) == "/Type3":
            size = float(operands[1])
            matrix = times(matrix_of(font.FontMatrix), (size, 0.0, 0.0, size, 0.0, 0.0))
            for _, glyph in sorted(font.CharProcs.items()):
                state = replace(self.state, matrix=times(matrix, self.state.matrix), glyph=True)
                self.follower.once(glyph, font.get("/Resources", self.resources), state, self.depth)

    def _set_matrix(self, operands: Any) -> None:
        self.text = self.line = matrix_of(operands)

    def _move(self, operands: Any) -> None:
        self.text = self.line = times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.line)

    def _move_and_lead(self, operands: Any) -> None:
        self.state = replace(self.state, leading=-float(operands[1]))
        self._move(operands)

    def _lead(self, operands: Any) -> None:
        self.state = replace(self.state, leading=float(operands[0]))

    def _next_line(self, _: Any) -> None:
        self._move((0, -self.state.leading))

    def _set_mode(self, operands: Any) -> None:
        self.state = replace(self.state, mode=int(operands[0]))

    def _show(self, operands: Any) -> None:
        state = self.state
        if state.mode % 4 == INVISIBLE:
            return
        matrix = times(self.text, state.matrix)
        size = state.size * scale(matrix)
        place = (matrix[4], matrix[5], matrix[4], matrix[5] + size)
        for colour in {0: (state.fill,), 1: (state.stroke,), 2: (state.fill, state.stroke)}[state.mode % 4]:
            self.follower.mark(Mark("type", colour, place, size, state.font, state.overprints))
        if state.font not in self.found.notdef and _shows_notdef(operands[-1], self.found.fonts.get(state.font)):
            self.found.notdef[state.font] = place

    def _show_next(self, operands: Any) -> None:
        self._next_line(())
        self._show(operands)

    # --- paths and pictures

    def _rectangle(self, operands: Any) -> None:
        x, y, width, height = (float(value) for value in operands)
        self.points.extend((x, y, x + width, y + height))

    def _clip(self, _: Any) -> None:
        self.clips = True

    def _paint(self, how: str) -> None:
        if not self.points:
            return
        state = self.state
        box = box_of(self.points, state.matrix)
        seen = what_is_left(box, state.clip)
        if state.glyph and how:
            self.follower.mark(Mark("glyph", state.stroke if how == "s" else state.fill, seen, overprints=state.overprints))
            how = ""
        if "f" in how:
            self.follower.mark(Mark("fill", state.fill, seen, breadth(seen), overprints=state.overprints))
        if "s" in how:
            width = state.width * scale(state.matrix)
            self.follower.mark(Mark("stroke", state.stroke, seen, width, overprints=state.overprints))
        if self.clips:
            self.state = replace(state, clip=seen)
        self.points, self.clips = [], False

    def _shade(self, operands: Any) -> None:
        shading = self.resources["/Shading"][str(operands[0])]
        self.follower.mark(Mark("shade", Colour(*self._space(shading.get("/ColorSpace"))), self._here()))

    def _draw(self, operands: Any) -> None:
        thing = self.resources["/XObject"][str(operands[0])]
        kind = name(thing.get("/Subtype"))
        if "/OC" in thing:
            self.found.odd.setdefault("a layer", self._here())
        if "/OPI" in thing:
            self.found.odd.setdefault("an OPI comment", self._here())
        if kind == "/Image":
            self._image(thing, thing.objgen)
        elif kind == "/PS" or "/PS" in thing:
            self.found.odd.setdefault("PostScript", self._here())
        elif kind == "/Form":
            self._form(thing)

    def _form(self, form: Any) -> None:
        self.follower.group(form.get("/Group"), self._here())
        matrix = matrix_of(form.Matrix) if "/Matrix" in form else IDENTITY
        state = replace(self.state, matrix=times(matrix, self.state.matrix))
        self.follower.once(form, form.get("/Resources", self.resources), state, self.depth)

    def _inline(self, operands: Any) -> None:
        image = operands[0]
        self._image(image.obj if hasattr(image, "obj") else image, (0, 0))

    def _image(self, image: Any, key: tuple[int, int]) -> None:
        def entry(*keys: str) -> Any:
            return next((image.get(one) for one in keys if image.get(one) is not None), None)

        matrix = self.state.matrix
        width, height = int(entry("/Width", "/W") or 0), int(entry("/Height", "/H") or 0)
        across, up = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
        ppi = min(width / across, height / up) * 72 if across and up else 0.0
        stencil = bool(entry("/ImageMask", "/IM"))
        space, behind = ("", "") if stencil else self._space(entry("/ColorSpace", "/CS"))
        masks = entry("/SMask")
        if isinstance(masks, Stream):
            self.found.see_through.setdefault("a picture that is transparent in parts", box_of((0, 0, 1, 1), matrix))
        if "/Alternates" in image:
            self.found.odd.setdefault("an alternate picture", box_of((0, 0, 1, 1), matrix))
        if self.state.glyph:
            self.follower.mark(Mark("glyph", self.state.fill if stencil else Colour(space, behind), self._here()))
            return
        packed = entry("/Filter", "/F")
        self.found.images.append(
            PlacedImage(
                box=box_of((0, 0, 1, 1), matrix),
                width=width,
                height=height,
                ppi=ppi,
                colour=self.state.fill if stencil else Colour(space, behind),
                bits=1 if stencil else int(entry("/BitsPerComponent", "/BPC") or 8),
                key=key,
                filters=tuple(str(one) for one in packed) if isinstance(packed, Array) else ((str(packed),) if packed is not None else ()),
                smoothed=bool(entry("/Interpolate", "/I")),
                masked=masks is not None,
                stencil=stencil,
            )
        )

    def _here(self) -> Rectangle:
        return self.state.matrix[4], self.state.matrix[5], self.state.matrix[4], self.state.matrix[5]


def space_of(thing: Any) -> tuple[str, str]:
    """A colour space's family, and the one behind a spot colour, an index or a pattern: `("/Separation", "/DeviceCMYK")`."""
    if isinstance(thing, Name):
        short = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
        return short.get(str(thing), str(thing)), ""
    if not isinstance(thing, Array) or not len(thing):
        return "", ""
    family = {"/I": "/Indexed"}.get(str(thing[0]), str(thing[0]))
    if family in {"/Separation", "/DeviceN"}:
        return family, space_of(thing[2])[0]
    if family == "/Indexed":
        base, behind = space_of(thing[1])
        return base, behind
    if family == "/Pattern" and len(thing) > 1:
        return family, space_of(thing[1])[0]
    if family == "/ICCBased":
        return family, {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}.get(int(thing[1].get("/N", 0)), "")
    return family, ""


def _em(font: Any) -> float:
    """How large a font's letters are at size 1: 1, but for those that streams draw, which may be of any size."""
    if font is None or name(font.get("/Subtype")) != "/Type3":
        return 1.0
    _, lower, _, upper = (float(edge) for edge in font.get("/FontBBox", (0, 0, 0, 0)))
    return abs((upper - lower) * matrix_of(font.FontMatrix)[3])


def _shows_notdef(shown: Any, font: Any) -> bool:
    """Whether a run of a composite font whose codes are glyph ids shows glyph 0, which stands for what the font lacks."""
    if font is None or name(font.get("/Encoding")) != "/Identity-H":
        return False
    pieces = [bytes(piece) for piece in (shown if isinstance(shown, Array) else [shown]) if isinstance(piece, pikepdf.String)]
    return any(b"\0\0" in piece and any(piece[at : at + 2] == b"\0\0" for at in range(0, len(piece), 2)) for piece in pieces)
