"""What an import decided: the report as an HTML page, the review in the terminal, the proof that no word is lost."""
