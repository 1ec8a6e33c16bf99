"""The formulae of a section as MathML: one call of pandoc for all of them.

Reports M232 for each formula that pandoc cannot read, that pandoc reads only in part, or that ziamath cannot draw; M233 for a title with
a formula and without a short form for running heads.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import panflute as pf
from lxml import etree

from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.manuscript.lines import Positions
from publish.manuscript.locate import LEAVES, children
from publish.model import Section
from publish.tools.mathematics import MATHML, UndrawableError, drawing
from publish.tools.pandoc import UnfinishedError, html_of_formulae

# Letters that say how a formula looks, not what it says: environments, colours, lengths, columns of an array, names of commands.
MANNER = re.compile(
    r"\\(?:begin|end|hspace|mspace|color|textcolor|operatorname\*?(?=\{\}))\*?\s*\{[^{}]*\}(?:\s*\{[lcr|@ ]*\})?"
    r"|\\\\\*?\s*\[[^\[\]]*\]|\\genfrac\s*(?:\{[^{}]*\}\s*){4}|\\[A-Za-z]+|\\."
)
LETTER = re.compile(r"[^\W_]")


def formulae_of(section: Section, document: pf.Doc, positions: Positions) -> Outcome[Mapping[tuple[str, bool], str]]:
    """The MathML of each formula of the tree, by its TeX and by whether it is a display formula."""
    elements = list(_formulae(document))
    if not elements:
        return Outcome(value={})
    keys = list(dict.fromkeys((math.text, math.format == "DisplayMath") for math in elements))
    diagnostics: list[Diagnostic] = []
    try:
        written = etree.fromstring(f"<div>{html_of_formulae(keys)}</div>")
    except UnfinishedError as fault:
        at = Location(path=section.path, line=positions.line(elements[0]))
        help = "try half of them at a time to find the one that causes it"
        return Outcome(diagnostics=(diagnostic("M232", f"pandoc cannot finish the formulae of this section: {fault}", help=help, at=at),))
    formulae = {key: mathml_of(paragraph, key[0]) for key, paragraph in zip(keys, written, strict=True)}
    for math in elements:
        reason = _fault(math.text, formulae[math.text, math.format == "DisplayMath"])
        if reason:
            diagnostics.append(_unset(section, math, reason, positions))
    diagnostics.extend(_titles(section, document, positions))
    return Outcome(value=formulae, diagnostics=tuple(diagnostics))


def formula_faults(formulae: Sequence[tuple[str, bool]]) -> Mapping[tuple[str, bool], str]:
    """Why formulae cannot be set, "" for one that can. A formula is its TeX and whether it is a display formula."""
    keys = list(dict.fromkeys(formulae))
    if not keys:
        return {}
    try:
        written = etree.fromstring(f"<div>{html_of_formulae(keys)}</div>")
    except UnfinishedError as fault:
        return dict.fromkeys(keys, f"pandoc cannot finish it: {fault}")
    return {key: _fault(key[0], mathml_of(paragraph, key[0])) for key, paragraph in zip(keys, written, strict=True)}


def _formulae(document: pf.Doc) -> Iterator[pf.Math]:
    """The formulae of a tree, in reading order."""
    waiting: list[pf.Element] = [document]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pf.Math):
            yield element
        inner = [child for child in children(element) if type(child) not in LEAVES]
        waiting += reversed([*(element.content.list if isinstance(element, pf.Figure) else ()), *inner])


def mathml_of(paragraph: etree._Element, tex: str) -> str:
    """The MathML that pandoc wrote, without the copy in TeX that some reading systems show; "" if there is none."""
    math = paragraph.find(f"{{{MATHML}}}math")
    if math is None:
        return ""
    semantics = math.find(f"{{{MATHML}}}semantics")
    if semantics is not None:
        math.remove(semantics)
        math.append(semantics[0])
    math.tail = None
    math.set("alttext", " ".join(tex.split()))
    for element in math.iter(etree.Element):
        element.attrib.pop("class", None)
    return etree.tostring(math, encoding="unicode")


def _fault(tex: str, mathml: str) -> str:
    """Why a formula cannot be set; "" if it can."""
    if not mathml:
        return "pandoc cannot read it"
    lost = _lost(tex, "".join(map(str, etree.fromstring(mathml).itertext())))
    if lost:
        return f"pandoc leaves “{lost}” out"
    try:
        drawing(mathml)
    except UndrawableError as fault:
        return str(fault)
    return ""


def _lost(tex: str, read: str) -> str:
    """The letters and digits of a formula that its MathML lacks, such as those of \\tag{1}."""
    written, present = Counter(_letters(MANNER.sub(" ", tex))), Counter(_letters(read))
    return "".join((written - present).elements())


def _letters(text: str) -> Iterable[str]:
    return LETTER.findall(unicodedata.normalize("NFKD", text))  # ŵ has a w


def _unset(section: Section, math: pf.Math, reason: str, positions: Positions) -> Diagnostic:
    line, column = positions.place(math)
    return diagnostic(
        "M232",
        f"the formula “{_short(math.text)}” cannot be set: {reason}",
        help="use commands of LaTeX and amsmath, and close what you open; put a formula's number into the text",
        at=Location(path=section.path, line=line, column=column or None),
        length=len(math.text.split("\n")[0]),
    )


def _titles(section: Section, document: pf.Doc, positions: Positions) -> Iterator[Diagnostic]:
    """M233."""
    title = document.content[0] if document.content else None
    if isinstance(title, pf.Header) and title.level == 1 and not title.attributes.get("short") and any(True for _ in _formulae(title)):
        yield diagnostic(
            "M233",
            "the title has a formula, which running heads can show only as typed",
            help='give it in words for them: {short="…"}',
            at=Location(path=section.path, line=positions.line(title)),
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
