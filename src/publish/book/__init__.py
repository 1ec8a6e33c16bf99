"""From normalised trees to the book that every edition is made from."""
