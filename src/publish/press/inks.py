"""The inks of a press: black only (the K of four inks, or a grey), four inks, or RGB.

Policy: grey stays one ink, so that type and lines are never printed in four inks that do not register. A colour is converted to the
one that looks most like it: to a tint as light, if there is only black; through the printer's ICC profile, if there are four inks, with no
more ink in one place than the printer takes. Colours without a profile of their own are sRGB, as WeasyPrint 70.0 and browsers read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageMath

from publish.config.printers import Inks as InksName

LIGHTNESS = (0.299, 0.587, 0.114)  # of red, green, blue: ITU-R BT.601, as Pillow's conversion to grey
SAME = 1.5 / 255  # parts that differ by no more are meant to be a grey
GREY = 24 / 255  # and those of a picture by no more, as scanners and cameras see it
SPECK = 0.001  # of an image's pixels: fewer coloured ones are noise
LATTICE = 33  # points a side of the cube through which photographs are converted: the usual size, its steps are not seen
JPEG_ROOM = 4  # per cent of one ink: what packing as JPEG adds here and there beside an edge
LAB = frozenset({"/lab-d50", "/lab-d65"})  # as WeasyPrint 70.0 names these spaces; L* is lightness itself

Paint = tuple[str, tuple[float, ...]]
"""A colour as a page sets it: the operator that fills with it (a capital strokes), and its parts."""


class ProfileMissing(Exception):  # noqa: N818  # the caller tells where to get one
    """A colour must be converted to four inks, and there is no ICC profile for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """The inks of a press; `profile` is the ICC profile of four inks, `limit` the most of them in one place, in per cent of one.

    ProfileMissing where a colour must be converted and there is none.
    """

    name: InksName
    profile: bytes | None = None
    limit: int | None = None

    def paint(self, space: str, parts: Sequence[float]) -> Paint | None:
        """The operation that sets a colour of a page; None if its colour space is unknown.

        `paint("/DeviceRGB", (0, 0, 0))` is K alone for four inks.
        """
        black = tint(space, parts)
        if black is None:
            return None
        meant = self.name == "cmyk" and space == "/DeviceCMYK"  # inks that are given as inks stay, a rich black too
        if self.name in {"black", "grey"} or not (meant or has_colour(space, parts)):
            return ("k", (0, 0, 0, round(black, 4))) if self.name in {"black", "cmyk"} else ("g", (round(1 - black, 4),))
        if self.name == "cmyk":
            inked = tuple(parts) if meant else self._converted(_as_rgb(space, parts))
            return "k", tuple(round(part, 4) for part in _limited(inked, self.limit))
        return "rg", tuple(round(part, 4) for part in _as_rgb(space, parts))

    def picture(self, pixels: Image.Image) -> Image.Image:
        """An image as it is printed; the same object if nothing changes. An image without colour becomes grey."""
        if pixels.mode in {"1", "L"}:
            return pixels
        if self.name == "cmyk" and pixels.mode == "CMYK":  # pixels that are given in inks stay
            return pixels if self.limit is None or most_ink(pixels) <= self.limit + 0.5 else self._limited_picture(pixels)
        if self.name in {"black", "grey"} or not is_coloured(pixels):
            return pixels.convert("L")
        if self.name == "rgb":
            return pixels if pixels.mode == "RGB" else pixels.convert("RGB")
        limit = self.limit - JPEG_ROOM if self.limit is not None else None
        return pixels.convert("RGB").filter(_lattice(self._press, limit))

    def _converted(self, rgb: Sequence[float]) -> tuple[float, ...]:
        return _converted_colour(self._press, tuple(round(255 * part) for part in rgb))

    @property
    def _press(self) -> bytes:
        if self.profile is None:
            raise ProfileMissing
        return self.profile

    def _limited_picture(self, pixels: Image.Image) -> Image.Image:
        """The image with less cyan, magenta and yellow where there is too much ink; black stays."""
        assert self.limit is not None
        most = self.limit * 2.55
        cyan, magenta, yellow, black = pixels.split()

        def lessened(ink: Image.Image) -> Image.Image:
            made: Image.Image = ImageMath.lambda_eval(
                lambda of: of["convert"](
                    of["min"](of["ink"], of["ink"] * of["max"](most - of["k"], 0.0) / of["max"](of["c"] + of["m"] + of["y"], 1.0)), "L"
                ),
                **{name: band.convert("F") for name, band in zip("cmyk", (cyan, magenta, yellow, black), strict=True)},
                ink=ink.convert("F"),
            )
            return made

        return Image.merge("CMYK", (*map(lessened, (cyan, magenta, yellow)), black))


def tint(space: str, parts: Sequence[float]) -> float | None:
    """The tint of black that is as light as this colour; None if the colour space is unknown. `tint("/DeviceRGB", (1, 1, 1))` is 0."""
    match space, len(parts):
        case "/DeviceGray", 1:
            return 1 - parts[0]
        case "/DeviceRGB", 3:
            return 1 - sum(share * part for share, part in zip(LIGHTNESS, parts, strict=True))
        case "/DeviceCMYK", 4:
            return min(1.0, parts[3] + sum(share * part for share, part in zip(LIGHTNESS, parts[:3], strict=True)))
        case _ if space in LAB and len(parts) == 3:
            return 1 - parts[0] / 100
    return None


def has_colour(space: str, parts: Sequence[float]) -> bool:
    """Whether a colour is more than a grey."""
    match space:
        case "/DeviceRGB":
            return max(parts) - min(parts) > SAME
        case "/DeviceCMYK":
            return max(parts[:3]) - min(parts[:3]) > SAME
        case "/DeviceGray":
            return False
    return max(abs(part) for part in parts[1:]) > 100 * SAME


def is_coloured(pixels: Image.Image) -> bool:
    """Whether an image shows more than greys."""
    if pixels.mode in {"1", "L", "LA"}:
        return False
    red, green, blue = pixels.convert("RGB").split()
    difference = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    counts = difference.histogram()
    return sum(counts[round(255 * GREY) + 1 :]) > SPECK * sum(counts)


def most_ink(pixels: Image.Image) -> float:
    """The most ink in one place of an image in four inks, in per cent of one."""
    bands = dict(zip("cmyk", (band.convert("I") for band in pixels.split()), strict=True))
    total: Image.Image = ImageMath.lambda_eval(lambda of: of["c"] + of["m"] + of["y"] + of["k"], **bands)
    _, most = total.getextrema()
    assert isinstance(most, int | float)
    return most / 2.55


def faded(space: str, parts: Sequence[float], share: float) -> tuple[str, tuple[float, ...]]:
    """A transparent colour as it looks on white paper: `faded("/DeviceGray", (0,), 0.25)` is a grey of 0.75."""
    if space == "/DeviceCMYK":
        return space, tuple(part * share for part in parts)
    if space in LAB:
        return space, (100 - (100 - parts[0]) * share, *(part * share for part in parts[1:]))
    return space, tuple(1 - (1 - part) * share for part in parts)


def _as_rgb(space: str, parts: Sequence[float]) -> tuple[float, ...]:
    if space == "/DeviceRGB":
        return tuple(parts)
    if space == "/DeviceCMYK":
        return tuple((1 - part) * (1 - parts[3]) for part in parts[:3])
    lab = Image.new("LAB", (1, 1), (round(parts[0] * 2.55), round(parts[1]) % 256, round(parts[2]) % 256))
    rgb = _from_lab().apply(lab).getpixel((0, 0))
    assert isinstance(rgb, tuple)
    return tuple(part / 255 for part in rgb)


def _limited(inked: tuple[float, ...], limit: int | None) -> tuple[float, ...]:
    """Four inks, with less cyan, magenta and yellow if their sum is above the limit."""
    colours, black = inked[:3], inked[3]
    room = 4.0 if limit is None else limit / 100 - black
    share = min(1.0, max(0.0, room) / sum(colours)) if sum(colours) else 1.0
    return (*(part * share for part in colours), black)


def converts(profile: bytes) -> bool:
    """Whether a profile can convert colours: a broken one may have a correct header."""
    try:
        _transform(profile)
    except (OSError, ImageCms.PyCMSError):
        return False
    return True


@cache
def _transform(profile: bytes) -> ImageCms.ImageCmsTransform:
    """From sRGB to the inks of a profile, as near as they come, their black as black."""
    inks = ImageCms.ImageCmsProfile(BytesIO(profile))
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(ImageCms.createProfile("sRGB"), inks, "RGB", "CMYK", intent, flags)


@lru_cache(maxsize=10_000)
def _converted_colour(profile: bytes, rgb: tuple[int, ...]) -> tuple[float, ...]:
    """An sRGB colour in the inks of a profile. Cached: Pillow 13 writes out the profile for each image, 3 ms."""
    inked = _transform(profile).apply(Image.new("RGB", (1, 1), rgb)).getpixel((0, 0))
    assert isinstance(inked, tuple)
    return tuple(part / 255 for part in inked)


@cache
def _from_lab() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")


@cache
def _lattice(profile: bytes, limit: int | None) -> ImageFilter.Color3DLUT:
    """The conversion of photographs as a cube of colours, each within the limit; means between them are then within it too."""
    steps = [round(255 * step / (LATTICE - 1)) for step in range(LATTICE)]
    points = Image.new("RGB", (LATTICE, LATTICE * LATTICE))
    points.putdata([(red, green, blue) for blue in steps for green in steps for red in steps])
    inked = _transform(profile).apply(points).tobytes()
    table = [part for at in range(0, len(inked), 4) for part in _limited(tuple(value / 255 for value in inked[at : at + 4]), limit)]
    return ImageFilter.Color3DLUT(LATTICE, table, channels=4, target_mode="CMYK")
