"""`publish check` loads only the modules that read a book, none that make or examine an edition."""

import subprocess
import sys

UNWANTED = ("layout", "pagination", "epub", "press", "checks", "preflight", "editions", "build")
PROGRAM = "import sys, publish.reading, publish.commands.check; print(*sys.modules)"


def test_check_loads_nothing_of_editions() -> None:
    loaded = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout.split()

    assert "publish.manuscript.normalise" in loaded
    assert [name for name in loaded if name.startswith("publish.") and name.split(".")[1] in UNWANTED] == []
