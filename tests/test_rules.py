"""Every rule's wrong example, when run, yields exactly that rule's code; its right one yields nothing."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from publish.rules import RULES, SMALLEST_BOOK, Rule
from telling import checked, said_of

SHOWN = [rule for rule in RULES.values() if rule.wrong]


def book(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {**SMALLEST_BOOK, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_wrong_example_yields_its_code_alone(rule: Rule, tmp_path: Path) -> None:
    assert {found.code for found in said_of(book(tmp_path / "book", rule.wrong), tmp_path / "out")} == {rule.code}


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.code)
def test_right_example_yields_nothing(rule: Rule, tmp_path: Path) -> None:
    is_found_by_check = bool(checked(book(tmp_path / "wrong", rule.wrong)))
    right = book(tmp_path / "right", rule.right)
    assert (checked(right) if is_found_by_check else said_of(right, tmp_path / "out")) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_rule_is_told_in_full(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", rule.code)
    assert rule.severity in {"error", "warning"}
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.meaning.strip().endswith((".", "}."))
    assert bool(rule.wrong) == bool(rule.right)
    assert bool(rule.wrong) != bool(rule.unshown), "an example, or the reason why there is none"
