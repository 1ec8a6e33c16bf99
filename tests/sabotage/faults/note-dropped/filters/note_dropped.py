"""Takes a note out, mark and text."""

import panflute as pf

CHANGES = {"notes", "paragraphs"}


def run(doc, context):
    doc.walk(lambda element, _: [] if isinstance(element, pf.Span) and element.attributes.get("label") == "apology" else None)
    return []
