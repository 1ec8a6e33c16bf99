"""Block quotations that have lost their markup, by what is left of them: marks of quotation, what leads to them, the note at their end.

Strong evidence is applied and told, weak evidence is asked. The signs are weighed together (`SIGNS`); what speaks against a quotation, talk
among persons above all, weighs as well. A book in which people talk all the time (`_talks`) gives no quotations by its marks alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL_END, CALLED, EM, EM_END, called_in, plain
from publish.importing.recovery.letters import letters_in

OPEN, CLOSE = '“„«‘‚‹"「『', '”“»’‘›"」』'
SAYING = re.compile(
    r"\b(?:wr[oi]te[sn]?|said|says?|stat(?:ed|es)|declar(?:ed|es)|explain(?:ed|s)|argu(?:ed|es)|not(?:ed|es)|observ(?:ed|es)|insist(?:ed|s)|"
    r"add(?:ed|s)|conclud(?:ed|es)|continu(?:ed|es)|remark(?:ed|s)|describ(?:ed|es)|summ(?:ed|ing|arized|arised) (?:it )?up|put(?:s)? it|"
    r"following (?:words|passage|terms|letter|extract|account|statement)|as follows|quot(?:ed|es|e|ing)|testif(?:ied|ies)|report(?:ed|s)|"
    r"warn(?:ed|s)|reads?|recall(?:ed|s)|affirm(?:ed|s)|assert(?:ed|s)|proclaim(?:ed|s)|relat(?:ed|es)|tells?|told|speaks?|spoke|"
    r"according to|"
    r"in (?:his|her|their) (?:own )?words|schr(?:ieb|eibt)|sagt(?:e)?|erklärt(?:e)?|écri(?:t|vit)|dit|déclar(?:e|a)|писал|сказал|заявил)\b",
    re.IGNORECASE,
)
SOURCE = re.compile(r"\b(?:ibid|op\. cit|loc\. cit|pp?\. ?\d|vol\. |ch(?:ap)?\. |\d{4}\b|[Ww]orks|ed\.|S\. \d)", re.IGNORECASE)
TALK = re.compile(
    r"(?:[,.?!][”’\"'])\s+(?:said|asked|answered|replied|cried|sagte|fragte|dit|demanda)?\s*(?:he|she|they|I|we|er|sie|il|elle)\b"
)
ITEM = re.compile(
    r"(?:\(?\d{1,2}[.)]|[-•*–]|(?:first|second|third|fourth|lastly|finally|erstens|zweitens|premièrement)(?:ly)?,)\s", re.IGNORECASE
)
ATTRIBUTION = re.compile(r"(?:[—―–]\s?|--\s?)\S.{0,120}")
LONG, SHORT, BRIEF = 240, 90, 40  # letters
WHOLLY = 0.82
MOST_NAME = 14  # words that name a source
APPLIED, ASKED = 3.0, 1.6
"""The weights from which a paragraph is taken for a quotation, and from which the editor is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A paragraph that may be a quotation: how much speaks for it, and what."""

    weight: float
    evidence: str

    @property
    def confidence(self) -> float:
        """The weight as a number between 0 and 1."""
        return min(0.98, max(0.05, 0.5 + (self.weight - ASKED) / (2 * APPLIED)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What is seen of one paragraph beside its neighbours."""

    text: str
    before: str
    ends_with_call: bool
    cites: bool  # the note it ends with names a source
    indent: int
    opens: bool
    whole: float  # the part of its letters that stand between marks of quotation
    goes_on: bool  # an opened quotation that the next paragraph opens anew, or that the one before left open
    after_quotation: bool = False
    attributed: bool = False  # the next paragraph names a source behind a dash
    italic: bool = False  # all of it


Sign = tuple[str, float, Callable[[Paragraph], bool]]
SIGNS: tuple[Sign, ...] = (
    ("wholly between marks of quotation", 2.2, lambda one: one.opens and one.whole >= WHOLLY),
    ("opened anew from paragraph to paragraph", 2.6, lambda one: one.goes_on),
    ("behind a colon", 1.2, lambda one: one.before.endswith((":", ":—", ":–"))),
    ("behind words of saying", 0.6, lambda one: bool(SAYING.search(one.before[-160:]))),
    ("behind words of saying and a colon", 0.6, lambda one: one.before.endswith(":") and bool(SAYING.search(one.before[-160:]))),
    ("ends with a note", 0.8, lambda one: one.ends_with_call),
    ("its note names a source", 0.6, lambda one: one.ends_with_call and one.cites),
    ("is long", 0.8, lambda one: len(one.text) >= LONG),
    ("follows a quotation", 0.6, lambda one: one.after_quotation and one.opens),
    ("set in from the text", 2.4, lambda one: one.indent >= 2),
    ("a source behind a dash stands below it", 2.4, lambda one: one.attributed),
    ("names a source below a quotation", 5.0, lambda one: one.after_quotation and _is_attribution(one.text)),
    ("wholly in italics", 1.7, lambda one: one.italic and len(one.text) >= SHORT),
    ("begins like an item of a list", -2.5, lambda one: bool(ITEM.match(one.text))),
    ("is short", -0.7, lambda one: len(one.text) < SHORT),
    ("is very short", -0.9, lambda one: len(one.text) < BRIEF),
    ("is talk", -1.5, lambda one: bool(TALK.search(one.text)) and len(one.text) < LONG),
)


def judge(blocks: Sequence[Block], notes: Mapping[str, str]) -> dict[int, Judged]:
    """The paragraphs that may be quotations, by place; `notes` are the texts of notes by their labels."""
    talks = _talks(blocks)
    base = _common_indent(blocks)
    opened = _opened(blocks)
    slanted = _is_slanted(blocks)
    found: dict[int, Judged] = {}
    for place, block in enumerate(blocks):
        if block.kind is not Kind.PARAGRAPH:
            continue
        paragraph = _paragraph(
            blocks, place, notes, base, goes_on=place in opened, after=place - 1 in found and found[place - 1].weight >= APPLIED
        )
        paragraph = replace(paragraph, italic=slanted and _is_italic(block.text))
        signs = [(name, weight) for name, weight, holds in SIGNS if holds(paragraph)]
        weight = sum(weight for _, weight in signs) - (2.0 if talks and paragraph.opens else 0.0)
        if weight >= ASKED and any(weight > 1 for _, weight in signs):
            found[place] = Judged(weight=weight, evidence=", ".join(name for name, weight in signs if weight > 0))
    letter = Judged(weight=APPLIED + 1, evidence="of a letter behind a colon, from its salutation to its signature")
    return found | dict.fromkeys(letters_in(blocks), letter)


def _paragraph(blocks: Sequence[Block], place: int, notes: Mapping[str, str], base: int, *, goes_on: bool, after: bool) -> Paragraph:
    text = plain(blocks[place].text).strip()
    before = plain(blocks[place - 1].text).rstrip() if place and blocks[place - 1].kind is not Kind.HEADING else ""
    tail = blocks[place].text.rstrip()
    label = called_in(tail)[-1] if tail.endswith(CALL_END) else ""
    return Paragraph(
        text=text,
        before=before,
        ends_with_call=bool(label),
        cites=bool(SOURCE.search(notes.get(label, "")[:200])),
        indent=blocks[place].indent - base,
        opens=text[:1] in OPEN and text[:1] != "",
        whole=_between_marks(text),
        goes_on=goes_on,
        after_quotation=after,
        attributed=_is_attribution(plain(blocks[place + 1].text).strip()) if place + 1 < len(blocks) else False,
    )


def _is_attribution(text: str) -> bool:
    """Whether a line names a source behind a dash: a few words, of which the first has a capital, and no sentence."""
    name = text.lstrip("—―–- ")
    return bool(ATTRIBUTION.fullmatch(text)) and name[:1].isupper() and len(name.split()) <= MOST_NAME and not re.search(r"[?!;:]", name)


def _is_italic(text: str) -> bool:
    return bool(re.fullmatch(rf"\s*{EM}[^{EM_END}]*{EM_END}[\s.]*", CALLED.sub("", text)))


def _is_slanted(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs wholly in italics are rare enough to be something else than the text."""
    paragraphs = [block.text for block in blocks if block.kind is Kind.PARAGRAPH]
    return sum(map(_is_italic, paragraphs)) <= 0.15 * len(paragraphs)


def _between_marks(text: str) -> float:
    """The part of a text's letters that stand between marks of quotation; one that is never closed counts to the end."""
    inside = total = 0
    depth = False
    inner = text[:1]
    closing = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘", "‹": "›", '"': '"', "「": "」", "『": "』"}.get(inner, "")
    for place, letter in enumerate(text):
        if depth and letter in closing and not (letter == "’" and text[place + 1 : place + 2].isalpha()):
            depth = False
        elif not depth and letter == inner:
            depth = True
        elif letter.isalnum():
            total += 1
            inside += depth
    return inside / total if total else 0.0


def _opened(blocks: Sequence[Block]) -> frozenset[int]:
    """Paragraphs of quotations that run over several: each opens, only the last closes."""
    found: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        text = plain(block.text).strip()
        opens = block.kind is Kind.PARAGRAPH and text[:1] in OPEN and bool(text)
        if opens and (not run or text[0] == plain(blocks[run[0]].text).strip()[0]):
            run.append(place)
            if _is_open_at_end(text):
                continue
            if len(run) > 1:
                found.update(run)
        elif len(run) > 1 and not opens:
            pass  # left open and never closed: no evidence
        run = []
    return frozenset(found)


def _is_open_at_end(text: str) -> bool:
    """Whether the quotation that a paragraph opens with is still open where it ends."""
    mark = text[0]
    if mark == '"':
        return text.count('"') % 2 == 1
    closing = {"“": "”", "„": "“", "«": "»", "‘": "’", "「": "」"}.get(mark, "")
    closed = text.count(closing) if closing != "’" else len(re.findall(r"’(?![^\W\d_])", text))
    return text.count(mark) > closed


def _talks(blocks: Sequence[Block]) -> bool:
    """Whether persons talk all through the text: many short paragraphs with marks of quotation, and words of who speaks."""
    texts = [plain(block.text).strip() for block in blocks if block.kind is Kind.PARAGRAPH and block.text]
    short = sum(text[:1] in OPEN and len(text) < LONG for text in texts)
    spoken = sum(bool(TALK.search(text)) for text in texts)
    return len(texts) > 20 and short > 0.25 * len(texts) and spoken > 0.05 * len(texts)


def _common_indent(blocks: Sequence[Block]) -> int:
    """The indent of most paragraphs, the smaller of two."""
    indents = Counter(block.indent for block in blocks if block.kind is Kind.PARAGRAPH)
    return min(indents, key=lambda indent: (-indents[indent], indent), default=0)
