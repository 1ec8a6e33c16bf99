"""What is proved of the finished files: completeness, EPUBCheck, accessibility."""
