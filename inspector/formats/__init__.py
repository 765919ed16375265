"""Formats: from files that nobody trusts to graphs.

Each format has one module with a ``Reader`` and an entry in ``registry.py``; files are recognised
by their content. Readers read structure and leave the weights' bytes where they are. What is wrong
with a file is a finding as long as there is a graph to show, else one of the errors here.
"""

from __future__ import annotations

from inspector.formats.errors import (
    EmptyFileError,
    FileMissingError,
    FileUnreadableError,
    FormatError,
    LimitExceededError,
    MalformedError,
    NotAModelError,
    SeveralModelsError,
    TruncatedError,
    UnsupportedFormat,
)
from inspector.formats.limits import Limits
from inspector.formats.opening import find_models, probe, read_model
from inspector.formats.reader import Progress, Reader

__all__ = [
    "EmptyFileError",
    "FileMissingError",
    "FileUnreadableError",
    "FormatError",
    "LimitExceededError",
    "Limits",
    "MalformedError",
    "NotAModelError",
    "Progress",
    "Reader",
    "SeveralModelsError",
    "TruncatedError",
    "UnsupportedFormat",
    "find_models",
    "probe",
    "read_model",
]
