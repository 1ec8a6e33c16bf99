"""The door to pandoc: manuscript text to a tree in pandoc's JSON, one call for each section.

pandoc is a child process: no shell, input by stdin, a limit on memory and on time, so that a text which it cannot finish stops one section
with a name and not the machine.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from publish.diagnostics import ExitCode, PublishError, diagnostic

API_VERSION = [1, 23]
SECONDS = 60
MEMORY = ("+RTS", "-M1G", "-H1m", "-A4m", "-RTS")  # at most; at first a few megabytes: most of a short run goes into asking for 64
MEMORY_IS_FULL = 251  # the exit code of the Haskell runtime under -M

MATH = "tex_math_dollars"

# What pandoc's Markdown knows beyond the manuscript's grammar, to a book's harm: (1) is a list, @name a citation, \word TeX.
# Ids that pandoc makes for headings would hold the labels of their notes and change with the wording; with them [Preface] in an author's
# brackets would become a link to that heading and lose its brackets. [ ] and [x] before an item would become signs that no text has.
WITHOUT = (
    "fancy_lists",
    "example_lists",
    "raw_tex",
    "latex_macros",
    "citations",
    "pandoc_title_block",
    "yaml_metadata_block",
    "blank_before_blockquote",
    "raw_html",
    "native_divs",
    "native_spans",
    "raw_attribute",
    "task_lists",
    MATH,
    "auto_identifiers",
    "implicit_header_references",
)


class UnfinishedError(Exception):
    """pandoc could not finish a text; the message is a clause that says why."""


def reader(*, smart: bool = False, math: bool = False) -> str:
    """pandoc's name for the manuscript's grammar."""
    without = [extension for extension in WITHOUT if not (math and extension == MATH)]
    return "markdown" + "".join(f"-{extension}" for extension in without) + ("" if smart else "-smart")


def tree_from_text(text: str, *, smart: bool = False, math: bool = False) -> str:
    """The tree of a Markdown text as pandoc's JSON. UnfinishedError if pandoc gives up on it; PublishError if there is no pandoc 3."""
    return _converted(text, "--from", reader(smart=smart, math=math), "--to", "json")


def html_of_formulae(formulae: Sequence[tuple[str, bool]]) -> str:
    """Formulae (TeX, and whether each stands on lines of its own) as XHTML: one `p` for each, with MathML where pandoc can read it.

    Raises as `tree_from_text`.
    """
    kinds = {True: "DisplayMath", False: "InlineMath"}
    blocks = [{"t": "Para", "c": [{"t": "Math", "c": [{"t": kinds[display]}, tex]}]} for tex, display in formulae]
    tree = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return _converted(json.dumps(tree), "--from", "json", "--to", "html4", "--mathml")


def outline_of_tree(tree: str) -> str:
    """A tree, given as pandoc's JSON, as a person reads it: pandoc's “native” form, an element a line. Raises as `tree_from_text`."""
    return _converted(tree, "--from", "json", "--to", "native")


def html_of(content: bytes, form: str) -> str:
    """A document of another program (`form` is pandoc's name for it) as a page of HTML. Nothing else is read, from disk or network.

    Raises as `tree_from_text`.
    """
    return _converted(content, "--from", form, "--to", "html", "--standalone", "--wrap", "none", "--sandbox", "--mathml")


def _converted(text: str | bytes, *options: str) -> str:
    given = text.encode() if isinstance(text, str) else text
    try:
        command = [str(_pandoc()), *MEMORY, *options, "--quiet"]
        run = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as fault:
        raise UnfinishedError(f"it was not done after {SECONDS} seconds") from fault
    except OSError as fault:
        raise _unusable(f"pandoc does not start: {fault.strerror}") from fault
    if run.returncode == MEMORY_IS_FULL:
        raise UnfinishedError("it asked for more than 1 GB of memory")
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        raise UnfinishedError(f"it stopped with exit code {run.returncode}" + (f" and said “{said[-1]}”" if said else ""))
    return run.stdout.decode()


@lru_cache(maxsize=1)
def _pandoc() -> Path:
    """The pandoc beside this Python, or the one that its wheel brought. PublishError if there is none or its trees are of another shape."""
    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    places = [Path(sys.executable).parent / name]
    wheel = find_spec("pypandoc")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "files" / name)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise _unusable("there is no pandoc beside this Python")
    probe = subprocess.run([str(found), "--to", "json"], input=b"", capture_output=True, timeout=SECONDS, check=False)
    version = json.loads(probe.stdout)["pandoc-api-version"] if probe.returncode == 0 else []
    if version[:2] != API_VERSION:
        raise _unusable(f"{found} makes trees of version {version[:2] or 'unknown'}, not {API_VERSION}")
    return found


def _unusable(message: str) -> PublishError:
    help = "set the tools up again: remove .venv and run make, or run pip install publish"
    return PublishError(diagnostic("M190", message, help=help), exit_code=ExitCode.MACHINE)
