"""Takes the second mark of a note that is called twice."""

CHANGES = {"notes"}


def run(doc, context):
    marks = []
    doc.walk(lambda element, _: marks.append(element) if getattr(element, "attributes", {}).get("label") == "beam" else None)
    for mark in marks[1:]:
        mark.parent.content.pop(mark.index)
    return []
