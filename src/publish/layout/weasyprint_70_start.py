"""WeasyPrint 70.0 loaded without what writes fonts, since a fragment holds none (`weasyprint_70`).

It loads fontTools' subsetter and instancer, a sixth of a worker's start. Drop this when it loads them where it uses them
(test_worker_loads_nothing_that_writes_fonts).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

WRITERS = ("fontTools.subset", "fontTools.varLib", "fontTools.varLib.instancer")


@contextmanager
def without_font_writers() -> Iterator[None]:
    """A block in which WeasyPrint can be loaded; modules without content stand in the place of those that are not loaded yet."""
    empty = {name: ModuleType(name) for name in WRITERS if name not in sys.modules}
    if WRITERS[-1] in empty:
        empty[WRITERS[-1]].instantiateVariableFont = None  # type: ignore[attr-defined]  # WeasyPrint imports it by name
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            del sys.modules[name]
