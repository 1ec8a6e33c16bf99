"""Running text as canonical Markdown: markup only where the source has it, a backslash before whatever else would be read as markup."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from publish.importing.inline import BREAK, MARKERS
from publish.importing.writers.marked_text import SHIFTS, Mark, Piece, pieces_of

DELIMITERS = {Mark.EMPHASIS: "*", Mark.STRONG: "**", Mark.STRIKEOUT: "~~", Mark.SUPERSCRIPT: "^", Mark.SUBSCRIPT: "~"}
SPECIAL = re.compile(
    r"[\\`*<~^]"  # markup anywhere
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore, except within a word
    r"|&(?=#?\w+;)"  # what would be read as an entity
    r"|!(?=\[(?!\^\w))|\[(?=\^|\s*\d+\s*\])|(?<=\d)\](?=.)|(?<=\d)\]$"  # what would be an image, a note, the end of a note
    r"|\[(?=[^\[\]]*\][(\[{:])|\](?=[(\[{:])"  # what would be a link
    r"|(?<=\])\{|\{(?==)",  # attributes
    re.MULTILINE,
)
FORMULA = re.compile(r"\$\$|\$(?=\S)[^$]*\S\$(?!\d)|\$\S[^\n]*\\\$")
"""What may be a formula, or a dollar that would end one."""
LINE_START = re.compile(
    r"(?:#{1,6}(?=\s|$)|#{2,6}(?=\w)|#(?=\.(?:\s|$))|>|\||:(?=[\s:-]|$)|[-+](?=\s|$)|\d+(?=[.)](?:\s|$|\\\n))|%|-{2,}(?=[|:+]|$|\s+-)|-{3,}|={3,}|=+$|\+(?=[-=+:])|[Tt]able:)"
)
"""What would begin a block, at the start of a line of text."""
AFTER_MARKUP = {"]": "([{", ")": "{", "}": "{", "`": "{", "^": "["}
"""What would belong to markup that ends with a character: an address, attributes."""
IN_ADDRESS = re.compile(r"[\s()<>\[\]{}\\\"`|^]")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
TWICE = "\\\\\\"
"""Before a sign in a superscript or subscript: pandoc 3 takes its escapes away, and then reads the rest once more."""
APART = "<!---->"
"""An empty remark, without a space, for none may stand in a superscript: it is in no edition, and parts what would be read as one mark."""


def markdown(text: str, labels: Mapping[str, str], *, further: str = "") -> str:
    """The text as canonical Markdown, on one line except for intended breaks; `labels` as for `pieces_of`.

    A link within the book without words is written as the page of its place. Each of the `further` signs of a text gets a backslash, such
    as the bars in the cells of a table.
    """
    if not MARKERS.search(text):
        return _escaped([_Run(" ".join(text.split()), raw=False)], further)
    writer = _Writer(runs=[])
    writer.write(pieces_of(text, labels), frozenset())
    return _escaped(writer.runs, further)


def title_markdown(text: str, labels: Mapping[str, str]) -> str:
    """The title of a heading: on one line, and without emphasis that wraps all of it, since a heading has a look of its own."""
    pieces = pieces_of(text.replace(BREAK, " "), labels)
    while len(whole := [piece for piece in pieces if _is_seen(piece)]) == 1 and _is_look(whole[0]):
        pieces = tuple(inner for piece in pieces for inner in (piece.within if piece is whole[0] else (piece,)))
    writer = _Writer(runs=[])
    writer.write(pieces, frozenset())
    return _escaped(writer.runs)


def _is_look(piece: Piece) -> bool:
    return piece.mark in {Mark.EMPHASIS, Mark.STRONG} or (piece.mark is Mark.SPAN and piece.target == ".underline")


def _is_seen(piece: Piece) -> bool:
    """Whether a piece is more than spaces and calls of notes."""
    return piece.mark is not Mark.CALL and (piece.mark is not Mark.TEXT or bool((piece.text or "").strip()))


def literal(text: str, labels: Mapping[str, str]) -> str:
    """The words of a text with the calls of its notes, and with a backslash before every sign that could be markup."""
    return " ".join("".join(_literal(pieces_of(text, labels))).split())


def _literal(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        match piece.mark:
            case Mark.CALL:
                yield f"[^{piece.target}]"
            case Mark.BREAK:
                yield " "
            case Mark.IMAGE:
                yield ""
            case _:
                yield PUNCTUATION.sub(r"\\\g<0>", piece.text or "") + "".join(_literal(piece.within))


def is_one_picture(text: str, labels: Mapping[str, str]) -> bool:
    """Whether a text is a picture and nothing else: as a paragraph, pandoc would make a figure of it."""
    return [piece.mark for piece in pieces_of(text, labels)] == [Mark.IMAGE]


@dataclass(slots=True)
class _Run:
    """A stretch of written text. In a `raw` one no backslash is wanted; within brackets each bracket needs one, within shifts each space.

    `closes` is said of a mark that ends a span.
    """

    text: str
    raw: bool = True
    closes: bool = False
    in_brackets: bool = False
    in_shift: bool = False


@dataclass(slots=True, kw_only=True)
class _Writer:
    """The runs written so far."""

    runs: list[_Run]

    def write(self, pieces: Sequence[Piece], around: frozenset[Mark]) -> None:
        """Writes pieces that are within spans of these marks."""
        for piece, after in zip_longest(pieces, pieces[1:]):
            match piece.mark:
                case Mark.TEXT:
                    text = re.sub(r"\s+", " ", piece.text or "")
                    in_brackets = bool(around & {Mark.LINK, Mark.SPAN, Mark.SMALL_CAPITALS})
                    self.runs.append(_Run(text, raw=False, in_brackets=in_brackets, in_shift=bool(around & SHIFTS)))
                case Mark.BREAK:
                    self._break(around)
                case Mark.CALL:
                    self._raw(f"[^{piece.target}]")
                case Mark.CODE:
                    self._raw(_code(piece.text or ""))
                case Mark.MATH:
                    self._raw(_formula(piece.text or ""))
                    if is_formula(piece.text or "") and after and (after.text or "")[:1].isdigit():
                        self._raw(APART)  # pandoc ends no formula before a digit
                case Mark.IMAGE:
                    self._raw(_image(piece))
                case Mark.LINK if not piece.within:
                    self._raw(f"[]({_address(piece.target)}){{.page}}")
                case Mark.LINK:
                    self._bracketed(piece, around, f"]({_address(piece.target)})")
                case Mark.SPAN:
                    self._bracketed(piece, around, f"]{{{piece.target}}}")
                case Mark.SMALL_CAPITALS:
                    self._bracketed(piece, around, "]{.smallcaps}")
                case _:
                    if self._is_product(piece, after):
                        self._raw(APART)
                    self._raw(DELIMITERS[piece.mark], opens=True)
                    self.write(piece.within, around | {piece.mark})
                    self._raw(DELIMITERS[piece.mark])
                    self.runs[-1].closes = True

    def _is_product(self, piece: Piece, after: Piece | None) -> bool:
        """Whether emphasis stands between two digits, so that its asterisks could be meant as signs of multiplication."""
        before = self.runs[-1].text if self.runs else ""
        next_text = after.text or "" if after and after.mark is Mark.TEXT else ""
        return piece.mark in {Mark.EMPHASIS, Mark.STRONG} and before[-1:].isdigit() and next_text[:1].isdigit()

    def _bracketed(self, piece: Piece, around: frozenset[Mark], end: str) -> None:
        self._raw("[")
        self.write(piece.within, around | {piece.mark})
        self._raw(end)

    def _break(self, around: frozenset[Mark]) -> None:
        if around & SHIFTS:
            self._raw("\\ ")
            return
        if self.runs and not self.runs[-1].raw:
            self.runs[-1].text = self.runs[-1].text.rstrip(" ")
        self._raw("\\\n")

    def _raw(self, text: str, *, opens: bool = False) -> None:
        before = self.runs[-1] if self.runs else None
        if before and before.raw:
            collides = any(before.text.endswith(one) and text.startswith(two) for one, two in COLLISIONS)
            if collides or (opens and before.closes and before.text[-1] == text[0]):
                self.runs.append(_Run(APART))
        self.runs.append(_Run(text))


COLLISIONS = (("^", "["), ("[", "^"), ("`", "`"), ("^", "^"), ("~", "~"))
"""Ends and beginnings of markup that would be read as other markup: an inline note, the call of a note, one run of marks."""


def _escaped(runs: Sequence[_Run], further: str = "") -> str:
    """The runs as one text, with a backslash before each sign of the texts that would be markup there."""
    whole = "".join(run.text for run in runs)
    special = {match.start() for match in SPECIAL.finditer(whole)} | _at_line_starts(whole)
    special |= set(_after_markup(runs, whole))
    dollars = further or ("$" if FORMULA.search(whole) else "")
    written: list[str] = []
    end = 0
    for run in runs:
        start, end = end, end + len(run.text)
        if run.raw:
            is_bar_read = "|" in further and run.text.startswith("]{")  # a table ends its cell at a bar within attributes, not within code
            written.append(run.text.replace("|", r"\|") if is_bar_read else run.text)
            continue
        extra = {*dollars, *("[]" if run.in_brackets else "")}
        signs = {at for at, letter in enumerate(run.text, start) if at in special or letter in extra}
        backslash = TWICE if run.in_shift else "\\"
        letters = (f"{backslash}{letter}" if at in signs else letter for at, letter in enumerate(run.text, start))
        written.append("".join("\\ " if run.in_shift and letter == " " else letter for letter in letters))
    return "".join(written)


def _after_markup(runs: Sequence[_Run], whole: str) -> Iterator[int]:
    """The offsets of texts that would belong to the markup before them."""
    at = 0
    for run, after in pairwise(runs):
        begins_line = not at or whole[at - 1] == "\n"
        at += len(run.text)
        if run.raw and run.text and not after.raw and after.text:
            signs = AFTER_MARKUP.get(run.text[-1], "") + (":" if begins_line and run.text.startswith("[^") else "")
            if after.text[0] in signs:
                yield at


def _at_line_starts(text: str) -> set[int]:
    """The offsets of the signs that would begin a block, at the start of the text and after its line breaks."""
    matches = (LINE_START.match(text, at) for at in (0, *(match.end() for match in re.finditer("\n", text))))
    return {_sign_at(match) for match in matches if match}


def _sign_at(match: re.Match[str]) -> int:
    """The offset of the sign to escape: the full stop after a number, the colon after a word, else the first sign."""
    if match[0][0].isdigit():
        return match.end()
    return match.end() - 1 if match[0][0].isalpha() else match.start()


def _code(code: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", code)), default=0) + 1)
    space = " " if "`" in code else ""
    return f"{fence}{space}{' '.join(code.split())}{space}{fence}"


def _formula(tex: str) -> str:
    """A formula; what cannot stand between dollars is code."""
    return f"${tex}$" if is_formula(tex) else _code(tex) if tex else ""


def is_formula(tex: str) -> bool:
    """Whether a formula can stand between dollars."""
    return bool(tex.strip()) and "$" not in tex and not tex.endswith("\\")


def _image(image: Piece) -> str:
    """A picture in a line; one that the source declares as decoration stays that, one without description has none."""
    alt = PUNCTUATION.sub(r"\\\g<0>", " ".join((image.text or "").split()))
    decoration = "{role=presentation}" if image.text is not None and not alt else ""
    return f"![{alt}]({_address(image.target)}){decoration}"


def _address(address: str) -> str:
    """An address with its spaces, brackets and the like in percent signs."""
    encoded = IN_ADDRESS.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8", "surrogatepass")), address)
    return re.sub(r"&(?=#?\w+;)", "&amp;", encoded)
