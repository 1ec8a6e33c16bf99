"""Checks of the terms of the index, where they are written.

Report M251 (a term names no entry, or stands where nothing can hold it) and M252 (an unknown key).
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TypeAlias

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.plain_text import text_of
from publish.manuscript.section_facts import TreeFacts

KEYS = ("entry", "sub", "see", "also", "sort")
ALLOWED = frozenset({*KEYS, "lang", "dir"})

Term: TypeAlias = pf.Span | pf.Div


def entries(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M251."""
    for term in _terms(facts):
        entry = term.attributes.get("entry", "").strip()
        if isinstance(term, pf.Div) and not entry:
            message = "a passage for the index does not name its entry"
            help = 'name the entry: ::: {.index entry="Exile"}'
        elif not entry and not text_of(term).strip():
            message = "a term for the index has neither words nor an entry"
            help = 'name the entry, []{.index entry="Exile"}, or put words between the brackets'
        elif isinstance(term, pf.Div) and not term.content:
            message = f"the passage for “{entry}” is empty"
            help = "put the lines of colons around the passage"
        elif _stands_alone(term):
            message = f"the term “{entry}” stands alone in its paragraph, which would print as an empty line"
            help = "put it into the text, directly before or after a word"
        else:
            continue
        yield _diagnostic(facts, term, "M251", message, help, ".index")


def keys(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M252."""
    for term in _terms(facts):
        for key in term.attributes:
            if key not in ALLOWED:
                near = [name for name in KEYS if key.startswith(name)] or get_close_matches(key, ALLOWED, n=1)
                help = f"did you mean {near[0]}=?" if near else f"the keys are: {', '.join(KEYS)}"
                yield _diagnostic(facts, term, "M252", f"a term for the index has no key “{key}”", help, f"{key}=")


def _terms(facts: TreeFacts) -> Iterator[Term]:
    return (element for element in facts.elements_of(pf.Span, pf.Div) if "index" in element.classes)


def _stands_alone(term: Term) -> bool:
    """Whether a span without words is all that its paragraph holds."""
    around = term.parent
    if not isinstance(term, pf.Span) or term.content or not isinstance(around, (pf.Para, pf.Plain)):
        return False
    return not any(getattr(inline, "content", None) or isinstance(inline, (pf.Str, pf.Code, pf.Math)) for inline in around.content)


def _diagnostic(facts: TreeFacts, term: Term, code: str, message: str, help: str, written: str) -> Diagnostic:
    """A diagnostic at the offending text: in the line of a span, before the first words of a passage."""
    before = facts.positions.offset(term) if isinstance(term, pf.Div) else 0
    at = max(0, facts.text.rfind(written, 0, before)) if before else facts.offset_in_line(term, written)
    return facts.diagnostic(code, message, help, at, len(written))


CHECKS = (entries, keys)
