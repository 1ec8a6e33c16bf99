"""Notes, quotations, headings and metadata of a text that has lost its markup."""
