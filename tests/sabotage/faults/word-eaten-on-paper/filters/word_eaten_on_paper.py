"""Eats one word of the text; the print edition finds it by itself."""

import panflute as pf


def run(doc, context):
    doc.walk(lambda element, _: [] if isinstance(element, pf.Str) and element.text == "narrow" else None)
    return []
