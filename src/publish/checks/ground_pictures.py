"""The shades of a picture that a style sheet lays under text: whether text can be told from all of them."""

import io
from collections.abc import Iterator

from PIL import Image

from publish.checks.css_colours import Colour

SIDE = 64  # px: a picture is judged as small as this
SHADES = 12
LEAST_SHARE = 0.01  # of a picture: a shade that is rarer covers no word
MOST_PIXELS = 40_000_000


def shades_of(content: bytes) -> tuple[Colour, ...]:
    """The shades of a picture, each as it covers what is under it; none if the picture cannot be read."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return ()
            small = picture.convert("RGBA").resize((min(SIDE, picture.width), min(SIDE, picture.height)), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()
    return tuple(_shades(small))


def _shades(picture: Image.Image) -> Iterator[Colour]:
    """The shades of a picture of four channels, of levels that lie a little apart; the lightest is white."""
    step = 256 // SHADES + 1
    levels = picture.point(lambda value: value // step * step + step // 2 if value < 255 - step // 2 else 255)
    pixels = picture.width * picture.height
    for count, shade in sorted(levels.getcolors(pixels) or []):
        if count >= LEAST_SHARE * pixels and isinstance(shade, tuple):
            red, green, blue, alpha = (level / 255 for level in shade)
            yield red, green, blue, alpha
