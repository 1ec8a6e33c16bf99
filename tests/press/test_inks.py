"""Colours as a press prints them: greys in one ink, the rest through its profile, and never more ink than it takes."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from editions.print_samples import setting
from publish.layout.workers import Workers
from publish.press.colour_conversion import Pressed, in_inks
from publish.press.inks import Inks, faded, most_ink

LIMIT = 240
RAINBOW = Image.merge("RGB", [Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90), Image.radial_gradient("L")])


@pytest.fixture(scope="module")
def four(press_icc: bytes) -> Inks:
    return Inks(name="cmyk", profile=press_icc, limit=LIMIT)


@pytest.fixture
def pressed(pool: Workers, tmp_path: Path) -> Callable[..., Pressed]:
    """A page of this markup, in these inks, flat; with a picture beside it if one is given."""

    def press(html: str, inks: Inks, picture: Image.Image | None = None, name: str = "picture.png") -> Pressed:
        if picture:
            picture.save(tmp_path / name)
        outcome = pool.set_html(html, setting(tmp_path))
        assert outcome.value is not None
        return in_inks(outcome.value.pdf, inks, flat=True)

    return press


def operations(pressed: Pressed) -> list[tuple[str, list[Any]]]:
    with pikepdf.open(BytesIO(pressed.pdf)) as file:
        return [(str(step.operator), list(step.operands)) for step in pikepdf.parse_content_stream(file.pages[0])]


def image_in(pressed: Pressed) -> tuple[str, Image.Image]:
    with pikepdf.open(BytesIO(pressed.pdf)) as file:
        image = next(thing for thing in file.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image")
        return str(image.ColorSpace), pikepdf.PdfImage(image).as_pil_image()


# --- colours --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("space", "parts"), [("/DeviceRGB", (0, 0, 0)), ("/DeviceGray", (0,)), ("/DeviceRGB", (0.2, 0.2, 0.2))])
def test_grey_is_black_ink_alone(four: Inks, space: str, parts: tuple[float, ...]) -> None:
    operator, inked = four.paint(space, parts) or ("", ())
    assert operator == "k"
    assert inked[:3] == (0, 0, 0)
    assert inked[3] == pytest.approx(1 - parts[0])


def test_colour_goes_through_the_profile_and_stays_within_the_limit(four: Inks) -> None:
    for rgb in ((1, 0, 0), (0, 0, 1), (0.1, 0, 0.3), (0.3, 0.15, 0)):
        operator, inked = four.paint("/DeviceRGB", rgb) or ("", ())
        assert operator == "k"
        assert sum(inked) <= LIMIT / 100 + 0.001
    red = (four.paint("/DeviceRGB", (1, 0, 0)) or ("", ()))[1]
    assert red[0] < 0.2
    assert min(red[1:3]) > 0.8


def test_ink_of_a_style_sheet_is_kept_up_to_the_limit(four: Inks) -> None:
    assert four.paint("/DeviceCMYK", (0.2, 0.8, 0, 0.1)) == ("k", (0.2, 0.8, 0, 0.1))
    _, inked = four.paint("/DeviceCMYK", (1, 1, 0.5, 1)) or ("", ())
    assert sum(inked) == pytest.approx(LIMIT / 100, abs=0.001)
    assert inked[3] == 1


def test_rgb_colour_is_srgb_and_black_is_a_grey() -> None:
    lights = Inks(name="rgb")
    assert lights.paint("/DeviceCMYK", (0, 0, 0, 1)) == ("g", (0,))
    assert lights.paint("/DeviceRGB", (1, 0.5, 0)) == ("rg", (1, 0.5, 0))
    assert lights.paint("/DeviceCMYK", (0, 1, 1, 0)) == ("rg", (1, 0, 0))


def test_transparent_colour_looks_as_on_white() -> None:
    assert faded("/DeviceGray", (0,), 0.25) == ("/DeviceGray", (0.75,))
    assert faded("/DeviceCMYK", (1, 0, 0, 0.5), 0.5) == ("/DeviceCMYK", (0.5, 0, 0, 0.25))


# --- pictures -------------------------------------------------------------------------------------------------------------------------


def test_picture_stays_within_the_limit_and_white_is_paper(four: Inks) -> None:
    inked = four.picture(RAINBOW)
    assert inked.mode == "CMYK"
    assert inked.size == RAINBOW.size
    assert most_ink(inked) <= LIMIT + 1
    paper = RAINBOW.copy()
    paper.paste("white", (0, 0, 40, 40))
    assert four.picture(paper).getpixel((5, 5)) == (0, 0, 0, 0)


def test_picture_in_inks_is_kept_up_to_the_limit(four: Inks) -> None:
    thin = Image.new("CMYK", (8, 8), (100, 80, 0, 20))
    assert four.picture(thin) is thin
    thick = four.picture(Image.new("CMYK", (8, 8), (255, 255, 255, 128)))
    assert most_ink(thick) <= LIMIT
    assert thick.getpixel((0, 0))[3] == 128  # type: ignore[index]


def test_grey_picture_saved_in_colour_is_one_ink(four: Inks) -> None:
    grey = Image.linear_gradient("L").convert("RGB")
    assert four.picture(grey).mode == "L"


# --- pages ----------------------------------------------------------------------------------------------------------------------------


def test_page_in_colours_has_no_rgb_left(four: Inks, pressed: Callable[..., Pressed]) -> None:
    sheet = '<p style="color: #c00">Red <a href="#x">linked</a> <mark>marked</mark></p><hr><img src="picture.png" alt="">'
    page = pressed(sheet, four, RAINBOW)
    assert page.unknown == set()
    assert {operator for operator, _ in operations(page)} & {"rg", "RG", "cs", "CS", "g", "G"} <= {"g", "G"}
    space, image = image_in(page)
    assert space == "/DeviceCMYK"
    assert most_ink(image) <= LIMIT + 1


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_picture_keeps_its_colours_on_the_page(four: Inks, pressed: Callable[..., Pressed], name: str) -> None:
    page = pressed(f'<img src="{name}" alt="">', four, RAINBOW, name)
    _, image = image_in(page)
    wanted = four.picture(RAINBOW)
    for point in ((20, 20), (128, 128), (230, 60)):
        printed, meant = image.getpixel(point), wanted.getpixel(point)
        assert printed == pytest.approx(meant, abs=14), point


def test_transparent_text_is_drawn_as_it_looks(pressed: Callable[..., Pressed]) -> None:
    page = pressed('<div style="background: rgba(0, 0, 0, 0.25); width: 20pt; height: 20pt"></div>', Inks(name="black"))
    assert page.unknown == set()
    assert ("k", [0, 0, 0, pytest.approx(0.25, abs=0.01)]) in [
        (op, [float(one) for one in ops]) for op, ops in operations(page) if op == "k"
    ]
    assert b"/ca" not in page.pdf


def test_transparent_group_is_drawn_as_it_looks(pressed: Callable[..., Pressed]) -> None:
    page = pressed('<div style="opacity: 0.5"><div style="background: black; width: 20pt; height: 20pt"></div></div>', Inks(name="black"))
    assert page.unknown == set()
    with pikepdf.open(BytesIO(page.pdf)) as file:
        drawn = [
            [float(one) for one in step.operands]
            for thing in file.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"
            for step in pikepdf.parse_content_stream(thing)
            if str(step.operator) == "k"
        ]
        assert not any("/Group" in thing for thing in file.objects if isinstance(thing, pikepdf.Stream))
    assert [0, 0, 0, 0.5] in drawn


def test_transparency_on_a_later_page_is_drawn_as_it_looks(pressed: Callable[..., Pressed]) -> None:
    veil = '<div style="background: rgba(0, 0, 0, 0.25); width: 20pt; height: 20pt; break-after: page"></div>'
    page = pressed(veil * 3, Inks(name="black"))
    assert page.unknown == set()
    with pikepdf.open(BytesIO(page.pdf)) as file:
        tints = [
            [float(step.operands[3]) for step in pikepdf.parse_content_stream(one) if str(step.operator) == "k"] for one in file.pages[:3]
        ]
    assert all(pytest.approx(0.25, abs=0.01) in on_page for on_page in tints), tints
    assert b"/ca" not in page.pdf


def test_gradient_is_in_the_inks_or_refused(four: Inks, pressed: Callable[..., Pressed]) -> None:
    box = '<div style="background: linear-gradient(red, {}); width: 20pt; height: 20pt"></div>'
    page = pressed(box.format("blue"), four)
    assert page.unknown == set()
    with pikepdf.open(BytesIO(page.pdf)) as file:
        shadings = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/ShadingType" in thing]
        assert {str(shading.ColorSpace) for shading in shadings} == {"/DeviceCMYK"}
    for seen_through in (box.format("transparent"), f'<div style="opacity: 0.5">{box.format("blue")}</div>'):
        assert pressed(seen_through, four).unknown, seen_through


def test_pale_colour_is_a_colour(four: Inks) -> None:
    operator, shares = four.paint("/DeviceRGB", (1, 0.98, 0.92)) or ("", (0,) * 4)
    assert [operator, *shares] != ["k", 0, 0, 0, pytest.approx(0.02, abs=0.02)]
    assert shares[2] > 0.03, "some yellow"
    assert four.paint("/DeviceCMYK", (0.08, 0, 0, 0)) == ("k", (0.08, 0, 0, 0))
    assert four.paint("/DeviceCMYK", (0.4, 0.4, 0.4, 1)) == ("k", (0.4, 0.4, 0.4, 1)), "a rich black is meant"
    assert Inks(name="rgb").paint("/DeviceRGB", (1, 0.98, 0.92)) == ("rg", (1, 0.98, 0.92))
