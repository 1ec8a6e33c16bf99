"""Letters and documents in block quotations: date, salutation and signature, each in a division.

    > London, 3 May 1890              ::: dateline
    >
    > Dear Sir,                       ::: salutation
    >
    > I have read the proofs.
    >
    > Yours faithfully,\\              ::: signature
    > Ada Editor

Policy: no change without evidence. A salutation is a short first paragraph, or a first line with a hard break, that begins with a word of
greeting and ends as greetings do in its language. A signature is a closing formula and a name after it, at the very end. A dateline is a
date, with or without a place, before the salutation or next to the signature. An attribution stays last. Divisions that the editor wrote
stay as they are. Words and notes keep their order.

Also a pandoc filter: pandoc --filter filters/letters.py.
"""

import re
from typing import Any

import panflute as pf

from _languages import letter_words
from _plain_text import LEAVES, Finding, text_of

CHANGES = frozenset({"classes", "line_breaks", "paragraphs"})

MOST_OF_GREETING = 8  # words
MOST_OF_CLOSING = 22  # French ones are long
MOST_OF_DATELINE = 10
MOST_OF_VERSE = 14  # in one line; a longer line is prose
MOST_NAMES = 8
MOST_LINES = 3  # a name, with titles or functions
LANGUAGES = letter_words()
GREETING = re.compile("|".join(rf"(?:{'|'.join(words.greetings)})\b[^.?;:!]*[{words.greeting_ends}]" for words in LANGUAGES), re.IGNORECASE)
CLOSING = re.compile("|".join(form for words in LANGUAGES for form in words.closings), re.IGNORECASE)  # no evidence without a name after it
SENTENCES = re.compile("|".join(form for words in LANGUAGES for form in words.closing_sentences), re.IGNORECASE)
PHRASES = re.compile("|".join(form for words in LANGUAGES for form in words.closing_phrases), re.IGNORECASE)
EXCLAMATIONS = re.compile(rf"\b(?:{'|'.join(word for words in LANGUAGES for word in words.exclamations)})\W*$", re.IGNORECASE)
MONTHS = sorted({month for words in LANGUAGES for month in words.months}, key=lambda month: (-len(month), month))  # longest first
MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
YEAR = r"(?:,? (?:(?:de|of) )?\d{4}(?: ?(?:г\.|года))?)?"
DATE = re.compile(
    rf"\b(?:{DAY} (?:of |de )?{MONTH}|{MONTH} {DAY}){YEAR}|\b{MONTH},? \d{{4}}|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}", re.IGNORECASE
)
OF_DATELINES = frozenset(
    """
    a am au d de del den der des di do du el en et im in la le les n of on the à år и в на с von zu zum zur
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    """.split()  # noqa: SIM905  a list of words is read as words
)
PARTICLES = frozenset("and da de del della der des di du et la le of the und van von y zu zur и".split())  # noqa: SIM905  a list of words is read as words
DASH = re.compile(r"[—–―]|--")
ENDS_SENTENCE = re.compile(r"[.!?…,;:—][”’»«“\"')\]]*$")
TEXT = (pf.Para, pf.Plain)


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Puts the letters in the quotations of a tree into their form. Reports nothing."""
    shape(doc)
    return []


def shape(element: pf.Element) -> None:
    """Puts the letters in an element into their form, in notes too."""
    for part in ("content", "caption", "head", "foot", "definitions"):
        inner = getattr(element, part, None)
        for child in getattr(inner, "list", [inner] if inner is not None else []):
            if type(child) not in LEAVES:
                shape(child)
    if isinstance(element, pf.BlockQuote):
        blocks = [*element.content.list]
        source = [blocks.pop()] if len(blocks) > 1 and is_division(blocks[-1], "attribution") else []
        formed = with_datelines(with_signature(with_salutation(blocks)))
        if len(formed) != len(blocks) or any(now is not before for now, before in zip(formed, blocks, strict=True)):
            element.content = [*formed, *source]


# --- the parts of a letter ------------------------------------------------------------------------------------------------------------


def with_salutation(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks, with the greeting at their head in a division. A paragraph with hard line breaks is split around it."""
    at = 0
    while at < len(blocks) and is_dateline(blocks[at]):
        at += 1
    if at == len(blocks) or not isinstance(blocks[at], pf.Para):
        return blocks
    lines = lines_of(blocks[at])
    greeting = next((place for place, line in enumerate(lines) if is_greeting(text_of(line))), None)
    if greeting is None or not is_head(lines[:greeting]) or (greeting + 1 == len(lines) and at + 1 == len(blocks)):
        return blocks
    before, after = lines[:greeting], lines[greeting + 1 :]
    if after and not before and (len(after) > 1 or len(text_of(after[0]).split()) <= MOST_OF_VERSE):
        return blocks  # “Dear dead days beyond recall,” is the first line of a song
    head = [pf.Div(pf.Para(*of_lines(before)), classes=["dateline"])] if before else []
    whole = blocks[at] if len(lines) == 1 else pf.Para(*lines[greeting])
    rest = [pf.Para(*of_lines(after))] if after else []
    return [*blocks[:at], *head, pf.Div(whole, classes=["salutation"]), *rest, *blocks[at + 1 :]]


def with_signature(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks, with the closing formula and the name at their end in a division. Lines before the formula stay a paragraph."""
    end = len(blocks)
    while end > 1 and is_dateline(blocks[end - 1]):
        end -= 1
    if end < 2 or not isinstance(blocks[end - 1], pf.Para):
        return blocks
    *before, last = blocks[:end]
    lines = lines_of(last)
    if is_closing(before[-1]) and are_signers(lines):
        return [*before[:-1], pf.Div(before[-1], last, classes=["signature"]), *blocks[end:]]
    at = closing_line(lines)
    if at is None:
        return blocks
    if not at:
        return [*before, pf.Div(last, classes=["signature"]), *blocks[end:]]
    return [*before, pf.Para(*of_lines(lines[:at])), pf.Div(pf.Para(*of_lines(lines[at:])), classes=["signature"]), *blocks[end:]]


def with_datelines(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks, with dates in divisions: before a salutation, next to a signature, and at the head of a signed letter."""
    salutations = [place for place, block in enumerate(blocks) if is_division(block, "salutation")]
    signatures = [place for place, block in enumerate(blocks) if is_division(block, "signature")]
    places = set(range(salutations[0]) if salutations else [0] if signatures else [])
    places.update(place for at in signatures for place in (at - 1, *range(at + 1, len(blocks))))
    return [
        pf.Div(block, classes=["dateline"]) if place in places and isinstance(block, pf.Para) and is_dateline(block) else block
        for place, block in enumerate(blocks)
    ]


# --- what proves them -----------------------------------------------------------------------------------------------------------------


def is_greeting(text: str) -> bool:
    """Whether a whole line is a greeting: “My dear Anna,”."""
    text = text.strip().lstrip("“„«\"‘'")
    return len(text.split()) <= MOST_OF_GREETING and GREETING.fullmatch(text) is not None and not EXCLAMATIONS.search(text)


def is_head(lines: list[list[pf.Inline]]) -> bool:
    """Whether the lines before a greeting are a place and a date; also if there are no lines."""
    texts = [text_of(line).strip() for line in lines]
    is_of_place = all(text and len(text.split()) <= MOST_OF_DATELINE and has_capitals(DATE.sub("", text)) for text in texts)
    return not lines or (is_of_place and len(lines) <= MOST_LINES and any(map(DATE.search, texts)))


def is_dateline(block: pf.Block) -> bool:
    """Whether a block is only a date and a place, or a division .dateline."""
    if is_division(block, "dateline"):
        return True
    return isinstance(block, pf.Para) and bool(block.content) and is_head(lines_of(block))


def is_closing(block: pf.Block) -> bool:
    """Whether a paragraph is only a closing formula."""
    return isinstance(block, pf.Para) and all(is_formula(text_of(line)) for line in lines_of(block)[-1:]) and len(lines_of(block)) <= 2


def is_formula(text: str) -> bool:
    """Whether a line is a closing formula: “Yours faithfully,”."""
    text = text.strip()
    if len(text.split()) > MOST_OF_CLOSING or not CLOSING.match(text) or re.search(r"[?!;:]", text):
        return False
    return text.endswith(",") if PHRASES.match(text) else not text.endswith(".") or SENTENCES.match(text) is not None


def are_signers(lines: list[list[pf.Inline]]) -> bool:
    """Whether lines are a name, with titles or functions below it."""
    texts = [text_of(line).strip() for line in lines]
    return 0 < len(texts) <= MOST_LINES and all(map(are_names, texts)) and not DASH.match(texts[0])


def closing_line(lines: list[list[pf.Inline]]) -> int | None:
    """The number of the line that begins the closing formula, if only names follow the formula; else None."""
    for at, line in enumerate(lines):
        text = text_of(line).strip()
        is_over = not at or ENDS_SENTENCE.search(text_of(lines[at - 1]).strip())
        end = next((place for place in range(at + 1, len(lines)) if not is_formula(text_of(lines[place]))), len(lines))
        if is_over and is_formula(text) and are_signers(lines[end:]):
            return at
        formula, comma, name = text.rpartition(",")
        is_last = at + 1 == len(lines)
        if is_over and is_last and comma and is_formula(formula + comma) and are_names(name.strip()) and len(formula.split()) < MOST_NAMES:
            return at
    return None


def are_names(text: str) -> bool:
    """Whether all words of a text have capitals, but for particles: “Ada Editor,”, “J. W. von Goethe.”."""
    return 0 < len(text.split()) <= MOST_NAMES and not re.search(r"[?!…;:]", text) and has_capitals(text, PARTICLES)


def has_capitals(text: str, small: frozenset[str] = OF_DATELINES) -> bool:
    """Whether each word begins with a capital, is a number, or is one of these small words."""
    words = re.findall(r"[^\W_]+", text)
    return all(word[0].isupper() or word[0].isdigit() or word.casefold() in small for word in words)


# --- reading a paragraph --------------------------------------------------------------------------------------------------------------


def is_division(block: pf.Block, name: str) -> bool:
    """Whether a block is a division with this class."""
    return isinstance(block, pf.Div) and name in block.classes


def lines_of(paragraph: pf.Block) -> list[list[pf.Inline]]:
    """The lines of a paragraph, split at hard line breaks."""
    lines: list[list[pf.Inline]] = [[]]
    for inline in paragraph.content.list:
        if isinstance(inline, pf.LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return lines


def of_lines(lines: list[list[pf.Inline]]) -> list[pf.Inline]:
    """Lines as inlines, with hard line breaks between them."""
    return [inline for place, line in enumerate(lines) for inline in ([pf.LineBreak(), *line] if place else line)]


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
