import panflute as pf


def run(doc, context):
    doc.walk(lambda element, _: [] if isinstance(element, pf.Str) and element.text == "brown" else None)
    return []
