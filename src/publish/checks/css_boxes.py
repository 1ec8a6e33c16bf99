"""An element as the judges of style sheets know it, and what a judge says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from publish.checks.css_declarations import Declaration
from publish.checks.css_measures import MEASURE, Scale, first_length

FAR_OFF = 280.0  # px: the text of a phone's page has moved off it
LETTER = 0.45  # em: the mean width of a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An element as far as the judges know it. `letters` counts those of its text; `line` is the height of a line in em."""

    values: Mapping[str, Declaration]
    size: float
    line: float
    is_block: bool
    letters: Callable[[], int]

    @property
    def scale(self) -> Scale:
        """The units of the element."""
        return Scale(em=self.size)

    def number(self, name: str, whole: float = MEASURE) -> float | None:
        """The first length of a property, in px; None without one."""
        declaration = self.values.get(name)
        return first_length(declaration.value, Scale(em=self.size, whole=whole)) if declaration else None

    def words(self, name: str) -> frozenset[str]:
        """The keywords of a property."""
        declaration = self.values.get(name)
        return declaration.words if declaration else frozenset()

    def lines(self, measure: float = MEASURE) -> int:
        """How many lines the text takes, at least."""
        return ceil(max(1, self.letters()) * LETTER * self.size / max(1.0, measure))


Verdict = tuple[bool, str]
"""Whether text is hidden for certain, and the declaration that does it."""
