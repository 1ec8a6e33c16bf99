"""Words: where a word begins and ends, and what makes no difference, however the text is cut into runs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.text.words import LINE_END, WordStream, fold, split_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Old-style “ﬁgures”, £5.", ["old", "style", "figures", "£5"]),
        ("don’t and don't", ["don", "t", "and", "don", "t"]),
        ("word² and 2nd", ["word2", "and", "2nd"]),
        ("hy\u00adphen, zero\u200bwidth, word\u2060joiner", ["hyphen", "zerowidth", "wordjoiner"]),
        ("no\u00a0break and thin\u2009space", ["no", "break", "and", "thin", "space"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("e\u0301t\u00e9", ["été"]),
        ("ΣΊΣΥΦΟΣ Σίσυφος", ["σίσυφοσ", "σίσυφοσ"]),
        ("1914–18 — or …", ["1914", "18", "or"]),
        ("20° + 3 = $5", ["20°", "+", "3", "=", "$5"]),
        ("heart\ufe0f sign\ufe0e", ["heart", "sign"]),
        ("\ue001 of our own", ["\ue001", "of", "our", "own"]),
        ("tab\tline\nend", ["tab", "line", "end"]),
        ("« ‹ › »", []),
        ("", []),
    ],
)
def test_text_has_these_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_end_of_run_does_not_end_a_word() -> None:
    assert words_of([("un", 3), ("seen.", 4), (" Then", 4)]).texts == ("unseen", "then")


def test_accent_that_begins_a_run_belongs_to_the_letter_before() -> None:
    assert words_of([("cafe", 1), ("\u0301 noir", 1)]).texts == ("café", "noir")


def test_word_has_the_line_where_it_begins() -> None:
    assert words_of([("one un", 3), ("seen two", 4)]).lines == (3, 3, 4)


def printed(*lines: str) -> list[str]:
    """The words of printed lines."""
    stream = WordStream()
    for line in lines:
        stream.add(line)
        stream.end_line()
    return stream.texts


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("he was extra‐", "ordinary"), ["he", "was", "extra" + LINE_END, "ordinary" + LINE_END]),
        (("a well-", "known"), ["a", "well" + LINE_END, "known" + LINE_END]),
        (("at the end.", "Then"), ["at", "the", "end", "then" + LINE_END]),
        (("one word", "next"), ["one", "word" + LINE_END, "next" + LINE_END]),
        (("a dash—", "and"), ["a", "dash", "and" + LINE_END]),
        (("with a space ", "and"), ["with", "a", "space", "and" + LINE_END]),
        (("—", "‐"), []),
    ],
)
def test_line_end_is_marked_where_the_word_may_go_on(lines: tuple[str, ...], words: list[str]) -> None:
    assert printed(*lines) == words


@given(
    st.lists(
        st.sampled_from(["a", "é", "e\u0301", "\u0301", "*", "=", "\u0338", "漢", "、", "Σ", "12", "\u00ad", "x" * 90, "-" * 90]),
        max_size=300,
    )
)
def test_words_of_a_long_text_without_spaces_are_the_same_in_many_runs(pieces: list[str]) -> None:
    whole = "x" * 295 + "".join(pieces)
    stream = WordStream()
    for piece in ["x" * 295, *pieces]:
        stream.add(piece, 1)
    assert stream.texts == split_words(whole)
    assert len(stream.lines) == len(stream.texts)


@given(st.text(), st.integers(min_value=0))
def test_words_are_the_same_wherever_a_text_is_cut(text: str, place: int) -> None:
    cut = place % (len(text) + 1)
    assert words_of([(text[:cut], 1), (text[cut:], 1)]).texts == words_of([(text, 1)]).texts


@given(st.text())
def test_folded_text_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    assert split_words(unicodedata.normalize("NFD", text)) == split_words(unicodedata.normalize("NFC", text))


@given(st.text())
def test_every_word_has_a_line(text: str) -> None:
    words = words_of([(text, 7), (text, 8)])
    assert len(words.texts) == len(words.lines) == len(words)


@given(st.lists(st.text(st.sampled_from("ab-‐.é ́ "), max_size=4)))
def test_printed_lines_have_the_letters_of_their_text(lines: list[str]) -> None:
    letters = "".join(printed(*lines)).replace(LINE_END, "")
    assert letters == "".join(word for line in lines for word in split_words(line))
