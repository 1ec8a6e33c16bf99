"""Texts as every stage counts and compares them: words, offsets, folios, differences. Imports nothing of publish."""
