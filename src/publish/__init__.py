"""From one Markdown manuscript, every edition of a book: see README.md, and docs/architecture.md for the layout of the code."""

__version__ = "0.2.0"
