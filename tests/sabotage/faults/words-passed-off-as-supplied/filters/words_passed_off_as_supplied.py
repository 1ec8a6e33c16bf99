"""Gives words of the text the class of a mark, so that they pass for ours."""

import panflute as pf

CHANGES = {"classes"}


def run(doc, context):
    disguised = pf.Span(pf.Str("ink-balls,"), classes=["noteref"])
    doc.walk(lambda element, _: disguised if isinstance(element, pf.Str) and element.text == "ink-balls," else None)
    return []
