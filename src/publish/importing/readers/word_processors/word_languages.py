"""The languages that Word notes with the runs of a document: runs in another one than most become insertions by an author of that name.

pandoc passes on who inserted words, and drops their language.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from publish.importing.readers.foreign_passages import script_language
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.run_properties import Styles, W

AUTHOR = "lang="
"""The beginning of the name of an author that is a language."""
FROM_RIGHT = frozenset({"he", "ar"})
EAST_ASIAN = frozenset({"ja", "ko", "zh"})
FIELD_PARTS = (f"{W}fldChar", f"{W}instrText")


def mark_languages(roots: Iterable[Element], styles: Styles) -> str:
    """Marks the runs in another language than most of the document, which is returned; "" if it notes none."""
    runs = [(run, language) for root in roots for run, language in _languages(root, styles)]
    letters: Counter[str] = Counter()
    for run, language in runs:
        letters[language] += len("".join(run.itertext(f"{W}t")))
    usual = next((language for language, _ in letters.most_common() if language), "")
    foreign = {run: language for run, language in runs if language and _primary(language) != _primary(usual)}
    for paragraph in dict.fromkeys(around for run in foreign if (around := run.getparent()) is not None):
        _wrap(paragraph, foreign)
    return usual


def named_languages(page: Element) -> None:
    """Gives the passages of a page their languages, in the place of the authors."""
    for span in page.iter("span"):
        author = span.get("data-author") or ""
        if span.get("class") == "insertion" and author.startswith(AUTHOR):
            span.attrib.clear()
            span.set("lang", author.removeprefix(AUTHOR))


def _languages(root: Element, styles: Styles) -> Iterator[tuple[Element, str]]:
    """The runs with words directly in a paragraph, in no field, and their languages."""
    depth = 0
    for run in root.iter(f"{W}r"):
        for part in run.iterchildren(*FIELD_PARTS):
            depth += {"begin": 1, "end": -1}.get(part.get(f"{W}fldCharType", ""), 0)
        around = run.getparent()
        if depth <= 0 and around is not None and around.tag == f"{W}p" and next(run.iterchildren(*FIELD_PARTS), None) is None:
            yield run, _language(run, styles)


def _language(run: Element, styles: Styles) -> str:
    """The language that a run is noted in; "" for one without words, or that is not to be proofed."""
    text = "".join(run.itertext(f"{W}t"))
    if not any(map(str.isalpha, text)) or styles.has(run, "noProof"):
        return ""
    script = script_language(text)
    key = "bidi" if script in FROM_RIGHT else "eastAsia" if script in EAST_ASIAN else "val"
    noted = (found.get(W + key) for properties in styles.of_run(run) if (found := properties.find(f"{W}lang")) is not None)
    return next(filter(None, noted), script)


def _wrap(paragraph: Element, foreign: dict[Element, str]) -> None:
    """Wraps each group of neighbouring runs in one language; runs without letters between two of them belong to it."""

    def language(child: Element) -> str:
        if child in foreign:
            return foreign[child]
        is_space = child.tag == f"{W}r" and not any(map(str.isalpha, "".join(child.itertext(f"{W}t")))) and len(child.findall(f"{W}t")) > 0
        before, after = child.getprevious(), child.getnext()
        if is_space and before is not None and after is not None and foreign.get(before, " ") == foreign.get(after, ""):
            return foreign[before]
        return ""

    for tag, group in groupby(list(paragraph), key=language):
        if not tag:
            continue
        children = list(group)
        insertion = paragraph.makeelement(f"{W}ins", {f"{W}id": "0", f"{W}author": f"{AUTHOR}{tag}"})
        children[0].addprevious(insertion)
        insertion.extend(children)


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()
