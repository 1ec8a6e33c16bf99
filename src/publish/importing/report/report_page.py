"""The report of an import: source and result side by side as one page of HTML, each decision beside the words that it is about.

It is made for an editor with a browser and a text editor: what is asked comes first, what was done without a question can be seen where
it was done, and long stretches in which nothing was decided are folded away. It needs no network and no other file.
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
from publish.importing.questions import QUESTIONS, degree_of
from publish.importing.recovery.recovered_text import Passage, RecoveredText
from publish.importing.report.block_html import result_html, source_html
from publish.importing.writers.book import SectionFile

NAME = "import-report.html"
STATES = {State.ASKED: "asked of you", State.APPLIED: "done", State.LEFT: "left as it was"}
SHOWN_AROUND = 1  # rows of text above and below a decision
LEAST_FOLDED = 3  # rows that are worth folding away


@dataclass(slots=True, kw_only=True)
class Row:
    """A block of the source and what became of it: both as HTML, and where the result stands."""

    block: Block
    result: str
    place: str
    kind: str
    decisions: list[Decision] = field(default_factory=list)


def report_html(
    title: str, parts: Sequence[tuple[Reading, RecoveredText]], files: Sequence[SectionFile], decisions: Sequence[Decision]
) -> str:
    """The page as a whole document of HTML."""
    rows = [row for reading, recovered in parts for row in _rows(reading, recovered, files)]
    loose = _with_decisions(rows, decisions)
    sheet = resources("publish.importing.report").joinpath("report.css").read_text(encoding="utf-8")
    asked = [one for one in decisions if one.state is State.ASKED]
    body = [
        f"<h1>Import of <cite>{escape(title)}</cite></h1>",
        _summary(decisions),
        _asked(asked),
        *_whole(loose),
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
    places = {id(block): file.path for file in files for block in file.flow}
    labels = {note.name: note.key or note.name for note in recovered.notes}
    passages = {passage.block.order: passage for passage in recovered.passages}
    noted = {block.order: (note.name, block) for note in recovered.notes if not note.inline for block in note.blocks}
    rows: list[Row] = []
    for block in sorted([*reading.blocks, *(block for block, _ in reading.removed)], key=lambda one: one.order):
        passage = passages.get(block.order)
        if passage is not None:
            rows.append(_of_text(block, passage, places.get(id(passage.block), ""), labels))
        elif block.order in noted:
            name, own = noted[block.order]
            rows.append(Row(block=block, result=result_html(own, labels), place=f"note {labels[name]}", kind="note"))
        elif source_html(block):
            rows.append(Row(block=block, result="", place="taken out", kind="dropped"))
    return rows


def _of_text(block: Block, passage: Passage, place: str, labels: Mapping[str, str]) -> Row:
    kind = passage.role.value if place else "metadata"
    return Row(block=block, result=result_html(passage.block, labels, passage.role), place=place or "in book.toml", kind=kind)


def _with_decisions(rows: Sequence[Row], decisions: Sequence[Decision]) -> list[Decision]:
    """Puts each decision beside its row; what has none is given back."""
    places: dict[tuple[str, int], Row] = {}
    for row in rows:
        places.setdefault((row.block.file, row.block.line), row)
    loose = []
    for one in decisions:
        met = places.get((one.file, one.line))
        if met is None or (one.subject is Subject.METADATA and met.kind != "metadata"):
            loose.append(one)
        else:
            met.decisions.append(one)
    return loose


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """The rows in their order; runs without a decision are folded, but for what stands next to one."""
    near = {at + step for at, row in enumerate(rows) if row.decisions for step in range(-SHOWN_AROUND, SHOWN_AROUND + 1)}
    for shown, group in groupby(range(len(rows)), key=lambda at: at in near):
        run = [rows[at] for at in group]
        if shown or len(run) < LEAST_FOLDED:
            yield from map(_row, run)
        else:
            of = "taken out with these" if all(row.kind == "dropped" for row in run) else "in which nothing was decided"
            said = f"{len(run)} paragraphs {of}, lines {run[0].block.line} to {run[-1].block.line}"
            yield "\n".join([f"<details><summary>{said}</summary>", *map(_row, run), "</details>"])


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


def _decision(one: Decision, *, at_line: bool = True) -> str:
    """A decision with what follows from its answers; without `at_line` it is about no line of the source."""
    question = QUESTIONS[one.subject]
    answered = f" You answered: {one.answer.value}." if one.answer is not Answer.NONE else ""
    choice = f"accept: {question.accepted} · reject: {question.rejected}" if at_line else "to change it, write it into book.toml"
    element = "span" if one.subject in {Subject.NOTE, Subject.QUERY} else "code"
    after = f" <{element}>{escape(one.after)}</{element}>." if one.after else ""
    asks = f" {escape(question.asks)}" if one.state is State.ASKED else ""
    evidence = escape(one.evidence[:1].upper() + one.evidence[1:])
    return (
        f'<div class="decision {one.state.value}" id="d-{one.key}"><p><b>{escape(question.name)}, {STATES[one.state]}.</b>{asks}{after} '
        f"{evidence} ({degree_of(one)}).{escape(answered)}</p>"
        f'<p class="choice"><span>{choice if one.state is not State.LEFT else ""}</span>'
        f'<code title="how this decision is called in {LEDGER}">{one.key}</code></p></div>'
    )


def _summary(decisions: Sequence[Decision]) -> str:
    """How many decisions of each kind there are, and how they are answered."""
    counts = Counter((one.subject, one.state) for one in decisions)
    rows = [
        f'<tr><th scope="row">{escape(NAMES[subject])}</th>{_cells(str(counts[subject, state] or "") for state in STATES)}</tr>'
        for subject in Subject
        if any(counts[subject, state] for state in STATES)
    ]
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in STATES.values())
    return (
        f'<table class="summary"><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>\n'
        f'<p>To answer, find the decision by its name in <code>{LEDGER}</code>, write <code>decision = "accept"</code> or '
        '<code>decision = "reject"</code>, and import again; or let <code>publish import --review</code> ask you. Nothing is lost '
        "either way: every word of the source is in the manuscript, or here and in the ledger as taken out.</p>"
    )


def _cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def _whole(decisions: Sequence[Decision]) -> Iterator[str]:
    """The decisions that are about no line of the source."""
    if decisions:
        yield "<h2>About the whole</h2>"
        yield from (_decision(one, at_line=False) for one in decisions)


def _about(one: Decision) -> str:
    """What a question is about: of the book as a whole its key and value, else the words of the source."""
    return f"<code>{escape(one.after)}</code>" if one.subject is Subject.METADATA else f"<q>{escape(one.before)}</q>"


def _asked(decisions: Sequence[Decision]) -> str:
    if not decisions:
        return "<h2>Asked of you</h2>\n<p>Nothing.</p>"
    items = "".join(
        f'<li><a href="#d-{one.key}">{escape(_name(one.file))}:{one.line}</a> {escape(QUESTIONS[one.subject].asks)} {_about(one)}</li>'
        for one in decisions
    )
    return f'<h2>Asked of you</h2>\n<ol class="asked">{items}</ol>'
