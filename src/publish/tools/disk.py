"""The diagnostics for a folder that cannot be written: the disk is full, the permissions forbid it, or a name is taken."""

from pathlib import Path

from publish.diagnostics import Diagnostic, Location, diagnostic

OUTPUT_REMEDY = "make room on the disk, or choose another --output folder or TMPDIR"


def unwritable(place: Path | str, fault: OSError, *, help: str = OUTPUT_REMEDY, at: Location | None = None) -> Diagnostic:
    """X102 with the place, the system's reason and the remedy."""
    return diagnostic("X102", f"{place} cannot be written: {fault.strerror}", help=help, at=at)


def name_taken(place: Path) -> Diagnostic:
    """X105: a file has the name of a folder that publish makes, or a folder that of a file."""
    if place.is_symlink() and not place.exists():
        what = "is a link that leads nowhere"
    else:
        what = "is a folder" if place.is_dir() else "is a file, not a folder"
    return diagnostic("X105", f"“{place}” {what}", help="move it away or rename it: publish writes under this name")
