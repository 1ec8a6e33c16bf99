"""The shortcodes of site generators (Jekyll, Hugo, Quarto): their words stay, what a program would put there is recorded."""

import re

from publish.importing.readers.dialects.markdown_text import MarkdownText

SHORTCODE = re.compile(r"\{\{[<%]\s*(/?[\w./-]+)(.*?)[>%]\}\}|\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
QUOTED = re.compile(r"(?<![=\w])\"((?:[^\"\\]|\\.)*)\"")


def take_site_codes(source: MarkdownText) -> None:
    """Removes the shortcodes of a site generator, but for the text in their quotation marks."""

    def shown(code: re.Match[str]) -> str:
        text = source.text
        begin, end = text.rfind("\n", 0, code.start()) + 1, text.find("\n", code.end())
        alone = text[begin : end if end >= 0 else None].strip() == code[0]
        pieces = [] if alone else [quoted[1] for quoted in QUOTED.finditer(code[2] or code[4] or "")]
        kept = "".join(f" {piece}" if place and piece[:1].isalnum() else piece for place, piece in enumerate(pieces))
        return source.take_out(code, "a shortcode of a site generator: within a line, the text in its quotation marks is kept", kept=kept)

    source.substitute(SHORTCODE, shown)
