"""What the layout of a piece depends on beside its text, by content: not where the book and the faces lie, nor when they were written."""

from dataclasses import replace
from pathlib import Path

from publish.model import Setting
from publish.tools.cache import file_digest

STYLES = "styles"


def setting_key(setting: Setting) -> tuple[object, ...]:
    """The parts of a key for what is laid out in a setting: with the files of the book's own styles, by name and content."""
    styles = sorted(path for path in (setting.folder / STYLES).rglob("*") if path.is_file())
    return (
        replace(setting, folder=Path(), faces=()),
        [(replace(face, path=Path()), file_digest(face.path)) for face in setting.faces],
        [(path.relative_to(setting.folder).as_posix(), file_digest(path)) for path in styles],
    )
