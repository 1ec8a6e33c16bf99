"""`publish preview`: the printed spread and the e-book in a browser, made again at each save.

    watch ──▶ Desk ──▶ Drafter   the changed page, in a fraction of a second (`drafts`, `slices`)
                └────▶ Bench     all pages, then their proof: a resident process that runs `publish.build` (`bench`)
    Desk.state ──▶ server ──▶ the page (`page/`): pictures of pages, their words with the manuscript's lines, the e-book's files

Policy: nothing is published, nothing of the book's folder is written. A page is shown as a draft, then as laid out, then as proved; a book
with an error keeps the last good pages. The server listens on the loopback address alone, and serves what was made and nothing else.
"""
