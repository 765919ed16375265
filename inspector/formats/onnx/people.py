"""Module paths that exporters leave beside nodes, for people only."""

from __future__ import annotations

import re

import onnx

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_MAX_CHARACTERS = 4096


def module_path(proto: onnx.NodeProto) -> str:
    """The module a node came from, its parts separated by slashes, empty when nothing tells.

    Args:
        proto: A node; PyTorch's exporter writes ``pkg.torch.onnx.name_scopes`` or ``namespace``
            into its metadata, the older one puts the path into its name.
    """
    for entry in proto.metadata_props:
        if len(entry.value) > _MAX_CHARACTERS:
            continue
        if entry.key == "pkg.torch.onnx.name_scopes":
            return _from_scopes(_QUOTED.findall(_text(entry.value)))
        if entry.key == "namespace":
            parts = [part.partition(":")[0].strip() for part in _text(entry.value).split("/")]
            return "/".join(part for part in parts[:-1] if part)
    name = _text(proto.name)
    if "/" in name[:_MAX_CHARACTERS]:
        return name[:_MAX_CHARACTERS].rpartition("/")[0].strip("/")
    return ""


def _text(stored: str | bytes) -> str:
    return stored if isinstance(stored, str) else stored.decode("utf-8", "replace")


def _from_scopes(scopes: list[str]) -> str:
    """Joins ``['', 'encoder', 'encoder.layer.0', 'node']`` to ``encoder/layer.0``."""
    parts, outer = [], ""
    for scope in scopes[:-1]:
        part = scope.removeprefix(outer).lstrip(".")
        if part:
            parts.append(part)
        outer = scope
    return "/".join(parts)
