"""Where the call of a note stands beside punctuation, once the words are proved to be those of the source.

Until then each call stays where the source has its mark: “word¹, and” has the word “word1”, and no word “1”.
"""

import re
from dataclasses import replace
from typing import Literal

from publish.importing.inline import CALL, CALL_END, CALL_MIDDLE, EM, STRONG
from publish.importing.recovery.recovered_text import RecoveredText

A_CALL = f"{CALL}[^{CALL_END}]*{CALL_END}"
SPACE_BEFORE = re.compile(
    rf"((?<=[^\s{CALL_END}]){CALL}[^{CALL_MIDDLE}]*{CALL_MIDDLE}\s[^{CALL_END}]*{CALL_END}(?:{A_CALL})*)(?=[{EM}{STRONG}]*\w)"
)
"""Calls with the space of their words before them and none after them, as in “word ¹and”."""
BEFORE_STOP = re.compile(rf"(?<=[^\s.!?])((?:{A_CALL})+)([.,;:!?]+)")
LIKE_A_NOTE = re.compile(rf"((?:{A_CALL})+)(:+)")
"""Calls at the start of a paragraph with a colon after them, which a manuscript would read as the text of a note."""


def with_calls_placed(text: RecoveredText, side: Literal["before", "after"]) -> RecoveredText:
    """A recovered text with its calls after punctuation if they stand there in its language; else they stay where the source has them."""
    passages = (replace(passage, block=replace(passage.block, text=placed(passage.block.text, side))) for passage in text.passages)
    return replace(text, passages=tuple(passages))


def placed(text: str, side: Literal["before", "after"]) -> str:
    """The text with its calls where they stand beside punctuation."""
    if CALL not in text:
        return text
    text = SPACE_BEFORE.sub(r"\1 ", text)
    text = "\n".join(LIKE_A_NOTE.sub(r"\2\1", line, count=1) if LIKE_A_NOTE.match(line) else line for line in text.split("\n"))
    return BEFORE_STOP.sub(r"\2\1", text) if side == "after" else text
