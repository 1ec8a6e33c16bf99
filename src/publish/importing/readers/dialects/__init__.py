"""The dialects of Markdown, one module each: what pandoc does not know is rewritten as what it knows, or taken out and recorded."""
