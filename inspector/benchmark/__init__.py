"""Measures matcher, scan and window on this machine."""
