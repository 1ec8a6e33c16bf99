"""Builds of a tiny real book: all editions are published or none, with the same bytes each time, with or without a cache.

The builds share the workers of this run, but no cache.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from orders import order, pool
from publish.build import Built, Order, build
from publish.diagnostics import PublishError
from publish.reading import OUR_FILTERS, check, write_stages
from publish.rules import SMALLEST_BOOK
from publish.tools.cache import Cache

MOMENT = datetime(2001, 2, 3, tzinfo=UTC)
TWO_NOTES = "# One {#one}\n\nA word.[^a] Another.[^b]\n\n[^a]: First note.\n\n[^b]: Second note.\n"


def book(folder: Path, **files: str) -> Path:
    """The smallest book with these files added."""
    for name, text in {**SMALLEST_BOOK, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def built(folder: Path, output: Path, *editions: str) -> Built:
    return build(Order(folder=folder, output=output, moment=MOMENT, editions=editions, jobs=2, pool=pool()))


def contents_of(folder: Path) -> Mapping[str, bytes]:
    """The published files of an output folder, without the report, which contains times."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("book.")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A book of one chapter and two notes, and the folder in which it was built."""
    folder = tmp_path_factory.mktemp("small")
    book(folder / "book", **{"one.md": TWO_NOTES})
    built(folder / "book", folder / "out")
    return folder / "book", folder / "out"


def test_every_edition_and_a_report_are_published_and_nothing_else_is_left(small: tuple[Path, Path]) -> None:
    assert sorted(path.name for path in small[1].iterdir() if not path.name.startswith(".cache")) == [
        "book.epub",
        "book.print.pdf",
        "onix.xml",
        "report.json",
    ]


def test_report_counts_the_notes_of_each_edition(small: tuple[Path, Path]) -> None:
    report = json.loads((small[1] / "report.json").read_text(encoding="utf-8"))
    assert report["manuscript"]["notes"] == 2
    assert {name: edition["notes"] for name, edition in report["editions"].items()} == {"epub": 2, "print": 2}


def test_same_book_elsewhere_and_without_a_cache_gives_the_same_bytes(small: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(small[0], tmp_path / "elsewhere")
    built(tmp_path / "elsewhere", tmp_path / "out")
    assert contents_of(tmp_path / "out") == contents_of(small[1])


@pytest.mark.slow
def test_time_zone_language_and_hash_seed_do_not_change_the_bytes(tmp_path: Path) -> None:
    made: list[Mapping[str, bytes]] = []
    for name, environment in {
        "east": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        "west": {"TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
    }.items():
        folder = book(tmp_path / name / "book", **{"one.md": TWO_NOTES})
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "publish",
            "build",
            "--book",
            folder,
            "--output",
            tmp_path / name / "out",
            "--jobs",
            str(len(made) + 1),
        ]
        subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
        made.append(contents_of(tmp_path / name / "out"))
    assert set(made[0]) == {"book.epub", "book.print.pdf"}
    assert made[0] == made[1]


def test_warm_build_gives_the_same_messages_and_artefacts_as_a_clean_one(small: tuple[Path, Path]) -> None:
    before = contents_of(small[1])
    again = built(*small)
    assert contents_of(small[1]) == before
    assert again.diagnostics == check(small[0])


@pytest.mark.slow
def test_copy_of_a_book_elsewhere_has_the_same_results(tmp_path: Path, root: Path) -> None:
    cache, made = tmp_path / "cache", dict[str, object]()
    for name in ("here", "there"):
        folder = shutil.copytree(root / "tests/books/every-construct", tmp_path / name / "book", symlinks=True)
        for path in folder.rglob("*"):
            os.utime(path, (len(name), len(name)))
        build(order(folder=folder, output=tmp_path / name / "out", moment=MOMENT, cache=Cache(cache)))
        made[name] = contents_of(tmp_path / name / "out"), {path.name for path in cache.iterdir()}
    assert made["there"] == made["here"], "the same bytes, and nothing was made again"


@pytest.mark.parametrize("changed", ["styles/print.css", "images/p.png", "one.md"])
def test_content_of_each_input_counts(tmp_path: Path, changed: str) -> None:
    folder = book(tmp_path / "book", **{"one.md": '# One\n\n![](images/p.png){alt="A cat"}\n', "styles/print.css": "p { color: #000 }\n"})
    (folder / "images").mkdir()
    Image.new("L", (60, 60), 10).save(folder / "images/p.png")
    Image.new("L", (60, 60), 200).save(tmp_path / "other.png")
    cache = Cache(tmp_path / "cache")

    def pages() -> bytes:
        made = build(order(folder=folder, output=tmp_path / "out", moment=MOMENT, editions=("print",), cache=cache))
        return made.made["print"].path.read_bytes()

    before, path = pages(), folder / changed
    state = path.stat()
    content = {"images/p.png": (tmp_path / "other.png").read_bytes(), "one.md": b'# Two\n\n![](images/p.png){alt="A cat"}\n'}.get(
        changed, b"p { color: #111 }\n"
    )
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # as a restored backup has
    assert path.stat().st_size == state.st_size
    assert pages() != before


def test_build_tells_what_check_tells_of_a_style_sheet_and_no_more(tmp_path: Path) -> None:
    rules = (
        "p { colr: red; padding: 1pt -2pt }",
        "@unheard { }",
        "@media screen { p { colr: red } }",
        "@media print { p { width: calc(1em * 2pt) } }",
    )
    folder = book(tmp_path / "book", **{"styles/print.css": "\n".join(rules)})
    told = check(folder)
    assert [str(one.location) for one in told] == [f"styles/print.css:{place}" for place in ("1:5", "1:16", "2:1", "4:20")]
    for _ in ("clean", "warm"):
        assert built(folder, tmp_path / "out", "print").diagnostics == told


def test_damaged_cache_changes_neither_artefacts_nor_messages(small: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(small[1], tmp_path / "out")
    for number, path in enumerate(sorted((tmp_path / "out" / ".cache").iterdir())):
        content = bytearray(path.read_bytes())
        content[number * 37 % len(content)] ^= 1 << number % 8
        path.write_bytes(content)
    assert not built(small[0], tmp_path / "out").diagnostics
    assert contents_of(tmp_path / "out") == contents_of(small[1])


def test_failed_build_leaves_the_last_good_editions(small: tuple[Path, Path], tmp_path: Path) -> None:
    folder, output = tmp_path / "book", tmp_path / "out"
    shutil.copytree(small[0], folder)
    shutil.copytree(small[1], output)
    (folder / "one.md").write_text("# One\n\nA word.[^gone]\n", encoding="utf-8")
    with pytest.raises(PublishError, match=r"one\.md:3:8: error N101"):
        built(folder, output)
    assert contents_of(output) == contents_of(small[1])
    assert [path for path in output.iterdir() if path.name.startswith(".making")] == []


def test_edition_asked_for_is_made_alone(small: tuple[Path, Path], tmp_path: Path) -> None:
    built(small[0], tmp_path, "epub")
    assert (tmp_path / "book.epub").exists()
    assert not (tmp_path / "book.print.pdf").exists()


def test_unknown_edition_is_a_usage_error(small: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="C190") as caught:
        built(small[0], tmp_path, "hardback")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_book_of_any_year_is_made(small: tuple[Path, Path], tmp_path: Path, moment: datetime) -> None:
    assert build(order(folder=small[0], output=tmp_path, moment=moment, editions=("epub",))).made["epub"].path.is_file()


def other_book(folder: Path, title: str = "Letters") -> Path:
    return book(folder, **{"book.toml": SMALLEST_BOOK["book.toml"].replace("A Small Book", title)})


def test_editions_of_another_book_are_moved_aside(small: tuple[Path, Path], tmp_path: Path) -> None:
    first, second, out = shutil.copytree(small[0], tmp_path / "first"), other_book(tmp_path / "my letters"), tmp_path / "out"
    built(first, out, "epub", "print")
    (out / "remarks.txt").write_text("mine")
    (out / "handover").mkdir()
    before = contents_of(out)
    made = built(second, out, "epub")
    assert [finding.code for finding in made.diagnostics] == ["X106"]
    assert "“A Small Book”" in made.diagnostics[0].message
    assert set(contents_of(out)) == {"book.epub"}, "nothing is mixed"
    assert contents_of(out / "earlier-first") == before, "nothing is lost"
    assert sorted(path.name for path in out.iterdir() if not path.name.startswith(".")) == [
        *("book.epub", "earlier-first", "onix.xml", "remarks.txt", "report.json")
    ]
    assert not built(second, out, "epub").diagnostics, "it is told once"
    for folder, aside in ((first, "earlier-my_letters"), (second, "earlier-first")):
        assert [finding.code for finding in built(folder, out, "epub").diagnostics] == ["X106"]
        assert json.loads((out / aside / "report.json").read_bytes())["title"] != json.loads((out / "report.json").read_bytes())["title"]


def test_failed_build_leaves_the_editions_of_another_book(small: tuple[Path, Path], tmp_path: Path) -> None:
    first, second, out = shutil.copytree(small[0], tmp_path / "first"), other_book(tmp_path / "second"), tmp_path / "out"
    built(first, out, "epub")
    before = contents_of(out)
    (second / "one.md").write_text("# One\n\nA word.[^gone]\n")
    with pytest.raises(PublishError):
        built(second, out, "epub")
    assert contents_of(out) == before


@pytest.mark.parametrize(
    "report",
    [
        "{",
        "[]",
        "{}",
        '{"title": 1}',
        '{"title": "A Small Book", "book": 3}',
        '{"title": "A", "book": "a\\u0000"}',
        '{"title": "A Small Book"}',
    ],
)
def test_report_of_any_form_stops_no_build(small: tuple[Path, Path], tmp_path: Path, report: str) -> None:
    (tmp_path / "report.json").write_text(report)
    assert not built(small[0], tmp_path, "epub").diagnostics


def test_book_that_is_renamed_or_moved_is_the_same(tmp_path: Path) -> None:
    folder, out = other_book(tmp_path / "book"), tmp_path / "out"
    built(folder, out, "epub")
    other_book(folder, "Collected Letters")
    assert not built(folder, out, "epub").diagnostics
    assert not built(folder.rename(tmp_path / "moved"), out, "epub").diagnostics


def test_numbers_go_on_through_the_book_where_asked(tmp_path: Path) -> None:
    toml = SMALLEST_BOOK["book.toml"].replace('"one.md"', '"one.md", "two.md"') + '\n[notes]\nnumbering = "book"\n'
    made = built(
        book(tmp_path / "book", **{"book.toml": toml, "one.md": TWO_NOTES, "two.md": TWO_NOTES.replace("#one", "#two")}), tmp_path / "out"
    )
    assert [note.number for document in made.book.documents for note in document.notes] == [1, 2, 3, 4]


def test_link_to_another_section_is_followed_by_check(tmp_path: Path) -> None:
    toml = SMALLEST_BOOK["book.toml"].replace('"one.md"', '"one.md", "two.md"')
    folder = book(tmp_path, **{"book.toml": toml, "one.md": "# One\n\nSee [two](#two).\n", "two.md": "# Two {#two}\n\nSee [one](#on).\n"})
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in check(folder)] == [("M401", "two.md:3:11")]


@pytest.mark.parametrize(
    ("accepted", "codes"),
    [("", ["M105"]), ('code = "M105"', []), ('code = "M105", file = "draft.md"', []), ('code = "M105", file = "one.md"', ["M105"])],
)
def test_accepted_warning_is_not_repeated(tmp_path: Path, accepted: str, codes: list[str]) -> None:
    ignore = f'\n[check]\nignore = [{{ {accepted}, reason = "it waits for its author" }}]\n' if accepted else ""
    folder = book(tmp_path / "book", **{"book.toml": SMALLEST_BOOK["book.toml"] + ignore, "draft.md": "# Draft\n"})
    assert [diagnostic.code for diagnostic in check(folder)] == codes
    assert [diagnostic.code for diagnostic in built(folder, tmp_path / "out", "epub").diagnostics] == codes


def test_stages_are_written_for_inspection(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", **{"one.md": "# One\n\nHe left[^a], alone.\n\n[^a]: In 1820.\n"})
    written = write_stages(folder, tmp_path / "stages")
    names = ("read", *OUR_FILTERS)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [f"stages/one/{at}-{name}.txt" for at, name in enumerate(names)]
    before, after = (path.read_text(encoding="utf-8") for path in written[:2])
    assert 'Str "left"' in before
    assert 'Str "left,"' in after
