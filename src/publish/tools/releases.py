"""The releases of the packages that publish uses."""

from functools import lru_cache
from importlib.metadata import distribution


@lru_cache(maxsize=64)
def release_of(package: str) -> str:
    """The release of an installed package. PackageNotFoundError if it is none.

    Only the first lines of its description are read: the standard library reads all of them, which takes some milliseconds for each.
    """
    installed = distribution(package)
    for line in (installed.read_text("METADATA") or "").splitlines():
        if line.startswith("Version:"):
            return line.partition(":")[2].strip()
        if not line:  # the text of the description follows
            break
    return installed.version
