import panflute as pf

CHANGES = {"paragraphs"}


def run(doc, context):
    doc.content.append(pf.Para(pf.Str("Advertisement")))
    return []
