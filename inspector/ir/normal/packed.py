"""A product with weights that an optimiser put side by side is parted into what it was.

Projections of one value are one product with a wider weight and a Split behind it. Where a bias
follows on the Split's outputs, the definition had a Linear for each: one that packs its weights
itself has one bias, before the Split.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph

_WEIGHT_RANK = 2


def part_products(graph: NormalGraph) -> None:
    """``Split(x · W)`` with a bias behind its parts becomes ``x · W₁``, ``x · W₂`` ..."""
    parts: dict[tuple[int, int, int], int] = {}
    for node in graph.nodes_of("Split"):
        product = _product(graph, node)
        if product < 0:
            continue
        widths = _widths(graph, node, graph.shapes[graph.inputs[product][1]])
        if widths and _is_biased(graph, node, widths):
            _part(graph, node, product, widths, parts)


def _product(graph: NormalGraph, split: int) -> int:
    """The product that only a Split along its columns reads, -1 when there is none."""
    value = graph.inputs[split][0]
    maker = graph.producer[value]
    if maker < 0 or graph.ops[maker] != "MatMul" or not graph.attributes[split].get("last"):
        return -1
    if len(graph.uses[value]) != 1 or value in graph.graph_outputs:
        return -1
    source, weight = graph.inputs[maker]
    constant = graph.constant[weight] and graph.rank(weight) == _WEIGHT_RANK
    return maker if constant and not graph.constant[source] else -1


def _widths(graph: NormalGraph, split: int, weight: object) -> list[int]:
    """How many columns each output has; none where that is not known or does not add up."""
    found = []
    for value in graph.outputs[split]:
        shape = graph.shapes[value] if value >= 0 else None
        extent = shape[-1] if shape else None
        if not isinstance(extent, int) or extent < 2:
            return []
        found.append(extent)
    total = weight[-1] if isinstance(weight, tuple) else None
    return found if len(found) > 1 and sum(found) == total else []


def _is_biased(graph: NormalGraph, split: int, widths: list[int]) -> bool:
    """Whether all parts, or all but one (as keys at times), are only read by their bias."""
    pairs = zip(graph.outputs[split], widths, strict=True)
    biased = sum(_has_bias(graph, value, width) for value, width in pairs)
    return biased > 1 and biased >= len(widths) - 1


def _has_bias(graph: NormalGraph, value: int, width: int) -> bool:
    readers = graph.uses[value]
    if len(readers) != 1 or graph.ops[readers[0]] != "Add" or value in graph.graph_outputs:
        return False
    added = [other for other in graph.inputs[readers[0]] if other != value]
    return len(added) == 1 and graph.constant[added[0]] and graph.shapes[added[0]] == (width,)


def _part(
    graph: NormalGraph,
    split: int,
    product: int,
    widths: list[int],
    parts: dict[tuple[int, int, int], int],
) -> None:
    source, weight = graph.inputs[product]
    outputs = graph.outputs[split]
    origins = graph.origins[product] + graph.origins[split]
    graph.remove_node(split)
    graph.remove_node(product)
    start = 0
    for value, width in zip(outputs, widths, strict=True):
        key = (weight, start, start + width)
        if key not in parts:
            parts[key] = _columns(graph, *key)
        graph.add_node("MatMul", [source, parts[key]], [value], {}, list(origins))
        start += width


def _columns(graph: NormalGraph, weight: int, start: int, stop: int) -> int:
    """Some columns of a weight, one constant for all uses."""
    data, shape = graph.data[weight], graph.shapes[weight]
    if data is not None and data.ndim == _WEIGHT_RANK:
        return graph.add_constant(data[:, start:stop])
    rows = shape[0] if shape else None
    made = graph.add_value(graph.names[weight], graph.dtypes[weight], (rows, stop - start))
    graph.constant[made] = True
    return made
