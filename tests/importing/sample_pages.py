"""Sample pages: one for each way in which pages link, hide or only mark their notes, with the notes in it."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from importing.sample_texts import FILLING


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCase:
    """A page, and its notes: the words directly before a call, and the first words of the note; one pair for each call."""

    name: str
    text: str
    notes: tuple[tuple[str, str], ...]
    count: int = -1
    """How many notes there are, if not one for each call."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Further pages, by their names."""
    form: str = "html"
    marked: bool = False
    """Whether a mark stays, since what it calls stands in a note."""
    kept: tuple[str, ...] = ()
    """What must stand in the written Markdown."""

    @property
    def note_count(self) -> int:
        """The number of notes."""
        return len(self.notes) if self.count < 0 else self.count


SMITH = "Smith, <i>History of the Treaty</i>, p. 5."
JONES = "Jones, <i>The Second Treaty</i>, p. 90."
TREATY, SECOND = "terms of the treaty", "The second treaty"
BOTH = ((TREATY, "Smith History"), (SECOND, "Jones The Second"))
REST = "<p>The envoys never spoke of it again, and the paper was lost in a fire.</p>"


def calling(first: str, second: str = "", *, rest: str = REST) -> str:
    """A paragraph with two marks, and one after it."""
    return (
        f"<p>Nobody knew the terms of the treaty{first} until the envoys came home. The second treaty{second} was worse, and was signed "
        f"sooner.</p>\n{rest}\n"
    )


def linked(call: str, note: str, between: str = "\n", before: str = "", after: str = "") -> str:
    """A page with two notes: `call` and `note` have NUM for the number, and the note TEXT for its words."""
    calls = [call.replace("NUM", str(number)) for number in (1, 2)]
    notes = [note.replace("NUM", str(number)).replace("TEXT", text) for number, text in enumerate((SMITH, JONES), 1)]
    return calling(*calls) + before + between.join(notes) + after + "\n"


def case(name: str, call: str, note: str, **parts: str) -> PageCase:
    """A case of two notes, each called once."""
    return PageCase(name=name, text=linked(call, note, **parts), notes=BOTH)


LINK_SPAN = (
    case("note with another name", '<a class="fn" href="#fn0NUM">NUM</a>', '<p><a name="ft0NUM"></a>NUM. TEXT</p>'),
    case(
        "note with another name, which links back nowhere",
        '<a class="fn" href="#fnNUM">NUM</a>',
        '<p><a name="ftnNUM" href="#fnNUMback">NUM</a> TEXT</p>',
    ),
    case("note named in other letters", '<a href="#FN0NUM">NUM</a>', '<p><a name="fn0NUM"></a>NUM. TEXT</p>'),
    case("mark that leads to itself", '<a id="fn0NUM" href="#fn0NUM">NUM</a>', '<p><a name="ft0NUM"></a>NUM. TEXT</p>'),
    case("name before the paragraph", '<a href="#fn0NUM">NUM</a>', '<a name="fn0NUM"></a><p>NUM. TEXT</p>'),
    case("name in an empty paragraph", '<a href="#fn0NUM">NUM</a>', '<p><a name="fn0NUM"></a></p><p>NUM. TEXT</p>'),
    case("way back that leads elsewhere", '<a href="#fn0NUM">NUM</a>', '<p><a name="fn0NUM"></a>TEXT <a href="#text">return</a></p>'),
    case("links of notes alone", '<a name="r0NUM">NUM</a>', '<p><a href="#r0NUM">NUM</a>. TEXT</p>'),
    case("links of notes alone, raised", '<sup id="r0NUM">NUM</sup>', '<p><a href="#r0NUM">NUM</a> TEXT</p>'),
    case(
        "18 Word",
        '<a style="mso-footnote-id:ftnNUM" href="#_ftnNUM" name="_ftnrefNUM" title=""><span class=MsoFootnoteReference><span '
        'style="mso-special-character:footnote"><![if !supportFootnotes]>[NUM]<![endif]></span></span></a>',
        '<div style="mso-element:footnote" id=ftnNUM><p class=MsoFootnoteText><a style="mso-footnote-id:ftnNUM" href="#_ftnrefNUM" '
        'name="_ftnNUM" title=""><span class=MsoFootnoteReference>[NUM]</span></a> TEXT</p></div>',
        before='<div style="mso-element:footnote-list"><br clear=all><hr align=left size=1 width="33%">',
        after="</div>",
    ),
    case(
        "18b Word, filtered",
        '<a href="#_ftnNUM" name="_ftnrefNUM" title=""><span class=MsoFootnoteReference><span class=MsoFootnoteReference><span '
        'style="font-size:12.0pt">[NUM]</span></span></span></a>',
        '<div id=ftnNUM><p class=MsoFootnoteText><a href="#_ftnrefNUM" name="_ftnNUM" title=""><span class=MsoFootnoteReference>[NUM]'
        "</span></a> TEXT</p></div>",
        before='<div><br clear=all><hr align=left size=1 width="33%">',
        after="</div>",
    ),
    case(
        "18c Word, endnotes without divisions",
        '<a href="#_ednNUM" name="_ednrefNUM"><sup>[NUM]</sup></a>',
        '<p class=MsoEndnoteText><a href="#_ednrefNUM" name="_ednNUM"><sup>[NUM]</sup></a> TEXT</p>',
    ),
    case(
        "19 Gutenberg",
        '<a id="FNanchor_NUM_NUM"></a><a href="#Footnote_NUM_NUM" class="fnanchor">[NUM]</a>',
        '<div class="footnote"><p><a id="Footnote_NUM_NUM"></a><a href="#FNanchor_NUM_NUM"><span '
        'class="label">[NUM]</span></a> TEXT</p></div>',
        before='<div class="footnotes"><h3>FOOTNOTES:</h3>',
        after="</div>",
    ),
    case(
        "19b Gutenberg, a division named, label outside of a link",
        '<a id="FNanchor_NUM" href="#Footnote_NUM" class="fnanchor">NUM</a>',
        '<div class="footnote" id="Footnote_NUM"><p><span class="label"><a href="#FNanchor_NUM">NUM</a></span>TEXT</p></div>',
    ),
    case(
        "20 linknote",
        ' <a href="#linknote-NUM" name="linknoteref-NUM" id="linknoteref-NUM"><sup>NUM</sup></a>',
        '<p><a name="linknote-NUM" id="linknote-NUM"></a><br> NUM [ TEXT]</p>',
    ),
    case(
        "20 linknote, as it was first made",
        '[<a href="#linknote-NUM" name="linknoteref-NUM">NUM</a>]',
        '<p class="foot"><a name="linknote-NUM"></a> NUM (<a href="#linknoteref-NUM">return</a>)<br>[ TEXT]</p>',
    ),
    case("20 f and r", '<a href="#fNUM" name="rNUM">[NUM]</a>', '<p><a href="#rNUM" name="fNUM">NUM.</a> TEXT</p>'),
    case(
        "20 raised, enote",
        '<sup class="enote"><a name="nNUM" href="#fNUM">[NUM]</a></sup>',
        '<p class="endnote"><sup class="enote"><a name="fNUM" href="#nNUM">[NUM]</a></sup> TEXT</p>',
        before='<hr class="end"><h4>Notes</h4>',
    ),
    case(
        "20 anchors beside the links",
        '<a name="rNUM"></a><sup>[<a href="#nNUM">NUM</a>]</sup>',
        '<p><a name="nNUM"></a>[<a href="#rNUM">NUM</a>] TEXT</p>',
        before="<h3>Footnotes</h3>",
    ),
    case(
        "20 MediaWiki",
        '<sup id="cite_ref-NUM" class="reference"><a href="#cite_note-NUM"><span class="cite-bracket">[</span>NUM<span '
        'class="cite-bracket">]</span></a></sup>',
        '<li id="cite_note-NUM"><span class="mw-cite-backlink"><b><a href="#cite_ref-NUM" aria-label="Jump up">↑</a></b></span> <span '
        'class="reference-text">TEXT</span></li>',
        before='<div class="mw-references-wrap"><ol class="references">',
        after="</ol></div>",
    ),
    case(
        "20 LibreOffice",
        '<a class="sdfootnoteanc" name="sdfootnoteNUManc" href="#sdfootnoteNUMsym"><sup>NUM</sup></a>',
        '<div id="sdfootnoteNUM"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnoteNUMsym" href="#sdfootnoteNUManc">NUM</a>'
        "TEXT</p></div>",
    ),
    case(
        "20 LibreOffice, endnotes",
        '<sup><a class="sdendnoteanc" name="sdendnoteNUManc" href="#sdendnoteNUMsym">NUM</a></sup>',
        '<div id="sdendnoteNUM"><p class="sdendnote"><a class="sdendnotesym" name="sdendnoteNUMsym" '
        'href="#sdendnoteNUManc">NUM</a> TEXT</p></div>',
    ),
    case(
        "WordPress, footnotes of its own",
        '<sup data-fn="abNUM" class="fn"><a href="#abNUM" id="abNUM-link">NUM</a></sup>',
        '<li id="abNUM">TEXT <a href="#abNUM-link" aria-label="Jump to footnote reference NUM">↩︎</a></li>',
        before='<ol class="wp-block-footnotes">',
        after="</ol>",
    ),
    case(
        "WordPress, easy footnotes",
        '<span id="easy-footnote-NUM-77" class="easy-footnote-margin-adjust"></span><span class="easy-footnote"><a '
        'href="#easy-footnote-bottom-NUM-77" title="hint"><sup>NUM</sup></a></span>',
        '<li class="easy-footnote-single"><span id="easy-footnote-bottom-NUM-77" class="easy-footnote-margin-adjust"></span>TEXT<a '
        'class="easy-footnote-to-top" href="#easy-footnote-NUM-77"></a></li>',
        before='<div class="easy-footnote-title"><h4>Notes</h4></div><ol class="easy-footnotes-wrapper">',
        after="</ol>",
    ),
    case(
        "WordPress, a table",
        '<sup class="footnote_plugin_tooltip_text" id="footnote_plugin_tooltip_7_NUM"><a '
        'href="#footnote_plugin_reference_7_NUM">[NUM]</a></sup>',
        '<tr class="footnotes_plugin_reference_row"><th scope="row" class="footnote_plugin_index"><a id="footnote_plugin_reference_7_NUM" '
        'href="#footnote_plugin_tooltip_7_NUM"><span class="footnote_index_arrow">↑</span>NUM</a></th><td '
        'class="footnote_plugin_text">TEXT</td></tr>',
        before='<div class="footnotes_reference_container"><table class="footnotes_table"><tbody>',
        after="</tbody></table></div>",
    ),
    case(
        "Substack",
        '<a data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-NUM" href="#footnote-NUM" target="_self" '
        'class="footnote-anchor">NUM</a>',
        '<div data-component-name="FootnoteToDOM" class="footnote"><a id="footnote-NUM" href="#footnote-anchor-NUM" '
        'contenteditable="false" '
        'class="footnote-number">NUM</a><div class="footnote-content"><p>TEXT</p></div></div>',
    ),
    case(
        "pandoc",
        '<a href="#fnNUM" class="footnote-ref" id="fnrefNUM" role="doc-noteref"><sup>NUM</sup></a>',
        '<li id="fnNUM"><p>TEXT<a href="#fnrefNUM" class="footnote-back" role="doc-backlink">↩︎</a></p></li>',
        before='<section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes"><hr><ol>',
        after="</ol></section>",
    ),
    case(
        "kramdown",
        '<sup id="fnref:NUM" role="doc-noteref"><a href="#fn:NUM" class="footnote" rel="footnote">NUM</a></sup>',
        '<li id="fn:NUM"><p>TEXT <a href="#fnref:NUM" class="reversefootnote" role="doc-backlink">&#8617;</a></p></li>',
        before='<div class="footnotes" role="doc-endnotes"><ol>',
        after="</ol></div>",
    ),
    case(
        "GitHub",
        '<sup><a href="#user-content-fn-NUM" id="user-content-fnref-NUM" data-footnote-ref="" '
        'aria-describedby="footnote-label">NUM</a></sup>',
        '<li id="user-content-fn-NUM"><p>TEXT <a href="#user-content-fnref-NUM" data-footnote-backref="" '
        'class="data-footnote-backref">↩</a></p></li>',
        before='<section data-footnotes="" class="footnotes"><h2 id="footnote-label" class="sr-only">Footnotes</h2><ol>',
        after="</ol></section>",
    ),
    case(
        "epub:type, asides",
        '<a epub:type="noteref" href="#noteNUM">NUM</a>',
        '<aside epub:type="footnote" id="noteNUM"><p>NUM. TEXT</p></aside>',
    ),
    case(
        "DPUB-ARIA, items",
        '<a role="doc-noteref" href="#eNUM" id="cNUM">NUM</a>',
        '<li role="doc-endnote" id="eNUM"><p>TEXT <a role="doc-backlink" href="#cNUM">[back]</a></p></li>',
        before='<section role="doc-endnotes"><h2>Notes</h2><ol>',
        after="</ol></section>",
    ),
    case(
        "epub:type, sections",
        '<sup><a epub:type="noteref" href="#xNUM">NUM</a></sup>',
        '<section epub:type="footnote" id="xNUM"><p><a href="#top">NUM</a> TEXT</p></section>',
    ),
    case(
        "asterisks",
        '<a href="#aNUM" id="bNUM">*</a>',
        '<p><a href="#bNUM" id="aNUM">*</a> TEXT</p>',
    ),
    case(
        "in a table",
        '<sup><a href="#tNUM" id="uNUM">NUM</a></sup>',
        '<tr><td><a href="#uNUM" id="tNUM">NUM</a></td><td>TEXT</td></tr>',
        before="<h3>Notes</h3><table>",
        after="</table>",
    ),
    case(
        "definitions",
        '<a href="#dNUM" id="gNUM">[NUM]</a>',
        '<dt id="dNUM"><a href="#gNUM">[NUM]</a></dt><dd>TEXT</dd>',
        before="<dl>",
        after="</dl>",
    ),
    case(
        "back at the top of the note, ^",
        '<a id="upNUM" href="#downNUM">(NUM)</a>',
        '<p id="downNUM"><a href="#upNUM">^</a> TEXT</p>',
        before="<h3>Notes</h3>",
    ),
)
SMITH_SAID, JONES_SAID = "Smith, History of the Treaty, p. 5.", "Jones, The Second Treaty, p. 90."


def whole(name: str, written: str) -> PageCase:
    """A case of two notes that stand at their calls: `written` has TEXT for the note's words."""
    return PageCase(name=name, text=calling(*(written.replace("TEXT", text) for text in (SMITH_SAID, JONES_SAID))), notes=BOTH)


WHOLE = (
    whole("21 the title of a tooltip", '<span class="tooltip" title="TEXT">*</span>'),
    whole("21b the title of a tooltip without a mark", '<sup class="footnote" title="TEXT"></sup>'),
    whole("21c a tooltip", '<span class="tip">*<span role="tooltip">TEXT</span></span>'),
    whole("21d a tooltip alone", '<span role="tooltip">TEXT</span>'),
    whole("21e a tooltip by its class", '<sup>*</sup><span class="tooltiptext">TEXT</span>'),
    whole("20 ref", "<ref>TEXT</ref>"),
    whole("20 ref with a name", '<ref name="smith">TEXT</ref>'),
    whole("in the line", " [Note: TEXT]"),
)
LONG_NOTES = (
    PageCase(
        name="Word, several paragraphs",
        text=calling('<a href="#_ftn1" name="_ftnref1">[1]</a>', '<a href="#_ftn2" name="_ftnref2">[2]</a>')
        + f'<p class="MsoFootnoteText"><a href="#_ftnref1" name="_ftn1">[1]</a> {SMITH}</p>\n'
        '<p class="MsoFootnoteText">It goes on here.</p>\n'
        f'<p class="MsoFootnoteText"><a href="#_ftnref2" name="_ftn2">[2]</a> {JONES}</p>\n<p class="MsoFootnoteText">And ends here.</p>\n',
        notes=BOTH,
        kept=("    It goes on here.", "    And ends here."),
    ),
    PageCase(
        name="a list, a quotation, verse and code in notes",
        text=calling('<a href="#n1" id="r1">1</a>', '<a href="#n2" id="r2">2</a>')
        + f'<ol class="footnotes"><li id="n1"><p>{SMITH}</p><blockquote><p>They came home tired.</p></blockquote><ul><li>One reason.</li>'
        '<li>Another.</li></ul><p><a href="#r1">↩</a></p></li>'
        f'<li id="n2"><p>{JONES}</p><p class="verse">The paper burned,<br>The ink ran dry,<br>And no one asked<br>The envoys why.</p>'
        '<pre><code>lost = True</code></pre><a href="#r2">↩</a></li></ol>\n',
        notes=BOTH,
        kept=("    > They came home tired.", "    -   One reason.", "    | The ink ran dry,", "    lost = True"),
    ),
    PageCase(
        name="a note that calls another, and a call in a heading",
        text='<h3>The Paper<a href="#n1" id="r1"><sup>1</sup></a></h3>\n<p>It was lost.</p>'
        f'<h4>Notes</h4><p id="n1"><a href="#r1">1.</a> {SMITH} See also this.<a href="#n2" id="r2"><sup>2</sup></a></p>'
        f'<p id="n2"><a href="#r2">2.</a> {JONES}</p>',
        notes=(("The Paper", "Smith History"),),
        kept=("See also this.^2^", "    2\\. Jones,"),
        marked=True,
    ),
    PageCase(
        name="20 MediaWiki, one note called three times",
        text=calling(
            *('<sup id="cite_ref-s_1-NUM" class="reference"><a href="#cite_note-s-1">[1]</a></sup>'.replace("NUM", n) for n in "01"),
            rest='<p>It burned.<sup id="cite_ref-s_1-2" class="reference"><a href="#cite_note-s-1">[1]</a></sup></p>',
        )
        + '<ol class="references"><li id="cite_note-s-1"><span class="mw-cite-backlink">↑ '
        '<a href="#cite_ref-s_1-0"><sup><i><b>a</b></i></sup>'
        '</a> <a href="#cite_ref-s_1-1"><sup><i><b>b</b></i></sup></a> <a href="#cite_ref-s_1-2"><sup><i><b>c</b></i></sup></a></span> '
        f'<span class="reference-text">{SMITH}</span></li></ol>',
        notes=((TREATY, "Smith History"), (SECOND, "Smith History"), ("It burned", "Smith History")),
        count=1,
    ),
    PageCase(
        name="notes before the text",
        text=f'<div class="notes"><p><a href="#r1" name="n1">[1]</a> {SMITH}</p><p><a href="#r2" name="n2">[2]</a> {JONES}</p></div>'
        + calling('<a href="#n1" name="r1">[1]</a>', '<a href="#n2" name="r2">[2]</a>'),
        notes=BOTH,
    ),
)
OTHER_FILE = "".join(
    f'<aside epub:type="endnote" id="n{number}"><p><a href="PAGE#r{number}">{number}</a>. {text}</p></aside>'
    for number, text in enumerate((SMITH, JONES), 1)
)
FILES = (
    PageCase(
        name="notes in another file",
        text=calling(*(f'<a epub:type="noteref" id="r{number}" href="zz-notes.html#n{number}">{number}</a>' for number in (1, 2))),
        notes=BOTH,
        more={"zz-notes.html": f"<h1>Notes</h1>{OTHER_FILE.replace('PAGE', '1-page.html')}"},
    ),
    PageCase(
        name="numbers that begin anew on each page",
        text=calling('<a href="#f1" name="r1">[1]</a>') + f'<p><a href="#r1" name="f1">[1]</a> {SMITH}</p>',
        notes=((TREATY, "Smith History"), ("They came home", "Jones The Second")),
        more={
            "2-page.html": f'<h1>Home</h1><p>They came home.<a href="#f1" name="r1">[1]</a></p>'
            f'<p><a href="#r1" name="f1">[1]</a> {JONES}</p>'
        },
    ),
    PageCase(
        name="one note called from two chapters",
        text=calling('<a href="zz-notes.html#n1" id="a1">1</a>'),
        notes=((TREATY, "Smith History"), ("They came home", "Smith History")),
        more={
            "2-page.html": '<h1>Home</h1><p>They came home.<a href="zz-notes.html#n1" id="b1">1</a></p>',
            "zz-notes.html": f'<h1>Notes</h1><p id="n1"><a href="1-page.html#a1">1</a> {SMITH}</p>',
        },
        count=2,
    ),
    PageCase(
        name="notes at the end under the names of chapters",
        text=calling('<a href="zz-notes.html#a1" id="q1">1</a>'),
        notes=((TREATY, "Smith History"), ("They came home", "Jones The Second")),
        more={
            "2-page.html": '<h1>Home</h1><p>They came home.<a href="zz-notes.html#b1" id="q1">1</a></p>',
            "zz-notes.html": f'<h1>Notes</h1><h2>The Treaty</h2><p id="a1"><a href="1-page.html#q1">1</a> {SMITH}</p>'
            f'<h2>Home</h2><p id="b1"><a href="2-page.html#q1">1</a> {JONES}</p>',
        },
    ),
)
UNLINKED = (
    case("10 raised marks", "<sup>NUM</sup>", "<p><sup>NUM</sup> TEXT</p>"),
    case("10b raised marks, under a heading", "<sup>NUM</sup>", "<p>NUM. TEXT</p>", before="<h3>Notes</h3>"),
    case("a list after the text", "[NUM]", "<li>TEXT</li>", before="<h3>Notes</h3><ol>", after="</ol>"),
    case("a list after the text, raised marks", "<sup>NUM</sup>", "<li>TEXT</li>", before="<h3>Footnotes</h3><ol>", after="</ol>"),
    case("23 entities", "&#91;NUM&#93;", "<p>&#91;NUM&#93; TEXT</p>"),
    case("23b spaces", "[ NUM ]", "<p>[ NUM ] TEXT</p>"),
    case("a broken link", '<a href="#lostNUM">[NUM]</a>', "<p>[NUM] TEXT</p>"),
    case("a broken link to a file", '<a href="gone.htm#nNUM">[NUM]</a>', '<p><a href="gone.htm#rNUM">[NUM]</a> TEXT</p>'),
    case("rows", "<sup>NUM</sup>", "<tr><td>NUM.</td><td>TEXT</td></tr>", before="<h3>Notes</h3><table>", after="</table>"),
)


def noted(name: str, call: str, note: str, between: str = "\n\n", before: str = "") -> PageCase:
    """A case of two notes in Markdown."""
    text = "Nobody knew the terms of the treaty{} until the envoys came home. The second treaty{} was worse, and was signed sooner."
    notes = [note.replace("NUM", str(number)).replace("TEXT", words) for number, words in enumerate((SMITH_SAID, JONES_SAID), 1)]
    body = text.format(*(call.replace("NUM", str(number)) for number in (1, 2)))
    return PageCase(name=name, text=f"{body}\n\nIt burned.\n\n{before}{between.join(notes)}\n", notes=BOTH, form="md")


MARKDOWN = (
    noted("20 exported Markdown", "[\\[NUM\\]](#_ftnNUM)", "[\\[NUM\\]](#_ftnrefNUM) TEXT"),
    noted("20b exported Markdown, bare", "[[NUM]](#_ftnNUM)", "[[NUM]](#_ftnrefNUM) TEXT"),
    noted("20c exported Markdown, raised", "[^NUM^](#fnNUM)", "NUM. TEXT", before="## Notes\n\n"),
    noted("22 Markdown", "[^NUM]", "[^NUM]: TEXT"),
    noted("22b Markdown, indented by a space", "[^NUM]", " [^NUM]: TEXT"),
    noted("22c Markdown, text below", "[^NUM]", "[^NUM]:\n    TEXT"),
    noted("22d Markdown, without white lines", "[^NUM]", "[^NUM]: TEXT", between="\n"),
    noted("22e addresses that are none", "[NUM]", "[NUM]: TEXT"),
    noted("23 escaped", "\\[NUM\\]", "\\[NUM\\] TEXT"),
    noted("23b entities", "&#91;NUM&#93;", "&#91;NUM&#93; TEXT"),
    noted("10 raised by carets", "^NUM^", "^NUM^ TEXT"),
    noted("10b HTML in Markdown", "<sup>NUM</sup>", "<sup>NUM</sup> TEXT"),
    noted("18 anchors in Markdown", '<a name="rNUM"></a>[[NUM]](#nNUM)', '<a name="nNUM"></a>[NUM] TEXT [back](#rNUM)'),
    PageCase(
        name="22f in the line",
        text=f"Nobody knew the terms of the treaty^[{SMITH_SAID}] until they came. The second treaty^[{JONES_SAID}] was worse.\n",
        notes=BOTH,
        form="md",
    ),
    PageCase(
        name="21 ref in Markdown",
        text=f"Nobody knew the terms of the treaty<ref>{SMITH_SAID}</ref> until they came. "
        f"The second treaty<ref>{JONES_SAID}</ref> was worse.\n",
        notes=BOTH,
        form="md",
    ),
)
NONE = (
    PageCase(
        name="contents with numbers for labels",
        text='<ul><li><a href="#c1">1</a> The Envoys</li><li><a href="#c2">2</a> The Paper</li></ul><h3 id="c1">1 The Envoys</h3>'
        '<p>They went.</p><h3 id="c2">2 The Paper</h3><p>It burned.</p>',
        notes=(),
        kept=("They went.", "It burned."),
    ),
    PageCase(
        name="contents of sections that are divisions",
        text='<p><a href="#s1">1</a> <a href="#s2">2</a></p><div id="s1"><p>1 The envoys went.</p></div>'
        '<div id="s2"><p>The paper burned.</p></div>',
        notes=(),
        kept=("The paper burned.",),
    ),
    PageCase(
        name="an index",
        text='<p><a id="Page_12"></a>The envoys went.</p><p><a name="Page_13"></a>13 of them came home.</p><h3>Index</h3>'
        '<p>Envoys, <a href="#Page_12">12</a>, <a href="#Page_13">13</a></p>',
        notes=(),
        kept=("The envoys went.", "13 of them came home."),
    ),
    PageCase(
        name="numbers of pages",
        text='<p>The envoys <span class="pagenum"><a id="Page_4">[Pg 4]</a></span>went, and <a name="p5" href="#p5">5</a> came home.</p>',
        notes=(),
        kept=("The envoys went",),
    ),
    PageCase(
        name="links to outside",
        text='<p>The envoys went.<a href="https://example.org/1">[1]</a></p><p>They came home.<a href="https://example.org/2">[2]</a></p>',
        notes=(),
        kept=("(https://example.org/1)", "(https://example.org/2)"),
    ),
    PageCase(
        name="raised letters and figures",
        text="<p>The room had 20 m<sup>2</sup> and 10<sup>3</sup> doors, on the 1<sup>st</sup> of May, with CO<sub>2</sub> in it.</p>"
        "<p>1 door was open.</p><p>2 doors were closed.</p>",
        notes=(),
        kept=("20 m^2^", "1^st^"),
    ),
    PageCase(
        name="ways to the top",
        text='<p id="top">The envoys went.</p><p>They came home. <a href="#top">^</a></p><p><a href="#top">Back to top</a></p>',
        notes=(),
        kept=("The envoys went.", "They came home."),
    ),
    PageCase(
        name="a list that is one, and a title that is one",
        text='<p>They had <abbr title="One Hundred Crowns">100 c.</abbr> and <a href="https://example.org" title="A page about crowns">more'
        "</a>.</p><ol><li>The first point.</li><li>The second point.</li></ol>",
        notes=(),
        kept=("100 c.", "1.  The first point."),
    ),
)
CASES = (*LINK_SPAN, *WHOLE, *LONG_NOTES, *FILES, *UNLINKED, *MARKDOWN, *NONE)


def alone(case: PageCase) -> str:
    """The page of a case, under a title."""
    return (
        f"# The Treaty\n\n{FILLING}\n\n{case.text}" if case.form == "md" else _page(f"<h1>The Treaty</h1>\n<p>{FILLING}</p>\n{case.text}")
    )


def among_others(case: PageCase, lines: tuple[str, ...]) -> str:
    """The page of a case among chapters of others, with lines that are not to be touched around it."""
    if case.form == "md":
        first, second, third = (f"{FILLING}\n\n{line}\n\n{FILLING}" for line in lines)
        return f"# Chapter I\n\n{first}\n\n# Chapter II\n\n{second}\n\n{case.text}\n\n# Chapter III\n\n{third}\n"
    first, second, third = (f"<p>{FILLING}</p>\n<p>{html.escape(line, quote=False)}</p>\n<p>{FILLING}</p>\n" for line in lines)
    return _page(f"<h1>Chapter I</h1>\n{first}<h1>Chapter II</h1>\n{second}{case.text}<h1>Chapter III</h1>\n{third}")


def _page(body: str) -> str:
    return f'<!DOCTYPE html>\n<html lang="en"><head><title>The Treaty</title></head><body>\n{body}\n</body></html>\n'
