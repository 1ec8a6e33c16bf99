"""The diagnostic for a folder that cannot be written, because the disk is full or the permissions forbid it."""

from pathlib import Path

from publish.diagnostics import Diagnostic, Location, diagnostic

OUTPUT_REMEDY = "make room on the disk, or choose another --output folder or TMPDIR"


def unwritable(place: Path | str, fault: OSError, *, help: str = OUTPUT_REMEDY, at: Location | None = None) -> Diagnostic:
    """X102 with the place, the system's reason and the remedy."""
    return diagnostic("X102", f"{place} cannot be written: {fault.strerror}", help=help, at=at)
