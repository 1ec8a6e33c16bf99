"""What shops and their reading systems refuse. (E601 to E603 each have a book in books/broken.)"""

import pytest

from publish.checks.stores import SHOPS, check_files
from publish.epub.container import Resource
from publish.model import Origin


@pytest.mark.parametrize(("size", "codes"), [(300_000, []), (300_001, ["E604"])])
def test_file_that_is_too_long_is_reported(size: int, codes: list[str]) -> None:
    origin = Origin(path="body/one.md", lines=())
    file = Resource(id="one", name="text/one.xhtml", media_type="application/xhtml+xml", content=b"x" * size, origin=origin)
    diagnostics = check_files([file, Resource(id="sheet", name="styles/book.css", media_type="text/css", content=b"x" * 400_000)])
    assert [fault.code for fault in diagnostics] == codes
    assert all(str(fault.location) == "body/one.md:1" for fault in diagnostics)


@pytest.mark.parametrize(
    ("host", "shop"),
    [("www.amazon.co.uk", True), ("amzn.to", True), ("play.google.com", True), ("www.google.com", False), ("amazonia.org", False)],
)
def test_shop_is_known_by_its_host(host: str, shop: bool) -> None:
    assert bool(SHOPS.search(host)) is shop
