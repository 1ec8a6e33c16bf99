"""Each check of a section lists its codes at the head of its docstring, and reports no other."""

import re
from collections.abc import Callable, Iterator

import pytest

from publish.diagnostics import Diagnostic
from publish.manuscript.lines import Positions
from publish.manuscript.locate import align, stream_of
from publish.manuscript.scan import scan
from publish.manuscript.section_checks import TEXT_CHECKS, TREE_CHECKS
from publish.manuscript.section_facts import TreeFacts
from publish.manuscript.source import source_of
from publish.manuscript.tree import document_of
from publish.model import Matter, Section
from publish.rules import RULES

SWALLOWING = {"M107", "M216", "M217"}  # faults that hide all that follows them
SHOWN = [rule for rule in RULES.values() if rule.code[0] in "MNQ" and rule.code not in SWALLOWING and "one.md" in rule.wrong]


@pytest.fixture(scope="module")
def facts() -> TreeFacts:
    """A section with the wrong examples of all rules, one after another."""
    section = Section(path="one.md", matter=Matter.BODY, text="\n\n".join(rule.wrong["one.md"] for rule in SHOWN))
    scanned = scan(section)
    document = document_of(scanned.text, smart=True)
    alignment = align(stream_of(document.content), source_of(scanned).body)
    positions = Positions(text=scanned.text, places=scanned.places, alignments=[alignment])
    return TreeFacts(section=section, scan=scanned, document=document, positions=positions)


def codes(docstring: str | None) -> set[str]:
    return set(re.findall(r"[MNQ]\d{3}", re.split("[:;]", docstring or "")[0]))


@pytest.mark.parametrize("check", [*TEXT_CHECKS, *TREE_CHECKS], ids=lambda check: check.__name__)
def test_check_reports_only_the_codes_of_its_docstring(check: Callable[[TreeFacts], Iterator[Diagnostic]], facts: TreeFacts) -> None:
    listed = codes(check.__doc__)

    assert listed
    assert listed <= set(RULES)
    assert {diagnostic.code for diagnostic in check(facts)} <= listed
