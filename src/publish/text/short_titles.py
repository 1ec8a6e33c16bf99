"""A short title from the words of a long one: cut where a reader would pause, never after “of”.

Titles of other languages than those of `LINKS` are cut at their punctuation alone.
"""

import re
from collections.abc import Mapping

# Words that begin a phrase, by language; BINDING are those whose phrase completes the one before it.
LINKS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "de": """als am an auf aus bei beim durch für gegen im in mit nach oder ohne seit über um und unter vom von vor während wie zu zum
            zur""",
        "en": """about after against along amid among and around as at before behind between beyond but by during for from in into near of
            on or over since than that through to toward towards under until upon versus when where which while who with within without""",
        "es": "a al ante como con contra de del desde durante e en entre hacia hasta o para por según sin sobre tras u y",
        "fr": """à au aux avant avec chez comme contre dans de des du depuis en entre et ou par pendant pour sans selon sous sur vers""",
        "it": "a ai al alla con come contro da dal dalla de dei del della delle di e fra in nel nella o per su sul sulla tra",
    }.items()
}
BINDING = frozenset({"of", "von", "vom", "de", "del", "du", "des", "di", "dei", "della", "delle"})
ARTICLES = frozenset(
    {"a", "an", "the", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los", "las", "il", "lo", "gli", "i"}
)
PAUSE = re.compile(r"\s*(?:[:;?!—–]|\s-)(?=\s|$)")


def short_title(title: str, fits: str, language: str) -> str:
    """The longest beginning of a title within `fits`, itself a beginning of it, that makes sense; "" if none is found."""
    if not fits or not title.startswith(fits) or '"' in fits:  # it is proposed between such marks
        return ""
    pauses = [match for match in PAUSE.finditer(title) if match.start() <= len(fits) and fits[: match.start()].strip()]
    if pauses:
        at = pauses[-1]
        return title[: at.end() if at[0].strip() in "?!" and at.end() <= len(fits) else at.start()].strip()
    links = LINKS.get(language.partition("-")[0].casefold(), frozenset())
    words, kept = title.split(), len(fits.split())
    starts = [at for at, word in enumerate(words[: kept + 1]) if at and word.casefold() in links and words[at - 1].casefold() not in links]
    while starts and words[starts[-1]].casefold() in BINDING:
        starts.pop()
    short = words[: starts[-1]] if starts else []
    return " ".join(short).rstrip(",") if not {word.casefold() for word in short} <= ARTICLES else ""
