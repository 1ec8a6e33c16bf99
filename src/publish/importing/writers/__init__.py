"""A recovered text as the files of a book."""
