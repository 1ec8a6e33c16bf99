"""Places in the manuscript: the tree only knows the line of a block, so the words are looked up in the text."""

from publish.diagnostics import Location


def place_of(path: str, text: str, line: int | None, written: str) -> Location:
    """The first place at or after `line` where `written` is in the section's text; the line alone if it is not there."""
    if not line:
        return Location(path=path)
    lines = text.split("\n")
    for number in range(line, len(lines) + 1):
        column = lines[number - 1].find(written)
        if column >= 0:
            return Location(path=path, line=number, column=column + 1)
    return Location(path=path, line=line)
