"""Results cached on disk: read again, with different keys for different inputs."""

import os
from pathlib import Path

from publish.tools.cache import Cache, digest


def test_result_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "fragment"

    cache = Cache(tmp_path / "cache")
    assert [cache.remember(digest("one"), make) for _ in range(3)] == ["fragment"] * 3
    assert len(made) == 1


def test_result_that_cannot_be_read_back_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("key", "fragment")
    (tmp_path / "key").write_bytes(b"\x80\x05cut short")
    assert cache.remember("key", lambda: "made again") == "made again"


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
