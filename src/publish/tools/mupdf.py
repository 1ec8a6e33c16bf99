"""PyMuPDF 1.28 for `raster` (our files) and `ink_coverage` (any file), loaded with the first page: it is a quarter of the start."""

import logging
from functools import lru_cache
from types import ModuleType


@lru_cache(maxsize=1)
def mupdf() -> ModuleType:
    """The library. Its messages go to the log: standard output is for what was asked for."""
    import pymupdf

    pymupdf.set_messages(pylogging_name="pymupdf", pylogging_level=logging.DEBUG)
    return pymupdf


def built_in_face() -> bytes:
    """The face that MuPDF brings for Chinese, Japanese and Korean: Droid Sans Fallback (Apache Licence 2.0), a TrueType font."""
    return bytes(mupdf().Font("cjk").buffer)
