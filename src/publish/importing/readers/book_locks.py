"""The locks of shops on e-books (DRM), by name: such a book is refused. Fonts that are scrambled lock no text."""

import re
from collections.abc import Iterator

from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.readers.archives import Archive

ENCRYPTION = "META-INF/encryption.xml"
FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Algorithms that obfuscate fonts; they do not lock the text."""
FONT = re.compile(r".*\.(?:otf|ttf|ttc|woff2?|eot)", re.IGNORECASE)
LOCKS = {
    "META-INF/license.lcpl": "Readium LCP",
    "META-INF/sinf.xml": "Apple FairPlay",
    "META-INF/rights.xml": "Adobe Digital Editions",
    "rights.xml": "Kobo or Adobe Digital Editions",
}
"""The files that locks leave in an e-book."""


def refuse_locked(archive: Archive) -> None:
    """PublishError if the text of an e-book is locked."""
    lock = next((lock for file, lock in LOCKS.items() if file in archive.names), "")
    is_locked = lock.endswith("Adobe Digital Editions") or (ENCRYPTION in archive.names and any(_locked_files(archive)))
    if is_locked:
        help = "ask its publisher for a file without a lock; publish breaks none"
        raise PublishError(diagnostic("I107", f"“{archive.name}” has a shop's lock on it (DRM{f': {lock}' if lock else ''})", help=help))


def _locked_files(archive: Archive) -> Iterator[str]:
    """The files that are encrypted, but for fonts."""
    for entry in _all(archive.tree(ENCRYPTION), "EncryptedData"):
        method = next((one.get("Algorithm", "") for one in _all(entry, "EncryptionMethod")), "")
        file = next((one.get("URI", "") for one in _all(entry, "CipherReference")), "?")
        if method not in FONT_OBFUSCATION and not FONT.fullmatch(file):
            yield file


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if etree.QName(element).localname == name)
