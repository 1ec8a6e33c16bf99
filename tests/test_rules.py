"""The wrong example of each rule yields only that rule's code, at the places that the rule names. The right example yields nothing."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from book_diagnostics import build_diagnostics, check_diagnostics
from publish.rules import RULES, SMALLEST_BOOK, Rule

SHOWN = [rule for rule in RULES.values() if rule.wrong]


def book(folder: Path, files: Mapping[str, str]) -> Path:
    """The smallest book with these files added."""
    for name, text in {**SMALLEST_BOOK, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_wrong_example_yields_its_code_at_its_places_and_right_one_nothing(rule: Rule, tmp_path: Path) -> None:
    wrong, right = book(tmp_path / "wrong", rule.wrong), book(tmp_path / "right", rule.right)
    read = check_diagnostics(wrong)
    diagnostics = read or build_diagnostics(wrong, tmp_path / "out")
    assert [(str(fault.location or ""), fault.severity, fault.code) for fault in diagnostics] == [
        (place, rule.severity, rule.code) for place in rule.places
    ]
    assert all(diagnostic.help for diagnostic in diagnostics)
    assert check_diagnostics(right) == ()
    if not read:  # a build reads the book again, so it is needed only for faults that reading cannot find
        assert build_diagnostics(right, tmp_path / "out-right") == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_rule_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.severity in {"error", "warning"}
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.meaning.strip().endswith((".", "}."))
    assert bool(rule.wrong) == bool(rule.right) == bool(rule.places)
    assert bool(rule.wrong) != bool(rule.unshown), "an example, or the reason why there is none"
