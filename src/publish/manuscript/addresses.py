"""Bare addresses of the web stay as typed: pandoc reads stand-ins for those of their characters that it would take for markup.

So it does for hundreds of ampersands that begin no entity: pandoc 3 takes time by the square of their number. Its own `autolink_bare_uris`
would make links of addresses, and ends an address differently.
"""

import re

from publish.manuscript.zones import FILLER, Kind, Zones, fill

STAND_INS = {character: chr(0xFDD1 + number) for number, character in enumerate("~_*^-.'&")}
"""Noncharacters (Unicode §23.7), one for each character that makes subscript, emphasis, superscript or, with `smart`, dashes, ellipses
and curly apostrophes, and one for the ampersand."""
AMPERSAND = re.compile(r"(?<!\\)&(?!#?\w{1,32};)")
MOST_AMPERSANDS = 200
ADDRESS = re.compile(rf"(?:\b(?:https?|ftp)://|\bwww\.|(?<=\w)\.[a-z]{{2,10}}/(?=~))(?>(?:\\[^\s]|[^\s\\<>\[\]{{}}|\"“”„«»{FILLER}])+)")
AFTER = "~_*^-.,:;!?'’)"
"""Characters that do not belong to an address at whose end they stand, such as the asterisk in `*see https://example.com*`."""
MARKUP = re.compile(r"\\.|[~_*^']|-{2,}|\.{3,}")


def shielded(text: str, zones: Zones) -> str:
    """The text with stand-ins in its bare addresses, of equal length; code, attributes and addresses of links are left alone."""
    has_addresses, has_many_ampersands = "/" in text or "www." in text, text.count("&") > MOST_AMPERSANDS
    if not has_addresses and not has_many_ampersands:
        return text
    running = fill(text, [(zone.start, zone.end) for zone in zones.all if zone.kind is not Kind.ESCAPE])
    pieces: list[str] = []
    position = 0
    for match in ADDRESS.finditer(running) if has_addresses else ():
        address = _address(match[0], running[match.start() - 1 : match.start()])
        if MARKUP.search(address):
            pieces += text[position : match.start()], MARKUP.sub(_stand_in, address)
            position = match.start() + len(address)
    read = "".join([*pieces, text[position:]])
    if has_many_ampersands:
        ampersands = [match.start() for match in AMPERSAND.finditer(running)]
        read = fill(read, [(at, at + 1) for at in ampersands], STAND_INS["&"])
    return read


def unshielded(tree: str) -> str:
    """A tree in pandoc's JSON with the characters in place of their stand-ins."""
    for character, stand_in in STAND_INS.items():
        tree = tree.replace(stand_in, character)
    return tree


def _address(run: str, before: str) -> str:
    """A run of characters without what follows the address; a mark stays that pairs with one inside, as in `example.com/x^2^`."""
    address = run.rstrip(AFTER)
    after = run[len(address) : len(address) + 1]
    return address + after if after and after in "~_*^" and after != before and address.count(after) % 2 else address


def _stand_in(markup: re.Match[str]) -> str:
    return markup[0] if markup[0].startswith("\\") else "".join(STAND_INS[character] for character in markup[0])
