"""Pango, HarfBuzz and what they need, for the process that is about to import WeasyPrint.

The system's libraries are used where they are installed. Where they are not, `publish.bootstrap` has unpacked Debian's into `native/` in the
virtual environment; glibc answers a later dlopen("libpango-1.0.so.0") with a library already loaded under that SONAME, so loading each file by
its path is enough, no LD_LIBRARY_PATH is needed. They are loaded locally (without RTLD_GLOBAL): Pillow and MuPDF bring a FreeType
of their own that must not meet this one.

Standard library only, and little of it: `publish.pth` in our virtual environment imports this module whenever Python starts.
"""

import os
import sys

# Where Homebrew (Apple silicon, Intel) and MacPorts put libraries. dyld does not look there, and macOS strips DYLD_* from whatever /bin/sh starts, so it is set
# here: cffi falls back on ctypes.util.find_library, which reads it at each call.
MACOS_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib")


def load() -> None:
    """Nothing; afterwards WeasyPrint finds its shared libraries if they are on this machine at all. May be called more than once."""
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", ":".join(MACOS_FOLDERS))
    elif os.path.isdir(folder := os.path.join(sys.prefix, "native")):
        _load_all(_libraries(folder))


def _libraries(folder: str) -> list[str]:
    """The shared libraries under the folder, by path; without the symbolic links that name them again."""
    walked = ((root, name) for root, _, names in os.walk(folder) for name in names if ".so." in name)
    return sorted(path for root, name in walked if not os.path.islink(path := os.path.join(root, name)))


def _load_all(paths: list[str]) -> None:
    """Load every library after those it needs: what cannot be loaded yet is tried again as long as others could be."""
    import ctypes  # only here: most machines have the libraries, and need not pay for it

    waiting: list[str] = []
    for path in paths:
        try:
            ctypes.CDLL(path)
        except OSError:  # needs one that comes later in the alphabet
            waiting.append(path)
    if waiting and len(waiting) < len(paths):
        _load_all(waiting)


load()
