"""The content document of a section: its normalised tree as XHTML, notes set apart.

The vocabulary, for every edition and its style sheets (all elements in the XHTML namespace):

    section#ID.TYPE                         the document's root; header with h1, p.subtitle, p.author
    p, p.continued                          a paragraph; one that goes on after a quotation
    a.noteref#CALL[href=#NOTE]              the mark of a note, its number inside, data-supplied
    blockquote > … footer.attribution > p   a block quotation and its attribution
    div.epigraph                            an epigraph, around its quotation
    div.verse > p.stanza > span.line        verse; a line indented by n steps bears .indent-n (1 to 9)
    figure > img + figcaption               a figure; img src is the path in the book's folder; role="presentation" if decorative
    table > caption, thead th[scope=col]    a table; th[scope=row] in a head column
    ol ul dl, li > p or plain inlines       lists, loose or tight
    pre > code, code                        code
    hr                                      a break
    span.smallcaps, em, strong, s, u, sup, sub, q
    [lang][xml:lang]                        a passage in another language (span or div)
    a[href]                                 a reference: #ID anywhere in the book, or an outside address
    div.query                               an editor's query

`data-line` on a block is its manuscript line. `data-supplied` marks an element whose words are ours, not the manuscript's: they are
counted apart by the completeness gate. Both are taken off when an edition writes its files.
"""
