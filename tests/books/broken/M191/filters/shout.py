def run(doc, context):
    doc.content[99].text = "LOUD"
    return []
