"""`publish check --fix` mends only what is safe, and changes a file only at its patches."""

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.cli import main
from publish.config import read_configuration
from publish.diagnostics import Diagnostic, Location, Patch, PublishError, diagnostic
from publish.manuscript.fixes import Mended, mend, patched, write
from publish.manuscript.normalise import normalise
from publish.model import Matter, Section
from publish.reading import OUR_FILTERS, mend_book
from publish.resources import filters_dir
from publish.rules import SMALLEST_BOOK

PLAIN_QUOTATIONS = "".join(f"\nThen:\n\n> It is {word}.\n" for word in ("set", "read", "printed", "bound"))
CASES = {
    "a label spelt in two ways": ("A word.[^Foo]\n\n[^foo]: A note.\n", "A word.[^foo]\n\n[^foo]: A note.\n"),
    "a space in a label": ("A word.[^a b]\n\n[^a b]: A note.\n", "A word.[^a-b]\n\n[^a-b]: A note.\n"),
    "a note glued to its paragraph": ("A word.[^a]\n[^a]: A note.\n", "A word.[^a]\n\n[^a]: A note.\n"),
    "a note glued inside a quotation": ("> A word.[^a]\n> [^a]: A note.\n", "> A word.[^a]\n>\n> [^a]: A note.\n"),
    "a sentence that begins with a year": ("1917. A long year.\n", "1917\\. A long year.\n"),
    "a note read as an address": ("A word.[^1]\n\n[1]: A book, 1920.\n", "A word.[^1]\n\n[^1]: A book, 1920.\n"),
    "a > too far in": (
        "She says:\n    > Clean.\n    > Quite clean.\n\nSo it was.\n",
        "She says:\n\n> Clean.\n> Quite clean.\n\nSo it was.\n",
    ),
    "verse broken by hand": (
        "> The devil’s face is black as ink,\\\n> Was sent to fetch the proof;  \n> He fell asleep, I think.[^a]\n\n[^a]: A note.\n",
        "> | The devil’s face is black as ink,\n> | Was sent to fetch the proof;\n> | He fell asleep, I think.[^a]\n\n[^a]: A note.\n",
    ),
    "two stanzas": (
        "> He read by light of tallow,\\\n> He read till day came in;\\\n> He never slept again.\n>\n"
        "> Now carve a stone for reading,\\\n> And let the line be long;\\\n> And let the rest be song.\n>\n> — Ada Editor\n",
        "> | He read by light of tallow,\n> | He read till day came in;\n> | He never slept again.\n> |\n"
        "> | Now carve a stone for reading,\n> | And let the line be long;\n> | And let the rest be song.\n>\n> — Ada Editor\n",
    ),
    "marks around a quotation": (
        f"> “The proof isn’t clean.\n>\n> “It is read.”[^a]\n>\n> — Ada, “Diary”\n{PLAIN_QUOTATIONS}\n[^a]: A note.\n",
        f"> The proof isn’t clean.\n>\n> It is read.[^a]\n>\n> — Ada, “Diary”\n{PLAIN_QUOTATIONS}\n[^a]: A note.\n",
    ),
    "a quotation that contains only a quotation": (
        "> > The proof is clean.\n> >\n> > — Ada Editor\n\n>> It is read.\n",
        "> The proof is clean.\n>\n> — Ada Editor\n\n> It is read.\n",
    ),
    "tags": (
        "A <i>word</i>, <B>bold <em>and</em></B> x<sup>2</sup> H<sub>2</sub>O, <em> kept </em>un<i>seen</i>ly.[^a]\n\n[^a]: <i>Work</i>\n",
        "A *word*, **bold *and*** x^2^ H~2~O,  *kept* un*seen*ly.[^a]\n\n[^a]: *Work*\n",
    ),
    "tags of breaks": (
        "One<br>\ntwo <br/>three\n\n<hr>\n\n> Four<br />\n> five\n",
        "One\\\ntwo\\\nthree\n\n* * *\n\n> Four\\\n> five\n",
    ),
    "tags of quotations": (
        "Text.\n\n<blockquote>Short.</blockquote>\n\nText.\n\n<blockquote>\nOne.\n\nTwo.\n</blockquote>\n",
        "Text.\n\n> Short.\n\nText.\n\n\n> One.\n>\n> Two.\n\n",
    ),
    "an indented paragraph": (
        "Text.\n\n    The old man went home,\n    and was glad.\n\n\tSo was “she”.\n\tQuite glad.\n",
        "Text.\n\nThe old man went home,\nand was glad.\n\nSo was “she”.\nQuite glad.\n",
    ),
    "an underlined heading": ("The Trial {#trial}\n------\n\nText.\n", "## The Trial {#trial}\n\n\nText.\n"),
    "a list numbered 1)": ("Thus:\n1) one\n2) two,\nmore\n3) three\n", "Thus:\n\n1. one\n2. two,\nmore\n3. three\n"),
    "one fault hidden by another": ("A word.[^a b]\n[^a b]: A note.\n", "A word.[^a-b]\n\n[^a-b]: A note.\n"),
}
LEFT = {
    "a tag that nothing closes": "<i>never\n",
    "tags whose marks would meet": "<i>x</i><i>y</i> and <i>a*b</i>.\n",
    "tags that mean more": '<u>x</u> and <i class="x">y</i>.\n',
    "indented code": "Text.\n\n    for name in names: print(name)\n",
    "a break under a sentence": "This is the end of it.\n-----\n\nText.\n",
    "a list that begins later": "5) five\n6) six\n",
    "a list with letters": "(a) x\n(b) y\n",
    "a note that nothing calls": "A word.\n\n[^a]: A note.\n",
    "a label like that of another note": "A word.[^ab]\n\n[^abc]: A note.\n",
    "an address that nothing calls": "A word.\n\n[1]: A book, 1920.\n",
    "a > that may be meant": "The height is\n    > 5 lines of it\n",
    "a > after which the paragraph goes on": "She says:\n    > Clean.\nand went on.\n",
    "a > in an entry of a list": "- She says:\n\n  Thus:\n      > Clean.\n",
    "verse with emphasis over its lines": "> The *devil’s face is black,\\\n> Was sent* to fetch the proof;\\\n> He fell asleep.\n",
    "the end of a letter": "> The proofs are read.\n>\n> Yours very truly,\\\n> Ada Maria Editor,\\\n> Clerk of the Chapel\n",
    "verse with a comment": "> The devil’s face is black,\\\n> Was sent to fetch it; <!-- or not -->\\\n> He fell asleep, I think.\n",
    "verse with its source as a line": "> The devil’s face is black as ink,\\\n> Was sent to fetch the proof;\\\n"
    "> He fell asleep, I think.\\\n> — Ada Editor of Leeds\n",
    "marks within marks": f"> “The ‘proof’ is clean.”\n{PLAIN_QUOTATIONS}",
    "marks in a quotation that goes on without its >": f"> “The proof\nis clean.”\n{PLAIN_QUOTATIONS}",
    "two > and a line without": ">> The proof is clean\nand read.\n",
    "a fault in code": "    1917. A listing.\n\n```\n[^a b]\n```\n",
}
SIGNS = re.compile(r"[\s>|\\“”^-]")  # all that a patch may add or remove; spelling a label like its note changes capitals
PIECES = (
    "A word.[^Foo]\n",
    "A word.[^a b] and text\n",
    "[^a b]: Spaced.\n",
    "[^foo]: Given.\n",
    "[^g]: Glued.\n",
    "Another.[^g]\n",
    "1917. A year.\n",
    "> Quoted 他走了.[^3]\n",
    "[3]: A book.\n",
    "\n",
    "\n\n",
    "*Emphasis* e\u0301 and `code [^a b]`.\n",
    "::: epigraph\n",
    "``` \n",
    "She says:\n    > Clean.\n",
    "    > And read.\n",
    "> A line of verse,\\\n> Another line of it,\\\n> The last line of all.\n",
    ">\n",
    "> “It is clean.”\n",
    ">> It is set.\n",
    "<!-- a remark -->\n",
    "> — Ada Editor\n",
)


def book(folder: Path, text: str) -> Path:
    """The folder of the smallest book with this text, line ends unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "book.toml").write_text(SMALLEST_BOOK["book.toml"], encoding="utf-8")
    (folder / "one.md").write_bytes(text.encode())
    return folder


def mended(folder: Path) -> str:
    """The section's file after mending."""
    for changed in mend_book(folder):
        write(folder, changed)
    return (folder / "one.md").read_bytes().decode()


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_safe_fault_is_mended_and_the_rest_unchanged(tmp_path: Path, written: str, expected: str, line_end: str, mark: str) -> None:
    head = f"{mark}# One\n\nText\t– \u00a0 “as it is”.  \n\n"
    folder = book(tmp_path, (head + written).replace("\n", line_end))
    assert mended(folder) == (head + expected).replace("\n", line_end)
    assert mend_book(folder) == ()


@pytest.mark.parametrize("written", LEFT.values(), ids=LEFT.keys())
def test_unsafe_fault_is_left(tmp_path: Path, written: str) -> None:
    folder = book(tmp_path, f"# One\n\nText.\n\n{written}")
    assert mend_book(folder) == ()


@lru_cache(maxsize=4096)
def judged(section: Section) -> tuple[Diagnostic, ...]:
    """The diagnostics of a section of the smallest book; each text is read once."""
    with TemporaryDirectory() as folder:
        configuration = read_configuration(book(Path(folder), "# One\n")).value
        assert configuration is not None
        filters = [filters_dir() / f"{name}.py" for name in OUR_FILTERS]
        return normalise(section, configuration, first_note=1, filters=filters).diagnostics


@pytest.mark.slow
@settings(max_examples=100)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8), line_end=st.sampled_from(["\n", "\r\n"]))
def test_no_letter_is_lost_and_a_second_run_changes_nothing(pieces: list[str], line_end: str) -> None:
    text = ("# One\n\n" + "".join(pieces)).replace("\n", line_end)
    section = Section(path="one.md", matter=Matter.BODY, text=text.replace(line_end, "\n"))
    done = mend(section, text, judged)
    if done is None:
        return
    after = replace(section, text=done.after.replace(line_end, "\n"))
    assert SIGNS.sub("", done.after).casefold() == SIGNS.sub("", text).casefold()
    assert done.after.count("\n") == done.after.count(line_end), "there is a line end of another kind"
    assert mend(after, done.after, judged) is None
    assert len(judged(after)) < len(judged(section))


@given(text=st.text(st.sampled_from("ab\n\r é他"), max_size=40), data=st.data())
def test_patch_changes_only_its_stretch(text: str, data: st.DataObject) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = data.draw(st.integers(1, len(lines)))
    column = data.draw(st.integers(1, len(lines[line - 1]) + 1))
    length = data.draw(st.integers(0, len(lines[line - 1]) - column + 1))
    after = patched(text, [Patch(at=Location(path="one.md", line=line, column=column), length=length, text="X")])
    at = after.index("X")
    assert text[:at] + text[at + length :] == after.replace("X", "", 1)
    assert after[:at].replace("\r\n", "\n").replace("\r", "\n").count("\n") == line - 1


def test_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    folder = book(tmp_path, "# One\n\nNew text.\n")
    with pytest.raises(PublishError, match="X104"):
        write(folder, Mended(path="one.md", before="# One\n\nOld text.\n", after="# One\n\nMended.\n", gone=()))
    assert (folder / "one.md").read_text(encoding="utf-8") == "# One\n\nNew text.\n"


def test_diff_shows_the_change_and_writes_nothing(tmp_path: Path) -> None:
    folder = book(tmp_path, "# One\n\n1917. A long year.\n")
    shown = CliRunner().invoke(main, ["check", "--book", str(folder), "--diff"])
    assert shown.stdout.splitlines()[-2:] == ["-1917. A long year.", "+1917\\. A long year."]
    assert (folder / "one.md").read_bytes() == b"# One\n\n1917. A long year.\n"


def test_fix_reports_what_it_mended_and_what_is_left(tmp_path: Path) -> None:
    folder = book(tmp_path, "# One\n\n1917. A long year.[^a]\n")
    done = CliRunner().invoke(main, ["check", "--book", str(folder), "--fix"])
    assert "mended one.md: 1 finding\n" in done.stderr
    assert "error N101" in done.stdout
    assert done.exit_code == 1


def test_one_failing_fix_keeps_no_other_back_and_is_isolated_quickly() -> None:
    asked = 0

    def judge(section: Section) -> list[Diagnostic]:
        nonlocal asked
        asked += 1
        diagnostics: list[Diagnostic] = []
        for number, line in reversed(list(enumerate(section.text.splitlines(), 1))):
            at = Location(path="one.md", line=number, column=len(line) + 1)
            if line and not line.endswith("."):
                diagnostics.append(diagnostic("M213", "no full stop", help="write one", at=at, fix=(Patch(at=at, length=0, text=".\n"),)))
            elif line == "line 7.":
                diagnostics.append(diagnostic("N101", "worse than before", help="none", at=at))
        return diagnostics

    text = "".join(f"line {number}\n" for number in range(1, 301))
    done = mend(Section(path="one.md", matter=Matter.BODY, text=text), text, judge)
    assert done is not None
    assert done.after.split() == [word for number in range(1, 301) for word in ("line", str(number) + ("." if number != 7 else ""))]
    assert len(done.gone) == 299
    assert asked < 60
