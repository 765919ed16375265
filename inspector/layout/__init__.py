"""Layout: from a display graph (boxes in boxes, edges between them) to geometry.

The window needs the records of this room and never its arithmetic, which is loaded when it is asked
for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.layout.arranging import arrange
    from inspector.layout.cache import LayoutCache
    from inspector.layout.errors import LayoutError

__all__ = ["LayoutCache", "LayoutError", "arrange"]

_MODULES = {"LayoutCache": "cache", "LayoutError": "errors", "arrange": "arranging"}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
