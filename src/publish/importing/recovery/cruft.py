"""Cruft in a source: site navigation, page numbers, what repeats from page to page.

It is dropped only where that is sure, and always logged. A passage between the heading of a promotion and its “More” may be text of the
book: it is asked.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from publish.importing.blocks import Block, Exclusion, Kind
from publish.importing.inline import LINK, LINK_END, LINK_MIDDLE, plain
from publish.importing.recovery.guesses import Guesses
from publish.importing.recovery.heading_words import CONTENTS
from publish.importing.recovery.note_bodies import heads_list
from publish.importing.recovery.note_marks import body_marks_in

LANGUAGES = (
    "english|deutsch|français|francais|español|espanol|italiano|português|polski|русский|українська|türkçe|中文|日本語|한국어|العربية|فارسی|"
    "nederlands|svenska|norsk|dansk|suomi|čeština|magyar|ελληνικά|עברית|bahasa indonesia|हिन्दी|தமிழ்|සිංහල"
)
NAVIGATION = (
    "home|home page|index|main index|contents|table of contents|next|next page|next chapter|previous|previous page|previous chapter|prev|"
    "back|forward|top|top of page|up|print|print this page|print this|printer friendly|share|share this|share this page|search|menu|login|"
    "log in|sign in|sign up|subscribe|main page|site map|sitemap|help|about|about us|contact|contact us|archive|library|e-?mail|email this|"
    "tweet|"
    "facebook|twitter|rss|download|pdf|epub|donate|skip to content|skip to main content|start|inhalt|zurück|weiter|startseite|"
    "accueil|suivant|précédent|sommaire|вперёд|вперед|назад|содержание|оглавление|首页|目录|上一页|下一页|次へ|前へ|目次"
)
SEPARATOR = re.compile(r"\s*(?:[|<>«»•·‹›→←↑/\\]|&[lg]t;|\s[–—-]\s|\s{3,})+\s*")
LINK_NAME = re.compile(rf"(?:{NAVIGATION}|{LANGUAGES})", re.IGNORECASE)
LANGUAGE = re.compile(rf"(?:{LANGUAGES})(?:\s*\([^()]{{1,20}}\))?", re.IGNORECASE)
PAGE_LINK = re.compile(
    r"(?:back|return|go(?: back)?|jump) to (?:the )?(?:top|contents|table of contents|index|main page|home(?: ?page)?|beginning|text|start)"
    r"(?: of (?:the )?page)?"
    r"|top of (?:the )?page|(?:page )?last (?:updated|modified|revised)(?: on)?:? .{0,40}"
    r"|share (?:this|on) .{0,40}|print (?:this )?(?:page|article|version)|printer.friendly(?: version| page)?"
    r"|(?:this )?(?:web ?site|page|site) uses cookies.{0,200}|accept (?:all )?cookies|we use cookies.{0,200}"
    r"|all rights reserved\.? (?:home|contact|privacy).{0,80}|privacy policy|terms of (?:use|service)|\d+ (?:comments?|shares?|likes?)"
    r"|(?:show|see|load) more|continue reading.{0,20}|nach oben|haut de page|подробнее|наверх",
    re.IGNORECASE,
)
PROMOTION = re.compile(
    r"(?:more (?:on|about|from|by)|related(?: articles| reading| posts)?|you (?:may|might) also like|further reading on|recommended)\b"
    r".{0,90}"
    r"|see also|mehr (?:zu|über)\b.{0,80}|plus sur\b.{0,80}",
    re.IGNORECASE,
)
MORE = re.compile(r"(?:read |show |see )?more(?:\s*[….»>]+)?|read on|mehr|weiterlesen|lire la suite", re.IGNORECASE)
AMBIGUOUS = re.compile(rf"(?:read )?more\W*|read on|mehr|{LANGUAGE.pattern}|.*\d+ (?:comments?|shares?|likes?)", re.IGNORECASE)
"""Lines of web pages that can also be words of a text, such as a speaker called More."""
BEGIN = re.compile(r"\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG.*", re.IGNORECASE)
MADE = re.compile(
    r"(?:produced|prepared|transcribed|digiti[sz]ed|scanned|proofread|e-?text (?:prepared|produced))\b.{0,30}\bby\b", re.IGNORECASE
)
END = re.compile(r"(?:\*{3}\s*)?END OF (?:THE|THIS) PROJECT GUTENBERG.*", re.IGNORECASE)
ENTRY = re.compile(rf"(?:[\W\dIVXLCivxlc]*{LINK}##[^{LINK_MIDDLE}]*{LINK_MIDDLE}[^{LINK_END}]*{LINK_END}[\W\dIVXLCivxlc]*)+")
LEAST_ENTRIES = 3
MOST_LETTERS = 100  # of a repeated line
LEAST_FILES = 3  # at whose edges a line is repeated
EDGE = 6  # blocks at the beginning or at the end of a page
LEAST_PAGES = 3  # with a number
LEAST_LINES = 8  # of a page


def exclusions_in(blocks: Sequence[Block], guesses: Guesses) -> dict[int, Exclusion]:
    """The exclusions among these blocks, by place; blocks that are excluded for the same reason share one."""
    exclusions: dict[int, Exclusion] = {}
    shared: dict[tuple[str, float, bool], Exclusion] = {}
    texts = [" ".join(plain(block.text).split()) for block in blocks]
    for place, evidence, confidence, dropped in _exclusions(blocks, texts, guesses):
        earlier = exclusions.get(place)
        if earlier is None or (dropped and not earlier.dropped):
            exclusion = Exclusion(evidence=evidence, confidence=confidence, dropped=dropped)
            exclusions[place] = shared.setdefault((evidence, confidence, dropped), exclusion)
    return exclusions


Finding = tuple[int, str, float, bool]
"""A place, the evidence, the confidence, whether the block is dropped."""


def _exclusions(blocks: Sequence[Block], texts: Sequence[str], guesses: Guesses) -> Iterator[Finding]:
    yield from _of_gutenberg(texts)
    if guesses.navigation:
        yield from _of_site(blocks, texts)
        yield from _of_promotions(texts)
    yield from _repeated(blocks, texts, guesses.repeated)
    yield from _of_contents(blocks, texts)


def _of_site(blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Finding]:
    """The lines that lead through a web site. One that may be words of the text counts only beside others of another kind."""
    found: list[Finding] = []
    for place, text in enumerate(texts):
        if blocks[place].kind in {Kind.CODE, Kind.BREAK} or not text:
            continue
        if _is_navigation(text):
            found.append((place, "site navigation", 0.97, True))
        elif PAGE_LINK.fullmatch(text) or MORE.fullmatch(text):
            found.append((place, "a link of the web page", 0.95, True))
        elif LANGUAGE.fullmatch(text) and min(place, len(texts) - 1 - place) < EDGE:
            found.append((place, "a choice of languages at the edge of the page", 0.9, True))
    promoted = any(PROMOTION.fullmatch(text) for text in texts)
    is_site = len({texts[place].casefold() for place, *_ in found}) + promoted > 1
    yield from (finding for finding in found if is_site or not AMBIGUOUS.fullmatch(texts[finding[0]]))


def _repeated(blocks: Sequence[Block], texts: Sequence[str], least: float) -> Iterator[Finding]:
    """The lines that stand near the edges of at least this share of the files of a source: they belong to its pages, not to its text."""
    files: dict[str, list[int]] = {}
    for place, block in enumerate(blocks):
        files.setdefault(block.file, []).append(place)
    if len(files) < LEAST_FILES:
        return
    edges = {
        file: [place for place in dict.fromkeys([*places[:EDGE], *places[-EDGE:]]) if _may_repeat(blocks[place], texts[place])]
        for file, places in files.items()
    }
    times = Counter(text for places in edges.values() for text in {texts[place] for place in places})
    for places in edges.values():
        for place in places:
            count = times[texts[place]]
            if count >= max(LEAST_FILES, least * len(files)) and not (place and _is_mark(texts[place - 1])):
                yield place, f"a line at the edge of {count} of {len(files)} pages", 0.9, True


def _of_contents(blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Finding]:
    """The contents of the source: a run of links to its headings, and the heading above it. publish makes its own contents."""
    run: list[int] = []
    for place in range(len(blocks) + 1):
        if place < len(blocks) and ENTRY.fullmatch(blocks[place].text) and blocks[place].kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE}:
            run.append(place)
            continue
        if len(run) >= LEAST_ENTRIES:
            first = run[0] - 1
            heading = [first] if first >= 0 and CONTENTS.fullmatch(texts[first]) else []
            yield from (
                (at, "the contents of the source: links to its chapters; publish makes its own", 0.95, True) for at in [*heading, *run]
            )
        run = []


def _may_repeat(block: Block, text: str) -> bool:
    """Whether a repeated block can be a head or a link of pages: not verse, not a heading of notes, not a sentence."""
    if block.kind is not Kind.PARAGRAPH or not 3 < len(text) <= MOST_LETTERS or not any(letter.isalpha() for letter in text):
        return False
    return not re.search(r"[.!?](?:\s|$)", text) and not heads_list(text)


def _is_mark(text: str) -> bool:
    """Whether a line is only the mark of a note, whose text follows."""
    return any(body.start >= len(text) for body in body_marks_in(text, 0))


def _is_navigation(text: str) -> bool:
    parts = [part for part in SEPARATOR.split(text) if part]
    return len(parts) > 1 and all(LINK_NAME.fullmatch(part) for part in parts)


def _of_promotions(texts: Sequence[str]) -> Iterator[Finding]:
    """A heading such as “More on …”, and the blocks between it and its link “More”, which may belong to the book."""
    for place, text in enumerate(texts):
        if not PROMOTION.fullmatch(text) or text.endswith((".", ":", "?", "!")):
            continue
        link = next((at for at in range(place + 1, min(place + 5, len(texts))) if MORE.fullmatch(texts[at])), None)
        if link is None:
            continue
        yield place, "the heading of a promotion, with its link below", 0.92, True
        yield from (
            (at, "between the heading of a promotion and its link: its text, or a paragraph of the book", 0.5, False)
            for at in range(place + 1, link)
        )


def _of_gutenberg(texts: Sequence[str]) -> Iterator[Finding]:
    begin = next((place for place, text in enumerate(texts) if BEGIN.search(text)), None)
    end = next((place for place, text in enumerate(texts) if END.search(text) and (begin is None or place > begin)), None)
    if begin is not None:
        yield from ((place, "preliminaries of Project Gutenberg", 0.97, True) for place in range(begin + 1))
        made = (place for place in range(begin + 1, min(begin + 6, len(texts))) if MADE.match(texts[place]))
        yield from ((place, "the makers of the electronic text", 0.9, True) for place in made)
    if end is not None:
        yield from ((place, "licence of Project Gutenberg", 0.97, True) for place in range(end, len(texts)))
