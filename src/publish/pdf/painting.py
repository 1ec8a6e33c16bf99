"""What a page of any PDF paints (`publish.pdf.paint`), found by following its content streams.

Policy: a content stream is followed (ISO 32000-1, 8 and 9) only as far as a printer's rules ask. Glyphs are not drawn: of a run of type,
only its beginning is known. What cannot be parsed is reported, not guessed. Forms, tiles and glyph procedures are followed once for each
size and colour, and their total number of operations is limited.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from publish.pdf.colours import BLACK, Colour, space_of
from publish.pdf.content_stream import GraphicsState, Operation, StreamWalker, operations_of
from publish.pdf.matrices import IDENTITY, Matrix, box_of, breadth, clipped, matrix_of, scale, times
from publish.pdf.objects import name, numbers, resources_of
from publish.pdf.paint import GROUP, Mark, Painted, PlacedImage, Rectangle

DEEPEST = 12
MOST_REPEATED = 100_000  # operations on a page in streams that are drawn again, larger or in other colours
PAINTS = {"f": "f", "F": "f", "f*": "f", "S": "s", "s": "s", "B": "fs", "B*": "fs", "b": "fs", "b*": "fs", "n": ""}
"""The operators that end a path: whether they fill it, stroke it, both or neither."""
CONSTRUCTION = ("m", "l", "c", "v", "y")
INVISIBLE = 3  # text rendering mode


def painted(page: pikepdf.Page) -> Painted:
    """What this page paints."""
    resources = page.obj.get("/Resources", page.resources if hasattr(page, "resources") else Dictionary())
    visit = _PageVisit()
    visit.group(page.obj.get("/Group"), (0.0, 0.0, 0.0, 0.0))
    visit.follow(page, resources, _State(), 0)
    return visit.painted


@dataclass(frozen=True, slots=True)
class _State(GraphicsState):
    matrix: Matrix = IDENTITY
    width: float = 1.0
    font: str = ""
    size: float = 0.0
    mode: int = 0
    leading: float = 0.0
    overprints: bool = False
    clip: Rectangle | None = None
    """The clipping path's box, if there is a clipping path."""
    glyph: bool = False
    """Whether a glyph is being drawn: its paths and images count as type."""


@dataclass(slots=True)
class _PageVisit:
    """What has been met on a page so far, in all of its streams."""

    painted: Painted = field(default_factory=Painted)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    parsed: dict[tuple[int, int], Sequence[Operation]] = field(default_factory=dict)
    repeated: int = 0

    def follow(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        """Add everything that a stream paints, beginning in this state."""
        if depth > DEEPEST or self.repeated > MOST_REPEATED:
            self.painted.faults.append("its drawings are nested or repeated too often to be examined")
            return
        try:
            operations = self._operations(stream)
        except (pikepdf.PdfError, TypeError, ValueError) as fault:
            self.painted.faults.append(str(fault))
            return
        _Painter(self, resources, state, depth).walk(operations)

    def follow_once(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        """The same, unless the stream was drawn on the page before in the same size and colours."""
        size = tuple(round(value, 3) for value in state.matrix[:4])
        key = (stream.objgen, size, state.fill, state.stroke) if stream.objgen != (0, 0) else ()
        if key and key in self.seen:
            return
        self.seen.add(key)
        self.follow(stream, resources, state, depth + 1)

    def group(self, group: Any, place: Rectangle) -> None:
        """Add a transparency group, and the colour space that it blends in."""
        if isinstance(group, Dictionary) and name(group.get("/S")) == "/Transparency":
            self.painted.see_through.setdefault(GROUP, place)
            if group.get("/CS") is not None:
                self.mark(Mark("group", Colour(*space_of(group.get("/CS"))), place))

    def mark(self, mark: Mark) -> None:
        """Add a mark, unless the page has one like it."""
        key = (mark.kind, mark.colour, round(mark.size, 2), mark.font, mark.overprints)
        if key not in self.seen:
            self.seen.add(key)
            self.painted.marks.append(mark)

    def _operations(self, stream: Any) -> Sequence[Operation]:
        key = (0, 0) if isinstance(stream, pikepdf.Page) else stream.objgen
        if key == (0, 0):
            return operations_of(stream)
        if key in self.parsed:
            self.repeated += len(self.parsed[key])
        else:
            self.parsed[key] = operations_of(stream)
        return self.parsed[key]


class _Painter(StreamWalker[_State]):
    """One stream of a page, followed to what it paints."""

    def __init__(self, visit: _PageVisit, resources: Any, state: _State, depth: int) -> None:
        super().__init__(resources, state)
        self.visit, self.painted, self.depth = visit, visit.painted, depth
        self.text: Matrix = IDENTITY
        self.line: Matrix = IDENTITY
        self.points: list[float] = []
        self.clips = False
        self.steps |= {
            "cm": self._concatenate,
            "w": self._set_width,
            "BT": self._begin_text,
            "Tf": self._set_font,
            "Tm": self._set_text_matrix,
            "Td": self._move,
            "TD": self._move_and_lead,
            "TL": self._lead,
            "T*": self._next_line,
            "Tr": self._set_mode,
            "Tj": self._show,
            "TJ": self._show,
            "'": self._show_next,
            '"': self._show_next,
            **dict.fromkeys(CONSTRUCTION, self._construct),
            "re": self._rectangle,
            "W": self._clip,
            "W*": self._clip,
            **dict.fromkeys(PAINTS, self._paint),
            "Do": self._draw,
            "sh": self._shade,
            "INLINE IMAGE": self._inline,
        }

    def take(self, operands: list[Any], operator: str) -> None:
        """Follow one operation; one with wrong operands does nothing, as in a viewer, and is noted."""
        try:
            self.steps.get(operator, self.keep)(operands, operator)
        except (ArithmeticError, IndexError, TypeError, ValueError, KeyError, AttributeError) as fault:
            self.painted.faults.append(f"{operator}: {fault}")

    # --- state

    def _concatenate(self, operands: list[Any], _: str) -> None:
        self.state = replace(self.state, matrix=times(matrix_of(operands), self.state.matrix))

    def _set_width(self, operands: list[Any], _: str) -> None:
        self.state = replace(self.state, width=float(operands[0]))

    def set_state(self, operands: list[Any], _: str) -> None:
        """The entries of a graphics state parameter dictionary that printers ask about; how opaque colours are is not one of them."""
        entries = self.resource("/ExtGState", operands[0])
        place = self._here()
        if any(float(entries.get(key, 1)) < 1 for key in ("/ca", "/CA")):
            self.painted.see_through.setdefault("something seen through", place)
        if name(entries.get("/BM")) not in {"", "/Normal", "/Compatible"}:
            self.painted.see_through.setdefault("a mode of blending", place)
        if isinstance(entries.get("/SMask"), Dictionary):
            self.painted.see_through.setdefault("a mask", place)
        for key in ("/TR", "/TR2"):
            if key in entries and name(entries[key]) not in {"/Identity", "/Default"}:
                self.painted.odd.setdefault("a transfer function", place)
        halftone = entries.get("/HT")
        if halftone is not None and name(halftone) != "/Default" and int(halftone.get("/HalftoneType", 1)) not in {1, 5}:
            self.painted.odd.setdefault("a halftone of a type that PDF/X does not know", place)
        if "/LW" in entries:
            self.state = replace(self.state, width=float(entries["/LW"]))
        if "/OP" in entries or "/op" in entries:
            self.state = replace(self.state, overprints=bool(entries.get("/op", entries.get("/OP", False))))
        if isinstance(entries.get("/Font"), Array):
            self.painted.faults.append("a font set by a graphics state is not followed")

    def set_colour(self, operands: list[Any], operator: str) -> None:
        """The colour; a pattern's own drawing is followed first."""
        if operator in {"sc", "SC", "scn", "SCN"} and operands and isinstance(operands[-1], Name):
            current = self.state.stroke if operator[0].isupper() else self.state.fill
            self._pattern(operands[-1], Colour(current.space, current.behind, tuple(numbers(operands))))
        super().set_colour(operands, operator)

    def _pattern(self, key: Name, colour: Colour) -> None:
        """What a pattern draws: a gradient, or a tile, which may be drawn in the colour that is set with it."""
        pattern = self.resource("/Pattern", key)
        if "/Shading" in pattern:
            self.visit.mark(Mark("shade", Colour(*self.space(pattern.Shading.get("/ColorSpace"))), self._here()))
            return
        plain = Colour(colour.behind, "", colour.parts) if int(pattern.get("/PaintType", 1)) == 2 else BLACK
        matrix = matrix_of(pattern.Matrix) if "/Matrix" in pattern else IDENTITY
        state = _State(matrix=matrix, fill=plain, stroke=plain, glyph=self.state.glyph)
        self.visit.follow_once(pattern, resources_of(pattern, self.resources), state, self.depth)

    # --- type

    def _begin_text(self, _: list[Any], __: str) -> None:
        self.text = self.line = IDENTITY

    def _set_font(self, operands: list[Any], _: str) -> None:
        key = str(operands[0])
        font = self.resources.get("/Font", Dictionary()).get(key)
        if font is not None:
            self.painted.fonts.setdefault(f"{key} {font.objgen}", font)
        self.state = replace(self.state, font=f"{key} {font.objgen}" if font is not None else key, size=float(operands[1]) * _em(font))
        if font is not None and name(font.get("/Subtype")) == "/Type3":
            size = float(operands[1])
            matrix = times(matrix_of(font.FontMatrix), (size, 0.0, 0.0, size, 0.0, 0.0))
            for _, glyph in sorted(font.CharProcs.items()):
                state = replace(self.state, matrix=times(matrix, self.state.matrix), glyph=True)
                self.visit.follow_once(glyph, resources_of(font, self.resources), state, self.depth)

    def _set_text_matrix(self, operands: list[Any], _: str) -> None:
        self.text = self.line = matrix_of(operands)

    def _move(self, operands: list[Any], _: str) -> None:
        self.text = self.line = times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.line)

    def _move_and_lead(self, operands: list[Any], operator: str) -> None:
        self.state = replace(self.state, leading=-float(operands[1]))
        self._move(operands, operator)

    def _lead(self, operands: list[Any], _: str) -> None:
        self.state = replace(self.state, leading=float(operands[0]))

    def _next_line(self, _: list[Any], operator: str) -> None:
        self._move([0, -self.state.leading], operator)

    def _set_mode(self, operands: list[Any], _: str) -> None:
        self.state = replace(self.state, mode=int(operands[0]))

    def _show(self, operands: list[Any], _: str) -> None:
        state = self.state
        if state.mode % 4 == INVISIBLE:
            return
        matrix = times(self.text, state.matrix)
        size = state.size * scale(matrix)
        place = (matrix[4], matrix[5], matrix[4], matrix[5] + size)
        for colour in {0: (state.fill,), 1: (state.stroke,), 2: (state.fill, state.stroke)}[state.mode % 4]:
            self.visit.mark(Mark("type", colour, place, size, state.font, state.overprints))
        if state.font not in self.painted.notdef and _shows_notdef(operands[-1], self.painted.fonts.get(state.font)):
            self.painted.notdef[state.font] = place

    def _show_next(self, operands: list[Any], operator: str) -> None:
        self._next_line([], operator)
        self._show(operands, operator)

    # --- paths and pictures

    def _construct(self, operands: list[Any], _: str) -> None:
        self.points.extend(map(float, operands))

    def _rectangle(self, operands: list[Any], _: str) -> None:
        x, y, width, height = (float(value) for value in operands)
        self.points.extend((x, y, x + width, y + height))

    def _clip(self, _: list[Any], __: str) -> None:
        self.clips = True

    def _paint(self, _: list[Any], operator: str) -> None:
        if not self.points:
            return
        state, how = self.state, PAINTS[operator]
        seen = clipped(box_of(self.points, state.matrix), state.clip)
        if state.glyph and how:
            self.visit.mark(Mark("glyph", state.stroke if how == "s" else state.fill, seen, overprints=state.overprints))
            how = ""
        if "f" in how:
            self.visit.mark(Mark("fill", state.fill, seen, breadth(seen), overprints=state.overprints))
        if "s" in how:
            width = state.width * scale(state.matrix)
            self.visit.mark(Mark("stroke", state.stroke, seen, width, overprints=state.overprints))
        if self.clips:
            self.state = replace(state, clip=seen)
        self.points, self.clips = [], False

    def _shade(self, operands: list[Any], _: str) -> None:
        shading = self.resource("/Shading", operands[0])
        self.visit.mark(Mark("shade", Colour(*self.space(shading.get("/ColorSpace"))), self._here()))

    def _draw(self, operands: list[Any], _: str) -> None:
        drawn = self.resource("/XObject", operands[0])
        kind = name(drawn.get("/Subtype"))
        if "/OC" in drawn:
            self.painted.odd.setdefault("a layer", self._here())
        if "/OPI" in drawn:
            self.painted.odd.setdefault("an OPI comment", self._here())
        if kind == "/Image":
            self._image(drawn)
        elif kind == "/PS" or "/PS" in drawn:
            self.painted.odd.setdefault("PostScript", self._here())
        elif kind == "/Form":
            self._form(drawn)

    def _form(self, form: Any) -> None:
        self.visit.group(form.get("/Group"), self._here())
        matrix = matrix_of(form.Matrix) if "/Matrix" in form else IDENTITY
        state = replace(self.state, matrix=times(matrix, self.state.matrix))
        self.visit.follow_once(form, resources_of(form, self.resources), state, self.depth)

    def _inline(self, operands: list[Any], _: str) -> None:
        image = operands[0]
        self._image(image.obj if hasattr(image, "obj") else image)

    def _image(self, image: Any) -> None:
        def entry(*keys: str) -> Any:
            return next((image.get(key) for key in keys if image.get(key) is not None), None)

        matrix = self.state.matrix
        width, height = int(entry("/Width", "/W") or 0), int(entry("/Height", "/H") or 0)
        across, up = math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
        ppi = min(width / across, height / up) * 72 if across and up else 0.0
        stencil = bool(entry("/ImageMask", "/IM"))
        space, behind = ("", "") if stencil else self.space(entry("/ColorSpace", "/CS"))
        mask = entry("/SMask")
        if isinstance(mask, Stream):
            self.painted.see_through.setdefault("a picture that is transparent in parts", box_of((0, 0, 1, 1), matrix))
        if "/Alternates" in image:
            self.painted.odd.setdefault("an alternate picture", box_of((0, 0, 1, 1), matrix))
        if self.state.glyph:
            self.visit.mark(Mark("glyph", self.state.fill if stencil else Colour(space, behind), self._here()))
            return
        filters = entry("/Filter", "/F")
        self.painted.images.append(
            PlacedImage(
                box=box_of((0, 0, 1, 1), matrix),
                width=width,
                height=height,
                ppi=ppi,
                colour=self.state.fill if stencil else Colour(space, behind),
                bits=1 if stencil else int(entry("/BitsPerComponent", "/BPC") or 8),
                filters=tuple(map(str, filters)) if isinstance(filters, Array) else ((str(filters),) if filters is not None else ()),
                smoothed=bool(entry("/Interpolate", "/I")),
                masked=mask is not None,
                stencil=stencil,
            )
        )

    def _here(self) -> Rectangle:
        return self.state.matrix[4], self.state.matrix[5], self.state.matrix[4], self.state.matrix[5]


def _em(font: Any) -> float:
    """The height of a font's letters at size 1: 1, except for Type 3 fonts, whose glyphs may have any size."""
    if font is None or name(font.get("/Subtype")) != "/Type3":
        return 1.0
    _, lower, _, upper = (float(edge) for edge in font.get("/FontBBox", (0, 0, 0, 0)))
    return abs((upper - lower) * matrix_of(font.FontMatrix)[3])


def _shows_notdef(shown: Any, font: Any) -> bool:
    """Whether a run of a composite font whose codes are glyph ids shows glyph 0, which is drawn for characters that the font lacks."""
    if font is None or name(font.get("/Encoding")) != "/Identity-H":
        return False
    pieces = [bytes(piece) for piece in (shown if isinstance(shown, Array) else [shown]) if isinstance(piece, pikepdf.String)]
    return any(b"\0\0" in piece and any(piece[at : at + 2] == b"\0\0" for at in range(0, len(piece), 2)) for piece in pieces)
