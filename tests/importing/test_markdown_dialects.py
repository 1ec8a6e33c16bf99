"""What pandoc does not know of the dialects of Markdown is rewritten or recorded, and each line keeps its number in the source."""

import re
from pathlib import Path

import pytest

from publish.diagnostics import has_errors
from publish.importing.blocks import Hints, Person
from publish.importing.readers.markdown import prepared, read_markdown
from publish.importing.run import ImportOrder, import_book


def read(text: str) -> str:
    """A text as pandoc gets it."""
    return "\n".join(line.text for line in prepared(text).lines()).strip("\n")


HEADERS = {
    "---\ntitle: 'The Mill'\nauthor:\n  - name: Ada Editor\n    affiliation: Guild\n  - Tom Turner\nlang: de  # German\n---\n": Hints(
        title="The Mill", language="de", people=[Person(name="Ada Editor"), Person(name="Tom Turner")]
    ),
    "---\ntitle: >\n  The Mill\n  Again\nauthor: Ada Editor and Tom Turner, Jr.\n...\n": Hints(
        title="The Mill Again", people=[Person(name="Ada Editor"), Person(name="Tom Turner, Jr.")]
    ),
    '+++\ntitle = "The Mill"\nauthors = ["Ada Editor"]\n[extra]\nx = 1\n+++\n': Hints(title="The Mill", people=[Person(name="Ada Editor")]),
    '{\n  "title": "The Mill",\n  "author": {"name": "Ada Editor"}\n}\n': Hints(title="The Mill", people=[Person(name="Ada Editor")]),
    "% The Mill\n% Ada Editor; Tom Turner\n% 1911\n": Hints(
        title="The Mill", people=[Person(name="Ada Editor"), Person(name="Tom Turner")]
    ),
    "% The Mill\n% Ada Editor\n  Tom Turner\n": Hints(title="The Mill", people=[Person(name="Ada Editor"), Person(name="Tom Turner")]),
    "Title: The Mill\nAuthor: Ada Editor\nCSS: x.css\n": Hints(title="The Mill", people=[Person(name="Ada Editor")]),
}


@pytest.mark.parametrize("header", HEADERS)
def test_header_of_any_kind_becomes_hints(header: str) -> None:
    source = prepared(header + "\nIt rained.\n")
    assert source.hints == HEADERS[header]
    (line,) = [line for line in source.lines() if line.text]
    assert (line.text, line.number) == ("It rained.", header.count("\n") + 2)
    assert source.removed[0][1] == header.strip()


@pytest.mark.parametrize("text", ["---\n\nIt rained.\n\n---\n", "{a set}\n", "Titles: none\n", "Note: it rained.\n", "%d items\n"])
def test_text_that_begins_like_a_header_stays_text(text: str) -> None:
    assert read(text) == text.strip("\n")


@pytest.mark.parametrize("mark", ["-", "*", "+", ":", "|", ">", "#", "1.", "12)"])
def test_mark_that_stands_alone_is_text(mark: str) -> None:
    assert read(f"One.\n\n{mark}\n\nTwo.") == f"One.\n\n{mark[:-1]}\\{mark[-1]}\n\nTwo."


@pytest.mark.parametrize("number", ["0.", "2.", "12)", "1984."])
def test_number_at_the_beginning_of_a_line_in_a_paragraph_is_text(number: str) -> None:
    paragraph = f"It was in the year\n{number} So it was said\nby all."
    assert read(paragraph) == paragraph.replace(number, f"{number[:-1]}\\{number[-1]}")


@pytest.mark.parametrize(
    "text",
    [
        "1. One\n2. Two",
        "1. One\nand on\n2. Two",
        "Steps:\n1. One\n2. Two",
        "Steps:\n0. None\n1. One",
        "# Two\n2. Two",
        "2. Two\n\n3. Three",
    ],
)
def test_number_of_an_item_stays_one(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["- a\n-\n- b", "One.\n\n---\n\nTwo.", "> One.\n>\n> Two.", "Term\n: What.", "```\n\n-\n\n```"])
def test_mark_with_a_meaning_stays_markup(text: str) -> None:
    assert read(text) == text


DIALECTS = {
    "name_of_a_heading": ("# One\n{: #one .big}", "# One {#one .big}"),
    "class_of_a_quotation": ("> Quoted.\n{:.epigraph}", "::: {.epigraph}\n> Quoted.\n:::"),
    "class_before_a_paragraph": ("{: .note }\nWords.", "::: {.note}\nWords.\n:::"),
    "attributes_in_a_line": ("*Words*{:.x} and `code`{:.y}.", "*Words* and `code`."),
    "attributes_of_a_list": ("- a\n- b\n{:.x}", "- a\n- b"),
    "place_of_contents": ("* TOC\n{:toc}\n\nWords.", "Words."),
    "kramdown_remark": ("{::comment}\nhidden\n{:/comment}\nWords.{::options x='y' /}", "Words."),
    "figure_of_jekyll": (
        '{% include figure.html src="{{ site.url }}/a.png" caption="At dawn" alt="A mill" %}',
        '![At dawn](</a.png>){alt="A mill"}',
    ),
    "figure_of_hugo": ('{{< figure src="a.png" title="At dawn" >}}', "![At dawn](<a.png>)"),
    "caption_of_a_film": ('{{< video id="x" caption="At dawn" >}}', "At dawn"),
    "code_of_jekyll": ("{% highlight ruby %}\n{{ x }}\n{% endhighlight %}", "```ruby\n{{ x }}\n```"),
    "raw_text": ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
    "address_of_a_page": ('[far]({{ site.url }}{% link far.md %}) [near]({{< ref "near.md" >}})', "[far](far.md) [near](near.md)"),
    "code_stays_code": ("`{% x %} [[y]]` {{ z }}", "`{% x %} [[y]]` {{ z }}"),
    "fence_in_a_list": ("- a\n\n    ```\n    {% x %}\n    ```", "- a\n\n    ```\n    {% x %}\n    ```"),
    "cell": ("```{r, fig.cap='x'}\n#| label: y\n1\n```", "```r\n#| label: y\n1\n```"),
    "unseen_cell": ("```{r}\n#| echo: false\n1\n```", "::: {.publish-unseen-cell}\n\n```r\n#| echo: false\n1\n```\n:::"),
    "alert": ("> [!NOTE]\n> Words.\n>\n> > Quoted.", "**Note**\n\nWords.\n\n> Quoted."),
    "quotation_of_obsidian": ("> [!quote] Ada\n> Words.", "> **Ada**\n> \n> Words."),
    "admonition": ('!!! note "A *title*"\n    Words.\n\n    More.\n\nAfter.', "**A *title***\n\nWords.\n\nMore.\n\nAfter."),
    "admonition_in_another": ("??? tip\n    One.\n\n    !!! info\n        Two.", "**Tip**\n\nOne.\n\n**Info**\n\nTwo."),
    "exclamation_marks": ("!!! He came.\n\nAt last.", "!!! He came.\n\nAt last."),
    "tab": ('=== "Left"\n\n    Words.', "**Left**\n\n\nWords."),
    "callout_of_quarto": ("::: {.callout-tip}\n## Mind *this*\nWords.\n:::", "::: {.callout}\n**Mind *this***\n\n\nWords.\n:::"),
    "callout_of_docusaurus": (":::danger[Stop]\nWords.\n:::", "::: {.callout}\n**Stop**\n\nWords.\n:::"),
    "division_of_pandoc": ("::: epigraph\n> Words.\n:::", "::: epigraph\n> Words.\n:::"),
    "wiki_links": (
        "[[Page]], [[Page|words]], [[Page#The Head]], [[#The Head|here]].",
        "[Page](Page.md), [words](Page.md), [Page > The Head](Page.md#the-head), [here](#the-head).",
    ),
    "embedded": ("![[a b.png|300]]\n\n![[Page]]", "![](<a b.png>)\n\n\n\n::: {.publish-query}\n\\!\\[\\[Page\\]\\]\n:::"),
    "brackets_that_are_no_link": ("[[1]](#n) [[2]] [a [b]]", "[[1]](#n) [[2]] [a [b]]"),
    "remark_of_obsidian": ("One %%hidden%% two ^a1\n\n[[x]] 100%% and 50%%.", "One  two\n\n[x](x.md) 100%% and 50%%."),
    "program_of_a_site": (
        "import Tabs from '@theme/Tabs';\n\nexport const A = () => (\n  <b/>\n);\n\n"
        '<Tabs>\n<Tab label="Left">\n\nWords {/* no */}.\n\n</Tab>',
        "**Left**\n\n\nWords .",
    ),
    "comments": ("One <!-- x --> two.\n\n- a\n\n<!-- y -->\n\n- b\n\n<!-- -->", "One  two.\n\n- a\n\n<!-- -->\n\n- b\n\n<!-- -->"),
    "changes": ("{++new++}{--old--} {~~a~>b~~} {==c==}{>>why<<}", "new~~old~~ ~~a~~b c"),
    "formulae": ("$a_1$ and $$\nx^2\n$$ and $n$.", "`a_1`{.math} and `x^2`{.math .display} and `n`{.math}."),
    "money": ("It cost $5 and $6, or US$ 7 and 8$.", "It cost $5 and $6, or US$ 7 and 8$."),
    "callout_of_carpentries": ("::::: callout :::::\n## Why?\nWords.\n:::::", "::::: {.callout}\n**Why?**\n\n\nWords.\n:::::"),
    "note_in_a_list": (
        "- A.[^a]\n\n    [^a]: Note,\n    of two lines.\n\n    More.\n\n- B.",
        "- A.[a](#fn-1){.noteref}\n\n\n    ::: {#fn-1 .footnote}\n    Note,\n    of two lines.\n    :::\n\n\n    More.\n\n- B.",
    ),
    "note_in_a_quotation": (
        "A.[^a]\n\n> B.[^a]\n>\n> [^a]: Note\n>     of two lines.\n\n[^a]: Last.",
        "A.[a](#fn-1){.noteref}\n\n> B.[a](#fn-1){.noteref}\n>\n> \n> ::: {#fn-1 .footnote}\n> Note\n> of two lines.\n> :::\n>\n\n"
        "\\[^a]: Last.",
    ),
    "label_of_two_notes": (
        "A.[^a]\n\n[^a]: One.\n\nB.[^a]\n\n[^a]: Two.",
        "A.[a](#fn-1){.noteref}\n\n\n::: {#fn-1 .footnote}\nOne.\n:::\n\n\nB.[a](#fn-2){.noteref}\n\n\n::: {#fn-2 .footnote}\nTwo.\n:::",
    ),
    "references_of_quarto": (
        "# The Weir {#sec-weir}\n\nSee @fig-old_dam, [@tbl-a; -@fig-b], [Fig. @fig-b] and @Sec-weir; not ada@fig-x.org, [@smith].",
        "# The Weir {#sec-weir}\n\nSee [Figure old dam](#fig-old_dam), [Table a](#tbl-a), [b](#fig-b), [Fig. b](#fig-b) and "
        "[The Weir](#sec-weir); not ada@fig-x.org, [@smith].",
    ),
    "references_of_bookdown": (
        "## Old mills\n\nFigure \\@ref(fig:dam-1) in Chapter \\@ref(old-mills).\n\nTable: (\\#tab:a) Stones.",
        "## Old mills\n\nFigure [dam 1](#fig:dam-1) in Chapter [Old mills](#old-mills).\n\nTable: []{#tab:a} Stones.",
    ),
    "name_of_an_equation": ("$$x$$ {#eq-sum}\n\n@eq-sum", "`x`{.math .display}[]{#eq-sum}\n\n[Equation sum](#eq-sum)"),
    "name_in_an_equation": ("$$x (\\#eq:a)$$\n\n\\@ref(eq:a) `@fig-a`", "`x`{.math .display} []{#eq:a}\n\n[a](#eq:a) `@fig-a`"),
    "index_of_tex": (
        "GIS\\index{GIS}, \\index{Mill!wind@Wind mill|textbf}mills\\index{\\emph{So}: it}.",
        'GIS[]{.indexref data-entry="GIS"}, []{.indexref data-entry="Mill:Wind mill"}mills[]{.indexref data-entry="So\\\\: it"}.',
    ),
    "fences_side_by_side": ("```\na\n```\n[[b]]\n```\nc\n```", "```\na\n```\n[b](b.md)\n```\nc\n```"),
    "environment": ("\\begin{align}\nx &= 1 \\notag \\label{a}\n\\end{align}", "`\\begin{aligned} x &= 1 \\end{aligned}`{.math .display}"),
    "crowded_heading": ("##Two\n\n#tag", "## Two\n\n#tag"),
}
"""Texts, and what pandoc gets instead."""


@pytest.mark.parametrize("name", DIALECTS)
def test_dialect_is_written_as_pandoc_reads_it(name: str) -> None:
    text, expected = DIALECTS[name]
    assert read(text) == expected


@pytest.mark.parametrize("name", DIALECTS)
def test_lines_keep_their_numbers(name: str) -> None:
    text, _ = DIALECTS[name]
    last = prepared(f"{text}\n\nThe end.").lines()[-1]
    assert (last.text, last.number) == ("The end.", text.count("\n") + 3)


@pytest.mark.parametrize(
    "text",
    ["<!-- gone -->", "{::comment}gone{:/}", "%%gone%%", "{>>gone<<}", "{% comment %}gone{% endcomment %}", "{{< x gone >}}", "*[G]: gone"],
)
def test_what_is_taken_out_is_recorded_with_its_line(text: str) -> None:
    source = prepared(f"One.\n\n{text}\n\nTwo.")
    assert [(line, removed) for line, removed, _ in source.removals()] == [(3, text)]


def test_messages_name_the_line_of_the_source() -> None:
    text = (
        "---\ntitle: x\n---\n\n# One\n\nIt *rained*.[^a]\n\n* * *\n\n```\ncode\n```\n\n- item\n\n![](gone.png)\n\n"
        "> Quoted.\n\n<img alt='y' src='far%20away.png'>\n\n[^a]: A note.\n"
    )
    reading = read_markdown([("page.md", text)], lambda _: None)
    assert [block.line for block in reading.blocks] == [5, 7, 9, 12, 15, 19, 23]
    assert [(one.code, one.location.line) for one in reading.diagnostics if one.location] == [("I111", 17), ("I111", 21)]


def test_address_that_nothing_uses_is_recorded_and_what_is_none_stays() -> None:
    source = prepared(
        "[Far][f] and [near].\n\n[f]: http://x.org 'Far'\n[near]: #near\n[x]: y.html 'words'\n[//]: # (hidden)\n[Note]: gone\n"
    )
    assert read(source.revealed(source.text)).split("\n")[2:] == ["[f]: http://x.org 'Far'", "[near]: #near", "", "", "\\[Note]: gone"]
    assert [(line, text) for line, text, _ in source.removed] == [(5, "[x]: y.html 'words'"), (6, "[//]: # (hidden)")]


@pytest.mark.parametrize(
    "link",
    ["[a mill](x.md 'Its title')", "[a mill](x_(y).md)", "[a mill](<x y.md> (Its title))", "[a mill][m]\n\n[m]: https://x.org 'Its title'"],
)
def test_title_and_address_of_a_link_are_no_words(tmp_path: Path, link: str) -> None:
    (tmp_path / "text.md").write_text(f"# One\n\nBelow the weir stood {link}\n\nIt rained all day.\n", encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.md"),), into=tmp_path / "book", dry_run=True))
    assert [finding.code for finding in imported.diagnostics if finding.code.startswith("I9")] == []


def test_chapters_without_text_are_sections(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("# Chapter 1\n\n# Chapter 2\n\n# Chapter 3\n\nIt rained all day.\n", encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.md"),), into=tmp_path / "book", dry_run=True))
    assert not has_errors(imported.diagnostics)
    assert [str(text).partition("\n")[0] for name, text in imported.files.items() if name.endswith(".md")] == [
        f"# Chapter {number}" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("It ends so[^a]:\n\n[^a]: The note.\n", 1),
        ("> Quoted[^c]:\n>\n> [^c]: In it.\n", 1),
        ("- Item[^d]: goes on\n\n[^d]: Of an item.\n", 1),
        ("One[^a]: and two[^b]:\n\n[^a]: First.\n[^b]: Second.\n", 2),
        ("Nothing calls it.\n\n[^u]: Uncalled.\n", 0),
    ],
)
def test_call_before_a_colon_is_a_call(text: str, notes: int) -> None:
    assert prepared(text).text.count(".footnote}") == notes
    assert prepared(text).text.count(".noteref}") == notes


COLONS = "::: note\n[^1] and [[Page]]\n!!! tip\n:::"
WITH_CODE = {
    "fenced": f"Text.\n\n```\n{COLONS}\n```\n",
    "with a fence inside": f"Text.\n\n~~~~\n```\n{COLONS}\n~~~~\n",
    "set in": "Text.\n\n" + re.sub("(?m)^", "    ", COLONS) + "\n\nText.\n",
    "set in, with an empty line": "Text.\n\n    one\n\n" + re.sub("(?m)^", "    ", COLONS) + "\n\nText.\n",
    "in a quotation": "Text.\n\n> ```\n" + re.sub("(?m)^", "> ", COLONS) + "\n> ```\n",
    "in an item": "Text.\n\n- ```\n" + re.sub("(?m)^", "  ", COLONS) + "\n  ```\n",
}


@pytest.mark.parametrize("place", WITH_CODE)
def test_code_stays_as_it_is_and_is_accepted(tmp_path: Path, place: str) -> None:
    (tmp_path / "text.md").write_text(f"# One\n\n{WITH_CODE[place]}", encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.md"),), into=tmp_path / "book", dry_run=True))
    assert [one.code for one in imported.diagnostics if one.code.startswith(("I9", "M2"))] == []
    (written,) = (str(text) for name, text in imported.files.items() if name.endswith(".md"))
    assert COLONS in re.sub(r"(?m)^(?:> |    )", "", written)


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    ::: note\n    Words.\n    :::\n",
        "!!! note\n\n    Words [^1].\n\n[^1]: A note.\n",
        "[^1]: A note.\n\n    ::: note\n    Words.\n    :::\n\nText.[^1]\n",
    ],
)
def test_text_that_is_set_in_is_no_code(text: str) -> None:
    assert "::: note" not in prepared(text).text
    assert "Words" in prepared(text).text
