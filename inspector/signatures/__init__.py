"""Signatures: the files, the library made of them.

What reads their text is loaded when it is asked for: most were read before and kept.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from inspector.signatures.library import Library, load_library
from inspector.signatures.model import Clause, Form, Signature, SignatureError

if TYPE_CHECKING:
    from inspector.signatures.read import read_signature

__all__ = [
    "Clause",
    "Form",
    "Library",
    "Signature",
    "SignatureError",
    "load_library",
    "read_signature",
]


def __getattr__(name: str) -> object:
    if name != "read_signature":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.read"), name)
