"""Texts from elsewhere become canonical Markdown: their notes and quotations recovered, every decision in a ledger, no word lost."""
