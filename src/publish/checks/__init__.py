"""The finished files, read back from disk and compared with the manuscript; EPUBCheck, Ace."""
