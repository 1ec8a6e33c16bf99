"""The folder that a source lies in: the files beside it, a title from the folder's name."""

from pathlib import Path


def file_beside(folder: Path | None, path: str) -> bytes | None:
    """The content of a file in this folder or below it; None if there is none, or if the path leads out of the folder."""
    if folder is None:
        return None
    file = (folder / path).resolve()
    try:
        return file.read_bytes() if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except OSError:
        return None


def title_of_folder(name: str) -> str:
    """A title made of the name of the folder that a source called `name` lies in: “the-margins/1.html” gives “The margins”."""
    words = Path(name).resolve().parent.name.replace("-", " ").replace("_", " ").split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
