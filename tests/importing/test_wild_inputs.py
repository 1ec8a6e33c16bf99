"""Small inputs cut down from real files of many programs: each is imported and read again without an error, and says what it should."""

from pathlib import Path

import pytest

from publish.diagnostics import Severity
from publish.importing.run import ImportOrder, import_book

NOTE = "[^1]: The note text stands here."
LINES: dict[str, tuple[str, ...]] = {
    "c1.html": ("See [`abc`](http://x.org/y) there.",),
    "c3.html": ("See [`abc`](http://x.org/y) there.",),
    "sv.html": ("A drawing ![svgwords](images/picture.svg) here.",),
    "rb.html": ("In 東京(Tokyo) there.",),
    "det.html": ("**Sum**", "Hidden detail.", "nos", "ifr", "aud", "obj"),
    "video.html": ("videofallback", "Inline picture."),
    "dash.md": ("Here it stands", "* * *", "End of it all."),
    "subsp.html": (r"The word~low\ and\ low~ here.",),
    "subem.html": (r"The x~*i\ j*~ here and M^lle^ Marie, 2^e^ éd.",),
    "ol.html": ("e. five", "f. six", "-   sub"),
    "olval.html": ("1.  a one", "<!-- -->", "5.  a five"),
    "twool.html": ("1.  a one\n2.  a two", "<!-- -->", "1.  b one\n2.  b two"),
    "twoul.html": ("-   a one\n-   a two", "<!-- -->", "-   b one\n-   b two"),
    "dl.html": ("Weir", ":   A dam.", "Leat", ":   A channel.", ":   Also a ditch."),
    "dots.html": ("Here is text\\\n\\-", "."),
    "nest.html": ("> Outer.\n>\n> > Inner.\n>\n> -   in list", "-   > Quote in list", "-   Para one.", "    Para two."),
    "pct.md": ("See [the list](http://example.org/a%20list.html) there.",),
    "altempty.html": ("![A wheel.](images/picture.png)",),
    "noaltd.docx": ("Before.", "![](images/image1.png)", "After."),
    "justimg.html": ('![](images/picture.png){alt="The quick brown fox"}',),
    "pict2.docx": ("# The Mill and the River", "![](images/image1.png)"),
    "datauri.html": ('![](images/picture.png){alt="dot"}',),
    **dict.fromkeys(
        ("en1.md", "en2.html"),
        ("1.  A feeling of being in a wider life.\n2.  A sense of the friendly continuity.\n3.  An immense elation and freedom.",),
    ),
    "enum.html": (
        "They may be summed up so: the features are, first (1) and then (2), as the writers say.",
        "1.  A feeling of being in a wider life than that of this world.\n2.  A sense of the friendly continuity of the ideal power.",
    ),
    "mdnote.md": ("Wallace,[^10] using word usage statistics.", "[^10]: Mosteller and Wallace."),
    "talk.html": (
        "“He would have shot me once,” he murmured, “yes, there’s the very musket that he pointed at me; that one with the studded "
        "stock; let me touch it and lift it, for it is strange that I, who have handled so many deadly lances, "
        "strange that I should shake so now.”",
    ),
    "stars.txt": ("* * *", "Second paragraph of the text.", "* * *", "Third.", "* * *", "Fourth.", "* * *", "Fifth."),
    "mine.html": (
        "“Whose is fish number one, then?”",
        *["“It is his.”", "“Whose is fish number four, then?”"],
        "“It is his.”",
        "They went home.",
    ),
    **dict.fromkeys(("play.docx", "playdocx.docx"), ("Hamlet", "Ghost", "Hamlet", "Ghost", "Hamlet", "Ghost", "Hamlet", "Ghost")),
    "play.txt": ("HAMLET.", "GHOST.", "HAMLET.", "GHOST.", "HAMLET.", "GHOST.", "HAMLET.", "GHOST."),
    "alonecall.html": ("Text of the chapter.[^1]", NOTE),
    "alonemd.md": ("Text of the chapter.[^1]", NOTE),
    "callbq.html": ("> Quoted words of the source.[^1]", NOTE),
    "callcell.html": ("| A | B |\n| --- | --- |\n| x | [^1] |", NOTE),
    "callimg.html": ("![x](images/picture.png)[^1]", NOTE),
    "tablenote.html": ("Text of the chapter.[^1]", NOTE, "    Head cell"),
    "ep.html": ("::: epigraph\n> Quote words.\n>\n> — Someone\n:::", "> Q2.\n>\n> — A. B., *Work*"),
    "langblock.html": ("::: {lang=fr}\n> Une citation longue en langue étrangère.\n:::", "::: {lang=de}\nEin Absatz.\n:::"),
    "hgroup.html": ('# Loomings {number="I"}', "Call me Ishmael."),
    "pr.docx": ('See page [](#two){.page} for the eels[]{.index entry="Eels"}.',),
    "qs.docx": (
        *["> Paragraph in the style Zitat of the house.", "> Paragraph in the style Extract of the house."],
        *["::: epigraph\n> Paragraph in the style Epigraph of the house.\n:::", "| Paragraph in the style Verse of the house."],
    ),
    "ma.html": (r"We have $\frac{a}{b}$ here.",),
    "mathtex.html": ("We have $a^2$ and $b$ and $c$ and $x^2$ here.",),
    "po.html": ("| Line one,\n|   Line two.\n|\n| Line three,",),
    "lines.html": ("| April is the cruellest month, breeding\n| Lilacs out of the dead land, mixing",),
    "pg.html": ('# THE ROAD {number="CHAPTER I"}', "| The road is long,\n|   The night is dark,\n|\n| And we are strong.", "[^1]: York."),
    "preverse.html": ("| Line one of verse,\n|     Line two of verse.\n|\n| Line three",),
    "enc1.html": ("The language PCL 3 is used at 600×300 dots.", "Greifswaldstraße 38."),
    "tb.html": (
        "+------+------+------+\n| Year | Toll | Fish |\n+======+======+======+\n| 1623 | four | eels |\n|      +------+------+\n"
        "|      | five | pike |\n+------+------+------+\n| Sum  | nine        |\n+------+-------------+",
    ),
    "vmerge.docx": (
        "+------+------------+\n| Year | Toll       |\n+======+============+\n| 1623 | four pence |\n|      +------------+\n"
        "|      | five pence |\n+------+------------+",
    ),
    "tabfn.html": (
        "+--------+----+\n| A      | B  |\n+========+====+\n| x[^1]  | p1 |\n|        |    |\n|        | p2 |\n+--------+----+\n"
        "| -   l1 | a\\ |\n| -   l2 | b  |\n+--------+----+",
        ": Cap",
        "[^1]: Note text.",
    ),
}
"""Paragraphs that the sections have in this order, by the file."""


@pytest.mark.parametrize("name", LINES)
def test_wild_input_says_what_it_should(name: str, shared_inputs: Path, tmp_path: Path) -> None:
    source = shared_inputs / "wild/import" / name
    imported = import_book(ImportOrder(sources=(str(source),), into=tmp_path / "book", dry_run=True))
    assert [str(one) for one in imported.diagnostics if one.severity is Severity.ERROR] == []
    sections = "\n\n".join(str(text) for path, text in sorted(imported.files.items()) if path.endswith(".md"))
    paragraphs = iter(sections.strip().split("\n\n"))
    assert [line for line in LINES[name] if line not in paragraphs] == [], sections
