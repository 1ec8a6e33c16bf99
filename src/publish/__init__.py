"""From one Markdown manuscript, every edition of a book: see README.md for the picture, DESIGN for the contract."""

__version__ = "0.1.0"
