"""Breaks a word in two."""

import panflute as pf


def run(doc, context):
    broken = [pf.Str("not"), pf.Space(), pf.Str("withstanding")]
    doc.walk(lambda element, _: broken if isinstance(element, pf.Str) and element.text == "notwithstanding" else None)
    return []
