import copy

CHANGES = {"paragraphs"}


def run(doc, context):
    doc.content.append(copy.deepcopy(doc.content[1]))
    return []
