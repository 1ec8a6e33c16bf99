"""The text of a source, whatever its encoding.

Policy: a declared encoding is believed, and UTF-8 proves itself; anything else is a guess, and reported (I109). charset-normalizer finds
the encodings of other scripts by the sequences of their letters. It cannot choose among the encodings of Latin letters, which share most
bytes: there the characters above ASCII are weighed one by one.
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
STATED = re.compile(rb"^Character set encoding: *([\w-]+)\r?$", re.MULTILINE)
"""What a text of Project Gutenberg says of itself, where it has no markup."""
SHIFTED = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))
"""The escape sequences that begin Japanese or Korean text in 7-bit encodings."""
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
"""The encodings of Latin letters, the likeliest first: for each language that uses them its letters beyond ASCII."""
WEB = frozenset({"cp1252", "cp1250", "iso8859_2", "cp1254"})
"""The encodings of Latin letters in which pages of the web are."""
PRIOR = 4  # letters: so much evidence more has a page in any other encoding
MANY_LANGUAGES = 0.9  # the weight of a letter if the text is taken to be in several languages
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
FAR_SHARE = 0.4  # of the letters: a larger share of bytes above 127 means another script, not accents
MOST_WEIGHED = 200_000  # bytes
AROUND = re.compile(r"(?s)(.)([\x80-\U0010ffff])(?=(.))")
PUNCTUATION = {
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
"""What may precede and follow a punctuation mark: w for a letter or digit, a point for punctuation, a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a source, its encoding, and a warning if that is a guess or the file has two encodings."""

    text: str
    encoding: str
    diagnostic: Diagnostic | None = None


def decoded(source: Source, *, may_declare: bool = False) -> Decoded:
    """The text of a source: by its byte order mark, by its declaration, as UTF-8, else in the encoding that fits it best (I109).

    A declaration, as in HTML or XML, counts only with `may_declare`; without it a text can state its encoding as Project Gutenberg does.
    In a file that is UTF-8 but for some letters these are read as Windows-1252, as where two files were put into one (I110).
    """
    content = source.content
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding)
    shifted = next((encoding for sequence, encoding in SHIFTED if sequence in content), None)
    if shifted:
        return _assumed(source, content, shifted)
    half = content[:HEAD]
    for start, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        if len(half) > 8 and half[start::2].count(0) > 0.4 * len(half) / 2:
            return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding)
    declaration = (DECLARED if may_declare else STATED).search(content[:HEAD])
    declared = declaration[1].decode("ascii").lower() if declaration else "utf-8"
    declared = "windows-1252" if declared in ASCII_NAMES else declared
    try:
        return Decoded(text=_text(content.decode(declared)), encoding=declared)
    except LookupError:
        pass
    except UnicodeDecodeError:
        if declared not in {"utf-8", "utf8"}:
            return Decoded(text=_text(content.decode(declared, "replace")), encoding=declared, diagnostic=_mixed(source, declared, content))
    return _guessed(source, content, is_page=may_declare)


def _guessed(source: Source, content: bytes, *, is_page: bool) -> Decoded:
    try:
        return Decoded(text=_text(content.decode("utf-8")), encoding="utf-8")
    except UnicodeDecodeError:
        pass
    pieces = re.split(rb"((?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+)", content)
    whole, others = len(pieces) // 2, sum(bool(re.search(rb"[\x80-\xff]", piece)) for piece in pieces[::2])
    if whole > others:
        text = "".join(piece.decode("utf-8" if place % 2 else "cp1252", "replace") for place, piece in enumerate(pieces))
        return Decoded(text=_text(text), encoding="utf-8", diagnostic=_mixed(source, "utf-8", content))
    return _assumed(source, content, _likeliest(content[:MOST_WEIGHED], is_page=is_page))


def _assumed(source: Source, content: bytes, encoding: str) -> Decoded:
    help = "look at a word with an accent; if it is wrong, save the source as UTF-8 and import it again"
    guess = diagnostic("I109", f"the encoding of “{source.name}” is not declared; it was taken for {NAMES[encoding]}", help=help)
    return Decoded(text=_text(content.decode(encoding, "replace")), encoding=encoding, diagnostic=guess)


def _likeliest(content: bytes, *, is_page: bool) -> str:
    """The likeliest encoding of a text that is not in Unicode; Windows-1252 if nothing speaks for another."""
    words = re.sub(rb"<[^>]*>", b" ", content)
    high = len(re.findall(rb"[\x80-\xff]", words))
    if high > FAR_SHARE * (high + len(re.findall(rb"[A-Za-z]", words))):
        best = from_bytes(words, cp_isolation=list(FAR)).best()
        if best:
            return best.encoding
    return max(
        LATIN, key=lambda encoding: _fitness(words, encoding) - (PRIOR if is_page and encoding not in WEB else 0)
    )  # of equal ones the first


def _fitness(content: bytes, encoding: str) -> float:
    """How well the characters above ASCII fit if the text is in this encoding and in its best-fitting language."""
    characters = AROUND.findall(f" {content.decode(encoding, 'replace')} ")
    punctuation = sum(_fits(*around) for around in characters if not around[1].isalpha())
    letters = Counter((letter.lower(), _is_odd(*around)) for around in characters if (letter := around[1]).isalpha())
    alphabets = LATIN[encoding].values()
    weighed = [(set(alphabet), 1.0) for alphabet in alphabets] + [(set("".join(alphabets)), MANY_LANGUAGES)]
    return punctuation + max(_weight(letters, alphabet, share) for alphabet, share in weighed)


def _weight(letters: Mapping[tuple[str, bool], int], alphabet: Container[str], share: float) -> float:
    return sum(count * (share if letter[:1] in alphabet and not odd else -2) for (letter, odd), count in letters.items())


def _is_odd(before: str, letter: str, after: str) -> bool:
    """Whether no word has this letter here: a capital after a small letter or the reverse, or ť, which « and » become, on its own."""
    if letter in "ťŤ" and not (before.isalpha() or after.isalpha()):
        return True
    return (before.islower() and letter.isupper()) or (letter.islower() and after.isupper())


def _fits(before: str, character: str, after: str) -> int:
    if character in PUNCTUATION:
        return 1 if _kind(before) in PUNCTUATION[character][0] and _kind(after) in PUNCTUATION[character][1] else -1
    if character in "«»":
        return {"ww": -1, "  ": 0}.get(_kind(before) + _kind(after), 1)  # within a word they are letters of another encoding
    return 0 if character in "\xa0°§£©×½¼¾²³" else -2


def _kind(character: str) -> str:
    """w for a letter or digit, a point for punctuation, else a space."""
    return "w" if character.isalnum() else "." if character in ".,;:!?" else " "


def _mixed(source: Source, encoding: str, content: bytes) -> Diagnostic:
    wrong = [number for number, line in enumerate(content.split(b"\n"), 1) if not _is_in(line, encoding)]
    lines = ", ".join(str(number) for number in wrong[:5]) + (" and more" if len(wrong) > 5 else "")
    message = f"“{source.name}” is in {encoding}, except line{'s' if len(wrong) > 1 else ''} {lines}"
    return diagnostic("I110", message, help="these letters were read as Windows-1252: check them, and correct them in the manuscript")


def _is_in(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
