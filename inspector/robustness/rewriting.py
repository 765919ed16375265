"""Changes that no tool makes on purpose: other names, another stored order, a second network."""

from __future__ import annotations

import random
from collections.abc import Callable

from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper

from inspector.robustness.filling import all_graphs

UNRELATED = "unrelated_"
"""Stands before every name of the added network."""


def rename(model: ModelProto) -> ModelProto:
    """Gives every node, value, graph and symbolic size a name that says nothing."""
    names: dict[str, str] = {"": ""}

    def new(name: str) -> str:
        return names.setdefault(name, f"n{len(names)}")

    for graph in all_graphs(model):
        graph.name, graph.doc_string = "g", ""
        for place, node in enumerate(graph.node):
            node.name, node.doc_string = f"m{place}", ""
            node.input[:] = [new(name) for name in node.input]
            node.output[:] = [new(name) for name in node.output]
            del node.metadata_props[:]
        for tensor in graph.initializer:
            tensor.name, tensor.doc_string = new(tensor.name), ""
        for sparse in graph.sparse_initializer:
            sparse.values.name = new(sparse.values.name)
        for info in (*graph.input, *graph.output, *graph.value_info):
            info.name, info.doc_string = new(info.name), ""
            for extent in info.type.tensor_type.shape.dim:
                if extent.dim_param:
                    extent.dim_param = new(extent.dim_param)
    del model.metadata_props[:]
    model.producer_name = model.producer_version = model.doc_string = ""
    return model


def shuffle(model: ModelProto, seed: int = 0) -> ModelProto:
    """Stores nodes in another order in which producers still come first."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    for graph in all_graphs(model):
        _reorder(graph, _topological_order(list(graph.node), source))
        _shuffle_initializers(graph, source)
    return model


def scatter(model: ModelProto, seed: int = 0) -> ModelProto:
    """Stores nodes in any order; a node may stand before those it reads from."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    for graph in all_graphs(model):
        nodes = list(graph.node)
        source.shuffle(nodes)
        _reorder(graph, nodes)
        _shuffle_initializers(graph, source)
    return model


def add_unrelated(model: ModelProto) -> ModelProto:
    """Puts a small network with input and output of its own before the stored nodes."""
    graph = model.graph
    made = [
        helper.make_node("Cos", [f"{UNRELATED}input"], [f"{UNRELATED}a"]),
        helper.make_node("Atan", [f"{UNRELATED}a"], [f"{UNRELATED}b"]),
        helper.make_node("MatMul", [f"{UNRELATED}b", f"{UNRELATED}weight"], [f"{UNRELATED}c"]),
        helper.make_node("Softsign", [f"{UNRELATED}c"], [f"{UNRELATED}output"]),
    ]
    _reorder(graph, [*made, *graph.node])
    weight = helper.make_tensor(f"{UNRELATED}weight", TensorProto.FLOAT, (4, 4), [0.5] * 16)
    graph.initializer.append(weight)
    for infos, name in ((graph.input, "input"), (graph.output, "output")):
        infos.append(helper.make_tensor_value_info(f"{UNRELATED}{name}", TensorProto.FLOAT, (2, 4)))
    return model


REWRITES: dict[str, Callable[[ModelProto], ModelProto]] = {
    "rename": rename,
    "shuffle": shuffle,
    "scatter": scatter,
    "unrelated": add_unrelated,
}
"""Name → change, made in place."""


def _topological_order(nodes: list[NodeProto], source: random.Random) -> list[NodeProto]:
    makers = {name: place for place, node in enumerate(nodes) for name in node.output if name}
    needs = [{makers[n] for n in _read_names(node) if n in makers} for node in nodes]
    readers: list[list[int]] = [[] for _ in nodes]
    for place, before in enumerate(needs):
        for maker in before - {place}:
            readers[maker].append(place)
    missing = [len(before - {place}) for place, before in enumerate(needs)]
    ready = [place for place, count in enumerate(missing) if not count]
    order: list[NodeProto] = []
    while ready:
        place = ready.pop(source.randrange(len(ready)))
        order.append(nodes[place])
        for reader in readers[place]:
            missing[reader] -= 1
            if not missing[reader]:
                ready.append(reader)
    return order


def _read_names(node: NodeProto) -> list[str]:
    """Names that a node or a graph nested in it reads."""
    names = list(node.input)
    for attribute in node.attribute:
        nested = [attribute.g] if attribute.type == AttributeProto.GRAPH else []
        for graph in (*nested, *attribute.graphs):
            names += [output.name for output in graph.output]
            for inner in graph.node:
                names += _read_names(inner)
    return names


def _reorder(graph: GraphProto, nodes: list[NodeProto]) -> None:
    kept = [NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(kept)


def _shuffle_initializers(graph: GraphProto, source: random.Random) -> None:
    tensors = [TensorProto.FromString(t.SerializeToString()) for t in graph.initializer]
    source.shuffle(tensors)
    del graph.initializer[:]
    graph.initializer.extend(tensors)
