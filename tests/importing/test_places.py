"""Links of a source lead to the same place in the book, whatever stands there."""

import base64
from pathlib import Path

from publish.importing.run import ImportOrder, import_book

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
PAGE = """<h1>One</h1><p><a id="p1"></a>First.</p><div id="p2"><p>Division.</p></div>
<table id="p3"><tr><th>A</th><th>B</th></tr><tr><td id="cell">x</td><td>y</td></tr></table>
<blockquote id="p4"><p>Quoted.</p></blockquote><ul><li id="p5">item</li><li>other</li></ul>
<figure id="p6"><img src="x.png" alt="a dot"><figcaption>Caption</figcaption></figure><pre id="p7"><code>code</code></pre>
<hr id="p8"><p>A <i id="one">word</i>.</p><h2 id="p9">Head</h2><p>It<a href="#n1">1</a> ended.</p><p id="never">Gone.</p>
<p id="n1">1. A note <b id="p10">here</b>.</p><span id="end"></span>"""
PLACES = (
    *("[]{#p1}First.", "[]{#p2}Division.", "::: {#p3}\n| A | B |\n| --- | --- |\n| x | y |\n:::", "> []{#p4}Quoted."),
    *("-   []{#p5}item\n-   other", '::: {#p6}\n![Caption](images/x.png){alt="a dot"}\n:::', "::: {#p7}\n\n```\ncode\n```\n:::"),
    *("[]{#p8}A *word*.", "# Head {#head}", "Gone.", "[^1]: []{#p10}A note **here**."),
)


def test_every_place_that_a_link_leads_to_has_an_id(tmp_path: Path) -> None:
    names = [*(f"p{number}" for number in range(1, 11)), "cell", "one", "end", "lost"]
    links = " ".join(f'<a href="#{name}">to {name}</a>' for name in names)
    (tmp_path / "page.html").write_text(f"<html><body>{PAGE}<p>{links}</p></body></html>", encoding="utf-8")
    (tmp_path / "x.png").write_bytes(DOT)
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book", dry_run=True))
    text = "\n".join(str(content) for name, content in imported.files.items() if name.endswith(".md"))
    assert [place for place in PLACES if place not in text] == [], text
    assert "[to p3](#p3)" in text
    assert "[to cell](#p3)" in text
    assert "to lost" in text
    assert "#lost" not in text
    assert [str(one) for one in imported.diagnostics] == []
