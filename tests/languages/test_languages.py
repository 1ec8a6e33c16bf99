"""A language is one file: complete or with a fallback, read once and only when needed. Its faults are reported with file and line."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from publish.book.imprint_words import by_role, faces_line
from publish.languages import (
    FOLDER,
    LanguageError,
    access_words,
    citation_words,
    imprint_words,
    index_words,
    labels_for,
    language_of,
    languages,
    letter_words,
    note_heads,
    rules_for,
)
from publish.languages.language_files import WORDS, read_language
from publish.languages.language_tables import NO_RULES, AccessWords

COMPLETE = sorted(path.stem for path in FOLDER.glob("*.toml") if "fallback" not in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("tag", languages())
def test_language_has_all_words_or_a_fallback_that_has_them(tag: str) -> None:
    language = language_of(tag)
    assert language
    assert set(language.words) == (set() if language.fallback else set(WORDS))
    assert not language.fallback or language.fallback in COMPLETE
    assert labels_for(tag).language == (language.fallback or tag)


@pytest.mark.parametrize("tag", languages())
def test_code_of_libraries_has_three_letters(tag: str) -> None:
    assert len(rules_for(tag).iso_639_2) in {0, 3}


@pytest.mark.parametrize("tag", COMPLETE)
def test_words_fit_their_places(tag: str) -> None:
    assert labels_for(tag).back.format(mark="1").count("{") == 0
    assert set(labels_for(tag).by) == {"edt", "trl", "ill"}
    assert set(imprint_words(tag).by) == {"cov", "bkd", "pht", "aui"}
    assert by_role("cov", tag)[1] == tag
    assert faces_line(["A", "B", "C"], imprint_words(tag)).count("{") == 0
    assert "{" not in imprint_words(tag).also_by.format(names="A")
    assert (note_heads(tag).page.count("{}"), note_heads(tag).pages.count("{}")) == (1, 2)
    sentences = [getattr(access_words(tag), each.name) for each in fields(AccessWords) if each.name != "language"]
    assert len(set(sentences)) == len(sentences)
    assert not sentences[0].endswith(".")
    assert all(sentence.endswith(".") for sentence in sentences[1:])
    assert access_words(tag).certified.format(standard="A", name="B").count("{") == 0


@pytest.mark.parametrize(("tag", "language"), [("de-AT", "de"), ("DE", "de"), ("nn-NO", "nb"), ("uk", "en"), ("eo", "en"), ("yue", "en")])
def test_tag_has_the_words_of_its_language_or_of_the_fallback(tag: str, language: str) -> None:
    tables = (labels_for(tag), imprint_words(tag), index_words(tag), note_heads(tag), access_words(tag))
    assert {table.language for table in tables} == {language}
    assert labels_for(tag).are_foreign_to(tag) is (language != tag.partition("-")[0].lower())


def test_rules_of_a_region_override_those_of_its_language() -> None:
    swiss, german = rules_for("de-CH"), rules_for("de-AT")
    assert swiss.quotation_marks
    assert german.quotation_marks
    assert (swiss.quotation_marks.open, german.quotation_marks.open) == ("«", "„")
    assert swiss.dashes == german.dashes
    assert rules_for("fr-CA").spaces.no_break == rules_for("fr").spaces.no_break != ()
    assert rules_for("fr-Latn-CA").spaces.before["!"] == ""


def test_rules_never_come_from_another_language() -> None:
    assert rules_for("yue") == NO_RULES
    assert rules_for("la").quotation_marks is None
    assert labels_for("la").language == "en"


def test_only_the_language_that_is_asked_for_is_read() -> None:
    script = (
        "import publish.cli; from publish.languages import labels_for, language_of; read = language_of.cache_info;"
        "before = read().currsize; labels_for('de-AT'); labels_for('de'); print(before, read().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


def test_words_of_citations_are_those_of_all_languages() -> None:
    words = citation_words()
    assert {"ebenda", "ibid(?:em)?"} <= set(words.same)
    assert all(re.compile(word) for each in fields(words) for word in getattr(words, each.name))
    assert all(len(set(getattr(words, each.name))) == len(getattr(words, each.name)) > 0 for each in fields(words))


def test_words_of_letters_are_those_of_each_language_that_has_some() -> None:
    tables = letter_words()
    assert len(tables) >= 6
    for words in tables:
        for form in (*words.greetings, *words.closings, *words.closing_sentences, *words.closing_phrases, *words.exclamations):
            assert re.compile(form).match("") is None
        assert len(set(words.months)) >= 12


# --- faults of a file -----------------------------------------------------------------------------------------------------------------

GERMAN = (FOLDER / "de.toml").read_text(encoding="utf-8")
FAULTS = {
    "no TOML": ("[labels]", "[labels", "[labels", "this is not TOML"),
    "missing table": ("[index]", "[indexes]", "", "the table [index] is missing"),
    "missing key": ('see = "siehe"\n', "", "[index]", "“index.see” is missing"),
    "unknown key": ('see = "siehe"', 'see = "siehe"\nseealso = "auch"', "seealso", "“index.seealso” is unknown here"),
    "unknown rule": ("iso-639-2", "iso-639-3", "iso-639-3", "“iso-639-3” is unknown here"),
    "number for a text": ('see = "siehe"', "see = 1", "see = 1", "“index.see” must be a text"),
    "text for a list": ("elisions = [", 'elisions = "n" # [', "elisions =", "“quotation-marks.elisions” must be a list of texts"),
    "number in a table": ('edt = "Herausgegeben von"', "edt = 1", "by = { edt", "“labels.by.edt” must be a text"),
    "text for a flag": ("initials = true", 'initials = "yes"', "initials", "“spaces.initials” must be true or false"),
    "other value": ("iso-639-2", 'note-mark = "above"\niso-639-2', "note-mark", "“note-mark” must be one of: before, after"),
    "text for a table": ("iso-639-2", 'dashes = "–"\niso-639-2', "dashes", "“dashes” must be a table"),
    "fault of a region": ("CH.quotation-marks]\nopen", "CH.quotation-marks]\nopens", "opens", "“regions.CH.quotation-marks.opens”"),
    "fallback beside words": ("iso-639-2", 'fallback = "en"\niso-639-2', "fallback", "a file with tables of words has no fallback"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_a_file_is_reported_with_its_line(fault: str, tmp_path: Path) -> None:
    written, replacement, at, sentence = FAULTS[fault]
    text = GERMAN.partition("[dashes]")[0] if fault == "text for a table" else GERMAN
    assert written in text
    text = text.replace(written, replacement, 1)
    (tmp_path / "de.toml").write_text(text, encoding="utf-8")
    line = next((number for number, line in enumerate(text.splitlines(), 1) if at and line.startswith(at)), 1)
    with pytest.raises(LanguageError) as stopped:
        read_language(tmp_path / "de.toml")
    assert str(stopped.value).startswith(f"{tmp_path / 'de.toml'}:{line}: ")
    assert sentence in str(stopped.value)
