"""The classes of an isolating run sequence after the weak and neutral rules of the Unicode Bidirectional Algorithm (UAX #9, W1 to N2)."""

from collections.abc import Callable, Sequence

ISOLATES = frozenset({"LRI", "RLI", "FSI"})
NEUTRAL = frozenset({"B", "S", "WS", "ON", "PDI"}) | ISOLATES
MOST_OPEN = 63  # brackets (BD16)
OPENING = (
    "([{\u0f3a\u0f3c\u169b\u2045\u207d\u208d\u2308\u230a\u2329\u2768\u276a\u276c\u276e\u2770\u2772\u2774\u27c5\u27e6\u27e8\u27ea\u27ec\u27ee"
    "\u2983\u2985\u2987\u2989\u298b\u298d\u298f\u2991\u2993\u2995\u2997\u29d8\u29da\u29fc\u2e22\u2e24\u2e26\u2e28\u2e55\u2e57\u2e59\u2e5b"
    "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\ufe59\ufe5b\ufe5d\uff08\uff3b\uff5b\uff5f\uff62"
)
SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
"""Brackets that are canonically equivalent to others (BD14)."""
CLOSING_OF = {
    **{bracket: chr(ord(bracket) + 1) for bracket in OPENING},
    "[": "]",
    "{": "}",
    "\u298d": "\u2990",
    "\u298f": "\u298e",
    "\uff3b": "\uff3d",
    "\uff5b": "\uff5d",
    "\u2329": "\u3009",
}
OPENING_OF = {closing: SAME.get(opening, opening) for opening, closing in CLOSING_OF.items()}


def resolve(kinds: Sequence[str], classes: Sequence[str], text: Sequence[str], level: int, edges: tuple[str, str]) -> list[str]:
    """The classes of a sequence's characters, each L, R, EN or AN.

    `kinds` are the classes after overrides, `classes` the characters' own, `edges` the directions at the beginning and the end (sos, eos).
    """
    resolved = list(kinds)
    _marks(resolved, edges[0])
    _numbers_after_arabic(resolved, edges[0])
    resolved = ["R" if kind == "AL" else kind for kind in resolved]  # W3
    _separators(resolved)
    _terminators(resolved)
    _numbers_after_latin(resolved, edges[0])
    own = "LR"[level % 2]
    _brackets(resolved, classes, text, own, edges[0])
    _neutrals(resolved, own, edges)
    return resolved


def _marks(kinds: list[str], before: str) -> None:
    """W1."""
    for index, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[index] = "ON" if before in ISOLATES or before == "PDI" else before
        before = kinds[index]


def _numbers_after_arabic(kinds: list[str], strong: str) -> None:
    """W2."""
    for index, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"


def _separators(kinds: list[str]) -> None:
    """W4."""
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and ((kind == "CS" and before in ("EN", "AN")) or (kind == "ES" and before == "EN")):
            kinds[index] = before


def _terminators(kinds: list[str]) -> None:
    """W5."""
    for start, end in _stretches(kinds, lambda kind: kind == "ET"):
        if "EN" in (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else ""):
            kinds[start:end] = ["EN"] * (end - start)


def _numbers_after_latin(kinds: list[str], strong: str) -> None:
    """W6 and W7."""
    for index, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _brackets(kinds: list[str], classes: Sequence[str], text: Sequence[str], own: str, before: str) -> None:
    """N0."""
    for opening, closing in _pairs(kinds, text):
        inside = {side for kind in kinds[opening + 1 : closing] if (side := _side(kind))}
        if not inside:
            continue
        context = next((side for kind in reversed(kinds[:opening]) if (side := _side(kind))), before)
        new = own if own in inside else context
        for index in (opening, closing):
            kinds[index] = new
            after = index + 1
            while after < len(kinds) and classes[after] == "NSM":
                kinds[after] = new
                after += 1


def _pairs(kinds: Sequence[str], text: Sequence[str]) -> list[tuple[int, int]]:
    """BD16: the pairs of brackets, in the order of the opening ones."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, kind in enumerate(kinds):
        if kind != "ON":
            continue
        bracket = SAME.get(text[index], text[index])
        if bracket in CLOSING_OF:
            if len(opened) == MOST_OPEN:
                break
            opened.append((bracket, index))
        elif bracket in OPENING_OF:
            place = next((place for place in reversed(range(len(opened))) if opened[place][0] == OPENING_OF[bracket]), None)
            if place is not None:
                pairs.append((opened[place][1], index))
                del opened[place:]
    return sorted(pairs)


def _neutrals(kinds: list[str], own: str, edges: tuple[str, str]) -> None:
    """N1 and N2."""
    for start, end in _stretches(kinds, NEUTRAL.__contains__):
        left = _side(kinds[start - 1]) if start else edges[0]
        right = _side(kinds[end]) if end < len(kinds) else edges[1]
        kinds[start:end] = [left if left == right else own] * (end - start)


def _stretches(kinds: Sequence[str], is_in: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The stretches of classes that belong together, each as its start and its end."""
    stretches = []
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and is_in(kinds[end]):
            end += 1
        if end > start:
            stretches.append((start, end))
        start = max(end, start + 1)
    return stretches


def _side(kind: str) -> str:
    """The direction of a class for neutrals beside it, "" if it has none: numbers count as R."""
    return {"EN": "R", "AN": "R", "R": "R", "L": "L"}.get(kind, "")
