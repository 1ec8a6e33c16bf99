"""Passages in another language are marked where the program of a document and their own words say so; noise of proofing is not."""

import lxml.html
import pytest

from importing.test_odt import odt_page
from importing.test_word_markup import run, word_page
from publish.importing.readers.foreign_passages import join_foreign, settle_languages

ENGLISH = "The weir stood below the mill, and nobody had mended it since the flood of that year, which was the worst that they had seen."
FRENCH = "La rivière était haute et les hommes ne pouvaient pas passer le pont ce soir-là."


def span(text: str, language: str) -> str:
    return f'<span lang="{language}">{text}</span>'


@pytest.mark.parametrize(
    ("passage", "settled"),
    [
        (f"<p>A {span('bonjour à tous', 'fr-FR')}!</p>", '<p>A <span lang="fr">bonjour à tous</span>!</p>'),
        (f"<p>A {span('Grüezi mitenand', 'de-CH')}!</p>", '<p>A <span lang="de-CH">Grüezi mitenand</span>!</p>'),
        (f"<p>{span(FRENCH, 'fr')}</p>", f'<div lang="fr"><p>{FRENCH}</p></div>'),
        (f"<p>“{span(FRENCH, 'fr')}”</p>", f'<div lang="fr"><p>“{FRENCH}”</p></div>'),
        (f'<p lang="fr">{FRENCH}</p><p lang="fr-FR">{FRENCH}</p>', f'<div lang="fr"><p>{FRENCH}</p><p>{FRENCH}</p></div>'),
        (f'<ul><li><p lang="fr">{FRENCH}</p></li></ul>', f'<ul><li><p><span lang="fr">{FRENCH}</span></p></li></ul>'),
        (
            f'<p lang="fr">{FRENCH} {span("and all of us", "en-US")}</p>',
            f'<div lang="fr"><p>{FRENCH} {span("and all of us", "en-US")}</p></div>',
        ),
        (f"<p>{span('Das ist', 'de')} {span('ein <em>Haus</em>', 'de')}, so</p>", f"<p>{span('Das ist ein <em>Haus</em>', 'de')}, so</p>"),
        (f"<p>{span('colour and shape', 'en-US')} {span('Bach', 'de')}{span(' ', 'fr')}</p>", "<p>colour and shape Bach </p>"),
        (f"<p>{span(ENGLISH, 'de-DE')}</p>", f"<p>{ENGLISH}</p>"),
        (f'<p lang="de-DE">{ENGLISH}</p>', f"<p>{ENGLISH}</p>"),
        (f"<p>A {span('שלום', 'ar-SA')}</p>", f"<p>A {span('שלום', 'he')}</p>"),
        (f"<p>A {span('λόγος', 'el-GR')}</p>", f"<p>A {span('λόγος', 'el')}</p>"),
        (f"<p>A {span('μῆνιν ἄειδε', 'grc')}</p>", f"<p>A {span('μῆνιν ἄειδε', 'grc')}</p>"),
        (f"<p>A {span('in plain letters', 'ja-JP')}</p>", "<p>A in plain letters</p>"),
        (f"<p>A {span('bonjour à tous', 'x-none')}</p>", "<p>A bonjour à tous</p>"),
        (f"<p>A {span('Johann Sebastian Bach', 'de')}</p>", "<p>A Johann Sebastian Bach</p>"),
        (f"<p>A {span('www.example.org/new/list x@example.org', 'de')}</p>", "<p>A www.example.org/new/list x@example.org</p>"),
        (f"<p>A {span('Body mainBody = factory.createBody();', 'de')}</p>", "<p>A Body mainBody = factory.createBody();</p>"),
        (f"<p>A {span('you can install the mill', 'de')}</p>", "<p>A you can install the mill</p>"),
        (f"<p>A {span('De civitate Dei', 'la')}</p>", f"<p>A {span('De civitate Dei', 'la')}</p>"),
    ],
)
def test_only_runs_of_words_in_another_language_are_marked(passage: str, settled: str) -> None:
    root = lxml.html.document_fromstring(f"<html><body><p>{ENGLISH} {ENGLISH}</p><hr>{passage}</body></html>")
    settle_languages(root, "en-GB")
    join_foreign(root)
    assert lxml.html.tostring(root, encoding="unicode").partition("<hr>")[2] == f"{settled}</body></html>"


def language(tag: str) -> str:
    return f'<w:lang w:val="{tag}"/>'


def test_languages_of_word_arrive() -> None:
    words = run("bon", language("fr-FR")) + run("jour à", f"<w:i/>{language('fr-FR')}") + run(" ") + run("tous", language("fr-FR"))
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    fielded = field.format("begin") + field.format("separate") + run("La vie est belle", language("fr")) + field.format("end")
    body = f"<w:p>{run(ENGLISH, language('en-GB'))}{words}{run(' end ', language('en-US'))}{fielded}</w:p>"
    body += f"<w:p>{run('שלום', '<w:rtl/>')}</w:p><w:p>{run(FRENCH, language('fr-FR'))}</w:p>"
    html = word_page(body).html
    assert '<span lang="fr">bon<em>jour à</em> tous</span> end La vie est belle</p>' in html
    assert '<div lang="he"><p>' in html
    assert f'<div lang="fr"><p>{FRENCH}</p>' in html


def test_languages_of_odt_arrive() -> None:
    words = '<text:span text:style-name="F">bonjour à tous</text:span>'
    html = odt_page(f'<text:p>{ENGLISH} {words}</text:p><text:p text:style-name="PF">{FRENCH}</text:p>').html
    assert '<span lang="fr">bonjour à tous</span></p>' in html
    assert f'<div lang="fr"><p>{FRENCH}</p></div>' in html
