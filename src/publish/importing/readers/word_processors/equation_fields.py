"""Formulae that Word keeps as instructions of a field: `EQ \\f(1,2)` as `\\frac{1}{2}`."""

import re
from dataclasses import dataclass

PLAIN = re.compile(r"[\w\s+\-–−=.:<>/*'′!%|·×±≤≥≠²³]+")
SIGNS = {"%": "\\%", "×": "\\times ", "±": "\\pm ", "·": "\\cdot ", "≤": "\\leq ", "≥": "\\geq ", "≠": "\\neq ", "−": "-", "–": "-"}
SEPARATORS = ",;"
SWITCH = re.compile(r"\\(?P<name>[a-z]+)\d*\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0

    def all(self) -> str:
        """The TeX up to a separator, a bracket that closes, or the end. ValueError for what it cannot read."""
        pieces: list[str] = []
        while self.at < len(self.text) and self.text[self.at] not in f"{SEPARATORS})":
            pieces.append(self._switch() if self.text[self.at] == "\\" else self._plain())
        return "".join(pieces).strip()

    def _plain(self) -> str:
        if self.text[self.at] == "(":
            return f"({', '.join(self._arguments())})"
        match = PLAIN.match(self.text, self.at)
        if not match:
            raise ValueError(self.text)
        self.at = match.end()
        return "".join(SIGNS.get(letter, letter) for letter in match[0].replace("_", "\\_"))

    def _switch(self) -> str:
        match = SWITCH.match(self.text, self.at)
        if not match:
            raise ValueError(self.text)
        self.at = match.end()
        name = match["name"].lower()
        if name == "s":
            return self._switch() if self.text[self.at : self.at + 1] == "\\" else f"^{{{self._arguments()[0]}}}"
        parts = self._arguments()
        match name, len(parts):
            case "f", 2:
                return f"\\frac{{{parts[0]}}}{{{parts[1]}}}"
            case "r", 1:
                return f"\\sqrt{{{parts[0]}}}"
            case "r", 2:
                return f"\\sqrt[{parts[0]}]{{{parts[1]}}}" if parts[0] else f"\\sqrt{{{parts[1]}}}"
            case "up", 1:
                return f"^{{{parts[0]}}}"
            case "do", 1:
                return f"_{{{parts[0]}}}"
            case "b", 1:
                return f"\\left({parts[0]}\\right)"
            case _:
                raise ValueError(self.text)

    def _arguments(self) -> list[str]:
        """What stands in the brackets that open here."""
        if self.text[self.at : self.at + 1] != "(":
            raise ValueError(self.text)
        parts: list[str] = []
        while self.at < len(self.text) and (not parts or self.text[self.at] in SEPARATORS):
            self.at += 1
            parts.append(self.all())
        if self.text[self.at : self.at + 1] != ")":
            raise ValueError(self.text)
        self.at += 1
        return parts


def tex_of_equation(instruction: str) -> str:
    """The TeX of the instruction of an EQ field; "" if it has anything but fractions, roots, raised and lowered signs and brackets."""
    reader = _Reader(instruction.strip())
    try:
        tex = reader.all()
    except (ValueError, RecursionError):
        return ""
    return tex if reader.at >= len(reader.text) else ""
