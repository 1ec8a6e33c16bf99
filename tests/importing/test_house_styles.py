"""The styles of a house are what their names, their parents, book.toml or the editor say; neighbours of one family are one."""

import lxml.html
import pytest

from publish.config.style_roles import HouseRole, StyleRole, house_role
from publish.importing.ledger import Answer
from publish.importing.readers.word_processors.house_styles import Style, StyleRoles, judged
from publish.importing.readers.word_processors.style_marks import GAP, are_spaced, as_text
from publish.importing.readers.word_processors.style_names import role_by_name
from publish.importing.readers.word_processors.styled_page import with_styles


def page(*paragraphs: tuple[str, str], roles: StyleRoles | None = None) -> str:
    """What becomes of paragraphs, each with its style; a span in braces has the style before its colon."""
    body = "".join(f'<div data-custom-style="{style}"><p>{text}</p></div>' if style else f"<p>{text}</p>" for style, text in paragraphs)
    root = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    with_styles(root, (), roles or StyleRoles())
    text = as_text(root[0])
    return text.removeprefix("<body>").removesuffix("</body>").replace(' data-styled="1"', "")


def declared(**roles: str) -> StyleRoles:
    return StyleRoles(declared={name.replace("_", " "): role for name, text in roles.items() if (role := house_role(text))})


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Extract Text – First", "quotation"),
        ("Blockzitat 2", "quotation"),
        ("Citation longue", "quotation"),
        ("Cita larga", "quotation"),
        ("Citazione", "quotation"),
        ("Blokcitaat", "quotation"),
        ("Цитата", "quotation"),
        ("VerseLast", "verse"),
        ("Poème", "verse"),
        ("Exergue", "epigraph"),
        ("Widmung", "dedication"),
        ("Zitatquelle", "attribution"),
        ("Fonte", "attribution"),
        ("Szenenwechsel", "break"),
        ("Ch Title", "heading 1"),
        ("Überschrift 3", "heading 3"),
        ("Titre1", "heading 1"),
        ("A-Head", "heading 2"),
        ("Nota al pie", "note"),
        ("Quelltext", "code"),
        ("Bildunterschrift", "caption"),
        ("Text ohne Einzug", "text"),
        ("Corsivo", "emphasis"),
        ("Kapitälchen", "small capitals"),
        ("Appel de note", "note call"),
        ("House Q", None),
        ("Fremdwort", None),
    ],
)
def test_name_says_the_role(name: str, role: str | None) -> None:
    assert role_by_name(name) == (house_role(role) if role else None)


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([("Extract First", "a"), ("Extract", "b"), ("Extract Last", "c")], "<blockquote><p>a</p><p>b</p><p>c</p></blockquote>"),
        ([("Zitat", "a"), ("Citation", "b")], "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ([("Zitat", "a"), ("Zitat", f"{GAP}b")], "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ([("Extract Last", "a"), ("Extract", "b")], "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ([("Zitat", "a"), ("", "text"), ("Zitat", "b")], "<blockquote><p>a</p></blockquote><p>text</p><blockquote><p>b</p></blockquote>"),
        ([("Zitat", "a"), ("Quelle", "b")], "<blockquote><p>a</p><footer>b</footer></blockquote>"),
        (
            [("Vers", "a"), ("Vers", "b"), ("Vers", f"{GAP}c")],
            '<div class="verse"><div class="stanza"><p>a</p><p>b</p></div><div class="stanza"><p>c</p></div></div>',
        ),
        (
            [("Verse", "a"), ("Source", "b")],
            '<blockquote><div class="verse"><div class="stanza"><p>a</p></div></div><footer>b</footer></blockquote>',
        ),
        ([("Motto", "a"), ("Motto Quelle", "b")], '<div class="epigraph"><blockquote><p>a</p><footer>b</footer></blockquote></div>'),
        ([("Quelle", "a")], "<p>a</p>"),
        ([("", "a"), ("Scene Break", "#"), ("", "b")], "<p>a</p><hr><p>b</p>"),
        ([("Code", "x = 1<br>y"), ("Code", "z")], "<pre><code>x = 1\ny\nz</code></pre>"),
        ([("", "<img>"), ("Caption", "a")], "<figure><img><figcaption><p>a</p></figcaption></figure>"),
        ([("Widmung", "a"), ("Kapiteltitel", "b")], '<section class="dedication"><p>a</p></section><h1>b</h1>'),
        (
            [("CN", "I"), ("CT", "a"), ("Untertitel", "b")],
            '<hgroup><p class="ordinal">I</p><h1>a</h1><p class="subtitle">b</p></hgroup>',
        ),
        ([("CN", "I"), ("", "a"), ("Untertitel", "b")], "<h1>I</h1><p>a</p><p>b</p>"),
        ([("Kapiteltitel", "a"), ("Widmung", "b")], "<h1>a</h1><p>b</p>"),
        ([("House Q", "a"), ("House Q", "b")], "<p>a</p><p>b</p>"),
        ([("", "<table><tr><td><blockquote>a</blockquote></td></tr></table>")], "<p></p><table><tr><td>a</td></tr></table>"),
    ],
)
def test_styles_become_elements(paragraphs: list[tuple[str, str]], expected: str) -> None:
    assert page(*paragraphs) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("quotation", "<blockquote><p>a</p></blockquote>"),
        ("heading 2", "<h2>a</h2>"),
        ("emphasis", "<p><em>a</em></p>"),
        ("language la", '<div lang="la"><p>a</p></div>'),
        ("list", "<ul><li><p>a</p></li></ul>"),
        ("query", '<div class="publish-query"><p>a</p></div>'),
        ("drop", '<div class="publish-left-out"><p>a</p></div>'),
        ("text", "<p>a</p>"),
    ],
)
def test_declared_role_is_done(role: str, expected: str) -> None:
    assert page(("House Q", "a"), roles=declared(house_q=role)) == expected


def test_words_of_a_style_have_its_mark() -> None:
    words = "<span data-custom-style='{}'>mot</span>"
    roles = declared(Fremdwort="language fr", Term="small capitals")
    text = "".join(map(words.format, ("Kursiv", "Fremdwort", "Term", "Extract Text Char", "Hyperlink")))
    marked = '<em>mot</em><span lang="fr">mot</span><span class="smallcaps">mot</span>motmot'
    assert page(("", text), roles=roles) == f"<p>{marked}</p>"


def test_style_is_what_it_is_based_on_and_what_the_editor_says() -> None:
    style, heading = Style(name="House Q", bases=("Quote", "Normal")), HouseRole(StyleRole.HEADING, level=2)
    assert str(judged(style, StyleRoles()).role) == "quotation"
    assert str(judged(style, StyleRoles(answer=lambda _: (Answer.REJECT, None))).role) == "text"
    assert str(judged(style, StyleRoles(answer=lambda _: (Answer.ACCEPT, house_role("verse")))).role) == "verse"
    assert str(judged(style, StyleRoles(declared={"house q": heading})).role) == "heading 2"


def test_notes_that_only_a_style_marks_are_linked() -> None:
    call = "a<span data-custom-style='Note call'>{}</span>"
    chapter = [("", call.format("1")), ("", call.format("2")), ("Fn text", "1 One."), ("Fn text", "2. Two."), ("Fn text", "Further.")]
    made = page(*chapter, *chapter, ("Fn text", "9 Nothing."))
    assert [made.count(f'<a href="#publish-note-{number}" role="doc-noteref">') for number in range(1, 6)] == [1, 1, 1, 1, 0]
    assert '<aside id="publish-note-2" role="doc-footnote"><p>2. Two.</p><p>Further.</p></aside><p>a<sup>' in made
    assert made.endswith("<p>Further.</p></aside><p>9 Nothing.</p>")


@pytest.mark.parametrize(("text", "spaced"), [("abc  d", False), ("a b c", True), ("abcd", False), ("", False)])
def test_empty_paragraphs_part_nothing_where_they_are_the_rule(text: str, spaced: bool) -> None:
    assert are_spaced([letter == " " for letter in text]) == spaced
