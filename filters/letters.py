"""Letters and documents in block quotations: where they begin, how they greet and who signs, each in a division of its own.

    > London, 3 May 1890              ::: dateline
    >
    > Dear Sir,                       ::: salutation
    >
    > I have read the proofs.
    >
    > Yours faithfully,\\              ::: signature
    > Ada Editor

Policy: evidence or nothing. A salutation is a short first paragraph, or a first line broken by hand, that begins with a word of greeting
and ends as greetings do in its language. A signature is a closing formula and a name after it, at the very end. A dateline is a date, with
or without a place, before the salutation or next to the signature. An attribution stays the last of all. What the editor has put into such
a division stays as it is. Words and notes keep their order.

Also a pandoc filter: pandoc --filter filters/letters.py.
"""

import re
from typing import Any

import panflute as pf

Finding = tuple[str, str, str, int]

MOST_OF_GREETING = 8  # words
MOST_OF_CLOSING = 22  # French ones are long
MOST_OF_DATELINE = 10
MOST_OF_VERSE = 14  # in a line of it; what is longer is prose
MOST_NAMES = 8
MOST_LINES = 3  # a name, and what its bearer is
GREETINGS = {
    r"(?:my )?(?:very )?dear(?:est)?|sirs?|madam|gentlemen|to whom it may concern": ",:",
    r"sehr (?:ge|ver)ehrter?|hoch(?:ge|ver)ehrter?|(?:mein[e]? )?(?:sehr )?(?:liebe|teure|werte)[rs]?": ",!",
    r"(?:mon |ma |mes )?(?:bien |très )?ch(?:er|ère)s?|monsieur|madame|mademoiselle|messieurs": ",",
    r"(?:много)?уважаем(?:ый|ая|ые)|дорог(?:ой|ая|ие)|мил(?:ый|ая|ые)|милостив(?:ый|ая) государ(?:ь|ыня)": ",!",
    r"(?:muy )?(?:estimad[oa]s?|querid[oa]s?|distinguid[oa]s?)|muy señor mío": ",:",
    r"(?:mi[oa] )?(?:car[oa]|carissim[oa]|gentilissim[oa]|egregio|stimat[oa])": ",",
}
"""How greetings begin in English, German, French, Russian, Spanish and Italian, each with the signs that end one."""
GREETING = re.compile("|".join(rf"(?:{begins})\b[^.?;:!]*[{ends}]" for begins, ends in GREETINGS.items()), re.IGNORECASE)
SENTENCES = re.compile(r"veuillez|agréez|je vous prie|recevez|croyez", re.IGNORECASE)  # formulas that may end with a full stop
BEGUN = re.compile(r"i am|i remain|i have|believe", re.IGNORECASE)  # those that a comma must end: else they are any sentence
CRIES = re.compile(r"\b(?:god|gott|himmel|боже|dieu|me)\W*$", re.IGNORECASE)  # “Lieber Gott!” is said to nobody who has a letter box
CLOSING = re.compile(
    r"""
    (?:(?:ever|very|most|always|as\ ever)\ )*(?:yours|sincerely|faithfully|respectfully|truly|affectionately|cordially)
    | your\ (?:\w+\ )*(?:obedient|humble|affectionate|loving|devoted|sincere|faithful|grateful|old)
    | i\ (?:am|remain|have\ the\ hono(?:u)?r) | believe\ me | (?:with\ )?(?:best|kind(?:est)?|warm(?:est)?)\ (?:regards|wishes) | with\ love
    | (?:mit\ )?(?:freundlich|herzlich|best|vorzüglich|lieb|viel)(?:st)?e[nr]?\ (?:\w+\ )*(?:grüße[n]?|gruß|hochachtung)
    | hochachtungsvoll | (?:dein|ihr|euer)(?:e)?\ (?:\w+\ )*(?:ergeben|treu|gehorsam|lieb)(?:st)?e[rn]?
    | (?:veuillez|agréez|je\ vous\ prie|recevez|croyez) | (?:bien\ )?(?:cordialement|sincèrement|respectueusement|amicalement)
    | (?:с\ (?:\w+\ )*(?:уважением|почтением|приветом|любовью)) | (?:искренне|всегда)?\ ?(?:ваш|твой|преданный|покорный)
    | (?:(?:muy\ )?atentamente|cordialmente|un\ (?:fuerte\ )?abrazo|suyo) | (?:cordiali|distinti)\ saluti | (?:suo|tuo)\ \w+issimo
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How closing formulas begin, in the same languages; one proves nothing without the name after it."""
MONTHS = """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov
    dec januar jänner februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre
    novembre décembre января февраля марта апреля мая июня июля августа сентября октября ноября декабря enero febrero marzo abril mayo
    junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    """.split()  # noqa: SIM905  a list of words is read as words
MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
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
LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # they hold no quotation, and are most of a tree
TEXT = (pf.Para, pf.Plain)


def run(doc: pf.Doc, context: Any = None) -> list[Finding]:
    """Gives the letters in the quotations of a tree their form; nothing to report."""

    shape(doc)
    return []


def shape(element: pf.Element) -> None:
    """Gives the letters in an element their form; in notes too."""
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
    """The blocks, the greeting at their head in a division; a head broken by hand is parted around it."""
    at = 0
    while at < len(blocks) and is_dateline(blocks[at]):
        at += 1
    if at == len(blocks) or not isinstance(blocks[at], pf.Para):
        return blocks
    lines = lines_of(blocks[at])
    found = next((place for place, line in enumerate(lines) if is_greeting(text_of(line))), None)
    if found is None or not is_head(lines[:found]) or (found + 1 == len(lines) and at + 1 == len(blocks)):
        return blocks
    before, after = lines[:found], lines[found + 1 :]
    if after and not before and (len(after) > 1 or len(text_of(after[0]).split()) <= MOST_OF_VERSE):
        return blocks  # “Dear dead days beyond recall,” is the first line of a song
    head = [pf.Div(pf.Para(*of_lines(before)), classes=["dateline"])] if before else []
    whole = blocks[at] if len(lines) == 1 else pf.Para(*lines[found])
    rest = [pf.Para(*of_lines(after))] if after else []
    return [*blocks[:at], *head, pf.Div(whole, classes=["salutation"]), *rest, *blocks[at + 1 :]]


def with_signature(blocks: list[pf.Block]) -> list[pf.Block]:
    """The blocks, the closing formula and the name at their end in a division; text broken by hand before the formula stays a paragraph."""
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
    """The blocks, the dates before a salutation and next to a signature in divisions, and one at the head of a letter that is signed."""
    greets = [place for place, block in enumerate(blocks) if is_division(block, "salutation")]
    signs = [place for place, block in enumerate(blocks) if is_division(block, "signature")]
    places = set(range(greets[0]) if greets else [0] if signs else [])
    places.update(place for sign in signs for place in (sign - 1, *range(sign + 1, len(blocks))))
    return [
        pf.Div(block, classes=["dateline"]) if place in places and isinstance(block, pf.Para) and is_dateline(block) else block
        for place, block in enumerate(blocks)
    ]


# --- what proves them -----------------------------------------------------------------------------------------------------------------


def is_greeting(text: str) -> bool:
    """Whether a line is a greeting from its first word to its last sign: “My dear Anna,”."""
    text = text.strip().lstrip("“„«\"‘'")
    return len(text.split()) <= MOST_OF_GREETING and GREETING.fullmatch(text) is not None and not CRIES.search(text)


def is_head(lines: list[list[pf.Inline]]) -> bool:
    """Whether the lines before a greeting are lines of a place and a date, or none."""
    texts = [text_of(line).strip() for line in lines]
    is_of_place = all(text and len(text.split()) <= MOST_OF_DATELINE and has_capitals(DATE.sub("", text)) for text in texts)
    return not lines or (is_of_place and len(lines) <= MOST_LINES and any(map(DATE.search, texts)))


def is_dateline(block: pf.Block) -> bool:
    """Whether a block is nothing but a date and a place, or a division that says so."""
    if is_division(block, "dateline"):
        return True
    return isinstance(block, pf.Para) and bool(block.content) and is_head(lines_of(block))


def is_closing(block: pf.Block) -> bool:
    """Whether a paragraph is a closing formula and nothing else."""
    return isinstance(block, pf.Para) and all(is_formula(text_of(line)) for line in lines_of(block)[-1:]) and len(lines_of(block)) <= 2


def is_formula(text: str) -> bool:
    """Whether a line is a closing formula: “Yours faithfully,”."""
    text = text.strip()
    if len(text.split()) > MOST_OF_CLOSING or not CLOSING.match(text) or re.search(r"[?!;:]", text):
        return False
    return text.endswith(",") if BEGUN.match(text) else not text.endswith(".") or SENTENCES.match(text) is not None


def are_signers(lines: list[list[pf.Inline]]) -> bool:
    """Whether lines are a name and what its bearer is."""
    texts = [text_of(line).strip() for line in lines]
    return 0 < len(texts) <= MOST_LINES and all(map(are_names, texts)) and not DASH.match(texts[0])


def closing_line(lines: list[list[pf.Inline]]) -> int | None:
    """Which line begins the closing formula behind which nothing stands but names; None if there is no such line."""
    for at, line in enumerate(lines):
        text = text_of(line).strip()
        is_over = not at or ENDS_SENTENCE.search(text_of(lines[at - 1]).strip())
        behind = next((place for place in range(at + 1, len(lines)) if not is_formula(text_of(lines[place]))), len(lines))
        if is_over and is_formula(text) and are_signers(lines[behind:]):
            return at
        formula, comma, name = text.rpartition(",")
        is_last = at + 1 == len(lines)
        if is_over and is_last and comma and is_formula(formula + comma) and are_names(name.strip()) and len(formula.split()) < MOST_NAMES:
            return at
    return None


def are_names(text: str) -> bool:
    """Whether a text is words with capitals, particles among them: “Ada Editor,”, “J. W. von Goethe.”."""
    return 0 < len(text.split()) <= MOST_NAMES and not re.search(r"[?!…;:]", text) and has_capitals(text, PARTICLES)


def has_capitals(text: str, small: frozenset[str] = OF_DATELINES) -> bool:
    """Whether each word begins with a capital or is a number, but for these small ones."""
    words = re.findall(r"[^\W_]+", text)
    return all(word[0].isupper() or word[0].isdigit() or word.casefold() in small for word in words)


# --- reading a paragraph --------------------------------------------------------------------------------------------------------------


def is_division(block: pf.Block, name: str) -> bool:
    """Whether a block is a division of this class."""
    return isinstance(block, pf.Div) and name in block.classes


def lines_of(paragraph: pf.Block) -> list[list[pf.Inline]]:
    """The lines of a paragraph that are broken by hand."""
    lines: list[list[pf.Inline]] = [[]]
    for inline in paragraph.content.list:
        if isinstance(inline, pf.LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return lines


def of_lines(lines: list[list[pf.Inline]]) -> list[pf.Inline]:
    """Lines as inlines, broken by hand between each other."""
    return [inline for place, line in enumerate(lines) for inline in ([pf.LineBreak(), *line] if place else line)]


def text_of(element: Any) -> str:
    """The plain text of an inline or several, notes left out."""
    match element:
        case pf.Str() | pf.Code():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case list():
            return "".join(map(text_of, element))
        case _:
            content = getattr(element, "content", None)
            return "".join(map(text_of, content.list)) if content is not None else ""


if __name__ == "__main__":
    tree = pf.load()
    run(tree)
    pf.dump(tree)
