"""What stands in a source and belongs to no book: ways through a site, numbers of pages, what repeats from page to page.

Dropped only where it is sure, and always told; a passage between a promotion's heading and its “More” may be either, and is asked.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Doubt, Kind
from publish.importing.inline import LINK, LINK_END, LINK_MIDDLE, plain
from publish.importing.recovery.mark_candidates import bodies_in
from publish.importing.recovery.notes import is_head_of_notes
from publish.importing.source_lines import Line

LANGUAGES = (
    "english|deutsch|français|francais|español|espanol|italiano|português|polski|русский|українська|türkçe|中文|日本語|한국어|العربية|فارسی|"
    "nederlands|svenska|norsk|dansk|suomi|čeština|magyar|ελληνικά|עברית|bahasa indonesia|हिन्दी|தமிழ்|සිංහල"
)
WAYS = (
    "home|home page|index|main index|contents|table of contents|next|next page|next chapter|previous|previous page|previous chapter|prev|"
    "back|forward|top|top of page|up|print|print this page|print this|printer friendly|share|share this|share this page|search|menu|login|"
    "log in|sign in|sign up|subscribe|main page|site map|sitemap|help|about|about us|contact|contact us|archive|library|e-?mail|email this|"
    "tweet|"
    "facebook|twitter|rss|download|pdf|epub|donate|skip to content|skip to main content|start|inhalt|zurück|weiter|startseite|"
    "accueil|suivant|précédent|sommaire|вперёд|вперед|назад|содержание|оглавление|首页|目录|上一页|下一页|次へ|前へ|目次"
)
SEPARATOR = re.compile(r"\s*(?:[|<>«»•·‹›→←↑/\\]|&[lg]t;|\s[–—-]\s|\s{3,})+\s*")
WAY = re.compile(rf"(?:{WAYS}|{LANGUAGES})", re.IGNORECASE)
TONGUE = re.compile(rf"(?:{LANGUAGES})(?:\s*\([^()]{{1,20}}\))?", re.IGNORECASE)
SURE = re.compile(
    r"(?:back|return|go(?: back)?|jump) to (?:the )?(?:top|contents|table of contents|index|main page|home(?: ?page)?|beginning|text|start)"
    r"(?: of (?:the )?page)?"
    r"|top of (?:the )?page|(?:page )?last (?:updated|modified|revised)(?: on)?:? .{0,40}"
    r"|share (?:this|on) .{0,40}|print (?:this )?(?:page|article|version)|printer.friendly(?: version| page)?"
    r"|(?:this )?(?:web ?site|page|site) uses cookies.{0,200}|accept (?:all )?cookies|we use cookies.{0,200}"
    r"|all rights reserved\.? (?:home|contact|privacy).{0,80}|privacy policy|terms of (?:use|service)|\d+ (?:comments?|shares?|likes?)"
    r"|read (?:more|on)|(?:show|see|load) more|more(?:\s*[….»>]+)?|continue reading.{0,20}|nach oben|haut de page|mehr|weiterlesen"
    r"|подробнее|наверх",
    re.IGNORECASE,
)
PROMOTION = re.compile(
    r"(?:more (?:on|about|from|by)|related(?: articles| reading| posts)?|you (?:may|might) also like|further reading on|recommended)\b"
    r".{0,90}"
    r"|see also|mehr (?:zu|über)\b.{0,80}|plus sur\b.{0,80}",
    re.IGNORECASE,
)
MORE = re.compile(r"(?:read |show |see )?more(?:\s*[….»>]+)?|mehr|weiterlesen|lire la suite", re.IGNORECASE)
PAGE = re.compile(
    r"(?:[\[{(]\s*)?(?:p(?:g|age|\.)\s*)(\d{1,4})(?:\s*[\]})])?|(\d{1,4})|[-–—]\s*(\d{1,4})\s*[-–—]|\{(\d{1,4})\}",
    re.IGNORECASE,
)
BEGIN = re.compile(r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG.*", re.IGNORECASE)
MADE = re.compile(
    r"(?:produced|prepared|transcribed|digiti[sz]ed|scanned|proofread|e-?text (?:prepared|produced))\b.{0,30}\bby\b", re.IGNORECASE
)
END = re.compile(r"(?:\*{3}\s*)?END OF (?:THE|THIS) PROJECT GUTENBERG.*", re.IGNORECASE)
ENTRY = re.compile(rf"(?:[\W\dIVXLCivxlc]*{LINK}##[^{LINK_MIDDLE}]*{LINK_MIDDLE}[^{LINK_END}]*{LINK_END}[\W\dIVXLCivxlc]*)+")
CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|indice|índice|содержание|оглавление|目录|目次",
    re.IGNORECASE,
)
LEAST_ENTRIES = 3
MOST_LETTERS = 100  # of a line that repeats
LEAST_TIMES = 3
LEAST_PAGES = 3
LEAST_LINES = 8  # of a page


def without_page_lines(lines: Sequence[Line], file: str = "") -> tuple[tuple[Line, ...], tuple[tuple[Block, Doubt], ...]]:
    """The lines without those that hold a page's number alone, if these count up through the text; what they join is marked."""
    numbered = [
        (place, int(next(filter(None, found.groups())))) for place, line in enumerate(lines) if (found := PAGE.fullmatch(line.text.strip()))
    ]
    sure = _rising(numbered)
    if len(sure) < LEAST_PAGES or len(lines) < LEAST_LINES * len(sure):
        return tuple(lines), ()
    doubt = Doubt(evidence=f"a page's number: {len(sure)} lines count up", confidence=0.97)
    taken = tuple(
        (Block(text=lines[place].text.strip(), line=lines[place].number, order=lines[place].number, file=file), doubt)
        for place in sorted(sure)
    )
    kept: list[Line] = []
    joins = False
    for place, line in enumerate(lines):
        if place in sure:
            joins = True
        else:
            kept.append(replace(line, joins=joins and bool(line.text.strip())))
            joins = joins and not line.text.strip()
    return tuple(kept), taken


def _rising(numbered: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The places of the longest run of numbers in which each is one more than the last, or two where one is lost."""
    runs: list[list[int]] = [[]]
    last = None
    for place, number in numbered:
        if last is None or not 0 < number - last <= 2:
            runs.append([])
        runs[-1].append(place)
        last = number
    return frozenset(sorted(runs, key=lambda run: -len(run))[0])


def doubts_about(blocks: Sequence[Block]) -> dict[int, Doubt]:
    """What is none of the book's among these blocks, or may be none, by place; one doubt for all that are doubted for the same reason."""
    found: dict[int, Doubt] = {}
    alike: dict[tuple[str, float, bool], Doubt] = {}
    texts = [" ".join(plain(block.text).split()) for block in blocks]
    for place, evidence, confidence, dropped in _doubts(blocks, texts):
        known = found.get(place)
        if known is None or (dropped and not known.dropped):
            doubt = Doubt(evidence=evidence, confidence=confidence, dropped=dropped)
            found[place] = alike.setdefault((evidence, confidence, dropped), doubt)
    return found


Finding = tuple[int, str, float, bool]


def _doubts(blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Finding]:
    yield from _of_gutenberg(texts)
    times = Counter(text for text in texts if 0 < len(text) <= MOST_LETTERS)
    for place, text in enumerate(texts):
        if blocks[place].kind in {Kind.CODE, Kind.BREAK} or not text:
            continue
        if _is_ways(text):
            yield place, "ways through a site", 0.97, True
        elif SURE.fullmatch(text):
            yield place, "a link of the page it comes from", 0.95, True
        elif TONGUE.fullmatch(text) and min(place, len(texts) - 1 - place) < 6:
            yield place, "a choice of languages at the page's edge", 0.9, True
        elif times[text] >= LEAST_TIMES and _may_repeat(blocks[place], text) and not (place and _is_mark(texts[place - 1])):
            yield (
                place,
                f"stands {times[text]} times, a line of its own",
                0.9 if times[text] > LEAST_TIMES else 0.7,
                times[text] > LEAST_TIMES,
            )
    yield from _of_promotions(texts)
    yield from _of_contents(blocks, texts)


def _of_contents(blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Finding]:
    """Links to the source's own places, one below the other, and the heading above them: publish makes the contents anew."""
    run: list[int] = []
    for place in range(len(blocks) + 1):
        if place < len(blocks) and ENTRY.fullmatch(blocks[place].text) and blocks[place].kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE}:
            run.append(place)
            continue
        if len(run) >= LEAST_ENTRIES:
            first = run[0] - 1
            heads = [first] if first >= 0 and CONTENTS.fullmatch(texts[first]) else []
            yield from ((at, "the source's own contents: links to its chapters; they are made anew", 0.95, True) for at in [*heads, *run])
        run = []


def _may_repeat(block: Block, text: str) -> bool:
    """Whether what repeats can be a head or a link: no verse, nothing of the notes, no sentence."""
    if block.kind is not Kind.PARAGRAPH or len(text) <= 3 or not any(letter.isalpha() for letter in text):
        return False
    return not re.search(r"[.!?](?:\s|$)", text) and not is_head_of_notes(text)


def _is_mark(text: str) -> bool:
    """Whether a line is the mark of a note and nothing else: what follows is its text."""
    return any(body.start >= len(text) for body in bodies_in(text, 0))


def _is_ways(text: str) -> bool:
    parts = [part for part in SEPARATOR.split(text) if part]
    return len(parts) > 1 and all(WAY.fullmatch(part) for part in parts)


def _of_promotions(texts: Sequence[str]) -> Iterator[Finding]:
    """A heading such as “More on …”, and what stands between it and its link “More”, which may be the book's."""
    for place, text in enumerate(texts):
        if not PROMOTION.fullmatch(text) or text.endswith((".", ":", "?", "!")):
            continue
        link = next((at for at in range(place + 1, min(place + 5, len(texts))) if MORE.fullmatch(texts[at])), None)
        if link is None:
            continue
        yield place, "the heading of a promotion, with its link below", 0.92, True
        yield from (
            (at, "between a promotion's heading and its link: its text, or a paragraph of the book", 0.5, False)
            for at in range(place + 1, link)
        )


def _of_gutenberg(texts: Sequence[str]) -> Iterator[Finding]:
    begin = next((place for place, text in enumerate(texts) if BEGIN.search(text)), None)
    end = next((place for place, text in enumerate(texts) if END.search(text) and (begin is None or place > begin)), None)
    if begin is not None:
        yield from ((place, "Project Gutenberg's own preliminaries", 0.97, True) for place in range(begin + 1))
        made = (place for place in range(begin + 1, min(begin + 6, len(texts))) if MADE.match(texts[place]))
        yield from ((place, "who made the electronic text", 0.9, True) for place in made)
    if end is not None:
        yield from ((place, "Project Gutenberg's licence", 0.97, True) for place in range(end, len(texts)))
