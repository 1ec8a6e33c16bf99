"""Blocks as HTML for the report of an import: as in the source, with its note marks, and as in the result."""

from collections.abc import Mapping
from html import escape

from publish.importing.blocks import Block, Frame, Kind
from publish.importing.inline import (
    ATTRIBUTES,
    BREAK,
    CALL_SPAN,
    CAPS,
    CAPS_END,
    CAPTION,
    CELL,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE_SPAN,
    LINK_SPAN,
    MARKERS,
    PARAGRAPH,
    REMOVED_SPAN,
    STRIKE,
    STRIKE_END,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
    plain,
)
from publish.importing.recovery.recovered_text import Role

TAGS = {
    **dict(zip((EM, EM_END), ("<em>", "</em>"), strict=True)),
    **dict(zip((STRONG, STRONG_END), ("<strong>", "</strong>"), strict=True)),
    **dict(zip((SUP, SUP_END), ("<sup>", "</sup>"), strict=True)),
    **dict(zip((SUB, SUB_END), ("<sub>", "</sub>"), strict=True)),
    **dict(zip((STRIKE, STRIKE_END), ("<s>", "</s>"), strict=True)),
    **dict(zip((CODE, CODE_END), ("<code>", "</code>"), strict=True)),
    **dict(zip((CAPS, CAPS_END), ('<span class="caps">', "</span>"), strict=True)),
    BREAK: "<br>",
    PARAGRAPH: "<br>",
    CELL: " · ",
}


def source_html(block: Block) -> str:
    """A block as in the source; note marks and what is taken out are marked."""
    if block.kind is Kind.PICTURE:
        return f"<p>{escape(block.picture)} {_inline(block.text, {}, source=True)}</p>"
    text = _inline(block.text, {}, source=True)
    return f"<p>{text}</p>" if MARKERS.sub("", block.text).strip() else ""


def result_html(block: Block, labels: Mapping[str, str], role: Role = Role.TEXT) -> str:
    """A block as in the result; `labels` are those of the notes by name."""
    text = _inline(block.text, labels)
    if block.kind is Kind.PICTURE:
        opening = f'<figure><img src="{escape(block.picture)}" alt="{escape(block.alt or plain(block.text))}">'
        html = f"{opening}<figcaption>{text}</figcaption></figure>"
    elif block.kind is Kind.BREAK:
        html = '<p class="break">* * *</p>'
    elif block.kind is Kind.CODE:
        html = f"<pre>{escape(MARKERS.sub('', block.text))}</pre>"
    elif block.kind is Kind.TABLE:
        html = "<table>" + "".join(_table_row(row, labels) for row in block.text.split("\n")) + "</table>"
    else:
        html = f'<p class="{role.value}">{text}</p>'
    if any(container.frame is Frame.ITEM for container in block.containers):
        html = f'<div class="item">{html}</div>'
    quoted = role is Role.QUOTATION or any(container.frame is Frame.QUOTATION for container in block.containers)
    return f"<blockquote>{html}</blockquote>" if quoted else html


def _table_row(row: str, labels: Mapping[str, str]) -> str:
    if row.startswith(CAPTION):
        return f"<caption>{_inline(row, labels)}</caption>"
    return "<tr>" + "".join(f"<td>{_inline(cell, labels)}</td>" for cell in row.split(CELL)) + "</tr>"


def _inline(text: str, labels: Mapping[str, str], *, source: bool = False) -> str:
    """Running text; with `source` the marks of the source, else the labels of the notes."""
    escaped = IMAGE_SPAN.sub(r"[\1]", escape(text, quote=False))
    escaped = ATTRIBUTES.sub("", LINK_SPAN.sub(r"<u>\2</u>", escaped))
    if source:
        escaped = REMOVED_SPAN.sub(r"<del>\1</del>", CALL_SPAN.sub(r"<mark>\2</mark>", escaped))
    else:
        escaped = CALL_SPAN.sub(
            lambda call: f"<sup><mark>{escape(labels.get(call[1], call[2]))}</mark></sup>", REMOVED_SPAN.sub("", escaped)
        )
    return MARKERS.sub(lambda marker: TAGS.get(marker[0], ""), escaped.replace("\n", "<br>"))
