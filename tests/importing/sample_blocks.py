"""Random blocks of every kind, with every marker, in every container, made of what a writer of Markdown has to fear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from publish.importing.blocks import ORDINAL, SUBTITLE, Block, Container, Frame, Kind
from publish.importing.inline import (
    BREAK,
    CAPS,
    CAPS_END,
    CAPTION,
    CELL,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE,
    IMAGE_END,
    IMAGE_MIDDLE,
    LINK,
    LINK_END,
    LINK_MIDDLE,
    MARKERS,
    MATH,
    PARAGRAPH,
    SPAN,
    SPAN_END,
    SPAN_MIDDLE,
    STRIKE,
    STRIKE_END,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
    attributes,
    call,
    is_visible,
    plain,
    removed,
)
from publish.importing.recovery.recovered_text import Passage, Role

PICTURE = "images/a.png"
AWKWARD = (
    "1. 2) 12. 1986\\. - -- --- ---- — – + | : :: ::: ^ ~ ~~ ~~~ ` `` ``` * ** *** _ __ # ## > >> < << = "
    "=== ===== [ ] [] ( ) { } {} $ $$ % & [^1]: [^1] [1] [12]: [a]: {n} {#id} {.x} $l$ $5 5$ \\n \\ \\\\ "
    "@k <h> </b> <!-- --> <br/> &amp; &#65; &c (a) (1) a. A) i. iv. I. #. “ ” ‘ ’ \" ' « » … ]( ]{ ][ ![ "
    "![a](b) [a](b) [a]{b} *a* **a** a*b* _a_ a_b_c _a a_ http://x.org/a_b_c www.x.org a@b.org "
    "<http://x.org> +---+ |---| :-- --: |a|b| a|b Table: table: Table word: words. it’s end, x^2^ H~2~O "
    "~5 ^[note] [^note]: -a +b =c \u00a0 שלום שלום, 中文 字 😀 👩\u200d👩\u200d👧 ñ ﬁ ½ ² é cafe\u0301 \u200b "
    "\u00ad … TODO ??? \\newpage \\emph{a} {=html} *a b* word word, another The quick brown"
)
WORDS = [*AWKWARD.split(" "), *["\u00a0", "\t", "a\u00a0b", "word", "second", "third"]]
WITH_WORD = ("word", "next", "deux", "drei", "चार")
SIGNS = "ab1 .,:;-–—*_`~^[](){}<>|#+=$%&@!\\/\"'“”\u00a0\t"

texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join),
    st.text(SIGNS, max_size=12),
    st.sampled_from(WITH_WORD),
)
addresses = st.sampled_from(
    ["http://x.org/a_b_c", "https://x.org/a%20b?c=d&copy=e#f", "http://x.org/(a) b", "mailto:a@b.org", "##here", "##gone"]
)
SPANS = ((EM, EM_END), (STRONG, STRONG_END), (STRIKE, STRIKE_END), (SUP, SUP_END), (SUB, SUB_END), (CAPS, CAPS_END), (CODE, CODE_END))


def _spans(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Spans around texts, and texts side by side."""
    return st.one_of(
        st.tuples(st.sampled_from(SPANS), inner).map(lambda pair: f"{pair[0][0]}{pair[1]}{pair[0][1]}"),
        st.tuples(addresses, inner).map(lambda pair: f"{LINK}{pair[0]}{LINK_MIDDLE}{pair[1]}{LINK_END}"),
        inner.map(lambda text: f"{SPAN}{text}{SPAN_MIDDLE}.underline{SPAN_END}"),
        inner.map(lambda text: f"{SPAN}{text}{SPAN_MIDDLE}lang=fr{SPAN_END}"),
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(BREAK.join),
        st.just(f"{MATH}x^2_1{MATH}"),
        st.just(f"{IMAGE}{PICTURE}{IMAGE_MIDDLE}=shown [b] *here*{IMAGE_END}"),
        st.just(call("note", "[1]")),
        st.just(removed(" 12 ")),
    )


inlines = st.recursive(texts, _spans, max_leaves=8).map(lambda text: text.strip(" \t\n"))
"""Running text with markers."""


def _seen(text: str) -> bool:
    return bool(MARKERS.sub("", text).strip())


paragraphs = inlines.map(lambda text: Block(text=text if _seen(text) else "word", line=1))
cell_items = st.tuples(st.sampled_from(["-", "1.", "12."]), st.lists(texts, min_size=1, max_size=2)).map(
    lambda item: [attributes(mark) + text for mark, text in zip((item[0], "    "), item[1], strict=False)]
)
cells = st.tuples(
    st.sampled_from(["", "", "", "2x1", "1x2", "2x2"]),
    st.lists(st.one_of(texts.map(lambda text: [text]), cell_items), min_size=1, max_size=3),
).map(lambda cell: attributes(cell[0]) + PARAGRAPH.join(text for blocks in cell[1] for text in blocks))
"""Cells of a table, some of which span others, or hold paragraphs and lists."""
leaves = st.one_of(
    paragraphs,
    paragraphs,
    st.lists(inlines.map(lambda text: text.replace(BREAK, " ")), min_size=1, max_size=4).map(
        lambda lines: Block(kind=Kind.VERSE, text="\n".join([*lines, "word"]), line=1)
    ),
    st.just(Block(kind=Kind.BREAK, text="", line=1)),
    st.lists(texts, min_size=1, max_size=4).map(lambda lines: Block(kind=Kind.CODE, text="\n".join(["word", *lines]), line=1)),
    st.tuples(st.lists(st.lists(st.one_of(inlines, cells), min_size=1, max_size=3), min_size=1, max_size=3), st.booleans(), inlines).map(
        lambda table: Block(
            kind=Kind.TABLE,
            text="\n".join([*([CAPTION + table[2].replace(BREAK, " ")] if table[1] else []), *(CELL.join(row) for row in table[0])]),
            level=int(table[1]),
            line=1,
        )
    ),
    st.tuples(
        st.one_of(st.just(""), inlines.map(lambda text: text.replace(BREAK, " "))),
        st.sampled_from([None, "", 'seen “b” "here" [d] *by* \\']),
    ).map(lambda pair: Block(kind=Kind.PICTURE, text=pair[0], picture=PICTURE, alt=pair[1], line=1)),
    inlines.map(lambda text: Block(kind=Kind.WORDS, text=text if _seen(text) else "word", line=1)),
    inlines.map(lambda text: Block(kind=Kind.TERM, text=text if _seen(text) else "word", line=1)),
)


@dataclass(frozen=True)
class Held:
    """Blocks in a container; `starts` begins a numbered list, `items` are lists of blocks."""

    frame: Frame
    items: "tuple[tuple[Block | Held, ...], ...]"
    start: int = 0
    numerals: str = ""


def _containers(inner: st.SearchStrategy[Block | Held]) -> st.SearchStrategy[Block | Held]:
    within = st.lists(inner, min_size=1, max_size=3).map(tuple)
    items = st.lists(within, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        within.map(lambda blocks: Held(Frame.QUOTATION, (blocks,))),
        within.map(lambda blocks: Held(Frame.DIVISION, (blocks,))),
        within.map(lambda blocks: Held(Frame.DEFINITION, (blocks,))),
        items.map(lambda blocks: Held(Frame.ITEM, blocks)),
        st.tuples(items, st.sampled_from([1, 3, 9, 12, 98, 1917]), st.sampled_from(["", "", "", "a", "I"])).map(
            lambda made: Held(Frame.ITEM, made[0], made[1], made[2])
        ),
    )


trees = st.lists(st.recursive(leaves, _containers, max_leaves=6), min_size=1, max_size=5)


def flat(tree: Sequence[Block | Held]) -> list[Block]:
    """The blocks of a tree in order, each with its containers."""
    numbers = iter(range(1, 1_000_000))

    def walk(nodes: Sequence[Block | Held], around: tuple[Container, ...]) -> Iterator[Block]:
        for node in nodes:
            if isinstance(node, Block):
                yield replace(node, containers=around, order=next(numbers))
                continue
            group = next(numbers)
            for place, item in enumerate(node.items):
                start = node.start + place if node.start else None
                container = Container(
                    frame=node.frame,
                    number=next(numbers),
                    group=group if node.frame is Frame.ITEM else 0,
                    start=start,
                    numerals=node.numerals,
                    attributes="{lang=fr}" if node.frame is Frame.DIVISION else "",
                )
                yield from walk(item, (*around, container))

    return list(walk(tree, ()))


TYPES = ("", "", "", ORDINAL, SUBTITLE, "part", "preface", "dedication", "epigraph")
TITLES = ("Chapter I", "Part Two", "II", "Preface", "…", ".", "—", "Chapter 2: The Mill", "Title")
words = inlines.map(lambda text: text.replace(BREAK, " ") if is_visible(plain(text)) else "word")
headings = st.tuples(st.one_of(words, st.sampled_from(TITLES)), st.integers(1, 4), st.sampled_from(TYPES)).map(
    lambda made: Passage(block=Block(kind=Kind.HEADING, text=made[0], line=1, type=made[2]), role=Role.HEADING, level=made[1])
)
further = st.one_of(
    st.tuples(words, st.sampled_from([Role.TEXT, Role.QUOTATION])).map(
        lambda made: Passage(block=Block(text=made[0], line=1), role=made[1])
    ),
    st.sampled_from(["dedication", "epigraph"]).map(lambda type: Passage(block=Block(text="word", line=1, type=type))),
    st.just(Passage(block=Block(kind=Kind.BREAK, text="", line=1))),
)
flows = st.lists(st.one_of(headings, headings, further), min_size=1, max_size=6).map(
    lambda flow: [replace(one, block=replace(one.block, order=order)) for order, one in enumerate(flow, 1)]
)
"""Passages of a book with headings of any level and type."""
