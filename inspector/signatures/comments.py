"""The comments of a YAML file, each with the entry it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_OWN_LINE = re.compile(r"\s*(#.*)")
_BEHIND = re.compile(r"(?:\s*[,\]}])*(?:\s*[|>][-+\d]*)?\s+(#.*)")


@dataclass(slots=True)
class Comments:
    """Comments by the first line of the entry that they stand before or behind.

    Attributes:
        entries: Comments per line on which an entry starts.
        last: Comments behind the last entry.
    """

    entries: dict[int, list[str]] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)


def read_comments(text: str, root: Node) -> Comments:
    """Finds all comments but those inside patterns.

    Args:
        text: The file.
        root: What it was read as.
    """
    lines = text.splitlines()
    starts = sorted({node.start_mark.line for node in _entries(root)})
    inside, ends = _scalars(root, lines)
    found = Comments()
    for number, line in enumerate(lines):
        if number in inside:
            continue
        behind = number in ends
        match = _BEHIND.match(line, ends[number]) if behind else _OWN_LINE.match(line)
        if match is None:
            continue
        owners = [start for start in starts if (start <= number if behind else start > number)]
        if owners:
            owner = owners[-1] if behind else owners[0]
            found.entries.setdefault(owner, []).append(match.group(1))
        else:
            found.last.append(match.group(1))
    return found


def _entries(root: Node) -> Iterator[Node]:
    """Keys and items of all collections that are not written inline."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode) and not node.flow_style:
            yield from (key for key, _ in node.value)
            stack += [value for _, value in node.value]
        elif isinstance(node, SequenceNode) and not node.flow_style:
            yield from node.value
            stack += node.value


def _scalars(root: Node, lines: list[str]) -> tuple[set[int], dict[int, int]]:
    """Lines inside texts, and per line the column behind its last scalar."""
    inside: set[int] = set()
    ends: dict[int, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            stack += [part for pair in node.value for part in pair]
            _end(ends, node)
        elif isinstance(node, SequenceNode):
            stack += node.value
            _end(ends, node)
        elif isinstance(node, ScalarNode) and node.style in ("|", ">"):
            ends.setdefault(node.start_mark.line, node.start_mark.column)
            inside.update(_body(node.start_mark.line, lines))
        else:
            inside.update(range(node.start_mark.line + 1, node.end_mark.line + 1))
            _end(ends, node)
    return inside, ends


def _end(ends: dict[int, int], node: Node) -> None:
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
        return
    line, column = node.end_mark.line, node.end_mark.column
    ends[line] = max(ends.get(line, 0), column)


def _body(header: int, lines: list[str]) -> Iterator[int]:
    """Lines of a block of text: those as far in as its first one, and blank ones."""
    depth = 0
    for number in range(header + 1, len(lines)):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if line.strip():
            depth = depth or indent
            if indent < depth:
                return
        yield number
