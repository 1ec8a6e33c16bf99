"""What an ODT document holds arrives: notes with lists, text boxes, remarks, descriptions, fields; hidden text is told."""

import pytest

from publish.importing.left_out import LeftOutKind
from publish.importing.readers.archives import opened, packed
from publish.importing.readers.html_tree import parsed, words_of
from publish.importing.readers.omissions import omissions
from publish.importing.readers.sources import sources_in
from publish.importing.readers.word_processors.document_page import DocumentPage
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.odt_page import page_of_odt

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        **{name: name for name in ("office", "text", "style", "table")},
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
NAMES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
STYLES = """<style:default-style style:family="paragraph"><style:text-properties fo:language="en" fo:country="GB"/></style:default-style>
<style:style style:name="Title" style:family="paragraph"/><style:style style:name="Block_20_Zitat" style:family="paragraph"/>
<style:style style:name="Mono" style:family="text"><style:text-properties style:font-name="Courier New"/></style:style>
<style:style style:name="Chapter" style:family="paragraph" style:default-outline-level="2"/>"""
BY_HAND = """<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="S" style:family="text"><style:text-properties fo:font-variant="small-caps"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="P" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Q" style:family="paragraph"><style:paragraph-properties fo:margin-left="1cm"/></style:style>
<style:style style:name="F" style:family="text"><style:text-properties fo:language="fr" fo:country="FR"/></style:style>
<style:style style:name="PF" style:family="paragraph"><style:text-properties fo:language="fr" fo:country="FR"/></style:style>
<style:style style:name="HP" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="a" text:start-value="3"/></text:list-style>"""


def odt_page(body: str) -> DocumentPage:
    """The page of an ODT document with this body."""
    content = f"""<office:document-content {NAMES}><office:styles>{STYLES}</office:styles>
<office:automatic-styles>{BY_HAND}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>
</office:document-content>"""
    return page_of_odt(opened(packed({"content.xml": content.encode()}), "text.odt"), ["content.xml"], StyleRoles())


def odt_with(body: str, styles: str = "") -> DocumentPage:
    """The page of an ODT document with this body and these further styles in a file of their own."""
    sheet = f"<office:document-styles {NAMES}>{styles}</office:document-styles>"
    content = f"<office:document-content {NAMES}>{body}</office:document-content>"
    files = {"content.xml": content.encode(), "styles.xml": sheet.encode()}
    return page_of_odt(opened(packed(files), "text.odt"), ["content.xml"], StyleRoles())


def frame(content: str) -> str:
    return f"<draw:frame>{content}</draw:frame>"


LIST = "<text:list{}><text:list-item><text:p>one</text:p></text:list-item></text:list>"
NOTE = "<text:note><text:note-citation>7</text:note-citation><text:note-body><text:p>See:</text:p>{}</text:note-body></text:note>"
REMARK = "<office:annotation><dc:creator>Tom</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>Which?</text:p></office:annotation>"
BOX = frame("<draw:text-box><text:p>Boxed.</text:p></draw:text-box>")
PICTURE = frame('<draw:image xlink:href="a.png"/>')
CAPTIONED = frame(f"<draw:text-box><text:p>{PICTURE}Fig. 1</text:p></draw:text-box>")


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ('<text:h text:outline-level="3">A</text:h>', '<h3 id="heading-0">A</h3>'),
        ('<text:p text:style-name="Chapter">A</text:p>', "<h2>A</h2>"),
        ('<text:p text:style-name="Title">A</text:p>', '<header id="title-block-header"><h1 class="title">A</h1></header>'),
        ('<text:p text:style-name="Block_20_Zitat">A</text:p>', '<blockquote data-styled="1"><p>A</p></blockquote>'),
        ('<text:p text:style-name="Q">A</text:p>', "<blockquote><p>A</p></blockquote>"),
        ('<text:p text:style-name="P">A</text:p>', "<p><strong>A</strong></p>"),
        ('<text:p><text:span text:style-name="I">A</text:span></text:p>', "<p><em>A</em></p>"),
        ('<text:p><text:span text:style-name="S">A</text:span></text:p>', '<p><span class="smallcaps">A</span></p>'),
        ('<text:p><text:span text:style-name="Mono">A</text:span></text:p>', "<p><code>A</code></p>"),
        ("<text:p>A<text:tab/>B<text:line-break/>C<text:soft-page-break/>D</text:p>", "<p>A B<br>CD</p>"),
        (f"<text:p>A{BOX} B</text:p>", "<p>A B</p><p>Boxed.</p>"),
        (f"{BOX}<text:p>A</text:p>", "<p>Boxed.</p><p>A</p>"),
        (f"<text:p>A{REMARK}</text:p>", '<p>A</p><div class="publish-query"><p>Tom 2026-01-02: Which?</p></div>'),
        (f"<text:p>{CAPTIONED}</text:p>", '<figure><img src="a.png"><figcaption>Fig. 1</figcaption></figure>'),
        (
            "<text:p>" + frame('<draw:image xlink:href="./a.png"/><svg:title>T</svg:title><svg:desc>A weir.</svg:desc>') + "</text:p>",
            '<p><img src="a.png" alt="A weir."></p>',
        ),
        (LIST.format(""), "<ul><li><p>one</p></li></ul>"),
        (LIST.format(' text:style-name="L"'), '<ol start="3" type="a"><li><p>one</p></li></ol>'),
        ("<text:list><text:list-item><text:h>A</text:h></text:list-item></text:list>", '<h1 id="heading-0">A</h1>'),
        (
            '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>A</text:p>'
            "</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows></table:table>",
            '<table><thead><tr><th colspan="2"><p>A</p></th></tr></thead><tbody></tbody></table>',
        ),
        ("<text:p><text:date>May</text:date> <text:user-defined>A</text:user-defined></text:p>", "<p>May A</p>"),
        (
            "<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby></text:p>",
            "<p>漢(かん)</p>",
        ),
        (
            '<text:p><text:bookmark-ref text:ref-name="b" text:reference-format="page">7</text:bookmark-ref></text:p>',
            '<p><a href="#b" class="publish-page">7</a></p>',
        ),
        (
            '<text:h text:outline-level="1">A B</text:h><text:p><text:a xlink:href="#1.A B|outline">see</text:a></text:p>',
            '<h1 id="heading-0">A B</h1><p><a href="#heading-0">see</a></p>',
        ),
        (
            '<text:p><text:alphabetical-index-mark-start text:id="i" text:key1="Fish"/>eels'
            '<text:alphabetical-index-mark-end text:id="i"/></text:p>',
            '<p><span class="indexref" data-entry="Fish:eels"></span>eels</p>',
        ),
        (
            "<text:table-of-content><text:table-of-content-source><text:index-title-template>C</text:index-title-template>"
            "</text:table-of-content-source><text:index-body><text:p>A 5</text:p></text:index-body></text:table-of-content>",
            '<div class="publish-made"><p>A 5</p></div>',
        ),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"
            '</text:tracked-changes><text:p>A<text:change text:change-id="c"/></text:p>',
            "<p>A</p>",
        ),
    ],
)
def test_markup_of_odt_becomes_the_page(body: str, page: str) -> None:
    made = odt_page(body)
    assert made.html.replace("\n", "") == f"<html><body>{page}</body></html>"
    assert [str(one) for one in omissions(made.words, words_of(parsed(made.html.encode(), "text.odt", "utf-8")), "text.odt")] == []


def test_note_keeps_its_list() -> None:
    html = odt_page(f"<text:p>A{NOTE.format(LIST.format(''))}</text:p>").html
    assert '<p>A<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>' in html
    assert '<li id="fn1"><p>See:</p><ul><li><p>one</p></li></ul><p><a href="#fnref1"' in html


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:p>A <text:span text:style-name="H">Secret words.</text:span></text:p>',
        '<text:p>A</text:p><text:p text:style-name="HP">Secret words.</text:p>',
        '<text:p>A</text:p><text:p><text:hidden-paragraph text:is-hidden="true"/>Secret words.</text:p>',
        '<text:p>A</text:p><text:section text:display="none"><text:p>Secret words.</text:p></text:section>',
        '<text:p>A <text:hidden-text text:is-hidden="true" text:string-value="Secret words."/></text:p>',
    ],
)
def test_hidden_words_are_told_and_left_out(hidden: str) -> None:
    page = odt_page(hidden)
    assert [(passage.text, passage.before.strip()) for passage in page.hidden] == [("Secret words.", "A")]
    assert page.words == ("a",)
    assert "Secret" not in page.html


def test_archive_with_a_compressed_type_is_a_document(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("odt") / "text.odt"
    path.write_bytes(packed({"content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"}))
    assert [source.form.name for source in sources_in([str(path)])] == ["ODT"]


HEADS = """<office:master-styles><style:master-page style:name="Standard">
<style:header><text:p>The Weir</text:p></style:header><style:header-left><text:p>The Weir</text:p></style:header-left>
<style:footer><text:p><text:page-number>3</text:page-number></text:p></style:footer>
<style:footer-left style:display="false"><text:p>Unseen</text:p></style:footer-left></style:master-page></office:master-styles>"""
COLOURS = """<office:automatic-styles>
<style:style style:name="R" style:family="text"><style:text-properties fo:color="#ff0000"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:color="#000000"/></style:style></office:automatic-styles>"""
CHANGES = """<text:tracked-changes><text:changed-region text:id="c"><text:deletion><office:change-info><dc:creator>Tom</dc:creator>
</office:change-info><text:p>gone words</text:p></text:deletion></text:changed-region></text:tracked-changes>"""
RED = '<text:span text:style-name="R">{}</text:span>'


def test_heads_colours_and_deleted_words_are_told() -> None:
    line = f"<text:p>A long line of text, {RED.format('in red')}<text:span text:style-name='B'>in black</text:span></text:p>"
    page = odt_with(f"{COLOURS}<office:body><office:text>{CHANGES}{line}</office:text></office:body>", HEADS)
    assert page.left_out == ((LeftOutKind.HEADER, "The Weir"), (LeftOutKind.DELETED, "gone words"), (LeftOutKind.COLOUR, "in red"))


def test_colour_of_most_of_a_text_is_its_look() -> None:
    body = f"<office:body><office:text><text:p>A {RED.format('text that is red')}</text:p></office:text></office:body>"
    assert odt_with(COLOURS + body).left_out == ()
