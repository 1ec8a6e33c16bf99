def run(doc, context):
    return [("HOUSE1", "the chapter has no summary", "write one", 1)]
