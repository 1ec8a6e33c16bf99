"""The standards that a print file can follow, one entry each.

Sources: the numbers of versions and the identifying entries are those of PDF/X as CGATS' Application Notes (2002) and the PDF Association
describe them; PDF/X-1a:2001 and X-3:2002 rest on PDF 1.3, their later editions on 1.4, PDF/X-4 on 1.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard: its PDF version, its identifying entries, what it allows.

    `info` is written into the Info dictionary, `xmp` into the XMP metadata. These are left out if `has_xmp` is false: PDF 1.3 has none.
    """

    name: str
    version: str
    document: str = ""
    """The document of the standard, if rules cite it, or “cf.” and the document of its later edition; "" otherwise."""
    info: Mapping[str, str] = field(default_factory=dict)
    xmp: Mapping[str, str] = field(default_factory=dict)
    is_x: bool = True
    has_xmp: bool = True
    see_through: bool = False
    profiled: bool = False
    """Whether colours may have their own ICC profiles."""
    packed: bool = False
    """Whether objects may be packed into streams (PDF 1.5)."""


STANDARDS: Mapping[str, Standard] = {
    standard.name: standard
    for standard in (
        Standard(name="PDF 1.4", version="1.4", is_x=False),
        Standard(name="PDF 1.6", version="1.6", is_x=False, see_through=True, packed=True),
        Standard(name="PDF 1.7", version="1.7", is_x=False, see_through=True, packed=True),
        Standard(
            name="PDF/X-1a:2001",
            version="1.3",
            document="cf. ISO 15930-4",
            info={"/GTS_PDFXVersion": "PDF/X-1:2001", "/GTS_PDFXConformance": "PDF/X-1a:2001"},
            has_xmp=False,
        ),
        Standard(name="PDF/X-1a:2003", version="1.4", document="ISO 15930-4", info={"/GTS_PDFXVersion": "PDF/X-1a:2003"}),
        Standard(name="PDF/X-3:2002", version="1.3", profiled=True, info={"/GTS_PDFXVersion": "PDF/X-3:2002"}, has_xmp=False),
        Standard(name="PDF/X-3:2003", version="1.4", profiled=True, info={"/GTS_PDFXVersion": "PDF/X-3:2003"}),
        Standard(
            name="PDF/X-4",
            version="1.6",
            document="ISO 15930-7",
            xmp={"pdfxid:GTS_PDFXVersion": "PDF/X-4"},
            see_through=True,
            profiled=True,
            packed=True,
        ),
    )
}
PLAIN = STANDARDS["PDF 1.7"]
"""The standard of a file that is made without a printer."""
