"""The record for shops beside an e-book: elements in the order of ONIX 3.0, codes only for features of the file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

import books_by_hand
from publish.config import EpubSettings
from publish.epub.access import FEATURES, Access, Claim
from publish.epub.onix import LEVELS, VERSIONS, onix

NAMESPACE = "{http://ns.editeur.org/onix/3.0/reference}"
NOTHING = Access(
    images=0, undescribed=0, moving=False, formulae=False, tables=False, notes=False, index=False, headings=False, passages=False
)
ALWAYS = ["00", "11", "13", "22", "30", "32", "36"]
# EDItEUR's list 196 as of issue 70, as far as we speak of it.
LIST_196 = {
    "00",
    "04",
    "11",
    "12",
    "13",
    "14",
    "15",
    "17",
    "19",
    "22",
    "29",
    "30",
    "32",
    "36",
    "52",
    "80",
    "81",
    "82",
    "84",
    "85",
    "86",
    "93",
}


def record(access: Access = NOTHING, **changes: object) -> etree._Element:
    configuration = replace(books_by_hand.configuration(Path()), **changes)  # type: ignore[arg-type]
    return etree.fromstring(onix(configuration, access))


def names(parent: etree._Element) -> list[str]:
    """The names of an element's children, repetitions in a row once."""
    names = [etree.QName(child).localname for child in parent.iterchildren(etree.Element)]
    return [name for place, name in enumerate(names) if names[place - 1 : place] != [name]]


def codes(root: etree._Element, kind: str = "09") -> list[str | None]:
    features = root.iter(f"{NAMESPACE}ProductFormFeature")
    return [feature[1].text for feature in features if feature[0].text == kind]


def text(root: etree._Element, path: str) -> str | None:
    return root.findtext("/".join(f"{NAMESPACE}{name}" for name in path.split("/")))


def test_record_is_a_product_in_the_order_of_onix() -> None:
    root = record()
    assert root.tag == f"{NAMESPACE}Product"
    assert names(root) == ["RecordReference", "NotificationType", "ProductIdentifier", "DescriptiveDetail"]
    detail = root.find(f"{NAMESPACE}DescriptiveDetail")
    assert detail is not None
    assert names(detail) == ["ProductComposition", "ProductForm", "ProductFormDetail", "ProductFormFeature", "TitleDetail", "Language"]
    for feature in root.iter(f"{NAMESPACE}ProductFormFeature"):
        assert names(feature)[:2] == ["ProductFormFeatureType", "ProductFormFeatureValue"]


def test_record_identifies_the_e_book() -> None:
    root = record()
    assert (text(root, "ProductIdentifier/ProductIDType"), text(root, "ProductIdentifier/IDValue")) == ("15", "9783161484100")
    assert text(root, "RecordReference") == "urn:isbn:9783161484100"
    assert (text(root, "DescriptiveDetail/ProductForm"), text(root, "DescriptiveDetail/ProductFormDetail")) == ("ED", "E101")
    title = "DescriptiveDetail/TitleDetail/TitleElement"
    assert (text(root, f"{title}/TitleText"), text(root, f"{title}/Subtitle")) == ("The Trial & After", "A History")
    assert text(root, "DescriptiveDetail/Language/LanguageCode") == "eng"


def test_e_book_without_isbn_has_its_package_identifier() -> None:
    root = record(epub=EpubSettings(isbn=None), subtitle=None)
    assert text(root, "ProductIdentifier/ProductIDType") == "01"
    assert text(root, "ProductIdentifier/IDTypeName") == "EPUB identifier"
    assert (text(root, "ProductIdentifier/IDValue") or "").startswith("urn:uuid:")
    assert text(root, "DescriptiveDetail/TitleDetail/TitleElement/Subtitle") is None


@pytest.mark.parametrize(("language", "code"), [("de-AT", "ger"), ("fr", "fre"), ("tlh", None)])
def test_language_is_stated_if_its_code_is_known(language: str, code: str | None) -> None:
    assert text(record(language=language), "DescriptiveDetail/Language/LanguageCode") == code


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({}, ["52"]),
        ({"images": 1}, ["14", "52"]),
        ({"images": 2, "undescribed": 1}, []),
        ({"formulae": True, "index": True, "headings": True}, ["12", "17", "29", "52"]),
        ({"pages": True}, ["19", "52"]),
    ],
)
def test_codes_match_the_features(change: Mapping[str, object], more: list[str]) -> None:
    assert sorted(str(code) for code in codes(record(replace(NOTHING, **change)))) == sorted([*ALWAYS, *more])  # type: ignore[arg-type]


def test_codes_are_on_the_list() -> None:
    assert {feature.onix for feature in FEATURES} | set(VERSIONS.values()) | set(LEVELS.values()) - {""} <= LIST_196 | {""}


def test_hazards_are_denied_only_if_nothing_moves() -> None:
    assert codes(record(), "12") == ["14", "16", "18"]
    assert codes(record(replace(NOTHING, moving=True)), "12") == []


def test_claim_names_its_certifier() -> None:
    root = record(replace(NOTHING, claim=Claim(standard="EPUB Accessibility 1.1 - WCAG 2.2 Level AA", name="A House")))
    assert codes(root)[-4:] == ["04", "82", "85", "93"]
    described = [
        (feature[1].text, feature[2].text) for feature in root.iter(f"{NAMESPACE}ProductFormFeature") if len(feature) == 3
    ]  # fmt: skip
    assert described[-1] == ("93", "A House")
    assert described[0][0] == "00"
    assert "04" not in codes(record())


def test_summary_is_the_same_as_in_the_metadata() -> None:
    feature = next(record(language="de").iter(f"{NAMESPACE}ProductFormFeature"))
    assert (feature[2].text or "").startswith("Der ganze Text lässt sich vorlesen")


def test_same_book_gives_the_same_record() -> None:
    configuration = books_by_hand.configuration(Path())
    assert onix(configuration, NOTHING) == onix(configuration, NOTHING)
