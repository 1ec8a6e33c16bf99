def run(doc, context):
    word = doc.content[-1].content[2]
    return [
        ("HOUSE1", "the chapter has no summary", "write one", 1),
        ("HOUSE2", "the second letter is dull", "write another", context.place_of(word, 1)),
    ]
