"""The XML of a Word document, rewritten in what pandoc knows: each function takes one kind of markup that it would drop with its words."""

from collections.abc import Callable, Iterable
from copy import deepcopy

from lxml import etree

from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.run_properties import OFF, VALUE, Styles, W

WRAPPERS = tuple(W + name for name in ("smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo", "ins", "moveTo"))
PROPERTIES = tuple(W + name for name in ("smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr", "proofErr", "lastRenderedPageBreak"))
"""What wrappers say of themselves, and what stands between runs and means nothing."""
REMOVED = (f"{W}del", f"{W}moveFrom")
MARKS = frozenset(W + name for name in ("rPr", "trPr", "tcPr", "numPr", "pPr"))
"""Properties in which a change is one of the paragraph's or row's mark."""
SHAPES = (f"{W}drawing", f"{W}pict", f"{W}object")
PICTURES = ("{*}blip", "{*}imagedata")
CHARACTERS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "ptab": " "}
REFERENCES = {f"{W}footnoteReference": f"{W}footnote", f"{W}endnoteReference": f"{W}endnote"}
"""The elements of notes by those of their references."""
EMPHASIS = ("b", "i", "smallCaps", "strike", "vertAlign")
"""Properties that pandoc does not look for in a character style."""


NAMED = "publish-"
"""The beginning of the names of authors that say what an insertion is (`word_fields`)."""


def choose_alternatives(root: Element) -> None:
    """Puts one of the versions of a drawing or of a passage in the place of all: the first that has words or a picture."""
    for alternatives in reversed(list(root.iter("{*}AlternateContent"))):
        versions = [*alternatives.iterchildren("{*}Choice"), *alternatives.iterchildren("{*}Fallback")]
        chosen = next((version for version in versions if _shows(version)), versions[0] if versions else None)
        _replace(alternatives, [] if chosen is None else list(chosen))


def join_bodies(root: Element) -> None:
    """Puts what stands in further bodies at the end of the first."""
    first, *further = root.findall(f"{W}body") or [root]
    for body in further:
        first.extend(list(body))
        root.remove(body)


def part_paragraphs(root: Element) -> None:
    """Puts paragraphs and tables that stand directly in a paragraph after it, and what follows them there into one of its own."""
    for inner in list(root.iter(f"{W}p", f"{W}tbl")):
        outer = inner.getparent()
        if outer is None or outer.tag != f"{W}p":
            continue
        following = list(inner.itersiblings())
        outer.addnext(inner)
        if any(True for one in following for _ in one.iter(f"{W}t", *SHAPES)):
            rest = outer.makeelement(f"{W}p")
            properties = outer.find(f"{W}pPr")
            rest.extend([*([deepcopy(properties)] if properties is not None else []), *following])
            inner.addnext(rest)


def part_runs(root: Element) -> None:
    """Gives each piece of a run with a mark of a field a run of its own, as Word writes them: pandoc drops the words beside the mark."""
    for mark in list(root.iter(f"{W}fldChar")):
        run = mark.getparent()
        if run is None or run.tag != f"{W}r":
            continue
        properties = run.find(f"{W}rPr")
        for piece in reversed([piece for piece in run if piece is not properties][1:]):
            parted = run.makeelement(f"{W}r")
            parted.extend([*([deepcopy(properties)] if properties is not None else []), piece])
            run.addnext(parted)


def accept_changes(root: Element) -> None:
    """Takes deleted and moved words out, and rows and paragraph marks that were deleted."""
    for change in list(root.iter(*REMOVED)):
        around = change.getparent()
        if around is None:
            continue
        if around.tag not in MARKS:
            around.remove(change)
        elif around.tag == f"{W}trPr" and (row := around.getparent()) is not None:
            _replace(row, [])
        elif around.tag == f"{W}rPr":
            _join_with_next(around)
    for deleted in list(root.iter(f"{W}cellDel")):
        if (cell := next(deleted.iterancestors(f"{W}tc"), None)) is not None:
            _replace(cell, [])
    for change in list(root.iter(f"{W}ins", f"{W}moveTo", *REMOVED)):
        if (around := change.getparent()) is not None and around.tag in MARKS:
            around.remove(change)


def take_out_uncalled_notes(roots: Iterable[Element]) -> None:
    """Takes out the notes that nothing refers to, since their references were deleted: Word does not show them."""
    roots = list(roots)
    called = {(REFERENCES[str(one.tag)], one.get(f"{W}id", "")) for root in roots for one in root.iter(*REFERENCES)}
    for note in [one for root in roots for one in root.iter(*REFERENCES.values())]:
        if (str(note.tag), note.get(f"{W}id", "")) not in called:
            note.clear(keep_tail=True)


def show_characters(root: Element) -> None:
    """Writes characters that have an element of their own as text."""
    for name, character in CHARACTERS.items():
        for element in list(root.iter(W + name)):
            element.tag, element.text = f"{W}t", character
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def join_readings(root: Element) -> None:
    """Writes the reading of a word, which stands above it, in brackets after it."""
    for ruby in list(root.iter(f"{W}ruby")):
        run = ruby.getparent()
        if run is None:
            continue
        base, reading = (ruby.findall(f"{W}{name}/{W}r") for name in ("rubyBase", "rt"))
        _replace(run, [*base, _run(run, "t", text="("), *reading, _run(run, "t", text=")")])


def take_out_note_marks(roots: Iterable[Element]) -> None:
    """Takes out the marks of notes that are not numbered: the text after the reference, and the same at the beginning of the note."""
    marks: dict[tuple[str, str], str] = {}
    roots = list(roots)
    for reference in [one for root in roots for one in root.iter(*REFERENCES)]:
        mark = reference.getnext()
        if mark is not None and mark.tag == f"{W}t":
            marks[REFERENCES[str(reference.tag)], reference.get(f"{W}id", "")] = (mark.text or "").strip()
            _replace(mark, [])
    for note in [one for root in roots for one in root.iter(*REFERENCES.values())]:
        mark_text = marks.get((str(note.tag), note.get(f"{W}id", "")), "")
        first = next((text for text in note.iter(f"{W}t") if (text.text or "").strip()), None)
        if mark_text and first is not None and (first.text or "").lstrip().startswith(mark_text):
            first.text = (first.text or "").lstrip().removeprefix(mark_text).lstrip()


def rewrite(root: Element, styles: Styles) -> None:
    """Rewrites all else, once the words of the part are counted."""
    for step in STEPS:
        step(root)
    for strike in root.iter(f"{W}dstrike"):
        strike.tag = f"{W}strike"
    for properties in list(root.iter(f"{W}rPr")):
        _set_emphasis(properties, styles)


def _simple_fields(root: Element) -> None:
    """Writes a simple field as one in parts: the beginning, the instruction, the words, the end."""
    for field in list(root.iter(f"{W}fldSimple")):
        instruction = _run(field, "instrText", text=field.get(f"{W}instr", ""))
        pieces = [_run(field, "fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
        _replace(field, [pieces[0], instruction, pieces[1], *field, pieces[2]])


def _unwrap(root: Element) -> None:
    for element in list(root.iter(*PROPERTIES)):
        _replace(element, [])
    for wrapper in reversed(list(root.iter(*WRAPPERS))):
        if not wrapper.get(f"{W}author", "").startswith(NAMED):
            _replace(wrapper, list(wrapper))


def _boxes(root: Element) -> None:
    """Puts the paragraphs of a text box after the paragraph that it is anchored in."""
    last: dict[Element, Element] = {}
    for box in list(root.iter(f"{W}txbxContent")):
        anchor = next(box.iterancestors(f"{W}p"), None)
        if anchor is None:
            continue
        for block in list(box):
            last.get(anchor, anchor).addnext(block)
            last[anchor] = block
    for shape in list(root.iter(*SHAPES)):
        if next(shape.iter(*PICTURES), None) is None:
            _replace(shape, [])


def _breaks(root: Element) -> None:
    """Makes a break of the page or the column within a paragraph an empty line, which begins a paragraph, and a return a new line."""
    for element in root.iter(f"{W}cr"):
        element.tag = f"{W}br"
    for line_break in list(root.iter(f"{W}br")):
        if line_break.attrib.pop(f"{W}type", "") in {"page", "column"}:
            line_break.addnext(line_break.makeelement(f"{W}br"))


def _close_fields(root: Element) -> None:
    """Takes out the marks of fields of which a part is missing, deleted for example: pandoc takes all text after such a beginning."""
    open_fields: list[list[Element]] = []
    broken: list[Element] = []
    for mark in root.iter(f"{W}fldChar", f"{W}instrText"):
        kind = mark.get(f"{W}fldCharType", "")
        if kind == "begin":
            open_fields.append([mark])
        elif not open_fields:
            broken.append(mark)
        elif kind == "end":
            open_fields.pop()
        else:
            open_fields[-1].append(mark)
    for mark in [*broken, *(mark for marks in open_fields for mark in marks)]:
        _replace(mark, [])


def _grids(root: Element) -> None:
    """Makes the rows of a table, and its grid, as wide as its widest row: pandoc drops the cells beyond the grid or the second row."""
    for table in root.iter(f"{W}tbl"):
        rows = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl"), None) is table]
        width = max(map(_columns, rows), default=0)
        for row in rows:
            if missing := width - _columns(row):
                cell = etree.SubElement(row, f"{W}tc")
                etree.SubElement(etree.SubElement(cell, f"{W}tcPr"), f"{W}gridSpan", {VALUE: str(missing)})
                etree.SubElement(cell, f"{W}p")
        grid = table.find(f"{W}tblGrid")
        if grid is None:
            grid = table.makeelement(f"{W}tblGrid")
            table.insert(1 if table.find(f"{W}tblPr") is not None else 0, grid)
        least = min((int(wide) for column in grid if (wide := column.get(f"{W}w", "")).isdigit() and int(wide) > 0), default=1)
        for _ in range(width - len(grid.findall(f"{W}gridCol"))):
            etree.SubElement(grid, f"{W}gridCol", {f"{W}w": str(least)})
        for column in grid.iterfind(f"{W}gridCol"):
            column.set(f"{W}w", column.get(f"{W}w") or str(least))


def _columns(row: Element) -> int:
    """The columns that a row takes, with those before its cells."""
    cells = list(row.iterfind(f"{W}tc"))
    spans = [span for cell in cells if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None]
    wider = [int(one.get(VALUE, "1")) for one in spans if one.get(VALUE, "").isdigit()]
    before = sum(int(one.get(VALUE, "0")) for one in row.iterfind(f"{W}trPr/{W}gridBefore") if one.get(VALUE, "").isdigit())
    return before + len(cells) - len(wider) + sum(wider)


STEPS: tuple[Callable[[Element], None], ...] = (_simple_fields, _unwrap, _close_fields, _boxes, _breaks, _grids)


def _set_emphasis(properties: Element, styles: Styles) -> None:
    """Gives a run the emphasis of its character style as its own."""
    style = properties.find(f"{W}rStyle")
    if style is None:
        return
    for inherited in styles.of_style(style.get(VALUE, "")):
        for name in EMPHASIS:
            found = inherited.find(W + name)
            if found is not None and properties.find(W + name) is None and found.get(VALUE, "1") not in OFF | {"baseline"}:
                properties.append(etree.fromstring(etree.tostring(found)))


def _join_with_next(properties: Element) -> None:
    """Joins a paragraph whose mark was deleted with the next one."""
    paragraph = next(properties.iterancestors(f"{W}p"), None)
    after = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or after is None or after.tag != f"{W}p" or properties.getparent() is not paragraph.find(f"{W}pPr"):
        return
    own = after.find(f"{W}pPr")
    place = 0 if own is None else 1
    for child in reversed([child for child in paragraph if child.tag != f"{W}pPr"]):
        after.insert(place, child)
    _replace(paragraph, [])


def _shows(version: Element) -> bool:
    """Whether a version holds words or a picture."""
    pictures = next(version.iter(*PICTURES), None) is not None
    return pictures or any((text.text or "").strip() for text in version.iter("{*}t"))


def _run(near: Element, name: str, *, text: str = "", **attributes: str) -> Element:
    run = near.makeelement(f"{W}r")
    child = etree.SubElement(run, W + name, {W + key: value for key, value in attributes.items()})
    child.text = text or None
    return run


def _replace(element: Element, instead: list[Element]) -> None:
    """Puts elements in the place of one."""
    around = element.getparent()
    if around is None:
        return
    place = around.index(element)
    around[place : place + 1] = instead
