"""How the text of an element looks in one state of a style sheet."""

from dataclasses import dataclass

from publish.checks.css_colours import Colour

LINE = 1.4  # em: the height of a line in our sheet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Style:
    """The part of an element's style in one state that decides whether it is seen. It is inherited by what is in the element."""

    night: bool = False
    gone: str = ""
    """Why nothing in the element is seen, whatever the style of what is in it."""
    invisible: str = ""
    size: float = 16.0
    sized_by: str = ""
    zoom: float = 1.0
    line: float = LINE
    crowded: str = ""
    colour: Colour | None = None
    fill: Colour | None = None
    coloured_by: str = ""
    grounds: tuple[Colour, ...] = ()
    """The colours behind the text, one beside the other; none for the page itself."""
    pictured_by: str = ""
    """The declaration that lays a picture under the text of which the colours are not known."""
    dark_page: bool = False
    opacity: float = 1.0
    pale: str = ""
    pale_in_part: str = ""
    small: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """The declaration that hides the element's own text; "" if it is seen."""
        return self.gone or self.invisible or self.small or self.crowded or self.pale
