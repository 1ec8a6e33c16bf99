"""What word processors write, Word and OpenDocument: their styles, languages, notes and fields, as the elements of a page."""
