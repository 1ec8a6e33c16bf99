"""Programs and libraries that are not ours, one door each: pandoc, MuPDF, HarfBuzz, ziamath; processes, and results remembered on disk."""
