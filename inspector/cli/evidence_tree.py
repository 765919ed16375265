"""Evidence as a tree for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text
from rich.tree import Tree

from inspector.analysis.report import Evidence
from inspector.cli.output import one_line
from inspector.worker.messages import NodeReference

_FIRST_MATCHES = 3
"""Matches of a clause that are shown unless all are asked for."""

_FEW_NODES = 4
"""Nodes named one by one; more are given as ranges."""

_FEW_RANGES = 6


class EvidenceTree:
    """Draws evidence.

    Args:
        nodes: The stored nodes that the evidence names, by index.
        everything: Whether to draw all matches down to their nodes; otherwise the first match of
            each clause stands for its equals.
        blocks: Whether to open blocks too.
    """

    def __init__(
        self, nodes: Iterable[NodeReference], *, everything: bool = False, blocks: bool = False
    ) -> None:
        self._nodes = {node.index: node for node in nodes}
        self._everything = everything
        self._open_kinds = {"family", "clause", "component", *(["fold"] if blocks else [])}

    def draw(self, title: str, evidence: Iterable[Evidence]) -> Tree:
        """Returns a tree below this title."""
        root = Tree(Text(title, "bold"), guide_style="dim")
        waiting = [(root, item, self._everything) for item in reversed(list(evidence))]
        while waiting:
            branch, item, whole = waiting.pop()
            line = branch.add(self._line(item, closed=not (whole or item.kind in self._open_kinds)))
            if whole:
                waiting.extend((line, child, True) for child in reversed(item.children))
            elif item.kind in self._open_kinds:
                waiting.extend((line, *rest) for rest in reversed(list(self._some(item))))
                self._count_rest(line, item)
        return root

    def _some(self, item: Evidence) -> Iterator[tuple[Evidence, bool]]:
        """Yields the children to draw, and whether to draw each whole; of a rival what fails."""
        shown = 0
        for child in item.children:
            if not item.satisfied and child.satisfied:
                continue
            if child.kind != "match":
                yield child, False
            elif shown < _FIRST_MATCHES:
                yield child, shown == 0
                shown += 1

    def _count_rest(self, line: Tree, item: Evidence) -> None:
        rest = sum(child.kind == "match" for child in item.children) - _FIRST_MATCHES
        if rest > 0:
            line.add(Text(f"… {rest} more (--all shows them)", "dim"))

    def _line(self, item: Evidence, *, closed: bool) -> Text:
        line = Text.assemble(
            ("" if item.satisfied else "✗ ", "red"),
            (one_line(item.title), "" if item.satisfied else "red"),
        )
        if item.detail and (self._everything or item.kind != "clause" or not item.satisfied):
            parts = "; ".join(one_line(part) for part in item.detail.splitlines())
            line.append(f"  {parts}", "dim")
        if item.stored and (closed or not item.children):
            line.append(f"  {self._name(item.stored)}", "cyan")
        return line

    def _name(self, stored: list[int]) -> str:
        if len(stored) > _FEW_NODES:
            return f"{ranges(stored, _FEW_RANGES)} ({len(stored)} nodes)"
        known = [self._nodes[index] for index in stored if index in self._nodes]
        return ", ".join(f"#{node.index} {one_line(node.op_type)}" for node in known)


def ranges(indices: Iterable[int], most: int) -> str:
    """Indices in brief, at most so many ranges of them: ``#1–#4, #7``."""
    runs: list[tuple[int, int]] = []
    for index in sorted(set(indices)):
        if runs and index == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    texts = [f"#{a}" if a == b else f"#{a}–#{b}" for a, b in runs[:most]]
    return ", ".join([*texts, *(["…"] if len(runs) > most else [])])
