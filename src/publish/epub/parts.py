"""A long section in several files: old reading systems hold 300 kB at most, and all of them open a short file sooner.

Policy: a section whose markup is longer than MOST_BYTES is parted before a heading, the highest that is at hand, else between two blocks,
never behind a heading. Its notes stand behind its text as they would in one file, and are parted between two notes: a mark leads to its
note in another file as well as in its own. Ids stay as they are; the section's own id is in its first file, a further one bears
`ID-part-2` and the section's title. What cannot be parted, such as a huge table, is left whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.markup import classes_of, local_name, xhtml_element
from publish.languages import labels_for

MOST_BYTES = 260_000
LEVELS = ("h2", "h3", "h4", "h5", "h6")
LEAST = 0.25  # of a file: a higher heading does not end one that is shorter
FOOTNOTES = "footnotes"


def parts_of(root: etree._Element, title: str, language: str, taken: Iterable[str]) -> list[etree._Element]:
    """The section, or the sections that it becomes; `title` is its own, `taken` are ids that none of them may have."""
    if _size(root) <= MOST_BYTES:
        return [root]
    name = root.get("id", "")
    ids = IdRegister()
    ids.reserve(taken)
    children = list(root)
    notes = children.pop() if children and FOOTNOTES in classes_of(children[-1]) else None
    groups = [list(group) for group in _groups(children)]
    sections = [_filled(root, group) for group in groups]
    if notes is not None:
        for number, group in enumerate(_groups(list(notes))):
            inner = _filled(notes, list(group))
            if number:
                inner.attrib.pop("aria-labelledby", None)
                inner.set("aria-label", labels_for(language).notes)
            joins = number == 0 and _size(sections[-1]) + _size(inner) <= MOST_BYTES
            (sections[-1].append(inner) if joins else sections.append(_filled(root, [inner])))
    for number, section in enumerate(sections[1:], 2):
        section.set("id", ids.new(f"{name}-part-{number}"))
        section.set("aria-label", title)
        section.attrib.pop("aria-labelledby", None)
    return sections


def _filled(like: etree._Element, children: Sequence[etree._Element]) -> etree._Element:
    """An element with the attributes of another and with these children."""
    found = xhtml_element(local_name(like))
    found.attrib.update(like.attrib)
    found.text = like.text if not len(found) else None
    found.extend(children)
    return found


def _groups(children: Sequence[etree._Element]) -> Iterator[Sequence[etree._Element]]:
    """The children in runs that each fit a file."""
    sizes = [_size(child) for child in children]
    start = 0
    while start < len(children):
        end, total = start, 0
        while end < len(children) and (end == start or total + sizes[end] <= MOST_BYTES):
            total += sizes[end]
            end += 1
        if end < len(children):
            end = _cut(children, sizes, start, end)
        yield children[start:end]
        start = end


def _cut(children: Sequence[etree._Element], sizes: Sequence[int], start: int, end: int) -> int:
    """Where a run that may go up to `end` had better end."""
    least = LEAST * MOST_BYTES
    for level in LEVELS:
        for at in range(end, start, -1):
            if local_name(children[at]) == level and sum(sizes[start:at]) >= least:
                return at
    at = end
    while at > start + 1 and local_name(children[at - 1]) in LEVELS:
        at -= 1
    return at


def _size(element: etree._Element) -> int:
    alone = copy(element)
    alone.tail = None
    return len(etree.tostring(alone, encoding="utf-8"))
