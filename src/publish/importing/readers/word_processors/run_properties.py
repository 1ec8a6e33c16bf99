"""What a run of a Word document is set in: its own properties, and those of its styles and of the document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from publish.importing.readers.archives import Archive
from publish.importing.readers.vocabulary import Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
VALUE = f"{W}val"
OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The styles of a document by their ids, its default paragraph style, and the properties that all of its runs have."""

    by_id: dict[str, Element] = field(default_factory=dict)
    default: str = ""
    document: tuple[Element, ...] = ()

    def of_run(self, run: Element) -> Iterator[Element]:
        """The properties that hold for a run, the nearest first: its own, of its style, of its paragraph's style, of the document."""
        properties = run.find(f"{W}rPr")
        if properties is not None:
            yield properties
            yield from self.of_style(_value(properties.find(f"{W}rStyle")))
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle")) if paragraph is not None else ""
        yield from self.of_style(style or self.default)
        yield from self.document

    def of_style(self, style_id: str) -> Iterator[Element]:
        """The properties of runs in a style and in the styles that it is based on."""
        seen: set[str] = set()
        while style_id in self.by_id and style_id not in seen:
            seen.add(style_id)
            style = self.by_id[style_id]
            properties = style.find(f"{W}rPr")
            if properties is not None:
                yield properties
            style_id = _value(style.find(f"{W}basedOn"))

    def has(self, run: Element, name: str) -> bool:
        """Whether a property of this name is on for a run."""
        return next((is_on(found) for properties in self.of_run(run) if (found := properties.find(W + name)) is not None), False)


def styles_of(archive: Archive) -> Styles:
    """The styles of a Word document."""
    path = next((name for name in archive.names if name.startswith("word/styles") and name.endswith(".xml")), None)
    if path is None:
        return Styles()
    root = archive.tree(path)
    styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
    usual = (name for name, style in styles.items() if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"})
    return Styles(by_id=styles, default=next(usual, ""), document=tuple(root.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr")))


def is_on(toggle: Element) -> bool:
    """Whether a property that is there is on."""
    return toggle.get(VALUE, "1").lower() not in OFF


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(VALUE, "")
