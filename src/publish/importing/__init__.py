"""Texts from elsewhere become canonical Markdown: their notes and quotations are recovered, every decision in a ledger, no word lost."""
