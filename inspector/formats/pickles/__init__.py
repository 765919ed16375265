"""Pickles, followed symbolically: what they describe and what they would have executed."""

from __future__ import annotations

from inspector.formats.pickles.judgement import judge_pickle
from inspector.formats.pickles.machine import interpret
from inspector.formats.pickles.opcodes import Data, HeldData
from inspector.formats.pickles.values import (
    Blob,
    Buffer,
    Call,
    Extension,
    Global,
    Instance,
    Mapping,
    Persistent,
    Pickle,
    PickleValue,
    Sequence,
)

__all__ = [
    "Blob",
    "Buffer",
    "Call",
    "Data",
    "Extension",
    "Global",
    "HeldData",
    "Instance",
    "Mapping",
    "Persistent",
    "Pickle",
    "PickleValue",
    "Sequence",
    "interpret",
    "judge_pickle",
]
