"""The four walls of a worker process: fonts, time, memory, and an end when its parent ends.

Standard library only; `enter` runs before WeasyPrint, Pango and fontconfig are loaded, which read the environment once.
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

# A configuration with no folder of fonts: what the book does not bring, Pango does not find. Its cache stays beside it.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


def enter(folder: Path, most_memory: int) -> None:
    """Nothing; afterwards this process keeps to `folder` for temporary files, sees no font of the machine, holds at most so many bytes and
    lives in UTC.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer: it ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit(most_memory)
    configuration = folder / f"fonts-{os.getpid()}.conf"
    configuration.write_text(FONTCONFIG.format(cache=folder / "fontconfig"), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    os.environ["TZ"] = "UTC"
    time.tzset()
    tempfile.tempdir = str(folder)  # WeasyPrint unpacks fonts; the parent removes the folder even if this process is killed


def _limit(most_memory: int) -> None:
    if sys.platform == "linux":
        import resource

        _, hardest = resource.getrlimit(resource.RLIMIT_DATA)
        most = most_memory if hardest == resource.RLIM_INFINITY else min(most_memory, hardest)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hardest))


def _end_with_parent() -> None:
    """A parent that was killed cannot end its workers: they watch it."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
