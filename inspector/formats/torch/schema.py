"""The part of an exported program's JSON that is read.

The names are those of ``torch/_export/serde/schema.py``; what a newer version adds is skipped.
"""

from __future__ import annotations

from typing import Any

import msgspec

Union = dict[str, Any]
"""One key that tells the kind (``as_int``), and its content."""


class TensorMeta(msgspec.Struct):
    """Type and shape of a tensor."""

    dtype: int = 0
    sizes: list[Union] = []
    strides: list[Union] = []
    storage_offset: Union = {}


class NamedArgument(msgspec.Struct):
    """An operator's argument."""

    name: str
    arg: Any


class Node(msgspec.Struct):
    """A call of an operator."""

    target: str
    inputs: list[NamedArgument] = []
    outputs: list[Union] = []
    metadata: dict[str, Any] = {}


class Graph(msgspec.Struct):
    """Nodes in order; their values have names."""

    inputs: list[Union] = []
    outputs: list[Union] = []
    nodes: list[Node] = []
    tensor_values: dict[str, TensorMeta] = {}


class Signature(msgspec.Struct):
    """What the inputs and outputs of the main graph stand for."""

    input_specs: list[Union] = []
    output_specs: list[Union] = []


class GraphModule(msgspec.Struct):
    """The main graph."""

    graph: Graph
    signature: Signature = msgspec.field(default_factory=Signature)


class ExportedProgram(msgspec.Struct):
    """One program: a file may hold several."""

    graph_module: GraphModule
    opset_version: dict[str, int] = {}
    schema_version: Any = None
    torch_version: str = ""


class PayloadMeta(msgspec.Struct):
    """Where a tensor lies in the archive."""

    path_name: str = ""
    use_pickle: bool = False
    tensor_meta: TensorMeta | None = None


class PayloadConfig(msgspec.Struct):
    """Tensors by the name of the parameter, buffer or constant."""

    config: dict[str, PayloadMeta] = {}
