"""The codes of site generators (liquid of Jekyll, shortcodes of Hugo and Quarto): figures, code and words stay, the rest is recorded."""

import re
from collections.abc import Mapping

from publish.importing.readers.dialects.markdown_text import MarkdownText

HIGHLIGHT = re.compile(
    r"^(?P<indent>[ \t]*)\{%-?\s*highlight\s+(?P<language>[\w+#-]+)[^%]*%\}[ \t]*\n(?P<code>.*?)\n?[ \t]*\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL | re.MULTILINE,
)
RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(?P<text>.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
REMARK = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{\{[<%]?/\*.*?\*/[>%]?\}\}", re.DOTALL)
ADDRESS = re.compile(r"(?P<before>\]\(|\]:[ \t]*|(?:src|href)=[\"'])(?P<address>[^()\n\"']*(?:\{\{.*?\}\}|\{%.*?%\})[^()\n\"']*)")
IN_ADDRESS = re.compile(
    r"\{\{[<%]?\s*(?:(?:rel)?ref\s+\"?(?P<page>[^\s\">%]+))?.*?\}\}|\{%-?\s*(?:(?:link|post_url)\s+(?P<file>\S+))?.*?%\}"
)
SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>/?[\w./-]+)(?P<rest>.*?)/?[>%]\}\}|\{%-?\s*(?P<tag>\w+)(?P<words>.*?)-?%\}", re.DOTALL)
VALUE = re.compile(r"(?<![\w-])(?P<key>[\w-]+)\s*=\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"']+))")
QUOTED = re.compile(r"(?<![=\w])\"((?:[^\"\\]|\\.)*)\"")
PICTURE = re.compile(r"\S.*\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp|avif)(?:\?.*)?", re.IGNORECASE)
CAPTIONS = ("caption", "title", "cap", "text")
INCLUDED = frozenset({"include", "include_relative", "readfile", "embed"})


def take_site_codes(source: MarkdownText) -> None:
    """Makes figures and code of the codes that are such, and takes out the others, but for their words."""
    source.substitute(HIGHLIGHT, lambda code: _fenced(source, code))
    source.substitute(REMARK, lambda remark: source.take_out(remark, "a remark, which no reader of the site sees"))
    source.substitute(RAW, lambda raw: "\n".join(map(source.hidden, raw["text"].split("\n"))))
    source.substitute(ADDRESS, lambda address: address["before"] + IN_ADDRESS.sub(_target, address["address"]).strip())
    source.substitute(SHORTCODE, lambda code: _shown(source, code))


def _fenced(source: MarkdownText, code: re.Match[str]) -> str:
    indent = code["indent"]
    lines = "\n".join(indent + source.hidden(line) for line in code["code"].split("\n"))
    return f"{indent}{source.hidden('```' + code['language'])}\n{lines}\n{indent}```"


def _target(code: re.Match[str]) -> str:
    """The page that a code in an address leads to; "" for the address of the site."""
    return code["page"] or code["file"] or ""


def _shown(source: MarkdownText, code: re.Match[str]) -> str:
    """What stays of a code: a figure with its caption, the words of a caption, within a line the text in its quotation marks."""
    name, rest = code["name"] or code["tag"], code["rest"] or code["words"] or ""
    values = {value["key"].lower(): value["double"] or value["single"] or value["bare"] or "" for value in VALUE.finditer(rest)}
    caption = next((values[key] for key in CAPTIONS if values.get(key)), "")
    if not _is_alone(source.text, code):
        pieces = [quoted[1] for quoted in QUOTED.finditer(rest)]
        kept = "".join(f" {piece}" if place and piece[:1].isalnum() else piece for place, piece in enumerate(pieces))
        return source.take_out(code, "a code of a site generator: within a line, the text in its quotation marks is kept", kept=kept)
    if address := next((value for value in values.values() if PICTURE.fullmatch(value)), ""):
        return _figure(address, caption, values)
    evidence = "another file that is put in here: import it as well" if name in INCLUDED else "a code of a site generator"
    return source.take_out(code, evidence, kept=caption)


def _is_alone(text: str, code: re.Match[str]) -> bool:
    """Whether a code stands alone on its lines."""
    begin, end = text.rfind("\n", 0, code.start()) + 1, text.find("\n", code.end())
    return text[begin : end if end >= 0 else None].strip() == code[0]


def _figure(address: str, caption: str, values: Mapping[str, str]) -> str:
    alt = " ".join((values.get("alt") or values.get("description") or "").replace('"', "”").split())
    return f"![{caption}](<{address}>)" + (f'{{alt="{alt}"}}' if alt else "")
