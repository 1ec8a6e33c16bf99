"""A recovered text as the sections of a book."""
