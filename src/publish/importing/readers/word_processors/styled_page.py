"""The page that pandoc makes of a document, with its styles as elements: a quotation is a `blockquote`, a chapter title an `h1`.

Neighbours of one family of styles are one quotation, one poem, one piece of code; neighbours of different styles stay apart, and so does
what stands apart in the source.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publish.config.style_roles import StyleRole
from publish.importing.blocks import LONE, ORDINAL, SUBTITLE, StyleUse
from publish.importing.readers.indents import take_out_layout
from publish.importing.readers.vocabulary import HEADINGS, Element
from publish.importing.readers.word_processors.house_styles import LIKELY, JudgedStyle, Style, StyleRoles, judged
from publish.importing.readers.word_processors.style_marks import GAP
from publish.importing.readers.word_processors.style_names import begins_anew, ends_here, family_of
from publish.importing.readers.word_processors.styled_elements import (
    ATTRIBUTE,
    SHAPES,
    STYLED,
    is_stanza_apart,
    mark_words,
    paragraphs_in,
    unwrap,
)
from publish.importing.readers.word_processors.styled_notes import link_notes

WITHIN = {"table", "li"}
"""A style that stands only in these elements is not asked: its paragraphs are cells, items, notes."""
JOINED = frozenset(
    {StyleRole.QUOTATION, StyleRole.VERSE, StyleRole.EPIGRAPH, StyleRole.DEDICATION, StyleRole.CODE, StyleRole.LIST, StyleRole.QUERY}
)
"""Roles of which neighbours are one."""
MOST_SHOWN = 80  # characters of an example

Styled = tuple[Element, JudgedStyle]


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """The styles of a document by kind and name, judged when they are first used, and what is known of their use."""

    styles: Mapping[tuple[bool, str], Style]
    roles: StyleRoles
    known: dict[tuple[bool, str], JudgedStyle] = field(default_factory=dict)
    counts: Counter[tuple[bool, str]] = field(default_factory=Counter)
    examples: dict[tuple[bool, str], str] = field(default_factory=dict)

    def judge(self, element: Element, *, of_words: bool = False) -> JudgedStyle:
        """The style of an element; its use is counted."""
        key = (of_words, element.get(ATTRIBUTE, ""))
        if key not in self.known:
            self.known[key] = judged(self.styles.get(key) or Style(name=key[1], of_words=of_words), self.roles)
        words = " ".join("".join(element.itertext()).replace(GAP, "").split())
        if words and not any(around.tag in WITHIN for around in element.iterancestors()):
            self.counts[key] += 1
            self.examples.setdefault(key, words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…")
        return self.known[key]

    def uses(self) -> tuple[StyleUse, ...]:
        """The styles that the editor decides about."""
        return tuple(
            StyleUse(
                name=style.style.name,
                role=str(style.proposed),
                evidence=style.evidence,
                confidence=style.confidence,
                is_applied=style.confidence >= LIKELY,
                count=self.counts[key],
                example=self.examples[key],
            )
            for key, style in self.known.items()
            if not style.is_settled and self.counts[key]
        )


def with_styles(root: Element, styles: Iterable[Style], roles: StyleRoles) -> tuple[StyleUse, ...]:
    """Makes of the styles of a page what they are, in place. Returns those that the editor decides about."""
    sheet = _Sheet(styles={(style.of_words, style.name): style for style in styles}, roles=roles)
    _free_headings(root, sheet)
    take_out_layout(root)
    divisions = [(element, sheet.judge(element)) for element in root.iter("div") if element.get(ATTRIBUTE)]
    for span in [element for element in root.iter("span") if element.get(ATTRIBUTE)]:
        mark_words(span, sheet.judge(span, of_words=True))
    for run in _runs([styled for styled in divisions if not _is_dropped(*styled)]):
        style = run[0][1]
        elements = [element for element, _ in run]
        for element in elements[1:]:
            elements[0].append(element)
        SHAPES[style.role.role](elements[0], style)
    _group_titles(root)
    link_notes(root)
    _join_indented(root)
    _part_lone(root)
    return sheet.uses()


def _is_dropped(division: Element, style: JudgedStyle) -> bool:
    """Takes a division out that is empty and no break; returns whether it was."""
    is_idle = style.role.role is not StyleRole.BREAK and not len(division) and not (division.text or "").strip()
    if is_idle:
        unwrap(division)
    return is_idle


def _free_headings(root: Element, sheet: _Sheet) -> None:
    """Makes a paragraph of a heading whose style book.toml calls otherwise: pandoc makes headings of styles that are based on one."""
    by_class = {"-".join(style.name.split()): style.name for style in sheet.styles.values() if sheet.roles.of(style.name)}
    for heading in [element for element in root.iter(*HEADINGS) if element.get("class") in by_class]:
        division = heading.makeelement("div", {ATTRIBUTE: by_class[heading.get("class", "")]})
        division.tail, heading.tail = heading.tail, None
        heading.addprevious(division)
        heading.tag = "p"
        del heading.attrib["class"]
        division.append(heading)


def _runs(divisions: Sequence[Styled]) -> Iterator[list[Styled]]:
    """The styled divisions in their order, those together that are one."""
    run: list[Styled] = []
    for styled in divisions:
        if run and not _are_one(run[-1], styled):
            yield run
            run = []
        run.append(styled)
    if run:
        yield run


def _are_one(last: Styled, next: Styled) -> bool:
    """Whether two neighbours are one quotation, poem or list; the stanzas of a poem stand apart."""
    (before, before_style), (after, after_style) = last, next
    role = before_style.role.role
    if before.getnext() is not after or (before.tail or "").strip() or role not in JOINED or role is not after_style.role.role:
        return False
    names = before_style.style.name, after_style.style.name
    if family_of(names[0]) != family_of(names[1]):
        return False
    return role is StyleRole.VERSE or not (is_stanza_apart(after) or ends_here(names[0]) or begins_anew(names[1]))


def _is_in_cell(element: Element) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _group_titles(root: Element) -> None:
    """Groups each title with the number over it and the subtitle under it; a number without a title is one, a lone subtitle is text."""
    for division in [element for element in root.iter("div") if element.get("class") in {ORDINAL, SUBTITLE}]:
        is_number = division.get("class") == ORDINAL
        title = division.getnext() if is_number else division.getprevious()
        parts = paragraphs_in(division)
        if title is None or title.tag not in HEADINGS | {"hgroup"}:
            for part in parts if is_number else ():
                part.tag = "h1"
            unwrap(division)
            continue
        group = title if title.tag == "hgroup" else division.makeelement("hgroup", {})
        if group is not title:
            title.addprevious(group)
            group.append(title)
        for part in parts:
            part.set("class", ORDINAL if is_number else SUBTITLE)
        group[:0] = parts if is_number else []
        group.extend([] if is_number else parts)
        unwrap(division)


def _join_indented(root: Element) -> None:
    """Makes one of neighbouring quotations that only their indents mark, which in a table mean nothing."""
    for quotation in [element for element in root.iter("blockquote") if not element.get(STYLED)]:
        if _is_in_cell(quotation):
            unwrap(quotation)
            continue
        after = quotation.getnext()
        is_alone = quotation.getparent() is None or (quotation.tail or "").strip()
        if is_alone or after is None or after.tag != "blockquote" or after.get(STYLED):
            continue
        for child in reversed(list(quotation)):
            after.insert(0, child)
        unwrap(quotation)


def _part_lone(root: Element) -> None:
    """Puts dedications and epigraphs of the book, which stand before its first heading, into sections; other dedications are text."""
    body = root.find("body")
    children = [] if body is None else list(body)
    first = next((place for place, child in enumerate(children) if child.tag in HEADINGS), len(children))
    is_opening = True
    for child in reversed(children[:first]):
        lone = next((type for type in LONE if child.get("class") == type), "")
        is_opening = is_opening and bool(lone)
        if is_opening and first < len(children):
            section = child.makeelement("section", {"class": lone})
            section.tail, child.tail = child.tail, None
            child.addprevious(section)
            section.append(child)
    for division in [element for element in root.iter("div") if element.get("class") == "dedication"]:
        unwrap(division)
