"""From the manuscript's files to normalised trees: read, scan, check, locate, normalise, mend. The only room that reads pandoc's trees."""
