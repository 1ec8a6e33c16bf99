"""The place in the manuscript of each element of a page's HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from publish.diagnostics import Location


@dataclass(slots=True)
class ElementPlaces:
    """Finds the manuscript's lines by `data-line`; `path` is the section's file, "" for markup of our own."""

    root: Any
    path: str
    parents: dict[Any, Any] = field(default_factory=dict)

    def at(self, element: Any) -> Location | None:
        """The place of an element, or of its nearest ancestor that has a line; None for markup of our own.

        An element with `data-path` comes from another section's file.
        """
        if not self.path:
            return None
        if not self.parents:
            self.parents = {child: parent for parent in self.root.iter() for child in parent}
        line = None
        while element is not None:
            if line is None and (element.get("data-line") or "").isdigit():
                line = int(element.get("data-line"))
            if element.get("data-path"):
                return Location(path=element.get("data-path"), line=line)
            element = self.parents.get(element)
        return Location(path=self.path, line=line)
