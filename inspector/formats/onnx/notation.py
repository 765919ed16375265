"""ONNX written as text: the ONNX project's own syntax, and protobuf's.

https://onnx.ai/onnx/repo-docs/Syntax.html, https://protobuf.dev/reference/protobuf/textformat-spec/
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.formats.errors import FormatError, LimitExceededError, MalformedError
from inspector.formats.limits import MEBIBYTE, Limits
from inspector.formats.log import FindingLog
from inspector.formats.onnx.model import assemble, digest_of
from inspector.formats.onnx.tensors import TensorReader
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.ir import Model

if TYPE_CHECKING:
    import onnx

LONGEST_TEXT = 16 * MEBIBYTE
"""Bytes of a text; the parsers, one of them written in Python, need seconds for that many."""

_OPEN, _CLOSE = frozenset((b"{", b"[", b"(", b"<")), frozenset((b"}", b"]", b")", b">"))
_MARKS = re.compile(
    rb"(?://|#)[^\n]*+"
    rb'|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
    rb"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+(?:'|(?=\n)|\Z)"
    rb"|=>|[{}\[\]()<>]",
    re.DOTALL,
)
"""Remarks, strings, the arrow of ONNX's notation, and brackets."""


def read_text(path: Path, limits: Limits, progress: Progress) -> Model:
    """Reads ONNX as text (see ``Reader.read``).

    Raises:
        FormatError: It cannot be parsed, or exceeds a limit.
    """
    log = FindingLog(limits.findings_per_code)
    with Source(path, limits) as source:
        if source.size > LONGEST_TEXT:
            raise LimitExceededError(
                f"The text has {source.size} bytes, more than the {LONGEST_TEXT} allowed.",
                where=str(path),
                help="Save the model in the binary format.",
            )
        data, stamp = source.read(0, source.size), source.stamp
    _check_nesting(data, limits, path)
    progress("reading", 0.0)
    try:
        proto = _parse(data.decode("utf-8-sig", "replace"))
    except FormatError as error:
        error.where = str(path)
        raise
    if not proto.HasField("graph"):
        raise MalformedError("The file has no graph.", where=str(path))
    model = assemble(
        proto, "onnx-text", TensorReader(path, stamp, [], limits, log), limits, log, progress
    )
    model.digest = digest_of(data, stamp[0])
    return model


def _check_nesting(data: bytes, limits: Limits, path: Path) -> None:
    """Both parsers call themselves for each bracket and would end the process."""
    depth = deepest = 0
    for match in _MARKS.finditer(data):
        mark = match.group()
        if mark in _OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif mark in _CLOSE:
            depth -= 1
    if deepest > limits.message_depth:
        raise LimitExceededError(
            f"Brackets are nested more than {limits.message_depth} deep.", where=str(path)
        )


def _parse(text: str) -> onnx.ModelProto:
    import onnx
    import onnx.parser
    from google.protobuf import text_format

    failures = (RecursionError, ValueError, RuntimeError, OverflowError, MemoryError, IndexError)
    try:
        if text.lstrip().startswith("<") or text.lstrip().startswith("//"):
            return onnx.parser.parse_model(text)
        proto = onnx.ModelProto()
        with warnings.catch_warnings():  # of escapes that Python has and protobuf has not
            warnings.simplefilter("ignore", DeprecationWarning)
            text_format.Parse(text, proto, allow_unknown_field=True)
        return proto
    except (onnx.parser.ParseError, text_format.ParseError, *failures) as error:
        reason = " ".join(str(error).split())[:200]
        raise MalformedError(f"The text cannot be parsed: {reason}") from None
