"""Block quotations without markup, by their traces: quotation marks, the words that introduce them, the note at their end.

Strong evidence is applied, weak evidence is asked. The weights in `EVIDENCE` are added up; what speaks against a quotation counts too.
Where people talk (`talk`), and where the source marks quotations itself, quotation marks and colons are no evidence; the layout is.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Frame, Kind
from publish.importing.inline import CALL_END, CALL_SPAN, EM, EM_END, called_notes, plain
from publish.importing.recovery.letters import letters_in
from publish.importing.recovery.talk import COLON, LONG, OPEN, SHORT, attributions_in, is_talk, labels_in

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
TAIL = re.compile(r"\s*(?:[(\[][^()\[\]]*[)\]]|[—–―-]\s*[^\W\d_][^.!?]*)[.\s]*")
ITEM = re.compile(
    r"(?:\(?\d{1,2}[.)]|\(?(?:[a-z]|[ivx]{2,5})\)|[-•*–]|(?:first|second|third|fourth|lastly|finally|erstens|zweitens|premièrement)(?:ly)?[,.:])\s",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"[\[(][^\[\]()]*[\])]?[.]?")
LAST_CALL = re.compile(rf"{CALL_END}[.,;:!?]*$")
WRITING = re.compile(
    r"\b(?:writes?|wrote|says|continues|reports?|exclaims|asks|adds|observes|remarks|declares|notes|concludes|quot(?:e|ing)|schreibt|sagt|"
    r"écrit|dit|пишет|говорит)\b",
    re.IGNORECASE,
)
"""Words with which an author brings in another; those of a story are in the past."""
NAME_SAID = re.compile(r"\b(?:said|wrote)\s+[A-Z]|[A-Z]\w+ (?:said|wrote)\b")
MOST_NAMING = 50  # letters of the words that name who writes; a story goes on: said he, well aware that …
PAGES = re.compile(r"[^\W\d_][^\d\n]{0,60}?[\s.](\d{1,3})(?=\s|$)")
LEAST_PAGES = 3
SAYS_NOTHING = frozenset({"indented", "is long", "after a verb of saying"})
MOST_INDENTED = 5  # paragraphs that only an indent makes quotations
BRIEF = 40  # letters
WHOLLY = 0.82
MOST_DIRECTIONS = 3  # short paragraphs wholly in italics
ASKED = 1.6
"""The least weight at which the editor is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationCandidate:
    """A paragraph that may be a quotation: the weight of the evidence, the evidence, whether it is one until the editor rejects it.

    `together` if the editor is asked once of all such paragraphs.
    """

    weight: float
    evidence: str
    applied: bool
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What the evidence looks at: a paragraph and its neighbours."""

    text: str
    before: str
    ends_with_call: bool
    cites: bool  # the note at its end names a source
    indent: int
    opens: bool  # it begins with a quotation mark
    between: float  # the share of its letters that are between quotation marks
    interrupting: str  # the words between its quoted parts
    goes_on: bool  # it is one of several paragraphs that each open a quotation, and only the last closes it
    after_quotation: bool = False
    attributed: bool = False  # the next paragraph names its source after a dash
    attribution: bool = False  # it names a source after a dash itself
    italic: bool = False  # all of it

    @property
    def names_writer(self) -> bool:
        """Whether the words between its quoted parts say who writes this, and do not tell who spoke in a story."""
        named = len(self.text) >= 2 * LONG and len(self.interrupting) <= MOST_NAMING and NAME_SAID.search(self.interrupting)
        return self.ends_with_call or bool(WRITING.search(self.interrupting) or named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Evidence in words, its weight, whether a paragraph shows it; `layout` if it counts wherever people talk, too.

    `around` if it is what stands before the paragraph, or what any paragraph may be: alone, such evidence is asked.
    """

    name: str
    weight: float
    holds: Callable[[Paragraph], bool]
    layout: bool = False
    around: bool = False


def _lists_pages(text: str) -> bool:
    """Whether a text is a list of titles with the numbers of their pages, which rise."""
    numbers = [int(match[1]) for match in PAGES.finditer(text)]
    return len(numbers) >= LEAST_PAGES and numbers == sorted(numbers) and text.rstrip()[-1:].isdigit()


def _quoted(paragraph: Paragraph) -> bool:
    return paragraph.opens and paragraph.between >= WHOLLY


EVIDENCE: tuple[Evidence, ...] = (
    Evidence(name="wholly between quotation marks", weight=2.2, holds=lambda paragraph: _quoted(paragraph) and not paragraph.interrupting),
    Evidence(
        name="between quotation marks, but for the words that name who writes",
        weight=2.2,
        holds=lambda paragraph: _quoted(paragraph) and bool(paragraph.interrupting) and paragraph.names_writer,
    ),
    Evidence(name="quotation marks opened again in each paragraph", weight=2.6, holds=lambda paragraph: paragraph.goes_on),
    Evidence(name="after a colon", weight=1.2, holds=lambda paragraph: paragraph.before.endswith(COLON), around=True),
    Evidence(name="after a verb of saying", weight=0.6, holds=lambda paragraph: bool(SAYING.search(paragraph.before[-160:])), around=True),
    Evidence(
        name="after a verb of saying and a colon",
        weight=0.6,
        holds=lambda paragraph: paragraph.before.endswith(":") and bool(SAYING.search(paragraph.before[-160:])),
        around=True,
    ),
    Evidence(name="ends with a note", weight=0.8, holds=lambda paragraph: paragraph.ends_with_call),
    Evidence(name="its note names a source", weight=0.6, holds=lambda paragraph: paragraph.ends_with_call and paragraph.cites),
    Evidence(name="is long", weight=0.8, holds=lambda paragraph: len(paragraph.text) >= LONG, layout=True, around=True),
    Evidence(name="follows a quotation", weight=0.6, holds=lambda paragraph: paragraph.after_quotation and paragraph.opens),
    Evidence(name="indented", weight=2.4, holds=lambda paragraph: paragraph.indent >= 2, layout=True),
    Evidence(name="a source after a dash follows", weight=2.4, holds=lambda paragraph: paragraph.attributed, layout=True),
    Evidence(
        name="names a source below a quotation",
        weight=5.0,
        holds=lambda paragraph: paragraph.after_quotation and paragraph.attribution,
        layout=True,
    ),
    Evidence(name="wholly in italics", weight=1.7, holds=lambda paragraph: paragraph.italic and len(paragraph.text) >= SHORT),
    Evidence(name="begins like a list item", weight=-2.5, holds=lambda paragraph: bool(ITEM.match(paragraph.text)), layout=True),
    Evidence(name="is in brackets", weight=-2.5, holds=lambda paragraph: bool(BRACKETED.fullmatch(paragraph.text)), layout=True),
    Evidence(name="is a list of pages", weight=-3.0, holds=lambda paragraph: _lists_pages(paragraph.text), layout=True),
    Evidence(name="is short", weight=-0.7, holds=lambda paragraph: len(paragraph.text) < SHORT, layout=True),
    Evidence(name="is very short", weight=-0.9, holds=lambda paragraph: len(paragraph.text) < BRIEF, layout=True),
    Evidence(
        name="is dialogue",
        weight=-1.5,
        holds=lambda paragraph: bool(TALK.search(paragraph.text)) and len(paragraph.text) < LONG and not paragraph.names_writer,
    ),
)


def quotation_candidates(blocks: Sequence[Block], notes: Mapping[str, str], least: float) -> dict[int, QuotationCandidate]:
    """The paragraphs that may be quotations, by place; `notes` has the texts of the notes by name.

    `least` is the weight at which one is a quotation unasked. In a source that marks quotations, none is.
    """
    is_marked = any(container.frame is Frame.QUOTATION for block in blocks for container in block.containers)
    by_layout = is_marked or is_talk(blocks)
    habits = _Habits(
        indent=_common_indent(blocks),
        continued=_continued(blocks),
        attributions=attributions_in(blocks),
        labels=labels_in(blocks),
        italics_are_rare=_italics_are_rare(blocks),
    )
    candidates: dict[int, QuotationCandidate] = {}
    for place, block in enumerate(blocks):
        if block.kind is not Kind.PARAGRAPH or block.is_within:
            continue
        after = place - 1 in candidates and candidates[place - 1].weight >= least
        paragraph = _paragraph(blocks, place, notes, habits, after=after)
        evidence = [one for one in EVIDENCE if (one.layout or not by_layout) and one.holds(paragraph)]
        weight = sum(one.weight for one in evidence)
        if weight >= (least if is_marked else ASKED) and any(one.weight > 1 for one in evidence):
            shows = any(one.weight > 0 and not one.around for one in evidence)
            names = ", ".join(one.name for one in evidence if one.weight > 0)
            candidates[place] = QuotationCandidate(weight=weight, evidence=names, applied=weight >= least and not is_marked and shows)
    if is_marked:
        return candidates
    candidates |= {place: replace(candidates[place], applied=False, together=True) for place in _only_indented(candidates)}
    letter = QuotationCandidate(
        weight=least + 1, evidence="part of a letter after a colon, from its salutation to its signature", applied=True
    )
    return candidates | dict.fromkeys(letters_in(blocks), letter)


def _only_indented(candidates: Mapping[int, QuotationCandidate]) -> tuple[int, ...]:
    """The places of paragraphs that are set in and show nothing else, if they are many, and more than those that do.

    In such a text an indent is that of directions, lists, remarks; a few in one are quotations.
    """
    indented = [place for place, candidate in candidates.items() if "indented" in candidate.evidence.split(", ")]
    alone = tuple(place for place in indented if set(candidates[place].evidence.split(", ")) <= SAYS_NOTHING)
    return alone if len(alone) > MOST_INDENTED and 2 * len(alone) > len(indented) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """How the whole of a text is written: its common indent, and the places of paragraphs that go on a quotation, name a source, label."""

    indent: int
    continued: frozenset[int]
    attributions: frozenset[int]
    labels: frozenset[int]
    italics_are_rare: bool


def _paragraph(blocks: Sequence[Block], place: int, notes: Mapping[str, str], habits: _Habits, *, after: bool) -> Paragraph:
    text = plain(blocks[place].text).strip()
    is_below_text = place > 0 and blocks[place - 1].kind is not Kind.HEADING and place - 1 not in habits.labels
    tail = blocks[place].text.rstrip()
    label = called_notes(tail)[-1] if tail.endswith(CALL_END) else ""
    between, interrupting = _between_marks(text)
    return Paragraph(
        text=text,
        before=plain(blocks[place - 1].text).rstrip() if is_below_text else "",
        ends_with_call=bool(label),
        cites=bool(SOURCE.search(notes.get(label, "")[:200])),
        indent=blocks[place].indent - habits.indent,
        opens=text[:1] in OPEN and text[:1] != "",
        between=between,
        interrupting=interrupting,
        goes_on=place in habits.continued,
        after_quotation=after,
        attributed=place + 1 in habits.attributions,
        attribution=place in habits.attributions,
        italic=habits.italics_are_rare and _is_italic(blocks[place].text),
    )


def _is_italic(text: str) -> bool:
    return bool(re.fullmatch(rf"\s*{EM}[^{EM_END}]*{EM_END}[\s.]*", CALL_SPAN.sub("", text)))


def _italics_are_rare(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs wholly in italics are rare enough to be quotations, and long: many short ones are stage directions."""
    texts = [plain(block.text) for block in blocks if block.kind is Kind.PARAGRAPH and _is_italic(block.text)]
    short = sum(len(text) < SHORT for text in texts)
    return short <= MOST_DIRECTIONS and len(texts) <= 0.15 * sum(block.kind is Kind.PARAGRAPH for block in blocks)


def _between_marks(text: str) -> tuple[float, str]:
    """The share of the letters of a text between quotation marks, and the words outside them; a mark that is never closed goes to the end.

    A source in parentheses or after a dash at the end is not among these words.
    """
    inner = text[:1]
    closing = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘", "‹": "›", '"': '"', "「": "」", "『": "』"}.get(inner, "")
    inside = total = 0
    outside = [""]
    is_open = False
    for place, letter in enumerate(text):
        if is_open and letter in closing and not (letter == "’" and text[place + 1 : place + 2].isalpha()):
            is_open = False
            outside.append("")
        elif not is_open and letter == inner:
            is_open = True
        else:
            total += letter.isalnum()
            inside += letter.isalnum() and is_open
            outside[-1] += "" if is_open else letter
    outside[-1] = "" if TAIL.fullmatch(outside[-1]) else outside[-1]
    return inside / total if total else 0.0, " ".join(piece.strip() for piece in outside if any(map(str.isalnum, piece)))


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


def _common_indent(blocks: Sequence[Block]) -> int:
    """The commonest indent of the paragraphs; the smaller one of two that are as common."""
    indents = Counter(block.indent for block in blocks if block.kind is Kind.PARAGRAPH)
    return min(indents, key=lambda indent: (-indents[indent], indent), default=0)
