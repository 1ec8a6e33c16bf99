"""A section in its normal form: read by pandoc, its notes labelled, the filters run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import panflute as pf

from publish.config import Configuration
from publish.diagnostics import Outcome
from publish.model import Section, SectionWords


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedSection:
    """A section's tree after the filters; `lines` gives the manuscript line of each block by `id(element)`, blocks in notes too.

    Every note stands in `Span(Note(…), classes=["note"], attributes={"label", "id", "line", "number"})`; both calls of a note called twice
    bear one id and number. `words` are those of the tree before the filters.
    """

    section: Section
    document: pf.Doc
    lines: Mapping[int, int]
    words: SectionWords


def normalise(
    section: Section, configuration: Configuration, *, first_note: int, filters: Sequence[Path]
) -> Outcome[NormalisedSection]:
    """The section in its normal form; its first note has the number `first_note`."""
    raise NotImplementedError
