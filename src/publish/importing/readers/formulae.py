"""The formulae of a page as TeX, whatever they were: MathML, scripts of MathJax, `\\(…\\)`, `$…$` where a page loads a program for it.

Each becomes a `span` of the class FORMULA before the page is read, so that every reading of the page sees the same TeX.
"""

import re
from collections.abc import Iterator

from lxml import etree

from publish.importing.readers.vocabulary import Element
from publish.tools.pandoc import UnfinishedError, formulae_of_mathml

FORMULA, DISPLAY = "publish-formula", "publish-display-formula"
"""The classes of formulae in the line and of those on lines of their own."""
PROGRAM = re.compile(r"mathjax|katex|mathml-polyfill", re.IGNORECASE)
MARKED = re.compile(r"\\\((?P<line>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL)
DOLLARS = re.compile(r"\$\$(?P<display>[^$]+)\$\$|(?<![\\$\d])\$(?P<line>[^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)")
NEVER = frozenset({"script", "style", "code", "pre", "textarea", "kbd", "samp", "tt"})
ENVIRONMENT = re.compile(r"\\(begin|left)\b.*\\(?:end|right)\b", re.DOTALL)
UNSEEN = re.compile(r"\\(?:label\{[^{}]*\}|nonumber\b|notag\b)\s*")
"""What names or numbers a formula, and is not seen in it."""
TEX_SCRIPT = re.compile(r"math/tex(?P<display>;\s*mode=display)?", re.IGNORECASE)


def mark_formulae(root: Element) -> None:
    """Puts a span with the TeX in the place of each formula of a page."""
    _mark_mathml(root)
    loads_program = any(
        PROGRAM.search(f"{script.get('src', '')} {script.text or ''}") or TEX_SCRIPT.match(script.get("type", ""))
        for script in root.iter("script")
    )
    for script in list(root.iter("script")):
        kind = TEX_SCRIPT.match(script.get("type", ""))
        if kind:
            _replace(script, script.text or "", is_display=bool(kind["display"]))
    for span in root.iter("span", "div", "code"):
        classes = set((span.get("class") or "").split())
        if "math" in classes and not len(span) and (match := MARKED.fullmatch((span.text or "").strip()) or _bare(span)):
            span.text = (match["line"] or match["display"]).strip()
            span.set("class", DISPLAY if match["display"] or "display" in classes else FORMULA)
    for element in list(root.iter(etree.Element)):
        if element.tag not in NEVER and not {FORMULA, DISPLAY} & set((element.get("class") or "").split()):
            _mark_text(element, loads_program)
    for span in root.iter("span", "div", "code"):
        if {FORMULA, DISPLAY} & set((span.get("class") or "").split()) and "\\" in (span.text or ""):
            span.text = in_lines(UNSEEN.sub("", span.text or "")) if "\\\\" in (span.text or "") else UNSEEN.sub("", span.text or "")


def in_lines(tex: str) -> str:
    """A formula whose lines are broken outside any environment, as MathJax takes it, within one."""
    tex = re.sub(r"(?<!\\)(?:\\\\\s*)+$", "", tex.strip())
    rest = ENVIRONMENT.sub("", tex)
    if "\\\\" not in rest:
        return tex
    name = "aligned" if re.search(r"(?<!\\)&", rest) else "gathered"
    return f"\\begin{{{name}}} {tex} \\end{{{name}}}"


def _is_of_program(script: Element) -> bool:
    """Whether a script draws formulae, or is one for a program that does."""
    return bool(PROGRAM.search(f"{script.get('src', '')} {script.text or ''}") or TEX_SCRIPT.match(script.get("type", "")))


def _bare(span: Element) -> re.Match[str] | None:
    """The whole text of a span that says that it is a formula, without marks around it."""
    return re.fullmatch(r"\$*(?P<line>[^$]+?)\$*(?P<display>)", (span.text or "").strip())


def _mark_mathml(root: Element) -> None:
    formulae = [math for math in root.iter("math") if not any(around.tag == "math" for around in math.iterancestors())]
    if not formulae:
        return
    sources = []
    for math in formulae:
        copy = etree.fromstring(etree.tostring(math, with_tail=False))
        copy.set("xmlns", "http://www.w3.org/1998/Math/MathML")
        sources.append(etree.tostring(copy, encoding="unicode"))
    try:
        texts = formulae_of_mathml(sources)
    except UnfinishedError:
        return
    for math, tex in zip(formulae, texts, strict=True):
        if tex.strip():
            _replace(math, tex, is_display=math.get("display") == "block")


def _replace(element: Element, tex: str, *, is_display: bool) -> None:
    """Makes an element the span of a formula; what follows it stays."""
    for child in list(element):
        element.remove(child)
    for name in list(element.attrib):
        del element.attrib[name]
    element.tag, element.text = "span", " ".join(tex.split())
    element.set("class", DISPLAY if is_display else FORMULA)


def _mark_text(element: Element, loads_program: bool) -> None:
    """Marks the formulae in the texts directly in an element."""
    patterns = (MARKED, DOLLARS) if loads_program else (MARKED,)
    for child in [None, *element]:
        text = (element.text if child is None else child.tail) or ""
        if "\\" not in text and not (loads_program and "$" in text):
            continue
        formulae = list(_without_overlaps(sorted((match for pattern in patterns for match in pattern.finditer(text)), key=_start)))
        if not formulae:
            continue
        before = text[: formulae[0].start()]
        place = 0 if child is None else element.index(child) + 1
        if child is None:
            element.text = before
        else:
            child.tail = before
        ends = [*(match.start() for match in formulae[1:]), len(text)]
        for at, (match, end) in enumerate(zip(formulae, ends, strict=True)):
            span = element.makeelement("span", {"class": DISPLAY if match["display"] else FORMULA})
            span.text = " ".join((match["line"] or match["display"]).split())
            span.tail = text[match.end() : end]
            element.insert(place + at, span)


def _start(match: re.Match[str]) -> int:
    return match.start()


def _without_overlaps(matches: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    end = 0
    for match in matches:
        if match.start() >= end:
            yield match
            end = match.end()
