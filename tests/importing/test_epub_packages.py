"""E-books whose package is odd are read all the same; a lock is named, and so is what is missing."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from publish.diagnostics import PublishError
from publish.importing.blocks import Reading
from publish.importing.inline import plain
from publish.importing.readers import Source, forms
from publish.importing.readers.epub import read_epub

CONTAINER = '<container><rootfiles><rootfile full-path="text/book.opf"/></rootfiles></container>'
ONE, TWO = (f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in ("one", "two"))
OTHER = '<item id="a" href="a.pdf" media-type="application/pdf" fallback="{}"/>'
SPINE = '<itemref idref="one"/><itemref idref="two"/>'
WORDS = ["One", "It rained.", "Two", "It snowed."]
LOCKED = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/><CipherReference URI="{}"/></EncryptedData></encryption>'
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"


def package(manifest: str = ONE + TWO, spine: str = SPINE) -> str:
    return (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A Book</dc:title></metadata>'
        f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )


def page(title: str, words: str) -> str:
    return f"<html><body><h1>{title}</h1><p>{words}</p></body></html>"


BOOK = {
    "META-INF/container.xml": CONTAINER,
    "text/book.opf": package(),
    "text/one.xhtml": page("One", "It rained."),
    "text/two.xhtml": page("Two", "It snowed."),
}


def packed(files: Mapping[str, str | bytes]) -> bytes:
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return box.getvalue()


def read(**files: str | bytes) -> Reading:
    """The reading of the book with other files, whose names have __ for / and _ for a full stop."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    return read_epub(packed({"mimetype": "application/epub+zip", **BOOK, **named}), "book.epub")


def words(reading: Reading) -> list[str]:
    return [plain(block.text) for block in reading.blocks]


@pytest.mark.parametrize(
    "files",
    [
        BOOK,
        {**BOOK, "mimetype": "application/epub+zip\n"},
        {f"My Book/{name}": content for name, content in BOOK.items()},
        {name: content for name, content in BOOK.items() if "META-INF" not in name},
    ],
    ids=["no type", "type at the end", "folder", "no container"],
)
def test_archive_with_a_book_is_an_e_book(files: Mapping[str, str]) -> None:
    content = packed(files)
    assert [name for name, form in forms().items() if form.recognises(content)] == ["epub"]
    reading = forms()["epub"].read([Source(name="book.zip", form=forms()["epub"], content=content)])
    assert words(reading) == WORDS


@pytest.mark.parametrize("path", ["./text/book.opf", "/text/book.opf", "text\\book.opf", "TEXT/Book.opf", "gone.opf", "text/book%2Eopf"])
def test_package_is_found_however_its_path_is_written(path: str) -> None:
    assert words(read(**{"META-INF__container_xml": CONTAINER.replace("text/book.opf", path)})) == WORDS


PACKAGES = {
    "byte order mark": "\ufeff" + package(),
    "no type of a document": package(ONE.replace("application/xhtml+xml", "") + TWO),
    "stand-in": package(
        '<item id="a" href="a.pdf" media-type="application/pdf" fallback="one"/>' + ONE + TWO, SPINE.replace("one", "a", 1)
    ),
    "stand-ins in a circle": package(
        '<item id="a" href="a.pdf" media-type="x/x" fallback="a"/>' + ONE + TWO, '<itemref idref="a"/>' + SPINE
    ),
    "no such document": package(spine='<itemref idref="zero"/>' + SPINE),
    "not in the line": package(spine=SPINE.replace('"two"', '"two" linear="no"')),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_documents_are_found_in_an_odd_package(name: str) -> None:
    assert words(read(text__book_opf=PACKAGES[name])) == WORDS


def test_document_that_is_missing_is_named() -> None:
    reading = read(text__book_opf=package(ONE + TWO.replace("two", "gone"), SPINE.replace("two", "gone")))
    assert [str(one) for one in reading.diagnostics] == [
        "book.epub: warning I112: “book.epub” has no “text/gone.xhtml”, which its spine names"
    ]


def test_notes_beside_the_spine_are_read() -> None:
    call = '<html><body><p>It rained<a epub:type="noteref" href="two.xhtml#n">1</a>.</p></body></html>'
    note = '<html><body><aside epub:type="footnote" id="n"><p>A note.</p></aside></body></html>'
    reading = read(text__book_opf=package(spine='<itemref idref="one"/>'), text__one_xhtml=call, text__two_xhtml=note)
    assert [bool(block.note) for block in reading.blocks] == [False, True]


def test_drawing_in_the_spine_is_a_picture() -> None:
    drawing = ONE.replace("one.xhtml", "a.svg").replace("application/xhtml+xml", "image/svg+xml")
    reading = read(text__book_opf=package(drawing + TWO), text__a_svg="<svg xmlns='http://www.w3.org/2000/svg'><title>A mill</title></svg>")
    assert [(block.picture, block.alt) for block in reading.blocks][:1] == [("images/a.svg", "A mill")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<epub:switch><epub:case required-namespace='x'><p>a</p></epub:case><epub:default><p>b</p></epub:default></epub:switch>", "b"),
        (
            "<p>A <epub:switch><epub:case required-namespace='http://www.w3.org/1998/Math/MathML'><math><mi>x</mi></math></epub:case>"
            "<epub:default>y</epub:default></epub:switch></p>",
            "A x",
        ),
        ("<p>&own; caf&eacute; &mdash;&gone;</p>", "own words café —&gone;"),
    ],
)
def test_what_only_e_books_have_is_read(body: str, expected: str) -> None:
    text = f'<!DOCTYPE html [<!ENTITY own "own words"> <!ENTITY far SYSTEM "x">]>\n<html><body>{body}</body></html>'
    assert words(read(text__one_xhtml=text))[0] == expected


@pytest.mark.parametrize(
    ("file", "content", "lock"),
    [
        ("META-INF__license_lcpl", "{}", "(DRM: Readium LCP)"),
        ("META-INF__sinf_xml", "<x/>", "(DRM: Apple FairPlay)"),
        ("other_xml", "<x/>", "(DRM)"),
    ],
)
def test_lock_is_named(file: str, content: str, lock: str) -> None:
    with pytest.raises(PublishError) as refused:
        read(**{file: content, "META-INF__encryption_xml": LOCKED.format(AES, "text/one.xhtml")})
    assert [(one.code, lock in one.message) for one in refused.value.diagnostics] == [("I107", True)]


def test_scrambled_fonts_lock_nothing() -> None:
    assert words(read(**{"META-INF__encryption_xml": LOCKED.format(AES, "fonts/a.otf")})) == WORDS
