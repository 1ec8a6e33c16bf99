"""Printers' profiles: a TOML file each, every figure with its source (`publish.config.printers` says what the keys mean)."""
