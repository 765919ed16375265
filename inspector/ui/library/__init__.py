"""The window that shows the whole library: a list, and a page per signature."""
