"""A section's tree as read and after each filter, as text for people: `--keep-stages`."""

from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

import panflute as pf

from publish.config import Configuration
from publish.manuscript.filter_runs import IN_THIS_PROCESS, Guard
from publish.manuscript.normalise import normalise
from publish.model import Section
from publish.tools.pandoc import outline_of_tree


def stages(
    section: Section, configuration: Configuration, filters: Sequence[Path], guard: Guard = IN_THIS_PROCESS
) -> Iterator[tuple[str, str]]:
    """The name and the text of each stage: `0-read`, `1-footnotes` and so on; a section with errors has only the stages that it reaches."""
    for count, name in enumerate(("read", *(path.stem for path in filters))):
        normalised = normalise(section, configuration, first_note=1, filters=filters[:count], guard=guard)
        if normalised.value is None or (count and normalised.failed):
            return
        with StringIO() as tree:
            pf.dump(normalised.value.document, tree)
            yield f"{count}-{name}", outline_of_tree(tree.getvalue())
