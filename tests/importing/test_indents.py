"""An indent of a word processor is a quotation, unless it is only layout."""

import pytest

from publish.importing.readers.html_tree import parsed
from publish.importing.readers.indents import take_out_layout

TEXT = "<p>The envoys travelled for three weeks, and at each inn they told another story of the king.</p>"
QUOTED = "<blockquote><p>It was late.</p></blockquote>"


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (f"{TEXT}{QUOTED}{TEXT}", 1),
        (f"{TEXT}<blockquote><p>One.</p>{QUOTED}</blockquote>{TEXT}", 2),
        (f"{TEXT}<ul><li>An item</li></ul>{QUOTED}{QUOTED}{TEXT}{QUOTED}", 1),
        (f"{TEXT}<div><ol><li>An item</li></ol></div><div>{QUOTED}</div>{TEXT}", 0),
        (f"{TEXT}<ul><li><p>An item</p>{QUOTED}</li></ul>{TEXT}", 1),
        (f"{TEXT}<ul><li>An item</li></ul><blockquote data-styled='1'><p>Of a style.</p></blockquote>", 1),
        (f"{TEXT}<blockquote><p>• An item</p></blockquote><blockquote><p>(2) An item</p></blockquote>{TEXT}", 0),
        (f"{QUOTED * 2}<p>It was.</p>{QUOTED * 2}", 0),
        (f"{TEXT * 9}{'<blockquote><p>x = y(1);</p><p>}</p></blockquote>'}{TEXT * 9}", 0),
        (f"{TEXT * 9}<blockquote><p>Name: ______</p><p>Place: ______</p></blockquote>{QUOTED}{TEXT * 9}", 1),
        (f"{TEXT * 9}<blockquote><p>So long as men can breathe;</p><p>So long lives this (and more);</p></blockquote>{TEXT * 9}", 1),
        (f"{TEXT * 9}{f'{QUOTED}<p>It was.</p>' * 9}{TEXT * 9}", 9),
        (f"{TEXT * 9}{f'{QUOTED}<p>It was.</p>' * 10}<blockquote>{TEXT}</blockquote>{TEXT * 9}", 1),
        (QUOTED, 1),
    ],
)
def test_indents_that_are_layout_are_no_quotations(page: str, left: int) -> None:
    root = parsed(f"<html><body>{page}</body></html>".encode(), "page", "utf-8")
    words = "".join(root.itertext())
    take_out_layout(root)
    assert (len(list(root.iter("blockquote"))), "".join(root.itertext())) == (left, words)
