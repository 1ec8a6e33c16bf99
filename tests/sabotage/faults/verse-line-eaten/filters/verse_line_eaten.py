"""Takes the last line of a poem."""

import panflute as pf

CHANGES = {"verse"}


def run(doc, context):
    doc.walk(lambda element, _: element.content.pop(-1) and None if isinstance(element, pf.LineBlock) else None)
    return []
