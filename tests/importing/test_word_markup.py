"""The markup of Word documents that pandoc would drop with its words arrives, once each; what Word does not show is told."""

import io
import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from importing.test_documents import WORD
from publish.importing.left_out import LeftOutKind
from publish.importing.readers.archives import opened
from publish.importing.readers.html_tree import parsed
from publish.importing.readers.omissions import hidden_passages, omissions, other_objects
from publish.importing.readers.word_processors.document_page import DocumentPage
from publish.importing.readers.word_processors.equation_fields import tex_of_equation
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.word_document import page_of_word
from publish.text.words import split_words

NAMES = f"""xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships\""""
OPEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = "".join(f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/></w:style>' for name in ("Title", "Author"))
STYLES += """<w:style w:type="character" w:styleId="E"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="character" w:styleId="S"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>"""
NOTES = """<w:footnote w:id="2"><w:p><w:r><w:t>Foot.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="3"><w:p><w:r><w:t>*</w:t></w:r><w:r><w:t xml:space="preserve"> Custom.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="4"><w:p><w:r><w:t>Called by nothing, since its mark was deleted.</w:t></w:r></w:p></w:footnote>"""


Files = Mapping[str, str | bytes]
NO_FILES: Files = MappingProxyType({})
RELATIONS = {"comments.xml": "comments"}
TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def word_page(
    body: str, *, strict: bool = False, prefix: str = "w", files: Mapping[str, str | bytes] = MappingProxyType({})
) -> DocumentPage:
    """The page that a Word document with this body becomes; it refers to each of the further files by its name."""
    content = packed_word(body, strict=strict, prefix=prefix, files=files)
    return page_of_word(opened(content, "text.docx"), TEXTS, StyleRoles())


def packed_word(body: str, *, strict: bool = False, prefix: str = "w", files: Files = NO_FILES) -> bytes:
    """A Word document with this body."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="r" Type="{OPEN}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{LINKS}">'
        + "".join(f'<Relationship Id="{part}" Type="{OPEN}/{part}" Target="{part}.xml"/>' for part in ("styles", "footnotes", "endnotes"))
        + "".join(f'<Relationship Id="{name}" Type="{OPEN}/{RELATIONS.get(name, "aFChunk")}" Target="{name}"/>' for name in files)
        + "</Relationships>",
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{STYLES}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {NAMES}>{NOTES}</w:footnotes>",
        "word/endnotes.xml": f'<w:endnotes {NAMES}><w:endnote w:id="2"><w:p>{run("End.")}</w:p></w:endnote></w:endnotes>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, file in files.items():
            archive.writestr(f"word/{name}", file)
        for name, content in parts.items():
            named = re.sub(r"\bw(?=[:=])", prefix, content) if name == "word/document.xml" else content
            usual = named.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main") if strict else named
            archive.writestr(name, usual.replace(OPEN, "http://purl.oclc.org/ooxml/officeDocument/relationships") if strict else usual)
    return packed.getvalue()


def paragraphs(page: DocumentPage) -> str:
    """The text of the page, a paragraph or cell a line; notes at the end; a line break as ¶."""
    root = parsed(page.html.encode(), "text.docx", "utf-8")
    for line_break in root.iter("br"):
        line_break.text = "¶"
    texts = (" ".join("".join(one.itertext()).split()) for one in root.iter("p", "td", "h1"))
    return "|".join(text.replace("↩︎", "") for text in texts if text)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


BOX = f"<w:txbxContent><w:p>{run('Boxed.')}</w:p><w:p>{run('Twice.')}</w:p></w:txbxContent>"
DRAWN = f"<w:drawing><a:graphic><a:graphicData><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></w:drawing>"
VML = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH = f"<mc:AlternateContent><mc:Choice>{DRAWN}</mc:Choice><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent>"
DELETED = '<w:del w:id="1" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del>'
DELETED_MARK = '<w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr>'


BEGUN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF b </w:instrText></w:r>'
ROOT = r"EQ \f(1;\r(3;x))"
NOTE_AGAIN = r"NOTEREF _RefN \f \h"
CELL = "<w:tc><w:tcPr>{}</w:tcPr><w:p>{}</w:p></w:tc>"


def complex_field(instruction: str, result: str = "") -> str:
    """A field in parts."""
    parts = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{parts[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{parts[1]}{run(result)}{parts[2]}"


def joined(*runs: str) -> str:
    """Several runs without properties as one."""
    return f"<w:r>{''.join(runs).replace('<w:r>', '').replace('</w:r>', '')}</w:r>"


def table(*rows: str, columns: int = 1) -> str:
    """A table whose grid has this many columns, of rows of cells."""
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str, properties: str = "") -> str:
    return CELL.format(properties, run(text))


CASES = [
    (f"<w:p>{run('Outer ')}<w:p>{run('inner')}</w:p>{run('after.')}</w:p>", "Outer|inner|after."),
    (f"<w:p>{run('Outer')}{table(cell('a'))}</w:p>", "Outer|a"),
    (f"<w:p>{run('J', '<w:rFonts w:ascii=%Wingdings%/>'.replace('%', chr(34)))}{run(' end.')}</w:p>", "☺ end."),
    (f"<w:p>{BEGUN}{run('After a field without an end.')}</w:p>", "After a field without an end."),
    (f"<w:p>{complex_field(ROOT)}{run(' of ')}{complex_field('REF b', '2')}</w:p>", r"\frac{1}{\sqrt[3]{x}} of 2"),
    (f"<w:p>{joined(run('See '), complex_field('REF b', '2'), run(' there.'))}</w:p>", "See 2 there."),
    (
        f"<w:p><w:ins>{joined(run('See '), complex_field('REF b', '2'), run(' and '), complex_field('REF b', '3'))}</w:ins></w:p>",
        "See 2 and 3",
    ),
    (f"<w:p>{joined(run('See '), BEGUN)}{run(' there.')}</w:p>", "See there."),
    (f"<w:p>{joined(complex_field('XE &quot;mill&quot;'), run('mill'))}</w:p>", "mill"),
    (table(cell("a"), cell("b") + cell("c")), "a|b|c"),
    (table(cell("a") + cell("b") + cell("c"), cell("d"), cell("e") + cell("f"), columns=3), "a|b|c|d|e|f"),
    (table(cell("a") + cell("b", '<w:cellDel w:id="1" w:author="A"/>'), cell("c"), columns=2), "a|c"),
    *[(f"<w:p>{run('Before')}<w:r>{box}</w:r>{run(' after.')}</w:p>", "Before after.|Boxed.|Twice.") for box in (BOTH, DRAWN, VML)],
    (f"<w:p><w:r>{BOTH}</w:r></w:p>", "Boxed.|Twice."),
    (f"<w:tbl><w:tr><w:tc><w:p>{run('Cell.')}<w:r>{BOTH}</w:r></w:p></w:tc></w:tr></w:tbl>", "Cell. Boxed. Twice.|Cell.|Boxed.|Twice."),
    (f"<w:p>{run('A')}{DELETED}<w:moveFrom>{run('moved')}</w:moveFrom><w:moveTo>{run(' moved')}</w:moveTo></w:p>", "A moved"),
    (f"<w:p>{DELETED_MARK}{run('One')}</w:p><w:p>{run(' and two.')}</w:p>", "One and two."),
    (f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('Control.')}</w:p></w:sdtContent></w:sdt>", "Control."),
    (f"<w:p><w:smartTag><w:customXml>{run('Tag')}</w:customXml></w:smartTag><w:bdo><w:dir>{run('ged.')}</w:dir></w:bdo></w:p>", "Tagged."),
    (f"<w:customXml><w:p>{run('Of a form.')}</w:p></w:customXml>", "Of a form."),
    (f'<w:p><w:fldSimple w:instr=" REF b ">{run("two")}</w:fldSimple>{run(" of")}</w:p>', "two of"),
    ("<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t><w:ptab/><w:t>x</w:t><w:cr/><w:t>y</w:t></w:r></w:p>", "well‑known x¶ y"),
    ('<w:p><w:r><w:t>end.</w:t><w:br w:type="page"/><w:t>New</w:t></w:r></w:p>', "end.¶ ¶ New"),
    ('<w:p><w:r><w:t>a</w:t><w:sym w:font="Symbol" w:char="F062"/></w:r></w:p>', "aβ"),
    (f"<w:p><w:r><w:ruby><w:rt>{run('かん')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r></w:p>", "漢(かん)"),
    (
        f"<w:p>{run('Web', '<w:webHidden/>')}" + run(" shown", '<w:vanish w:val="0"/>') + "</w:p>",
        "Web shown",
    ),
    (
        '<w:p><w:bookmarkStart w:id="1" w:name="_RefN"/><w:r><w:footnoteReference w:id="2"/></w:r><w:bookmarkEnd w:id="1"/>'
        '<w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="3" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
        f"{complex_field(NOTE_AGAIN, '1')}</w:p>",
        "1231",
    ),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """What each case becomes, all of them in one document."""
    page = word_page("".join(f"<w:p>{run('§')}</w:p>{body}" for body, _ in CASES))
    text = paragraphs(page)
    assert [str(one) for one in omissions(page.words, split_words(text.replace("|", " ")), "text.docx")] == []
    body, *notes = re.split(r"(?=\|Foot)", text)
    return [one.strip("|") for one in body.split("§")[1:]] + notes


@pytest.mark.parametrize("number", range(len(CASES)))
def test_each_markup_of_word_arrives_once(texts: list[str], number: int) -> None:
    assert texts[number] == CASES[number][1]


def test_notes_of_both_kinds_arrive(texts: list[str]) -> None:
    assert texts[-1] == "|Foot.|End.|Custom."


@pytest.mark.parametrize(
    ("instruction", "tex"),
    [
        (r"\r(,a+b)", r"\sqrt{a+b}"),
        (r"x\s\up8(2)\s\do4(i)", "x^{2}_{i}"),
        (r"\b(a_1)", r"\left(a\_1\right)"),
        (r"\i(a,b,c)", ""),
        (r"\f(1,2", ""),
        (r"\f(1)", ""),
    ],
)
def test_equation_of_a_field_is_tex_or_nothing(instruction: str, tex: str) -> None:
    assert tex_of_equation(instruction) == tex


def test_strict_document_is_read_as_any_other() -> None:
    page = word_page(f"<w:p>{run('Strict')}<w:r>{BOTH}</w:r></w:p>", strict=True)
    assert paragraphs(page) == "Strict|Boxed.|Twice."


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (
            styled("Title", "The Weir") + styled("Title", "A Novel") + styled("Author", "Ada"),
            '<header id="title-block-header"><h1 class="title">The Weir<br>A Novel</h1>\n<p class="author">Ada</p>\n</header>',
        ),
        (styled("Author", "Ada"), "<p>Ada</p>"),
    ],
)
def test_no_title_or_author_is_lost(body: str, page: str) -> None:
    assert page in word_page(f"{body}<w:p>{run('Text.')}</w:p>").html


def test_prefix_of_the_names_may_be_any() -> None:
    body = f"<w:p>{run('Any prefix.')}</w:p>"
    assert paragraphs(word_page(body, prefix="ns0")) == "Any prefix."


def test_emphasis_of_a_character_style_is_emphasis() -> None:
    page = word_page("<w:p>" + run("word", '<w:rStyle w:val="E"/>') + "</w:p>")
    assert ["".join(em.itertext()) for em in parsed(page.html.encode(), "x", "utf-8").iter("em")] == ["word"]


@pytest.mark.parametrize("properties", ["<w:vanish/>", '<w:rStyle w:val="S"/>'])
def test_hidden_words_are_told_and_left_out(properties: str) -> None:
    page = word_page(f"<w:p>{run('The answer is ')}{run('forty', properties)}{run('-two', properties)}{run('.')}</w:p>")
    assert paragraphs(page) == "The answer is ."
    told = [one.message for one in hidden_passages(page.hidden, "text.docx")]
    assert told == ["“text.docx” has hidden words, which are left out, 1 in all: “forty-two”, after “The answer is”"]


def test_what_is_no_text_is_told_with_its_place() -> None:
    chart = '<w:drawing><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></w:drawing>'
    page = word_page(f'<w:p>{run("See the sales.")}<w:r>{chart}</w:r></w:p><w:altChunk r:id="c"/>')
    assert [one.message for one in other_objects(page.objects, "text.docx")] == [
        "a chart in “text.docx” is left out, after “See the sales.”",
        "a document inside the document (altChunk) in “text.docx” is left out, after “See the sales.”",
    ]


@pytest.mark.parametrize(
    ("truth", "words", "told"),
    [
        ("one two three", "one three", ["words of “x” are left out, after “one”: “two”"]),
        ("one two", "two", ["words of “x” are left out, at the beginning: “one”"]),
        ("a two", "aβ two", []),
        ("wellknown two", "well known two", []),
        ("two one", "one two", []),
    ],
)
def test_lost_words_are_told_with_the_words_before_them(truth: str, words: str, told: list[str]) -> None:
    assert [one.message for one in omissions(truth.split(), words.split(), "x")] == told


CHUNK = '<w:altChunk r:id="{}"/>'
MAIL = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="utf-8"\n\n{}\n--x--\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<html><body><p>Within <i>it</i>.</p></body></html>"),
        ("a.txt", "Within it.\n"),
        ("a.mht", MAIL.format("<html><body><p>Within it.</p></body></html>")),
        ("a.docx", packed_word(f"<w:p>{run('Within it.')}</w:p>")),
    ],
)
def test_document_within_a_document_stands_at_its_place(name: str, content: str | bytes) -> None:
    page = word_page(f"<w:p>{run('Before.')}</w:p>{CHUNK.format(name)}<w:p>{run('After.')}</w:p>", files={name: content})
    assert paragraphs(page) == "Before.|Within it.|After."
    assert (page.objects, sorted(page.words)) == ((), sorted(split_words("Before Within it After")))


@pytest.mark.parametrize("content", [b"{\\rtf1 Within}", b"", b"\0\0"])
def test_document_within_a_document_that_cannot_be_read_is_told(content: bytes) -> None:
    page = word_page(f"<w:p>{run('Before.')}</w:p>{CHUNK.format('a.rtf')}", files={"a.rtf": content})
    assert [one.text for one in page.objects] == ["a document inside the document (altChunk)"]


def test_further_bodies_follow_the_first() -> None:
    assert paragraphs(word_page(f"<w:p>{run('One.')}</w:p></w:body><w:body><w:p>{run('Two.')}</w:p>")) == "One.|Two."


RED = '<w:color w:val="FF0000"/>'


def test_heads_colours_and_deleted_words_are_told() -> None:
    body = f"<w:p>{run('A ')}{run('red', RED)}{run(' word', RED)}{run(' in plain text ')}{DELETED}{run('it is.')}</w:p>"
    head = f"<w:hdr {NAMES}><w:p>{run('The Weir')}</w:p></w:hdr>"
    number = f"<w:ftr {NAMES}><w:p>{run('3')}</w:p></w:ftr>"
    page = word_page(body, files={"header1.xml": head, "footer1.xml": number})
    assert page.left_out == ((LeftOutKind.HEADER, "The Weir"), (LeftOutKind.DELETED, "old"), (LeftOutKind.COLOUR, "red word"))


def test_colour_of_most_of_a_text_is_its_look() -> None:
    assert word_page(f"<w:p>{run('A word in red', RED)}{run(' or not.')}</w:p>").left_out == ()
