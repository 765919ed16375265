"""What can go wrong with a file as a whole; lesser problems are findings of the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector.errors import InspectorError


class FormatError(InspectorError):
    """A file that cannot be read; the base of this room's errors."""

    code = "malformed"


class FileMissingError(FormatError):
    """There is no such file."""

    code = "file-missing"


class FileUnreadableError(FormatError):
    """The file exists and the system does not let it be read."""

    code = "file-unreadable"


class EmptyFileError(FormatError):
    """A file of zero bytes."""

    code = "empty-file"


class NotAModelError(FormatError):
    """The content is of no model format that is known."""

    code = "not-a-model"


class SeveralModelsError(FormatError):
    """There are several models where one was asked for; the help names them.

    Args:
        message: How many there are.
        where: The folder or archive.
        help: A few of them.
        choices: Paths of all that can be opened.
    """

    code = "several-models"

    def __init__(
        self, message: str, *, where: str = "", help: str = "", choices: Sequence[str] = ()
    ) -> None:
        super().__init__(message, where=where, help=help)
        self.choices = list(choices)


class UnsupportedFormat(FormatError):  # noqa: N818 - says it all
    """A format that is recognised and not read."""

    code = "unsupported-format"


class TruncatedError(FormatError):
    """The file ends before there is anything of a graph."""

    code = "truncated"


class LimitExceededError(FormatError):
    """The file asks for more than ``Limits`` allows."""

    code = "limit-exceeded"


class MalformedError(FormatError):
    """The content contradicts its own format so that no graph is left."""

    code = "malformed"


def unreadable(error: Exception, path: Path) -> FileUnreadableError:
    """The error to raise when the system refuses to read a file."""
    reason = getattr(error, "strerror", None) or type(error).__name__
    return FileUnreadableError(f"It cannot be read: {reason}.", where=str(path))
