"""What Word knows of a text arrives: the styles of a house, remarks, recorded changes, fields for pages and the index."""

import zipfile
from pathlib import Path

import pytest

from importing.test_documents import OPEN_XML, RELATIONS, TYPES, WORD, word_document
from publish.diagnostics import PublishError, has_errors
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import State, Subject
from publish.importing.run import Imported, ImportOrder, import_book

HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
TEXT = "<w:p><w:r><w:t>The weir stood below the mill, and nobody had mended it since the flood of that year.</w:t></w:r></w:p>"
STYLED = '<w:p><w:pPr><w:pStyle w:val="{0}"/></w:pPr><w:r><w:t>{1}</w:t></w:r></w:p>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {0} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{1}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
REMARKS = f"""<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="Tom Turner" w:date="2026-11-02T10:00:00Z">
<w:p><w:r><w:t>Which year?</w:t></w:r></w:p></w:comment></w:comments>"""
STYLES = ("Zitat", "Block Zitat", "Citation", "Verse", "Poem 2", "Epigraph", "Quelle", "Scene Break", "House Text", "Other")


def styles() -> str:
    """The styles of a house, by their ids."""
    made = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in STYLES
    )
    heading = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    return f'<w:styles xmlns:w="{WORD}">{heading}{made}</w:styles>'


def imported(folder: Path, body: str, *, main: str = "document") -> tuple[str, Imported]:
    """The text of the sections that a document becomes, and the import; `main` is the name of its main part."""
    path = folder / "text.docx"
    form = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{form}.{part}+xml"/>' for part in ("styles", "comments"))
    types = TYPES.replace("word/document.xml", f"word/{main}.xml").replace("</Types>", f"{overrides}</Types>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(f'<Relationship Id="{part}" Type="{kind}/{part}" Target="{part}.xml"/>' for part in ("styles", "comments"))
    parts = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (
            ("[Content_Types].xml", types),
            ("_rels/.rels", RELATIONS.replace("word/document.xml", f"word/{main}.xml")),
            (f"word/_rels/{main}.xml.rels", parts),
            (f"word/{main}.xml", OPEN_XML.replace("BODY", HEADING.format("The Weir") + TEXT + body + TEXT)),
            ("word/styles.xml", styles()),
            ("word/comments.xml", REMARKS),
        ):
            archive.writestr(name, content)
    result = import_book(ImportOrder(sources=(str(path),), into=folder / "book"))
    assert not has_errors(result.diagnostics)
    return "\n\n".join(str(text) for name, text in sorted(result.files.items()) if name.endswith(".md")), result


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("Zitat", "> Water finds its way."),
        ("BlockZitat", "> Water finds its way."),
        ("Citation", "> Water finds its way."),
        ("Verse", "| Water finds its way."),
        ("Poem2", "| Water finds its way."),
        ("Epigraph", "::: epigraph\n> Water finds its way.\n:::"),
        ("HouseText", "Water finds its way."),
    ],
)
def test_style_of_a_house_says_what_a_paragraph_is(tmp_path: Path, style: str, written: str) -> None:
    text, _ = imported(tmp_path, STYLED.format(style, "Water finds its way."))
    assert f"\n\n{written}\n\n" in text


def test_styles_side_by_side_stay_apart_and_belong_together(tmp_path: Path) -> None:
    lines = STYLED.format("Verse", "Water finds its way,") + STYLED.format("Verse", "and so do we.")
    text, _ = imported(tmp_path, STYLED.format("Zitat", "A quotation.") + STYLED.format("Quelle", "Ada Editor") + lines)
    assert "> A quotation.\n>\n> — Ada Editor\n\n| Water finds its way,\n| and so do we.\n\n" in text


def test_style_is_what_book_toml_says_or_is_asked_once(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/book.toml").write_text('[import]\nstyles = { "house text" = "verse" }\n', encoding="utf-8")
    body = STYLED.format("HouseText", "Water finds its way,") + STYLED.format("Other", "An extract.") + TEXT
    body += STYLED.format("Other", "An extract too.")
    text, first = imported(tmp_path, body)
    assert "| Water finds its way,\n\nAn extract.\n\n" in text
    asked = [one for one in first.decisions if one.subject is Subject.STYLE]
    assert [(one.before, one.state, one.after) for one in asked] == [("Other", State.ASKED, "text")]
    assert "it stands 2 times, first: “An extract.”" in asked[0].evidence
    ledger = tmp_path / "book" / LEDGER
    answered = ledger.read_text(encoding="utf-8").replace(f'key = "{asked[0].key}"', f'key = "{asked[0].key}"\ninstead = "quotation"')
    ledger.write_text(answered, encoding="utf-8")
    text, second = imported(tmp_path, body)
    assert "> An extract.\n\n" in text
    assert "> An extract too.\n\n" in text
    assert 'styles = { "house text" = "verse" }' in str(second.files["book.toml"])
    ledger.write_text(answered.replace('"quotation"', '"quotaton"'), encoding="utf-8")
    with pytest.raises(PublishError, match="cannot be “quotaton”"):
        imported(tmp_path, body)


def test_scene_break_is_a_break(tmp_path: Path) -> None:
    text, _ = imported(tmp_path, STYLED.format("SceneBreak", "") + STYLED.format("SceneBreak", "***"))
    assert text.count("* * *") == 1


def test_remark_is_a_query_below_its_paragraph(tmp_path: Path) -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>It broke that year.</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    text, _ = imported(tmp_path, body)
    assert "It broke that year.\n\n::: query\nTom Turner 2026-11-02: Which year?\n:::\n\n" in text


def test_recorded_changes_are_accepted(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r><w:del w:id="1" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> weir held.</w:t></w:r></w:p>'
    )
    text, result = imported(tmp_path, body)
    assert "The new weir held." in text
    assert [one.code for one in result.diagnostics if one.code == "I112"] == []


def test_fields_become_page_references_and_index_terms(tmp_path: Path) -> None:
    body = f'<w:p><w:r><w:t xml:space="preserve">See page </w:t></w:r>{FIELD.format("PAGEREF _Ref9 " + chr(92) + "h", "17")}'
    body += (
        f'<w:r><w:t xml:space="preserve"> for eels</w:t></w:r>{FIELD.format("XE &quot;Fish:eels&quot;", "")}<w:r><w:t>.</w:t></w:r></w:p>'
    )
    body += '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="1" w:name="_Ref9"/><w:r><w:t>Eels</w:t></w:r>'
    body += '<w:bookmarkEnd w:id="1"/></w:p>'
    text, _ = imported(tmp_path, body)
    assert 'See page [](#eels){.page} for eels[]{.index entry="Fish" sub="eels"}.' in text
    assert "# Eels {#eels}" in text


@pytest.mark.parametrize("words", ["ill", "civil", "3", "xiv"])
def test_link_that_prints_no_page_keeps_its_words(tmp_path: Path, words: str) -> None:
    target = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="1" w:name="_Ref9"/><w:r><w:t>Eels</w:t></w:r>'
    link = f'<w:hyperlink w:anchor="_Ref9"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>'
    linked = f'<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r>{link}</w:p>'
    referred = f'<w:p><w:r><w:t xml:space="preserve">In </w:t></w:r>{FIELD.format("REF _Ref9 " + chr(92) + "h", words)}</w:p>'
    text, _ = imported(tmp_path, f'{linked}{referred}{target}<w:bookmarkEnd w:id="1"/></w:p>')
    assert f"See [{words}](#eels)" in text
    assert f"In [{words}](#eels)" in text or f"In {words}" in text


def test_main_part_may_have_any_name(tmp_path: Path) -> None:
    text, _ = imported(tmp_path, "", main="document2")
    assert text.count("The weir stood below the mill") == 2


def test_document_of_titles_alone_has_a_text(tmp_path: Path) -> None:
    path = tmp_path / "short.docx"
    path.write_bytes(
        word_document(tmp_path, "<w:p><w:r><w:t>The Weir</w:t></w:r></w:p><w:p><w:r><w:t>Ada Editor</w:t></w:r></w:p>").read_bytes()
    )
    result = import_book(ImportOrder(sources=(str(path),), into=tmp_path / "book", dry_run=True))
    assert any("The Weir" in str(text) for name, text in result.files.items() if name.endswith(".md"))


def test_heading_may_end_with_marked_words(tmp_path: Path) -> None:
    words = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>Apply</w:t></w:r>'
    text, _ = imported(tmp_path, HEADING.format("How to ").replace("</w:p>", f"{words}</w:p>"))
    assert "# How to [Apply]{.underline}\n" in text
