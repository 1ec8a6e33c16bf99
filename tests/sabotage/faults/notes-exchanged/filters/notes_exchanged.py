"""Sets the text of each note under the mark of the other."""

import panflute as pf


def run(doc, context):
    notes = []
    doc.walk(lambda element, _: notes.append(element) if isinstance(element, pf.Note) else None)
    if len(notes) == 2:
        notes[0].content, notes[1].content = list(notes[1].content), list(notes[0].content)
    return []
