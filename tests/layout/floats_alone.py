"""The texts that WeasyPrint 70.0 sets for HTML on standard input, alone and with our changes. Run by `test_floats`.

Prints {"alone": …, "mended": …}: for each page its texts as [text, left, right, baseline] in whole px; or the name of what it stops with.
"""

import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

from publish import _native
from publish.book.faces import faces
from publish.layout.sandbox import FONTCONFIG

Texts = list[list[tuple[str, int, int, int]]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "fonts.conf"
        configuration.write_text(FONTCONFIG.format(cache=folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        warnings.simplefilter("ignore")
        _native.load()
        from publish.layout import weasyprint_70

        sources = json.load(sys.stdin)
        alone = [texts_of(source) for source in sources]
        weasyprint_70.mend()
        json.dump({"alone": alone, "mended": [texts_of(source) for source in sources]}, sys.stdout)


def texts_of(source: str) -> Texts | str:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    rules = "".join(
        f"@font-face {{ font-family: '{face.family}'; font-style: {face.style}; src: url('{face.path.as_uri()}') }}"
        for face in faces()
        if face.family == "EB Garamond"
    )
    sheet = weasyprint.CSS(string=f"{rules} html {{ font-family: 'EB Garamond' }}", font_config=fonts)
    try:
        document = weasyprint.HTML(string=source).render(stylesheets=[sheet], font_config=fonts)
    except (AssertionError, IndexError) as fault:
        return type(fault).__name__
    return [
        [
            (part.text, round(part.position_x), round(part.position_x + part.width), round(part.position_y + part.baseline))
            for part in page._page_box.descendants()
            if isinstance(getattr(part, "text", None), str) and part.text.strip()
        ]
        for page in document.pages
    ]


if __name__ == "__main__":
    main()
