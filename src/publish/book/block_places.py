"""Where in the manuscript a thing stands of which the tree only says in which block it is."""

from publish.diagnostics import Location


def place_of(path: str, text: str, line: int | None, written: str) -> Location:
    """The first place, from the block's line on, where this is written in the section's text; the line alone where it is not."""
    if not line:
        return Location(path=path)
    lines = text.split("\n")
    for number in range(line, len(lines) + 1):
        column = lines[number - 1].find(written)
        if column >= 0:
            return Location(path=path, line=number, column=column + 1)
    return Location(path=path, line=line)
