"""A book's own filters: allowed or not, and whatever they do to their process, to their tree, to themselves is one message."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from orders import TRUST
from publish.cli import main
from publish.diagnostics import Diagnostic
from publish.manuscript import filter_process
from publish.manuscript.own_filters import Trust, own_filters
from publish.reading import check, read_book, write_stages
from publish.rules import SMALLEST_BOOK
from publish.tasks.filter_trust import allow, remembered_trust
from publish.tools.cache import Cache

RUN = "def run(doc, context):\n"
HOUSE = f'{RUN}    return [("HOUSE", "it ran", "nothing", 1)]\n'
TWO_SECTIONS = 'title = "T"\nlanguage = "en"\ncontributors = [{ name = "A" }]\nspine = { body = ["one.md", "two.md"] }\n'


def book(folder: Path, filters: Mapping[str, str], text: str = "# One\n\nA word.\n") -> Path:
    (folder / "filters").mkdir(parents=True)
    for name, content in {**SMALLEST_BOOK, "one.md": text, **{f"filters/{name}": content for name, content in filters.items()}}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(entry.code, str(entry.location or "")) for entry in diagnostics]


# --- trust ----------------------------------------------------------------------------------------------------------------------------


def test_filters_of_a_book_that_was_sent_do_not_run(tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    code = f"import pathlib\npathlib.Path({str(witness)!r}).touch()\n{HOUSE}"
    folder = book(tmp_path / "book", {"house.py": code, "zeal.py": code}, "# One\n\nA word.[^gone]\n")
    assert codes(check(folder)) == [("M193", "filters/house.py"), ("N101", "one.md:3:8")], "the other faults are reported too"
    assert write_stages(folder, tmp_path / "stages")
    assert not witness.exists()
    (reported, _) = check(folder)
    assert "filters/house.py and filters/zeal.py" in reported.message
    assert "--trust-filters" in reported.help
    assert "TRUST_FILTERS=1" in reported.help


def test_modules_of_the_folder_where_publish_is_started_do_not_run(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", {"house.py": f"import rich\nimport names\n{HOUSE}"})
    for name in ("click.py", "names.py"):
        (folder / name).write_text(f"import pathlib\npathlib.Path({str(tmp_path / name)!r}).touch()\n")
    environment = {**os.environ, "PUBLISH_TRUST_FILTERS": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "publish", "check"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode, "No module named 'names'" in run.stdout) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "filters/house.py").write_text(HOUSE + "\n"),
        lambda folder: (folder / "filters/_names.py").write_text("X = 2\n"),
        lambda folder: (folder / "filters/words.txt").write_text("words"),
        lambda folder: (folder / "filters/_names.py").rename(folder / "filters/_nouns.py"),
        lambda folder: (folder / "filters/inner/more.py").write_text("X = 2\n"),
        lambda folder: (folder / "filters/linked").symlink_to(folder.parent),
    ],
    ids=["itself", "what it imports", "what lies beside it", "a name", "in a folder", "a link"],
)
def test_permission_ends_with_any_change_beside_the_filter(tmp_path: Path, change: Callable[[Path], object]) -> None:
    folder, record = book(tmp_path / "book", {"house.py": HOUSE, "_names.py": "X = 1\n"}), tmp_path / "state"
    (folder / "filters/inner").mkdir()
    (tmp_path / "news.txt").write_text("news")
    filters = own_filters(folder)
    assert filters
    assert filters.names == ("filters/house.py",), "a module that begins with _ is imported, not run"
    assert not remembered_trust(folder, record).covers(filters)
    assert allow(folder, record).covers(filters)
    assert remembered_trust(folder, record).covers(filters)
    (folder / "filters/__pycache__").mkdir()
    assert own_filters(folder) == filters
    change(folder)
    changed = own_filters(folder)
    assert changed
    trust = remembered_trust(folder, record)
    assert not trust.covers(changed)
    assert trust.has_changed


def test_permission_is_for_one_folder(tmp_path: Path) -> None:
    folder, record = book(tmp_path / "book", {"house.py": HOUSE}), tmp_path / "state"
    allow(folder, record)
    copy = shutil.copytree(folder, tmp_path / "copy")
    filters = own_filters(copy)
    assert filters
    assert not remembered_trust(copy, record).covers(filters)
    assert not any(record.is_relative_to(place) for place in (folder, copy))


def test_commands_remember_what_was_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    folder = book(tmp_path / "book", {"house.py": HOUSE})
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PUBLISH_TRUST_FILTERS", raising=False)

    def outcome(command: str, *options: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main([command, "--book", str(folder), *options], prog_name="publish")
        return ended.value.code, "".join(capfd.readouterr())

    for command in ("check", "build", "verify", "proof", "handover", "notes"):
        code, text = outcome(command, *(() if command == "check" else ("--output", str(tmp_path / "out"))))
        assert (code, "M193" in text) == (1, True), command
    assert outcome("check", "--trust-filters")[0] == 0
    code, text = outcome("check")
    assert (code, "it ran" in text) == (0, True)
    (folder / "filters/house.py").write_text(HOUSE.replace("it ran", "it ran again"))
    code, text = outcome("check")
    assert (code, "has changed since you allowed it" in text) == (1, True)
    monkeypatch.setenv("PUBLISH_TRUST_FILTERS", "1")
    code, text = outcome("check")
    assert (code, "it ran again" in text) == (0, True)
    monkeypatch.setenv("PUBLISH_TRUST_FILTERS", "0")
    assert outcome("check")[0] == 1, "that was not remembered"
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/nothing")
    code, text = outcome("check", "--trust-filters")
    assert (code, "X102" in text) == (3, True)


# --- what filters do ------------------------------------------------------------------------------------------------------------------

ENDINGS = {
    "sys.exit": (f"import sys\n{RUN}    sys.exit(0)\n", ":3"),
    "sys.exit while it is loaded": ("import sys\nsys.exit()\n", ":2"),
    "os._exit": (f"import os\n{RUN}    os._exit(0)\n", ""),
    "a signal": (f"import os\n{RUN}    os.kill(os.getpid(), 9)\n", ""),
    "an interrupt": (f"{RUN}    raise KeyboardInterrupt\n", ":2"),
    "an exception of its own": (f"class Odd(BaseException):\n    def __str__(self): raise self\n{RUN}    raise Odd\n", ":4"),
    "a generator": (f"{RUN}    yield ('HOUSE', 'a', 'b', 1)\n    raise Exception\n", ":3"),
    "a question": (f"{RUN}    input()\n", ":2"),
    "nothing returned": (f"{RUN}    pass\n", ":1"),
    "a text returned": (f"{RUN}    return 'fine'\n", ":1"),
    "nonsense returned": (f"{RUN}    return [('HOUSE', 'a', 'b', None)]\n", ":1"),
    "streams closed": (f"import sys\n{RUN}    sys.stdout.close()\n    return []\n", ":2"),
    "files closed": (f"import os\n{RUN}    os.closerange(0, 200)\n    return []\n", ""),
    "text lost": (f"{RUN}    doc.content[1].content[0].text = None\n    return []\n", ":1"),
    "a control character": (f"{RUN}    doc.content[1].content[0].text = 'a\\x00'\n    return []\n", ":1"),
    "a text for an element": (f"{RUN}    doc.content[1].content.list.append('x')\n    return []\n", ":1"),
    "a class for an element": (f"import panflute as pf\n{RUN}    doc.content[1].content.list.append(pf.Space)\n    return []\n", ":2"),
    "raw text": (f"import panflute as pf\n{RUN}    doc.content.append(pf.RawBlock('<b>', 'html'))\n    return []\n", ":2"),
    "a circle": (
        f"{RUN}    quote = type(doc)()\n    quote.content.list.append(quote)\n    doc.content.list.append(quote)\n    return []\n",
        ":1",
    ),
    "a library spoilt": (f"import panflute as pf\n{RUN}    pf.Str = pf.Para = None\n    return []\n", ""),
    "an unknown construct": (f"CHANGES = {{'pages'}}\n{RUN}    return []\n", ""),
    "no function": ("x = 1\n", ""),
    "texts of its own kind": (f"class Odd(str): pass\n{RUN}    return [(Odd('M201'), Odd('a'), Odd('b'), 1), 5]\n", ":2"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "line"), ENDINGS.values(), ids=ENDINGS)
def test_filter_that_ends_anything_is_one_message_with_its_file(
    tmp_path: Path, code: str, line: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = book(tmp_path / "book", {"own.py": code})
    (folder / "book.toml").write_text(TWO_SECTIONS, encoding="utf-8")
    (folder / "two.md").write_text("# Two\n\nA word.[^gone]\n", encoding="utf-8")
    for jobs in (1, 2):
        assert codes(check(folder, jobs, TRUST)) == [("M191", f"filters/own.py{line}"), ("N101", "two.md:3:8")]
    assert capfd.readouterr() == ("", "")


def test_filter_that_ends_its_process_is_reported(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", {"own.py": ENDINGS["os._exit"][0]}, "# One\n\nA word.\n")
    (reported,) = check(folder, trust=TRUST)
    assert reported.code == "M191"
    assert "ends its process in one.md, with exit code 0" in reported.message


@pytest.mark.parametrize(
    "code", [f"{RUN}    while True:\n        pass\n", f"import time\n{RUN}    time.sleep(100)\n"], ids=["busy", "idle"]
)
def test_filter_that_does_not_finish_is_ended_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(filter_process, "SECONDS", 0.5)
    (reported,) = check(book(tmp_path / "book", {"own.py": code}), trust=TRUST)
    assert reported.code == "M191"
    assert "does not finish" in reported.message
    assert reported.location
    assert reported.location.line in {2, 3}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
@pytest.mark.parametrize(
    ("code", "place", "what"),
    [
        (f"x = []\nwhile True:\n    x.append(bytes(10**8))\n{HOUSE}", "filters/house.py:3", "too much memory"),
        (f"{RUN}    return [*iter(lambda: bytes(10**8), None)]\n", "filters/house.py:2", "too much memory"),
        (f"import mmap\n{RUN}    return mmap.mmap(-1, 9 * 1024**3)\n", "filters/house.py:3", "too much memory"),
        (f"import os\n{RUN}    os.truncate(1, 2 * 1024**3)\n", "filters/house.py:3", "prints or writes too much"),
        (f'{RUN}    return [("HOUSE", "it ran", "nothing", 1)] * 10**5\n', "filters/house.py:1", "more than 10000"),
    ],
    ids=["on import", "in run", "shared", "on paper", "in findings"],
)
def test_filter_that_would_fill_the_machine_is_one_message(tmp_path: Path, code: str, place: str, what: str) -> None:
    (reported,) = check(book(tmp_path, {"house.py": code}), trust=TRUST)
    assert (reported.code, str(reported.location)) == ("M191", place)
    assert what in reported.message


def test_filter_that_will_not_be_ended_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_process, "SECONDS", 0.5)
    monkeypatch.setattr("publish.reading.GRACE", 1)
    forever = "while True:\n        try:\n            while True:\n                pass\n        except BaseException:\n            pass\n"
    code = f"import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n{RUN}    {forever}"
    (reported,) = check(book(tmp_path / "book", {"own.py": code}), trust=TRUST)
    assert (reported.code, str(reported.location)) == ("M191", "filters/own.py")


def test_section_that_is_read_without_its_filter_is_not_remembered(tmp_path: Path) -> None:
    """A filter may fail once, for lack of time, for example: the next build has its work in every section."""
    flag = tmp_path / "failing"
    flag.touch()
    code = f"import os\n{RUN}    if os.path.exists({str(flag)!r}): os._exit(1)\n    return [('HOUSE', 'it ran', 'nothing', 1)]\n"
    folder, cache = book(tmp_path / "book", {"own.py": code}), Cache(tmp_path / "cache")
    (folder / "book.toml").write_text(TWO_SECTIONS, encoding="utf-8")
    (folder / "two.md").write_text("# Two\n\nA word.\n", encoding="utf-8")
    assert codes(read_book(folder, cache, 1, TRUST).diagnostics) == [("M191", "filters/own.py")]
    flag.unlink()
    for _ in ("made", "remembered"):
        assert codes(read_book(folder, cache, 1, TRUST).diagnostics) == [("M192", "one.md:1"), ("M192", "two.md:1")]


def test_filter_runs_apart_imports_what_lies_beside_it_and_leaves_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "import os, threading, time\nimport _names, _plain_text\n"
        "def run(doc, context):\n"
        "    print('a remark \\x1b[31m')\n"
        "    os.environ.clear(); os.chdir('/'); os.fork()\n"
        "    threading.Thread(target=time.sleep, args=(100,)).start()\n"
        "    return [('HOUSE', _names.WORD + _plain_text.text_of(doc.content[1]), 'nothing', 99999)]\n"
    )
    folder, here = book(tmp_path / "book", {"own.py": code, "_names.py": "WORD = 'ran: '\n"}), os.getcwd()  # noqa: PTH109
    printed, found = check(folder, trust=TRUST)
    assert (printed.code, "a remark" in printed.message) == ("M194", True)
    assert (found.message, str(found.location)) == ("own.py says HOUSE: ran: A word.", "one.md")
    assert os.getcwd() == here  # noqa: PTH109
    assert sorted(path.name for path in (folder / "filters").iterdir()) == ["_names.py", "own.py"], "no __pycache__"
    assert capfd.readouterr() == ("", "")


def test_texts_of_a_class_of_the_filter_are_plain_texts(tmp_path: Path) -> None:
    code = f"class Odd(str): pass\n{RUN}    return [(Odd('HOUSE'), Odd('it ran'), Odd('nothing'), 1)]\n"
    assert codes(check(book(tmp_path / "book", {"own.py": code}), trust=TRUST)) == [("M192", "one.md:1")]


def test_trust_of_one_digest_is_no_trust_of_another(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", {"house.py": HOUSE})
    assert codes(check(folder, trust=Trust(digests=frozenset({"other"})))) == [("M193", "filters/house.py")]


# --- constructs -----------------------------------------------------------------------------------------------------------------------

RICH = """# One

A *word* and a **word**, `code`, [a link](https://example.org), ~~gone~~, x^2^, H~2~O, [Small]{.smallcaps}, [mot]{lang=fr}.\\
A new line.

> A quotation.

- one
- two

***

| a verse
| of two lines

## Two

| A | B |
|---|---|
| 1 | 2 |

: Caption

``` {.python}
x = 1
```
"""
REMOVED = {
    "Emph": "emphasis",
    "Strong": "strong",
    "Code": "code",
    "Link": "links",
    "Strikeout": "strikeouts",
    "Superscript": "superscripts",
    "Subscript": "subscripts",
    "LineBreak": "line_breaks",
    "BlockQuote": "block_quotes",
    "BulletList": "lists",
    "HorizontalRule": "breaks",
    "LineBlock": "verse",
    "Header": "headings",
    "Table": "tables",
    "CodeBlock": "code",
    "SmallCaps": "small_caps",
}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), REMOVED.items())
def test_construct_that_a_filter_removes_unsaid_is_reported(tmp_path: Path, kind: str, name: str) -> None:
    code = f"import panflute as pf\n{RUN}    doc.walk(lambda element, _: [] if isinstance(element, pf.{kind}) else None)\n    return []\n"
    folder = book(tmp_path / "book", {"own.py": code}, RICH)
    (reported,) = [entry for entry in check(folder, trust=TRUST) if entry.code == "M195"]
    assert f'"{name}"' in reported.help
    names = reported.help.split("{")[1].split("}")[0]
    (folder / "filters/own.py").write_text(f"CHANGES = {{{names}}}\n{code}")
    assert "M195" not in [entry.code for entry in check(folder, trust=TRUST)]


def test_construct_exchanged_for_another_is_reported(tmp_path: Path) -> None:
    code = (
        "import panflute as pf\n"
        "def change(element, _):\n"
        "    if isinstance(element, pf.Link):\n        element.url = 'https://example.com'\n"
        "    if isinstance(element, pf.Header):\n        element.level = 3\n"
        "    if isinstance(element, pf.Emph):\n        return pf.Strong(*element.content)\n"
        f"{RUN}    doc.walk(change)\n    return []\n"
    )
    folder = book(tmp_path / "book", {"own.py": code}, "# One\n\nA *word* and [a link](https://example.org).\n")
    (reported,) = check(folder, trust=TRUST)
    assert reported.message == (
        "the filter filters/own.py removes 1 emphasis, 1 heading “level 1”, 1 link “https://example.org” and adds "
        "1 heading “level 3”, 1 link “https://example.com”, 1 strong emphasis in one.md"
    )
