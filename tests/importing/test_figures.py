"""Figures and signs that look like marks of notes, and belong to the words around them."""

import pytest

from publish.importing.inline import EM, EM_END, SUB, SUB_END, SUP, SUP_END
from publish.importing.recovery.note_marks import call_marks_in


def raised(text: str) -> str:
    return text.replace("^(", SUP).replace("_(", SUB).replace(")^", SUP_END).replace(")_", SUB_END).replace("/", EM).replace("\\", EM_END)


@pytest.mark.parametrize(
    "text",
    [
        *("of 5 m^(2)^.", "by 3 cm^(3)^ or", "at 10^(3)^.", "about 10⁻³.", "some km².", "where x^(2)^ is", "where /x\\^(2)^ is"),
        *(
            "a^(2)^ + 1",
            "so y = a^(2)^.",
            "as mc^(2)^ has it",
            "of SO_(4)_^(2)^ and",
            "with ^(14)^C.",
            "with (^(13)^C)",
            "with ¹⁴C.",
            "of ²³⁵U.",
        ),
        *("of CO2 and", "of H2SO4.", "of C6H12O6,", "vitamin B12.", "Covid-19,", "as in 3:16.", "it is 1.5.", "see No.4", "see p.5."),
        *("as § 3 (2) has it", "in Article 5(1).", "in Art. 5 (1),", "in section 4 (3).", "in no. 2 (3)"),
        *("as § 4 says", "in § 12.", "¶ 3 has it, and ¶ 4.", "a + b", "the 1^(st)^ and M^(me)^ B.", "Louis XIV^(e)^."),
        *("It was. ^(2)^And so", "¹ In the beginning"),
    ],
)
def test_figure_is_no_mark(text: str) -> None:
    assert [mark.key for mark in call_marks_in(f"So {raised(text)}", 0)] == []


@pytest.mark.parametrize(
    "text",
    [
        *("the weir.^(2)^ It", "the weir,² and", "in 1911.^(2)^", "in 1911^(2)^ and", "the /Salt Road\\^(2)^ of", "of her’s^(2)^ and"),
        *("of the US2 and", "the weir.2 It", "Jones’s2", "the weir (2) and"),
        *("the weir§ and", "the weir.§", "the weir* and", "the weir+ and", "and—2", "of “A”^(2)^.", "in 200 B.C.2"),
    ],
)
def test_mark_after_words_is_one(text: str) -> None:
    assert [mark.key for mark in call_marks_in(f"So {raised(text)}", 0)] in (["2"], ["§"], ["*"], ["+"])
