"""Pictures as each edition takes them: upright, of a format, a colour space and a size that it can show.

Policy: a picture that an edition takes as it is stays byte for byte. The e-book gets upright pictures in RGB or grey of at most
`MAX_PIXELS`, and no AVIF (EPUB 3.3 §3.2); an animation stays as it is. The press gets upright pictures in their own colours and size, as
JPEG, PNG or GIF. A photograph is converted to JPEG of high quality, anything else to PNG without loss. No clock: the same bytes give the
same bytes.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import sqrt

from PIL import Image, ImageCms

MAX_PIXELS = 5_600_000  # of one picture (Apple Books Asset Guide, “Interior Image Requirements”)
TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with further pictures after the first, as telephones write it
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
"""The media type by Pillow's name of the format."""

SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
"""The endings of converted pictures."""

EPUB_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # EPUB 3.3 §3.2, core media types
PRESS_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
COVER_TYPES = frozenset({"image/png", "image/jpeg"})  # what shops take as a cover

ORIENTATION = 0x0112  # Exif 2.32 §4.6.4
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = frozenset({5, 6, 7, 8})
QUALITY = 95  # of a JPEG: what a second packing loses is not seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the head of a picture file says. Width and height are those of the upright picture, in pixels."""

    media_type: str
    mode: str
    width: int
    height: int
    orientation: int
    moving: bool
    photograph: bool
    """Whether it has been packed with loss, as photographs are."""

    @property
    def converted_type(self) -> str:
        """The media type of a converted copy."""
        return "image/jpeg" if self.photograph else "image/png"


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """An image of Pillow; its warnings of odd metadata and of many pixels are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(content)) as image:
            yield image


def picture_of(content: bytes) -> Picture:
    """What a file says of its picture, which is not decoded. OSError or ValueError if it is not a picture."""
    with opened(content) as image:
        orientation = _orientation(image, content)
        width, height = image.size
        if orientation in SIDEWAYS:
            width, height = height, width
        packed = image.format in {"JPEG", "MPO"} or (
            image.format in {"WEBP", "AVIF"} and "A" not in image.getbands() and b"VP8L" not in content
        )
        return Picture(
            media_type=TYPES.get(image.format or "", image.format or "unknown"),
            mode=image.mode,
            width=width,
            height=height,
            orientation=orientation,
            moving=image.format != "MPO" and bool(getattr(image, "is_animated", False)),
            photograph=packed,
        )


def screen_changes(picture: Picture, taken: frozenset[str] = EPUB_TYPES) -> tuple[str, ...]:
    """What is changed in a picture for the e-book, in words for report.json; () if nothing is. `taken` are the types that stay."""
    if picture.moving and picture.media_type in taken:
        return ()
    changes = []
    if picture.orientation in TURNS:
        changes.append("turned upright")
    if picture.mode == "CMYK":
        changes.append("RGB instead of CMYK")
    if picture.mode.startswith("I"):
        changes.append("8 bits instead of 16")
    if picture.width * picture.height > MAX_PIXELS:
        width, height = _within_limit(picture.width, picture.height)
        changes.append(f"{width} × {height} pixels instead of {picture.width} × {picture.height}")
    if (changes and picture.converted_type != picture.media_type) or picture.media_type not in taken:
        changes.append(f"{picture.converted_type} instead of {picture.media_type}")
    if changes and picture.moving:
        changes.append("the first picture of an animation")
    return tuple(changes)


def screen_picture(content: bytes) -> bytes:
    """A converted copy for the e-book, of `converted_type`: upright, 8 bits, RGB or grey, within `MAX_PIXELS`."""
    picture = picture_of(content)
    image = _upright(content, picture)
    if image.mode == "CMYK":
        image = _in_rgb(image)
    if image.width * image.height > MAX_PIXELS:
        image = _resizable(image).resize(_within_limit(image.width, image.height), Image.Resampling.LANCZOS)
    return _packed(image, picture)


def press_picture(content: bytes) -> bytes:
    """A picture as the press takes it: its own bytes if it is upright, of 8 bits and of one of `PRESS_TYPES`, or if it cannot be read."""
    try:
        picture = picture_of(content)
    except (OSError, SyntaxError, ValueError):
        return content
    stays = picture.orientation not in TURNS and not picture.mode.startswith("I") and picture.media_type in PRESS_TYPES
    return content if stays else _converted_for_press(content)


@lru_cache(maxsize=8)
def _converted_for_press(content: bytes) -> bytes:
    """Cached: a section is laid out again when its folios change."""
    picture = picture_of(content)
    return _packed(_upright(content, picture), picture)


def _orientation(image: Image.Image, content: bytes) -> int:
    """The Exif orientation, 1 to 8; 1 if there is none that can be read."""
    if image.format == "PNG" and b"eXIf" not in content:
        return 1  # Pillow would decode all pixels to look for it
    try:
        orientation = image.getexif().get(ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return 1
    return orientation if orientation in TURNS else 1


def _upright(content: bytes, picture: Picture) -> Image.Image:
    """The pixels, upright and of 8 bits, without metadata other than transparency and colour profile."""
    with opened(content) as image:
        image.load()
        kept: dict[str | tuple[int, int], object] = {
            key: value for key, value in image.info.items() if key in {"icc_profile", "transparency"}
        }
        turned = image.transpose(TURNS[picture.orientation]) if picture.orientation in TURNS else image.copy()
    if turned.mode.startswith("I"):
        turned = turned.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
        kept = {}  # a profile and a transparent grey are those of 16 bits
    turned.info = kept
    return turned


def _in_rgb(image: Image.Image) -> Image.Image:
    """Four inks as sRGB: through the picture's own profile, else by the plain formula."""
    profile = image.info.get("icc_profile")
    rgb: Image.Image | None = None
    if profile:
        try:
            inks = ImageCms.ImageCmsProfile(BytesIO(profile))
            intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
            transform = ImageCms.buildTransform(inks, ImageCms.createProfile("sRGB"), "CMYK", "RGB", intent, flags)
            rgb = transform.apply(image)
        except (OSError, ImageCms.PyCMSError):
            rgb = None  # a broken profile
    if rgb is None:
        rgb = image.convert("RGB")
    rgb.info = {}  # sRGB needs no profile, and Little CMS writes the hour into its own
    return rgb


def _resizable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged."""
    if "transparency" in image.info:
        return image.convert("RGBA")
    modes = {"1": "L", "P": "RGB", "PA": "RGBA"}
    return image.convert(modes[image.mode]) if image.mode in modes else image


def _within_limit(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, sqrt(MAX_PIXELS / (width * height)))
    return max(1, int(width * share)), max(1, int(height * share))


def _packed(image: Image.Image, picture: Picture) -> bytes:
    file = BytesIO()
    profile = image.info.get("icc_profile")
    if picture.photograph:
        image.save(file, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile)
    else:
        image.save(file, "PNG", icc_profile=profile)
    return file.getvalue()
