"""Words of other scripts, signs and emoji in an English book: printed without being asked for, and read back."""

import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pymupdf
import pytest

from orders import order
from publish.book.faces import faces, is_drawn, letters_of
from publish.book.fallback_faces import all_fallback_faces
from publish.build import build
from publish.layout.foreign_letters import COMMON, faces_for
from publish.model import Face
from publish.rules import SMALLEST_BOOK

LEADING = 14.0  # points
READ_BY_OTHERS = {
    "signs": "⇔ ∀ ∃ ∈ ℝ ✓ ✗ ☆ ♥ ☎ ⊢ 𝑥 ① 𝔄 ⅚ ‱",
    "emoji": "😀 👍🏽 👩‍💻 🇫🇷 ❤️ ☺️ 1️⃣",
    "Armenian": "Հայաստան",
    "Bengali": "বাংলা ক্ষ র্ক কি",
    "Braille": "⠃⠗⠇",
    "Canadian": "ᐃᓄᒃᑎᑐᑦ",
    "Chinese": "人人生而自由，在尊严和权利上一律平等。",
    "Devanagari": "हिन्दी कर्म क्षत्रिय में ई। र्‍य",
    "Ethiopic": "ኢትዮጵያ ትግርኛ።",
    "Georgian": "საქართველო",
    "Gujarati": "ગુજરાતી કર્મ",
    "Gurmukhi": "ਪੰਜਾਬੀ ਸ੍ਰੀ ਕਿ",
    "Japanese": "日本語 カタカナ あいう",
    "Kannada": "ಕನ್ನಡ ಕೊ ರ್ಕ",
    "Khmer": "ភាសាខ្មែរ កម្ពុជា",
    "Korean": "한국말",
    "Lao": "ພາສາລາວ ນ້ຳ",
    "Latin": "ꭓ ꞌ ᶑ",
    "Malayalam": "മലയാളം ക്ഷ ശ്രീ ന്റെ",
    "Myanmar": "မြန်မာဘာသာ ကျွန်တော်",
    "Oriya": "ଓଡ଼ିଆ କ୍ଷ",
    "Sinhala": "සිංහල ක්‍ය",
    "Tamil": "தமிழ் மொழி ஸ்ரீ",
    "Telugu": "తెలుగు భాష క్ష్మ",
    "Thai": "ภาษาไทย คำ เก่ง น้ำ",
    "Tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}
"""A phrase for each script that any reader of PDF finds in the file."""
FROM_RIGHT = {
    "Arabic": "السلام عليكم، مُحَمَّد بعضًا لا إِلٰهَ ٤٩٫٩٠",
    "Hebrew": "שָׁלוֹם (1948) חׇכְמָה",
    "Persian": "گچپژ",
    "Urdu": "اُردُو میں ہے",
}
MIXED = "*In italic हिन्दी ∀ العربية น้ำ ‱*, **in bold हिन्दी слова שָׁלוׇם ✓**, [capitals ქართული]{.smallcaps} and `code ✗ 中国 ῥᾷ`."
BOOK = "\n\n".join(
    (
        "# A word: 中国 ✓",
        *(f"The word of {name} is {phrase} in this sentence." for name, phrase in {**READ_BY_OTHERS, **FROM_RIGHT}.items()),
        f"{MIXED}[^n]",
        "[^n]: In a note हिन्दी, العربية, 中国, ∎ and 😀.",
    )
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book as it is printed; its words and notes are proved, and preflight finds nothing."""
    folder = tmp_path_factory.mktemp("letters")
    toml = SMALLEST_BOOK["book.toml"].replace("title = ", 'subtitle = "हिन्दी ✓"\ntitle = ', 1)
    for name, text in {**SMALLEST_BOOK, "book.toml": toml, "one.md": BOOK}.items():
        (folder / name).write_text(text, encoding="utf-8")
    built = build(order(folder=folder, output=folder / "out", editions=("print",), jobs=1))
    assert [str(diagnostic) for diagnostic in built.diagnostics] == []
    return built.made["print"].path


def test_phrases_are_found_by_another_reader(pdf: Path, require_tool: Callable[[str], Path]) -> None:
    command = [str(require_tool("pdftotext")), "-raw", str(pdf), "-"]
    read = _without_spaces(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)
    assert [phrase for phrase in READ_BY_OTHERS.values() if _without_spaces(phrase) not in read] == []


def test_each_letter_is_drawn_by_a_face_of_its_script(pdf: Path) -> None:
    drawn = {}
    for font, letters in _drawn(pdf):
        drawn.update(dict.fromkeys(letters, font))
    letters = "ქ Հ ব ह 中 あ 한 ኢ ภ ∀ ✓ 😀 ☎ ✗ ש ع ꭓ"
    assert {letter: drawn[letter] for letter in letters.split()} == {
        "ქ": "NotoSansGeorgian",
        "Հ": "NotoSansArmenian",
        "ব": "NotoSansBengali",
        "ह": "NotoSansDevanagari",
        "中": "DroidSansFallback",
        "あ": "DroidSansFallback",
        "한": "DroidSansFallback",
        "ኢ": "NotoSansEthiopic",
        "ภ": "NotoSansThai",
        "∀": "STIXTwoMath",
        "✓": "STIXTwoMath",
        "😀": "NotoEmoji",
        "☎": "STIXTwoMath",
        "✗": "DejaVuSans",
        "ש": "NotoSansHebrew",
        "ع": "NotoSansArabic",
        "ꭓ": "NotoSans",
    }


def test_lines_stand_as_far_apart_as_without_foreign_letters(pdf: Path) -> None:
    with pymupdf.open(pdf) as sheets:
        page = next(page for page in sheets if page.search_for("The word of signs is"))
        spans = [span for span in page.get_texttrace() if span["font"].endswith("EBGaramond-Regular") and 10 < span["size"] < 11]
    lines = sorted({round(span["chars"][0][2][1], 1) for span in spans})
    assert len(lines) > 20
    assert {round(after - before, 1) % LEADING for before, after in pairwise(lines)} == {0.0}


def test_face_is_embedded_once(pdf: Path) -> None:
    with pymupdf.open(pdf) as sheets:
        files = [sheets.xref_get_key(xref, "FontFile2")[1] for xref in range(1, sheets.xref_length())]
        descriptors = [sheets.xref_get_key(xref, "FontName")[1] for xref in range(1, sheets.xref_length())]
    assert len([file for file in files if file != "null"]) == len({name for name in descriptors if name != "null"})


def test_fallback_faces_are_installed() -> None:
    assert all(len(letters_of(face)) > 50 for face in all_fallback_faces())


def test_page_without_foreign_letters_has_no_fallback_faces() -> None:
    page = "<p>A plain “page” – of § 3, Œuvre, Straße, Łódź, Ἰλιάς, Слово, שלום, 20 €, −5° → 6‴ …</p>"
    assert faces_for(page, "p::before { content: '\\2022' }", Path(), faces()) == ()
    assert [face.family for face in faces_for(page, "p::before { content: '\\2713' }", Path(), faces())] == ["STIX Two Math"]


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_every_face_has_the_common_letters(face: Face) -> None:
    assert "".join(sorted(letter for letter in COMMON if is_drawn(letter) and ord(letter) not in letters_of(face))) == ""


def _drawn(pdf: Path) -> Iterator[tuple[str, str]]:
    """The letters of each span, with the font that draws them."""
    with pymupdf.open(pdf) as sheets:
        for page in sheets:
            for span in page.get_texttrace():
                yield span["font"].partition("-")[0], "".join(chr(character[0]) for character in span["chars"])


def _without_spaces(text: str) -> str:
    """A text as readers compare it: selectors and joiners of emoji, and spaces that a reader guesses, do not count."""
    return normalize("NFKC", "".join(text.replace("\u2060", "").replace("\ufe0f", "").split()))
