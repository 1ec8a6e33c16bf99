"""Moves a mark to the beginning of its paragraph."""

import panflute as pf


def run(doc, context):
    def move(element, _):
        if isinstance(element, pf.Para):
            marks = [part for part in element.content if isinstance(part, pf.Span) and part.attributes.get("label") == "tune"]
            if marks:
                element.content = [*marks, *(part for part in element.content if part not in marks)]

    doc.walk(move)
    return []
