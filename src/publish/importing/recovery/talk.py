"""Talk in a text: speeches between marks or after dashes, and lines that label what follows. None of it is a quotation."""

import re
from collections.abc import Sequence

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL_SPAN, plain

OPEN = '“„«‘‚‹"「『'
DASHES = "—―–"
COLON = (":", ":—", ":–")
EXCLAIMED = re.compile(r"[?!][”\"’'»]")
DASHED = re.compile(rf"(?:[{DASHES}]\s?|--\s?|-\s)\S")
ATTRIBUTION = re.compile(rf"(?:[{DASHES}]\s?|--\s?)(?P<name>\S.{{0,120}})")
SPOKEN = re.compile(r"\b(?:I|you|we|me|my|your|our|us|yes|no|not|never|oh|ah|well|yeah)\b|[?!;:]|n’t\b", re.IGNORECASE)
MOST_NAME = 14  # words that name a source
LONG, SHORT = 240, 90  # letters of a speech
TALKING, OPENING, LEAST_TALK = 0.04, 0.5, 6
"""Where people talk: the share of short speeches among the paragraphs; or, of so many paragraphs, the share that opens a quotation."""
LEAST_LABELS, MOST_LABEL = 3, 4  # labels in a text, words of one


def is_talk(blocks: Sequence[Block]) -> bool:
    """Whether people talk in a text, or tell it: many short speeches that no colon brings in and no note follows, or marks throughout."""
    paragraphs = [block for block in blocks if block.kind is Kind.PARAGRAPH and block.text and not block.is_within]
    texts = [plain(block.text).strip() for block in paragraphs]
    opened = [place for place, text in enumerate(texts) if text[:1] in OPEN and text]
    free = [place for place in opened if not (place and texts[place - 1].endswith(COLON)) and not CALL_SPAN.search(paragraphs[place].text)]
    speeches = sum(len(texts[place]) < SHORT or (len(texts[place]) < LONG and bool(EXCLAIMED.search(texts[place]))) for place in free)
    dashed = sum(bool(DASHED.match(text)) and not is_attribution(text) for text in texts)
    spoken = max(speeches, dashed)
    return (spoken > 1 and spoken > TALKING * len(texts)) or (len(texts) > LEAST_TALK and len(opened) > OPENING * len(texts))


def attributions_in(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of lines that name the source of what stands above them; none where speeches begin with a dash, too."""
    texts = [plain(block.text).strip() if block.kind is Kind.PARAGRAPH else "" for block in blocks]
    dashed = [place for place, text in enumerate(texts) if DASHED.match(text)]
    named = {place for place in dashed if place - 1 not in dashed and is_attribution(texts[place])}
    return frozenset(named) if len(named) > 3 * (len(dashed) - len(named)) else frozenset()


def is_attribution(text: str) -> bool:
    """Whether a line names a source after a dash: a few words, the first one capitalised, not a sentence, and nothing that one says."""
    match = ATTRIBUTION.fullmatch(text)
    name = match["name"] if match else ""
    return name[:1].isupper() and len(name.split()) <= MOST_NAME and not SPOKEN.search(name)


def labels_in(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of lines such as “ANNA:”, “Solution:”, where a text has several."""
    texts = [plain(block.text).strip() if block.kind is Kind.PARAGRAPH else "" for block in blocks]
    labels = [place for place, text in enumerate(texts) if text.endswith(COLON) and len(text.split()) <= MOST_LABEL]
    return frozenset(labels) if len(labels) >= LEAST_LABELS else frozenset()
