"""What filters know of languages: `publish.languages`, one TOML file a language.

That room needs nothing but the standard library. Pandoc starts a filter without publish on its path: there it is found beside this folder,
in src/ of a checkout, or around it, where pip installed it.
"""

import sys
from pathlib import Path

_TOP = Path(__file__).resolve().parent.parent
if "publish" not in sys.modules:
    sys.path.append(str(_TOP / "src" if (_TOP / "src" / "publish").is_dir() else _TOP.parent))

from publish.languages import citation_words, letter_words, rules_for  # noqa: E402  its place is known only now
from publish.languages.language_tables import QuotationMarks, Spaces  # noqa: E402

__all__ = ["QuotationMarks", "Spaces", "citation_words", "letter_words", "rules_for"]
