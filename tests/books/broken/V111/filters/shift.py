import panflute as pf


def run(doc, context):
    words = list(doc.content[1].content)
    note = next((word for word in words if isinstance(word, pf.Span) and "note" in word.classes), None)
    if note is not None:
        words.remove(note)
        doc.content[1].content = [*words, note]
    return []
