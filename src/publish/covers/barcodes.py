"""The barcode of a book: EAN-13 with, for a price, the add-on of five digits. The door to zint.

Sources: GS1 General Specifications, 5.2 (0.33 mm a module at full size, 80 % to 200 % of it; 11 and 7 modules of white beside it); for the
add-on's first digit, which names the currency, Lightning Source, “Cover Barcode Price Extension” (5 for US dollars), and what makers of
barcodes say of 0 for pounds and 6 for Canadian dollars. Their sources differ on other currencies, which get no add-on.
"""

from dataclasses import dataclass

import zint

from publish.config.values import Price

MODULE = 0.33 * 72 / 25.4  # points, at full size
LEAST = 0.8  # of full size
HEIGHT = 69.24  # modules: of the bars at full size
UNITS = 2  # of zint in a module
CURRENCIES = {"USD": "5", "CAD": "6", "GBP": "0"}
MOST = 9999  # hundredths: higher prices are written as this


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in modules from the symbol's upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits, in modules: where their middle is, or their right end, and their baseline."""

    text: str
    x: float
    baseline: float
    size: float
    at_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A symbol with the white beside it, in modules."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    digits: tuple[Digits, ...]

    def module(self, width: float, height: float) -> float:
        """The size of a module in points at which the symbol fills a box, at full size at most; shops read none below four fifths."""
        return max(LEAST * MODULE, min(MODULE, width / self.width, height / self.height))


def barcode(isbn: str, price: Price | None = None) -> Barcode:
    """The symbol of an ISBN of thirteen digits, without hyphens."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.EANX
    symbol.height = HEIGHT
    extra = add_on(price)
    symbol.encode(f"{isbn}+{extra}" if extra else isbn)
    symbol.buffer_vector()
    vector = symbol.vector
    return Barcode(
        width=vector.width / UNITS,
        height=vector.height / UNITS,
        bars=tuple(Bar(bar.x / UNITS, bar.y / UNITS, bar.width / UNITS, bar.height / UNITS) for bar in vector.rectangles),
        digits=tuple(
            Digits(string.text, string.x / UNITS, string.y / UNITS, string.fsize / UNITS, at_right=string.halign == 2)
            for string in vector.strings
        ),
    )


def add_on(price: Price | None) -> str:
    """The five digits of a price, `51499` for USD 14.99; "" without a price, or in another currency."""
    if price is None or price.currency not in CURRENCIES:
        return ""
    return f"{CURRENCIES[price.currency]}{min(price.hundredths, MOST):04d}"
