"""Formats: readers (a first, plain one; replaced by the real one)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector.errors import InspectorError
from inspector.ir import Model


class FormatError(InspectorError):
    """A file that cannot be read."""

    code = "malformed"


class UnsupportedFormat(FormatError):
    """A format that is recognised and not read."""

    code = "unsupported-format"


@dataclass(frozen=True)
class Limits:
    """Placeholder."""


def probe(path: Path) -> str | None:
    """Format by ending, for now."""
    return "onnx" if Path(path).suffix == ".onnx" else None


def find_models(path: Path) -> list[Path]:
    """Models below a folder."""
    path = Path(path)
    return [path] if path.is_file() else sorted(path.rglob("*.onnx"))


def read_model(path: Path, limits: Limits = Limits(), progress=None) -> Model:
    """Reads a model with the official parser, for now."""
    from inspector.formats.plain import read

    try:
        return read(path)
    except Exception as error:
        raise FormatError(f"not readable: {error}") from None
