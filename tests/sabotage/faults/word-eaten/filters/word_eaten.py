"""Eats one word of the text."""

import panflute as pf


def run(doc, context):
    doc.walk(lambda element, _: [] if isinstance(element, pf.Str) and element.text == "narrow" else None)
    return []
