"""Passages in another language or direction are marked in both editions as in the manuscript."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest

from orders import order
from publish.build import Built, build
from publish.diagnostics import PublishError, Severity
from publish.rules import SMALLEST_BOOK

TEXT = """\
# One

The first.

::: {lang=he dir=rtl}
Shalom.
:::

He wrote [un mot]{lang=fr} and [kuf]{lang=he dir=rtl}.
"""


def test_language_and_direction_reach_both_editions(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (book / name).write_text(text, encoding="utf-8")

    built = build(order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))

    assert not built.diagnostics
    with ZipFile(built.made["epub"].path) as container:
        shown = "".join(container.read(name).decode() for name in container.namelist() if name.endswith(".xhtml"))
    assert '<div lang="he" xml:lang="he" dir="rtl">' in shown
    assert '<span lang="fr" xml:lang="fr">un mot</span>' in shown
    assert '<span lang="he" xml:lang="he" dir="rtl">kuf</span>' in shown
    with pymupdf.open(built.made["print"].path) as pdf:
        words = {word[4].strip("."): word for page in pdf for word in page.get_text("words")}
        width = pdf[0].rect.width
    assert words["Shalom"][0] > width / 2, "a line from right to left begins at the right"
    assert words["first"][2] < width / 2


def test_right_to_left_section_declares_its_direction(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, text in {**SMALLEST_BOOK, "one.md": "# One {lang=he dir=rtl}\n\nShalom.\n"}.items():
        (book / name).write_text(text, encoding="utf-8")

    built = build(order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",)))

    (section,) = (document.body for document in built.book.documents)
    assert 'lang="he"' in section
    assert 'dir="rtl"' in section


BOTH_DIRECTIONS = """\
# The manuscript אBD

The readings of אBD agree. Born ב-1917, and *[בשנת 1853 בירושלים]{lang=he dir=rtl}* was the first: הוא נולד ב-1917

[בְּרֵאשִׁית בָּרָא]{lang=he dir=rtl}, (שלום), “שלום עולם”, [ראה [The Book (2)]{lang=en} של *כהן* שם]{lang=he}: שלום *עולם* טוב.

A note after שלום[^a] and inside [שלום[^b] עולם]{lang=he dir=rtl}, twice.[^a] Accents: q̃ and x̣ before q and x alone.

[^a]: The note says שלום עולם (1917), and [בשנת *1853* בירושלים]{lang=he}.

[^b]: [הערה בעברית, עם 12 מספרים ו-English בתוכה.]{lang=he dir=rtl}

A run that is broken: [הספר הזה נכתב בירושלים בשנת 1853 ונדפס בווילנה בשנת 1917 על ידי האחים ראם, והוא הספר הראשון שנכתב בעברית חדשה
בכל הארץ כולה מאז ומעולם, כפי שכתב קלוזנר (עמ׳ 12–15) בספרו]{lang=he dir=rtl}, and it ends.

::: {lang=he dir=rtl}
וְהָאָרֶץ הָיְתָה תֹהוּ וָבֹהוּ, וְחֹשֶׁךְ עַל-פְּנֵי תְהוֹם; וְרוּחַ אֱלֹהִים מְרַחֶפֶת עַל-פְּנֵי הַמָּיִם. וַיֹּאמֶר אֱלֹהִים: יְהִי אוֹר.

הוא נולד ב-1917 בעיר New York (ארה״ב), וכתב את *The Great Book* בשנת 1948.[^c]

> ציטוט בעברית, 50% ו-$5.
>
> — מחבר, *ספר*
:::

[^c]: A note in English to a Hebrew text, שלום.

## A heading with שלום עולם 1853

| Word | Hebrew | Year |
|------|--------|------|
| peace | שלום | 1853 |
| אב | עולם ומלואו | א1ב2 |

- one שלום two
- [שלום, עולם!]{lang=he dir=rtl}

See [the word שלום (1853)](https://example.com/x).

| A verse with שלום
|    and [עולם, 12.]{lang=he dir=rtl}
"""


def built_print(folder: Path, text: str, **files: str) -> Built:
    for name, content in {**SMALLEST_BOOK, "one.md": text, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("print",)))


def test_text_of_both_directions_is_proved(tmp_path: Path) -> None:
    built = built_print(tmp_path, BOTH_DIRECTIONS)
    assert [str(diagnostic) for diagnostic in built.diagnostics if diagnostic.severity is Severity.ERROR] == []
    assert set(built.made) == {"print"}


NOTES_AT_THE_END = SMALLEST_BOOK["book.toml"] + '[notes]\nprint = "book-end"\n'
IN_HEBREW = """\
# פרק *ראשון* כאן {lang=he}

מילה.[^a] [שלום]{.index} [peace שלום]{.index}

[^a]: הערה בעברית [ibid., p. 12]{lang=en}; *[הספר]{lang=he}*, vol. 2 (ירושלים, 1917), 12–15.
"""


def test_contents_index_and_notes_at_the_end_are_in_order(tmp_path: Path) -> None:
    toml = NOTES_AT_THE_END.replace('["one.md"]', '["one.md"]\nback = ["index.md"]')
    built = built_print(tmp_path, IN_HEBREW, **{"book.toml": toml, "index.md": "# Index {type=index}\n"})
    lines: dict[tuple[int, int], list[tuple[float, str]]] = {}
    with pymupdf.open(built.made["print"].path) as pdf:
        for page in pdf:
            for code, _, (x, y), _ in (letter for span in page.get_texttrace() for letter in span["chars"]):
                lines.setdefault((page.number, round(y)), []).append((x, chr(code)))
    shown = " ".join("".join("".join(letter for _, letter in sorted(line)).split()) for line in lines.values())
    for line in ("ןאכןושארקרפ", "םולש,1", "peaceםולש,1"):
        assert line in shown


def test_words_that_a_sheet_turns_round_are_told(tmp_path: Path) -> None:
    sheet = "p { direction: rtl }\n"
    with pytest.raises(PublishError) as fault:
        built_print(tmp_path, "# One\n\nThe first *of the* words here.\n", **{"styles/print.css": sheet})
    assert "words here of the" in str(fault.value)


def test_line_from_right_to_left_is_indented_at_its_right(tmp_path: Path) -> None:
    built = built_print(tmp_path, "# One\n\n::: {lang=he dir=rtl}\nשלום\n\nעולם\n:::\n")
    (page,) = [page for page in built.made["print"].pages.pages if page.facts.bidi_lines]
    (first, second), block = page.facts.bidi_lines, page.facts.block
    assert first.right == pytest.approx(block.right, abs=0.1)
    assert block.right - 20 < second.right < block.right - 8


def test_lines_from_right_to_left_keep_to_the_measure(tmp_path: Path) -> None:
    text = "שלום עולם ועד *סוף* כל הדורות New York כולם " * 12
    built = built_print(tmp_path, f"# One\n\n::: {{lang=he dir=rtl}}\n{text}\n:::\n")
    (page,) = [page for page in built.made["print"].pages.pages if page.facts.bidi_lines]
    lines, block = page.facts.bidi_lines, page.facts.block
    assert len(lines) > 5
    for line in lines[:-1]:
        assert (line.left, line.right) == pytest.approx((block.left, block.right), abs=0.1)
