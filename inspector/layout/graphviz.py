"""Order and position across, by Graphviz's dot.

Only numbers are handed over, no text of a file. Graphviz keeps the interpreter's lock to the end
and may be slow on odd graphs: it belongs into a process that can be ended.
"""

from __future__ import annotations

from inspector.layout.errors import LayoutError
from inspector.layout.level import Style
from inspector.layout.threads import Piece, Ranked

POINTS = 72
WIDEST_CELL = 30_000
"""Wider nodes than this do not go through Graphviz's tables."""


_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'


def fits(ranked: Ranked) -> bool:
    """Whether dot can take the sizes."""
    return max(map(max, zip(ranked.left, ranked.right, strict=True))) < WIDEST_CELL


def across(ranked: Ranked, style: Style) -> list[float]:
    """Finds the axis of each item.

    Args:
        ranked: With every piece between neighbouring ranks.
        style: Distances.

    Returns:
        The x of each item's axis, in pixels.

    Raises:
        LayoutError: Graphviz gave up.
    """
    import pygraphviz

    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(splines="false", nodesep=f"{style.thread / POINTS:.4f}", ranksep="0.05")
    graph.node_attr.update(shape="box", label="", fixedsize="true", height="0.05", width="0.1")
    ports = _ports(ranked)
    extra = (style.near - style.thread) // 2
    offsets = [_add_item(graph, ranked, item, ports[item], extra) for item in range(len(ports))]
    tables = [_needs_table(ranked, item, at) for item, at in enumerate(ports)]
    for key, piece in enumerate(ranked.pieces):
        _add_piece(graph, ranked, piece, key, tables)
    try:
        plain = graph.draw(format="plain", prog="dot").decode("ascii", "replace")
    except (ValueError, RuntimeError) as error:
        raise LayoutError(f"Graphviz could not lay out {len(ports)} items: {error}.") from error
    finally:
        graph.close()
    x = [0.0] * len(ports)
    for line in plain.splitlines():
        words = line.split(" ", 4)
        if words[0] == "node":
            item = int(words[1])
            x[item] = float(words[2]) * POINTS + offsets[item]
    return x


def _ports(ranked: Ranked) -> list[tuple[set[int], set[int]]]:
    """Where lines must enter and leave each item, from its axis."""
    ports: list[tuple[set[int], set[int]]] = [(set(), set()) for _ in ranked.rank]
    for piece in ranked.pieces:
        ports[piece.lower][0].add(piece.in_at or 0)
        ports[piece.upper][1].add(piece.out_at or 0)
    return ports


def _add_item(
    graph: object, ranked: Ranked, item: int, ports: tuple[set[int], set[int]], extra: int
) -> float:
    """Adds one node; returns how far its axis is from dot's centre."""
    left, right = ranked.left[item], ranked.right[item]
    if item < ranked.nodes:
        left, right = left + extra, right + extra
    width = left + right
    if not _needs_table(ranked, item, ports):
        graph.add_node(item, width=f"{width / POINTS:.4f}")  # type: ignore[attr-defined]
        return 0.0
    rows = "".join(
        _row(kind, sorted(at), left, right) for kind, at in zip("io", ports, strict=True)
    )
    table = f"<{_TABLE}{rows}</TABLE>>"
    graph.add_node(item, shape="plain", fixedsize="false", label=table)  # type: ignore[attr-defined]
    return left - width / 2


def _needs_table(ranked: Ranked, item: int, ports: tuple[set[int], set[int]]) -> bool:
    """Whether lines meet the item anywhere but in its middle."""
    return ranked.left[item] != ranked.right[item] or not ports[0] | ports[1] <= {0}


def _row(kind: str, ports: list[int], left: int, right: int) -> str:
    """Cells that put each port where it belongs; they are 2 px wide."""
    cells = []
    at = -left
    for port in ports or [0]:
        begin = min(max(port - 1, at), right - 2)
        if begin > at:
            cells.append(_cell("", begin - at))
        cells.append(_cell(f' PORT="{kind}{port}"', 2))
        at = begin + 2
    if right > at:
        cells.append(_cell("", right - at))
    return f"<TR><TD>{_TABLE}<TR>{''.join(cells)}</TR></TABLE></TD></TR>"


def _cell(port: str, width: int) -> str:
    return f'<TD{port} FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="1"></TD>'


def _add_piece(graph: object, ranked: Ranked, piece: Piece, key: int, tables: list[bool]) -> None:
    bends = (piece.upper >= ranked.nodes) + (piece.lower >= ranked.nodes)
    weight = (2, 4, 12)[bends] * (12 if piece.straight else 1)
    options = {"weight": str(weight)}
    if tables[piece.upper]:
        options["tailport"] = f"o{piece.out_at or 0}:s"
    if tables[piece.lower]:
        options["headport"] = f"i{piece.in_at or 0}:n"
    graph.add_edge(piece.upper, piece.lower, key=str(key), **options)  # type: ignore[attr-defined]
