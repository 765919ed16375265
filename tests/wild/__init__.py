"""Model files that public packages ship, opened one by one: ``python -m tests.wild``."""
