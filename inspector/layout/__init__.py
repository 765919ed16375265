"""Layout: from a display graph (boxes in boxes, edges between them) to geometry."""

from inspector.layout.arrange import arrange
from inspector.layout.stacking import LayoutCache

__all__ = ["LayoutCache", "arrange"]
