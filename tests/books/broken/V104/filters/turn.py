def run(doc, context):
    doc.content[1], doc.content[2] = doc.content[2], doc.content[1]
    return []
