"""Evidence held against module names: ``python -m tests.evidence LABELS FOLDER``."""
