"""The references of Quarto (`@fig-weir`) and bookdown (`\\@ref(fig:weir)`), its names in captions, index terms in TeX (`\\index{Weir}`).

A reference prints a number that only its own program knows; the words here are the title of the place, or its kind and name.
"""

import re

from publish.importing.readers.dialects.markdown_text import MarkdownText
from publish.importing.readers.index_terms import CLASS

KINDS = {
    "fig": "Figure",
    "tbl": "Table",
    "tab": "Table",
    "sec": "Section",
    "eq": "Equation",
    "lst": "Listing",
    "thm": "Theorem",
    "lem": "Lemma",
    "cor": "Corollary",
    "prp": "Proposition",
    "cnj": "Conjecture",
    "def": "Definition",
    "exm": "Example",
    "exr": "Exercise",
    "sol": "Solution",
    "rem": "Remark",
    "alg": "Algorithm",
    "tip": "Tip",
    "nte": "Note",
    "wrn": "Warning",
    "imp": "Important",
    "cau": "Caution",
}
NAME = rf"(?P<kind>(?i:{'|'.join(KINDS)}))-(?P<name>\w(?:[\w:-]*\w)?)"
QUARTO = re.compile(rf"(?<![\w.@/\\])(?P<bare>-?)@{NAME}")
BRACKETS = re.compile(rf"(?<!\\)\[(?P<inside>(?:[^\[\]\n@]*-?@(?i:{'|'.join(KINDS)})-[\w:-]*\w[^\[\]\n@]*)+)\](?![(\[{{:])")
PREFIXED = re.compile(rf"(?P<before>[^\s;][^;@]*?)\s+@{NAME}\s*")
BOOKDOWN = re.compile(r"\\@ref\((?P<target>(?:(?P<kind>[a-z]+):)?(?P<name>[^()\s]+))\)")
LABEL = re.compile(r"\(\\#(?P<target>[a-z]+:[^()\s]+)\)")
IN_FORMULA = re.compile(
    r"(?P<begin>\$\$|\\begin\{(?P<name>\w+\*?)\})(?P<tex>(?:(?!\$\$|\\end\{).)*?)\(\\#(?P<target>eq:[^()\s]+)\)"
    r"(?P<rest>(?:(?!\$\$|\\end\{).)*)(?P<end>\$\$|\\end\{(?P=name)\})",
    re.DOTALL,
)
EQUATION = re.compile(r"(?<=\$\$)[ \t]*\{#(?P<target>eq-[\w:-]+)\}")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>[^\n{]*?)[ \t]*#*[ \t]*\{[^}\n]*#(?P<id>[\w:.-]+)[^}\n]*\}[ \t]*$", re.MULTILINE)
TITLE = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>[^\n{]*?)[ \t]*$", re.MULTILINE)
INDEX = re.compile(r"(?<!\\)\\index\{(?P<entry>[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*)\}")


def read_cross_references(source: MarkdownText) -> None:
    """Makes links of references, places of the names in captions, and terms of the index."""
    text = source.text
    if "\\index{" in text:
        source.substitute(INDEX, lambda term: _term(term["entry"]) or source.take_out(term, "the end of a range of the index"))
    if "@" not in text and "(\\#" not in text and "{#eq-" not in text:
        return
    titles = {_name(match["title"]): match["title"] for match in TITLE.finditer(text)}
    titles |= {match["id"]: match["title"] for match in HEADING.finditer(text)}

    def of_quarto(reference: re.Match[str]) -> str:
        target = f"{reference['kind'].lower()}-{reference['name']}"
        bare = "bare" in reference.re.groupindex and bool(reference["bare"])
        return _link(titles.get(target, ""), "" if bare else KINDS[reference["kind"].lower()], reference["name"], target)

    def prefixed(reference: re.Match[str]) -> str:
        target = f"{reference['kind'].lower()}-{reference['name']}"
        return _link(titles.get(target, ""), reference["before"].strip(), reference["name"], target)

    def in_brackets(brackets: re.Match[str]) -> str:
        pieces = (QUARTO.sub(of_quarto, PREFIXED.sub(prefixed, piece.strip())) for piece in brackets["inside"].split(";"))
        return ", ".join(pieces)

    def of_bookdown(reference: re.Match[str]) -> str:
        return _link(titles.get(reference["target"], ""), "", reference["name"], reference["target"])

    source.substitute(BRACKETS, in_brackets)
    source.substitute(QUARTO, of_quarto)
    source.substitute(BOOKDOWN, of_bookdown)
    source.substitute(IN_FORMULA, lambda one: f"{one['begin']}{one['tex']}{one['rest']}{one['end']} []{{#{one['target']}}}")
    for names in (LABEL, EQUATION):
        source.substitute(names, lambda name: f"[]{{#{name['target']}}}")


def _link(title: str, kind: str, name: str, target: str) -> str:
    """A link to a place: its title, or else its kind and its name."""
    words = title or " ".join(filter(None, (kind, " ".join(re.split(r"[-_]+", name)))))
    return f"[{words}](#{target})"


def _name(title: str) -> str:
    """The id that pandoc gives a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", title.strip().lower())).lstrip("0123456789-._")


def _term(entry: str) -> str:
    """A term of an index in TeX, `Mill!wind@Wind mill|textbf`; "" where a range ends."""
    words, _, manner = entry.partition("|")
    if manner.strip() == ")":
        return ""
    levels = (level.rpartition("@")[2].replace(":", "\\:").strip() for level in words.split("!"))
    shown = re.sub(r"\\[a-zA-Z]+\{([^{}]*)\}|[{}]", r"\1", ":".join(levels)).replace('"', "”").replace("\\", "\\\\")
    return f'[]{{.{CLASS} data-entry="{shown}"}}' if shown.strip(": ") else ""
