"""Findings: what was noticed about a file or a signature without giving up on it."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["info", "warning", "danger"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=False):
    """One observation about an input.

    Attributes:
        code: Stable identifier in kebab case, e.g. ``external-data-missing``.
        severity: ``info``, ``warning`` or ``danger``.
        message: One sentence for a person.
        where: The element it speaks of (tensor, node, byte offset), may be empty.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
