"""Load Pango, HarfBuzz and their libraries for a process that will import WeasyPrint.

The system's libraries are used where they are installed. Otherwise `publish.bootstrap` has unpacked Debian's into native/ of the virtual
environment. For a later dlopen("libpango-1.0.so.0"), glibc returns the library that is already loaded under that SONAME. So it is enough
to load each file by its path, and LD_LIBRARY_PATH is not needed. They are loaded locally, without RTLD_GLOBAL, because Pillow and MuPDF
have their own FreeType, whose symbols must not mix with these.

The checkout's environment imports this module whenever Python starts (publish.pth), so it uses os.path and imports as little as possible.
"""

import os
import sys

# The folders of Homebrew (Apple silicon, Intel), MacPorts and the system. dyld does not search the first, and macOS removes DYLD_* from the
# environment of programs that /bin/sh starts, so it is set here. cffi falls back to ctypes.util.find_library, which reads it at each call.
MACOS_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib")


def load() -> None:
    """Load the shared libraries that WeasyPrint opens. If they are not on this machine, the import of WeasyPrint reports it."""
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", ":".join(MACOS_FOLDERS))
    elif os.path.isdir(folder := os.path.join(sys.prefix, "native")):
        _load_in_order_of_need(_libraries(folder))


def _libraries(folder: str) -> list[str]:
    """The paths of the shared libraries under the folder, without symbolic links."""
    paths = (os.path.join(root, name) for root, _, names in os.walk(folder) for name in names if ".so." in name)
    return sorted(path for path in paths if not os.path.islink(path))


def _load_in_order_of_need(paths: list[str]) -> None:
    """Load each library after those that it needs: those that fail are tried again as long as others could be loaded."""
    import ctypes

    waiting: list[str] = []
    for path in paths:
        try:
            ctypes.CDLL(path)
        except OSError:
            waiting.append(path)
    if len(waiting) < len(paths):
        _load_in_order_of_need(waiting)


def versions() -> str:
    """The versions of Pango and HarfBuzz that WeasyPrint would open here; empty if they are missing. Lines and glyphs depend on them."""
    import ctypes

    shown = ""
    for stem, function in (("pango-1.0", "pango_version_string"), ("harfbuzz", "hb_version_string")):
        for name in (f"lib{stem}.so.0", f"lib{stem}.0.dylib", f"lib{stem}.dylib"):
            try:
                version = getattr(ctypes.CDLL(name), function)
            except (OSError, AttributeError):
                continue
            version.restype = ctypes.c_char_p
            shown += f"{stem} {version().decode()};"
            break
    return shown


load()
