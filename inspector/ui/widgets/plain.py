"""Text from files that Qt is to show as it is.

Tooltips and message boxes take what looks like markup for HTML, buttons and menus take ``&`` for
the mark of a shortcut. Names in a model file may hold both.
"""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """Text for a tooltip or a message box: markup in it is shown, not obeyed."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>"


def caption(text: str) -> str:
    """Text for a button, a tab or a menu: each ``&`` is shown."""
    return text.replace("&", "&&")
