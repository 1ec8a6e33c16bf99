"""From content documents to an EPUB 3.3 container. The door to EbookLib (in `container`)."""
