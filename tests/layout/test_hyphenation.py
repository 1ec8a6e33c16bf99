"""Where words are divided, language by language."""

import re
from pathlib import Path

import pytest

from publish.languages import languages, rules_for
from publish.layout.hyphenation import LEAST, PATTERNS, Dictionaries, begins_sentence, dictionary_name, hyphen_limits, use_patterns

use_patterns()


def divided(word: str, language: str, before: int = 2, after: int = 2) -> str:
    """The word with a hyphen at each place where it may be divided."""
    places = Dictionaries({}).get((dictionary_name(language), before, after, 5)).places(word)
    return "-".join(word[start:end] for start, end in zip((0, *places), (*places, len(word)), strict=True))


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Where-upon"),
        ("en", "rev-o-lu-tion-ar-ies"),
        ("en-US", "rev-o-lu-tion-ar-ies"),
        ("en-CA", "lib-erty"),
        ("en-GB", "re-volu-tion-ar-ies"),
        ("en-AU", "re-volu-tion-ar-ies"),
        ("de", "In-stan-zen"),
        ("de-AT", "Par-la-ments"),
        ("de", "Grund-ein-kom-men"),
        ("de-1901", "Ko-sten"),
        ("de-CH-1901", "Ko-sten"),
        ("de", "Kos-ten"),
        ("fr", "ré-vo-lu-tion-naires"),
        ("es", "re-vo-lu-cio-na-rios"),
        ("it", "bri-tish"),
        ("it", "ri-vo-lu-zio-na-ri"),
        ("nl", "re-vo-lu-ti-o-na-ren"),
        ("sv", "re-vo-lu-tio-nä-rer"),
        ("pt", "con-se-quên-cias"),
        ("pt-BR", "re-vo-lu-ci-o-ná-rios"),
        ("pl", "re-wo-lu-cjo-ni-ści"),
        ("ru", "ак-тё-ров"),
        ("ru", "АК-ТЁ-РОВ"),
        ("uk", "пер-спе-ктив"),
        ("bg", "заст-рел-ва"),
        ("el", "ντο-μά-τας"),
        ("fi", "kir-jal-li-suus-his-to-ria"),
        ("la", "glo-rio-sis-si-mus"),
        ("grc", "φι-λο-σο-φία"),
        ("tr", "İS-TAN-BUL"),
        ("tr", "kü-tüp-ha-ne"),
        ("no", "re-vo-lu-sjo-næ-re"),
        ("ga", "oll-scoil"),
        ("hu", "hosszú-ság"),
    ],
)  # fmt: skip
def test_word_is_divided_as_its_language_does(language: str, word: str) -> None:
    assert divided(word.replace("-", ""), language) == word


def test_no_fewer_letters_than_the_patterns_were_made_for() -> None:
    assert divided("liberty", "en", 2, 2) == "lib-erty"
    assert divided("revolutionary", "en", 3, 3) == "rev-o-lu-tion-ary"


@pytest.mark.parametrize(("language", "limits"), [("en", "6 3 3"), ("de-CH", "5 2 2"), ("fr", "5 2 3"), ("zz", "6 3 3")])
def test_limits_of_a_book_are_those_of_its_language(language: str, limits: str) -> None:
    assert hyphen_limits(language) == limits


def test_language_that_states_limits_has_a_dictionary() -> None:
    assert [tag for tag in languages() if rules_for(tag).hyphens != rules_for("en").hyphens and not dictionary_name(tag)] == []


def test_long_and_odd_words_are_divided_in_no_time() -> None:
    assert divided("ﬁlﬂ" * 200, "en").replace("-", "") == "ﬁlﬂ" * 200
    assert divided("İİİİİİ", "en") == "İİİİİİ"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("|Trotsky came", True),
        ("“|Trotsky came", True),
        ("He left. |Trotsky came", True),
        ("He left.” “|Trotsky came", True),
        ("Did he? (|Trotsky did", True),
        ("It was so: |Trotsky came", True),
        ("He left… |Trotsky came", True),
        ("there |Trotsky came", False),
        ("Mr.\u00a0|Trotsky came", False),
        ("said Mr |Trotsky", False),
        ("he said, “|Trotsky came", False),
        ("the |Trotsky–Lenin letters", False),
        ("Anglo-|Saxon", False),
        ("O’|Connor", False),
        ("at 9.30 |Trotsky came", False),
        ("version 2.|Trotsky", False),
    ],
)
def test_sentence_begins(text: str, begins: bool) -> None:
    assert begins_sentence(text.replace("|", ""), text.index("|")) == begins


@pytest.mark.parametrize(
    ("word", "language", "is_whole"),
    [("Revolution", "en", True), ("revolution", "en", False), ("Trotskyism", "en", False), ("Revolution", "de-AT", False)],
)
def test_name_is_whole(word: str, language: str, is_whole: bool) -> None:
    dictionary = Dictionaries({"trotskyism": "Trot-sky-ism"}, divide_names=False).get((dictionary_name(language), 3, 3, 6))
    assert dictionary.is_whole(word) == is_whole
    assert bool(list(dictionary.iterate(word))) != is_whole
    assert dictionary.places(word)


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.dic")), ids=lambda path: path.stem)
def test_patterns_name_their_source_and_their_licence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("UTF-8\n% From hyph-")
    assert re.search(r"^% +licen[cs]e:", text, re.MULTILINE)
    assert len(LEAST.findall(text.encode())) == 2
