"""Long sections split into several files: old reading systems support at most 300 kB, and all of them open a short file faster.

Policy: a section whose markup is longer than MAX_BYTES is split before a heading, of the highest level available, else between two blocks,
never after a heading. Its notes follow its text and are split between notes, since a noteref can lead to another file. Ids do not change:
the section's id is in its first file, further files have `ID-part-2` and so on as ids, and the section's title as label. What cannot be
split, such as a huge table, stays whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.markup import classes_of, local_name, xhtml_element
from publish.languages import labels_for

MAX_BYTES = 260_000
LEVELS = ("h2", "h3", "h4", "h5", "h6")
LEAST = 0.25  # of MAX_BYTES: no file is split before a heading while it is shorter than this
FOOTNOTES = "footnotes"


def split_section(root: etree._Element, title: str, language: str, taken: Iterable[str]) -> list[etree._Element]:
    """The section, or the sections that it is split into. `title` is its title, `taken` are ids that new sections must not have."""
    if _size(root) <= MAX_BYTES:
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
            joins = number == 0 and _size(sections[-1]) + _size(inner) <= MAX_BYTES
            (sections[-1].append(inner) if joins else sections.append(_filled(root, [inner])))
    for number, section in enumerate(sections[1:], 2):
        section.set("id", ids.new(f"{name}-part-{number}"))
        section.set("aria-label", title)
        section.attrib.pop("aria-labelledby", None)
    return sections


def _filled(like: etree._Element, children: Sequence[etree._Element]) -> etree._Element:
    """An element with the attributes and text of another and with these children."""
    copied = xhtml_element(local_name(like))
    copied.attrib.update(like.attrib)
    copied.text = like.text
    copied.extend(children)
    return copied


def _groups(children: Sequence[etree._Element]) -> Iterator[Sequence[etree._Element]]:
    """The children in groups that each fit into a file."""
    sizes = [_size(child) for child in children]
    start = 0
    while start < len(children):
        end, total = start, 0
        while end < len(children) and (end == start or total + sizes[end] <= MAX_BYTES):
            total += sizes[end]
            end += 1
        if end < len(children):
            end = _cut(children, sizes, start, end)
        yield children[start:end]
        start = end


def _cut(children: Sequence[etree._Element], sizes: Sequence[int], start: int, end: int) -> int:
    """The best index, up to `end`, at which to end a group."""
    least = LEAST * MAX_BYTES
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
