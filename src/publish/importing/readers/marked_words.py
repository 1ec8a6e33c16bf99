"""Words that a page marks in ways that the manuscript has not: readings above words, quotations in a line, notes in the margin."""

from publish.importing.inline import clean
from publish.importing.readers.passage_languages import language_tag
from publish.importing.readers.vocabulary import BLOCKS, Element
from publish.languages import rules_for

MARGIN = "margin-toggle"


def write_marked_words(root: Element, language: str) -> None:
    """Writes readings in brackets, and quotation marks where an element says so; a summary is bold; switches of margin notes are out."""
    _readings(root)
    _quotations(root, language)
    for summary in root.iter("summary"):
        if (summary.text or len(summary)) and not any(inner.tag in BLOCKS for inner in summary.iterdescendants()):
            _wrap(summary, "strong")
    for switch in root.iter("label", "input"):
        if MARGIN in (switch.get("class") or "").split():
            switch.tag = "annotation"  # its sign is no part of the text


def _readings(root: Element) -> None:
    """Puts brackets around a reading (ruby) that has none for readers without ruby."""
    for reading in root.iter("rt"):
        before = reading.getprevious()
        if (before is not None and before.tag == "rp") or not "".join(reading.itertext()).strip():
            continue
        reading.text = clean(f"({(reading.text or '').lstrip()}")
        if len(reading):
            reading[-1].tail = clean(f"{(reading[-1].tail or '').rstrip()})")
        else:
            reading.text = f"{reading.text.rstrip()})"


def _quotations(root: Element, language: str) -> None:
    """Makes the quotation marks of a language of elements that are quotations in a line."""
    for quotation in list(root.iter("q")):
        around = list(quotation.iterancestors())
        tag = next(filter(None, map(language_tag, around)), "") or language or "en"
        marks = rules_for(tag).quotation_marks or rules_for("en").quotation_marks
        is_inner = sum(one.get("data-quotation") == "q" for one in around) % 2
        if marks is None:
            continue
        begin, end = (marks.inner_open, marks.inner_close) if is_inner else (marks.open, marks.close)
        quotation.tag = "span"
        quotation.set("data-quotation", "q")
        quotation.text = clean(begin + (quotation.text or ""))
        if len(quotation):
            quotation[-1].tail = clean((quotation[-1].tail or "") + end)
        else:
            quotation.text += end


def _wrap(element: Element, tag: str) -> None:
    """Puts all that an element holds into one of this tag."""
    inside = element.makeelement(tag)
    inside.text, element.text = clean(element.text or ""), None
    for child in list(element):
        inside.append(child)
    element.append(inside)
