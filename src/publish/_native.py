"""Pango, HarfBuzz and what they need, for a process that is going to import WeasyPrint.

The system's libraries are used where they are installed. Where they are not, `publish.bootstrap` has unpacked Debian's into the virtual
environment's native/. glibc answers a later dlopen("libpango-1.0.so.0") with the library that is already loaded under that SONAME: to load
each file by its path is enough, and no LD_LIBRARY_PATH is needed. They are loaded locally, without RTLD_GLOBAL: Pillow and MuPDF bring
a FreeType of their own, which must not meet this one.

The checkout's environment imports this module whenever Python starts (publish.pth): hence os.path, and no import that is not needed.
"""

import os
import sys

# Homebrew's folders (Apple silicon, Intel), MacPorts', the system's. dyld does not look into the first, and macOS takes DYLD_* away from
# whatever /bin/sh starts: so it is set here. cffi falls back on ctypes.util.find_library, which reads it at each call.
MACOS_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib")


def load() -> None:
    """Make the shared libraries known that WeasyPrint opens; where they are not on this machine at all, its import says so."""
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", ":".join(MACOS_FOLDERS))
    elif os.path.isdir(folder := os.path.join(sys.prefix, "native")):
        _load_in_order_of_need(_libraries(folder))


def _libraries(folder: str) -> list[str]:
    """The paths of the shared libraries under the folder, without the links that name them again."""
    paths = (os.path.join(root, name) for root, _, names in os.walk(folder) for name in names if ".so." in name)
    return sorted(path for path in paths if not os.path.islink(path))


def _load_in_order_of_need(paths: list[str]) -> None:
    """Load the libraries, each after those that it needs: who cannot be loaded yet is tried again while others still could be."""
    import ctypes

    waiting: list[str] = []
    for path in paths:
        try:
            ctypes.CDLL(path)
        except OSError:
            waiting.append(path)
    if len(waiting) < len(paths):
        _load_in_order_of_need(waiting)


load()
