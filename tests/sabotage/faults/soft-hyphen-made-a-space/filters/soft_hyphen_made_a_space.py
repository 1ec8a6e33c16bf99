"""Takes a soft hyphen for a place where a word ends."""

import panflute as pf


def run(doc, context):
    broken = "extra\u00ad ordinarily"
    doc.walk(lambda element, _: pf.Str(broken) if isinstance(element, pf.Str) and element.text == "extraordinarily" else None)
    return []
