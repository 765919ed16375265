"""What every message to and from the child process is."""

from __future__ import annotations

import msgspec

from inspector.analysis.report import Problem


class Request(msgspec.Struct, tag_field="type", tag=True):
    """What the window asks.

    Attributes:
        document: Number of the open document.
        revision: Repeated by the answers.
    """

    document: int
    revision: int


class Answer(msgspec.Struct, tag_field="type", tag=True):
    """What the child says; the fields repeat the request's."""

    document: int
    revision: int


class Progress(Answer, tag=True):
    """``fraction`` is 0 to 1, or -1 when it cannot be told; ``stage`` is for a person."""

    stage: str
    fraction: float


class Failed(Answer, tag=True):
    """The request could not be done; the document stays as it was.

    Attributes:
        problem: Why.
        format: Of the file that was to be read, empty when unknown.
    """

    problem: Problem
    format: str = ""


class Started(Answer, tag=True):
    """The child's first frame; the client keeps it to itself.

    Attributes:
        missing: What the system could not deny to the child, one sentence each.
    """

    missing: list[str]


class Done(Answer, tag=True):
    """The last frame of every request, overtaken ones included; the client keeps it to itself.

    Attributes:
        resident: Memory of the child in bytes.
    """

    resident: int
