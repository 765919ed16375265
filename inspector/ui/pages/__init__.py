"""What the middle of the window shows: start, document, failure."""
