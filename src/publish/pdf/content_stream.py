"""A content stream followed operation by operation (ISO 32000-1, 8 and 9): the graphics state and the resources at each of them.

Two visitors build on it: `publish.pdf.painting` reads what any page paints, `publish.press.colour_conversion` rewrites the colours of our
fragments. A visitor is a subclass: it adds the operators that it needs to `steps`, and overrides the hooks for colours and states.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import pikepdf
from pikepdf import Operator

from publish.pdf.colours import BLACK, DEVICE_SPACES, Colour, resolved_space
from publish.pdf.objects import Resource, numbers

Operation = tuple[list[Any], str]
"""One operation of a content stream: its operands and its operator. Operands are values of pikepdf."""

COLOUR_OPERATORS = (*DEVICE_SPACES, *map(str.upper, DEVICE_SPACES), "cs", "CS", "sc", "SC", "scn", "SCN")


@dataclass(frozen=True, slots=True)
class GraphicsState:
    """The part of the graphics state that every visitor needs: colours, and how opaque they are."""

    fill: Colour = BLACK
    stroke: Colour = BLACK
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0


State = TypeVar("State", bound=GraphicsState)


def operations_of(stream: Resource | pikepdf.Page) -> list[Operation]:
    """The operations of a page or stream, in order. pikepdf.PdfError where it cannot be parsed."""
    return [(list(step.operands), str(step.operator)) for step in pikepdf.parse_content_stream(stream)]


def written(operations: Sequence[Operation]) -> bytes:
    """The content stream that does these operations."""
    steps: list[Any] = [(operands, Operator(operator)) for operands, operator in operations]
    return pikepdf.unparse_content_stream(steps)


class StreamWalker(Generic[State]):
    """Follows one content stream from a graphics state on."""

    def __init__(self, resources: Any, state: State) -> None:
        self.resources = resources
        self.state = state
        self._saved: list[State] = []
        self.steps: dict[str, Callable[[list[Any], str], None]] = {
            "q": self._save,
            "Q": self._restore,
            "gs": self.set_state,
            **dict.fromkeys(COLOUR_OPERATORS, self.set_colour),
        }

    def walk(self, operations: Sequence[Operation]) -> None:
        """Follow each operation in turn."""
        for operands, operator in operations:
            self.take(operands, operator)

    def take(self, operands: list[Any], operator: str) -> None:
        """Follow one operation."""
        self.steps.get(operator, self.keep)(operands, operator)

    def keep(self, operands: list[Any], operator: str) -> None:
        """An operation that changes no colour. Nothing is done here; a visitor that rewrites the stream copies it."""

    def resource(self, kind: str, key: object) -> Any:
        """The resource that an operation names. KeyError if there is none."""
        return self.resources[kind][str(key)]

    def space(self, operand: Any) -> tuple[str, str]:
        """A colour space as the visitor knows it: its family, and the space behind it."""
        return resolved_space(operand, self.resources)

    def set_state(self, operands: list[Any], _: str) -> None:
        """`gs`: the entries of a graphics state parameter dictionary (ISO 32000-1, 8.4.5)."""
        entries = self.resource("/ExtGState", operands[0])
        if "/ca" in entries or "/CA" in entries:
            fill, stroke = (float(entries.get(key, old)) for key, old in (("/ca", self.state.fill_alpha), ("/CA", self.state.stroke_alpha)))
            self.state = replace(self.state, fill_alpha=fill, stroke_alpha=stroke)

    def set_colour(self, operands: list[Any], operator: str) -> None:
        """The operators of colours; those with a capital set the colour of strokes."""
        current = self.state.stroke if operator[0].isupper() else self.state.fill
        match operator.lower():
            case "g" | "rg" | "k" as lower:
                colour = Colour(*self.space(pikepdf.Name(DEVICE_SPACES[lower])), tuple(map(float, operands)))
            case "cs":
                space, behind = self.space(operands[0])
                colour = Colour(space, behind, (1.0,) if space in {"/Separation", "/DeviceN"} else ())
            case _:
                colour = Colour(current.space, current.behind, tuple(numbers(operands)))
        self.state = replace(self.state, stroke=colour) if operator[0].isupper() else replace(self.state, fill=colour)

    def _save(self, operands: list[Any], operator: str) -> None:
        self._saved.append(self.state)
        self.keep(operands, operator)

    def _restore(self, operands: list[Any], operator: str) -> None:
        if self._saved:
            self.state = self._saved.pop()
        self.keep(operands, operator)
