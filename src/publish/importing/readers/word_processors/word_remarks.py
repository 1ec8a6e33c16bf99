"""The remarks of Word: which one answers which, and which are settled (ISO 29500 has neither; Word keeps both in files of its own)."""

from publish.importing.readers.archives import Archive
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.office_pages import ANSWERS, SETTLED
from publish.importing.readers.word_processors.run_properties import OFF, W

REMARKS, FURTHER = "word/comments.xml", "word/commentsExtended.xml"


def mark_remarks(page: Element, archive: Archive) -> None:
    """Says of the remarks on a page which one each answers, and whether it is settled."""
    if archive.read(REMARKS) is None or archive.read(FURTHER) is None:
        return
    ids: dict[str, str] = {}
    for remark in archive.tree(REMARKS).iter(f"{W}comment"):
        for paragraph in remark.iter(f"{W}p"):
            ids[_value(paragraph, "paraId")] = remark.get(f"{W}id", "")
    spans = {span.get("id", ""): span for span in page.iter("span") if "comment-start" in (span.get("class") or "")}
    for entry in archive.tree(FURTHER).iter("{*}commentEx"):
        span = spans.get(ids.get(_value(entry, "paraId"), ""))
        if span is None:
            continue
        if parent := ids.get(_value(entry, "paraIdParent"), ""):
            span.set(ANSWERS, parent)
        if _value(entry, "done") not in OFF | {""}:
            span.set(SETTLED, "true")


def _value(element: Element, name: str) -> str:
    """An attribute by its name in any of the namespaces of Word's versions."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
