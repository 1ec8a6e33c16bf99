"""Printers' profiles: one TOML file each, every figure with its source. `publish.config.printers` documents the keys."""
