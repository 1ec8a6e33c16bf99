"""Ways to damage a finished artefact: each function changes the file in place, in one respect only."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
from lxml import etree

OPS = "{http://www.idpf.org/2007/ops}type"
TUNE = "market-note-tune"


# --- the print file -------------------------------------------------------------------------------------------------------------------


def cut_last_page(path: Path) -> None:
    """Removes the last page with text and the blank after it."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[-2:]
        pdf.save(path)


def repeat_a_page(path: Path) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages.insert(FIRST_OF_TEXT + 1, pdf.pages[FIRST_OF_TEXT])
        pdf.save(path)


def swap_pages(path: Path) -> None:
    """Swaps the first two pages of the text."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        first, second = pdf.pages[FIRST_OF_TEXT].Contents, pdf.pages[FIRST_OF_TEXT + 1].Contents
        pdf.pages[FIRST_OF_TEXT].Contents, pdf.pages[FIRST_OF_TEXT + 1].Contents = second, first
        first_fonts, second_fonts = pdf.pages[FIRST_OF_TEXT].Resources, pdf.pages[FIRST_OF_TEXT + 1].Resources
        pdf.pages[FIRST_OF_TEXT].Resources, pdf.pages[FIRST_OF_TEXT + 1].Resources = second_fonts, first_fonts
        pdf.save(path)


def blank_a_page(path: Path) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[FIRST_OF_TEXT].Contents = pdf.make_stream(b"")
        pdf.save(path)


def paint_over_a_page(path: Path) -> None:
    """Paints the page white over its text."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[FIRST_OF_TEXT]
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q 1 g -1000 -1000 4000 4000 re f")
        pdf.save(path)


def make_letters_invisible(path: Path) -> None:
    """Sets text render mode 3: letters are in the file and can be searched, but are invisible."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[FIRST_OF_TEXT]
        page.contents_add(b"3 Tr", prepend=True)
        pdf.save(path)


FIRST_OF_TEXT = 6
"""The page index of the first section, after half-title, title page and contents, each with its verso."""


# --- the e-book -----------------------------------------------------------------------------------------------------------------------


def retarget_a_mark(path: Path) -> None:
    _change(path, "market.xhtml", lambda root: _mark(root).set("href", "#market-note-elder"))


def unlink_a_mark(path: Path) -> None:
    _change(path, "market.xhtml", lambda root: _mark(root).set("href", "#market"))


def renumber_a_mark(path: Path) -> None:
    def renumber(root: etree._Element) -> None:
        _mark(root).text = "7"

    _change(path, "market.xhtml", renumber)


def remove_a_mark(path: Path) -> None:
    _change(path, "market.xhtml", lambda root: _drop(_mark(root)))


def remove_a_note(path: Path) -> None:
    _change(path, "market.xhtml", lambda root: _drop(_by_id(root, TUNE)))


def remove_a_paragraph_of_a_note(path: Path) -> None:
    _change(path, "cellar.xhtml", lambda root: _drop(_by_id(root, "cellar-note-apology")[1]))


def add_a_note(path: Path) -> None:
    def add(root: etree._Element) -> None:
        note = _by_id(root, TUNE)
        added = etree.SubElement(_parent(note), note.tag, {OPS: "footnote", "id": "stranger"})
        added.text = "A stranger’s note."

    _change(path, "market.xhtml", add)


def retarget_a_backlink(path: Path) -> None:
    """Links the note back to the mark of another note."""
    _change(path, "market.xhtml", lambda root: _backlink(root).set("href", f"#{_mark_of_another(root)}"))


def remove_a_backlink(path: Path) -> None:
    _change(path, "market.xhtml", lambda root: _drop(_backlink(root)))


def remove_a_section_from_the_spine(path: Path) -> None:
    """Removes the last section, which is the last but one: the accessibility statement follows it."""
    _change(path, "content.opf", lambda root: _drop(_itemrefs(root)[-2]))


def reverse_the_spine(path: Path) -> None:
    def turn(root: etree._Element) -> None:
        itemrefs = _itemrefs(root)
        _parent(itemrefs[0]).extend(reversed(itemrefs))

    _change(path, "content.opf", turn)


def _mark(root: etree._Element) -> etree._Element:
    return next(element for element in root.iter("{*}a") if element.get(OPS) == "noteref" and element.get("href") == f"#{TUNE}")


def _backlink(root: etree._Element) -> etree._Element:
    return next(link for link in _by_id(root, TUNE).iter("{*}a") if link.get(OPS) == "backlink")


def _mark_of_another(root: etree._Element) -> str:
    return next(str(link.get("id")) for link in root.iter("{*}a") if link.get(OPS) == "noteref" and link.get("href") != f"#{TUNE}")


def _by_id(root: etree._Element, name: str) -> etree._Element:
    return next(element for element in root.iter() if element.get("id") == name)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _itemrefs(root: etree._Element) -> list[etree._Element]:
    return list(root.iter("{*}itemref"))


def _drop(element: etree._Element) -> None:
    """Removes an element; the text after it stays."""
    before, parent = element.getprevious(), _parent(element)
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _change(path: Path, name: str, change: Callable[[etree._Element], object]) -> None:
    """Changes the file of the container whose name ends so; all others stay the same."""
    with zipfile.ZipFile(path) as container:
        files: Mapping[str, bytes] = {entry: container.read(entry) for entry in container.namelist()}
    with zipfile.ZipFile(path, "w") as container:
        for entry, content in files.items():
            if entry.endswith(name):
                root = etree.fromstring(content)
                change(root)
                container.writestr(entry, etree.tostring(root, xml_declaration=True, encoding="utf-8"))
            else:
                container.writestr(entry, content)
