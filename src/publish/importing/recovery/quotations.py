"""Block quotations without markup, by their traces: quotation marks, the words that introduce them, the note at their end.

Strong evidence is applied, weak evidence is asked. The weights in `EVIDENCE` are added up; what speaks against a quotation, dialogue above
all, counts too. In a book full of dialogue (`_is_dialogue`) quotation marks alone do not make a quotation.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL_END, CALL_SPAN, EM, EM_END, called_notes, plain
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
LAST_CALL = re.compile(rf"{CALL_END}[.,;:!?]*$")
LONG, SHORT, BRIEF = 240, 90, 40  # letters
WHOLLY = 0.82
MOST_NAME = 14  # words that name a source
APPLIED, ASKED = 3.0, 1.6
"""The least weight at which a paragraph is made a quotation, and at which the editor is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationCandidate:
    """A paragraph that may be a quotation: the weight of the evidence, and the evidence."""

    weight: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What the evidence looks at: a paragraph and its neighbours."""

    text: str
    before: str
    ends_with_call: bool
    cites: bool  # the note at its end names a source
    indent: int
    opens: bool  # it begins with a quotation mark
    whole: float  # the share of its letters that are between quotation marks
    goes_on: bool  # it is one of several paragraphs that each open a quotation, and only the last closes it
    after_quotation: bool = False
    attributed: bool = False  # the next paragraph names a source after a dash
    italic: bool = False  # all of it


Evidence = tuple[str, float, Callable[[Paragraph], bool]]
"""The evidence in words, its weight, and whether a paragraph shows it."""
EVIDENCE: tuple[Evidence, ...] = (
    ("wholly between quotation marks", 2.2, lambda paragraph: paragraph.opens and paragraph.whole >= WHOLLY),
    ("quotation marks opened again in each paragraph", 2.6, lambda paragraph: paragraph.goes_on),
    ("after a colon", 1.2, lambda paragraph: paragraph.before.endswith((":", ":—", ":–"))),
    ("after a verb of saying", 0.6, lambda paragraph: bool(SAYING.search(paragraph.before[-160:]))),
    (
        "after a verb of saying and a colon",
        0.6,
        lambda paragraph: paragraph.before.endswith(":") and bool(SAYING.search(paragraph.before[-160:])),
    ),
    ("ends with a note", 0.8, lambda paragraph: paragraph.ends_with_call),
    ("its note names a source", 0.6, lambda paragraph: paragraph.ends_with_call and paragraph.cites),
    ("is long", 0.8, lambda paragraph: len(paragraph.text) >= LONG),
    ("follows a quotation", 0.6, lambda paragraph: paragraph.after_quotation and paragraph.opens),
    ("indented", 2.4, lambda paragraph: paragraph.indent >= 2),
    ("a source after a dash follows", 2.4, lambda paragraph: paragraph.attributed),
    ("names a source below a quotation", 5.0, lambda paragraph: paragraph.after_quotation and _is_attribution(paragraph.text)),
    ("wholly in italics", 1.7, lambda paragraph: paragraph.italic and len(paragraph.text) >= SHORT),
    ("begins like a list item", -2.5, lambda paragraph: bool(ITEM.match(paragraph.text))),
    ("is short", -0.7, lambda paragraph: len(paragraph.text) < SHORT),
    ("is very short", -0.9, lambda paragraph: len(paragraph.text) < BRIEF),
    ("is dialogue", -1.5, lambda paragraph: bool(TALK.search(paragraph.text)) and len(paragraph.text) < LONG),
)


def quotation_candidates(blocks: Sequence[Block], notes: Mapping[str, str]) -> dict[int, QuotationCandidate]:
    """The paragraphs that may be quotations, by place; `notes` has the texts of the notes by name."""
    is_dialogue = _is_dialogue(blocks)
    base = _common_indent(blocks)
    continued = _continued(blocks)
    italics_count = _italics_are_rare(blocks)
    candidates: dict[int, QuotationCandidate] = {}
    for place, block in enumerate(blocks):
        if block.kind is not Kind.PARAGRAPH:
            continue
        paragraph = _paragraph(
            blocks,
            place,
            notes,
            base,
            goes_on=place in continued,
            after=place - 1 in candidates and candidates[place - 1].weight >= APPLIED,
        )
        paragraph = replace(paragraph, italic=italics_count and _is_italic(block.text))
        evidence = [(name, weight) for name, weight, holds in EVIDENCE if holds(paragraph)]
        weight = sum(weight for _, weight in evidence) - (2.0 if is_dialogue and paragraph.opens else 0.0)
        if weight >= ASKED and any(weight > 1 for _, weight in evidence):
            candidates[place] = QuotationCandidate(weight=weight, evidence=", ".join(name for name, weight in evidence if weight > 0))
    letter = QuotationCandidate(weight=APPLIED + 1, evidence="part of a letter after a colon, from its salutation to its signature")
    return candidates | dict.fromkeys(letters_in(blocks), letter)


def _paragraph(blocks: Sequence[Block], place: int, notes: Mapping[str, str], base: int, *, goes_on: bool, after: bool) -> Paragraph:
    text = plain(blocks[place].text).strip()
    before = plain(blocks[place - 1].text).rstrip() if place and blocks[place - 1].kind is not Kind.HEADING else ""
    tail = blocks[place].text.rstrip()
    label = called_notes(tail)[-1] if LAST_CALL.search(tail) else ""
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
    """Whether a line names a source after a dash: a few words, the first one capitalised, not a sentence."""
    name = text.lstrip("—―–- ")
    return bool(ATTRIBUTION.fullmatch(text)) and name[:1].isupper() and len(name.split()) <= MOST_NAME and not re.search(r"[?!;:]", name)


def _is_italic(text: str) -> bool:
    return bool(re.fullmatch(rf"\s*{EM}[^{EM_END}]*{EM_END}[\s.]*", CALL_SPAN.sub("", text)))


def _italics_are_rare(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs wholly in italics are rare enough to be quotations."""
    paragraphs = [block.text for block in blocks if block.kind is Kind.PARAGRAPH]
    return sum(map(_is_italic, paragraphs)) <= 0.15 * len(paragraphs)


def _between_marks(text: str) -> float:
    """The share of the letters of a text between quotation marks; a mark that is never closed counts to the end."""
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


def _continued(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of paragraphs in quotations of several: each paragraph opens, only the last one closes."""
    continued: set[int] = set()
    run: list[int] = []
    for place, block in enumerate(blocks):
        text = plain(block.text).strip()
        opens = block.kind is Kind.PARAGRAPH and text[:1] in OPEN and bool(text)
        if opens and (not run or text[0] == plain(blocks[run[0]].text).strip()[0]):
            run.append(place)
            if _is_open_at_end(text):
                continue
            if len(run) > 1:
                continued.update(run)
        elif len(run) > 1 and not opens:
            pass  # left open and never closed: no evidence
        run = []
    return frozenset(continued)


def _is_open_at_end(text: str) -> bool:
    """Whether the quotation at the beginning of a paragraph is still open at its end."""
    mark = text[0]
    if mark == '"':
        return text.count('"') % 2 == 1
    closing = {"“": "”", "„": "“", "«": "»", "‘": "’", "「": "」"}.get(mark, "")
    closed = text.count(closing) if closing != "’" else len(re.findall(r"’(?![^\W\d_])", text))
    return text.count(mark) > closed


def _is_dialogue(blocks: Sequence[Block]) -> bool:
    """Whether the text is full of dialogue: many short paragraphs with quotation marks, and words that say who speaks."""
    texts = [plain(block.text).strip() for block in blocks if block.kind is Kind.PARAGRAPH and block.text]
    short = sum(text[:1] in OPEN and len(text) < LONG for text in texts)
    spoken = sum(bool(TALK.search(text)) for text in texts)
    return len(texts) > 20 and short > 0.25 * len(texts) and spoken > 0.05 * len(texts)


def _common_indent(blocks: Sequence[Block]) -> int:
    """The commonest indent of the paragraphs; the smaller one of two that are as common."""
    indents = Counter(block.indent for block in blocks if block.kind is Kind.PARAGRAPH)
    return min(indents, key=lambda indent: (-indents[indent], indent), default=0)
