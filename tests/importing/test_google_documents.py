"""Pages that Google Docs exports: looks, titles, lists of several levels, links, notes and remarks arrive as in any other page."""

from pathlib import Path

import lxml.html
import pytest
from lxml import etree

from publish.importing.readers.generated_styles import read_generated_styles
from publish.importing.run import ImportOrder, import_book

SHEET = """@import url(https://themes.googleusercontent.com/fonts/css?kit=x);.c0{font-style:italic}.c1{font-weight:700}
.c2{color:#000;text-decoration:none;font-style:normal;font-weight:400}.c3{vertical-align:super}.c4{vertical-align:sub}
.c5{text-decoration:underline}.c6{font-variant:small-caps}.c7{text-decoration:line-through}.c8{font-style:italic;font-weight:700}
.lst-kix_a-0>li:before{content:"-"}.title{font-weight:700}"""
URL = "https://www.google.com/url?q=https://example.org/a%3Fb%3D1&amp;sa=D&amp;source=editors"
BODY = f"""<p class="c2 title"><span class="c2">The Salt Road</span></p><p class="c2 subtitle"><span>A Novel</span></p>
<h1 class="c2"><span class="c1">Chapter One</span></h1>
<p><span class="c2">It began in </span><span class="c0">autumn</span><span>.</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>
<span class="c5"><a href="{URL}">There</a></span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup><span> it ended.</span></p>
<ol class="lst-kix_a-0 start" start="1"><li><span>one</span></li></ol>
<ol class="lst-kix_a-1 start" start="1"><li><span>inner</span></li></ol>
<ol class="lst-kix_a-0" start="2"><li><span>two</span></li></ol><p><span>Then.</span></p><hr>
<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;A note.</span></p></div>
<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it?</span></p></div>"""


def test_document_of_google_docs_comes_in_whole(tmp_path: Path) -> None:
    page = f'<html><head><style type="text/css">{SHEET}</style></head><body class="c9 doc-content">{BODY}</body></html>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book"))
    assert [entry.code for entry in imported.diagnostics] == ["M215"]
    text = str(imported.files["body/01-chapter-one.md"])
    assert "# Chapter One\n\nIt began in *autumn*.[^1] [There](https://example.org/a?b=1) it ended.\n\n::: query\nIs it?\n:::\n\n" in text
    assert "1.  one\n\n    1.  inner\n\n2.  two\n\nThen.\n\n[^1]: A note.\n" in text
    assert 'title = "The Salt Road"\nsubtitle = "A Novel"' in str(imported.files["book.toml"])


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("c0", "<i>so</i>"),
        ("c1", "<b>so</b>"),
        ("c2", "so"),
        ("c3", "<sup>so</sup>"),
        ("c4", "<sub>so</sub>"),
        ("c5", "<u>so</u>"),
        ("c6", '<span class="smallcaps">so</span>'),
        ("c7", "<s>so</s>"),
        ("c8", "<b><i>so</i></b>"),
        ("c2 c0", "<i>so</i>"),
        ("title", "so"),
    ],
)
def test_class_with_a_number_is_what_it_looks_like(name: str, made: str) -> None:
    root = lxml.html.document_fromstring(f"<html><head><style>{SHEET}</style></head><body><span class='{name}'>so</span></body></html>")
    read_generated_styles(root)
    assert f">{made}</span></body>" in etree.tostring(root, encoding="unicode")
