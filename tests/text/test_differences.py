"""Differences between a text and a reading of it: all are reported, and none that a line end explains."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.text.differences import differences
from publish.text.words import LINE_END

TRUTH = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs", "into", "the", "dark", "wood"]


def reading(text: str) -> list[str]:
    """The words of a text; a `|` after a word is a line end."""
    return [word.replace("|", LINE_END) for word in text.split()]


def changes_between(truth: str, text: str) -> list[tuple[str, str]]:
    """The words lost and the words instead of them, for each difference."""
    return [(" ".join(change.lost), " ".join(change.instead)) for change in differences(truth.split(), reading(text))]


@pytest.mark.parametrize(
    ("truth", "text"),
    [
        ("an extraordinary man", "an extra| ordinary man"),
        ("a well known man", "a well| known man"),
        ("at the end of it", "at| the| end of| it|"),
        ("a verylongaddress here", "a very| long| address here"),
        ("", ""),
    ],
)
def test_truth_decides_whether_words_join_at_a_line_end(truth: str, text: str) -> None:
    assert changes_between(truth, text) == []


@pytest.mark.parametrize(
    ("truth", "text", "changes"),
    [
        ("one two three", "one three", [("two", "")]),
        ("one two three", "one two and three", [("", "and")]),
        ("one two three", "two one three", [("", "two"), ("two", "")]),
        ("one two three", "one tow three", [("two", "tow")]),
        ("one two three", "onetwo three", [("one two", "onetwo")]),
        ("one two three", "one tw o three", [("two", "tw o")]),
        ("one two three", "one tw| o| x three", [("", "x")]),
        ("one two three", "one two| four", [("three", "four")]),
        ("one two three", "", [("one two three", "")]),
        ("", "one", [("", "one")]),
        ("a well known man", "a well| kno wn man", [("known", "kno wn")]),
    ],
)
def test_difference_has_the_words_of_both_texts(truth: str, text: str, changes: list[tuple[str, str]]) -> None:
    assert changes_between(truth, text) == changes


def applied(truth: list[str], text: list[str]) -> list[str]:
    """The truth with the differences applied: the text, with words joined where a line end explains it."""
    changed = list(truth)
    for change in reversed(differences(truth, text)):
        changed[change.first : change.end] = change.instead
    return changed


@given(st.lists(st.sampled_from(["a", "b", "c", "ab", "bc"]), max_size=30), st.lists(st.sampled_from(["a", "b", "c", "ab"]), max_size=30))
def test_applied_differences_turn_the_truth_into_the_reading(truth: list[str], text: list[str]) -> None:
    assert applied(truth, text) == text


@given(st.data())
def test_broken_lines_alone_are_not_a_difference(data: st.DataObject) -> None:
    truth = data.draw(st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab"]), max_size=20))
    text: list[str] = []
    for word in truth:
        cut = data.draw(st.integers(0, len(word) - 1))
        text.extend([word[:cut] + LINE_END, word[cut:]] if cut else [word])
    assert differences(truth, text) == ()


@given(st.data())
def test_lost_word_is_reported_whatever_the_line_ends(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=1, max_size=20))
    gone = data.draw(st.integers(0, len(words) - 1))
    text = [word + (LINE_END if data.draw(st.booleans()) else "") for place, word in enumerate(words) if place != gone]
    changes = differences(words, text)
    assert sum(len(change.lost) - len(change.instead) for change in changes) == 1


def test_long_text_with_differences_at_both_ends_is_compared_in_seconds() -> None:
    chance = random.Random(4)
    truth = [chance.choice(TRUTH) + str(int(chance.expovariate(0.01))) for _ in range(60_000)]
    text = [truth[1], truth[0], *truth[2:-5], *truth[-4:]]
    started = time.perf_counter()
    changes = differences(truth, text)
    assert time.perf_counter() - started < 3
    assert [change.lost for change in changes if change.lost][-1] == (truth[-5],)
