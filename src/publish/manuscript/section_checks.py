"""The tables of all checks of a section.

To add a check, write a function that yields diagnostics in the module it belongs to, put it in that module's `CHECKS`, and add its rule to
`publish/rules/`. A check of the text runs even where pandoc cannot read the section; a check of the tree runs before any filter. The first
line of a check's docstring lists its codes.
"""

from collections.abc import Callable, Iterator

from publish.diagnostics import Diagnostic
from publish.manuscript import (
    attribute_checks,
    break_checks,
    heading_checks,
    markup_checks,
    note_checks,
    note_mark_checks,
    passage_checks,
    quotation_checks,
    term_checks,
    trap_checks,
    tree_checks,
)
from publish.manuscript.section_facts import TextFacts, TreeFacts

TEXT_CHECKS: tuple[Callable[[TextFacts], Iterator[Diagnostic]], ...] = (
    *note_checks.CHECKS,
    *note_mark_checks.CHECKS,
    *trap_checks.CHECKS,
    *break_checks.CHECKS,
)
TREE_CHECKS: tuple[Callable[[TreeFacts], Iterator[Diagnostic]], ...] = (
    *heading_checks.CHECKS,
    *markup_checks.CHECKS,
    *attribute_checks.CHECKS,
    *tree_checks.CHECKS,
    *quotation_checks.CHECKS,
    *term_checks.CHECKS,
    *passage_checks.CHECKS,
)


def check_text(facts: TextFacts) -> tuple[Diagnostic, ...]:
    """What is wrong with a section's text."""
    return tuple(diagnostic for check in TEXT_CHECKS for diagnostic in check(facts))


def check_tree(facts: TreeFacts) -> tuple[Diagnostic, ...]:
    """What is wrong with a section's tree."""
    return tuple(diagnostic for check in TREE_CHECKS for diagnostic in check(facts))
