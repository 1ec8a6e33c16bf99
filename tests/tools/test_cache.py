"""Results cached on disk: read again, with different keys for different inputs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from publish._native import versions
from publish.diagnostics import Outcome
from publish.model import ContentDocument, Fragment
from publish.tools.cache import Cache, digest, file_digest


def test_result_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "fragment"

    cache = Cache(tmp_path / "cache")
    assert [cache.remember(digest("one"), str, make) for _ in range(3)] == ["fragment"] * 3
    assert len(made) == 1


def test_result_that_cannot_be_read_back_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("key", "fragment")
    (tmp_path / "key").write_bytes(b"\x80\x05cut short")
    assert cache.remember("key", str, lambda: "made again") == "made again"


def test_no_flipped_bit_of_an_entry_comes_back_as_another_value(tmp_path: Path) -> None:
    value = {"words": ["one", "two"], "pages": 12, "folio": 3.5, "pdf": b"%PDF"}
    cache = Cache(tmp_path)
    cache.keep("key", value)
    whole = (tmp_path / "key").read_bytes()
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        (tmp_path / "key").write_bytes(changed)
        assert cache.recall("key", dict[str, object]) is None, bit
    (tmp_path / "key").write_bytes(whole)
    assert cache.recall("key", dict[str, object]) == value


@pytest.mark.parametrize("length", [0, 1, 19, 20, 21, 30])
def test_entry_cut_short_is_made_again(tmp_path: Path, length: int) -> None:
    cache = Cache(tmp_path)
    cache.keep("key", "fragment of a page")
    (tmp_path / "key").write_bytes((tmp_path / "key").read_bytes()[:length])
    assert cache.remember("key", str, lambda: "made again") == "made again"
    assert cache.recall("key", str) == "made again"


def test_entry_under_the_name_of_another_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("one", "first")
    (tmp_path / "one").rename(tmp_path / "two")
    assert cache.recall("two", str) is None


PICKLED = (
    "import pickle, os, sys; from hashlib import blake2b; from pathlib import Path\n"
    "class Evil:\n    def __reduce__(self): return os.mkdir, (sys.argv[2],)\n"
    "content = pickle.dumps(Evil()); Path(sys.argv[1]).write_bytes(blake2b(b'key' + content, digest_size=20).digest() + content)"
)


def test_no_entry_can_run_code(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PICKLED, tmp_path / "key", tmp_path / "ran"], check=True)
    cache = Cache(tmp_path)
    for kind in (str, bytes, Outcome[Fragment], Outcome[ContentDocument]):
        assert cache.recall("key", kind) is None
    assert not (tmp_path / "ran").exists()


def test_value_of_another_type_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("key", Outcome(value="text"))
    assert cache.recall("key", Outcome[Fragment]) is None
    assert cache.recall("key", Outcome[str]) == Outcome(value="text")


def test_folder_that_can_only_be_read_serves_its_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(tmp_path).keep("key", "fragment")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.utime", refuse)
    assert Cache(tmp_path).recall("key", str) == "fragment"


def test_text_that_no_file_can_hold_is_not_remembered(tmp_path: Path) -> None:
    Cache(tmp_path).keep("key", "a name \udce9 of Latin-1")
    assert list(tmp_path.iterdir()) == []


def test_digest_of_a_file_is_that_of_its_content(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"picture")
    first = file_digest(tmp_path / "one")
    assert file_digest(tmp_path / "two") == first
    os.utime(tmp_path / "one", (1, 1))
    assert file_digest(tmp_path / "one") == first
    (tmp_path / "one").write_bytes(b"another")
    assert file_digest(tmp_path / "one") not in {first, ""}
    assert file_digest(tmp_path / "three") == file_digest(tmp_path) == ""


def test_forget_leaves_what_is_not_an_entry(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    Cache(tmp_path).forget(most=0)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_versions_of_the_shaping_libraries_are_known() -> None:
    assert re.fullmatch(r"pango-1\.0 [\d.]+;harfbuzz [\d.]+;", versions())


def test_different_inputs_have_different_keys() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(b"1") != digest(1)


def test_forget_keeps_the_most_recently_used_results(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for name in "abc":
        cache.keep(name, name)
    for age, name in enumerate("cba"):
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    cache.forget(most=1)
    assert [path.name for path in tmp_path.iterdir()] == ["c"]
