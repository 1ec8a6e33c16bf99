"""What an import decided, shown and asked: the page of HTML, the review in the terminal, the proof that no word is lost."""
