"""The pictures of README show what is made today; `make pictures` makes them anew."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageStat

from orders import order
from publish.build import Built, build

MOST_DIFFERENT = 2.0  # of 255 levels of grey, on the average: another date or another version's number is no other picture
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def pictures(root: Path) -> ModuleType:
    """The script that makes them."""
    specification = importlib.util.spec_from_file_location("pictures", root / "docs/pictures/pictures.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def handbook(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(order(folder=root / "manuscript", output=tmp_path_factory.mktemp("handbook"), editions=("print",)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures in levels of grey."""
    assert one.size == other.size
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


def test_message_is_that_of_today(pictures: ModuleType, root: Path, tmp_path: Path) -> None:
    with Image.open(root / "docs/pictures/message.png") as picture:
        assert picture.text["Text"] == pictures.message(tmp_path)  # type: ignore[attr-defined]  # a PNG has it


@pytest.mark.slow
def test_opening_and_proof_are_those_of_today(pictures: ModuleType, handbook: Built, root: Path, tmp_path: Path) -> None:
    for name, made in {"opening": pictures.opening(handbook), "proof": pictures.proof_sheet(handbook, tmp_path)}.items():
        with Image.open(root / f"docs/pictures/{name}.png") as picture:
            assert difference(picture, made) < MOST_DIFFERENT, f"{name}.png is out of date: make pictures"


def test_pictures_are_small_and_all_shown(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    for path in (root / "docs/pictures").glob("*.png"):
        assert path.stat().st_size < MOST_BYTES
        assert f"docs/pictures/{path.name}" in readme
