"""A list that may be notes or works cited by number is one question, whatever its length; one that is cited in disorder is none."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import Answer, DecisionLog, State, Subject
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.report_page import NAME as REPORT
from publish.importing.run import ImportOrder, import_book

SAID = "The weir stood below the mill, and nobody had mended it since the flood of that year"


def text_of(heading: str, cited: Sequence[int], body: str = "[{0}] Ada Editor, The Salt Road, volume {0}.") -> str:
    works = [body.format(number) for number in sorted(set(cited))]
    return "\n\n".join(["CHAPTER ONE", *(f"{SAID} [{number}]. {SAID}." for number in cited), heading, *works]) + "\n"


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (text_of("Notes", range(1, 9)), {State.APPLIED: 8}),
        (text_of("References", range(1, 9)), {State.ASKED: 1}),
        (text_of("Works Cited:", range(1, 9), body="{0}. Ada Editor, The Salt Road."), {State.ASKED: 1}),
        (text_of("The Books", [1, 2, 1, 3, 4, 2, 5, 6, 7, 8]), {State.ASKED: 1}),
        (text_of("The Books", [3, 1, 4, 1, 5, 2, 6, 5, 3, 7, 2, 8]), {}),
        (text_of("References", [1, 2, 1, 3, 4, 2, 5, 6, 7, 8]), {}),
        (text_of("Notes", [1, 2, 2, 3, 4, 5, 6, 7, 8]), {State.APPLIED: 8}),
        (text_of("Notes", [2]).replace(" [2]. ", ". ") + "\n\n".join(f"[{n}] {SAID} (see [{n + 1}])." for n in range(1, 9)), {}),
    ],
    ids=["notes", "references", "works cited", "cited again", "disorder", "references in disorder", "called twice", "theses"],
)
def test_list_is_applied_asked_once_or_left(text: str, states: dict[State, int]) -> None:
    log = DecisionLog()
    recover_text(read_text(text), log)
    made = [one.state for one in log.decisions if one.subject is Subject.NOTE and one.state is not State.LEFT]
    assert {state: made.count(state) for state in set(made)} == states


@pytest.mark.parametrize(("answer", "count"), [(Answer.NONE, 0), (Answer.ACCEPT, 8), (Answer.REJECT, 0)])
def test_one_answer_is_for_all_of_a_list(tmp_path: Path, answer: Answer, count: int) -> None:
    (tmp_path / "text.txt").write_text(text_of("References", range(1, 9)), encoding="utf-8")
    order = ImportOrder(sources=(str(tmp_path / "text.txt"),), into=tmp_path / "book", dry_run=True)
    (question,) = (one for one in import_book(order).decisions if one.subject is Subject.NOTE)
    assert [part.line for part in question.inside] == list(range(21, 37, 2))
    imported = import_book(replace(order, answers={question.key: answer}))
    assert sum(str(text).count("]: Ada") for name, text in imported.files.items() if name.endswith(".md")) == count


def test_review_looks_inside_a_list_and_the_ledger_and_the_report_show_it(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(text_of("References", range(1, 9)), encoding="utf-8")
    command = ["import", str(tmp_path / "text.txt"), "--into", str(tmp_path / "book"), "--review"]
    ended = CliRunner().invoke(main, command, input="ssiq")
    assert "Are these 8 paragraphs the notes of these calls?" in ended.stdout
    assert "35: [8] Ada Editor, The Salt Road, volume 8. (line 17)" in ended.stdout
    ledger = tomllib.loads((tmp_path / "book" / LEDGER).read_text(encoding="utf-8"))
    assert [len(one["inside"]) for one in ledger["decisions"] if "inside" in one] == [8]
    page = lxml.html.parse(tmp_path / "book" / REPORT).getroot()
    assert [len(details.findall("ul/li")) for details in page.iter("details") if details.find("ul") is not None] == [8]
