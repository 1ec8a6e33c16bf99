"""The manuscript's files as text: read from the book's folder and from nowhere else, decoded, in reading order."""

from publish.config import Configuration
from publish.diagnostics import Outcome
from publish.model import Manuscript


def read_manuscript(configuration: Configuration) -> Outcome[Manuscript]:
    """The sections that the spine names. Reports M101 to M107."""
    raise NotImplementedError
