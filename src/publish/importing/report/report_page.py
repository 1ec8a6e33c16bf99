"""The report of an import: an HTML page with source and result side by side, each decision beside the words that it is about.

It is for an editor with a browser and a text editor: open questions come first, all other decisions are shown where they were made, and
long stretches without decisions are folded. It needs no network and no other file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files as resources
from itertools import groupby

from publish.importing.blocks import Block, Reading
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import NAMES, Answer, Decision, State, Subject
from publish.importing.left_out import LeftOut, LeftOutKind, counted
from publish.importing.questions import degree_of, question_of
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.report.block_html import result_html, source_html
from publish.importing.writers.book import SectionFile

NAME = "import-report.html"
STATES = {State.ASKED: "waits for your answer", State.APPLIED: "done", State.LEFT: "left as it was"}
SHOWN_AROUND = 1  # rows of text above and below a decision
LEAST_FOLDED = 3  # rows in a fold


@dataclass(slots=True, kw_only=True)
class Row:
    """A block of the source and its result as HTML, the place and kind of the result, the decisions about it."""

    block: Block
    result: str
    place: str
    kind: str
    decisions: list[Decision] = field(default_factory=list)


def report_html(
    title: str,
    parts: Sequence[tuple[Reading, RecoveredText]],
    files: Sequence[SectionFile],
    decisions: Sequence[Decision],
    left_out: Sequence[LeftOut] = (),
) -> str:
    """The report as an HTML document."""
    rows = [row for reading, recovered in parts for row in _rows(reading, recovered, files)]
    without_row = _add_decisions(rows, decisions)
    sheet = resources("publish.importing.report").joinpath("report.css").read_text(encoding="utf-8")
    asked = [decision for decision in decisions if decision.state is State.ASKED]
    body = [
        f"<h1>Import of <cite>{escape(title)}</cite></h1>",
        _summary(decisions),
        _asked(asked),
        *_left_out(left_out),
        *_about_the_book(without_row),
        "<h2>Source and result</h2>",
        '<p class="heads" aria-hidden="true"><span>Source</span><span>Result</span></p>',
        *_table(rows),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Import of {escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{sheet}</style>\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


# --- the rows ---------------------------------------------------------------------------------------------------------------------------


def _rows(reading: Reading, recovered: RecoveredText, files: Sequence[SectionFile]) -> list[Row]:
    """A row for each block of a source, in its order."""
    places = {(block.file, block.order): file.path for file in files for block in file.flow}
    labels = {note.name: note.key or note.name for note in recovered.notes}
    passages: dict[int, list[Passage]] = {}
    for passage in recovered.passages:
        passages.setdefault(passage.block.order, []).append(passage)
    note_blocks = {block.order: (note.name, block) for note in recovered.notes if not note.inline for block in note.blocks}
    rows: list[Row] = []
    for block in sorted([*reading.blocks, *(block for block, _ in reading.removed)], key=lambda block: block.order):
        if block.order in passages:
            rows.append(_text_row(block, passages[block.order], places.get((block.file, block.order), ""), labels))
        elif block.order in note_blocks:
            name, note_block = note_blocks[block.order]
            rows.append(Row(block=block, result=result_html(note_block, labels), place=f"note {labels[name]}", kind="note"))
        elif source_html(block):
            rows.append(Row(block=block, result="", place="taken out", kind="dropped"))
    return rows


def _text_row(block: Block, passages: Sequence[Passage], place: str, labels: Mapping[str, str]) -> Row:
    """The row of a block and of the passage that it became, or of several: the lines of a title page."""
    kind = passages[0].role.value if place else "metadata"
    result = "".join(result_html(passage.block, labels, passage.role) for passage in passages)
    return Row(block=block, result=result, place=place or "in book.toml", kind=kind)


def _add_decisions(rows: Sequence[Row], decisions: Sequence[Decision]) -> list[Decision]:
    """Adds each decision to its row; returns the decisions without a row."""
    places: dict[tuple[str, int], Row] = {}
    for row in rows:
        places.setdefault((row.block.file, row.block.line), row)
    without_row = []
    for decision in decisions:
        row_at = places.get((decision.file, decision.line))
        if row_at is None or (decision.subject is Subject.METADATA and row_at.kind not in {"metadata", Role.TITLE_PAGE.value}):
            without_row.append(decision)
        else:
            row_at.decisions.append(decision)
    return without_row


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """The rows in their order; runs without decisions are folded, except for the rows next to a decision."""
    near = {at + step for at, row in enumerate(rows) if row.decisions for step in range(-SHOWN_AROUND, SHOWN_AROUND + 1)}
    for shown, group in groupby(range(len(rows)), key=lambda at: at in near):
        run = [rows[at] for at in group]
        if shown or len(run) < LEAST_FOLDED:
            yield from map(_row, run)
        else:
            what = "taken out with these" if all(row.kind == "dropped" for row in run) else "without a decision"
            heading = f"{len(run)} paragraphs {what}, lines {run[0].block.line} to {run[-1].block.line}"
            yield "\n".join([f"<details><summary>{heading}</summary>", *map(_row, run), "</details>"])


def _row(row: Row) -> str:
    return (
        f'<section class="row {row.kind}">'
        f'<div class="source"><span class="place">{escape(_name(row.block.file))}:{row.block.line}</span>{source_html(row.block)}</div>'
        f'<div class="result"><span class="place">{escape(row.place)}</span>{row.result}</div>'
        f"{''.join(map(_decision, row.decisions))}</section>"
    )


def _name(file: str) -> str:
    return file.rpartition("/")[2]


# --- the decisions ----------------------------------------------------------------------------------------------------------------------


def _decision(decision: Decision, *, at_line: bool = True) -> str:
    """A decision and the meaning of its answers; without `at_line` it is about the whole book, not a line of the source."""
    question = question_of(decision)
    answered = f" You answered: {decision.answer.value}." if decision.answer is not Answer.NONE else ""
    choice = f"accept: {question.accepted} · reject: {question.rejected}" if at_line else "to change it, write it into book.toml"
    element = "span" if decision.subject in {Subject.NOTE, Subject.QUERY} else "code"
    after = f" <{element}>{escape(decision.after)}</{element}>." if decision.after else ""
    asks = f" {escape(question.asks)}" if decision.state is State.ASKED else ""
    evidence = escape(decision.evidence[:1].upper() + decision.evidence[1:])
    return (
        f'<div class="decision {decision.state.value}" id="d-{decision.key}">'
        f"<p><b>{escape(question.name)}, {STATES[decision.state]}.</b>{asks}{after} "
        f"{evidence} ({degree_of(decision)}).{escape(answered)}</p>{_inside(decision)}"
        f'<p class="choice"><span>{choice if decision.state is not State.LEFT else ""}</span>'
        f'<code title="the key of this decision in {LEDGER}">{decision.key}</code></p></div>'
    )


def _inside(decision: Decision) -> str:
    """The parts of a list that is decided as a whole, folded."""
    if not decision.inside:
        return ""
    parts = "".join(f"<li>{part.line}: {escape(part.text)}</li>" for part in decision.inside)
    return f"<details><summary>{len(decision.inside)} paragraphs</summary><ul>{parts}</ul></details>"


def _summary(decisions: Sequence[Decision]) -> str:
    """The number of decisions of each kind, and how to answer them."""
    counts = Counter((decision.subject, decision.state) for decision in decisions)
    rows = [
        f'<tr><th scope="row">{escape(NAMES[subject])}</th>{_cells(str(counts[subject, state] or "") for state in STATES)}</tr>'
        for subject in Subject
        if any(counts[subject, state] for state in STATES)
    ]
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in STATES.values())
    return (
        f'<table class="summary"><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>\n'
        f'<p>To answer, find the decision by its key in <code>{LEDGER}</code>, write <code>decision = "accept"</code> or '
        '<code>decision = "reject"</code>, and import again; or let <code>publish import --review</code> ask you. Nothing is lost '
        "either way: every word of the source is in the manuscript, or here and in the ledger as taken out.</p>"
    )


def _cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    """What does not come along: each kind with all of its places."""
    kinds = [kind for kind in LeftOutKind if any(one.kind is kind for one in left_out)]
    if kinds:
        yield "<h2>Not carried over</h2>"
    for kind in kinds:
        items = "".join(f"<li><code>{escape(str(one.at))}</code> {escape(one.text)}</li>" for one in left_out if one.kind is kind)
        yield f"<details><summary>{escape(counted(left_out, kind))}</summary><ul>{items}</ul></details>"


def _about_the_book(decisions: Sequence[Decision]) -> Iterator[str]:
    """The decisions that are not about a line of the source."""
    if decisions:
        yield "<h2>About the whole book</h2>"
        yield from (_decision(decision, at_line=False) for decision in decisions)


def _about(decision: Decision) -> str:
    """What a question is about: words of the source, or for metadata the key and value."""
    return f"<code>{escape(decision.after)}</code>" if decision.subject is Subject.METADATA else f"<q>{escape(decision.before)}</q>"


def _asked(decisions: Sequence[Decision]) -> str:
    if not decisions:
        return "<h2>Questions to you</h2>\n<p>Nothing.</p>"
    items = "".join(
        f'<li><a href="#d-{decision.key}">{escape(_name(decision.file))}:{decision.line}</a> '
        f"{escape(question_of(decision).asks)} {_about(decision)}</li>"
        for decision in decisions
    )
    return f'<h2>Questions to you</h2>\n<ol class="asked">{items}</ol>'
