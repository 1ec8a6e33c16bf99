"""Sets the words of a note in the text as well as an empty note."""

import panflute as pf

CHANGES = {"paragraphs"}


def run(doc, context):
    def move(element, doc):
        if isinstance(element, pf.Span) and element.attributes.get("label") == "elder":
            text = list(element.content[0].content[0].content)
            element.content[0].content = [pf.Para(*text[:3])]
            doc.content.append(pf.Para(*text[4:]))

    doc.walk(move)
    return []
