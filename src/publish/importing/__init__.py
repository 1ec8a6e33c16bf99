"""Foreign texts become canonical Markdown: notes and quotations are recovered, every decision is in a ledger, no word is lost."""
