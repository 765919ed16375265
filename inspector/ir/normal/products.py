"""Einsum of two computed values that is a batched matrix product becomes MatMul.

Where an operand would have to be transposed nothing is inserted: layout is transparent to
patterns.
"""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph


def unify_products(graph: NormalGraph) -> None:
    """Rewrites ``Einsum("...ik,...jk->...ij")`` and its like."""
    for node in graph.nodes_of("Einsum"):
        inputs = graph.inputs[node]
        equation = graph.attributes[node].get("equation")
        if isinstance(equation, bytes):
            equation = equation.decode("utf-8", "replace")
        if len(inputs) != 2 or not isinstance(equation, str):
            continue
        if any(value < 0 or graph.constant[value] for value in inputs):
            continue
        order = product_order(equation)
        if order is not None:
            graph.ops[node] = "MatMul"
            graph.attributes[node] = {}
            graph.set_inputs(node, [inputs[place] for place in order])


def product_order(equation: str) -> tuple[int, int] | None:
    """The order of operands in which an Einsum is a batched matrix product.

    Args:
        equation: As ONNX spells it, such as ``"bhid,bhjd->bhij"``.

    Returns:
        None unless both operands have two axes behind the same leading ones as the result, and
        share exactly one of the two.
    """
    operands, arrow, result = equation.replace(" ", "").partition("->")
    terms = operands.split(",")
    if not arrow or len(terms) != 2 or min(map(len, (*terms, result))) < 3:
        return None
    batch, rows, columns = result[:-2], result[-2], result[-1]
    ends = []
    for term in terms:
        if term[:-2] != batch or len(set(term)) != len(term):
            return None
        ends.append(set(term[-2:]))
    shared = ends[0] & ends[1]
    if len(shared) != 1 or shared & {rows, columns} or rows == columns:
        return None
    if ends[0] | ends[1] != shared | {rows, columns}:
        return None
    return (0, 1) if rows in ends[0] else (1, 0)
