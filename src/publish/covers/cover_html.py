"""The cover sheet as a page for WeasyPrint: back, spine and front, of pictures or set in type from book.toml.

The vocabulary, for `styles/wrap.css`:

    div.back        img.picture; div.blurb > p, span#blurb-end; div#sale.sale > div.label (p.isbn, p.price), div.barcode (bars, digits)
    div.spine       img.picture, or div.spine-line > span#spine-author, span#spine-title, span#spine-publisher
    div.front       img.picture, or section#cover of `publish.book.cover_markup`

All words are ours: they come from book.toml, not from the manuscript.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from lxml import etree

from publish.book.cover_markup import COVER, COVER_END, COVER_LIMIT, authors_of, cover_page
from publish.book.markup import set_language, xhtml_element
from publish.config.values import Configuration, CoverSettings, Price
from publish.covers.barcodes import Barcode, barcode
from publish.covers.cover_sheet import CoverSheet
from publish.covers.screen_cover import stands_clear
from publish.model import Fragment
from publish.text.isbns import hyphenated
from publish.units import Length

BASELINE = 0.8555  # em: under the top of a line of digits no higher than its type
LABEL = 12.0  # points: the line with the ISBN over the bars, and some white below them
STEP = 0.9
LEAST_FRONT, LEAST_BLURB = 0.35, 0.7  # of the designed size
SPINE_SAYS = (("author", "title", "publisher"), ("author", "title"), ("title",), ())
SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "CAN $", "AUD": "AU $", "NZD": "NZ $"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How much smaller than designed the parts are set, and what the spine says."""

    front: float = 1.0
    blurb: float = 1.0
    spine: float = 1.0
    says: int = 0


def cover_sheet_page(configuration: Configuration, cover_sheet: CoverSheet, fit: Fit) -> etree._Element:
    """The three panels."""
    cover = configuration.cover or CoverSettings()
    page = xhtml_element("div", class_="wrap")
    set_language(page, configuration.language)
    spine = cover.picture("spine", cover_sheet.printer.name)
    page.append(_panel("back", cover.back, _back(configuration, cover, cover_sheet, fit)))
    page.append(_panel("spine", spine, () if spine else _spine(configuration, cover_sheet, fit)))
    page.append(_panel("front", cover.front, () if cover.front else [cover_page(configuration, fit.front)]))
    return page


def blurb_of(configuration: Configuration) -> str | None:
    """What the back says of the book: the blurb, or where it has no picture either the description that shops have."""
    cover = configuration.cover or CoverSettings()
    return cover.blurb or (None if cover.back else configuration.description)


def smaller(fit: Fit, fragment: Fragment, cover_sheet: CoverSheet) -> Fit | None:
    """The next fit to be tried, None if this one is good, or as small as can be."""
    full = set(overfull(fragment))
    following = fit
    if "title" in full and fit.front > LEAST_FRONT:
        following = replace(following, front=fit.front * STEP)
    if "blurb" in full and fit.blurb > LEAST_BLURB:
        following = replace(following, blurb=fit.blurb * STEP)
    line = [anchor.top for anchor in fragment.anchors if anchor.id.startswith("spine-")]
    if line and max(line) - min(line) > cover_sheet.spine_type / 2:  # it has turned over
        if fit.spine * STEP * cover_sheet.spine_type >= cover_sheet.least_type:
            following = replace(following, spine=fit.spine * STEP)
        else:
            following = replace(following, spine=1.0, says=fit.says + 1)
    return None if following == fit else following


def overfull(fragment: Fragment) -> Iterator[str]:
    """The parts that do not fit as they are set: `title`, `blurb`."""
    names = {anchor.id for anchor in fragment.anchors}
    if COVER in names and not stands_clear(fragment, COVER_END, COVER_LIMIT):
        yield "title"
    if "blurb" in names and not stands_clear(fragment, "blurb-end", "sale"):
        yield "blurb"


def price_text(price: Price) -> str:
    """A price as it is printed: `$14.99`, `CHF 22`."""
    amount = f"{price.hundredths / 100:.2f}".removesuffix(".00")
    symbol = SYMBOLS.get(price.currency)
    return f"{symbol}{amount}" if symbol else f"{price.currency}\u00a0{amount}"


def _panel(name: str, picture: str | None, content: Sequence[etree._Element] | Iterator[etree._Element]) -> etree._Element:
    panel = xhtml_element("div", class_=name)
    if picture:
        panel.append(xhtml_element("img", src=quote(picture), class_="picture", alt=""))
    panel.extend(content)
    return panel


def _back(configuration: Configuration, cover: CoverSettings, cover_sheet: CoverSheet, fit: Fit) -> Iterator[etree._Element]:
    text = blurb_of(configuration)
    if text:
        blurb = xhtml_element("div", id="blurb", class_="blurb", style=f"font-size: {fit.blurb:.3f}em")
        paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
        blurb.extend(xhtml_element("p", part) for part in paragraphs if part)
        blurb.append(xhtml_element("span", id="blurb-end"))
        yield blurb
    sale = xhtml_element("div", id="sale", class_="sale")
    number = configuration.print.isbn
    if number:
        sale.set("class", "sale filled")
        label = xhtml_element("div", class_="label")
        label.append(xhtml_element("p", f"ISBN {hyphenated(number)}", class_="isbn"))
        if cover.price:
            label.append(xhtml_element("p", price_text(cover.price), class_="price"))
        symbol = barcode(number, cover.price)
        module = symbol.module(cover_sheet.asked.barcode_width.points, cover_sheet.asked.barcode_height.points - LABEL)
        if symbol.width * module > cover_sheet.asked.barcode_width.points:  # with the bars of a price
            sale.set("style", f"width:{Length(symbol.width * module)}")
        sale.append(label)
        sale.append(_drawn(symbol, module))
    yield sale


def _drawn(symbol: Barcode, module: float) -> etree._Element:
    """The bars and digits, a module being so many points."""
    drawn = xhtml_element("div", class_="barcode", style=_box(None, None, symbol.width * module, symbol.height * module))
    for bar in symbol.bars:
        style = _box(bar.left * module, bar.top * module, bar.width * module, bar.height * module)
        drawn.append(xhtml_element("i", style=style))
    for digits in symbol.digits:
        size, width = digits.size * module, 60 * module
        left = digits.x * module - (width if digits.at_right else width / 2)
        style = f"{_box(left, digits.baseline * module - BASELINE * size, width, size)};font-size:{Length(size)};line-height:{Length(size)}"
        drawn.append(xhtml_element("b", digits.text, style=style, class_="at-right" if digits.at_right else "centred"))
    return drawn


def _box(left: float | None, top: float | None, width: float, height: float) -> str:
    places = {"left": left, "top": top, "width": width, "height": height}
    return ";".join(f"{name}:{Length(points)}" for name, points in places.items() if points is not None)


def _spine(configuration: Configuration, cover_sheet: CoverSheet, fit: Fit) -> Iterator[etree._Element]:
    says = {
        "author": ", ".join(authors_of(configuration)),
        "title": configuration.title,
        "publisher": configuration.publisher or "",
    }
    if cover_sheet.spine_type and SPINE_SAYS[fit.says]:
        line = xhtml_element("div", class_="spine-line", style=f"font-size:{Length(fit.spine * cover_sheet.spine_type)}")
        line.extend(xhtml_element("span", says[name], id=f"spine-{name}") for name in SPINE_SAYS[fit.says] if says[name])
        yield line
