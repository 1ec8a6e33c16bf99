"""All pieces on the book's pages: composed, ordered, numbered; contents, index, notes at the end, running heads and folios."""
