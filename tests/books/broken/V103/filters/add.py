import panflute as pf


def run(doc, context):
    doc.content.append(pf.Para(pf.Str("Advertisement")))
    return []
