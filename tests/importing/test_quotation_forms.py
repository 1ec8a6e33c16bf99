"""Every way in which quotations are written where texts come from: each alone, and among three pages with lines that are none."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill, indent

import pytest

from importing.sample_texts import FILLING, UNTOUCHED
from publish.diagnostics import has_errors
from publish.importing.run import ImportOrder, import_book

BEFORE = (
    "In the spring of that year the printers of the valley came together once more, and the old foreman read to them what he had kept "
    "for so long in his drawer"
)
AFTER = (
    "Nobody answered him, for nobody knew what could have been answered, and when the lamps were put out they went home over the frozen "
    "fields without a word."
)
HASTE = (
    "A sheet that is set in haste is read in sorrow, and whoever has once seen a reader stop in the middle of a line knows what his haste "
    "has cost."
)
SECOND = (
    "The second sheet is set in the knowledge of the first, and that is the whole of what a master can teach to anybody who cares to "
    "listen to him."
)
VERSE = "The press is cold,\nThe ink is thick,\nAnd no one comes\nTo turn the stick."
WIDTH = 72


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing a quotation: the source, what is quoted (or the verse) as Markdown, its ending as a page; whether asked."""

    name: str
    text: str
    result: str
    html: bool = False
    asked: bool = False


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def wrapped(paragraph: str, spaces: int = 0, width: int = WIDTH) -> str:
    return indent(fill(paragraph, width - spaces), " " * spaces)


def quoted(*paragraphs: str) -> str:
    return "\n>\n".join(f"> {paragraph}" for paragraph in paragraphs)


def page(*elements: str) -> str:
    return f"<p>{BEFORE}:</p>{''.join(elements)}<p>{AFTER}</p>"


LINES = "\n".join(f"| {line}" for line in VERSE.split("\n"))
BROKEN = VERSE.replace("\n", "<br>\n")
LETTER = ("London, 3 May 1890", "Dear Sir,", HASTE, SECOND, "Yours faithfully,", "Ada Editor")
FORMS = (
    Form("01 set in", text(wrapped(f"{BEFORE}."), wrapped(HASTE, 4), wrapped(AFTER)), quoted(HASTE)),
    Form(
        "02 narrower",
        text(*[wrapped(f"{BEFORE}.")] * 2, wrapped(f"{HASTE} {SECOND}", width=54), wrapped(AFTER)),
        quoted(f"{HASTE} {SECOND}"),
    ),
    Form("03 after a colon, between marks", text(f"{BEFORE}:", f"“{HASTE}”", AFTER), quoted(f"“{HASTE}”")),
    Form("04 opened anew", text(f"{BEFORE}:", f"“{HASTE}", f"“{SECOND}”", AFTER), quoted(f"“{HASTE}", f"“{SECOND}”")),
    Form(
        "05 with a note alone",
        text(f"{BEFORE}, and he wrote:", f"{HASTE}[1]", AFTER, "[1] Turner, Margins, p. 5."),
        quoted(f"{HASTE}[^1]"),
    ),
    Form("06 as an answer", text(f"{BEFORE}.", f"> {HASTE}\n>\n> {SECOND}", AFTER), quoted(HASTE, SECOND)),
    Form("06b without spaces", text(f"{BEFORE}.", f">{HASTE}", AFTER), quoted(HASTE)),
    Form("06c one in the other", text(f"{BEFORE}.", f"> {HASTE}\n>> {SECOND}", AFTER), f"{quoted(HASTE)}\n>\n> > {SECOND}"),
    Form("07 blockquote", page(f"<blockquote><p>{HASTE}</p><p>{SECOND}</p></blockquote>"), quoted(HASTE, SECOND), html=True),
    Form("07b bare blockquote", page(f"<blockquote>{HASTE}</blockquote>"), quoted(HASTE), html=True),
    Form("07c division of a class", page(f'<div class="blockquot"><p>{HASTE}</p></div>'), quoted(HASTE), html=True),
    Form(
        "07d paragraphs of a class",
        page(f'<p class="quoteb">{HASTE}</p><p class="quoteb">{SECOND}</p>'),
        quoted(HASTE, SECOND), html=True,
    ),
    Form("07e set in by style", page(f'<p style="margin-left: 40px">{HASTE}</p>'), quoted(HASTE), html=True),
    Form("07f list without terms", page(f"<dl><dd>{HASTE}</dd></dl>"), quoted(HASTE), html=True),
    Form("08 between signs of proofreaders", text(f"{BEFORE}.", f"/#\n{HASTE}\n\n{SECOND}\n#/", AFTER), quoted(HASTE, SECOND)),
    Form("09 in brackets", text(f"{BEFORE}.", f"[quote]{HASTE}[/quote]", AFTER), quoted(HASTE)),
    Form("09b in angles", text(f"{BEFORE}.", f"<quote>{HASTE}</quote>", AFTER), quoted(HASTE)),
    Form("09c between rules", text(f"{BEFORE}.", f"____\n{HASTE}\n____", AFTER), quoted(HASTE)),
    Form("09d bq.", text(f"{BEFORE}.", f"bq. {HASTE}", AFTER), quoted(HASTE)),
    Form("09e colons", text(f"{BEFORE}.", f"::: quote\n{HASTE}\n:::", AFTER), quoted(HASTE)),
    Form("09f three marks", text(f"{BEFORE}.", f'"""\n{HASTE}\n"""', AFTER), quoted(HASTE)),
    Form("10 in italics", text(f"{BEFORE}.", f"_{HASTE}_", *[AFTER] * 6), f"*{HASTE}*", asked=True),
    Form(
        "11 with its source below",
        text(f"{BEFORE}:", HASTE, "— Tom Turner, The Margins", AFTER),
        quoted(HASTE, "— Tom Turner, The Margins"),
    ),
    Form("11b two hyphens", text(f"{BEFORE}:", f"“{HASTE}”", "-- Tom Turner", AFTER), quoted(f"“{HASTE}”", "— Tom Turner")),
    Form(
        "11c footer",
        page(f"<blockquote><p>{HASTE}</p><footer>— Tom Turner</footer></blockquote>"),
        quoted(HASTE, "— Tom Turner"), html=True,
    ),
    Form("12 letter", text(f"{BEFORE}:", *LETTER, AFTER), quoted(*LETTER)),
    Form("13 verse", text(*[wrapped(AFTER)] * 2, indent(VERSE, "    "), wrapped(AFTER)), LINES),
    Form("13b verse by breaks", page(f"<p>{BROKEN}</p>"), LINES, html=True),
    Form("13c verse in a quotation", page(f"<blockquote><p>{BROKEN}</p></blockquote>"), indent(LINES, "> "), html=True),
    Form("13d verse by class", page(f'<div class="poem">{BROKEN}</div>'), LINES, html=True),
    Form("13e verse between signs", text(f"{BEFORE}.", f"/*\n{VERSE}\n*/", AFTER), indent(LINES, "> ")),
    Form(
        "14 one in the other",
        page(f"<blockquote><p>{HASTE}</p><blockquote><p>{SECOND}</p></blockquote></blockquote>"),
        f"{quoted(HASTE)}\n>\n> > {SECOND}", html=True,
    ),
    Form("15 in a list", page(f"<ol><li><p>One</p><blockquote>{HASTE}</blockquote></li><li>Two</li></ol>"), f"    > {HASTE}", html=True),
    Form(
        "16 the sentence goes on",
        text(f"{BEFORE}, who wrote that:", f"“{HASTE}”", "and so went home.", AFTER),
        f"{quoted(f'“{HASTE}”')}\n\nand so went home.",
    ),
)  # fmt: skip


WRAPPED = ("01", "02", "13 ")
"""Forms that are known by where their lines end."""


def written(form: Form, source: str, folder: Path) -> tuple[str, list[str]]:
    """The manuscript that is made of a source, and what was asked about quotations; it passes `publish check`."""
    path = folder / ("page.html" if form.html else "page.txt")
    path.write_text(f"<html><body>{source}</body></html>" if form.html else source, encoding="utf-8")
    done = import_book(ImportOrder(sources=(str(path),), into=folder / "book"))
    assert not has_errors(done.diagnostics)  # what `publish check` says of the book
    asked = [one.before for one in done.decisions if one.subject == "quotation" and one.state == "asked"]
    return "\n\n".join(str(content) for name, content in done.files.items() if name.endswith(".md")), asked


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_quotation_is_written_as_one(form: Form, tmp_path: Path) -> None:
    result, asked = written(form, form.text, tmp_path)
    assert f"\n\n{form.result}\n\n" in f"\n\n{result}\n\n"
    assert bool(asked) is form.asked
    assert AFTER in result


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_quotation_is_known_among_three_pages(form: Form, tmp_path: Path) -> None:
    at = FORMS.index(form)
    lines = [UNTOUCHED[(at + step) % len(UNTOUCHED)] for step in range(3)]
    others = [f"{FILLING} {line}" for line in lines]
    around = (lambda one: f"<p>{one}</p>") if form.html else (wrapped if form.name.startswith(WRAPPED) else str)
    pages = [around(other) + ("\n\n" if not form.html else "") for other in others]
    result, _ = written(form, f"{pages[0]}{form.text}\n{pages[1]}{pages[2]}", tmp_path)
    assert f"\n\n{form.result}\n\n" in f"\n\n{result}\n\n"
    assert sum(line.startswith(("> In the spring", "> The envoys", "> Nobody")) for line in result.split("\n")) == 0
