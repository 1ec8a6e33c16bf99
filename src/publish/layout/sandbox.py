"""The sandbox of a worker process: fixed fonts and time zone, limited memory, and an end when its parent ends.

Standard library only: `enter` must run before WeasyPrint, Pango and fontconfig are loaded, because they read the environment once.
"""

import os
import signal
import sys
import tempfile
import threading
import time
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path

# No folder of fonts, so that Pango finds only the book's own fonts. The cache stays in the build's temporary folder.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


def enter(folder: Path, most_memory: int) -> None:
    """Makes this process use `folder` for temporary files, no fonts of the machine, at most `most_memory` bytes, and UTC."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C the parent ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit(most_memory)
    configuration = folder / f"fonts-{os.getpid()}.conf"
    configuration.write_text(FONTCONFIG.format(cache=folder / "fontconfig"), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    os.environ["TZ"] = "UTC"
    time.tzset()
    tempfile.tempdir = str(folder)  # WeasyPrint unpacks fonts there; the parent removes the folder even if this process is killed


def _limit(most_memory: int) -> None:
    if sys.platform == "linux":
        import resource

        _, hardest = resource.getrlimit(resource.RLIMIT_DATA)
        most = most_memory if hardest == resource.RLIM_INFINITY else min(most_memory, hardest)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hardest))


def _end_with_parent() -> None:
    """Ends this process when its parent is gone: a parent that was killed cannot end its workers."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
