"""Checks of a package before it is written, since EbookLib writes whatever it is given.

A fault here is a bug of publish, not of the book; an EPUB with a fault is not made. Reports E101 to E104.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from string import ascii_letters, digits
from urllib.parse import urlsplit

from lxml import etree

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.epub.container import Package
from publish.epub.xhtml_file import XHTML_TYPE

URL_SAFE = frozenset(ascii_letters + digits + "-_./")
HELP = "this is a fault of publish, not of the book: please report it with the book’s folder"


def faults(package: Package) -> tuple[Diagnostic, ...]:
    """All faults of names, ids and links in the package."""
    return tuple(_faults(package))


def _faults(package: Package) -> Iterator[Diagnostic]:
    for name in _repeated(resource.name.casefold() for resource in package.resources):
        yield _fault("E101", f"two files of the e-book are called “{name}”", name)
    for name in _repeated(resource.id for resource in package.resources):
        yield _fault("E101", f"two files of the e-book have the id “{name}”", name)
    for resource in package.resources:
        if not set(resource.name) <= URL_SAFE:
            yield _fault("E102", f"the file name “{resource.name}” cannot be used in a URL as it is", resource.name)
    resource_ids = {resource.id for resource in package.resources}
    for name in package.spine:
        if name not in resource_ids:
            yield _fault("E103", f"the spine names “{name}”, which is not a file of the e-book", "content.opf")
    ids: dict[str, set[str]] = {}
    addresses: dict[str, tuple[str, ...]] = {}
    for resource in package.resources:
        if resource.media_type == XHTML_TYPE:
            try:
                tree = etree.fromstring(resource.content)
            except etree.XMLSyntaxError as fault:
                yield _fault("E104", f"the file “{resource.name}” is not well-formed: {fault}", resource.name)
                continue
            element_ids = [str(value) for value in tree.xpath("//@id")]
            for repeated in _repeated(iter(element_ids)):
                yield _fault("E101", f"the id “{repeated}” occurs twice in “{resource.name}”", resource.name)
            ids[resource.name] = set(element_ids)
            addresses[resource.name] = tuple(str(value) for value in tree.xpath("//@href | //@src"))
    yield from _link_faults(ids, addresses, {resource.name for resource in package.resources})


def _link_faults(ids: Mapping[str, set[str]], addresses: Mapping[str, Sequence[str]], names: set[str]) -> Iterator[Diagnostic]:
    for name, in_file in addresses.items():
        for address in in_file:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = normpath(join(dirname(name), parts.path)) if parts.path else name
            if target not in names or (parts.fragment and parts.fragment not in ids.get(target, ())):
                yield _fault("E103", f"the address “{address}” in “{name}” leads nowhere", name)


def _repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _fault(code: str, message: str, name: str) -> Diagnostic:
    return diagnostic(code, message, help=HELP, at=Location(path=name))
