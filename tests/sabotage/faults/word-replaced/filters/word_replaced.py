"""Writes another word."""

import panflute as pf


def run(doc, context):
    doc.walk(lambda element, _: pf.Str("two") if isinstance(element, pf.Str) and element.text == "eleven" else None)
    return []
