"""Texts as every stage counts and compares them: words, offsets, folios, differences. Imports nothing from the rest of publish."""
