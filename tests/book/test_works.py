"""Titles of works: an element with that meaning in both editions, and italics once."""

from pathlib import Path

import pytest
from lxml import etree

from book.test_paragraphs import section_of


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ("[Emma]{.work}", "<cite>Emma</cite>"),
        ("[*Emma*]{.work}", "<cite>Emma</cite>"),
        ("*[Emma]{.work}*", "<cite>Emma</cite>"),
        ("*see [Emma]{.work}*", "<em>see <cite>Emma</cite></em>"),
        ("[On *Emma*]{.work}", "<cite>On <em>Emma</em></cite>"),
        ("[On [Emma]{.work}]{.work}", "<cite>On <cite>Emma</cite></cite>"),
        ("**[Emma]{.work}**", "<strong><cite>Emma</cite></strong>"),
        ("[Émile]{.work lang=fr}", '<cite lang="fr">Émile</cite>'),
        ("[[Emma](#one)]{.work}", '<cite><a href="#one">Emma</a></cite>'),
        ("*[Emma]{lang=en}*", '<em><span lang="en">Emma</span></em>'),
        ("[Emma]{.workshop}", '<span class="workshop">Emma</span>'),
    ],
)
def test_title_of_a_work_is_cited(written: str, markup: str, tmp_path: Path) -> None:
    paragraph = section_of(tmp_path, f"A {written} b.").find(".//{*}p")
    assert paragraph is not None
    for element in paragraph.iter():
        if element.get("class") == "work":
            element.attrib.pop("class")
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", None)
    etree.cleanup_namespaces(paragraph)
    text = etree.tostring(paragraph, encoding="unicode", with_tail=False).replace(' xmlns="http://www.w3.org/1999/xhtml"', "")
    assert f"A {markup} b.</p>" in text
