"""From content documents to an EPUB 3.3 container. Only `container` uses EbookLib."""
