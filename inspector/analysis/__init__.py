"""Analysis: from a stored graph and a library to a verdict with its evidence."""
