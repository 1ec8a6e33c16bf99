"""Everything drawn in colours is printed in tints of black."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from editions.print_samples import setting
from publish.layout.workers import Workers
from publish.press.colour_conversion import Pressed, in_inks
from publish.press.inks import Inks, tint

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}</svg>'
DRAWINGS = {
    "red": DRAWING.format('<rect width="40" height="40" fill="#c00"/>'),
    "black": DRAWING.format('<circle cx="20" cy="20" r="9" stroke="currentColor"/>'),
    "grey": DRAWING.format('<rect width="40" height="40" fill="#808080"/>'),
    "gradient": DRAWING.format(
        '<linearGradient id="g"><stop offset="0" stop-color="white"/><stop offset="1" stop-color="navy"/></linearGradient>'
        '<rect width="40" height="40" fill="url(#g)"/>'
    ),
    "veil": DRAWING.format('<g opacity="0.5"><rect width="40" height="40" fill="green"/></g>'),
    "lab": DRAWING.format('<rect width="40" height="40" fill="lab(50 0 0)"/>'),
}


class Press:
    """Sets a picture on a page and presses it."""

    def __init__(self, pool: Workers, folder: Path) -> None:
        self.pool, self.folder = pool, folder

    def drawing(self, name: str) -> Pressed:
        (self.folder / "drawing.svg").write_text(DRAWINGS[name], encoding="utf-8")
        return self.page('<p>Text <img src="drawing.svg" alt=""></p>')

    def image(self, image: Image.Image, name: str) -> Pressed:
        image.save(self.folder / name)
        return self.page(f'<img src="{name}" alt="">')

    def page(self, html: str) -> Pressed:
        outcome = self.pool.set_html(html, setting(self.folder))
        assert outcome.diagnostics == ()
        assert outcome.value is not None
        return in_inks(outcome.value.pdf, Inks(name="black"))


@pytest.fixture
def press(pool: Workers, tmp_path: Path) -> Press:
    return Press(pool, tmp_path)


@pytest.mark.parametrize(("name", "black"), [("red", 0.7608), ("black", 1), ("grey", 0.498), ("veil", 0.7053), ("lab", 0.5)])
def test_drawing_becomes_an_equally_light_tint(press: Press, name: str, black: float) -> None:
    assert inks(press.drawing(name).pdf) == {(0, 0, 0, 1), (0, 0, 0, black)}, "the text, and the drawing"


def test_gradient_goes_from_tint_to_tint(press: Press) -> None:
    pressed = press.drawing("gradient")
    with pikepdf.open(BytesIO(pressed.pdf)) as file:
        owners = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/s0" in thing.get("/Shading", {})]
        (shading,) = (owner.Shading.s0 for owner in owners)
        assert shading.ColorSpace == "/DeviceCMYK"
        (step,) = shading.Function.Functions
        assert [list(map(float, step[end])) for end in ("/C0", "/C1")] == [[0, 0, 0, 0], [0, 0, 0, 0.9428]]


@pytest.mark.parametrize(
    ("name", "loses"), [("red", True), ("gradient", True), ("veil", True), ("black", False), ("grey", False), ("lab", False)]
)
def test_lost_colour_is_reported_but_not_for_grey(press: Press, name: str, loses: bool) -> None:
    pressed = press.drawing(name)
    assert pressed.coloured == ({0} if loses else set())
    assert not pressed.unknown


def test_page_without_colour_is_unchanged(press: Press) -> None:
    outcome = press.pool.set_html("<p>Text</p>", setting(press.folder))
    assert outcome.value is not None
    assert in_inks(outcome.value.pdf, Inks(name="black")).pdf is outcome.value.pdf


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_photograph_is_printed_in_grey(press: Press, name: str) -> None:
    pressed = press.image(Image.new("RGB", (30, 20), (200, 40, 40)), name)
    assert pressed.pictured == {0}
    grey = image_in(pressed.pdf)
    assert grey.mode == "L"
    assert grey.getpixel((5, 5)) == pytest.approx(88, abs=2)


def test_grey_photograph_saved_in_colour_loses_nothing(press: Press) -> None:
    pressed = press.image(Image.new("RGB", (30, 20), (90, 95, 88)), "grey.png")
    assert not pressed.coloured | pressed.pictured
    assert image_in(pressed.pdf).mode == "L"


def test_transparent_picture_lies_on_white(press: Press) -> None:
    picture = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 15, 20))
    pressed = press.image(picture, "half.png")
    grey = image_in(pressed.pdf)
    assert (grey.getpixel((3, 3)), grey.getpixel((28, 3))) == (0, 255)
    assert b"/SMask" not in pressed.pdf


def test_cmyk_photograph_keeps_its_lightness(press: Press) -> None:
    pressed = press.image(Image.new("CMYK", (30, 20), (0, 0, 0, 128)), "key.jpg")
    assert image_in(pressed.pdf).getpixel((5, 5)) == pytest.approx(127, abs=2)


def test_text_in_a_colour_of_the_style_sheet_is_reported(press: Press) -> None:
    pressed = press.page('<p style="color: teal">Text</p>')
    assert pressed.coloured == {0}
    assert len(inks(pressed.pdf)) == 1


def test_tint_is_the_lightness_of_a_colour() -> None:
    assert tint("/DeviceRGB", (1, 1, 1)) == pytest.approx(0)
    assert tint("/DeviceRGB", (0, 0, 0)) == 1
    assert tint("/DeviceCMYK", (1, 1, 1, 0)) == pytest.approx(1)
    assert tint("/DeviceCMYK", (0, 0, 0, 0.3)) == 0.3
    assert tint("/DeviceN", (0.5,)) is None


def image_in(pdf: bytes) -> Image.Image:
    """The only picture in a file."""
    with pikepdf.open(BytesIO(pdf)) as file:
        (image,) = (thing for thing in file.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image")
        assert image.ColorSpace == "/DeviceGray"
        return pikepdf.PdfImage(image).as_pil_image()


def inks(pdf: bytes) -> set[tuple[float, ...]]:
    """The colours set in a file: in pages, forms, patterns and masks. None may be anything but CMYK."""
    colours: set[tuple[float, ...]] = set()
    with pikepdf.open(BytesIO(pdf)) as file:
        forms = [thing for thing in file.objects if isinstance(thing, pikepdf.Stream) and ("/PatternType" in thing or "/BBox" in thing)]
        for drawing in (*(page.obj for page in file.pages), *forms):
            space = ""
            for instruction in pikepdf.parse_content_stream(drawing):
                operands, operator = instruction.operands, instruction.operator
                match str(operator):
                    case "cs" | "CS":
                        space = str(operands[0])
                        assert space in {"/DeviceCMYK", "/Pattern"}
                    case "k" | "K":
                        colours.add(tuple(float(part) for part in operands))
                    case "sc" | "scn" | "SC" | "SCN" if space != "/Pattern":
                        colours.add(tuple(float(part) for part in operands))
                    case "rg" | "RG" | "g" | "G":
                        pytest.fail(f"{operator} is left")
    return colours
