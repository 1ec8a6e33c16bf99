"""The door to pandoc: manuscript text to a tree in pandoc's JSON, one call for each section.

pandoc is a child process without a shell, with input by stdin and limits on memory and time: a text that it cannot finish stops one named
section and not the machine.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from publish.diagnostics import ExitCode, PublishError, diagnostic
from publish.tools.processes import run_program

API_VERSION = [1, 23]
SECONDS = 60
MEMORY = (
    "+RTS",
    "-M1G",
    "-H1m",
    "-A4m",
    "-RTS",
)  # at most 1 GB, at first a few megabytes: to allocate the default 64 MB would take most of a short run
MEMORY_IS_FULL = 251  # the exit code of the Haskell runtime at the limit of -M

MATH = "tex_math_dollars"

# Extensions of pandoc's Markdown that would damage a book: with them (1) is a list, @name a citation, \word TeX.
# Pandoc's ids of headings would contain the labels of their notes and change with the wording; and [Preface] in an author's brackets would
# become a link to that heading, without the brackets. [ ] and [x] before a list item would become characters that are not in the text.
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
    """pandoc could not finish a text. The message is a clause that says why."""


def reader(*, smart: bool = False, math: bool = False) -> str:
    """pandoc's name of the manuscript's grammar: markdown with its extensions."""
    without = [extension for extension in WITHOUT if not (math and extension == MATH)]
    return "markdown" + "".join(f"-{extension}" for extension in without) + ("" if smart else "-smart")


def tree_from_text(text: str, *, smart: bool = False, math: bool = False) -> str:
    """The tree of a Markdown text as pandoc's JSON. UnfinishedError if pandoc cannot finish it; PublishError if there is no pandoc 3."""
    return _converted(text, "--from", reader(smart=smart, math=math), "--to", "json")


def html_of_formulae(formulae: Sequence[tuple[str, bool]]) -> str:
    """Formulae as XHTML: one `p` for each, with MathML if pandoc can read it. A formula is its TeX and whether it is a display formula.

    Raises the exceptions of `tree_from_text`.
    """
    kinds = {True: "DisplayMath", False: "InlineMath"}
    blocks = [{"t": "Para", "c": [{"t": "Math", "c": [{"t": kinds[display]}, tex]}]} for tex, display in formulae]
    tree = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}
    return _converted(json.dumps(tree), "--from", "json", "--to", "html4", "--mathml")


def formulae_of_mathml(formulae: Sequence[str]) -> list[str]:
    """The TeX of formulae in MathML, `math` elements; "" for one that pandoc cannot read. Raises the exceptions of `tree_from_text`."""
    page = "".join(f"<p>{formula}</p>" for formula in formulae)
    tree = json.loads(_converted(page, "--from", "html", "--to", "json"))
    blocks = [block.get("c", []) for block in tree["blocks"]]
    if len(blocks) != len(formulae):
        return [""] * len(formulae)
    return [next((str(inline["c"][1]) for inline in block if inline.get("t") == "Math"), "") for block in blocks]


def outline_of_tree(tree: str) -> str:
    """A tree in pandoc's JSON as readable text: pandoc's “native” form. Raises the exceptions of `tree_from_text`."""
    return _converted(tree, "--from", "json", "--to", "native")


def html_of(content: bytes, form: str) -> str:
    """A document in another format (`form` is pandoc's name for it) as an HTML page. No other file or address is read.

    Recorded changes and remarks are spans of the classes insertion, deletion, comment-start. Raises the exceptions of `tree_from_text`.
    """
    options = ("--standalone", "--wrap", "none", "--sandbox", "--mathml", "--track-changes", "all")
    return _converted(content, "--from", form, "--to", "html", *options)


def _converted(text: str | bytes, *options: str) -> str:
    content = text.encode() if isinstance(text, str) else text
    try:
        command = [str(_pandoc()), *MEMORY, *options, "--quiet"]
        run = run_program(command, seconds=SECONDS, content=content)
    except subprocess.TimeoutExpired as fault:
        raise UnfinishedError(f"it did not finish within {SECONDS} seconds of computing time") from fault
    except OSError as fault:
        raise _unusable(f"pandoc does not start: {fault.strerror}") from fault
    if run.returncode == MEMORY_IS_FULL:
        raise UnfinishedError("it asked for more than 1 GB of memory")
    if run.returncode:
        errors = run.stderr.decode(errors="replace").strip().splitlines()
        raise UnfinishedError(f"it stopped with exit code {run.returncode}" + (f" and the message “{errors[-1]}”" if errors else ""))
    return run.stdout.decode()


@lru_cache(maxsize=1)
def _pandoc() -> Path:
    """The pandoc beside this Python, or the one in its wheel. PublishError if there is none, or if it has another version of trees."""
    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    places = [Path(sys.executable).parent / name]
    wheel = find_spec("pypandoc")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "files" / name)
    program = next((place for place in places if place.is_file()), None)
    if program is None:
        raise _unusable("there is no pandoc beside this Python")
    probe = run_program([str(program), "--to", "json"], seconds=SECONDS)
    version = json.loads(probe.stdout)["pandoc-api-version"] if probe.returncode == 0 else []
    if version[:2] != API_VERSION:
        raise _unusable(f"{program} makes trees of version {version[:2] or 'unknown'}, not {API_VERSION}")
    return program


def _unusable(message: str) -> PublishError:
    help = "set the tools up again: remove .venv and run make, or run pip install publish"
    return PublishError(diagnostic("M190", message, help=help), exit_code=ExitCode.MACHINE)
