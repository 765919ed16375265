"""Errors of the layout."""

from __future__ import annotations

from inspector.errors import InspectorError


class LayoutError(InspectorError):
    """The display graph cannot be laid out as it is."""

    code = "layout"


class PictureError(InspectorError):
    """A scene cannot be turned into a picture."""

    code = "picture"
