"""The colours of a text and of its ground, by day and at night, and whether one can be told from the other.

Policy: what has no contrast to any part of its ground is hidden, what has none to a part of it is a doubt. A picture has the colours that
it shows; where they cannot be read, it is a doubt whatever text stands on it.
"""

from collections.abc import Mapping
from dataclasses import replace

from publish.checks.css_colours import BLACK, NIGHT, WHITE, Colour, colour_of, contrast, over
from publish.checks.css_declarations import Declaration
from publish.checks.css_measures import Scale, first_length, length
from publish.checks.text_style import Style

LEAST_CONTRAST = 1.5
KEYWORDS = frozenset({"inherit", "currentcolor", "unset", "revert", "revert-layer", "initial"})


def coloured(values: Mapping[str, Declaration], style: Style, pictures: Mapping[str, tuple[Colour, ...]]) -> Style:
    """The style with its colours, and with what is wrong with them. `pictures` are the shades of pictures, by their addresses."""
    night, scheme = style.night, values.get("color-scheme")
    dark_page = style.dark_page if scheme is None else "dark" in scheme.words and "light" not in scheme.words
    own, fill = (_colour(values, name, outer, night=night) for name, outer in (("color", style.colour), ("text-fill-color", style.fill)))
    doubts = [
        values[name].written
        for name in ("color", "text-fill-color")
        if name in values and not values[name].words & KEYWORDS and colour_of(values[name].value[0], night=night) is None
    ]
    share = first_length(values["opacity"].value, Scale(whole=1)) if "opacity" in values else None
    if "opacity" in values and "inherit" in values["opacity"].words:
        share = style.opacity
    opacity = style.opacity * (min(1.0, share) if share is not None else 1.0)
    by = next((values[name].written for name in ("text-fill-color", "color") if name in values), style.coloured_by)
    if share is not None and share < 0.5:
        by = values["opacity"].written
    styled = replace(style, colour=own, fill=fill, dark_page=dark_page, opacity=opacity, coloured_by=by)
    styled, written_ground = _grounded(values, styled, pictures)
    pale, is_whole = ("", True) if styled.pictured_by else _pale(styled, written_ground)
    if pale.startswith("?"):
        doubts.append(pale[1:])
        pale = ""
    doubts = list(dict.fromkeys((*style.doubts, *doubts)))
    return replace(styled, pale=pale if is_whole else "", pale_in_part="" if is_whole else pale, doubts=tuple(doubts))


def _grounded(values: Mapping[str, Declaration], style: Style, pictures: Mapping[str, tuple[Colour, ...]]) -> tuple[Style, str]:
    """The style with the colours behind its text, and the declaration that gives them."""
    ink = WHITE if style.night or style.dark_page else BLACK
    under = style.grounds or (NIGHT if ink == WHITE else WHITE,)
    grounds, pictured_by, written = style.grounds, style.pictured_by, ""
    is_clipped = "background-clip" in values and "text" in values["background-clip"].words
    declared = values.get("background-color")
    if declared is not None and not is_clipped:
        named = colour_of(declared.value[0], night=style.night)
        colour = (style.colour or ink) if "currentcolor" in declared.words else named
        if colour is not None and colour[3] > 0:
            grounds = under = tuple(over(colour, ground) for ground in under)
            written = declared.written
            pictured_by = pictured_by if colour[3] < 0.9 else ""
    picture = values.get("background-image")
    if picture is not None and not picture.words & {"none", "initial"} and picture.value and not is_clipped:
        shades = _shades(picture, pictures, night=style.night)
        if shades:
            grounds, written = tuple(dict.fromkeys(over(shade, ground) for ground in under for shade in shades)), picture.written
            covers = any(part.type == "function" for part in picture.value)
            grounds = grounds if covers else tuple(dict.fromkeys((*grounds, *under)))
        else:
            pictured_by = picture.written
    shadow = values.get("box-shadow")
    if shadow is not None and "inset" in shadow.words:
        lengths = [abs(size) for part in shadow.value if (size := length(part, Scale(em=style.size))) is not None]
        colour = next((colour for part in shadow.value if (colour := colour_of(part, night=style.night))), None)
        if colour is not None and any(size >= style.size for size in lengths):
            grounds, written = (over(colour, WHITE),), shadow.written
    return replace(style, grounds=grounds, pictured_by=pictured_by), written


def _shades(picture: Declaration, pictures: Mapping[str, tuple[Colour, ...]], *, night: bool) -> tuple[Colour, ...]:
    """The colours of gradients and pictures; none if one of them is not known."""
    shades: list[Colour] = []
    for part in picture.value:
        if part.type == "url":
            if part.value not in pictures:
                return ()
            shades += pictures[part.value]
        elif part.type == "function":
            stops = [stop for node in part.arguments if (stop := colour_of(node, night=night))]
            if not stops or not part.lower_name.endswith("gradient"):
                return ()
            shades += stops
    return tuple(dict.fromkeys(shades))


def _colour(values: Mapping[str, Declaration], name: str, outer: Colour | None, *, night: bool) -> Colour | None:
    """The colour that a property gives, or the one around it."""
    if name not in values or values[name].words & (KEYWORDS - {"initial"}):
        return outer
    if values[name].words & {"initial"}:
        return None
    return colour_of(values[name].value[0], night=night) or outer


def _pale(style: Style, written_ground: str) -> tuple[str, bool]:
    """The declaration that leaves text without contrast to its ground, and whether to every part of it.

    “?” stands before one of which that depends on the reading system.
    """
    ink = style.fill or style.colour
    is_given = ink is not None
    shown = ink or (WHITE if style.night or style.dark_page else BLACK)
    shown = (*shown[:3], shown[3] * style.opacity)
    pages = (WHITE, NIGHT) if style.night and not style.dark_page else (NIGHT,) if style.dark_page else (WHITE,)
    contrasts = [contrast(over(shown, ground), ground) for ground in style.grounds or pages]
    is_whole = max(contrasts) < LEAST_CONTRAST
    if not is_whole and (not style.grounds or min(contrasts) >= LEAST_CONTRAST):
        return "", False
    written = written_ground if not is_given and style.opacity > 0.5 else style.coloured_by or written_ground
    if not is_given and style.night and style.opacity > 0.5:
        return (f"?{written} (at night, where text without a colour of its own is white)" if written else ""), is_whole
    return written, is_whole
