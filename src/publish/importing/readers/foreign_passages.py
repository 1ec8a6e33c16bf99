"""Passages in another language, as the program of a document declares them: believed where they are runs of words in that language.

Word and LibreOffice note a language for proofing with every word. It is often that of the keyboard, and words of the text itself are noted
as another language, so the words themselves are asked too.
"""

import re
from collections.abc import Iterator

from publish.importing.readers.passage_languages import language_tag
from publish.importing.readers.vocabulary import Element
from publish.importing.recovery.language_guess import COMMON, SCRIPTS, language_of

LIKELY = 0.6  # confidence from which a guess decides
LEAST_WORDS = 2  # of a passage in the script of the text
PUNCTUATION = ".,;:!?…()[]«»‹›“”„‘’'\"—–-"
PLAIN = re.compile("[^\\W\\d_][^\\W\\d_A-Z]*(?:[-’'][^\\W\\d_]+)*")
"""A word as texts have it: letters, and no capitals within."""
NO_LANGUAGE = frozenset({"x", "und", "zxx", "mul", "mis", "none"})
MOSTLY = 0.4  # of the letters
LINES_ONLY = frozenset({"li", "td", "th"})
"""Elements in which the language is that of words, not of paragraphs: items, notes, cells."""
HOMES = {"ar": "SA", "cs": "CZ", "da": "DK", "el": "GR", "he": "IL", "ja": "JP", "ko": "KR", "la": "VA", "sv": "SE", "uk": "UA"}
"""The regions that programs name with a language by themselves, where that is not its own name."""
RELATED = {
    "ru": {"uk", "be", "bg", "sr", "mk", "kk", "mn", "cu"},
    "el": {"grc"},
    "he": {"yi", "arc"},
    "ar": {"fa", "ur", "ps", "ug", "sd", "ckb"},
    "hi": {"sa", "mr", "ne"},
    "zh": {"ja", "lzh", "yue"},
    "ja": {"zh"},
}
"""The languages in the script of another, by the language that the script stands for."""
OTHER_SCRIPTS = frozenset(RELATED) | {tag for tags in RELATED.values() for tag in tags} - {"sr", "cu"} | {"ko"}
"""Languages that are not written in Latin letters."""


def settle_languages(root: Element, default: str) -> None:
    """Leaves the language only with passages in another language than the document; `default` is what its program takes for its own."""
    body = root.find("body")
    guess, confidence = language_of("".join((root if body is None else body).itertext()))
    own = guess if confidence >= LIKELY else _primary(default) or guess
    _join_spans(root)
    for element in [element for element in root.iter("span", "p", "h1", "h2", "h3", "h4", "h5", "h6") if element.get("lang")]:
        around = next((outer.get("lang", "") for outer in element.iterancestors() if outer.get("lang")), "")
        tag = _believed(element, _primary(around) or own)
        if tag:
            element.set("lang", tag)
        else:
            del element.attrib["lang"]
            if element.tag == "span" and not element.attrib:
                element.drop_tag()  # type: ignore[attr-defined]
    for paragraph in root.iter("p"):
        _promote(paragraph)


def join_foreign(root: Element) -> None:
    """Puts neighbouring paragraphs in one other language into one division."""
    for paragraph in [paragraph for paragraph in root.iter("p") if paragraph.get("lang")]:
        around, before = paragraph.getparent(), paragraph.getprevious()
        if around is None:
            continue
        if any(outer.tag in LINES_ONLY for outer in paragraph.iterancestors()):
            _wrap_words(paragraph)
            continue
        if before is not None and before.tag == "div" and before.get("lang") == paragraph.get("lang") and not (before.tail or "").strip():
            before.append(paragraph)
        else:
            division = paragraph.makeelement("div", {"lang": paragraph.get("lang", "")})
            paragraph.addprevious(division)
            division.append(paragraph)
        division = next(paragraph.iterancestors("div"))
        division.tail, paragraph.tail = paragraph.tail, None
        del paragraph.attrib["lang"]


def _wrap_words(paragraph: Element) -> None:
    """Makes the language of a paragraph that of its words."""
    span = paragraph.makeelement("span", {"lang": paragraph.attrib.pop("lang")})
    span.text, paragraph.text = paragraph.text, None
    span.extend([child for child in paragraph if child.get("class") != "footnote-back"])
    paragraph.insert(0, span)


def _believed(element: Element, own: str) -> str:
    """The language of a passage, if it is another than the text around it; "" if not."""
    tag = _without_home(language_tag(element))
    text = "".join(element.itertext())
    script = script_language(text)
    if script and _primary(tag) != script and _primary(tag) not in RELATED.get(script, ()):
        tag = script
    if not tag or not any(map(str.isalpha, text)) or _primary(tag) == own:
        return ""
    if script:
        return "" if script == own or own in RELATED.get(script, ()) else tag
    return tag if _primary(tag) not in OTHER_SCRIPTS and _are_words_of(text, _primary(tag), own) else ""


def _are_words_of(text: str, claimed: str, own: str) -> bool:
    """Whether a text is a run of words, no names, addresses or code, and has no more of the commonest words of the text around it."""
    words = [word.strip(PUNCTUATION) for word in text.split()]
    plain = [word for word in words if PLAIN.fullmatch(word)]
    lower = [word for word in plain if word.islower()]
    common = [sum(word.lower() in COMMON.get(language, "").split() for word in plain) for language in (claimed, own)]
    return len(plain) >= LEAST_WORDS and bool(lower) and (common[0] >= common[1] if claimed in COMMON else common[1] < LEAST_WORDS)


def script_language(text: str) -> str:
    """The language that the script of a text stands for; "" for the Latin script."""
    letters = sum(map(str.isalpha, text))
    return next((tag for tag, script in SCRIPTS if letters and len(script.findall(text)) > MOSTLY * letters), "")


def _without_home(tag: str) -> str:
    """A language without the region that it is at home in: “fr” for “fr-FR”."""
    language, _, region = tag.partition("-")
    if language in NO_LANGUAGE:
        return ""
    return language if region in {language.upper(), HOMES.get(language, "")} else tag


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _join_spans(root: Element) -> None:
    """Joins neighbouring passages in one language, with the spaces between them."""
    for span in [span for span in root.iter("span") if _is_language(span)]:
        before = span.getprevious()
        if before is None or not _is_language(before) or before.get("lang") != span.get("lang") or (before.tail or "").strip():
            continue
        space = before.tail or ""
        before.tail = span.tail
        if len(before):
            before[-1].tail = f"{before[-1].tail or ''}{space}{span.text or ''}"
        else:
            before.text = f"{before.text or ''}{space}{span.text or ''}"
        before.extend(list(span))
        span.tail = None
        around = span.getparent()
        if around is not None:
            around.remove(span)


def _is_language(span: Element) -> bool:
    return span.tag == "span" and set(span.attrib) == {"lang"}


def _promote(paragraph: Element) -> None:
    """Makes the language of all words of a paragraph that of the paragraph."""
    spans = [child for child in paragraph if child.get("lang") and child.tag == "span"]
    outside = "".join(_outside(paragraph))
    if any(around.tag in LINES_ONLY for around in paragraph.iterancestors()):
        return
    if len(spans) == 1 and not any(map(str.isalnum, outside)) and not paragraph.get("lang"):
        paragraph.set("lang", spans[0].attrib.pop("lang"))
        if not spans[0].attrib:
            spans[0].drop_tag()  # type: ignore[attr-defined]


def _outside(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph beside its passages in another language, without the marks of notes and remarks."""
    yield paragraph.text or ""
    for child in paragraph:
        is_mark = child.get("lang") or "footnote" in (child.get("class") or "") or "comment" in (child.get("class") or "")
        yield "" if is_mark else "".join(child.itertext())
        yield child.tail or ""
