"""The module path that an exporter left with a node; shown to people, never used to recognise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from inspector.formats.onnx.value_types import text

if TYPE_CHECKING:
    import onnx

_QUOTED = re.compile(r"'([^']*)'")
_NAME_SCOPES = "pkg.torch.onnx.name_scopes"
_NAMESPACE = "namespace"


def scope_of(node: onnx.NodeProto) -> str:
    """The path of the module that a node belongs to, empty when there is none.

    It is looked for in the metadata of PyTorch's newer exporter, then in a name with slashes as
    its older exporter and TensorFlow's make them.
    """
    if node.metadata_props:
        for entry in node.metadata_props:
            if entry.key == _NAME_SCOPES:
                return _from_name_scopes(text(entry.value))
            if entry.key == _NAMESPACE:
                return _from_namespace(text(entry.value))
    name = text(node.name)
    return name.rpartition("/")[0].strip("/") if "/" in name else ""


def _from_name_scopes(value: str) -> str:
    """``['', 'layers.0', 'layers.0.norm', 'add']`` becomes ``layers.0/norm``."""
    return _path(_QUOTED.findall(value)[:-1])


def _from_namespace(value: str) -> str:
    """``: a.Model/layers.0: b.Layer/layers.0.norm: c.Norm/add: aten.add`` likewise."""
    return _path([part.partition(":")[0].strip() for part in value.split("/")[:-1]])


def _path(modules: list[str]) -> str:
    """The path through modules that are named in full each."""
    parts: list[str] = []
    before = ""
    for name in modules:
        if name:
            parts.append(name.removeprefix(f"{before}.") if before else name)
            before = name
    return "/".join(parts)
