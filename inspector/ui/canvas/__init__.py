"""The canvas: one widget that paints the whole graph and says what was pressed."""
