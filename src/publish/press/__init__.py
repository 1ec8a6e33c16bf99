"""One file for one printer: pages bound, fonts subset, colours in the printer's inks."""
