"""From normalised trees to the book that every edition is made from. The door to lxml and tinycss2."""
