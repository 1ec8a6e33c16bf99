"""Importing again over a manuscript that was edited since: the work of the editor and the changes of the source are merged.

Each file has three texts: as the last import wrote it (the base), as the editor left it (mine), as this import writes it (the source's).
What only one of the two changed is taken; what both changed in the same words is a conflict, and asked. Lines are merged first, the words
of a line that both changed after them (diff3: S. Khanna, K. Kunal, B. Pierce, “A Formal Investigation of Diff3”, 2007).
"""

import io
import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from merge3 import Merge3

from publish.diagnostics import Diagnostic, Location, diagnostic

BASE = ".import-base.zip"
"""The file beside book.toml that keeps the texts of the last import."""
MOMENT = (1980, 1, 1, 0, 0, 0)  # of the files in it: the first that ZIP knows
ALIKE = 0.6  # the least likeness of two versions of a section under different names
MOST_SHOWN = 60  # characters of a passage in a message
TOKEN = re.compile(r"\s+|[^\s]+")
FENCE = re.compile(r"(?:`{3,}|~{3,})")
NUMBERED = re.compile(r"^\d+-")


class Choice(StrEnum):
    """What an editor wants of a passage that she and the source have changed."""

    MINE = "mine"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A passage that both changed: its place in the merged file, both forms, the choice if there is one.

    `key` depends on the file and both forms, so that an answer finds its conflict again.
    """

    path: str
    line: int
    mine: str
    source: str
    choice: Choice | None = None

    @property
    def key(self) -> str:
        """The key of an answer."""
        return blake2b(f"{self.path}\n{self.mine}\n{self.source}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The files to write, those to delete, and what was decided about them."""

    files: Mapping[str, str | bytes]
    stale: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    merged: tuple[str, ...] = ()
    """The files in which the editor's work stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A book's folder since the last import: the digests and texts that this wrote, by path, and the answers to conflicts by key."""

    folder: Path
    written: Mapping[str, str]
    base: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def mine(self, name: str) -> bytes | None:
        """A file as it is in the folder now; None if there is none."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def is_edited(self, name: str) -> bool:
        """Whether a file exists that is not as the last import wrote it."""
        content = self.mine(name)
        return content is not None and content_digest(content) != self.written.get(name)


def content_digest(content: str | bytes) -> str:
    """The digest of a file, as the ledger keeps it."""
    return blake2b(content_bytes(content), digest_size=16).hexdigest()


def content_bytes(content: str | bytes) -> bytes:
    """A file as it is on disk."""
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


def base_file(files: Mapping[str, str | bytes]) -> bytes:
    """The texts among these files, packed to be the base of the next import: the same bytes for the same texts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            if isinstance(content, str):
                archive.writestr(zipfile.ZipInfo(name, MOMENT), content_bytes(content), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def base_texts(folder: Path, written: Mapping[str, str]) -> Mapping[str, str]:
    """The texts that the last import wrote, by path; without those that are not as the ledger says, all if the file is damaged."""
    try:
        with zipfile.ZipFile(folder / BASE) as archive:
            contents = {info.filename: archive.read(info) for info in archive.infolist() if info.filename in written}
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError, EOFError):
        return {}
    texts = {name: content for name, content in contents.items() if content_digest(content) == written[name]}
    return {name: content.decode("utf-8", "surrogatepass") for name, content in texts.items()}


def merge(files: Mapping[str, str | bytes], editing: Editing) -> Merged:
    """What to write so that neither the editor's work nor the source's is lost.

    Reports I120 (an error) for an edited file whose last form is not known, I122 for a conflict, I123 for an edited section that the source
    no longer has.
    """
    earlier = _earlier_names(files, editing)
    written: dict[str, str | bytes] = {}
    conflicts: list[Conflict] = []
    diagnostics: list[Diagnostic] = []
    merged: list[str] = []
    for name, content in files.items():
        before = earlier.get(name, name)
        mine, digest = editing.mine(before), editing.written.get(before)
        unchanged = digest == content_digest(content)
        if mine is None and unchanged:
            continue  # the editor deleted it
        if mine is None or content_digest(mine) in {digest, content_digest(content)}:
            written[name] = content
            continue
        merged.append(name)
        if unchanged:
            written[name] = mine
        elif isinstance(content, str) and before in editing.base and (text := _text(mine)) is not None:
            result, asked = _merged_file(name, editing.base[before], text, content, editing.choices)
            written[name] = result
            conflicts.extend(asked)
        else:
            diagnostics.append(_unknown(editing.folder / before, picture=isinstance(content, bytes)))
    stale = [name for name in editing.written if name not in files and editing.mine(name) is not None]
    moved = set(earlier.values())
    kept = [name for name in stale if name not in moved and editing.is_edited(name)]
    diagnostics.extend(map(_no_longer, kept))
    diagnostics.extend(_conflict(conflict) for conflict in conflicts if conflict.choice is None)
    return Merged(
        files=written,
        stale=tuple(name for name in stale if name not in kept),
        conflicts=tuple(conflicts),
        diagnostics=tuple(diagnostics),
        merged=tuple(merged),
    )


def _earlier_names(files: Mapping[str, str | bytes], editing: Editing) -> Mapping[str, str]:
    """The earlier name of each section that has another one now: numbers shift when a section comes in, titles change."""
    new = [name for name, content in files.items() if isinstance(content, str) and name.endswith(".md")]
    old = [name for name in editing.written if name.endswith(".md") and editing.mine(name) is not None]
    titles = Counter(map(_title, new))
    titled = {_title(name): name for name in old if sum(_title(other) == _title(name) for other in old) == 1}
    earlier = {name: titled[_title(name)] for name in new if titles[_title(name)] == 1 and _title(name) in titled}
    free = [name for name in old if name not in {*earlier.values(), *new}]
    for name in new:
        if name in earlier or name in old:
            continue
        likeness = {other: SequenceMatcher(None, str(files[name]), editing.base.get(other, "")).quick_ratio() for other in free}
        best = max(likeness, key=lambda other: likeness[other], default="")
        if best and likeness[best] >= ALIKE:
            earlier[name] = best
            free.remove(best)
    return {name: before for name, before in earlier.items() if name != before}


def _title(name: str) -> str:
    """The name of a section's file without its number."""
    path = PurePosixPath(name)
    return str(path.with_name(NUMBERED.sub("", path.name)))


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


# --- texts ----------------------------------------------------------------------------------------------------------------------------


def _merged_file(name: str, base: str, mine: str, source: str, choices: Mapping[str, Choice]) -> tuple[str, tuple[Conflict, ...]]:
    """The merged text of a file. A conflict without a choice keeps the editor's form; a section gets the source's in a query below it."""
    is_toml = name.endswith(".toml")
    lines: list[str] = []
    conflicts: list[Conflict] = []
    queries: list[tuple[int, str]] = []
    for group in Merge3(base.splitlines(keepends=True), mine.splitlines(keepends=True), source.splitlines(keepends=True)).merge_groups():
        if group[0] != "conflict":
            lines.extend(group[1])
            continue
        before, ours, theirs = ("".join(part) for part in group[1:4])
        words = _merged_words(before, ours, theirs)
        if words is not None:
            lines.extend(words.splitlines(keepends=True))
            continue
        conflict = Conflict(path=name, line=len(lines) + 1, mine=ours.strip(), source=theirs.strip())
        conflict = Conflict(path=name, line=conflict.line, mine=conflict.mine, source=conflict.source, choice=choices.get(conflict.key))
        conflicts.append(conflict)
        lines.extend((theirs if conflict.choice is Choice.SOURCE else ours).splitlines(keepends=True))
        if conflict.choice is None and not is_toml:
            queries.append((len(lines), theirs.strip("\n")))
    text = "".join(_with_queries(lines, queries))
    if is_toml and not _is_toml(text):
        return mine, (Conflict(path=name, line=1, mine="the file as you left it", source="the file of this import"),)
    return text, tuple(conflicts)


def _merged_words(base: str, mine: str, source: str) -> str | None:
    """The merged words of some lines; None if both changed the same."""
    groups = list(Merge3(TOKEN.findall(base), TOKEN.findall(mine), TOKEN.findall(source)).merge_groups())
    if not base.strip() or any(group[0] == "conflict" for group in groups):
        return None
    return "".join(piece for group in groups for piece in group[1])


def _with_queries(lines: Sequence[str], queries: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The lines, with each query below the block that it follows: at the next line that begins a block of its own, outside code."""
    waiting = list(queries)
    fence = ""
    for place, line in enumerate(lines):
        begins = place == 0 or not lines[place - 1].strip()
        if begins and not fence and line.strip() and line[:1] not in " \t>|":
            while waiting and waiting[0][0] <= place:
                yield from (_query(waiting.pop(0)[1]), "\n")
        mark = FENCE.match(line.strip())
        if mark and not fence:
            fence = mark[0]
        elif mark and mark[0].startswith(fence):
            fence = ""
        yield line
    if waiting and lines and not lines[-1].endswith("\n"):
        yield "\n"
    for _, text in waiting:
        yield from ("\n", _query(text))


def _query(source: str) -> str:
    """A query with a passage of the source, as it stands: in code, so that its notes and headings mean nothing."""
    fence = "`" * (max((len(run) for run in re.findall("`+", source)), default=2) + 1)
    fence = max(fence, "```", key=len)
    return f"::: query\nThe source has this here since the last import:\n\n{fence}\n{source}\n{fence}\n:::\n"


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


# --- diagnostics ----------------------------------------------------------------------------------------------------------------------


def _conflict(conflict: Conflict) -> Diagnostic:
    message = (
        f"you and the source have both changed this passage: “{_beginning(conflict.mine)}”; the source has “{_beginning(conflict.source)}”"
    )
    help = "yours stays, the source’s is in a query below it: keep one of them; publish import --review asks instead"
    if conflict.path.endswith(".toml"):
        help = "yours stays: compare it with the source, or answer with publish import --review"
    return diagnostic("I122", message, help=help, at=Location(path=conflict.path, line=conflict.line))


def _no_longer(name: str) -> Diagnostic:
    help = "name it in the spine of book.toml again, or delete it"
    return diagnostic("I123", "the source no longer has this section, which you have edited: it stays", help=help, at=Location(path=name))


def _unknown(path: Path, *, picture: bool) -> Diagnostic:
    what = "is another picture than that of the source" if picture else "was edited, and how the last import wrote it is not known"
    help = "to keep your work, import into another folder; to overwrite it, use --force"
    return diagnostic("I120", f"{path} {what}: it is not overwritten", help=help)


def _beginning(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= MOST_SHOWN else f"{joined[: MOST_SHOWN - 1]}…"
