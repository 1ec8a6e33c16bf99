"""Documents within a Word document (altChunk): pages, plain texts, other Word documents. Each stands in the page where Word shows it."""

import email
import email.policy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath

from lxml import etree

from publish.diagnostics import PublishError
from publish.importing.readers.archives import Archive, holds, opened
from publish.importing.readers.html_tree import parsed, text_of
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.run_properties import W
from publish.text.words import split_words
from publish.tools.pandoc import UnfinishedError

MARK = "\ufdd7"
"""Before and after the number of a chunk, in the paragraph that stands for it."""
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PAGES = (".html", ".htm", ".xhtml")
MAILED = (".mht", ".mhtml")
TEXTS = (".txt",)
MOST_DEEP = 3  # chunks within chunks


@dataclass(slots=True, kw_only=True)
class Chunks:
    """The chunks of a document: what each becomes on the page."""

    archive: Archive
    document: Callable[[Archive], str]
    """The page of a Word document."""
    pages: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def take(self, roots: Mapping[str, Element]) -> None:
        """Puts a paragraph in the place of each chunk that can be read; the others stay."""
        for part, root in roots.items():
            found = list(root.iter(f"{W}altChunk"))
            targets = _targets(self.archive, part) if found else {}
            for chunk in found:
                page = self._page(targets.get(chunk.get(RELATION, ""), ""))
                if page is None:
                    continue
                paragraph = chunk.makeelement(f"{W}p")
                etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = f"{MARK}{len(self.pages)}{MARK}"
                chunk.addprevious(paragraph)
                around = chunk.getparent()
                if around is not None:
                    around.remove(chunk)
                self.pages.append(page)
                self.words.extend(split_words(text_of(page)))

    def put(self, page: Element) -> None:
        """Puts the chunks into the page of the document."""
        for paragraph in [one for one in page.iter("p") if (one.text or "").strip().startswith(MARK)]:
            body = self.pages[int((paragraph.text or "").strip().strip(MARK))]
            around = paragraph.getparent()
            if around is not None:
                division = paragraph.makeelement("div", {})
                division.tail = paragraph.tail
                division.text = body.text
                division.extend(list(body))
                around.replace(paragraph, division)

    def _page(self, path: str) -> Element | None:
        """The body of a chunk; None if it cannot be read."""
        content = self.archive.read(path) if path else None
        ending = PurePosixPath(path.lower()).suffix
        if not content or not content.strip():
            return None
        try:
            if holds(content, b"[Content_Types].xml"):
                text = self.document(opened(content, self.archive.name))
            elif ending in MAILED:
                message = email.message_from_bytes(content, policy=email.policy.default)
                part = message.get_body(("html",)) if isinstance(message, email.message.EmailMessage) else None
                text = part.get_content() if part is not None else ""
            elif ending in PAGES:
                text = _decoded(content)
            elif ending in TEXTS:
                text = "".join(f"<p>{escape(line)}</p>" for line in _decoded(content).splitlines() if line.strip())
            else:
                return None
            body = parsed(text.encode(), self.archive.name, "utf-8").find("body")
        except (PublishError, UnfinishedError, LookupError, ValueError):
            return None
        return None if body is None else _renamed(body, f"chunk{len(self.pages) + 1}-")


def _renamed(body: Element, prefix: str) -> Element:
    """A body with names of places of its own, so that its notes are not those of the document."""
    for element in body.iter(etree.Element):
        for name in ("id", "name"):
            if element.get(name):
                element.set(name, prefix + element.get(name, ""))
        if element.get("href", "").startswith("#"):
            element.set("href", f"#{prefix}{element.get('href', '')[1:]}")
    return body


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _targets(archive: Archive, part: str) -> dict[str, str]:
    """The files that a part refers to, by the ids of their relations."""
    path = PurePosixPath(part)
    relations = str(path.parent / "_rels" / f"{path.name}.rels")
    if archive.read(relations) is None:
        return {}
    targets = {}
    for relation in archive.tree(relations).iter("{*}Relationship"):
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else str(path.parent / target)
    return targets
