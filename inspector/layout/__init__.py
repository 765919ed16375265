"""Layout: from a display graph (boxes in boxes, edges between them) to geometry."""
