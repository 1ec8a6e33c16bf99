"""The notes that pages link with their marks: which links call a note, which elements hold a note, which links only lead back.

A link to a fragment calls a note if its label is a note mark, and if its target declares itself a note, links back, is named like a note,
or begins with the same mark and the link is set as one: raised, in brackets, at its word. Contents, indexes, page numbers and numbered
sections (“see 2”) are linked as well, and are not notes. Where links of marks lead nowhere, they call the notes whose names are numbered
alike; where only the notes have links, these lead to their marks.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from publish.importing.readers.vocabulary import (
    BACKLINK_TERMS,
    BLOCKS,
    HEADINGS,
    NOTE_TERMS,
    NOTEREF_TERMS,
    PAGE_TERMS,
    Element,
    declared_terms_of,
    terms_of,
)
from publish.importing.recovery.mark_styles import KEY, SYMBOL, WORD, key_of

LABEL = re.compile(rf"[\[({{«]?\s*(?:{WORD})?({KEY}|{SYMBOL})\s*[\])}}»]?[.:]?", re.IGNORECASE)
BEGINS = re.compile(rf"[\[({{«]?\s*(?:{WORD})?({KEY}|{SYMBOL})(?=\W|$)", re.IGNORECASE)
BACK = re.compile(r"[\s↑↩⤴▲^︎️\[\]()«.]*(?:back|return|jump up|zurück|retour|назад)?[\s\w]{0,24}[↑↩⤴▲^︎️\[\]().\s]*", re.IGNORECASE)
ARROWS = re.compile(r"[\s^↑↩⤴▲↵⏎︎️]+")
NOTE_NAME = re.compile(
    r"_?(?:ftn|ft|fn|foot_?notes?|end_?notes?|notes?|edn|en|cite_note|linknote|sdfootnote|sdendnote|fnote|f|n)[-_:.]?\d[\w.-]*|"
    r"(?:footnote|cite_note|note|linknote|fn)[-_:.].*",
    re.IGNORECASE,
)
CALL_NAME = re.compile(
    r".*(?:ftnref|fnref|footnote-?ref|noteref|cite_ref|linknoteref|anc$|anchor(?![a-z])|[-_]ref[a-z]?(?![a-z])|ednref|backlink|fnanchor).*",
    re.IGNORECASE,
)
PAGE_NAME = re.compile(r"(?:page|pg|pp?|seite)[-_.]?(?:\d+|[ivxlc]+)[a-z]?", re.IGNORECASE)
NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")
MARK_CLASS = re.compile(r"\b(?:fn|foot|end-?note|note|sup|anm|fu(?:ss|ß)n)", re.IGNORECASE)
"""The beginning of a class of note marks."""
RETURN = re.compile(r"[\s\[(↑↩«^]*(?:go back|back|return|jump up|zurück|retour|назад)\b[\s\w]{0,24}[\s\])».↑↩]*", re.IGNORECASE)
MOST_LABEL = 12  # letters
MOST_NAMES = 3  # elements of a paragraph that only names a place
MOSTLY = 0.8  # of the marks of a series that lead nowhere have a note with a like name


@dataclass(slots=True, kw_only=True)
class NoteLinks:
    """The links and notes of some pages.

    `calls` and `holders` give the name of the note that an element, mostly a link, calls or holds; `backlinks` are the elements that only
    lead back.
    `addresses` are those of all links within the pages, `anchors` the addresses under which an element is linked, `targets` the elements
    by address.
    """

    calls: dict[Element, str] = field(default_factory=dict)
    holders: dict[Element, str] = field(default_factory=dict)
    backlinks: set[Element] = field(default_factory=set)
    addresses: dict[Element, str] = field(default_factory=dict)
    anchors: dict[Element, list[str]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[str, Element] = field(default_factory=dict)

    def target_block(self, link: Element) -> Element | None:
        """The paragraph, heading or cell that a link leads to; None for a link out of the pages."""
        target = self.targets.get(self.addresses.get(link, ""))
        return None if target is None else block_of(target)


def find_note_links(pages: Mapping[str, Element]) -> NoteLinks:
    """The notes of these pages, which may lead from one page to another; `pages` are the roots by the paths that links use."""
    result = NoteLinks()
    targets = result.targets
    for file, root in pages.items():
        targets.setdefault(f"{file}#", root)
        for element in root.iter(etree.Element):
            for name in {element.get("id"), element.get("name") if element.tag == "a" else None} - {None}:
                targets.setdefault(f"{file}#{name}", _named(element))
    links_to: dict[str, list[Element]] = defaultdict(list)
    unique = _unique_fragments(targets)
    lost: dict[Element, str] = {}
    for file, root in pages.items():
        for link in root.iter("a"):
            address = resolved(link.get("href", ""), file, pages)
            address = address if address in targets else unique.get(address.partition("#")[2], address)
            as_written = f"{file}{link.get('href', '')}"  # an id may have %20 in it
            address = as_written if address not in targets and as_written in targets else address
            if targets.get(address) is link or (address not in targets and _key(_words(link))):
                lost[link] = link.get("href", "").partition("#")[2]
            elif address in targets and address != f"{file}#":
                result.addresses[link] = address
                result.anchors[targets[address]].append(address)
                links_to[address].append(link)
    for link, address in _renamed(lost, result):
        result.addresses[link] = address
        result.anchors[targets[address]].append(address)
        links_to[address].append(link)
    called = {address: links for address, links in links_to.items() if _is_note(address, targets[address], links, result)}
    if any(_is_own_call(link) for links in called.values() for link in links):  # the form has notes: another link is a reference
        called = {address: links for address, links in called.items() if any(map(_is_own_call, links))}
    counts = _counts(targets[address] for address in called)
    for address, links in called.items():
        holder = _holder(targets[address], counts)
        inside = set(holder.iter("a"))
        calls = [link for link in links if link not in inside and _is_mark(link)]
        if not calls or holder in result.holders or any(around in result.holders for around in holder.iterancestors()):
            continue
        result.holders[holder] = address
        result.calls.update(dict.fromkeys(calls, address))
    _add_marks_without_links(result)
    _add_further_paragraphs(result)
    _add_uncalled(result, pages)
    _add_backlinks(result)
    return result


def _named(element: Element) -> Element:
    """What the name of an element is for: the next block with words, for an empty place between blocks or in a block without words."""
    if element.tag in BLOCKS or _words(element) or terms_of(element) & PAGE_TERMS:
        return element
    block = block_of(element)
    is_alone = len(block) <= MOST_NAMES and not _words(block)
    if not is_alone and not _is_between(element, block):
        return element
    after = (
        other for around in (element, *element.iterancestors()) for sibling in around.itersiblings() for other in sibling.iter(*BLOCKS)
    )
    return next((other for other in after if _words(other) and not any(child.tag in BLOCKS for child in other)), element)


def _is_between(element: Element, block: Element) -> bool:
    """Whether a block follows an element, at once or after other places without words."""
    if element.getparent() is not block:
        return False
    following: Element | None = element
    while following is not None and following.tag not in BLOCKS:
        if (following.tail or "").strip() or (following is not element and _words(following)):
            return False
        following = following.getnext()
    return following is not None


def _renamed(lost: Mapping[Element, str], note_links: NoteLinks) -> Iterator[tuple[Element, str]]:
    """The marks whose links lead nowhere, each with the address of its note: `#fn06` and a note called `ft06`.

    Notes that other links call are none of theirs. `lost` has the fragments of the links.
    """
    series: dict[tuple[str, str], list[tuple[Element, int]]] = defaultdict(list)
    for link, fragment in lost.items():
        match = NUMBERED.fullmatch(fragment)
        if match and not PAGE_NAME.fullmatch(fragment) and _key(_words(link)) and (NOTE_NAME.fullmatch(fragment) or _is_set_as_mark(link)):
            series[match[1], match[3]].append((link, int(match[2])))
    names: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    called = {address for link, address in note_links.addresses.items() if not _is_in(link, block_of(note_links.targets[address]))}
    for address, target in note_links.targets.items():
        file, _, name = address.partition("#")
        match = NUMBERED.fullmatch(name)
        if match and address not in called and not PAGE_NAME.fullmatch(name) and _is_at_start(target, block_of(target)):
            names[file, match[1], match[3]][int(match[2])] = address
    for links in series.values():
        best = max(names.values(), key=lambda numbers: sum(number in numbers for _, number in links), default={})
        if sum(number in best for _, number in links) >= MOSTLY * len(links):
            yield from (
                (link, best[number])
                for link, number in links
                if number in best and not _is_in(link, block_of(note_links.targets[best[number]]))
            )


def _is_in(element: Element, block: Element) -> bool:
    return any(around is block for around in element.iterancestors())


def _add_marks_without_links(note_links: NoteLinks) -> None:
    """Adds the marks that only the links at the beginning of their notes lead to."""
    for link, address in note_links.addresses.items():
        mark, block = note_links.targets[address], block_of(link)
        key = _key(_words(link))
        is_mark = mark.tag in {"a", "sup", "span"} and key and _key(_words(mark)) == key and mark not in note_links.addresses
        if (
            not is_mark
            or not _is_set_as_mark(mark)
            or block.tag in HEADINGS
            or not _is_at_start(link, block)
            or _is_at_start(mark, block_of(mark))
        ):
            continue
        if block is not block_of(mark) and not any(around in note_links.holders for around in (block, *block.iterancestors())):
            note_links.holders[block] = address
            note_links.calls[mark] = address


def _is_own_call(link: Element) -> bool:
    """Whether a link is the call of a real note of its form, as pandoc writes those of Word, ODT and Markdown."""
    return link.get("role") == "doc-noteref" and link.get("class") == "footnote-ref"


def _unique_fragments(targets: Mapping[str, Element]) -> Mapping[str, str]:
    """The addresses, by fragment, of fragments that only one page has, or only one page as its title: a link may omit the page."""
    by_fragment: dict[str, list[str]] = defaultdict(list)
    for address in targets:
        by_fragment[address.partition("#")[2]].append(address)
    unique: dict[str, str] = {}
    for fragment, addresses in by_fragment.items():
        titles = [address for address in addresses if targets[address].tag == "h1"]
        if fragment and 1 in {len(addresses), len(titles)}:
            unique[fragment] = (titles or addresses)[0]
    return unique


def resolved(address: str, file: str, pages: Iterable[str]) -> str:
    """A link's address as `file#fragment` if it leads to one of the pages, else ""."""
    path, _, fragment = unquote(address).partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:", path, re.IGNORECASE):
        return ""
    name = file if not path else joined(file, path)
    return f"{name}#{fragment}" if name in pages else ""


def joined(file: str, path: str) -> str:
    """The path that a relative path in a file leads to: “text/one.html” and “../notes.html” give “notes.html”."""
    parts = file.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def block_of(element: Element) -> Element:
    """The paragraph, heading or cell that an element is, or is in."""
    return next((around for around in (element, *element.iterancestors()) if around.tag in BLOCKS), element)


def _words(element: Element) -> str:
    """The words of an element; a comment has none."""
    return " ".join("".join(element.itertext()).split()) if isinstance(element.tag, str) else ""


def _text_and_tail(element: Element) -> str:
    return ("".join(map(str, element.itertext(with_tail=False))) if isinstance(element.tag, str) else "") + (element.tail or "")


def _key(label: str) -> str:
    match = LABEL.fullmatch(label) if len(label) <= MOST_LABEL else None
    return key_of(match[1]) if match else ""


def _is_note(address: str, target: Element, links: Sequence[Element], note_links: NoteLinks) -> bool:
    """Whether the target of an address is a note that some of the links to it call."""
    name = address.partition("#")[2]
    block = block_of(target)
    if not name or block.tag in HEADINGS | {"body"} or any(terms_of(around) & PAGE_TERMS for around in (target, *_near(target))):
        return False
    if PAGE_NAME.fullmatch(name) or CALL_NAME.fullmatch(name) or (target in note_links.addresses and target in links):
        return False
    if _calls_what_begins_a_block(target, block, note_links):
        return False
    labels = [key for link in links if (key := _key(_words(link)))]
    if any(terms_of(around) & NOTE_TERMS for around in (target, *_near(target))) or any(_has_term(link, NOTEREF_TERMS) for link in links):
        return bool(labels) or any(_has_term(link, NOTEREF_TERMS) for link in links)
    if not labels or not _is_at_start(target, block):
        return False
    beginning = BEGINS.match(_words(block))
    same_mark = beginning is not None and key_of(beginning[1]) in labels
    blocks = {block_of(link) for link in links}
    links_back = any(note_links.target_block(link) in blocks for link in block.iter("a"))
    in_line = any(len(_words(around)) > sum(len(_words(link)) + 1 for link in around.iter("a")) for around in blocks)
    same_mark = same_mark and any(_is_set_as_mark(link) for link in links if _key(_words(link)))
    return (links_back or (in_line and (same_mark or bool(NOTE_NAME.fullmatch(name))))) and block not in blocks


def _is_set_as_mark(element: Element) -> bool:
    """Whether the number or sign of a link is set as a mark of a note, not as a word: raised, in brackets, at the word before it."""
    label = _words(element)
    block = block_of(element)
    for around in (element, *element.iterancestors()):
        if around is block:
            break
        terms = " ".join(terms_of(around))
        if around.tag in {"sup", "small"} or "super" in around.get("style", "") or MARK_CLASS.search(terms):
            return True
    before = _character_before(element)
    return not label[:1].isalnum() or before == "[" or not (before.isspace() or before in {"", "("})


def _character_before(element: Element) -> str:
    """The last character before an element in its block; "" if it is at the beginning."""
    block = block_of(element)
    while element is not block:
        previous, around = element.getprevious(), element.getparent()
        text = (previous.tail if previous is not None else around.text if around is not None else "") or ""
        if previous is not None and not text and not isinstance(previous.tag, str):
            element = previous  # a comment
            continue
        text = text or ("".join(map(str, previous.itertext())) if previous is not None else "")
        if text or around is None:
            return text[-1:]
        element = around
    return ""


def _calls_what_begins_a_block(target: Element, block: Element, note_links: NoteLinks) -> bool:
    """Whether a target within a line is itself the mark of a note: it links to the beginning of a block, which links back to it."""
    other = note_links.targets.get(note_links.addresses.get(target, ""))
    if other is None or _is_at_start(target, block) or not _is_at_start(other, block_of(other)):
        return False
    return any(note_links.targets.get(note_links.addresses.get(link, "")) is target for link in block_of(other).iter("a"))


def _is_mark(link: Element) -> bool:
    """Whether a link to a note calls it: a link with words, from a list of contents for example, does not."""
    return bool(_key(_words(link))) or _has_term(link, NOTEREF_TERMS)


def _has_term(link: Element, terms: frozenset[str]) -> bool:
    """Whether a link, or the raised letters or span around it, declares one of these terms, or is a MediaWiki reference."""
    parent = link.getparent()
    around = terms_of(parent) if parent is not None and parent.tag in {"sup", "span"} else frozenset()
    return bool((terms_of(link) | around) & terms) or "reference" in around


def _near(element: Element) -> Iterator[Element]:
    """The elements around one, up to the innermost that may hold a single note."""
    for around in element.iterancestors():
        yield around
        if around.tag in {"li", "aside", "section", "body", "div", "td", "dd"}:
            return


def _is_at_start(target: Element, block: Element) -> bool:
    """Whether no words of a block precede an element in it."""
    for element in block.iter():
        if element is target:
            return True
        if element.text and element.text.strip(" \t\r\n[(*."):
            return False
        if element.tail and element.tail.strip(" \t\r\n[(*.") and element is not block:
            return element is target
    return False


def _counts(targets: Iterable[Element]) -> Counter[Element]:
    """The number of notes that begin in each element."""
    return Counter(around for target in targets for around in (target, *target.iterancestors()))


def _holder(target: Element, counts: Counter[Element]) -> Element:
    """The largest element that holds this note and no other: its paragraph, or the item, row or division around that."""
    holder = block_of(target)
    row = holder.getparent()
    if holder.tag in {"td", "th"} and row is not None and row.tag == "tr" and counts[row] == 1 and len(_words(holder)) <= MOST_LABEL:
        return row
    for around in holder.iterancestors():
        single = counts[around] == 1 and around.tag in {"li", "dd", "aside", "div", "section", "blockquote", "tr", "td"}
        is_note = terms_of(around) & NOTE_TERMS and next(around.iter(*HEADINGS), None) is None  # else it goes on with the text
        if not single or not (around.tag in {"li", "aside", "dd"} or is_note or _is_only_child(holder, around)):
            break
        holder = around
    return holder


def _is_only_child(holder: Element, around: Element) -> bool:
    return around.tag == "td" or (len(around) == 1 and NOTE_NAME.fullmatch(around.get("id", "")) is not None)


def _add_further_paragraphs(note_links: NoteLinks) -> None:
    """Gives a note the paragraphs between its first and the next note, and those of its own class after it."""
    for holder, name in list(note_links.holders.items()):
        after = holder.getnext()
        if _key(_words(holder)) and after is not None and after.tag in {"p", "dd", "blockquote", "div"}:
            note_links.holders.setdefault(after, name)
        if holder.tag != "p":
            continue
        terms = terms_of(holder)
        pending: list[Element] = []
        for sibling in holder.itersiblings():
            if sibling in note_links.holders:
                note_links.holders.update(dict.fromkeys(pending, name))
                break
            if _only_leads_back(sibling, note_links):
                note_links.holders[sibling] = name
                continue
            calls = any(link in note_links.calls for link in sibling.iter("a"))
            if calls or sibling.tag not in {"p", "blockquote", "div", "ul", "ol", "table"}:
                break
            if terms & NOTE_TERMS and terms_of(sibling) & terms & NOTE_TERMS:
                note_links.holders[sibling] = name
            else:
                pending.append(sibling)


def _add_uncalled(note_links: NoteLinks, pages: Mapping[str, Element]) -> None:
    """Adds the elements that declare themselves notes by type or role, and that nothing calls."""
    for file, root in pages.items():
        for number, element in enumerate(root.iter(etree.Element)):
            if element.tag not in BLOCKS or not declared_terms_of(element) & NOTE_TERMS:
                continue
            if not any(one in note_links.holders for one in (*element.iterancestors(), *element.iter(etree.Element))):
                note_links.holders[element] = f"{file}#{element.get('id') or f'/{number}'}"


def _only_leads_back(element: Element, note_links: NoteLinks) -> bool:
    """Whether an element holds a single link within the page, which calls no note, and no words but those of a backlink."""
    links = list(element.iter("a"))
    if len(links) != 1 or links[0] in note_links.calls or not (links[0].get("href") or "").startswith("#"):
        return False
    words = _words(element)
    outside = words.replace(_words(links[0]), "", 1)
    return bool(RETURN.fullmatch(words)) or (bool(BACK.fullmatch(words)) and not any(map(str.isalnum, outside)))


def _words_follow(link: Element) -> bool:
    """Whether the paragraph of a link goes on after it: what leads back from a note stands at an end."""
    block = block_of(link)
    element: Element | None = link
    while element is not block and element is not None:
        after = [element.tail or "", *(_text_and_tail(sibling) for sibling in element.itersiblings())]
        if any(character.isalnum() for text in after for character in text):
            return True
        element = element.getparent()
    return False


def _words_before(link: Element) -> bool:
    """Whether words that are in no link precede a link in its paragraph: a mark at the beginning of a note may link back."""
    for event, element in etree.iterwalk(block_of(link), events=("start", "end")):
        if element is link:
            return False
        text = element.tail if event == "end" else "" if element.tag == "a" else element.text
        if any(map(str.isalnum, text or "")):
            return True
    return False


def _add_backlinks(note_links: NoteLinks) -> None:
    """Adds the links in notes that lead to the calls of the note, or are named like backlinks."""
    places: dict[str, set[Element]] = defaultdict(set)
    for call, name in note_links.calls.items():
        places[name].add(block_of(call))
    for holder, name in note_links.holders.items():
        for link in holder.iter("a"):
            if link in note_links.calls:
                continue
            leads_back = note_links.target_block(link) in places[name]
            label = _words(link)
            named = bool(terms_of(link) & BACKLINK_TERMS) or CALL_NAME.fullmatch(link.get("href", "").partition("#")[2])
            says_back = BACK.fullmatch(label) and (named or not (any(map(str.isalnum, label)) and _words_follow(link)))
            returns = RETURN.fullmatch(label) and link not in note_links.addresses and not _words_follow(link)
            is_mark = _key(label) and (named or not _words_follow(link) or not _words_before(link))
            if ARROWS.fullmatch(label) or returns or ((leads_back or named) and (says_back or is_mark)) or (named and not label):
                ancestors = (around for around in link.iterancestors() if around.tag in {"span", "cite"})
                note_links.backlinks.add(next((around for around in ancestors if terms_of(around) & BACKLINK_TERMS), link))
