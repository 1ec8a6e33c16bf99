"""The notes that WeasyPrint 70.0 places for HTML on standard input, alone and with our changes. Run by `test_lost_notes`.

Prints {"alone": …, "mended": …}: for each page its footnotes as [id, top in px, lines of text].
"""

import json
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from publish import _native
from publish.layout.sandbox import FONTCONFIG

Pages = list[list[tuple[str, float, list[str]]]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "fonts.conf"
        configuration.write_text(FONTCONFIG.format(cache=folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        warnings.simplefilter("ignore")
        _native.load()
        from publish.layout import weasyprint_70

        source = sys.stdin.read()
        alone = notes_of(source)
        weasyprint_70.mend()
        json.dump({"alone": alone, "mended": notes_of(source)}, sys.stdout)


def notes_of(source: str) -> Pages:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    document = weasyprint.HTML(string=source).render(font_config=FontConfiguration())
    boxes = [page._page_box for page in document.pages]
    areas = [[child for child in box.children if type(child).__name__ == "FootnoteAreaBox"] for box in boxes]
    return [[(note.element.get("id"), note.position_y, lines_of(note)) for area in on_page for note in area.children] for on_page in areas]


def lines_of(box: Any) -> list[str]:
    if type(box).__name__ == "LineBox":
        return ["".join(part.text for part in box.descendants() if hasattr(part, "text") and isinstance(part.text, str))]
    return [line for child in box.children for line in lines_of(child)]


if __name__ == "__main__":
    main()
