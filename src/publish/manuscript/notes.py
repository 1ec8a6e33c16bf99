"""What is wrong with the notes of a section, as far as its text says: N101 to N111 and N113 to N115."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from publish.diagnostics import Diagnostic, Location, Patch, diagnostic
from publish.manuscript.scan import Call, Definition, Scan
from publish.manuscript.zones import FILLER, STRUCTURE, Places
from publish.model import Section

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
MOST_SUGGESTIONS = 20


def note_findings(section: Section, found: Scan) -> tuple[Diagnostic, ...]:
    """All that is wrong with the notes of a section's text."""
    return tuple(_Notes(section, found).findings())


class _Notes:
    """The findings of one section."""

    def __init__(self, section: Section, found: Scan) -> None:
        self.path = section.path
        self.found = found
        self.places = Places(found.text)
        self.defined: dict[str, Definition] = {}
        for definition in found.definitions:
            self.defined.setdefault(definition.label, definition)
        self.called = {call.label for call in (*found.calls, *found.nested)}
        self.misplaced = {definition.label for definition in found.misplaced}
        self.suggestions = 0

    def findings(self) -> Iterator[Diagnostic]:
        """Calls, definitions, labels, and what only looks like a note."""
        yield from self._undefined()
        yield from self._nested()
        yield from self._definitions()
        yield from self._misplaced()
        yield from self._inline()
        yield from self._spaced()
        yield from self._unconverted()

    def _say(self, code: str, message: str, help: str, at: int, length: int = 1, fix: tuple[Patch, ...] = ()) -> Diagnostic:
        return diagnostic(code, message, help=help, at=self._place(at), length=length, fix=fix)

    def _place(self, at: int) -> Location:
        return Location(path=self.path, line=self.places.line(at), column=self.places.column(at))

    def _patch(self, at: int, text: str, length: int = 0) -> tuple[Patch, ...]:
        return (Patch(at=self._place(at), length=length, text=text),)

    def _undefined(self) -> Iterator[Diagnostic]:
        folded = {label.casefold(): label for label in self.defined}
        for call in self.found.undefined:
            other = folded.get(call.label.casefold())
            length = call.end - call.start
            if other:
                self.called.add(other)
                message = f"the note is called [^{call.label}] here and given as [^{other}] on line {self.defined[other].line}"
                fix = self._patch(call.start, f"[^{other}]", length)
                yield self._say("N108", message, f"write [^{other}]: a label is spelt one way", call.start, length, fix)
            elif call.label not in self.misplaced:
                message = f"the note [^{call.label}] is called here and never given"
                yield self._say("N101", message, self._advice(call), call.start, length)

    def _advice(self, call: Call) -> str:
        own = f"write the note, after an empty line: [^{call.label}]: …"
        self.suggestions += 1
        if self.suggestions > MOST_SUGGESTIONS:
            return own
        near = get_close_matches(call.label, [label for label in self.defined if label not in self.called], n=1)
        return f"did you mean [^{near[0]}], which nothing calls? Otherwise {own}" if near else own

    def _nested(self) -> Iterator[Diagnostic]:
        for call in self.found.nested:
            length = call.end - call.start
            written = "an inline note" if call.inline else f"[^{call.label}]"
            if call.label == call.inside:
                yield self._say("N107", f"the note [^{call.label}] calls itself", "take the mark out of the note", call.start, length)
            else:
                message = f"{written} is called inside the note “{call.inside}”: a note has no notes of its own"
                yield self._say("N106", message, "put the inner note's words into the outer one", call.start, length)

    def _definitions(self) -> Iterator[Diagnostic]:
        first: dict[str, Definition] = {}
        for definition in self.found.definitions:
            mark = f"[^{definition.label}]"
            at, length = self._start(definition), len(mark) + 1
            earlier = first.setdefault(definition.label, definition)
            text = self.found.text[definition.start : definition.end].replace(FILLER, "").strip(" \t\n>")
            if earlier is not definition:
                message = f"the note {mark} is given a second time; the first is on line {earlier.line}"
                yield self._say("N103", message, "give one of the two another label, here and where it is called", at, length)
            elif not text:
                help = "write its text behind the colon, or take out the note and its mark"
                yield self._say("N104", f"the note {mark} is empty; the next paragraph might be taken for its text", help, at, length)
            elif definition.label not in self.called:
                help = f"put {mark} where the note belongs, or take the note out; “{_beginning(text)}” would be lost"
                yield self._say("N102", f"the note {mark} is given and never called", help, at, length)
            if definition.lazy and text:
                message = f"this line follows the note {mark} without an empty line: it would be printed as part of the note"
                help = "put an empty line before it; if it does belong to the note, indent it by four spaces"
                line = definition.lazy - 1
                yield self._say("N113", message, help, self.places.starts[line], len(self.places.lines[line]))

    def _misplaced(self) -> Iterator[Diagnostic]:
        for definition in self.found.misplaced:
            mark = f"[^{definition.label}]"
            at, length = self._start(definition), len(mark) + 1
            if definition.inside:
                message = f"the note {mark} is given inside the note “{definition.inside}”"
                yield self._say("N114", message, "take the spaces before it away, and put an empty line before it", at, length)
            else:
                message = f"the note {mark} is glued to the line above: it would be printed as text"
                quoted = self.found.text[self.places.starts[definition.line - 1] : at].rstrip()  # the signs of a quotation that holds it
                fix = self._patch(self.places.starts[definition.line - 1], f"{quoted}\n")
                yield self._say("N105", message, "put an empty line before it", at, length, fix)

    def _inline(self) -> Iterator[Diagnostic]:
        for call in self.found.calls:
            if call.inline and not self.found.text[call.start + 2 : call.end - 1].replace(FILLER, "").strip():
                yield self._say("N104", "the note ^[] is empty", "write its text between the brackets, or take it out", call.start, 3)
        for at in self.found.unclosed:
            line = self.places.lines[self.places.line(at) - 1][self.places.column(at) - 1 :]
            message = f"the note “{_beginning(line)}” is not closed in its paragraph: it would be printed as text"
            help = "close it with ], and write \\[ and \\] for brackets inside it that do not come in pairs; or give it a label"
            yield self._say("N115", message, help, at, 2)

    def _spaced(self) -> Iterator[Diagnostic]:
        for match in SPACED.finditer(self.found.masked):
            label = "-".join(match[1].split())
            message = f"the label [^{match[1]}] has a space in it, so that it is none"
            length = len(match[0]) - len(match["colon"])
            fix = self._patch(match.start(), f"[^{label}]", length) if label not in self.called | set(self.defined) else ()
            yield self._say("N109", message, f"write [^{label}], at the mark and at the note", match.start(), length, fix)

    def _unconverted(self) -> Iterator[Diagnostic]:
        texts = {match["mark"]: match for match in BARE_NOTE.finditer(self.found.masked)}
        for match in BARE_MARK.finditer(self.found.masked):
            mark = match["mark"]
            if mark in texts:
                line = self.places.line(texts[mark].end() - 1)
                message = f"[{mark}] looks like the mark of the note on line {line}; both would be printed as text"
                help = f"write [^{mark}] here, and [^{mark}]: before the note"
                yield self._say("N110", message, help, match.start(), len(match[0]))
        for match in REFERENCE.finditer(self.found.masked):
            at = match.end("before")
            if self._begins_block(match) and not self._is_address(match):
                label, text = match["label"], _beginning(self.found.text[match.start("text") : match.end("text")])
                message = f"“[{label}]: {text}” is read as the address of a link, and would vanish"
                fix = self._patch(at + 1, "^") if label in {call.label for call in self.found.undefined} else ()
                yield self._say("N111", message, f"write [^{label}]: for a note, or \\[{label}\\]: for text", at, len(label) + 3, fix)

    def _begins_block(self, match: re.Match[str]) -> bool:
        line = self.places.line(match.start("label"))
        above = self.places.lines[line - 2] if line > 1 else ""
        if match["before"].strip() or not above.strip(" \t>"):
            return True
        return bool(STRUCTURE.fullmatch(above) or REFERENCE.match(above + "\n"))

    def _is_address(self, match: re.Match[str]) -> bool:
        text = self.found.text[match.start("text") : match.end("text")]
        line, _, following = text.partition("\n")
        return bool(ADDRESS.fullmatch(line) or (not line.strip() and ADDRESS.fullmatch(following)) or ADDRESS.fullmatch(text))

    def _start(self, definition: Definition) -> int:
        return self.places.starts[definition.line - 1] + definition.column - 1


def _beginning(text: str) -> str:
    """The first words of a text, to quote it by."""
    words = text.replace(FILLER, "").split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
