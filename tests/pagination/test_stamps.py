"""Running heads and folios as lines of their own."""

import re

from publish.model import Side
from publish.pagination.stamps import FOLIO, HEAD, Stamp, stamps_html


def test_rule_for_all_paragraphs_does_not_reach_a_running_head() -> None:
    stamps = [Stamp(kind=kind, side=Side.RECTO, text="One", language="en") for kind in (HEAD, FOLIO)]
    written = stamps_html([(stamp, stamp.text) for stamp in stamps])
    elements = re.findall(r"<([\w-]+)[^<>]*>One<", written)
    assert len(elements) == 2
    assert not {*elements} & {"p", "div", "span"}
