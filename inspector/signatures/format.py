"""One way to write a signature file: order of keys, quotes, line breaks, and its patterns.

Every comment stands on a line of its own before the entry it speaks of.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from inspector.patterns.format import WIDTH, arrange_pattern
from inspector.signatures.comments import Comments, read_comments
from inspector.signatures.read import is_bare, plain_data, read_signature, split_count

KEY_ORDER = (
    "format", "block", "family", "signature", "reports", "part", "title", "category",
    "architecture", "type", "hallmark", "description", "references", "folds", "inputs",
    "attributes", "pattern", "forms", "where", "means", "order", "never", "over", "examples",
    "counterexamples",
)  # fmt: skip
"""Keys of a signature file from top to bottom."""

_CLAUSES = frozenset({"where", "never"})
_INDENT = "  "


def format_signature(text: str) -> str:
    """Writes a signature file in its canonical form; the canonical form stays as it is.

    Args:
        text: The file.

    Returns:
        The same signature with the same comments.

    Raises:
        SignatureError: The text is no signature.
    """
    read_signature(text)
    root = YAML(typ="safe", pure=True).compose(text)
    comments = read_comments(text, root)
    lines = _Writer(comments).mapping(root)
    return "\n".join([*lines, *comments.last]) + "\n"


class _Writer:
    """Entries as lines without their indent, comments first."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments.entries

    def mapping(self, node: MappingNode, *, keep_order: bool = False) -> list[str]:
        """The pairs of a mapping; what a key means decides how its value is written."""
        pairs = node.value if keep_order else sorted(node.value, key=_rank)
        rows = []
        for key, value in pairs:
            rows += self._comments.pop(key.start_mark.line, [])
            rows += self._pair(_inline(key), value)
        return rows

    def _pair(self, key: str, value: Node) -> list[str]:
        head = f"{key}:"
        if key == "pattern":
            return _pattern(head, str(value.value))
        if key == "forms":
            return [head, *_indented(self._items(value, key))]
        if key in _CLAUSES and not isinstance(value, ScalarNode):
            return [head, *_indented(self._clauses(value))]
        if key == "means" and isinstance(value, MappingNode):
            return [head, *_indented(self.mapping(value, keep_order=True))]
        return self._plain(head, value)

    def _items(self, node: Node, key: str = "") -> list[str]:
        rows = []
        for item in node.value:
            rows += self._comments.pop(item.start_mark.line, [])
            if isinstance(item, MappingNode) and key == "forms":
                item.value.sort(key=lambda pair: pair[0].value != "pattern")
                first, *others = self.mapping(item, keep_order=True)
                rows += [f"- {first}", *_indented(others)]
            elif key == "forms":
                rows += _pattern("-", str(item.value))
            else:
                rows.append(f"- {_inline(item)}")
        return rows

    def _clauses(self, node: Node) -> list[str]:
        rows = []
        for entry in node.value:
            key, value = entry if isinstance(node, MappingNode) else (entry, entry)
            rows += self._comments.pop(key.start_mark.line, [])
            head = "-" if key is value else f"{_inline(key)}:"
            if isinstance(value, MappingNode):  # what is looked for in words, then the pattern
                words, value = value.value[0]
                first, *others = _clause(f"- {_inline(words)}:", str(value.value))
                rows += [first, *_indented(others)]
            else:
                rows += _clause(head, str(value.value))
        return rows

    def _plain(self, head: str, node: Node) -> list[str]:
        """An entry that holds no pattern: on one line if it fits, else text or list in lines."""
        line = f"{head} {_inline(node)}".rstrip()
        is_long = isinstance(node, ScalarNode) and "\n" in str(node.value).strip()
        if len(line) <= WIDTH and not is_long and not self._is_commented(node):
            return [line]
        if isinstance(node, MappingNode):
            return [head, *_indented(self.mapping(node, keep_order=True))]
        if isinstance(node, SequenceNode):
            return [head, *_indented(self._items(node))]
        return [f"{head} >", *_indented(_paragraphs(str(node.value)))]

    def _is_commented(self, node: Node) -> bool:
        first, last = node.start_mark.line, node.end_mark.line
        is_block = isinstance(node, MappingNode | SequenceNode) and not node.flow_style
        return is_block and any(first <= line < last for line in self._comments)


def _rank(pair: tuple[Node, Node]) -> int:
    key = str(pair[0].value)
    return KEY_ORDER.index(key) if key in KEY_ORDER else len(KEY_ORDER)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"{_INDENT}{line}" if line else "" for line in lines]


def _pattern(head: str, text: str) -> list[str]:
    """A pattern behind its key: on one line if it fits and needs no quotes, else as a block."""
    lines = arrange_pattern(text, WIDTH - 3 * len(_INDENT)).splitlines()
    line = f"{head} {lines[0]}"
    if len(lines) == 1 and len(line) <= WIDTH - 2 * len(_INDENT) and _is_plain(lines[0]):
        return [line]
    return [f"{head} |", *_indented(lines)]


def _clause(head: str, text: str) -> list[str]:
    """A clause behind its name: on one line if it fits, else as a block."""
    pattern, count = split_count(text)
    behind = "" if count is None else f" {{{_count(count)}}}"
    width = WIDTH - 2 * len(_INDENT)
    lines = _clause_lines(pattern, width)
    if len(lines[-1] + behind) > width:
        lines = _clause_lines(pattern, width - len(behind))
    lines[-1] += behind
    line = f"{head} {_text(lines[0])}"
    if len(lines) == 1 and len(line) <= WIDTH - len(_INDENT):
        return [line]
    return [f"{head} |", *_indented(lines)]


def _clause_lines(pattern: str, width: int) -> list[str]:
    """A clause's pattern, which may be operators without inputs."""
    inputs = "(...)" if is_bare(pattern) else ""
    lines = arrange_pattern(pattern + inputs, width + len(inputs)).splitlines()
    if len(lines) > 1:
        lines = arrange_pattern(pattern + inputs, width).splitlines()
    return [*lines[:-1], lines[-1].removesuffix(inputs)]


def _count(text: str) -> str:
    """What stands in a clause's count: ``>=2, chained`` or ``share >= 30%``."""
    words = []
    for word in text.split(","):
        tight = "".join(word.split())
        words.append(tight.replace(">=", " >= ") if tight.startswith("share") else tight)
    return ", ".join(words)


def _inline(node: Node, *, flow: bool = False) -> str:
    """A node on one line; ``flow`` says that it stands in brackets."""
    if isinstance(node, MappingNode):
        pairs = (f"{_inline(k, flow=True)}: {_inline(v, flow=True)}" for k, v in node.value)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(node, SequenceNode):
        return f"[{', '.join(_inline(item, flow=True) for item in node.value)}]"
    if isinstance(node, ScalarNode) and node.style is None:
        return str(node.value)
    return _text(str(node.value).strip(), flow=flow)


def _text(text: str, *, flow: bool = False) -> str:
    """A text, in quotes only where it would not read back as the same without."""
    return text if _is_plain(text, flow=flow) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether YAML reads a text without quotes as that text, and people do not stumble."""
    if flow and ":" in text:
        return False
    try:
        root = YAML(typ="safe", pure=True).compose(f"[{text}]" if flow else f"- {text}")
    except YAMLError:
        return False
    node = root.value[0] if len(root.value) == 1 else root
    return isinstance(node, ScalarNode) and node.style is None and plain_data(node) == text


def _paragraphs(text: str) -> list[str]:
    """Running text in lines, an empty one between paragraphs."""
    wrapper = textwrap.TextWrapper(WIDTH - len(_INDENT), break_on_hyphens=False)
    parts = [wrapper.wrap(part) for part in text.strip().split("\n")]
    lines: list[str] = []
    for part in parts:
        lines += ["", *part] if lines and part else part
    return lines
