"""book.toml: the values that are accepted, the configuration made from them, and faults, reported all at once with their places."""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.config import (
    Configuration,
    Contributor,
    EpubSettings,
    NoteSettings,
    Part,
    PrintSettings,
    Series,
    place_of_key,
    place_of_section,
    read_configuration,
)
from publish.config.key_places import KeyPath, Place, places_in
from publish.config.language_tags import USUAL, canonical_tag, mark_place, name_for_sorting, registered_tag
from publish.config.resolution import MOST_BYTES, TOML_FAULTS, UNBUILT
from publish.config.roles import relator_code, relators
from publish.config.vocabulary import ValueFault, trim_size
from publish.diagnostics import ExitCode, Outcome, exit_code_of
from publish.units import trim_from_text

LEAST = """\
title = "A Small Book"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]
"""

Read = Callable[[str], Outcome[Configuration]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A function that reads a book.toml with the given text."""

    def read_text(text: str) -> Outcome[Configuration]:
        (tmp_path / "book.toml").write_text(text, encoding="utf-8")
        return read_configuration(tmp_path)

    return read_text


def value_of(outcome: Outcome[Configuration]) -> Configuration:
    assert outcome.value, outcome.diagnostics
    assert not outcome.diagnostics
    return outcome.value


def faults(outcome: Outcome[Configuration]) -> list[str]:
    """The diagnostics as `line:column code`."""
    assert outcome.value is None
    located = [(diagnostic.location, diagnostic.code) for diagnostic in outcome.diagnostics]
    return [f"{location.line}:{location.column} {code}" for location, code in located if location]


# --- the configuration that is read ------------------------------------------------------------------------------------------------------


def test_smallest_book_has_every_default(read: Read, tmp_path: Path) -> None:
    configuration = value_of(read(LEAST))
    assert configuration.folder == tmp_path.resolve()
    assert configuration.contributors == (Contributor(name="Ada Editor", sort="Editor, Ada", role="aut"),)
    assert configuration.spine.body == ("one.md",)
    assert (configuration.spine.front, configuration.spine.back) == ((), ())
    assert configuration.notes == NoteSettings(numbering="chapter", mark="after")
    assert configuration.print == PrintSettings(isbn=None, trim=trim_from_text("Digest"), openings="recto")
    assert configuration.epub == EpubSettings(isbn=None)
    assert configuration.smart is False
    assert configuration.subjects == ()
    assert (configuration.published, configuration.series, configuration.subtitle) == (None, None, None)


def test_every_key_is_read(read: Read) -> None:
    configuration = value_of(
        read("""\
title = "On Method"
subtitle = "A Study"
language = "de-ch"
edition = "Second edition"
published = 2026-11-22
publisher = "The Small Press"
place = "Zürich"
rights = "© 2026"
description = '''
First paragraph.

Second paragraph.'''
subjects = ["Method", "Study"]
series = { name = "Studies", number = 3 }
contributors = [
  { name = "Ada Editor", sort = "Editor, A.", role = "Author" },
  { name = "Tom Turner", role = "TRL" },
]

[spine]
front = ["front/preface.md"]
body = ["one.md", { part = "Part One", sections = ["body/two.md", "three.md"] }]
back = ["back/index-of-names.md"]

[text]
smart = true
math = false

[notes]
numbering = "book"
mark = "before"
print = "foot"
epub = "chapter-end"

[epub]
isbn = "9780306406157"

[print]
isbn = "978-3-16-148410-0"
trim = "148 × 210 mm"
openings = "any"
""")
    )
    assert configuration.language == "de-CH"
    assert configuration.edition == "Second edition"
    assert configuration.published == date(2026, 11, 22)
    assert configuration.place == "Zürich"
    assert configuration.description == "First paragraph.\n\nSecond paragraph."
    assert configuration.subjects == ("Method", "Study")
    assert configuration.series == Series(name="Studies", number="3")
    assert [(person.sort, person.role) for person in configuration.contributors] == [("Editor, A.", "aut"), ("Turner, Tom", "trl")]
    assert configuration.spine.body == ("one.md", Part(title="Part One", sections=("body/two.md", "three.md")))
    assert configuration.spine.front == ("front/preface.md",)
    assert configuration.spine.back == ("back/index-of-names.md",)
    assert configuration.smart is True
    assert configuration.notes == NoteSettings(numbering="book", mark="before")
    assert configuration.epub.isbn == "9780306406157"
    assert configuration.print == PrintSettings(isbn="9783161484100", trim=trim_from_text("A5"), openings="any")


def test_bom_and_crlf_make_no_difference(read: Read, tmp_path: Path) -> None:
    plain = value_of(read(LEAST))
    (tmp_path / "book.toml").write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())
    assert value_of(read_configuration(tmp_path)) == plain


def test_publication_day_may_be_a_text(read: Read) -> None:
    assert value_of(read('published = "1859-02-01"\n' + LEAST)).published == date(1859, 2, 1)


@pytest.mark.parametrize(
    ("written", "tag"),
    [("en", "en"), ("en-GB", "en-GB"), ("en-gb", "en-GB"), ("EN", "en"), ("de-CH-1996", "de-CH-1996"), ("sr-Latn", "sr-Latn"),
     ("grc", "grc"), ("zh-hant", "zh-Hant"), ("sl-rozaj-biske", "sl-rozaj-biske")],
)  # fmt: skip
def test_language_tag_is_accepted_in_any_case(read: Read, written: str, tag: str) -> None:
    assert value_of(read(LEAST.replace('"en"', f'"{written}"'))).language == tag


@pytest.mark.parametrize(
    ("written", "advice"),
    [("english", "“en”"), ("Ancient Greek (to 1453)", "“grc”"), ("en_GB", "“en-GB”"), ("iw", "“he”"), ("ger", "“de”"), ("deu", "“de”"),
     ("xx-YYYYY", "“en”, “en-GB”"), ("xx", "“en”, “en-GB”"), ("en-", "“en”, “en-GB”"), ("ελ", "“en”, “en-GB”")],
)  # fmt: skip
def test_other_languages_are_refused_with_the_right_tag(read: Read, written: str, advice: str) -> None:
    outcome = read(LEAST.replace('"en"', f'"{written}"'))
    assert faults(outcome) == ["2:12 C113"]
    assert advice in outcome.diagnostics[0].help


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "after"), ("de-AT", "after"), ("es", "after"), ("fr", "before"), ("fr-CA", "before"), ("frr", "after")]
)
def test_note_mark_place_follows_the_language(read: Read, language: str, mark: str) -> None:
    assert mark_place(language) == mark
    assert value_of(read(LEAST.replace('"en"', f'"{language}"'))).notes.mark == mark
    assert value_of(read(LEAST.replace('"en"', f'"{language}"') + '[notes]\nmark = "after"\n')).notes.mark == "after"


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("6x9", "“US Trade”"),
        ("6 × 9", "“US Trade”"),
        ("9x6", "“US Trade”"),
        ("5.5x8.5", "“Digest”"),
        ("148x210", "“A5”"),
        ("14.8 x 21", "“A5”"),
        ("7x7.7", "5.5in x 8.5in"),
        ("1.2.3x9", "5.5in x 8.5in"),
    ],
)
def test_trim_without_units_is_answered_with_its_name(written: str, advice: str) -> None:
    with pytest.raises(ValueFault) as fault:
        trim_size(written)
    assert advice in fault.value.help


@pytest.mark.parametrize(
    "name",
    [
        "World Health Organization",
        "United Nations",
        "The Invisible Committee",
        "World Bank",
        "British Museum",
        "Catholic Church",
        "Editors of Time",
        "Amnesty International",
        "Médecins Sans Frontières",
        "Institut Pasteur",
        "Max-Planck-Institut für Physik",
        "Bundesministerium der Justiz",
        "Institute for Advanced Study",
        "Smith & Sons",
        "Acme Press, Ltd.",
        "Penguin Books Ltd",
        "Российская академия наук",
        "Catherine of Siena",
        "Pliny the Elder",
    ],
)
def test_body_is_filed_under_its_first_word(name: str) -> None:
    assert name_for_sorting(name, "en") == name


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Charlotte Church", "Church, Charlotte"),
        ("Melissa Bank", "Bank, Melissa"),
        ("Frank Press", "Press, Frank"),
        ("José Ortega y Gasset", "Gasset, José Ortega y"),
        ("Anna von und zu Berg", "Berg, Anna von und zu"),
        ("Per Olov Enquist", "Enquist, Per Olov"),
        ("Sophie in 't Veld", "Veld, Sophie in 't"),
        ("Royal Skousen", "Skousen, Royal"),
        ("George Orwell", "Orwell, George"),
        ("Lev Trotsky", "Trotsky, Lev"),
    ],
)
def test_person_with_a_name_like_a_body_is_turned_round(name: str, sort: str) -> None:
    assert name_for_sorting(name, "en") == sort


@pytest.mark.parametrize(
    ("name", "language", "sort"),
    [
        ("Ada Editor", "en", "Editor, Ada"),
        ("John Stuart Mill", "en-GB", "Mill, John Stuart"),
        ("Homer", "en", "Homer"),
        ("Martin Luther King, Jr.", "en", "King, Martin Luther, Jr."),
        ("Bartók Béla", "hu", "Bartók Béla"),
    ],
)
def test_name_for_sorting_begins_with_the_family_name(name: str, language: str, sort: str) -> None:
    assert name_for_sorting(name, language) == sort


def test_usual_tags_are_those_of_the_registry() -> None:
    assert [tag for tag in USUAL if registered_tag(tag) != tag] == []


def test_canonical_tag_stays_the_same() -> None:
    for tag in ("en-GB", "de-CH-1996", "sl-rozaj-biske", "x-private", "zh-Hant-TW"):
        assert canonical_tag(tag) == tag


# --- roles ----------------------------------------------------------------------------------------------------------------------------


def test_role_is_a_code_or_a_term_in_any_case() -> None:
    for text in ("aut", "AUT", "author", "Author", " author "):
        assert relator_code(text) == "aut"
    assert relator_code("author of afterword, colophon, etc.") == "aft"
    assert relator_code("DJ") == "djo"
    assert relator_code("boss") is None


def test_relator_list_is_complete() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.islower() for code in relators())
    assert len(set(relators().values())) == len(relators())
    assert {"aut", "edt", "trl", "ill", "win", "wst", "abr"} <= set(relators())


# --- faults ---------------------------------------------------------------------------------------------------------------------------


def test_all_faults_are_reported_at_once(read: Read) -> None:
    outcome = read("""\
titel = "A Small Book"
language = "english"
edition = 2
series = { name = "Studies" }

[[contributors]]
role = "translater"

[[contributors]]
name = ""

[spine]
body = ["one.md", "two.docx", "../three.md", "one.md",
  { part = "P", sections = [] }]

[notes]
mark = "middle"

[epub]
isbn = "0-306-40615-2"

[print]
bleed = "3mm"
trim = "1m x 2m"
""")
    assert faults(outcome) == [
        "1:1 C105",
        "1:1 C107",
        "2:12 C113",
        "3:11 C106",
        "4:1 C105",
        "6:1 C105",
        "7:8 C114",
        "10:8 C110",
        "13:19 C118",
        "13:31 C117",
        "13:46 C119",
        "14:28 C121",
        "17:8 C109",
        "20:8 C111",
        "23:9 C106",
        "24:8 C115",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "advice"),
    [
        ('title = "A Small Book"', "title = 1984", "C106", "“title” is a number, not a text", '"1984"'),
        ('title = "A Small Book"', "title = true", "C106", "“title” is true or false, not a text", "write one text"),
        ('title = "A Small Book"', 'title = ["A", "B"]', "C106", "“title” is an array", "write one text"),
        ('title = "A Small Book"', 'title = "  "', "C110", "“title” is empty", "write something"),
        ('title = "A Small Book"', 'title = "A\\nB"', "C110", "runs over more than one line: “A B”", "one line"),
        ('title = "A Small Book"', 'title = "A\\u0007B"', "C110", "U+0007", "take it out"),
        ('title = "A Small Book"', 'title = "A\\uFFFEB"', "C110", "U+FFFE", "take it out"),
        ('name = "Ada Editor"', 'name = "Ada Editor"\nroll = "author"', "C107", "no key “contributors[1].roll”", "did you mean “role”"),
        ('name = "Ada Editor"', 'name = "Ada Editor"\nweight = 1', "C107", "no key “contributors[1].weight”", "name, sort, role"),
        ('name = "Ada Editor"', 'name = "Ada Editor"\nrole = "boss"', "C114", "“boss”", "author, editor, translator"),
        ('[[contributors]]\nname = "Ada Editor"', 'contributors = "Ada Editor"', "C106", "is a text, not an array", "brackets"),
        ('[[contributors]]\nname = "Ada Editor"', 'contributors = ["Ada Editor"]', "C106", "is a text, not a table", "name, sort, role"),
        ('[[contributors]]\nname = "Ada Editor"', "contributors = []", "C121", "“contributors” is empty", "at least one"),
        ('[[contributors]]\nname = "Ada Editor"', "", "C105", "“contributors” is missing", "[[contributors]]"),
        ('[spine]\nbody = ["one.md"]', "", "C105", "“spine” is missing", "[spine]"),
        (
            LEAST,
            LEAST.partition("[spine]")[0].replace("[[", 'spine = ["one.md"]\n[['),
            "C106",
            "“spine” is an array, not a table",
            "body, front",
        ),
        ('body = ["one.md"]', 'front = ["one.md"]', "C105", "“spine.body” is missing", 'body = ["one.md"]'),
        ('body = ["one.md"]', 'body = "one.md"', "C106", "“spine.body” is a text, not an array", "[…, …]"),
        ('body = ["one.md"]', "body = [7]", "C106", "“spine.body[1]” is a number", '"7"'),
        ('body = ["one.md"]', 'body = [{ sections = ["one.md"] }]', "C105", "“spine.body[1].part” is missing", "Part One"),
        ('body = ["one.md"]', 'body = [{ part = "P" }]', "C105", "“spine.body[1].sections” is missing", "sections ="),
        ('body = ["one.md"]', 'body = ["/one.md"]', "C117", "“/one.md”", "from the folder of book.toml"),
        ('body = ["one.md"]', 'body = ["a/../one.md"]', "C117", "“a/../one.md”", "from the folder"),
        ('body = ["one.md"]', 'body = ["./one.md"]', "C117", "“./one.md”", "from the folder"),
        ('body = ["one.md"]', 'body = ["a\\\\one.md"]', "C117", "“a\\one.md”", "with “/”"),
        ('body = ["one.md"]', 'body = ["C:/one.md"]', "C117", "“C:/one.md”", "from the folder"),
        ('body = ["one.md"]', 'body = ["file:one.md"]', "C117", "“file:one.md”", "from the folder"),
        ('body = ["one.md"]', 'body = ["https://example.org/one.md"]', "C117", "“https://", "from the folder"),
        ('body = ["one.md"]', 'body = ["one.markdown"]', "C118", "“one.markdown”", "“one.md”?"),
        ('body = ["one.md"]', 'body = ["one"]', "C118", "“one”", "“one.md”?"),
        ('body = ["one.md"]', 'body = ["one.md", "back/One.md"]', "C120", "“back/One.md” and “one.md”", "another name"),
        ('language = "en"', 'language = "en"\npublished = 2026-11-22T10:00:00Z', "C116", "a time", "2026-11-22"),
        ('language = "en"', "language = 'en'\npublished = 2026", "C116", "is a number", "2026-11-22"),
        ('language = "en"', "language = 'en'\npublished = '2026-02-30'", "C116", "“2026-02-30”", "2026-11-22"),
        ('language = "en"', "language = 'en'\nseries = 'Studies'", "C106", "not a table", "name, number"),
        ('language = "en"', "language = 'en'\nsubjects = 'Method'", "C106", "not an array", "[…, …]"),
        ("[spine]", "[text]\nsmart = 'yes'\n[spine]", "C106", "not true or false", "without quotation marks"),
        ("[spine]", "[text]\nmath = 1\n[spine]", "C106", "not true or false", "without quotation marks"),
        ("[spine]", "[notes]\nprint = 'margin'\n[spine]", "C109", "“notes.print” is “margin”", "“foot”"),
        ("[spine]", "[notes]\nnumbering = 1\n[spine]", "C109", "“notes.numbering” is a number", "“chapter” or “book”"),
        ("[spine]", "[epub]\ncontents-levels = 7\n[spine]", "C109", "“epub.contents-levels” is 7", "1 or 2 or 3 or 4"),
        ("[spine]", "[epub]\ncontents-levels = '2'\n[spine]", "C109", "“epub.contents-levels” is “2”", "1 or 2 or 3 or 4"),
        ("[spine]", "[epub]\ncontents-levels = true\n[spine]", "C109", "“epub.contents-levels” is", "1 or 2 or 3 or 4"),
        ("[spine]", "[print]\ntrim = 'Digset'\n[spine]", "C115", "“Digset”", "“Digest”?"),
        ("[spine]", "[print]\ntrim = '50mm x 200mm'\n[spine]", "C115", "50 mm wide", "70 and 400"),
        ("[spine]", "[print]\ntrim = '6in x 16in'\n[spine]", "C115", "406.4 mm high", "70 and 400"),
        ("[spine]", "[print]\nisbn = 9780306406157\n[spine]", "C106", "is a number", '"9780306406157"'),
        ("[spine]", "[print]\nisbn = '978-0-306-40615-8'\n[spine]", "C111", "check digit", "the last is 7"),
        ("[spine]", "[print]\nisbn = '9770306406158'\n[spine]", "C111", "does not begin like an ISBN", "978 or 979"),
        ("[spine]", "[print]\nisbn = '978-0-306-4061'\n[spine]", "C111", "not an ISBN", "thirteen digits"),
        ("[spine]", "[print]\nisbn = '0-306-40615-2'\n[spine]", "C111", "ten digits", "“978-0-306-40615-7”"),
        ("[spine]", "[print]\nisbn = '0-306-40615-3'\n[spine]", "C111", "check digit", "compare each digit"),
    ],
)
def test_fault_says_what_is_wrong_and_what_to_write(read: Read, old: str, new: str, code: str, message: str, advice: str) -> None:
    assert old in LEAST
    outcome = read(LEAST.replace(old, new))
    (diagnostic,) = outcome.diagnostics
    assert diagnostic.code == code
    assert message in diagnostic.message
    assert advice in diagnostic.help
    assert outcome.failed


def test_one_isbn_for_two_editions_is_refused_however_it_is_hyphenated(read: Read) -> None:
    outcome = read(LEAST + '[epub]\nisbn = "978-0-306-40615-7"\n[print]\nisbn = "9780306406157"\n')
    assert faults(outcome) == ["12:8 C112"]


def test_cover_of_a_printer_with_a_faulty_profile_is_not_a_fault(read: Read, tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers/mill.toml").write_text('like = "kdp-bw"\n[pages]\nleast = "two"\n', encoding="utf-8")
    outcome = read(LEAST + '[print]\nprinter = "mill"\n[cover]\nspine = { mill = "spine.png" }\n')
    assert [str(diagnostic.location) for diagnostic in outcome.diagnostics] == ["printers/mill.toml:3:9"]


@pytest.mark.parametrize("path", sorted(UNBUILT), ids=".".join)
def test_planned_key_is_refused(read: Read, path: tuple[str, ...]) -> None:
    for value in sorted(UNBUILT[path] or {"x"}, key=str):
        written = str(value).lower() if isinstance(value, bool) else f'"{value}"'
        text = f"[{path[0]}]\n{path[1]} = {written}\n" if len(path) == 2 else f"[{path[0]}]\nfront = {written}\n"
        outcome = read(LEAST + text)
        assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["C108"]
        assert ".".join(path) in outcome.diagnostics[0].message


def test_built_key_is_not_refused_as_planned(read: Read) -> None:
    value_of(read(LEAST + '[text]\nmath = false\n[notes]\nprint = "foot"\nepub = "chapter-end"\n'))


# --- the file itself ------------------------------------------------------------------------------------------------------------------


def test_missing_book_toml_is_a_usage_error(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        outcome = read_configuration(folder)
        assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["C101"]
        assert exit_code_of(outcome.diagnostics) is ExitCode.USAGE
        assert str(folder) in outcome.diagnostics[0].message


def test_book_toml_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book.toml").mkdir()
    outcome = read_configuration(tmp_path)
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["C102"]
    assert exit_code_of(outcome.diagnostics) is ExitCode.USAGE


def test_enormous_book_toml_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "book.toml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert [diagnostic.code for diagnostic in read_configuration(tmp_path).diagnostics] == ["C102"]


def test_first_byte_that_is_not_utf_8_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_bytes('language = "en"\nplace = "Zürich"\n'.encode("latin-1"))
    assert faults(read_configuration(tmp_path)) == ["2:11 C103"]


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("title = “A Small Book”\n", "1:9", "straight quotation marks"),
        ("title = A Small Book\n", "1:9", "straight quotation marks"),
        ('title = "A Small Book\nlanguage = "en"\n', "1:22", "on the same line"),
        ('title = "A "Small" Book"\n', "1:13", "a quotation mark in a text"),
        ('title "A Small Book"\n', "1:7", "key = value"),
        ('title: "A Small Book"\n', "1:6", "key = value"),
        ('title = "A"\ntitle = "B"\n', "2:12", "keep one"),
        ("[spine]\nbody = [\n", "2:9", "close a bracket"),
        ('[spine]\nbody = ["one.md" "two.md"]\n', "2:18", "close the array"),
        ("series = { name = 'x'\n", "1:22", "close the table"),
        ("[spine]\n[spine]\n", "2:7", "one header"),
        ("“spine”\n", "1:1", "begin a line"),
        ("published = 2026-02-30\n", "1:13", "a day that exists"),
        ('place = "C:\\Users"\n', "1:14", "a backslash twice"),
        ("title = " + "[" * 5000 + "\n", "", "take brackets out"),
        ("edition = " + "1" * 5000 + "\n", "", "this value"),
    ],
)
def test_broken_toml_is_reported_in_place_and_in_plain_words(read: Read, text: str, place: str, advice: str) -> None:
    outcome = read(text)
    (diagnostic,) = outcome.diagnostics
    assert diagnostic.code == "C104"
    assert advice in diagnostic.help
    assert diagnostic.location
    assert str(diagnostic.location).removeprefix("book.toml").removeprefix(":") == place
    assert exit_code_of(outcome.diagnostics) is ExitCode.BOOK


def test_every_remedy_for_broken_toml_is_for_a_message_of_tomllib() -> None:
    from tomllib import _parser  # type: ignore[attr-defined]  # its messages are only in its source

    source = Path(_parser.__file__).read_text(encoding="utf-8")
    for beginning, *_ in TOML_FAULTS:
        escaped = beginning.replace("\\", "\\\\")
        assert escaped in source or beginning in source, beginning


# --- places ---------------------------------------------------------------------------------------------------------------------------

DOCUMENT = """\
# title = "not here"
title = "A # \\"B\\" = [c]"   # comment
"dotted key".'inner' . x = 'k # l'
[[contributors]] # first
name = \"\"\"
a \\\"\"\" b\"\"\"\"\"
roles = [ "aut", # one
  [ 1, 2 ], { a = 1, "b" = [ true ] },
]
[spine]
body = ["one.md",
  { part = 'P]', sections = ["a.md",
   "b.md"] } ]
[[contributors]]
since = 1979-05-27 07:32:00 # a blank inside
  [contributors.home . town]
at = 'x'
"""


def test_keys_and_values_have_their_places() -> None:
    places = places_in(DOCUMENT)
    expected: Mapping[KeyPath, tuple[str, str]] = {
        ("title",): ("2:1+5", "2:9+17"),
        ("dotted key", "inner", "x"): ("3:1+24", "3:28+7"),
        ("contributors", 0): ("4:1+16", ""),
        ("contributors", 0, "name"): ("5:1+4", "5:8+3"),
        ("contributors", 0, "roles"): ("7:1+5", "7:9+14"),
        ("contributors", 0, "roles", 1, 1): ("", "8:8+1"),
        ("contributors", 0, "roles", 2, "b"): ("8:22+3", "8:28+8"),
        ("contributors", 0, "roles", 2, "b", 0): ("", "8:30+4"),
        ("spine",): ("10:1+7", ""),
        ("spine", "body", 1, "part"): ("12:5+4", "12:12+4"),
        ("spine", "body", 1, "sections", 1): ("", "13:4+6"),
        ("contributors", 1, "since"): ("15:1+5", "15:9+19"),
        ("contributors", 1, "home", "town"): ("16:3+26", ""),
        ("contributors", 1, "home", "town", "at"): ("17:1+2", "17:6+3"),
    }
    for path, (key, value) in expected.items():
        assert _shown(places.keys.get(path)) == key, path
        assert _shown(places.values.get(path)) == value, path
    assert _shown(places.of_key(("spine", "front"))) == "10:1+7"
    assert _shown(places.of_key(("language",))) == "1:1+1"


names = st.text('xy-_1 ".#=]é', min_size=1, max_size=3)
scalars = st.integers(0, 99) | st.booleans() | st.dates() | st.text("a\"#]},\\\n'=", max_size=6)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8)


@given(st.dictionaries(names, values, max_size=4), st.randoms(use_true_random=False))
def test_every_value_has_the_place_where_it_was_written(document: dict[str, Any], random: Random) -> None:
    writer = Writer(random)
    for name, value in document.items():
        writer.pair((name,), value)
        writer.text += random.choice(["\n", " # [end] = 'x'\n\n"])
    assert tomllib.loads(writer.text) == document
    places = places_in(writer.text)
    assert {path: (place.line, place.column) for path, place in places.keys.items()} == writer.places("key")
    assert {path: (place.line, place.column) for path, place in places.values.items()} == writer.places("value")


class Writer:
    """Writes values as TOML in a random notation, and records where each begins."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.text = ""
        self.starts: dict[tuple[str, KeyPath], int] = {}

    def places(self, kind: str) -> dict[KeyPath, tuple[int, int]]:
        before = {path: self.text[:start] for (of, path), start in self.starts.items() if of == kind}
        return {path: (text.count("\n") + 1, len(text) - text.rfind("\n")) for path, text in before.items()}

    def pair(self, path: KeyPath, value: Any) -> None:
        self.starts["key", path] = len(self.text)
        self.text += json.dumps(path[-1]) + self.random.choice([" = ", "=", "\t=  "])
        self.value(path, value)

    def value(self, path: KeyPath, value: Any) -> None:
        self.starts["value", path] = len(self.text)
        match value:
            case str():
                self.text += self.string(value)
            case list():
                self.text += "[" + self.random.choice(["", " # one, [two]\n  "])
                for number, inner in enumerate(value):
                    self.value((*path, number), inner)
                    self.text += self.random.choice([",", " ,\n"])
                self.text += "]"
            case dict():
                self.text += "{"
                for number, (name, inner) in enumerate(value.items()):
                    self.text += ", " if number else " "
                    self.pair((*path, name), inner)
                self.text += "}"
            case _:
                self.text += str(value).lower() if isinstance(value, bool) else str(value)

    def string(self, text: str) -> str:
        notations = [json.dumps(text), '"""\n' + text.replace("\\", "\\\\").replace('""', '"\\"') + '"""']
        if "'" not in text:
            notations.append(f"'''\n{text}'''")
        if "'" not in text and "\n" not in text:
            notations.append(f"'{text}'")
        return self.random.choice(notations)


def _shown(place: Place | None) -> str:
    return f"{place.line}:{place.column}+{place.length}" if place else ""


TABLES = ("contributors", "spine", "series", "text", "notes", "epub", "print", "cover")
KEYS = ("title", "language", "name", "role", "part", "sections", "body", "front", "isbn", "trim", "mark", "math")
key_names = st.sampled_from([*TABLES, *KEYS])
odd_values = st.recursive(
    scalars | st.sampled_from(["en", "one.md", "a/one.md", "../x.md", "978-0-306-40615-7", "foot", "A5", "aut"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(key_names, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(key_names, odd_values, max_size=6), st.randoms(use_true_random=False))
def test_any_document_is_read_or_refused_in_place(document: dict[str, Any], random: Random) -> None:
    writer = Writer(random)
    for name, value in document.items():
        writer.pair((name,), value)
        writer.text += "\n"
    with TemporaryDirectory() as folder:
        Path(folder, "book.toml").write_text(writer.text, encoding="utf-8")
        outcome = read_configuration(Path(folder))
    assert (outcome.value is None) == bool(outcome.diagnostics)
    lines = writer.text.split("\n")
    for diagnostic in outcome.diagnostics:
        location = diagnostic.location
        assert location
        assert location.line
        assert location.column
        assert location.column <= len(lines[location.line - 1]) + 1


def test_section_and_key_have_a_place_for_later_diagnostics(read: Read, tmp_path: Path) -> None:
    value_of(read(LEAST.replace('["one.md"]', '["one.md",\n  { part = "P", sections = ["a/two.md"] }]')))
    assert str(place_of_section(tmp_path, "a/two.md")) == "book.toml:9:29"
    assert str(place_of_section(tmp_path, "three.md")) == "book.toml"
    assert str(place_of_section(tmp_path / "nowhere", "three.md")) == "book.toml"
    assert str(place_of_key(tmp_path, "title")) == "book.toml:1:9"
    assert str(place_of_key(tmp_path, "contributors", 0, "name")) == "book.toml:5:8"
    assert str(place_of_key(tmp_path, "publisher")) == "book.toml:1:1"
