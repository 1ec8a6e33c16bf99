"""From the manuscript's files to a normalised tree: read, scan, locate, normalise, lint. The door to panflute."""
