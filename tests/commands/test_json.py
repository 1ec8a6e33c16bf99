"""JSON is alone on standard output where it was asked for: whatever the file, and however the command ends."""

import json
import random
import re
import zlib
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pikepdf
import pytest

from publish.cli import main
from publish.rules import SMALLEST_BOOK

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def publish(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """The exit code, standard output and standard error of a command; what libraries write past Python counts too."""
    for name, text in SMALLEST_BOOK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with chdir(tmp_path), pytest.raises(SystemExit) as ended:
            main(arguments)
        return (int(ended.value.code or 0), *capfd.readouterr())

    return run


def two_pages() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page(page_size=(432, 648))
    return pdf


def with_content(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        pdf = two_pages()
        pdf.pages[0].Contents = pdf.make_stream(content)
        pdf.save(path)

    return write


def with_stream_cut_short(path: Path) -> None:
    pdf = two_pages()
    stream = pdf.make_stream(b"")
    stream.write(zlib.compress(b"0 0 m 100 100 l S " * 200)[:60], filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].Contents = stream
    pdf.save(path)


def with_broken_font(path: Path) -> None:
    pdf = two_pages()
    file = pdf.make_stream(b"no font")
    descriptor = pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.A, Flags=4, FontFile2=file)
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name.A, FontDescriptor=descriptor)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F 12 Tf 50 50 Td (abc) Tj ET")
    pdf.save(path)


def without_table_of_objects(path: Path) -> None:
    two_pages().save(path)
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))


def cut_short(path: Path) -> None:
    with_content(b"0 0 m 1 1 l S")(path)
    path.write_bytes(path.read_bytes()[:400])


BROKEN: dict[str, Callable[[Path], object]] = {
    "unknown operators": with_content(b"0 0 m 9 9 l S nonsense /X Do [ ( Q Q Q"),
    "a missing font": with_content(b"BT /F 12 Tf (abc) Tj ET"),
    "a missing form": with_content(b"/Nothing Do /Nothing gs /Nothing sh"),
    "an inline picture cut short": with_content(b"BI /W 10 /H 10 /BPC 8 /CS /RGB ID abc"),
    "a stream cut short": with_stream_cut_short,
    "a broken font": with_broken_font,
    "no table of objects": without_table_of_objects,
    "cut short": cut_short,
    "no PDF": lambda path: path.write_text("%PDF-1.7\nbut no more"),
    "an empty file": lambda path: path.write_bytes(b""),
    "no file": lambda path: None,
}


@pytest.mark.parametrize("write", BROKEN.values(), ids=BROKEN)
def test_preflight_of_a_broken_file(publish: Run, tmp_path: Path, write: Callable[[Path], object]) -> None:
    write(tmp_path / "pages.pdf")
    code, out, err = publish("preflight", "pages.pdf", "--printer", "kdp-bw", "--message-format", "json")
    assert code == 1
    assert json.loads(out)
    assert all(finding["code"] and finding["help"] for finding in json.loads(out))
    assert err in {"", "1 error, 0 warnings\n"}


def test_preflight_of_damaged_pages(publish: Run, tmp_path: Path) -> None:
    pdf = two_pages()
    pdf.pages[0].Contents = pdf.make_stream(b"q 1 0 0 1 50 50 cm 0 0 m 100 100 l S Q " * 20)
    pdf.save(tmp_path / "whole.pdf", compress_streams=False)
    whole = (tmp_path / "whole.pdf").read_bytes()
    dice = random.Random(17)
    for _ in range(20):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[dice.randrange(len(whole))] = dice.randrange(256)
        (tmp_path / "pages.pdf").write_bytes(damaged)
        _, out, _ = publish("preflight", "pages.pdf", "--printer", "kdp-bw", "--message-format", "json")
        json.loads(out)


FAULTY = (SMALLEST_BOOK["book.toml"].replace("one.md", "two.md"), "title =")
READING = (("check",), ("build", "epub", "--jobs", "1"), ("build", "hardback"), ("proof",), ("verify",), ("handover",))


@pytest.mark.parametrize("toml", FAULTY, ids=["missing section", "broken TOML"])
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_commands_that_read_a_faulty_book(publish: Run, tmp_path: Path, command: tuple[str, ...], toml: str) -> None:
    (tmp_path / "book.toml").write_text(toml, encoding="utf-8")
    code, out, err = publish(*command, "--book", ".", "--output", "out", "--message-format", "json")
    assert code
    assert json.loads(out)
    assert not re.search(r'"code"|^\[', err)


@pytest.mark.parametrize("command", READING[:2], ids=" ".join)
def test_commands_that_find_nothing(publish: Run, command: tuple[str, ...]) -> None:
    code, out, _ = publish(*command, "--book", ".", "--output", "out", "--message-format", "json")
    assert (code, json.loads(out)) == (0, [])


def test_results_of_a_command_are_elsewhere(publish: Run, tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_text("CHAPTER I\n\nIt was a dark and stormy night.\n", encoding="utf-8")
    _, out, err = publish("import", "source.txt", "--into", "book", "--message-format", "json")
    assert isinstance(json.loads(out), list)
    assert "book.toml; every decision is in" in err
