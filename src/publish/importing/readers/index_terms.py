"""Terms of an index as sources mark them: “Fish:eels” is an entry and what stands below it, `\\:` is a colon."""

import re
from collections.abc import Collection

from publish.importing.inline import clean
from publish.importing.readers.vocabulary import Element

CLASS = "indexref"
LEVEL = re.compile(r"(?<!\\):")
ESCAPED = re.compile(r"\\([:\\\"])")
QUOTES = '“”„«»"'
ALSO = frozenset({"also", "auch", "aussi", "también", "anche", "também", "ook", "även", "также"})


def index_term(entry: str) -> str:
    """An entry of an index as the attributes of its term; "" if it has no words. Where a level is empty, the colon is one of the words."""
    text = clean(entry).strip().strip(QUOTES)
    levels = [_words(level) for level in LEVEL.split(text)]
    if not all(levels):
        levels = [_words(text)]
    main, *below = levels
    if not main:
        return ""
    return f'.index entry="{main}"' + (f' sub="{", ".join(below)}"' if below else "")


def reference(words: str, entries: Collection[str]) -> str:
    """What an entry says in place of pages, “see Mill”, as an attribute of its term; "" if the index has no such entry."""
    text = _words(words.strip().strip(QUOTES))
    target = max((entry for entry in entries if entry and text.endswith(entry)), key=len, default="")
    if not target:
        return ""
    before = text.removesuffix(target).lower().split()
    return f' {"also" if ALSO & set(before) else "see"}="{target}"'


def main_entries(root: Element) -> frozenset[str]:
    """The entries of the index of a page that have pages."""
    terms = (term for term in root.iter("span") if term.get("class") == CLASS and not term.get("data-crossref"))
    return frozenset(match[1] for term in terms if (match := re.match(r'\.index entry="([^"]*)"', index_term(term.get("data-entry", "")))))


def _words(text: str) -> str:
    return " ".join(ESCAPED.sub(r"\1", text).replace('"', "”").replace("\\", "").split())
