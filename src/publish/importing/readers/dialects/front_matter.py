"""The header of a Markdown file: YAML, TOML or JSON, the title block of pandoc, the lines of MultiMarkdown."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence

from publish.importing.blocks import Hints, Person
from publish.importing.readers.dialects.markdown_text import TAKEN, MarkdownText

FENCED = re.compile(r"(---|\+\+\+)[ \t]*\n(?P<inside>.*?)(?:^|\n)(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL | re.MULTILINE)
CONTINUED = r"[^\n]*(?:\n[ \t]+[^\n]+)*"
TITLE_BLOCK = re.compile(rf"%[ \t]+(?=\S)(?P<title>{CONTINUED})(?:\n%[ \t]*(?P<author>{CONTINUED}))?(?:\n%[^\n]*)?(?:\n|$)")
KEYS = r"(?:title|subtitle|authors?|date|language|lang|publisher|keywords|copyright|affiliation|abstract|css|format|base header level)"
LINES = re.compile(rf"(?=title|subtitle|authors?)(?:{KEYS}[ \t]*:[ \t]*(?=\S){CONTINUED}(?:\n|$))+(?=[ \t]*\n|$)", re.IGNORECASE)
ENTRY = re.compile(r"^(?P<key>[A-Za-z_][\w -]*?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*$")
ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<value>.*?)[ \t]*$")
BLOCK_TEXT = re.compile(r"[>|][+-]?")
NAMES = re.compile(r",(?!\s*(?:Jr|Sr|[IVX]+)\b)\s*|;|\s+(?:and|&)\s+|\s*\n\s*")
EVIDENCE = "the header of the file: its metadata is in book.toml"


def take_header(source: MarkdownText) -> None:
    """Takes the header out of a text; what it says of the book becomes hints."""
    text = source.text
    end, entries = _header(text)
    if entries:
        source.hints = _hints(entries)
        source.removed.append((1, text[:end].strip(), EVIDENCE))
        ends = text.count("\n", 0, end)
        source.text = TAKEN * (ends - 1) + "\n" * bool(ends) + text[end:]


def _header(text: str) -> tuple[int, Mapping[str, object]]:
    """The end of the header of a text, and its entries; no entries if there is none."""
    if fenced := FENCED.match(text):
        return fenced.end(), _toml(fenced["inside"]) if fenced[1] == "+++" else _yaml(fenced["inside"])
    if text.startswith("{"):
        return _json(text)
    if block := TITLE_BLOCK.match(text):
        return block.end(), {"title": block["title"], "author": block["author"] or ""}
    if lines := LINES.match(text):
        return lines.end(), _yaml(lines[0])
    return 0, {}


def _json(text: str) -> tuple[int, Mapping[str, object]]:
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return 0, {}
    is_header = isinstance(value, dict) and text[end : end + 1] in {"", "\n"}
    return (end, value) if is_header else (0, {})


def _toml(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _yaml(re.sub(r"^([\w-]+)[ \t]*=", r"\1:", text, flags=re.MULTILINE))


def _yaml(text: str) -> Mapping[str, object]:
    """The entries of the first level: a text, or the items of a list (of an item with entries, its `name` or first value)."""
    entries: dict[str, object] = {}
    key = ""
    pieces: list[str] = []
    items: list[str] = []

    def end_entry() -> None:
        if key:
            entries[key] = items or _unquoted(" ".join(filter(None, pieces)))

    for line in text.split("\n"):
        entry = ENTRY.match(line)
        item = ITEM.match(line)
        if item:
            name = ENTRY.match(item["value"])
            items += [_unquoted(name["value"] or "") if name else _unquoted(item["value"])]
        elif entry:
            end_entry()
            value = entry["value"] or ""
            key, items = entry["key"].lower(), []
            pieces = [] if BLOCK_TEXT.fullmatch(value) else [value]
        elif items and (name := ENTRY.match(line.strip())) and name["key"] == "name":
            items[-1] = _unquoted(name["value"] or "")
        elif not items and not line.lstrip().startswith("#"):
            pieces.append(line.strip())
    end_entry()
    return entries


def _unquoted(text: str) -> str:
    """A value of YAML without its quotation marks, or without the remark after it."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "\"'":
        mark, inside = stripped[0], stripped[1:-1]
        return inside.replace("\\" + mark, mark) if mark == '"' else inside.replace("''", "'")
    return re.sub(r"\s+#.*$", "", stripped)


def _hints(entries: Mapping[str, object]) -> Hints:
    lower = {key.lower(): value for key, value in entries.items()}

    def first(*keys: str) -> str:
        return next((" ".join(str(lower[key]).split()) for key in keys if isinstance(lower.get(key), str)), "")

    people = next((lower[key] for key in ("author", "authors", "creator") if lower.get(key)), "")
    return Hints(
        title=first("title"),
        subtitle=first("subtitle"),
        language=first("lang", "language"),
        publisher=first("publisher"),
        people=[Person(name=name) for name in dict.fromkeys(_names(people)) if name],
    )


def _names(people: object) -> Sequence[str]:
    """The names in an entry: a text with several of them, a list, or a list of tables with a name."""
    match people:
        case str():
            return [_unquoted(name) for name in NAMES.split(people.strip("[]"))]
        case list():
            return [name for person in people for name in _names(person)]
        case dict():
            return _names(people.get("name", ""))
        case _:
            return []
