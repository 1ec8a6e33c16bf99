"""A corpus of small books: every construct of the grammar in every awkward place.

A template is Markdown in which `§` (or `§§§§`) stands for a word of the text, `¤` for a word of a note, and `@`, in a place, for the
construct. Each word of a book is another one, so that each can be looked for by itself.
"""

import io
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

FIGURE = '![§ §](images/plan.png){alt="A plan"}'
SEAL = '![](images/seal.png){alt="A seal"}'

BLOCKS: Mapping[str, str] = {
    "paragraphs": "§ § §.\n\n§ §.",
    "noted paragraph": "§ §.[^n] § §.[^m]\n\n[^n]: ¤ ¤.\n\n[^m]: ¤ ¤.\n\n    ¤ ¤.",
    "quotation": "> § § §.[^n]\n>\n> — §, *§*\n\n[^n]: ¤ ¤.",
    "two paragraphs quoted": "> § §.\n>\n> § §.",
    "letter": "> Dear §,\n>\n> § § §.\n>\n> Yours truly,\n> §",
    "continued": "§ §:\n\n> § §.\n\n::: continued\n§ §.\n:::",
    "verse": "| § §,\n|    § §\n| §.[^n]\n\n[^n]: ¤ ¤.",
    "quoted verse": "> | § §,\n> | § §.\n>\n> — §",
    "bullets": "- § §\n- § §^[¤ ¤.]\n- §",
    "loose numbers": "1. § §.\n\n   § §.\n\n2. § §.",
    "lists in a list": "- § §\n    1. §\n    2. §\n        - § §\n- §",
    "definitions": "§\n\n:   § §.\n\n    § §.\n\n§ §\n\n:   § §.",
    "pipe table": "| § | § |\n|---|--:|\n| § | §^[¤ ¤.] |\n| §  | § |\n\n: § §^[¤.]",
    "grid table": (
        "+--------+-----------+\n| §§§§   | §§§§      |\n+========+===========+\n| §§§§   | - §§§§    |\n"
        "|        | - §§§§    |\n|        |           |\n|        | §§§§ §§§§ |\n+--------+-----------+"
    ),
    "turned table": "| § | § |\n|---|--:|\n| § | §^[¤ ¤.] |\n\n: § §^[¤.] {.broadside}",
    "code": "```\n§ §\n    § §\n```",
    "figure": FIGURE,
    "noted figure": '![§ §.[^n]](images/plan.png){alt="A plan"}\n\n[^n]: ¤ ¤.',
    "figure without caption": '![](images/plan.png){alt="A plan"}',
    "formula": "$$x^2 + y^2 = z^2$$",
    "formula in text": "§ §\n$$x = 1$$\n§ §.",
    "break": "§ §.\n\n* * *\n\n§ §.",
    "heading": "## § §\n\n§ §.\n\n### § §\n\n§.",
    "foreign passage": "::: {lang=fr}\n§ §, « § ».\n:::",
    "own class": "::: notice\n§ §.\n\n- §\n- §\n:::",
    "indexed passage": '::: {.index entry="Exile"}\n§ §.\n\n§ §.\n:::',
    "query": "::: query\n§ §.\n:::",
}
"""Constructs that are blocks."""

PLACES_OF_BLOCKS: Mapping[str, str] = {
    "first": "@\n\n§ §.",
    "last": "§ §.\n\n@",
    "alone": "@",
    "twice": "§.\n\n@\n\n@",
    "under a heading": "§.\n\n## § §\n\n@\n\n§.",
    "before a heading": "@\n\n## § §\n\n§ §.",
    "in a quotation": "§:\n\n> §.\n>\n> @\n>\n> §.",
    "in an item": "-   §:\n\n    @\n\n-   § §.",
    "in a numbered item": "1.  §:\n\n    @\n\n2.  § §.",
    "in a definition": "§\n\n:   §:\n\n    @",
    "in a note": "§ §.[^h]\n\n[^h]: ¤ ¤.\n\n    @\n\n    ¤.",
    "between figures": f"{FIGURE}\n\n@\n\n{FIGURE}",
    "after a table": "| § | § |\n|---|---|\n| § | § |\n\n@",
    "between quotations": "> §.\n\n@\n\n> §.",
    "between verses": "| §\n| §\n\n@\n\n| §",
    "between breaks": "§.\n\n* * *\n\n@\n\n* * *\n\n§.",
    "between code": "```\n§\n```\n\n@\n\n```\n§\n```",
    "in a foreign passage": "::: {lang=de}\n§.\n\n@\n\n§.\n:::",
    "in an own class": "::: notice\n@\n:::",
    "in an epigraph": "::: epigraph\n> § §.\n:::\n\n@",
    "far down": "\n\n".join(["§ § § § § § § § § § § § § § § § § § § § § § § §."] * 9) + "\n\n@\n\n§ §.",
}
"""Where a block may stand."""

INLINES: Mapping[str, str] = {
    "note": "§^[¤ ¤.]",
    "labelled note": "§[^n]\n\n[^n]: ¤ *¤* ¤.",
    "notes side by side": "§^[¤.]^[¤ ¤.]",
    "emphasis": "*§ §*",
    "strong": "**§ §**",
    "strong in emphasis": "*§ **§** §*",
    "code": "`§ §`",
    "link": "[§ §](https://example.org/a_b/~c)",
    "bare address": "https://example.org/a_b/~c/_d_/§",
    "foreign words": "[§ §]{lang=la}",
    "Greek": "§ [λόγος]{lang=el}",
    "small capitals": "[§ §]{.smallcaps}",
    "superscript": "§^2^",
    "subscript": "H~2~O §",
    "strikeout": "~~§ §~~",
    "index term": '[§]{.index entry="Exile"}',
    "index place": '§[]{.index entry="Exile" sub="end of"}',
    "reference": "[§ §](#sect)",
    "page reference": "§, [](#sect){.page}",
    "formula": "§ $x^2$",
    "hard break": "§\\\n§",
    "no-break space": "§\\ §",
    "dashes and points": "§ – §—§ … §",
    "quotation marks": "“§ ‘§’ §”",
    "signs": r"\*§\* & § < § \[§\] 100 % §_1",
    "entities": "&eacute;t&eacute; § &amp; §",
    "picture": f"§ {SEAL} §",
    "own class": "[§ §]{.remark}",
}
"""Constructs within a line."""

PLACES_IN_LINES: Mapping[str, str] = {
    "at the start": "@ § §.",
    "at the end": "§ § @",
    "before a stop": "§ @. §.",
    "after a bracket": "§ (@) §.",
    "within quotation marks": "§ “@” §.",
    "alone": "§.\n\n@\n\n§.",
    "twice": "§ @ @ §.",
    "in a heading": "§.\n\n## § @ §\n\n§.",
    "in emphasis": "§ *§ @ §* §.",
    "in a cell": "| § | @ |\n|---|---|\n| @ | § |\n\n: §",
    "in a table caption": "| § | § |\n|---|---|\n| § | § |\n\n: § @ §",
    "in a figure caption": '![§ @ §](images/plan.png){alt="A plan"}',
    "in an item": "- @\n- § @",
    "in a verse": "| § @ §\n| @\n| §",
    "in a quotation": "> § @ §.\n\n§.",
    "in an attribution": "> § §.\n>\n> — §, @",
    "in a term": "§ @\n\n:   § §.",
    "in a definition": "§\n\n:   @ §.",
    "in a note": "§ §.[^h]\n\n[^h]: ¤ @ ¤.",
    "in foreign words": "§ [§ @ §]{lang=fr} §.",
    "in small capitals": "§ [§ @ §]{.smallcaps} §.",
    "in the first words": "@, § § § § §.\n\n§.",
}
"""Where a construct within a line may stand."""

BLOCKS_A_BOOK, LINES_A_BOOK = 11, 8
PART = "## Another place"
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aiou"
LABEL = re.compile(r"\[\^([a-z])\]")
SETTINGS = """\
title = "A Small Book"
language = "en"
contributors = [{{ name = "Ada Editor" }}]
spine = {{ body = [{sections}] }}
text = {{ math = true }}
print = {{ openings = "any" }}
epub = {{ page-list = false }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallBook:
    """A book of the corpus: the text of each section, the words of its text and of its notes in order, and how many pictures it shows.

    Words and pictures of headings may be repeated, in the running heads and in the contents.
    """

    name: str
    sections: Mapping[str, str]
    words: Sequence[str]
    notes: Sequence[str]
    repeated: frozenset[str]
    pictures: int
    pictures_in_headings: int

    def write(self, folder: Path) -> Path:
        """The book's files in this folder."""
        (folder / "images").mkdir(parents=True)
        listed = ", ".join(f'"{stem}.md"' for stem in self.sections)
        (folder / "book.toml").write_text(SETTINGS.format(sections=listed), encoding="utf-8")
        for stem, text in self.sections.items():
            (folder / f"{stem}.md").write_text(text, encoding="utf-8")
        for name, content in PICTURES.items():
            (folder / "images" / name).write_bytes(content)
        return folder


def _picture(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(content, "PNG", dpi=(300, 300))
    return content.getvalue()


PICTURES = {"plan.png": _picture(600, 300), "seal.png": _picture(32, 32)}


def small_books(impossible: Collection[tuple[str, str]]) -> Iterator[SmallBook]:
    """All books of the corpus, without what the grammar does not allow: pairs of a construct and a place."""
    for constructs, places, size in ((BLOCKS, PLACES_OF_BLOCKS, BLOCKS_A_BOOK), (INLINES, PLACES_IN_LINES, LINES_A_BOOK)):
        for construct in constructs:
            possible = [place for place in places if (construct, place) not in impossible]
            for start in range(0, len(possible), size):
                some = possible[start : start + size]
                yield small_book(f"{construct} {some[0]}", constructs[construct], {place: places[place] for place in some})


def small_book(name: str, construct: str, places: Mapping[str, str]) -> SmallBook:
    """A book of two sections with these places of a construct."""
    supply = _words()
    words: dict[str, list[str]] = {"§": [], "¤": []}
    texts: list[str] = []

    def word(sign: re.Match[str]) -> str:
        words[sign[0][0]].append(next(supply))
        return words[sign[0][0]][-1]

    for number, (place, template) in enumerate(places.items(), start=1):
        text = _placed(construct, template, number, inside_note=place == "in a note")
        texts.append(re.sub("§+|¤+", word, text))
    half = -(-len(texts) // 2)
    sections = {"s1": _section("# First {#sect}", texts[:half]), "s2": _section("# Second", texts[half:])}
    headings = " ".join(re.findall(r"^[> ]*#.*", "\n".join(texts), re.MULTILINE))
    return SmallBook(
        name=name,
        sections=sections,
        words=words["§"],
        notes=words["¤"],
        repeated=frozenset(re.findall(r"[^\W\d_]+", headings)),
        pictures="".join(texts).count("(images/"),
        pictures_in_headings=headings.count("(images/"),
    )


def _section(heading: str, texts: Sequence[str]) -> str:
    return f"{heading}\n\n" + f"\n\n{PART}\n\n".join(texts) + "\n"


def _placed(construct: str, place: str, count: int, *, inside_note: bool) -> str:
    """The construct in its place; what it defines of notes after both."""
    if inside_note:
        construct = construct.replace("§", "¤")
    pieces, definitions = place.replace("[^h]", f"[^h{count}]").split("@"), []
    text = pieces[0]
    for number, piece in enumerate(pieces[1:], start=1):
        body, *notes = re.sub(LABEL, rf"[^\g<1>{count}-{number}]", construct).split("\n\n[^")
        definitions += [f"[^{note}" for note in notes]
        line = text[text.rfind("\n") + 1 :]
        quoted = re.match(r"(?:> ?)*", line)
        margin = quoted[0] if quoted and quoted[0] else " " * (len(line) if not line.strip() else _indent(line))
        text += body.replace("\n", f"\n{margin}") + piece
    return re.sub(r"[ \t]+$", "", "\n\n".join([text, *definitions]), flags=re.MULTILINE)


def _indent(line: str) -> int:
    """How far the text of an item, a definition or a note is indented."""
    marker = re.match(r"(?:-|\d+\.|:) +|\[\^\w+\]: ", line)
    return 0 if not marker else 4 if marker[0].startswith("[") else len(marker[0])


def _words() -> Iterator[str]:
    """Words of four letters, which no language hyphenates, each another one."""
    syllables = [consonant + vowel for vowel in VOWELS for consonant in CONSONANTS]
    for step, first in itertools.product(range(len(syllables)), range(len(syllables))):
        yield syllables[first] + syllables[(first + step) % len(syllables)]
