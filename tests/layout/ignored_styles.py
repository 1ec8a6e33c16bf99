"""What is told of style sheets, and what WeasyPrint 70.0 logs of them. Run by `test_sheet_judge`, with a list of sheets on standard input.

Prints for each sheet [the places told, the messages logged of it, the messages logged without what was told]. The messages are those of
reading it, or if there are none, of laying out a page that has what it styles.
"""

import ast
import json
import os
import sys
import tempfile
import warnings
from inspect import getsource
from pathlib import Path
from textwrap import dedent
from typing import Any

from publish import _native
from publish.layout.sandbox import FONTCONFIG

PAGE = """<html lang="en"><body><p id="a" class="a b">Text, <em>more</em> <a href="#a">of it</a></p><ol><li>One</li></ol></body></html>"""
NOT_OF_STYLES = (".notdef", "Deprecated")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "fonts.conf"
        configuration.write_text(FONTCONFIG.format(cache=folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        warnings.simplefilter("ignore")
        _native.load()
        from publish.layout import weasyprint_70

        weasyprint_70.mend()
        sheets = [told_and_logged(Path(folder), css) for css in json.load(sys.stdin)]
        json.dump({"sheets": sheets, "messages": [sorted(messages_listed()), sorted(messages_logged())]}, sys.stdout)


def messages_listed() -> set[str]:
    from publish.layout.weasyprint_70_sheets import MESSAGES, SILENT

    return {*MESSAGES, *SILENT}


def messages_logged() -> set[str]:
    """What the readers of style sheets can log, but for @import, which no flat sheet has, and for what is not ignored."""
    from weasyprint.css import media_queries, preprocess_stylesheet
    from weasyprint.css.validation import descriptors, preprocess_declarations
    from weasyprint.text.fonts import FontConfiguration

    readers = (preprocess_stylesheet, preprocess_declarations, descriptors, media_queries, FontConfiguration.add_font_face)
    calls = (node for reader in readers for node in ast.walk(ast.parse(dedent(getsource(reader)))) if isinstance(node, ast.Call))
    logging = (call for call in calls if "LOGGER" in ast.unparse(call.func) and getattr(call.func, "attr", "") != "debug")
    texts = {text.value for call in logging for text in call.args if isinstance(text, ast.Constant) and isinstance(text.value, str)}
    return {text for text in texts if "@import" not in text and "stylesheet at" not in text}


def told_and_logged(folder: Path, css: str) -> tuple[list[str], list[str], list[str]]:
    from publish.book.stylesheets import flat_stylesheet
    from publish.layout.weasyprint_70_sheets import style_faults

    sheet = folder / "styles" / "own.css"
    sheet.parent.mkdir(exist_ok=True)
    sheet.write_text(css, encoding="utf-8")
    whole = flat_stylesheet([sheet], {})
    judged = flat_stylesheet([sheet], {}, judge=lambda sheets: [tuple(style_faults(sheet)) for sheet in sheets])
    told = [f"{fault.code} {fault.location}" for fault in judged.diagnostics]
    read = logged(whole.value or "", is_laid_out=False)
    return told, read or logged(whole.value or ""), logged(judged.value or "", is_laid_out=not read)


def logged(css: str, *, is_laid_out: bool = True) -> list[str]:
    import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

    from publish.layout.weasyprint_70 import lay_out
    from publish.layout.weasyprint_70_lines import Paragraphs
    from publish.layout.weasyprint_log import WeasyPrintLog

    shared: dict[str, Any] = {"font_config": FontConfiguration(), "counter_style": CounterStyle(), "color_profiles": {}}
    with WeasyPrintLog() as log:
        sheet = weasyprint.CSS(string=css, base_url="file:///", **shared)
        try:
            if is_laid_out:
                lay_out(weasyprint.HTML(string=PAGE), Paragraphs(()), stylesheets=[sheet], **shared)
        except AttributeError as fault:  # WeasyPrint 70.0, at a sum in a transform
            return [str(fault)]
    return [message for message in (record.getMessage() for record in log.records) if not message.startswith(NOT_OF_STYLES)]


if __name__ == "__main__":
    main()
