"""Takes a space away."""

import panflute as pf


def run(doc, context):
    def close(element, _):
        if isinstance(element, pf.Str) and element.text == "catechism" and isinstance(element.next, pf.Space):
            element.parent.content.pop(element.index + 1)

    doc.walk(close)
    return []
