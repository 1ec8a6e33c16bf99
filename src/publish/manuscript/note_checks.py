"""Checks of the notes of a section.

The checks of `CHECKS` read the text alone: N101 to N111, N113 to N115. `unpaired` compares the text with the tree: N112.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.manuscript.note_labels import Pairing
from publish.manuscript.plain_text import first_words
from publish.manuscript.scan import Definition
from publish.manuscript.section_facts import TextFacts, TreeFacts
from publish.manuscript.zones import FILLER, STRUCTURE

SPACED = re.compile(r"\[\^([^\]\[\n]*[ \t\u00a0][^\]\[\n]*)\](?P<colon>:?)")
REFERENCE = re.compile(
    r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}\.)[ \t]+)*)\[(?P<label>(?!\^)[^\]\[\n]+)\]:(?P<text>[^\n]*(?:\n(?![ \t>]*\n)[^\n]+)?)",
    re.MULTILINE,
)
ADDRESS = re.compile(
    r"""
    [ \t\n]*
    (?:<[^<>\n]*> | \#\S+ | [A-Za-z][A-Za-z0-9+.-]*:[^\s]+ | \.{0,2}/\S+ | [\w.-]+/\S+ | [\w-]+\.[a-z]{2,4})
    (?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?
    \s*(?:\{[^}]*\})?\s*
    """,
    re.VERBOSE,
)
BARE_MARK = re.compile(r"(?<=[\w.,;:!?”’»\"')])\[(?P<mark>\d{1,3}|[*†‡§¶])\](?![(\[:{\w])")
BARE_NOTE = re.compile(r"^[ \t>]*\[(?P<mark>\d{1,3}|[*†‡§¶])\][ \t]+\S", re.MULTILINE)
MOST_SUGGESTIONS = 20  # in one section: comparing labels takes time
QUOTED_WORDS = 6


def undefined_calls(facts: TextFacts) -> Iterator[Diagnostic]:
    """N101, N108."""
    defined, respelt = _defined(facts), _respelt(facts)
    misplaced = {definition.label for definition in facts.scan.misplaced}
    called = _called(facts)
    uncalled = [label for label in defined if label not in called]
    suggestions = 0
    for call in facts.scan.undefined:
        other, length = respelt.get(call.label), call.end - call.start
        if other:
            message = f"the note is called [^{call.label}] here and given as [^{other}] on line {defined[other].line}"
            fix = facts.patch(call.start, f"[^{other}]", length)
            yield facts.diagnostic("N108", message, f"write [^{other}]: a label is spelt one way", call.start, length, fix)
        elif call.label not in misplaced:
            suggestions += 1
            near = get_close_matches(call.label, uncalled, n=1) if suggestions <= MOST_SUGGESTIONS else []
            help = f"write the note, after an empty line: [^{call.label}]: …"
            help = f"did you mean [^{near[0]}], which nothing calls? Otherwise {help}" if near else help
            yield facts.diagnostic("N101", f"the note [^{call.label}] is called here and never given", help, call.start, length)


def nested_calls(facts: TextFacts) -> Iterator[Diagnostic]:
    """N106, N107."""
    for call in facts.scan.nested:
        length = call.end - call.start
        if call.label == call.inside:
            message = f"the note [^{call.label}] calls itself"
            yield facts.diagnostic("N107", message, "take the mark out of the note", call.start, length)
        else:
            written = "an inline note" if call.inline else f"[^{call.label}]"
            message = f"{written} is called inside the note “{call.inside}”: a note cannot have notes"
            yield facts.diagnostic("N106", message, "put the inner note's words into the outer one", call.start, length)


def definitions(facts: TextFacts) -> Iterator[Diagnostic]:
    """N102, N103, N104."""
    defined, called = _defined(facts), _called(facts)
    for definition in facts.scan.definitions:
        mark, (at, length) = f"[^{definition.label}]", _extent(facts, definition)
        earlier, text = defined[definition.label], _text(facts, definition)
        if earlier is not definition:
            message = f"the note {mark} is given a second time; the first is on line {earlier.line}"
            yield facts.diagnostic("N103", message, "give one of the two another label, here and where it is called", at, length)
        elif not text:
            message = f"the note {mark} is empty; the next paragraph might be read as its text"
            help = "write its text after the colon, or remove the note and its mark"
            yield facts.diagnostic("N104", message, help, at, length)
        elif definition.label not in called:
            help = f"put {mark} where the note belongs, or remove the note; “{_beginning(text)}” would be lost"
            yield facts.diagnostic("N102", f"the note {mark} is given and never called", help, at, length)


def lines_under_notes(facts: TextFacts) -> Iterator[Diagnostic]:
    """N113."""
    for definition in facts.scan.definitions:
        if definition.lazy and _text(facts, definition):
            message = f"this line follows the note [^{definition.label}] without an empty line: it would be printed as part of the note"
            help = "put an empty line before it; if it does belong to the note, indent it by four spaces"
            line = definition.lazy - 1
            yield facts.diagnostic("N113", message, help, facts.places.starts[line], len(facts.places.lines[line]))


def misplaced_definitions(facts: TextFacts) -> Iterator[Diagnostic]:
    """N105, N114."""
    for definition in facts.scan.misplaced:
        mark, (at, length) = f"[^{definition.label}]", _extent(facts, definition)
        if definition.inside:
            message = f"the note {mark} is given inside the note “{definition.inside}”"
            yield facts.diagnostic("N114", message, "remove the spaces before it, and put an empty line before it", at, length)
        else:
            start = facts.places.starts[definition.line - 1]
            quotation = facts.text[start:at].rstrip()  # the > of a quotation that holds the note
            message = f"the note {mark} is glued to the line above: it would be printed as text"
            fix = facts.patch(start, f"{quotation}\n")
            yield facts.diagnostic("N105", message, "put an empty line before it", at, length, fix)


def inline_notes(facts: TextFacts) -> Iterator[Diagnostic]:
    """N104, N115."""
    for call in facts.scan.calls:
        if call.inline and not facts.text[call.start + 2 : call.end - 1].replace(FILLER, "").strip():
            help = "write its text between the brackets, or remove it"
            yield facts.diagnostic("N104", "the note ^[] is empty", help, call.start, 3)
    for at in facts.scan.unclosed:
        line = facts.places.lines[facts.places.line(at) - 1][facts.places.column(at) - 1 :]
        message = f"the note “{_beginning(line)}” is not closed in its paragraph: it would be printed as text"
        help = "close it with ], and write \\[ and \\] for brackets inside it that do not come in pairs; or give it a label"
        yield facts.diagnostic("N115", message, help, at, 2)


def labels_with_spaces(facts: TextFacts) -> Iterator[Diagnostic]:
    """N109."""
    taken = _called(facts) | set(_defined(facts))
    for match in SPACED.finditer(facts.scan.masked):
        label = "-".join(match[1].split())
        message = f"[^{match[1]}] is not a label: a label cannot contain spaces"
        length = len(match[0]) - len(match["colon"])
        fix = facts.patch(match.start(), f"[^{label}]", length) if label not in taken else ()
        yield facts.diagnostic("N109", message, f"write [^{label}], at the mark and at the note", match.start(), length, fix)


def unconverted_notes(facts: TextFacts) -> Iterator[Diagnostic]:
    """N110."""
    notes = {match["mark"]: match for match in BARE_NOTE.finditer(facts.scan.masked)}
    for match in BARE_MARK.finditer(facts.scan.masked):
        mark = match["mark"]
        if mark in notes:
            line = facts.places.line(notes[mark].end() - 1)
            message = f"[{mark}] looks like the mark of the note on line {line}; both would be printed as text"
            help = f"write [^{mark}] here, and [^{mark}]: before the note"
            yield facts.diagnostic("N110", message, help, match.start(), len(match[0]))


def notes_read_as_addresses(facts: TextFacts) -> Iterator[Diagnostic]:
    """N111."""
    for match in REFERENCE.finditer(facts.scan.masked):
        written = facts.text[match.start("text") : match.end("text")]
        if not _begins_block(facts, match) or _is_address(written):
            continue
        at, label = match.end("before"), match["label"]
        message = f"“[{label}]: {_beginning(written)}” is read as the address of a link, and would not be printed"
        fix = facts.patch(at + 1, "^") if label in {call.label for call in facts.scan.undefined} else ()
        yield facts.diagnostic("N111", message, f"write [^{label}]: for a note, or \\[{label}\\]: for text", at, len(label) + 3, fix)


def unpaired(facts: TreeFacts, pairing: Pairing) -> tuple[Diagnostic, ...]:
    """N112 for each call that pandoc makes no note of, and for each note of the tree without a call in the text."""
    calls = (
        facts.diagnostic(
            "N112",
            f"pandoc does not read this as the mark of the note “{call.label}”",
            "put the mark into running text: after a word, outside code, addresses and attributes",
            call.start,
            call.end - call.start,
        )
        for call in pairing.calls
    )
    notes = (
        diagnostic(
            "N112",
            "pandoc finds a note here that has no mark in the text",
            help="write the mark as [^label], on one line",
            at=Location(path=facts.section.path, line=facts.positions.line(note)),
        )
        for note in pairing.notes
    )
    return (*calls, *notes)


def _defined(facts: TextFacts) -> Mapping[str, Definition]:
    """The first definition of each label."""
    return {definition.label: definition for definition in reversed(facts.scan.definitions)}


def _respelt(facts: TextFacts) -> Mapping[str, str]:
    """The label of a note for each undefined one that differs from it only in capitals."""
    folded = {label.casefold(): label for label in dict.fromkeys(definition.label for definition in facts.scan.definitions)}
    undefined = ((call.label, folded.get(call.label.casefold())) for call in facts.scan.undefined)
    return {label: other for label, other in undefined if other}


def _called(facts: TextFacts) -> set[str]:
    """The labels that are called, also in another spelling."""
    return {*(call.label for call in (*facts.scan.calls, *facts.scan.nested)), *_respelt(facts).values()}


def _extent(facts: TextFacts, definition: Definition) -> tuple[int, int]:
    """The offset and the length of `[^label]:` before a note."""
    return facts.places.starts[definition.line - 1] + definition.column - 1, len(definition.label) + 4


def _text(facts: TextFacts, definition: Definition) -> str:
    return facts.text[definition.start : definition.end].replace(FILLER, "").strip(" \t\n>")


def _begins_block(facts: TextFacts, match: re.Match[str]) -> bool:
    """Whether a reference starts a block: only there does pandoc read it as one."""
    line = facts.places.line(match.start("label"))
    above = facts.places.lines[line - 2] if line > 1 else ""
    if match["before"].strip() or not above.strip(" \t>"):
        return True
    return bool(STRUCTURE.fullmatch(above) or REFERENCE.match(above + "\n"))


def _is_address(text: str) -> bool:
    line, _, following = text.partition("\n")
    return bool(ADDRESS.fullmatch(line) or (not line.strip() and ADDRESS.fullmatch(following)) or ADDRESS.fullmatch(text))


def _beginning(text: str) -> str:
    return first_words(text.replace(FILLER, ""), QUOTED_WORDS)


CHECKS = (
    undefined_calls,
    nested_calls,
    definitions,
    lines_under_notes,
    misplaced_definitions,
    inline_notes,
    labels_with_spaces,
    unconverted_notes,
    notes_read_as_addresses,
)
