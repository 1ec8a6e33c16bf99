"""Drop caps and floats: what WeasyPrint 70.0 does alone, and with our changes (`publish.layout.weasyprint_70`)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PAGE = "<style>@page{size:300px 220px;margin:10px} p{margin:0;font-size:16px;line-height:20px}</style>"
WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu "
LINE = 20  # px
CAP = "<style>p::first-letter{float:left;font-size:40px;line-height:40px}</style>"
CASES = {
    "cap": f"{CAP}<p>{WORDS}{WORDS}</p>",
    "again": f"{CAP}<style>div{{display:flex}}</style><div><p>{WORDS}</p></div>",
    "overleaf": f"{CAP}<p>{WORDS * 9}</p>",
    "midline": f"<style>i{{float:left;font-size:40px;line-height:40px}}</style><p>Alpha beta <i>G</i>amma delta {WORDS}</p>",
    "long": f"<style>div{{float:right;width:60px}} p{{orphans:1;widows:1}}</style><div><p>{WORDS * 2} end.</p></div><p>{WORDS}</p>",
    "columns": "<style>div{column-count:2} b{float:right;width:60px}</style>"
    f"<div><p>{WORDS}</p><b>one two three four five six seven</b><p>{WORDS}</p></div>",
}


@pytest.fixture(scope="module")
def layouts() -> dict[str, dict[str, Any]]:
    """The texts of each case, alone and mended."""
    script = Path(__file__).with_name("floats_alone.py")
    sources = json.dumps([PAGE + case for case in CASES.values()])
    output = subprocess.run([sys.executable, str(script)], input=sources, capture_output=True, text=True, check=True).stdout
    return {kind: dict(zip(CASES, texts, strict=True)) for kind, texts in json.loads(output).items()}


def words_of(pages: Any) -> list[str]:
    return [word for page in pages for text, *_ in page for word in text.split()]


def overlaps(page: Any) -> list[tuple[str, str]]:
    """The texts on one line that are printed over each other."""
    return [
        (one[0], other[0])
        for place, one in enumerate(page)
        for other in page[place + 1 :]
        if abs(one[3] - other[3]) <= LINE
        and one[1] + 1 < other[2]
        and other[1] + 1 < one[2]
        and (one[3] == other[3] or 1 in (len(one[0]), len(other[0])))
    ]


def test_weasyprint_alone_prints_over_a_drop_cap(layouts: dict[str, dict[str, Any]]) -> None:
    assert overlaps(layouts["alone"]["cap"][0][:2])


def test_line_begins_beside_its_drop_cap(layouts: dict[str, dict[str, Any]]) -> None:
    cap, first, second, *_ = layouts["mended"]["cap"][0]
    assert (cap[0], cap[2]) == ("a", first[1])
    assert first[1] == second[1]
    assert not overlaps([cap, first])


def test_weasyprint_alone_stops_at_a_drop_cap_laid_out_again(layouts: dict[str, dict[str, Any]]) -> None:
    assert layouts["alone"]["again"] == "AssertionError"


def test_drop_cap_laid_out_again_is_one_letter(layouts: dict[str, dict[str, Any]]) -> None:
    texts = [text for text, *_ in layouts["mended"]["again"][0]]
    assert texts.count("a") == 1
    assert " ".join(words_of(layouts["mended"]["again"])).startswith("a lpha")


def test_paragraph_has_no_drop_cap_overleaf(layouts: dict[str, dict[str, Any]]) -> None:
    first, *others = layouts["mended"]["overleaf"]
    assert first[0][0] == "a"
    assert others
    assert all(len(text) > 1 for page in others for text, *_ in page)


def test_weasyprint_alone_prints_over_the_text_before_a_float(layouts: dict[str, dict[str, Any]]) -> None:
    assert overlaps(layouts["alone"]["midline"][0])


def test_float_in_the_middle_of_a_line_stands_beside_the_next(layouts: dict[str, dict[str, Any]]) -> None:
    assert not overlaps(layouts["mended"]["midline"][0])


def test_weasyprint_alone_loses_the_end_of_a_float_in_columns(layouts: dict[str, dict[str, Any]]) -> None:
    assert "seven" not in words_of(layouts["alone"]["columns"])


def test_float_in_columns_is_whole(layouts: dict[str, dict[str, Any]]) -> None:
    assert [word for word in words_of(layouts["mended"]["columns"]) if word in ("one", "five", "seven")] == ["one", "five", "seven"]


def test_weasyprint_alone_loses_the_end_of_a_long_float(layouts: dict[str, dict[str, Any]]) -> None:
    assert "end." not in words_of(layouts["alone"]["long"])


def test_long_float_goes_on_after_the_text(layouts: dict[str, dict[str, Any]]) -> None:
    words = words_of(layouts["mended"]["long"])
    assert "end." in words
    assert len(words) == 3 * len(WORDS.split()) + 1
