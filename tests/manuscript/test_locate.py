"""The manuscript line of each part of the tree, the label of each note, and the report of every lost word."""

from io import StringIO

import panflute as pf
import pytest

from publish.manuscript.lines import Positions
from publish.manuscript.locate import Alignment, align, stream_of
from publish.manuscript.note_labels import note_ids, pair_notes
from publish.manuscript.scan import scan
from publish.manuscript.source import letters_of, source_of
from publish.model import Matter, Section
from publish.tools.pandoc import tree_from_text


def aligned(text: str, *, smart: bool = False) -> tuple[pf.Doc, Positions, list[Alignment]]:
    """A text's tree, the positions of its elements, and the alignments of body and notes."""
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text=text))
    document = pf.load(StringIO(tree_from_text(scanned.text, smart=smart)))
    source = source_of(scanned)
    stream = stream_of(document.content)
    body = align(stream, source.body)
    pairing = pair_notes(body, scanned, source, "one")
    assert not pairing.calls
    assert not pairing.notes
    alignments = [body, *(labelled.alignment for labelled in pairing.labelled)]
    return document, Positions(text=scanned.text, places=scanned.places, alignments=alignments), alignments


def lines_of(text: str, kind: type[pf.Element]) -> list[int]:
    document, positions, _ = aligned(text)
    lines: list[int] = []
    document.walk(lambda element, _: lines.append(positions.line(element)) if isinstance(element, kind) else None)
    return lines


EVERYTHING = """\
# Title with *emphasis* and a note[^h] {#title short="Short words" subtitle="More words" type=chapter}

Para with [small caps]{.smallcaps}, [mot français]{lang=fr}, H~2~O, x^2^, ~~struck out~~, **bold *and italic***, un*seen*ly.
Entities: &amp; &eacute;tude &#x41;bc &nbsp; &nosuch; AT&T &copy; R&D.
Escapes: \\*star\\* \\[1\\] \\# \\&amp; \\`x\\` 1\\. back\\\\slash, trailing hard\\
break and two spaces  \nhere. Costs $5 and 3 < 4 > 2, a+b=c, a|b, ~ tilde, ^ caret.
Code `inline [^x] &amp; *code*`{.py} and ``a ` b``, links [text](#title), [other](https://example.org/a_(b) "Title words"),
[ref][label one], [label one], <https://example.org/x?y=1>, <me@example.org>.
Image inline ![a small dog](dog.svg){width=3em} end. "Straight" and 'single'. Dashes -- and --- and 1914--1918. Ellipsis...
Inline note^[With *emphasis*, `code]`, a [link](https://x.org "t") and \\] bracket, [nested [deep]].] and an adjacent[^a][^b] pair.

[label one]: https://example.org/ref "Ref title words"

[^h]: Heading note.
[^a]: Note a with a [link](https://example.org/q) and
    continued line.

    > Quote in note
    >
    > — Author, *Work*

    1. one
    2. two

    ```toml
    code = "in note"
    ```

    | verse in note
    |   indented

[^b]: - list at once
    - second

1. one
2. two

    para in two

    - nested
        1. deep
3. three

Term *one*
:   Definition one
    goes on.

:   Another definition[^d].

[^d]: In a definition list.

| A[^t] | B |
|:--|--:|
| 1 | two *words* |
| `a\\|b` | [x](#title) |

: Caption words[^c] {#tab .wide}

[^t]: In the head.

[^c]: In the caption.

Table: Caption before

| x | y |
|---|---|
| z | w |

+---------------+-----------------+
| Fruit         | Advantages      |
+===============+=================+
| Bananas[^g1]  | - built-in      |
| and more[^g3] | - bright[^g2]   |
+---------------+-----------------+

: Grid caption

[^g1]: Left cell.

[^g2]: Right cell.

[^g3]: Left cell, second line.

-------------------------------------------------------------
 Centered   Default           Right Left
  Header    Aligned         Aligned Aligned
----------- ------- --------------- -------------------------
   First    row                12.0 Example of a row that
                                    spans multiple lines.
-------------------------------------------------------------

: A multiline caption that
runs on.

> Quote one
lazy line
>
> > nested quote
>
> — Someone, *A Work*, p. 5[^q]

[^q]: Attribution note.

::: epigraph
> | verse *line*
> |   second &amp; third
> |
> | stanza
:::

::: {#divid .box lang=de}
Ein deutscher Absatz.
:::

![A caption with *emphasis* and a note[^f]](dog.svg){#fig alt="a dog that is not in the text"}

![](dog.svg){role=presentation}

[^f]: Caption note.

* * *

```{.markdown file=x.md}
# Not a heading [^no]
<!-- not a comment -->
1. x
```

~~~
tilde code &amp;
~~~

Before a comment <!-- in the
middle --> after it.
<!-- whole line -->
Next line of the same paragraph.

<!-- lead --> text after a comment.

Tabs\there and　full width ｆｕｌｌ. Ligatures ﬁ ﬂ. Soft\u00adhyphen. Combining e\u0301 vs é. ½ ² ³ ™ № ㎏.
עברית עם הערה[^he] ועוד. 中文字[^zh]，再来。한국어. Ελληνικά ΣΊΣΥΦΟΣ ς. Straße İstanbul ı.

[^he]: הערה בעברית.
[^zh]: 注释。

Called again[^a], and done.
"""


@pytest.mark.parametrize("smart", [False, True], ids=["exact", "smart"])
def test_every_letter_of_the_grammar_is_aligned(smart: bool) -> None:
    _, _, alignments = aligned(EVERYTHING, smart=smart)

    assert [alignment.differences for alignment in alignments if alignment.differences] == []


def test_lines_of_blocks() -> None:
    text = "# One\n\nA\nB\n\n> Quoted\n>\n> again\n\n- item\n\n    second\n- next\n\n* * *\n\n| verse\n| line\n\n```\ncode\n```\n\nEnd.\n"

    assert lines_of(text, pf.Para) == [3, 6, 8, 10, 12, 13, 24]
    assert lines_of(text, pf.HorizontalRule) == [15]
    assert lines_of(text, pf.LineItem) == [17, 18]
    assert lines_of(text, pf.CodeBlock) == [21]
    assert lines_of(text, pf.BlockQuote) == [6]


def test_lines_where_words_repeat() -> None:
    text = "\n\n".join(["Ibid.", "The the the.", "Ibid.", "The.", "The the.", "* * *", "* * *", "Ibid."]) + "\n"

    assert lines_of(text, pf.Para) == [1, 3, 5, 7, 9, 15]
    assert lines_of(text, pf.HorizontalRule) == [11, 13]


def test_column_of_a_word_and_of_colons() -> None:
    document, positions, _ = aligned("A *naïve* “word”,\n::: x\n")
    places: dict[str, tuple[int, int]] = {}
    document.walk(
        lambda element, _: (
            places.update({element.text: (positions.line(element), positions.places.column(positions.offset(element)))})
            if isinstance(element, pf.Str)
            else None
        )
    )

    assert places == {"A": (1, 1), "naïve": (1, 4), "“word”,": (1, 11), ":::": (2, 1), "x": (2, 5)}


def test_signs_without_letters_are_found_after_the_words_before_them() -> None:
    document, positions, _ = aligned("# One\n\n\\::: warning\n\n`::: x`\n\n-   \\::: y\n")
    colons: list[tuple[int, int]] = []
    document.walk(
        lambda element, _: (
            colons.append((positions.line(element), positions.places.column(positions.offset(element))))
            if isinstance(element, pf.Str) and element.text == ":::"
            else None
        )
    )

    assert colons == [(3, 2), (7, 6)]


def note_texts(text: str) -> dict[str, str]:
    """The text of each note by its label, as paired with the tree."""
    _, _, alignments = aligned(text)
    assert not any(alignment.differences for alignment in alignments)
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text=text))
    pairing = pair_notes(alignments[0], scanned, source_of(scanned), "one")
    return {labelled.call.label: pf.stringify(pf.Div(*labelled.note.content)).strip() for labelled in pairing.labelled}


def table_with_notes(count: int, *, caption: str = "A caption.[^cap]", above: bool = False, texts: str = "Cell {}.") -> str:
    """A table with a note in each of `count` rows, one in its head and one in its caption, and its notes."""
    rows = "".join(f"| cell {number}[^c{number}] | x |\n" for number in range(count))
    table = f"| A[^head] | B |\n|---|---|\n{rows}"
    notes = "".join(f"[^c{number}]: {texts.format(number)}\n\n" for number in range(count))
    parts = f"Table: {caption}\n\n{table}" if above else f"{table}\n: {caption}\n"
    own = f"[^cap]: {texts.format('caption')}\n\n[^head]: Head.\n\n[^before]: B.\n\n[^after]: A.\n"
    return f"Before.[^before]\n\n{parts}\nAfter.[^after]\n\n{notes}{own}"


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("caption", ["A caption.[^cap]", "[^cap]"])
def test_caption_of_a_table_with_many_noted_cells_has_its_own_note(caption: str, above: bool) -> None:
    texts = note_texts(table_with_notes(90, caption=caption, above=above))

    assert texts == {"before": "B.", "after": "A.", "cap": "Cell caption.", "head": "Head.", **{f"c{n}": f"Cell {n}." for n in range(90)}}


def test_equal_notes_of_a_table_are_labelled_in_order() -> None:
    text = table_with_notes(70, texts="Ibid.", above=True)
    _, _, (body, *_) = aligned(text)
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text=text))

    pairing = pair_notes(body, scanned, source_of(scanned), "one")

    assert [labelled.call.label for labelled in pairing.labelled] == ["before", "cap", "head", *(f"c{n}" for n in range(70)), "after"]


def test_many_notes_in_one_row_of_a_grid_have_their_labels() -> None:
    lines = "".join(f"| a[^a{number:02}] | b[^b{number:02}] |\n" for number in range(80))
    border = "+---------+---------+\n"
    notes = "".join(f"[^{side}{number:02}]: {side} {number}.\n\n" for number in range(80) for side in "ab")

    texts = note_texts(f"{border}{lines}{border}\n: Caption[^cap]\n\n[^cap]: Caption.\n\n{notes}")

    assert texts == {"cap": "Caption.", **{f"{side}{number:02}": f"{side} {number}." for side in "ab" for number in range(80)}}


def test_numbered_lists_in_cells_side_by_side_are_read() -> None:
    border = "+----------+----------+\n"
    text = f"{border}| One.     | 1.  eel   |\n|          |          |\n| Two. 3.  | 2.  pike |\n{border}"

    _, _, (body, *_) = aligned(text)

    assert body.differences == []


def test_notes_in_cells_side_by_side_have_their_labels() -> None:
    texts = note_texts(EVERYTHING)

    assert (texts["g1"], texts["g2"], texts["g3"]) == ("Left cell.", "Right cell.", "Left cell, second line.")
    assert (texts["c"], texts["t"]) == ("In the caption.", "In the head.")


def test_ids_of_notes_begin_with_the_stem_and_are_unique() -> None:
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text="A[^a/b] B[^a:b] C^[C.]\n\n[^a/b]: A.\n\n[^a:b]: B.\n"))

    assert note_ids(scanned, "04 chapter") == {"a/b": "s-04-chapter-note-a-b", "a:b": "s-04-chapter-note-a-b-2", "c": "s-04-chapter-note-c"}


def test_markup_that_looks_like_the_next_words_is_skipped() -> None:
    text = """\
![A caption.[^a]](x.png){alt="A press"}

![Another.[^another]](another.png){alt="Another."}

1. 1 apple
2. 2 pears

![1](1){alt="1"}

2. 2 plums

[^a]: A.

[^another]: Another.
"""
    _, _, alignments = aligned(text)

    assert [alignment.differences for alignment in alignments if alignment.differences] == []


LOST = [
    ("a cell too many", "A.\n\n| a | b |\n|---|---|\n| c | d | lost words |\n\nEnd.\n", "lost"),
    ("an address with words", "A [link](See Appendix One).\n\nEnd.\n", "See"),
]


@pytest.mark.parametrize(("text", "word"), [case[1:] for case in LOST if case[2]], ids=[case[0] for case in LOST if case[2]])
def test_lost_words_are_a_difference_at_their_line(text: str, word: str) -> None:
    _, positions, (body, *_) = aligned(text)

    (difference,) = body.differences
    assert word in difference.written
    assert positions.places.line(difference.start) == positions.places.line(text.index(word))


@pytest.mark.parametrize("word", ["Some", "books", "tasted", "others", "swallowed", "few", "digested"])
def test_word_that_a_tree_lacks_is_a_difference(word: str) -> None:
    """A tree without one word, aligned with the text that has it."""
    text = "Some books are to be tasted.\n\nAnd others to be swallowed, and some few to be chewed and digested.\n"
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text=text))
    document = pf.load(StringIO(tree_from_text(text)))
    document.walk(lambda element, _: [] if isinstance(element, pf.Str) and element.text.strip(".,") == word else None)

    alignment = align(stream_of(document.content), source_of(scanned).body)

    assert len(alignment.differences) == 1
    assert word in alignment.differences[0].written


def test_word_that_a_tree_has_twice_is_a_difference() -> None:
    scanned = scan(Section(path="one.md", matter=Matter.BODY, text="Some books are to be tasted.\n"))
    document = pf.load(StringIO(tree_from_text("Some books books are to be tasted.\n")))

    assert len(align(stream_of(document.content), source_of(scanned).body).differences) == 1


def test_letters_fold_to_one_form() -> None:
    assert letters_of("Old-style “ﬁgures”") == "oldstylefigures"
    assert letters_of("é") == letters_of("e\u0301")
    assert letters_of("STRASSE") == letters_of("Straße")
    assert letters_of("$ + < = > | ~ ^ ` * _ -") == ""


BEFORE = [
    "plain words",
    "caf&eacute; and &#233;, &#xE9;t&eacute;",
    "R&D, AT&T &nosuch; &amp;",
    "\\*starred\\* \\[1\\] \\&eacute; 1\\. \\\\",
    "cafe\u0301 and café, ﬁne, Straße, İstanbul, ½ x²",
    "𝔄 𝟙 😀 and \u00a0&nbsp;\\ spaces",
    "one---two--three... 'four' \"five\"",
    "`co&eacute;de` and *emphasis*un**seen**",
    "[words](https://example.org/a 'b') and H~2~O^2^",
    "a\ttab and <https://example.org/x>",
    "an ^[inline note &eacute;] and x",
    "note[^1] and ‘curly’",
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("smart", [False, True])
def test_column_is_that_of_the_word_whatever_stands_before_it(before: str, smart: bool) -> None:
    in_note = before.replace("[^1]", "").replace("^[", "[")
    text = f"# One\n\nFirst line.\n{before} (target&uuml;x end\n\n[^1]: A note, {in_note} (target&uuml;x.\n"
    document, positions, _ = aligned(text, smart=smart)
    words: list[pf.Str] = []
    document.walk(lambda element, _: words.append(element) if isinstance(element, pf.Str) and "target" in element.text else None)
    columns = [place for place in ((line, written.find("(target") + 1) for line, written in enumerate(text.split("\n"), 1)) if place[1]]
    if "[^1]" not in before:
        columns.pop()
    assert sorted(positions.place(word) for word in words) == columns
    for within, shift in ((1, 1), (6, 6), (7, 7), (8, 13)):
        assert sorted(positions.place(word, within) for word in words) == [(line, column + shift) for line, column in columns]


@pytest.mark.parametrize(
    ("written", "word", "within", "column"),
    [
        ("x“no”&mdash;*", "x“no”—*", 6, 13),
        ('(\\*x\\*"', '(*x*"', 1, 3),
        ('(\\*x\\*"', '(*x*"', 4, 7),
        ("&ldquo;x", "“x", 1, 8),
        ("'tis'", "'tis'", 4, 5),
    ],
)
def test_place_of_a_character_within_a_word_is_where_it_is_written(written: str, word: str, within: int, column: int) -> None:
    document, positions, _ = aligned(f"{written} end")
    words: list[pf.Str] = []
    document.walk(lambda element, _: words.append(element) if isinstance(element, pf.Str) and element.text == word else None)
    assert positions.place(words[0], within) == (1, column)
