"""The e-book's record for shops: an ONIX 3.0 Product with the accessibility of the file (ProductFormFeature, list 196).

Policy: only what is known about this file, from the same facts as its metadata, for the publisher to merge into its own record: no price,
no supplier, no contributors (book.toml does not say which of them are persons and which are bodies). Codes of EDItEUR's lists: 1
notification, 5 identifiers, 2 composition, 150 form, 175 form detail, 79 feature type, 196 accessibility, 143 hazards, 15 and 149 titles,
22 and 74 languages.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from publish.config import Configuration
from publish.epub.access import Access, Claim, features_of, sentences
from publish.epub.metadata import identifier_of
from publish.languages import rules_for
from publish.text.isbns import without_hyphens

ONIX = "http://ns.editeur.org/onix/3.0/reference"
FILE = "onix.xml"
SUMMARY, EPUB_ACCESSIBILITY, CERTIFIED = "00", "04", "93"
NO_HAZARDS = ("14", "16", "18")  # flashing, sound, motion: no warning is necessary
VERSIONS: Mapping[str, str] = {"WCAG 2.0": "80", "WCAG 2.1": "81", "WCAG 2.2": "82"}
LEVELS: Mapping[str, str] = {"A": "84", "AA": "85", "AAA": "86"}
TO_BE_MERGED = " For the record that the house sends out: what is known of this e-book, and nothing else. "


def onix(configuration: Configuration, access: Access) -> bytes:
    """The record as an XML file."""
    product = etree.Element(f"{{{ONIX}}}Product", nsmap={None: ONIX})
    product.append(etree.Comment(TO_BE_MERGED))
    _add(product, "RecordReference", identifier_of(configuration))
    _add(product, "NotificationType", "03")
    _identifier(_add(product, "ProductIdentifier"), configuration)
    detail = _add(product, "DescriptiveDetail")
    _add(detail, "ProductComposition", "00")
    _add(detail, "ProductForm", "ED")
    _add(detail, "ProductFormDetail", "E101")
    for kind, value, description in _features(configuration, access):
        feature = _add(detail, "ProductFormFeature")
        _add(feature, "ProductFormFeatureType", kind)
        _add(feature, "ProductFormFeatureValue", value)
        if description:
            _add(feature, "ProductFormFeatureDescription", description)
    _title(_add(detail, "TitleDetail"), configuration)
    code = rules_for(configuration.language).iso_639_2
    if code:
        language = _add(detail, "Language")
        _add(language, "LanguageRole", "01")
        _add(language, "LanguageCode", code)
    etree.indent(product)
    return etree.tostring(product, encoding="utf-8", xml_declaration=True) + b"\n"


def _identifier(parent: etree._Element, configuration: Configuration) -> None:
    """The ISBN of the e-book; without one, the identifier of its package."""
    number = configuration.epub.isbn
    _add(parent, "ProductIDType", "15" if number else "01")
    if not number:
        _add(parent, "IDTypeName", "EPUB identifier")
    _add(parent, "IDValue", without_hyphens(number) if number else identifier_of(configuration))


def _features(configuration: Configuration, access: Access) -> Iterator[tuple[str, str, str]]:
    """Type, value and description of each ProductFormFeature."""
    yield "09", SUMMARY, " ".join(sentences(access, configuration.language))
    for value in sorted(feature.onix for feature in features_of(access) if feature.onix):
        yield "09", value, ""
    if access.claim:
        yield from _claim_features(access.claim)
    if access.is_calm:
        yield from (("12", value, "") for value in NO_HAZARDS)


def _claim_features(claim: Claim) -> Iterator[tuple[str, str, str]]:
    """The standard, its guidelines and level, and the certifier: `EPUB Accessibility 1.1 - WCAG 2.2 Level AA`."""
    guidelines, _, level = claim.standard.partition(" - ")[2].partition(" Level ")
    yield "09", EPUB_ACCESSIBILITY, ""
    yield "09", VERSIONS[guidelines], ""
    yield "09", LEVELS[level], ""
    yield "09", CERTIFIED, claim.name


def _title(parent: etree._Element, configuration: Configuration) -> None:
    _add(parent, "TitleType", "01")
    element = _add(parent, "TitleElement")
    _add(element, "TitleElementLevel", "01")
    _add(element, "TitleText", configuration.title)
    if configuration.subtitle:
        _add(element, "Subtitle", configuration.subtitle)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    added = etree.SubElement(parent, f"{{{ONIX}}}{name}")
    added.text = text
    return added
