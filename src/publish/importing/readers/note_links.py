"""Notes that a page itself links with their marks: which links call, which elements are notes, which links only lead back.

A link to a fragment calls a note where its label is a mark, and where what it leads to says that it is a note, begins with the same mark,
or leads back. Contents, indexes and numbers of pages are links as well, and are none of these.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from publish.importing.readers.vocabulary import BLOCKS, CALLING, HEADINGS, HOLDING, LEADING_BACK, PAGES, Element, said_of
from publish.importing.recovery.mark_candidates import KEY, SYMBOL, WORD, key_of

LABEL = re.compile(rf"[\[({{«]?\s*(?:{WORD})?({KEY}|{SYMBOL})\s*[\])}}»]?[.:]?", re.IGNORECASE)
BEGINS = re.compile(rf"[\[({{«]?\s*(?:{WORD})?({KEY}|{SYMBOL})(?=\W|$)", re.IGNORECASE)
BACK = re.compile(r"[\s↑↩⤴▲^︎️\[\]()«.]*(?:back|return|jump up|zurück|retour|назад)?[\s\w]{0,24}[↑↩⤴▲^︎️\[\]().\s]*", re.IGNORECASE)
NOTE_NAME = re.compile(
    r"_?(?:ftn|fn|foot_?notes?|end_?notes?|notes?|edn|en|cite_note|linknote|sdfootnote|sdendnote|fnote|f|n)[-_:.]?\d[\w.-]*|"
    r"(?:footnote|cite_note|note|linknote|fn)[-_:.].*",
    re.IGNORECASE,
)
CALL_NAME = re.compile(
    r".*(?:ftnref|fnref|footnote-?ref|noteref|cite_ref|linknoteref|anc$|anchor|_ref(?!erence)|-ref|ednref|backlink|fnanchor).*",
    re.IGNORECASE,
)
PAGE_NAME = re.compile(r"(?:page|pg|pp?|seite)[-_.]?(?:\d+|[ivxlc]+)[a-z]?", re.IGNORECASE)
MOST_LABEL = 12  # letters


@dataclass(slots=True, kw_only=True)
class Wiring:
    """The notes of some pages: the links that call, with the note's name, what holds it, what only leads back or is linked otherwise."""

    calls: dict[Element, str] = field(default_factory=dict)
    holders: dict[Element, str] = field(default_factory=dict)
    ways_back: set[Element] = field(default_factory=set)
    addresses: dict[Element, str] = field(default_factory=dict)
    anchors: dict[Element, list[str]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[str, Element] = field(default_factory=dict)

    def led_to(self, link: Element) -> Element | None:
        """The paragraph, heading or cell that a link leads to."""
        target = self.targets.get(self.addresses.get(link, ""))
        return None if target is None else block_of(target)


def wired(pages: Mapping[str, Element]) -> Wiring:
    """The notes among these pages, which may lead from one to another; by the names under which the pages link to each other."""
    wiring = Wiring()
    targets = wiring.targets
    for file, root in pages.items():
        targets.setdefault(f"{file}#", root)
        for element in root.iter(etree.Element):
            for name in {element.get("id"), element.get("name") if element.tag == "a" else None} - {None}:
                targets.setdefault(f"{file}#{name}", element)
    links: dict[str, list[Element]] = defaultdict(list)
    alone = _alone(targets)
    for file, root in pages.items():
        for link in root.iter("a"):
            address = resolved(link.get("href", ""), file, pages)
            address = address if address in targets else alone.get(address.partition("#")[2], address)
            if address in targets and address != f"{file}#":
                wiring.addresses[link] = address
                wiring.anchors[targets[address]].append(address)
                links[address].append(link)
    called = {address: own for address, own in links.items() if _is_note(address, targets[address], own, wiring)}
    counts = _counts(targets[address] for address in called)
    for address, own in called.items():
        holder = _holder(targets[address], counts)
        inside = set(holder.iter("a"))
        calls = [link for link in own if link not in inside]
        if not calls or holder in wiring.holders or any(around in wiring.holders for around in holder.iterancestors()):
            continue
        wiring.holders[holder] = address
        wiring.calls.update(dict.fromkeys(calls, address))
    _continue(wiring)
    _find_ways_back(wiring)
    return wiring


def _alone(targets: Mapping[str, Element]) -> Mapping[str, str]:
    """The addresses by their fragments, of those that only one page has, or only one as its title: a link may leave out the page."""
    found: dict[str, list[str]] = defaultdict(list)
    for address in targets:
        found[address.partition("#")[2]].append(address)
    alone: dict[str, str] = {}
    for fragment, addresses in found.items():
        titles = [address for address in addresses if targets[address].tag == "h1"]
        if fragment and 1 in {len(addresses), len(titles)}:
            alone[fragment] = (titles or addresses)[0]
    return alone


def resolved(address: str, file: str, pages: Iterable[str]) -> str:
    """A link's address as `file#fragment` if it leads to one of the pages, else ""."""
    path, _, fragment = unquote(address).partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:", path, re.IGNORECASE):
        return ""
    name = file if not path else joined(file, path)
    return f"{name}#{fragment}" if name in pages else ""


def joined(file: str, path: str) -> str:
    """The path to which an address leads from a file."""
    parts = file.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def block_of(element: Element) -> Element:
    """The paragraph, heading or cell that an element stands in, or is."""
    return next((around for around in (element, *element.iterancestors()) if around.tag in BLOCKS), element)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _key(label: str) -> str:
    found = LABEL.fullmatch(label) if len(label) <= MOST_LABEL else None
    return key_of(found[1]) if found else ""


def _is_note(address: str, target: Element, links: Sequence[Element], wiring: Wiring) -> bool:
    """Whether what an address leads to is a note that some of its links call."""
    name = address.partition("#")[2]
    block = block_of(target)
    if not name or block.tag in HEADINGS | {"body"} or said_of(target) & PAGES or any(said_of(around) & PAGES for around in _near(target)):
        return False
    if PAGE_NAME.fullmatch(name) or CALL_NAME.fullmatch(name) or (target in wiring.addresses and target in links):
        return False
    said = any(said_of(around) & HOLDING for around in (target, *_near(target))) or any(_says(link, CALLING) for link in links)
    labels = [key for link in links if (key := _key(_words(link)))]
    if said:
        return bool(labels) or any(_says(link, CALLING) for link in links)
    if not labels or not _is_at_start(target, block):
        return False
    begins = BEGINS.match(_words(block))
    same = begins is not None and key_of(begins[1]) in labels
    blocks = {block_of(link) for link in links}
    back = any(wiring.led_to(link) in blocks for link in block.iter("a"))
    in_line = any(len(_words(own)) > sum(len(_words(link)) + 1 for link in own.iter("a")) for own in blocks)
    return (back or (in_line and (same or bool(NOTE_NAME.fullmatch(name))))) and block not in blocks


def _says(link: Element, what: frozenset[str]) -> bool:
    parent = link.getparent()
    around = said_of(parent) if parent is not None and parent.tag in {"sup", "span"} else frozenset()
    return bool((said_of(link) | around) & what) or "reference" in around


def _near(element: Element) -> Iterator[Element]:
    """The elements around one up to its block, and the one or two around that which may hold a single note."""
    for around in element.iterancestors():
        yield around
        if around.tag in {"li", "aside", "section", "body", "div", "td", "dd"}:
            return


def _is_at_start(target: Element, block: Element) -> bool:
    """Whether no words of its block stand before an element."""
    for element in block.iter():
        if element is target:
            return True
        if element.text and element.text.strip(" \t\r\n[(*."):
            return False
        if element.tail and element.tail.strip(" \t\r\n[(*.") and element is not block:
            return element is target
    return False


def _counts(targets: Iterable[Element]) -> Counter[Element]:
    """How many notes begin in each element."""
    return Counter(around for target in targets for around in (target, *target.iterancestors()))


def _holder(target: Element, counts: Counter[Element]) -> Element:
    """The largest element that holds this note and no other: its paragraph, the item, row or division around that."""
    holder = block_of(target)
    row = holder.getparent()
    if holder.tag in {"td", "th"} and row is not None and row.tag == "tr" and counts[row] == 1 and len(_words(holder)) <= MOST_LABEL:
        return row
    for around in holder.iterancestors():
        single = counts[around] == 1 and around.tag in {"li", "dd", "aside", "div", "section", "blockquote", "tr", "td"}
        if not single or not (around.tag in {"li", "aside", "dd"} or said_of(around) & HOLDING or _is_alone(holder, around)):
            break
        holder = around
    return holder


def _is_alone(holder: Element, around: Element) -> bool:
    return around.tag == "td" or (len(around) == 1 and NOTE_NAME.fullmatch(around.get("id", "")) is not None)


def _continue(wiring: Wiring) -> None:
    """Paragraphs between a note's first and the next note, and those of the same class behind it, are of the note."""
    for holder, name in list(wiring.holders.items()):
        behind = holder.getnext()
        if _key(_words(holder)) and behind is not None and behind.tag in {"p", "dd", "blockquote", "div"}:
            wiring.holders.setdefault(behind, name)
        if holder.tag != "p":
            continue
        own = said_of(holder)
        pending: list[Element] = []
        for sibling in holder.itersiblings():
            if sibling in wiring.holders:
                wiring.holders.update(dict.fromkeys(pending, name))
                break
            if _only_leads_back(sibling):
                wiring.holders[sibling] = name
                continue
            calls = any(link in wiring.calls for link in sibling.iter("a"))
            if calls or sibling.tag not in {"p", "blockquote", "div", "ul", "ol", "table"}:
                break
            if own & HOLDING and said_of(sibling) & own & HOLDING:
                wiring.holders[sibling] = name
            else:
                pending.append(sibling)


def _only_leads_back(element: Element) -> bool:
    """Whether an element has one link within the page, and no words but those of a way back."""
    links = list(element.iter("a"))
    return len(links) == 1 and (links[0].get("href") or "").startswith("#") and bool(BACK.fullmatch(_words(element)))


def _find_ways_back(wiring: Wiring) -> None:
    """Links of a note that lead to its calls, or are called so."""
    places: dict[str, set[Element]] = defaultdict(set)
    for call, name in wiring.calls.items():
        places[name].add(block_of(call))
    for holder, name in wiring.holders.items():
        for link in holder.iter("a"):
            if link in wiring.calls:
                continue
            leads = wiring.led_to(link) in places[name]
            label = _words(link)
            says = bool(said_of(link) & LEADING_BACK) or CALL_NAME.fullmatch(link.get("href", "").partition("#")[2])
            if ((leads or says) and (BACK.fullmatch(label) or _key(label))) or (says and not label):
                around = next((one for one in link.iterancestors() if one.tag in {"span", "cite"} and said_of(one) & LEADING_BACK), link)
                wiring.ways_back.add(around)
