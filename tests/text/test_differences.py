"""Differences of two readings: none is missed, none is invented, and a line's end is forgiven only what it leaves open."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.text.differences import differences
from publish.text.words import LINE_END

TRUTH = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs", "into", "the", "dark", "wood"]


def found(text: str) -> list[str]:
    """Words, with `|` for a line's end behind a word."""
    return [word.replace("|", LINE_END) for word in text.split()]


def told(truth: str, text: str) -> list[tuple[str, str]]:
    """What is lost and what is found instead, place by place."""
    return [(" ".join(change.lost), " ".join(change.found)) for change in differences(truth.split(), found(text))]


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
def test_line_end_joins_or_parts_as_the_truth_says(truth: str, text: str) -> None:
    assert told(truth, text) == []


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
def test_difference_is_told_with_both_readings(truth: str, text: str, changes: list[tuple[str, str]]) -> None:
    assert told(truth, text) == changes


def applied(truth: list[str], text: list[str]) -> list[str]:
    """The truth with the differences put into it: what was found, but for the words that line ends join."""
    changed = list(truth)
    for change in reversed(differences(truth, text)):
        changed[change.first : change.end] = change.found
    return changed


@given(st.lists(st.sampled_from(["a", "b", "c", "ab", "bc"]), max_size=30), st.lists(st.sampled_from(["a", "b", "c", "ab"]), max_size=30))
def test_differences_lead_from_one_reading_to_the_other(truth: list[str], text: list[str]) -> None:
    assert applied(truth, text) == text


@given(st.data())
def test_broken_lines_alone_are_no_difference(data: st.DataObject) -> None:
    truth = data.draw(st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab"]), max_size=20))
    text: list[str] = []
    for word in truth:
        cut = data.draw(st.integers(0, len(word) - 1))
        text.extend([word[:cut] + LINE_END, word[cut:]] if cut else [word])
    assert differences(truth, text) == ()


@given(st.data())
def test_one_word_lost_is_told_whatever_the_line_ends(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=1, max_size=20))
    gone = data.draw(st.integers(0, len(words) - 1))
    text = [word + (LINE_END if data.draw(st.booleans()) else "") for place, word in enumerate(words) if place != gone]
    lost = [word for change in differences(words, text) for word in change.lost]
    assert len(lost) - sum(len(change.found) for change in differences(words, text)) == 1


def test_long_reading_with_differences_at_both_ends_is_compared_in_a_second() -> None:
    chance = random.Random(4)
    truth = [chance.choice(TRUTH) + str(int(chance.expovariate(0.01))) for _ in range(60_000)]
    text = [truth[1], truth[0], *truth[2:-5], *truth[-4:]]
    started = time.perf_counter()
    changes = differences(truth, text)
    assert time.perf_counter() - started < 3
    assert [change.lost for change in changes if change.lost][-1] == (truth[-5],)
