"""Puts the second paragraph before the first."""


def run(doc, context):
    if doc.content[0].identifier == "market":
        doc.content[1], doc.content[2] = doc.content[2], doc.content[1]
    return []
