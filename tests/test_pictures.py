"""The pictures in README are current; `make pictures` makes them again."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageStat

from orders import order
from publish.build import Built, build

MOST_DIFFERENT = 2.0  # mean of 255 levels of grey: another date or version number still passes
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


def difference(first: Image.Image, second: Image.Image) -> float:
    """The mean difference of two pictures in levels of grey."""
    assert first.size == second.size
    return ImageStat.Stat(ImageChops.difference(first.convert("L"), second.convert("L"))).mean[0]


def test_picture_of_a_message_is_current(pictures: ModuleType, root: Path, tmp_path: Path) -> None:
    with Image.open(root / "docs/pictures/message.png") as picture:
        assert picture.text["Text"] == pictures.message(tmp_path)  # type: ignore[attr-defined]  # a PNG has it


@pytest.mark.slow
def test_pictures_of_an_opening_and_a_proof_are_current(pictures: ModuleType, handbook: Built, root: Path, tmp_path: Path) -> None:
    for name, made in {"opening": pictures.opening(handbook), "proof": pictures.proof_sheet(handbook, tmp_path)}.items():
        with Image.open(root / f"docs/pictures/{name}.png") as picture:
            assert difference(picture, made) < MOST_DIFFERENT, f"{name}.png is out of date: make pictures"


def test_pictures_are_small_and_shown_in_readme(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    for path in (root / "docs/pictures").glob("*.png"):
        assert path.stat().st_size < MOST_BYTES
        assert f"docs/pictures/{path.name}" in readme
