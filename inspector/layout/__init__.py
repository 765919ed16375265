"""Layout: from a display graph (boxes in boxes, edges between them) to geometry."""

from inspector.layout.arranging import arrange
from inspector.layout.cache import LayoutCache
from inspector.layout.errors import LayoutError

__all__ = ["LayoutCache", "LayoutError", "arrange"]
