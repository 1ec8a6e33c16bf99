import panflute as pf


def run(doc, context):
    doc.content[1].content = [part for part in doc.content[1].content if not isinstance(part, pf.Space)]
    return []
