"""ISBNs as they are written. The library is loaded for the first one: few books of a run have any."""


def hyphenated(number: str) -> str:
    """The ISBN with its parts set apart: `978-3-16-148410-0`."""
    from stdnum import isbn

    return str(isbn.format(number))


def without_hyphens(number: str) -> str:
    """The digits of an ISBN."""
    return number.replace("-", "").replace(" ", "")
