"""Lists of definitions without terms, with which pages set paragraphs in. Where a page sets its formulae in so, or marks its quotations
otherwise, these paragraphs are text, and a formula that is alone in one stands on lines of its own."""

from publish.importing.readers.formulae import DISPLAY, FORMULA
from publish.importing.readers.vocabulary import Element

STOPS = ".,;"


def free_indented(root: Element) -> None:
    """Makes plain paragraphs of what only such a list sets in, if that cannot be a quotation."""
    lists = [one for one in root.iter("dl") if one.find("dt") is None and one.find("dd") is not None]
    items = [item for one in lists for item in one.iterchildren("dd")]
    alone = {item: formula for item in items if (formula := _only_formula(item)) is not None}
    if not alone and next(root.iter("blockquote"), None) is None:
        return
    for item, formula in alone.items():
        stop = (formula.tail or "").strip()
        if "".join(map(str, item.itertext())).strip() == f"{formula.text or ''}{formula.tail or ''}".strip() and not set(stop) - set(STOPS):
            formula.text, formula.tail = f"{formula.text or ''}{stop}", ""
            formula.set("class", DISPLAY)
    for item in items:
        item.tag = "div"
    for one in lists:
        one.tag = "div"


def _only_formula(item: Element) -> Element | None:
    """The formula that is all of an item, but for a stop after it; None if there is more."""
    formula = next((span for span in item.iter("span") if span.get("class") in {FORMULA, DISPLAY}), None)
    if formula is None:
        return None
    rest = "".join(map(str, item.itertext())).replace("".join(map(str, formula.itertext())), "", 1)
    return None if any(map(str.isalnum, rest)) else formula
