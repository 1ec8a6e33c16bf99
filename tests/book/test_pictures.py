"""Pictures as the editions take them: upright, in RGB for screens, within the limit of shops, converted only where that is needed."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from publish.book.pictures import COVER_TYPES, MAX_PIXELS, picture_of, press_picture, screen_changes, screen_picture

BACK = {  # how a camera stores an upright picture under each orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
CORNERS = ((8, 8), (87, 8), (8, 51), (87, 51))


def upright() -> Image.Image:
    """96 × 60 pixels with another colour in each corner."""
    picture = Image.new("RGB", (96, 60), "white")
    for (x, y), colour in zip(CORNERS, ("red", "lime", "blue", "black"), strict=True):
        picture.paste(colour, (x - 8, y - 8, x + 8, y + 8))
    return picture


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def stored(kind: str, orientation: int, mode: str = "RGB") -> bytes:
    """The upright picture as a camera stores it under an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = upright().transpose(BACK[orientation]) if orientation in BACK else upright()
    return file_of(picture.convert(mode), kind, exif=exif.tobytes(), **({} if kind == "PNG" else {"quality": 95}))


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def is_upright(content: bytes) -> bool:
    picture = opened(content)
    plain = picture.convert("RGB")
    colours = [tuple(band.crop((x, y, x + 1, y + 1)).tobytes()[0] > 128 for band in plain.split()) for x, y in CORNERS]
    expected = [(True, False, False), (False, True, False), (False, False, True), (False, False, False)]
    return picture.size == (96, 60) and picture.getexif().get(0x0112, 1) == 1 and colours == expected


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_orientation_is_upright_on_the_screen_and_in_print(kind: str, orientation: int) -> None:
    content = stored(kind, orientation)
    picture = picture_of(content)
    assert (picture.width, picture.height) == (96, 60)
    assert screen_changes(picture)[0] == "turned upright"
    assert is_upright(screen_picture(content))
    assert is_upright(press_picture(content))


@pytest.mark.parametrize("orientation", [0, 1, 9, 600])
def test_upright_picture_stays_byte_for_byte(orientation: int) -> None:
    content = stored("JPEG", orientation)
    assert screen_changes(picture_of(content)) == ()
    assert press_picture(content) is content


def test_turned_picture_in_four_inks_keeps_its_inks_for_the_press() -> None:
    content = stored("JPEG", 6, "CMYK")
    assert opened(press_picture(content)).mode == "CMYK"
    assert is_upright(press_picture(content))
    assert opened(screen_picture(content)).mode == "RGB"
    assert is_upright(screen_picture(content))


def test_broken_exif_does_not_stop_a_picture() -> None:
    content = file_of(upright(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7fgarbage")
    assert screen_changes(picture_of(content)) == ()
    assert press_picture(content) is content


def test_four_inks_become_rgb_on_screens_and_stay_for_the_press() -> None:
    content = file_of(upright().convert("CMYK"), "JPEG", quality=95)
    assert screen_changes(picture_of(content)) == ("RGB instead of CMYK",)
    assert opened(screen_picture(content)).mode == "RGB"
    assert is_upright(screen_picture(content))
    assert press_picture(content) is content


def test_four_inks_are_converted_by_their_own_profile(press_icc: bytes) -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(press_icc))
    inks = ImageCms.profileToProfile(upright(), ImageCms.createProfile("sRGB"), profile, outputMode="CMYK")
    assert inks is not None
    with_profile = opened(screen_picture(file_of(inks, "JPEG", quality=95, subsampling=0, icc_profile=press_icc)))
    without = opened(screen_picture(file_of(inks, "JPEG", quality=95, subsampling=0, icc_profile=b"")))
    broken = opened(screen_picture(file_of(inks, "JPEG", quality=95, subsampling=0, icc_profile=b"no profile")))
    assert with_profile.getpixel(CORNERS[0]) != without.getpixel(CORNERS[0])
    assert broken.getpixel(CORNERS[0]) == without.getpixel(CORNERS[0])
    assert "icc_profile" not in with_profile.info


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_large_picture_is_reduced_for_screens_alone(mode: str) -> None:
    content = file_of(Image.new(mode, (3000, 2000), 1 if mode in "1LP" else None), "PNG")
    (change,) = screen_changes(picture_of(content))
    assert change == "2898 × 1932 pixels instead of 3000 × 2000"
    reduced = opened(screen_picture(content))
    assert reduced.size == (2898, 1932)
    assert reduced.width * reduced.height <= MAX_PIXELS
    assert ("A" in reduced.getbands()) == ("A" in mode)
    assert press_picture(content) is content


def test_picture_at_the_limit_is_not_reduced() -> None:
    assert screen_changes(picture_of(file_of(Image.new("L", (2800, 2000)), "PNG"))) == ()
    assert screen_changes(picture_of(file_of(Image.new("L", (2801, 2000)), "PNG"))) != ()


def test_large_photograph_stays_a_jpeg() -> None:
    content = file_of(Image.new("RGB", (4000, 3000), "teal"), "JPEG")
    assert picture_of(screen_picture(content)).media_type == "image/jpeg"


def test_grey_of_16_bits_becomes_8() -> None:
    ramp = Image.linear_gradient("L")
    content = file_of(ramp.convert("I").point(lambda value: value * 257).convert("I;16"), "PNG")
    assert screen_changes(picture_of(content)) == ("8 bits instead of 16",)
    for made in (screen_picture(content), press_picture(content)):
        assert opened(made).tobytes() == ramp.tobytes()


@pytest.mark.parametrize(
    ("kind", "options", "mode", "screen", "press"),
    [
        ("WEBP", {"quality": 90}, "RGB", "WEBP", "JPEG"),
        ("WEBP", {"lossless": True}, "RGB", "WEBP", "PNG"),
        ("WEBP", {"quality": 90}, "RGBA", "WEBP", "PNG"),
        ("AVIF", {"quality": 90}, "RGB", "JPEG", "JPEG"),
        ("AVIF", {"quality": 90}, "RGBA", "PNG", "PNG"),
    ],
)
def test_webp_and_avif_are_converted_where_they_are_not_taken(
    kind: str, options: dict[str, object], mode: str, screen: str, press: str
) -> None:
    picture = upright().convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    content = file_of(picture, kind, **options)
    shown = screen_picture(content) if screen_changes(picture_of(content)) else content
    assert opened(shown).format == screen
    assert opened(press_picture(content)).format == press
    assert ("A" in opened(press_picture(content)).getbands()) == (mode == "RGBA")
    cover = screen_picture(content) if screen_changes(picture_of(content), COVER_TYPES) else content
    assert opened(cover).format in {"JPEG", "PNG"}


def test_animation_stays_on_screens_and_the_press_gets_its_first_picture() -> None:
    frames = [upright(), upright().transpose(Image.Transpose.ROTATE_180)]
    content = file_of(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert picture_of(content).moving
    assert screen_changes(picture_of(content)) == ()
    assert is_upright(press_picture(content))
    film = file_of(frames[0], "AVIF", save_all=True, append_images=frames[1:], quality=95)
    assert screen_changes(picture_of(film))[-1] == "the first picture of an animation"
    assert is_upright(screen_picture(film))


def test_jpeg_of_a_telephone_with_a_second_picture_in_it_is_a_still_jpeg() -> None:
    content = file_of(upright(), "MPO", save_all=True, append_images=[upright()])
    picture = picture_of(content)
    assert (picture.media_type, picture.moving) == ("image/jpeg", False)
    assert press_picture(content) is content


def test_conversions_are_deterministic() -> None:
    content = stored("JPEG", 6, "CMYK")
    assert screen_picture(content) == screen_picture(content)
    assert screen_picture(stored("AVIF", 8)) == screen_picture(stored("AVIF", 8))


def test_what_is_not_a_picture_is_left_to_others() -> None:
    assert press_picture(b"Dear Sir") == b"Dear Sir"
