"""Which own filters a person has allowed: an empty file for each book's folder and digest, in a folder outside every book."""

import os
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from publish.diagnostics import PublishError
from publish.manuscript.own_filters import NO_TRUST, Trust, own_filters
from publish.tools.disk import unwritable

REMEDY = "name a folder that can be written in XDG_STATE_HOME, or set PUBLISH_TRUST_FILTERS=1, which is not remembered"


def remembered_trust(folder: Path, record: Path) -> Trust:
    """What was allowed for the book in a folder."""
    filters = own_filters(folder)
    if filters is None:
        return NO_TRUST
    if (record / _name(folder, filters.digest)).is_file():
        return Trust(digests=frozenset({filters.digest}))
    return replace(NO_TRUST, has_changed=any(record.glob(f"{_folder_name(folder)}-*")))


def allow(folder: Path, record: Path) -> Trust:
    """Allows the book's own filters as they are now, and remembers it. PublishError with X102 if the record cannot be written."""
    filters = own_filters(folder)
    if filters is None:
        return NO_TRUST
    try:
        record.mkdir(parents=True, exist_ok=True)
        (record / _name(folder, filters.digest)).write_bytes(os.fsencode(folder.resolve()) + b"\n")  # for a person who looks
    except OSError as fault:
        raise PublishError(unwritable(record, fault, help=REMEDY)) from fault
    return Trust(digests=frozenset({filters.digest}))


def _name(folder: Path, digest: str) -> str:
    return f"{_folder_name(folder)}-{digest}"


def _folder_name(folder: Path) -> str:
    """A name for a folder, by its place on this machine."""
    return blake2b(os.fsencode(folder.resolve()), digest_size=10).hexdigest()
