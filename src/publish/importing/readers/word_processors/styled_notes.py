"""Notes that only their style marks: typed below the text, on the page or at the end, with a raised mark in the text.

Each is linked with its mark, as notes of a page are. One whose mark is not found stays text, and is looked for as in any other text.
"""

from collections.abc import Iterator

from publish.importing.inline import CALL_SPAN
from publish.importing.readers.note_links import BEGINS, LABEL
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.styled_elements import NOTE, unwrap
from publish.importing.recovery.mark_styles import key_of

PLACE = "publish-note-"
"""The beginning of the ids of these notes."""


def link_notes(root: Element) -> None:
    """Links the paragraphs that are notes by their style with the marks before them: the first of the same name that calls no other."""
    notes = [element for element in root.iter("div") if element.get("class") == NOTE]
    if not notes:
        return
    free: list[tuple[str, Element]] = []
    last: Element | None = None
    count = 0
    for element in list(root.iter("sup", "div")):
        if element.tag == "sup":
            free.extend(_call(element))
        elif element in notes:
            beginning = BEGINS.match(_words(element))
            key = key_of(beginning[1]) if beginning else ""
            call = next((call for call in free if key and call[0] == key), None)
            if call is not None:
                count += 1
                free.remove(call)
                _link(call[1], element, f"{PLACE}{count}")
                last = element
            elif not key and last is not None and element.getprevious() is last:
                last.extend(list(element))
                unwrap(element)
            else:
                unwrap(element)


def with_marks(text: str) -> str:
    """The text of a block with the marks of these notes, which are words of the source."""
    return CALL_SPAN.sub(lambda call: call[2] if PLACE in call[1] else call[0], text)


def _call(element: Element) -> Iterator[tuple[str, Element]]:
    """A raised mark in the text, with its name; nothing for one that is a link, or that stands in a note."""
    is_note = any(around.get("class") == NOTE for around in element.iterancestors("div"))
    label = LABEL.fullmatch(_words(element))
    if label and not is_note and next(element.iter("a"), None) is None and next(element.iterancestors("a"), None) is None:
        yield key_of(label[1]), element


def _link(call: Element, note: Element, id: str) -> None:
    """Makes of a mark a link to its note."""
    link = call.makeelement("a", {"href": f"#{id}", "role": "doc-noteref"})
    link.text, call.text = call.text, None
    link.extend(list(call))
    call.append(link)
    note.tag = "aside"
    note.attrib.clear()
    note.attrib.update({"id": id, "role": "doc-footnote"})


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
