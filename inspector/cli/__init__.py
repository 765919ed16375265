"""The command line: ``scan``, ``explain``, ``render``, ``signatures``."""
