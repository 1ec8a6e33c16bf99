"""What a value of book.toml may be.

Each function returns the value in the form that the rest of publish uses, or raises ValueFault with the remedy.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from publish.config.language_tags import canonical_tag
from publish.config.roles import relator_code, relators
from publish.config.style_roles import HouseRole, advice_on_roles, house_role
from publish.config.values import Price
from publish.rules import RULES
from publish.units import NAMED_TRIMS, Length, TrimSize, length_from_text, trim_from_text, trims_without_units

SMALLEST_MM, LARGEST_MM = 70, 400
"""The width and height of a page that can be printed, bound and filled by our design."""

PRICE = re.compile(r"([A-Z]{3})\s+([0-9]{1,6})(?:[.,]([0-9]{2}))?")

KINDS = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "an array", dict: "a table"}


class ValueFault(Exception):  # noqa: N818  # the editor's fault, not the program's
    """A value that is refused. `message` continues after the key's name: "is not a language".

    A value does not know its key: `schema` catches the exception and makes the Diagnostic, with the place of the key's value.
    """

    def __init__(self, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = advice


def line_of_text(value: Any) -> str:
    """A text on one line that is not empty: C106, C110."""
    text = paragraphs_of_text(value)
    if "\n" in text:
        raise ValueFault("C110", f"runs over more than one line: “{_short(text)}”", "write it on one line")
    return text


def paragraphs_of_text(value: Any) -> str:
    """A text of any number of lines that is not empty: C106, C110."""
    if not isinstance(value, str):
        advice = f'put it in quotation marks: "{value}"' if kind_of(value) in {"a number", "a date"} else 'write one text: "…"'
        raise wrong_kind("a text", value, advice)
    text = value.strip()
    if not text:
        raise ValueFault("C110", "is empty", "write something, or take the key out if it may be left out")
    bad = next((character for character in text if not _is_xml(character)), None)
    if bad:
        raise ValueFault("C110", f"contains the character U+{ord(bad):04X}, which cannot be printed", "take it out")
    return text


def words_of_text(value: Any) -> str:
    """A text on one line that is not empty, with the spaces at its ends: C106, C110."""
    line_of_text(value)
    return str(value)


def language_tag(value: Any) -> str:
    """A language tag in its canonical form: C113."""
    text = line_of_text(value)
    tag = canonical_tag(text)
    if tag is None:
        raise ValueFault(
            "C113", f"is “{text}”, which is not a language tag (BCP 47)", "write it as in “en”, “en-GB”, “de-CH”, “grc” or “zh-Hant”"
        )
    if tag.casefold() != text.casefold():
        raise ValueFault("C113", f"is “{text}”, which is not the preferred tag of this language (BCP 47)", f"write “{tag}”")
    return tag


def relator(value: Any) -> str:
    """The MARC code of a contributor's role, given as code or term: C114."""
    text = line_of_text(value)
    code = relator_code(text)
    if code is None:
        by_term = {term.casefold(): term for term in relators().values()}
        near = get_close_matches(text.casefold(), by_term, 2, 0.7)
        meant = " or ".join(f"“{by_term[term]}”" for term in near)
        advice = f"did you mean {meant}?" if near else "write author, editor, translator, illustrator or another MARC term or code"
        raise ValueFault("C114", f"is “{text}”, which is not a MARC relator", advice)
    return code


def style_role(value: Any) -> HouseRole:
    """The role of a style of a word processor: C109."""
    text = line_of_text(value)
    role = house_role(text)
    if role is None:
        raise ValueFault("C109", f"is “{text}”, which is not the role of a style", advice_on_roles(text))
    return role


def isbn_13(value: Any) -> str:
    """An ISBN of thirteen digits with a correct check digit, without its hyphens: C111."""
    from stdnum import ean, isbn
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

    if isinstance(value, int) and not isinstance(value, bool):
        raise wrong_kind("a text", value, f'put it in quotation marks: "{value}"')
    text = line_of_text(value)
    number = isbn.compact(text)
    try:
        number = isbn.validate(text)
    except InvalidChecksum as fault:
        right = f"if its first digits are right, the last is {ean.calc_check_digit(number[:-1])}; " if len(number) == 13 else ""
        advice = f"{right}compare each digit with the ISBN that you were given"
        raise ValueFault("C111", f"is “{text}”: its check digit is wrong", advice) from fault
    except InvalidComponent as fault:
        raise ValueFault("C111", f"is “{text}”, which does not begin like an ISBN", "an ISBN begins with 978 or 979") from fault
    except ValidationError as fault:
        raise ValueFault("C111", f"is “{text}”, which is not an ISBN", "write its thirteen digits, with or without hyphens") from fault
    if isbn.isbn_type(number) == "ISBN10":
        longer = isbn.format(isbn.to_isbn13(number))
        raise ValueFault("C111", f"is “{text}”, an ISBN of the ten digits used until 2007", f"write “{longer}”")
    return number


def series_number(value: Any) -> str:
    """The number of a volume in its series, as text: C106."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line_of_text(value)


def section_path(value: Any) -> str:
    """The path of a section in the book's folder: C117 if it may leave the folder, C118 if it is not a Markdown file."""
    text = line_of_text(value)
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or str(path) != text or "\\" in text or ":" in path.parts[0]:
        raise ValueFault(
            "C117",
            f"names “{text}”, which is not a path inside the book's folder",
            "write the path from the folder of book.toml, with “/” between folders: “body/one.md”",
        )
    if path.suffix != ".md":
        raise ValueFault("C118", f"names “{text}”, which is not a Markdown file", f"sections are .md files: “{path.with_suffix('.md')}”?")
    return text


def warning_code(value: Any) -> str:
    """The code of a rule that warns: C123."""
    text = line_of_text(value)
    rule = RULES.get(text)
    if rule is None:
        near = get_close_matches(text.upper(), RULES, 1, 0.7)
        advice = f"did you mean “{near[0]}”?" if near else "“publish explain” lists all codes"
        raise ValueFault("C123", f"is “{text}”, which is not the code of a rule", advice)
    if rule.severity != "warning":
        advice = f"correct it instead: “publish explain {text}” says how"
        raise ValueFault("C123", f"is “{text}” ({rule.title}), which is an error: only warnings can be ignored", advice)
    return text


def preflight_rule(value: Any) -> str:
    """The code of a rule of preflight: C109."""
    text = line_of_text(value)
    if text not in RULES or not text.startswith("P5"):
        raise ValueFault(
            "C109", f"is “{text}”, which is not a rule of preflight", "“publish explain” lists all codes; those of preflight begin with P5"
        )
    return text


def no_break_phrase(value: Any) -> str:
    """A phrase of two words or more, kept on one line: C106, C110, C124."""
    text = " ".join(line_of_text(value).split())
    if " " not in text:
        advice = f"write what follows it too: “{text} #” if that is a number; # stands for any number"
        raise ValueFault("C124", f"is “{text}”, which has no space, so that there is nothing to keep together", advice)
    return text


def divided_word(value: Any) -> str:
    """A word with a hyphen at each place where it may be divided, or without hyphens if it may not be: C106, C110, C125."""
    text = line_of_text(value)
    if not all(part.isalpha() for part in text.split("-")):
        advice = "write one word with a hyphen at each place where it may be divided: “Trot-sky-ism”; without a hyphen it is never divided"
        raise ValueFault("C125", f"contains “{text}”, which is not one word", advice)
    return text


def place_in_section(value: Any) -> str:
    """A line of a section, “body/one.md:7”: C135, and C117 and C118 for the section."""
    text = line_of_text(value)
    path, _, line = text.rpartition(":")
    if not path or not line.isdecimal():
        raise ValueFault("C135", f"contains “{text}”, which is not a line of a section", "write the section and its line: “body/one.md:7”")
    return f"{section_path(path)}:{int(line)}"


def trim_size(value: Any) -> TrimSize:
    """A named trim or a pair of lengths: C115."""
    text = line_of_text(value)
    try:
        trim = trim_from_text(text)
    except ValueError as fault:
        near = trims_without_units(text) or get_close_matches(text, NAMED_TRIMS, 1, 0.6)
        names = f"“{near[0]}”?" if near else f"one of {', '.join(NAMED_TRIMS)},"
        advice = f"write {names} or width and height as in “5.5in x 8.5in” or “148mm x 210mm”"
        raise ValueFault("C115", f"is “{text}”, which is not a trim size", advice) from fault
    for side, length in (("wide", trim.width), ("high", trim.height)):
        if not SMALLEST_MM <= round(length.millimetres, 3) <= LARGEST_MM:
            advice = f"write a size between {SMALLEST_MM} and {LARGEST_MM} mm"
            raise ValueFault("C115", f"is “{text}”: no book is {length.millimetres:g} mm {side}", advice)
    return trim


def length(value: Any) -> Length:
    """A length with its unit: C126."""
    text = line_of_text(value)
    try:
        return length_from_text(text)
    except ValueError as fault:
        raise ValueFault("C126", f"is “{text}”, which is not a length", "write a number and its unit: “3mm”, “0.125in”, “9pt”") from fault


def round_number(value: Any) -> int:
    """A whole number, 0 or more: C106."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise wrong_kind("a whole number", value, "write a number without a point, a sign or quotation marks: 24")
    return value


def price(value: Any) -> Price:
    """A currency's code and an amount: C132."""
    text = line_of_text(value)
    match = PRICE.fullmatch(text)
    if not match:
        advice = "write the code of the currency and the amount: “USD 14.99”, “EUR 22”"
        raise ValueFault("C132", f"is “{text}”, which is not a price", advice)
    return Price(currency=match[1], hundredths=100 * int(match[2]) + int(match[3] or 0))


def publication_day(value: Any) -> date:
    """A day, as a TOML date or as text: C116."""
    if isinstance(value, datetime):
        raise ValueFault("C116", f"is {value.isoformat()}, a time", f"write the day alone: {value.date().isoformat()}")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else date.fromisoformat("")
    except ValueError as fault:
        raise ValueFault("C116", f"is {_quoted(value)}, which is not a day", "write year, month and day, as in 2026-11-22") from fault


def true_or_false(value: Any) -> bool:
    """A TOML boolean: C106."""
    if not isinstance(value, bool):
        raise wrong_kind("true or false", value, "write true or false, without quotation marks")
    return value


def one_of(value: Any, choices: Sequence[str | int]) -> str | int:
    """One of the choices: C109."""
    for choice in choices:
        if type(value) is type(choice) and value == choice:
            return choice
    allowed = " or ".join(f"“{choice}”" if isinstance(choice, str) else str(choice) for choice in choices)
    shown = str(value) if type(value) in {type(choice) for choice in choices} - {str} else _quoted(value)
    raise ValueFault("C109", f"is {shown}", f"write {allowed}")


def wrong_kind(expected: str, value: Any, advice: str) -> ValueFault:
    """The fault of a value of the wrong kind: C106."""
    return ValueFault("C106", f"is {kind_of(value)}, not {expected}", advice)


def kind_of(value: Any) -> str:
    """The kind of a TOML value, in words."""
    return KINDS.get(type(value), "a date")


def _quoted(value: Any) -> str:
    return f"“{_short(value)}”" if isinstance(value, str) else kind_of(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _is_xml(character: str) -> bool:
    """Whether a character is allowed in XML 1.0 (§2.2), and so in an EPUB."""
    code = ord(character)
    return character in "\t\n\r" or 0x20 <= code < 0x7F or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
