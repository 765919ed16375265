"""The root of all errors that Inspector raises on purpose."""

from __future__ import annotations


class InspectorError(Exception):
    """Something the user should read: what went wrong, where, and a way out.

    Args:
        message: One sentence that names the offending element.
        where: The place (an element of a file, a line and column), empty when unknown.
        help: What the user can do about it, empty when there is nothing.
    """

    code = "error"

    def __init__(self, message: str, *, where: str = "", help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.help = help

    def __str__(self) -> str:
        return f"{self.message} ({self.where})" if self.where else self.message
