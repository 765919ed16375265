"""Graphviz's dot for one region, through pygraphviz."""

from __future__ import annotations

import warnings

Points = list[tuple[float, float]]

NODE_GAP = 26.0
RANK_GAP = 30.0


def dot_layout(
    sizes: list[tuple[float, float]], edges: list[tuple[int, int]]
) -> tuple[Points, list[Points]]:
    """Lays a region out.

    Args:
        sizes: (across, along) per node in px.
        edges: Index pairs, along the flow.

    Returns:
        Centres per node, and cubic Bezier points per edge (first at the source's border).
    """
    import pygraphviz

    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(
        rankdir="TB", nodesep=f"{NODE_GAP / 72:.4f}", ranksep=f"{RANK_GAP / 72:.4f}",
        splines="spline",
    )  # fmt: skip
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    graph.edge_attr.update(tailport="s", headport="n", arrowhead="none")
    for node, (across, along) in enumerate(sizes):
        graph.add_node(node, width=f"{across / 72:.4f}", height=f"{along / 72:.4f}")
    for number, (a, b) in enumerate(edges):
        graph.add_edge(a, b, key=number, weight=4 if number == 0 else 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.layout(prog="dot")
    centres = [_point(graph.get_node(node).attr["pos"]) for node in range(len(sizes))]
    routes = []
    for number, (a, b) in enumerate(edges):
        text = graph.get_edge(a, b, key=str(number)).attr["pos"]
        routes.append(_spline(text, centres[a], centres[b]))
    return centres, routes


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), -float(y)


def _spline(text: str | None, start: tuple[float, float], end: tuple[float, float]) -> Points:
    """``x,y x,y ...`` of dot (y upwards), without arrow marks."""
    if not text:
        return [start, start, end, end]
    parts = [p for p in text.replace("\\\n", "").split() if not p.startswith(("e,", "s,"))]
    points = [_point(part) for part in parts]
    return points if len(points) % 3 == 1 else [start, start, end, end]
