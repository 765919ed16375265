"""What can go wrong with a file as a whole; lesser problems are findings of the model."""

from __future__ import annotations

from inspector.errors import InspectorError


class FormatError(InspectorError):
    """A file that cannot be read; the base of this room's errors."""

    code = "malformed"


class FileMissing(FormatError):
    """There is no such file."""

    code = "file-missing"


class FileUnreadable(FormatError):
    """The file exists and the system does not let it be read."""

    code = "file-unreadable"


class EmptyFile(FormatError):
    """A file of zero bytes."""

    code = "empty-file"


class NotAModel(FormatError):
    """The content is of no model format that is known."""

    code = "not-a-model"


class UnsupportedFormat(FormatError):
    """A format that is recognised and not read."""

    code = "unsupported-format"


class Truncated(FormatError):
    """The file ends before there is anything of a graph."""

    code = "truncated"


class LimitExceeded(FormatError):
    """The file asks for more than ``Limits`` allows."""

    code = "limit-exceeded"


class Malformed(FormatError):
    """The content contradicts its own format so that no graph is left."""

    code = "malformed"
