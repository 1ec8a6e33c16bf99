"""The text of a source, whatever its encoding.

Policy: a source that says what it is in is believed, UTF-8 proves itself; anything else is a guess, and told (I109). Letters far from the
Latin ones are known by charset-normalizer, which looks how they follow each other; among the encodings of Latin letters, most of whose
bytes are the same, it cannot choose: there the few others are weighed one by one.
"""

import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass

from charset_normalizer import from_bytes

from publish.diagnostics import Diagnostic, diagnostic
from publish.importing.readers import Source

HEAD = 4096  # bytes in which a page declares its encoding
DECLARED = re.compile(rb"(?:<meta[^>]+charset\s*=\s*[\"']?|<\?xml[^>]+encoding\s*=\s*[\"'])([\w-]+)", re.IGNORECASE)
ASCII_NAMES = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # every browser reads Windows-1252 for these
SHIFTED = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))
"""What begins a stretch of Japanese or Korean in encodings of seven bits."""
WESTERN = {
    "fr": "àâæçéèêëîïôùûüÿœ",
    "de": "äöüß",
    "es": "áéíñóúü",
    "pt": "áàâãçéêíóôõúü",
    "it": "àèéìíîòóùú",
    "ca": "àçèéíïòóúü",
    "sv": "åäöé",
    "da": "æøåé",
    "is": "áæéíðóöúýþ",
    "nl": "áäçéèêëíïóöúü",
}
CENTRAL = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţșț",
    "hr": "čćđšž",
    "de": "äöüß",
}
TURKISH = {"tr": "âçğıîiöşüû"}  # i: İ in small letters is i and a dot
LATIN = {"cp1252": WESTERN, "mac_roman": WESTERN, "cp850": WESTERN, "cp1250": CENTRAL, "iso8859_2": CENTRAL, "cp1254": TURKISH}
"""The encodings of Latin letters, the likeliest first; the letters beyond ASCII of each language that is written in them."""
MANY_LANGUAGES = 0.9  # what a letter weighs in a text that is taken to be in several
FAR = (
    *("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "cp1253", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
NAMES = {
    "cp1252": "Windows-1252 (Western Europe)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859_2": "ISO 8859-2 (Central Europe)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "mac_cyrillic": "Mac Cyrillic",
    "cp1253": "Windows-1253 (Greek)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "iso2022_jp": "ISO 2022-JP (Japanese)",
    "iso2022_kr": "ISO 2022-KR (Korean)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
}
FAR_SHARE = 0.4  # of a text's letters: more bytes above 127 than that are no accents
MOST_WEIGHED = 200_000  # bytes
AROUND = re.compile(r"(?s)(.)([\x80-\U0010ffff])(?=(.))")
MARKERS = {
    "¿": (" ", "w"),
    "¡": (" ", "w"),
    "’": ("w.", "w. "),
    "‘": (" ", "w"),
    "“": (" w.", "w "),  # it closes what „ opens
    "”": ("w.", ". "),
    "„": (" ", "w"),
    "–": (" w", " w"),
    "—": (" w.", " w"),
    "…": ("w ", ". "),
}
"""What stands before and behind a sign where it is in its place: a letter or digit, punctuation, a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A source's text, its encoding, and what an editor should look at: a guess, two encodings in one file."""

    text: str
    encoding: str
    diagnostic: Diagnostic | None = None


def decoded(source: Source, *, may_declare: bool = False) -> Decoded:
    """The text of a source: by its byte order mark, by its declaration, as UTF-8, else in the encoding that fits it best (I109).

    A declaration, as in HTML or XML, counts only with `may_declare`. In a file that is UTF-8 but for some letters these are read as
    Windows-1252, as where two files were put into one (I110).
    """
    content = source.content
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding)
    shifted = next((encoding for sign, encoding in SHIFTED if sign in content), None)
    if shifted:
        return _taken(source, content, shifted)
    half = content[:HEAD]
    for start, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        if len(half) > 8 and half[start::2].count(0) > 0.4 * len(half) / 2:
            return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding)
    declaration = DECLARED.search(content[:HEAD]) if may_declare else None
    declared = declaration[1].decode("ascii").lower() if declaration else "utf-8"
    declared = "windows-1252" if declared in ASCII_NAMES else declared
    try:
        return Decoded(text=_text(content.decode(declared)), encoding=declared)
    except LookupError:
        pass
    except UnicodeDecodeError:
        if declared not in {"utf-8", "utf8"}:
            return Decoded(text=_text(content.decode(declared, "replace")), encoding=declared, diagnostic=_mixed(source, declared, content))
    return _guessed(source, content)


def _guessed(source: Source, content: bytes) -> Decoded:
    try:
        return Decoded(text=_text(content.decode("utf-8")), encoding="utf-8")
    except UnicodeDecodeError:
        pass
    pieces = re.split(rb"((?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+)", content)
    whole, others = len(pieces) // 2, sum(bool(re.search(rb"[\x80-\xff]", piece)) for piece in pieces[::2])
    if whole > others:
        text = "".join(piece.decode("utf-8" if place % 2 else "cp1252", "replace") for place, piece in enumerate(pieces))
        return Decoded(text=_text(text), encoding="utf-8", diagnostic=_mixed(source, "utf-8", content))
    return _taken(source, content, _likeliest(content[:MOST_WEIGHED]))


def _taken(source: Source, content: bytes, encoding: str) -> Decoded:
    help = "look at a word with an accent; if it is wrong, save the source as UTF-8 and import it again"
    guess = diagnostic("I109", f"the encoding of “{source.name}” is not said, and was taken for {NAMES[encoding]}", help=help)
    return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding, diagnostic=guess)


def _likeliest(content: bytes) -> str:
    """The encoding that a text in none of Unicode's is most like; Windows-1252 where nothing speaks for another."""
    words = re.sub(rb"<[^>]*>", b" ", content)
    high = len(re.findall(rb"[\x80-\xff]", words))
    if high > FAR_SHARE * (high + len(re.findall(rb"[A-Za-z]", words))):
        found = from_bytes(words, cp_isolation=list(FAR)).best()
        if found:
            return found.encoding
    return max(LATIN, key=lambda encoding: _fitness(words, encoding))  # the first of those that are as likely


def _fitness(content: bytes, encoding: str) -> float:
    """How well the signs above ASCII stand in their places if the text is in this encoding, in the language that suits it best."""
    found = AROUND.findall(f" {content.decode(encoding, 'replace')} ")
    signs = sum(_fits(*one) for one in found if not one[1].isalpha())
    letters = Counter((letter.lower(), before.islower() and letter.isupper()) for before, letter, _ in found if letter.isalpha())
    alphabets = LATIN[encoding].values()
    weighed = [(set(alphabet), 1.0) for alphabet in alphabets] + [(set("".join(alphabets)), MANY_LANGUAGES)]
    return signs + max(_weight(letters, alphabet, share) for alphabet, share in weighed)


def _weight(letters: Mapping[tuple[str, bool], int], alphabet: Container[str], share: float) -> float:
    return sum(count * (share if letter[:1] in alphabet and not odd else -2) for (letter, odd), count in letters.items())


def _fits(before: str, sign: str, behind: str) -> int:
    if sign in MARKERS:
        return 1 if _kind(before) in MARKERS[sign][0] and _kind(behind) in MARKERS[sign][1] else -1
    return 0 if sign in "\xa0«»°§£©" else -2


def _kind(sign: str) -> str:
    """w for a letter or digit, a point for punctuation, else a space."""
    return "w" if sign.isalnum() else "." if sign in ".,;:!?" else " "


def _mixed(source: Source, encoding: str, content: bytes) -> Diagnostic:
    wrong = [number for number, line in enumerate(content.split(b"\n"), 1) if not _is(line, encoding)]
    lines = ", ".join(str(number) for number in wrong[:5]) + (" and more" if len(wrong) > 5 else "")
    message = f"“{source.name}” is in {encoding} but for line{'s' if len(wrong) > 1 else ''} {lines}"
    return diagnostic("I110", message, help="these letters were read as Windows-1252: look at them, and mend them in the manuscript")


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
