"""Sample pages: one for each way in which the web, Word and e-books link their notes, with the notes in it."""

from importing.sample_texts import Case

ONE = "Nobody knew the terms of the treaty{} until the envoys came home. "
TWO = "The second treaty{} was worse, and was signed sooner."
SMITH = "Smith, <i>History of the Treaty</i>, p. 5."
JONES = "Jones, <i>The Second Treaty</i>, p. 90."
BOTH = (("terms of the treaty", "Smith History"), ("The second treaty", "Jones The Second"))

CITED = '<sup id="cite_ref-x-{}" class="reference"><a href="#cite_note-x">[1]</a></sup>'


def page(first: str, second: str, *below: str) -> str:
    """Two calls in a paragraph, and what stands below it."""
    return f"<p>{ONE.format(first)}{TWO.format(second)}</p>\n" + "\n".join(below)


def each(pattern: str) -> tuple[str, str]:
    """The same for two notes: N is the number."""
    return pattern.replace("N", "1"), pattern.replace("N", "2")


def notes(pattern: str) -> tuple[str, str]:
    """Two notes by a pattern: N is the number, TEXT the text."""
    return pattern.replace("N", "1").replace("TEXT", SMITH), pattern.replace("N", "2").replace("TEXT", JONES)


PAGES = (
    Case(
        name="10 raised, without links",
        text=page(*each("<sup>N</sup>"), *notes("<p><sup>N</sup> TEXT</p>")),
        notes=BOTH,
    ),
    Case(
        name="10b raised, in a list",
        text=page(*each("<sup>N</sup>"), "<h3>Notes</h3><ol>", *notes("<li>TEXT</li>"), "</ol>"),
        notes=BOTH,
    ),
    Case(
        name="18 Word",
        text=page(
            *each('<a href="#_ftnN" name="_ftnrefN"><span class="MsoFootnoteReference">[N]</span></a>'),
            "<hr>",
            *notes(
                '<div id="ftnN"><p class="MsoFootnoteText"><a href="#_ftnrefN" name="_ftnN"><span>[N]</span></a> TEXT</p>'
                '<p class="MsoFootnoteText">It goes on.</p></div>'
            ),
        ),
        notes=BOTH,
    ),
    Case(
        name="19 Gutenberg",
        text=page(
            *each('<a name="FNanchor_N_N"></a><a href="#Footnote_N_N" class="fnanchor">[N]</a>'),
            '<p class="center">FOOTNOTES:</p>',
            *notes(
                '<div class="footnote"><p><a name="Footnote_N_N"></a><a href="#FNanchor_N_N"><span class="label">[N]</span></a>'
                " TEXT</p></div>"
            ),
        ),
        notes=BOTH,
    ),
    Case(
        name="20 linknote",
        text=page(
            *each('<a href="#linknote-N" name="linknoteref-N"><sup>N</sup></a>'),
            *notes(
                '<p><a name="linknote-N" id="linknote-N"></a>N<br>[ TEXT ]</p><p class="foot">[ <a href="#linknoteref-N">return</a> ]</p>'
            ),
        ),
        notes=BOTH,
    ),
    Case(
        name="20b f and r",
        text=page(*each('<sup><a name="rN" href="#fN">N</a></sup>'), *notes('<p><a name="fN" href="#rN">N</a> TEXT</p>')),
        notes=BOTH,
    ),
    Case(
        name="20c in the other way round",
        text=page(
            *each('<sup class="enote"><a name="nN" href="#eN">[N]</a></sup>'),
            "<h4>Notes</h4>",
            *notes('<p class="endnote"><a name="eN" href="#nN">N.</a> TEXT</p>'),
        ),
        notes=BOTH,
    ),
    Case(
        name="20d an encyclopedia of the web",
        text=page(
            *each('<sup id="cite_ref-N" class="reference"><a href="#cite_note-N">[N]</a></sup>'),
            '<ol class="references">',
            *notes(
                '<li id="cite_note-N"><span class="mw-cite-backlink"><b><a href="#cite_ref-N">^</a></b></span> '
                '<span class="reference-text">TEXT</span></li>'
            ),
            "</ol>",
        ),
        notes=BOTH,
    ),
    Case(
        name="20e several calls, a b",
        text=f"<p>{ONE.format(CITED.format(0))}{TWO.format(CITED.format(1))}</p>"
        f'<ol><li id="cite_note-x">↑ <sup><a href="#cite_ref-x-0">a</a></sup> <sup><a href="#cite_ref-x-1">b</a></sup> {SMITH}</li></ol>',
        notes=(("terms of the treaty", "Smith History"),),
        calls=2,
    ),
    Case(
        name="20f an office suite",
        text=page(
            *each('<a class="sdfootnoteanc" name="sdfootnoteNanc" href="#sdfootnoteNsym"><sup>N</sup></a>'),
            *notes(
                '<div id="sdfootnoteN"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnoteNsym" '
                'href="#sdfootnoteNanc">N</a> TEXT</p></div>'
            ),
        ),
        notes=BOTH,
    ),
    Case(
        name="20g pandoc",
        text=page(
            *each('<a href="#fnN" class="footnote-ref" id="fnrefN" role="doc-noteref"><sup>N</sup></a>'),
            '<section class="footnotes" role="doc-endnotes"><hr><ol>',
            *notes('<li id="fnN"><p>TEXT<a href="#fnrefN" class="footnote-back" role="doc-backlink">↩︎</a></p></li>'),
            "</ol></section>",
        ),
        notes=BOTH,
    ),
    Case(
        name="20h an e-book's asides",
        text=page(
            *each('<a epub:type="noteref" href="#noteN">N</a>'),
            *notes('<aside epub:type="footnote" id="noteN"><p>N. TEXT</p></aside>'),
        ),
        notes=BOTH,
    ),
    Case(
        name="20i a newsletter",
        text=page(
            *each('<a class="footnote-anchor" id="footnote-anchor-N-55" href="#footnote-N-55" target="_self">N</a>'),
            *notes(
                '<div class="footnote"><a id="footnote-N-55" href="#footnote-anchor-N-55" class="footnote-number">N</a>'
                '<div class="footnote-content"><p>TEXT</p></div></div>'
            ),
        ),
        notes=BOTH,
    ),
    Case(
        name="20j a blog",
        text=page(
            *each('<sup class="footnote"><a href="#fn-12-N" id="fnref-12-N" onclick="return fdfootnote_show(12)">N</a></sup>'),
            '<div class="footnotes"><ol>',
            *notes('<li id="fn-12-N"> TEXT <span class="footnotereverse"><a href="#fnref-12-N">↩</a></span></li>'),
            "</ol></div>",
        ),
        notes=BOTH,
    ),
    Case(
        name="20k in a table",
        text=page(
            *each('<a href="#tN">(N)</a>'),
            "<table>",
            *notes('<tr><td><a id="tN"></a>(N)</td><td>TEXT</td></tr>'),
            "</table>",
        ),
        notes=BOTH,
    ),
    Case(
        name="21 in a bubble",
        text=page(
            '<span class="tooltip" title="Smith, History of the Treaty, p. 5.">*</span>',
            '<span class="tooltip" title="Jones, The Second Treaty, p. 90.">*</span>',
        ),
        notes=BOTH,
    ),
    Case(
        name="21b in a bubble of its own",
        text=page(f'<span role="tooltip">{SMITH}</span>', f'<span role="tooltip">{JONES}</span>'),
        notes=BOTH,
    ),
    Case(name="21c ref", text=page(f"<ref>{SMITH}</ref>", f"<ref>{JONES}</ref>"), notes=BOTH),
    Case(
        name="23 letters by number",
        text=page(*each("&#91;N&#93;"), *notes("<p>&#91;N&#93; TEXT</p>")),
        notes=BOTH,
    ),
    Case(
        name="25 after the paragraph",
        text=f'<p>{ONE.format("<a href=#a1>[1]</a>")}</p><p class="note"><a name="a1">[1]</a> {SMITH}</p>'
        f'<p>{TWO.format("<a href=#a2>[2]</a>")}</p><p class="note"><a name="a2">[2]</a> {JONES}</p>',
        notes=BOTH,
    ),
    Case(
        name="26 with a list and a quotation in it",
        text=page(
            *each('<a href="#fnN">N</a>'),
            f'<ol><li id="fn1"><p>{SMITH}</p><ul><li>One</li><li>Two</li></ul></li>'
            f'<li id="fn2"><p>{JONES}</p><blockquote><p>Never again.</p></blockquote></li></ol>',
        ),
        notes=BOTH,
    ),
)
"""Each is the content of a page's body."""

AGAIN = (
    '<p>It began<a href="#n1" id="r1"><sup>1</sup></a>.</p><p id="n1"><a href="#r1">1</a> The note.</p>'
    '<p>Again<a href="#n1"><sup>1</sup></a> so.</p>'
)
"""A note that a short paragraph below it calls again."""
RULES = "".join(f'<a name="s{number}"></a><p>{number}. The miller shall grind, and never sleep.</p>' for number in (1, 2, 3))
NO_NOTES = (
    '<ul><li><a href="#c1">1</a></li><li><a href="#c2">2</a></li></ul><h2 id="c1">1 The First</h2><p>Text.</p>'
    '<h2 id="c2">2 The Second</h2>',
    '<p>treaties, <a href="#Page_12">12</a>, <a href="#Page_13">13</a></p><p><span class="pagenum" id="Page_12">12</span>It was so.</p>'
    '<p><a id="Page_13"></a><span class="pagenum">[13]</span>And so it was.</p>',
    '<p>See <a href="http://example.org/">[1]</a> and <a href="http://example.org/2">[2]</a>.</p><p>[1917] was the year.</p>',
    "<p>A field of 20 m<sup>2</sup>, the 1<sup>st</sup> of May, and 10<sup>3</sup> grains.</p><p>2 They came home.</p>",
    f'{RULES}<p>See section <a href="#s2">2</a>, and <a href="#s3">3</a>, of the rules (<a href="#s1">1</a>).</p>',
    f'<p>By <a href="#s2">2</a> it is so.</p>{RULES}',
    f'{RULES}<h2>Index</h2><p>Eels, <a href="#x1">1</a>, <a href="#x3">3</a></p><p>Pike, <a href="#x2">2</a></p>',
    '<p>Chapters: <a href="#c1">1</a> <a href="#c2">2</a></p><a name="c1"></a><p>1</p><p>It began.</p>'
    '<a name="c2"></a><p>2</p><p>It ended.</p>',
    '<p>The <a name="w1">1</a> thing.</p><p><a href="#w1">1</a> is the thing of which we spoke.</p>',
    '<p id="top">It began.</p><p>It ended. <a href="#top">Back to top</a></p>',
)
"""Pages with links and raised letters that are no notes."""
