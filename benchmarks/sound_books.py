"""Books that need no recovery: no note and no lost quotation is in them, though much looks like one.

Their sentences are made from a few words with a fixed seed. Each book is a typescript, a page and a Word document.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from subprocess import run

import lxml.html
import pypandoc

WHO = [
    "the miller",
    "her brother",
    "the ferryman",
    "a clerk of the court",
    "the old engineer",
    "my aunt",
    "nobody in the valley",
    "the printer",
]
DOES = ["mended", "forgot", "counted", "wanted", "described", "sold", "remembered", "could not find", "painted", "drew up"]
WHAT = ["the weir", "his account of the flood", "two barrels of salt", "the map of the parish", "a letter from the north", "the third bell"]
WHEN = [
    "in the spring",
    "before the frost",
    "after the war",
    "when the road was cut",
    "twice a year",
    "without a word",
    "for no reason at all",
]
MORE = ["and the rest is known", "though it had been asked for often", "which was the custom there", "because the river had risen"]
SPEAKERS = ("Anna", "Brandt", "The Ferryman", "Old Marten")
MEASURES = [
    "of 5 m<sup>2</sup>",
    "at 10<sup>3</sup>",
    "of <sup>14</sup>C",
    "of H<sub>2</sub>O",
    "the 1<sup>st</sup>",
    "of M<sup>me</sup> Curie",
    "with x<sup>2</sup> + y<sup>2</sup> = z<sup>2</sup>",
    "as Ca<sup>2+</sup>",
    "at n<sup>1</sup>, n<sup>2</sup>, n<sup>3</sup>",
    "of <sup>238</sup>U",
    "the 2<sup>nd</sup>",
    "3 cm<sup>3</sup>",
    "of SO<sub>4</sub><sup>2−</sup>",
    "a<sup>1</sup>",
    "km²",
    "¹⁴C",
    "10⁻³",
]
CHAPTERS = ("The Weir", "A Cold Morning", "What the Clerk Knew", "The Salt Road", "Home")
Paragraphs = Iterator[str]


class Prose:
    """Sentences, always the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def sentence(self) -> str:
        """One sentence, without its full stop."""
        choose = self.random.choice
        text = f"{choose(WHO)} {choose(DOES)} {choose(WHAT)} {choose(WHEN)}"
        text += f", {choose(MORE)}" if self.random.random() < 0.5 else ""
        return text[0].upper() + text[1:]

    def sentences(self, least: int = 2, most: int = 6) -> str:
        """Some sentences, each with its full stop."""
        return " ".join(f"{self.sentence()}." for _ in range(self.random.randint(least, most)))

    def paragraph(self) -> str:
        """A paragraph of running text."""
        return f"<p>{self.sentences(3, 7)}</p>"

    def with_marks(self, *marks: str) -> str:
        """A paragraph in which each of some sentences ends with a mark or a word of its own."""
        return f"<p>{self.sentences(1, 3)} {' '.join(f'{self.sentence()} {mark}.' for mark in marks)} {self.sentences(1, 3)}</p>"


def novel(prose: Prose) -> Paragraphs:
    """Much talk: short speeches, long ones, one that goes on for paragraphs, one after a colon."""
    for _ in range(30):
        yield prose.paragraph()
        yield f"<p>“{prose.sentence()},” said Anna.</p>"
        yield f"<p>“{prose.sentence()}!” cried Brandt. “{prose.sentences(1, 3)}”</p>"
        yield f"<p>“{prose.sentences(4, 8)}”</p>"
        yield "<p>“And then?”</p>"
        if prose.random.random() < 0.3:
            yield f"<p>“{prose.sentences(3, 6)}</p><p>“{prose.sentences(3, 6)}”</p>"
        if prose.random.random() < 0.3:
            yield f"<p>{prose.sentence()}. Then she said:</p><p>“{prose.sentences(3, 6)}”</p>"


def dashes(prose: Prose) -> Paragraphs:
    """A novel whose speeches begin with a dash, as on the Continent."""
    for _ in range(30):
        yield prose.paragraph()
        yield f"<p>— {prose.sentence()}, said Anna.</p>"
        yield "<p>— Yes.</p>"
        yield f"<p>— {prose.sentences(2, 5)}</p>"
        yield "<p>— Never in my life</p>"
        yield prose.paragraph()
        yield "<p>— Brandt, come here.</p>"


def tale(prose: Prose) -> Paragraphs:
    """A tale with little talk, of which each piece is long."""
    for _ in range(20):
        yield prose.paragraph()
        yield prose.paragraph()
        yield prose.paragraph()
        yield f"<p>“{prose.sentences(4, 8)}” {prose.sentences(1, 1)}</p>"


def play(prose: Prose) -> Paragraphs:
    """Speakers, stage directions, speeches."""
    for _ in range(40):
        speaker = prose.random.choice(SPEAKERS)
        yield f"<p>{speaker.upper()}. <i>(aside)</i> {prose.sentences(1, 5)}</p>"
        if prose.random.random() < 0.2:
            yield f"<p><i>{prose.sentence()}. Exit {speaker}.</i></p>"


def play_in_columns(prose: Prose) -> Paragraphs:
    """A play whose speakers stand on lines of their own, with a colon."""
    for _ in range(40):
        speaker = prose.random.choice(SPEAKERS)
        yield f"<p>{speaker.upper()}:</p><p>{prose.sentences(1, 5)}</p>"
        if prose.random.random() < 0.2:
            yield f"<p>[{prose.sentence()}.]</p>"


def interview(prose: Prose) -> Paragraphs:
    """Questions and answers, each below its label."""
    for _ in range(20):
        yield f"<p>Q:</p><p>{prose.sentences(1, 2)}</p><p>A:</p><p>{prose.sentences(3, 6)}</p>"


def treatise(prose: Prose) -> Paragraphs:
    """Points in the line and points in lists, with references to both."""
    for _ in range(12):
        yield prose.paragraph()
        yield prose.with_marks("(1)", "(2)", "(3)")
        yield f"<p>Three things follow: (1) {prose.sentence()}; (2) {prose.sentence()}; (3) {prose.sentence()}.</p>"
        yield f"<p>Of {prose.sentence()} we said, in (2) above, that it is so; and from [1] and [3] together we may conclude the rest.</p>"
        yield "<ol>" + "".join(f"<li>{prose.sentences(1, 2)}</li>" for _ in range(4)) + "</ol>"


def theses(prose: Prose) -> Paragraphs:
    """Numbered theses, each a paragraph, with references to others."""
    for number in range(1, 60):
        yield f"<p>{number}. {prose.sentences(1, 3)} (See {max(1, number - 3)}.) {prose.sentence()} ({max(1, number - 1)}).</p>"


def bracketed_theses(prose: Prose) -> Paragraphs:
    """Theses numbered in brackets, with references back to earlier ones and on to later ones."""
    for number in range(1, 40):
        yield f"<p>[{number}] {prose.sentences(1, 3)} By [{max(1, number - 2)}], {prose.sentence()}; see also [{number + 4}].</p>"


def law(prose: Prose) -> Paragraphs:
    """Paragraphs of a law, with numbered subparagraphs and references."""
    for number in range(1, 25):
        yield f"<p>§ {number}</p>"
        for point in range(1, 4):
            yield f"<p>({point}) {prose.sentences(1, 2)} As § {max(1, number - 1)} ({point}) has it, {prose.sentence()} (2).</p>"


def exercises(prose: Prose) -> Paragraphs:
    """Problems and their solutions, with equations that are numbered at the right and referred to."""
    for number in range(1, 16):
        yield f"<p>Problem {number}:</p><p>{prose.sentences(3, 5)}</p><p>a = b + {number} ({number})</p>"
        yield f"<p>Solution:</p><p>{prose.sentences(3, 6)} By ({number}) and ({max(1, number - 1)}), {prose.sentence()}.</p>"


def scripture(prose: Prose) -> Paragraphs:
    """Verses, their numbers raised in the line."""
    for _ in range(20):
        yield "<p>" + " ".join(f"<sup>{number}</sup>{prose.sentence()}." for number in range(1, 9)) + "</p>"


def verses(prose: Prose) -> Paragraphs:
    """Verses, each a paragraph, the number raised before it or typed, with references to others."""
    for number in range(1, 40):
        yield f"<p>{number} {prose.sentence()}. As it is in {number}:{number + 2} and in Psalm {number}, {prose.sentence()}.</p>"
        yield f"<p><sup>{number}</sup>{prose.sentence()}. {prose.sentence()}.</p>"


def physics(prose: Prose) -> Paragraphs:
    """Exponents, isotopes, formulae, ordinals, abbreviations."""
    for _ in range(12):
        yield prose.with_marks(*prose.random.sample(MEASURES, 5))
        yield prose.paragraph()
    yield "<ol>" + "".join(f"<li>{prose.sentences(1, 2)}</li>" for _ in range(4)) + "</ol>"


def prices(prose: Prose) -> Paragraphs:
    """A list of prices with asterisks, and figures in tables."""
    for _ in range(8):
        yield prose.paragraph()
        yield f"<p>Eels, fresh* 3.50</p><p>Pike* 4.20</p><p>Salt, the pound 1.10</p><p>{prose.sentence()}*</p>"
        rows = "".join(f"<tr><td>{prose.random.choice(WHAT)} {row}</td><td>{row}</td><td>1{row}*</td></tr>" for row in range(1, 5))
        yield f"<table><tr><th>Goods</th><th>Number</th><th>Price</th></tr>{rows}</table>"
        yield f"<p>On the 3 May 1911 and on May 4, 1912, {prose.sentence()}, as in 1913 and in 2/3 of all cases.</p>"


def years(prose: Prose) -> Paragraphs:
    """Annals: years and days at the beginning of lines and at the end of sentences."""
    for year in range(1901, 1931):
        yield f"<p>{year}. {prose.sentences(1, 3)} So it was on May {year - 1900}. {prose.sentence()} {year - 1900}.</p>"
        yield f"<p>{year - 1900} May. {prose.sentences(1, 2)}</p>"


def cited(prose: Prose) -> Paragraphs:
    """Works cited by number in brackets, listed under a heading."""
    for number in range(1, 13):
        yield prose.with_marks(f"[{number}]", f"[{13 - number}, p. {number}]", f"[{max(1, number - 2)}, {number}]")
        yield prose.paragraph()
    yield "<h2>References</h2>"
    for number in range(1, 13):
        yield f"<p>[{number}] B. Brandt, <i>{prose.random.choice(CHAPTERS)}</i> (Utopia: Imaginary Press, {1900 + number}).</p>"


def cited_at_random(prose: Prose) -> Paragraphs:
    """Works cited by number, in the order of the alphabet; the heading is “Bibliography”."""
    for _ in range(24):
        yield prose.with_marks(f"[{prose.random.randint(1, 20)}]", f"[{prose.random.randint(1, 20)}]")
    yield "<h2>Bibliography</h2><ol>"
    for number in range(1, 21):
        yield f"<li>{chr(64 + number)}. Brandt, <i>{prose.random.choice(CHAPTERS)}</i> (Utopia: Imaginary Press, {1900 + number}).</li>"
    yield "</ol>"


def cited_in_disorder(prose: Prose) -> Paragraphs:
    """Works cited by number as they come, and listed with their numbers in brackets under a heading that no rule knows."""
    for _ in range(24):
        yield prose.with_marks(f"[{prose.random.randint(1, 20)}]", f"[{prose.random.randint(1, 20)}, {prose.random.randint(1, 20)}]")
    yield "<h2>The Books</h2>"
    for number in range(1, 21):
        yield f"<p>[{number}] B. Brandt, <i>{prose.random.choice(CHAPTERS)}</i> (Utopia: Imaginary Press, {1900 + number}).</p>"


BOOKS: tuple[Callable[[Prose], Paragraphs], ...] = (
    *(novel, dashes, tale, play, play_in_columns, interview),
    *(treatise, theses, bracketed_theses, law, exercises),
    *(scripture, verses, physics, prices, years),
    *(cited, cited_at_random, cited_in_disorder),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundBook:
    """A book that needs no recovery, as the file of one form: its ending and its content."""

    name: str
    ending: str
    content: bytes


def sound_books() -> Iterator[SoundBook]:
    """Each book in each form."""
    for seed, write in enumerate(BOOKS):
        page = page_of(write, Prose(seed))
        for ending, content in (("txt", typescript_of(page)), ("html", page.encode()), ("docx", document_of(page))):
            yield SoundBook(name=write.__name__.replace("_", " "), ending=ending, content=content)


def page_of(write: Callable[[Prose], Paragraphs], prose: Prose) -> str:
    """A book as a page, its paragraphs under the headings of chapters."""
    paragraphs = list(write(prose))
    each = -(-len(paragraphs) // len(CHAPTERS))
    chapters = [f"<h2>{title}</h2>\n" + "\n".join(paragraphs[at * each : (at + 1) * each]) for at, title in enumerate(CHAPTERS)]
    body = "\n".join(["<h1>A Book of the Valley</h1>", *chapters])
    head = '<head><meta charset="utf-8"><title>A Book of the Valley</title></head>'
    return f'<!DOCTYPE html>\n<html lang="en">{head}\n<body>\n{body}\n</body></html>\n'


def typescript_of(page: str) -> bytes:
    """The words of a page: its paragraphs with an empty line between, items of lists with their numbers."""
    root = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for items in root.iter("ol"):
        for number, item in enumerate(items.iter("li"), 1):
            item.text = f"{number}. {item.text or ''}"
    return "\n\n".join(block.text_content() for block in root.iter("h1", "h2", "p", "li", "tr")).encode()


def document_of(page: str) -> bytes:
    """A page as a Word document."""
    command = [str(pypandoc.get_pandoc_path()), "--from", "html", "--to", "docx", "--output", "-"]
    return run(command, input=page.encode(), check=True, capture_output=True).stdout
