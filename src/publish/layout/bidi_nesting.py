"""Orders text of both directions for WeasyPrint 70.0, which orders each run of text by itself and then puts the runs side by side.

Each stretch of a higher level (UAX #9) gets an element of its own, `span` with `dir`, inside the element of the level below. Where a level
changes inside an inline element, that element is divided. WeasyPrint then turns the right stretches round, line by line: rule L2. Drop this
when WeasyPrint orders whole lines (test_text_of_both_directions_is_proved).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from publish.book.bidi_paragraphs import Run, Segment, direction_in, is_in_both_directions, runs_of, segments
from publish.book.direction import RIGHT_TO_LEFT
from publish.book.markup import XHTML, append_text, local_name
from publish.text.bidi_levels import runs_left

NOT_REPEATED = frozenset({"dir", "id"})  # attributes that the parts of a divided element do not have: the level says the direction
SIDES = ("ltr", "rtl")


def nest_levels(root: etree._Element, base: str) -> None:
    """Orders the paragraphs in an element of XHTML. `base` is the direction of text that is in no element with `dir`."""
    if not _may_turn(root, base):
        return
    for segment in [segment for segment in segments(root) if is_in_both_directions(segment, base)]:
        if local_name(segment.parent) != "pre":  # a line of code is one run of text
            runs = runs_of(segment, base)
            ordered = _Nesting().filled(runs, int(direction_in(segment, base) == RIGHT_TO_LEFT))
            _replace(segment, ordered)


def _may_turn(root: etree._Element, base: str) -> bool:
    """Whether anything in an element can be written from right to left; quick, because most books have nothing."""
    return base == RIGHT_TO_LEFT or bool(root.xpath("boolean(descendant-or-self::*/@dir)")) or runs_left("".join(map(str, root.itertext())))


@dataclass(slots=True)
class _Nesting:
    """The parts of divided elements, each with the element that it was made from."""

    made_from: dict[etree._Element, etree._Element] = field(default_factory=dict)

    def filled(self, runs: Sequence[Run], base: int) -> etree._Element:
        """An element with the runs, nested by level."""
        holder = etree.Element(f"{{{XHTML}}}span")
        self._fill(holder, runs, base)
        return holder

    def _fill(self, parent: etree._Element, runs: Sequence[Run], level: int) -> None:
        start = 0
        while start < len(runs):
            end = start + 1
            if runs[start].level <= level:
                self._put(parent, runs[start])
            else:
                while end < len(runs) and runs[end].level > level:
                    end += 1
                stretch = etree.SubElement(parent, f"{{{XHTML}}}span", {"dir": SIDES[(level + 1) % 2]})
                self._fill(stretch, runs[start:end], level + 1)
            start = end

    def _put(self, parent: etree._Element, run: Run) -> None:
        for around in run.path:
            last = parent[-1] if len(parent) else None
            if last is None or last.tail or self.made_from.get(last) is not around:
                attributes = {name: value for name, value in around.attrib.items() if name not in NOT_REPEATED}
                last = etree.SubElement(parent, around.tag, attributes)
                if "id" in around.attrib:
                    last.set("id", around.attrib.pop("id"))  # the first part has it
                self.made_from[last] = around
            parent = last
        if isinstance(run.content, str):
            append_text(parent, run.content)
        else:
            parent.append(run.content)
            run.content.tail = None


def _replace(segment: Segment, ordered: etree._Element) -> None:
    """Puts the content of an element in the place of a segment."""
    parent, after = segment.parent, segment.after
    for child in segment.children:
        if child.getparent() is parent:
            parent.remove(child)
    place = 0 if after is None else parent.index(after) + 1
    if after is None:
        parent.text = ordered.text
    else:
        after.tail = ordered.text
    for number, child in enumerate(list(ordered)):
        parent.insert(place + number, child)
