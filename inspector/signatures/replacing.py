"""Putting another pattern into a signature file; everything else stays, comments included."""

from __future__ import annotations

import json

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node

from inspector.signatures.format import format_signature
from inspector.signatures.read import split_count


def replace_pattern(text: str, section: str, number: int, pattern: str) -> str:
    """The file with another pattern, in canonical form.

    Args:
        text: A signature file that can be read.
        section: ``form``, ``where`` or ``never``.
        number: Which form or clause.
        pattern: Its new text; the count of a clause stays.

    Raises:
        SignatureError: The text is no signature.
        IndexError: It has no such pattern.
    """
    node = _node(YAML(typ="safe", pure=True).compose(text), section, number)
    if section != "form":
        _, count = split_count(str(node.value))
        pattern += "" if count is None else f" {{{count}}}"
    start, end = node.start_mark.index, node.end_mark.index
    behind = "\n" if getattr(node, "style", None) in ("|", ">") else ""
    return format_signature(f"{text[:start]}{json.dumps(pattern)}{behind}{text[end:]}")


def _node(root: Node, section: str, number: int) -> Node:
    """Where a pattern's text stands."""
    entries: dict[str, Node] = {str(key.value): value for key, value in root.value}
    if section == "form" and "pattern" in entries:
        return [entries["pattern"]][number]
    holder = entries["forms" if section == "form" else section]
    found: Node | tuple[Node, Node] = holder.value[number]
    if isinstance(found, tuple):
        return found[1]
    if isinstance(found, MappingNode):
        inner: dict[str, Node] = {str(key.value): value for key, value in found.value}
        return inner["pattern"] if section == "form" else found.value[0][1]
    return found


def add_example(text: str, section: str, file: str, digest: str = "") -> str:
    """The file with one more example, in canonical form.

    Args:
        text: A signature file that can be read.
        section: ``examples`` or ``counterexamples``.
        file: Name of the model's file.
        digest: Of its content, empty where it is not known.

    Raises:
        SignatureError: The text is no signature.
    """
    known = f", digest: {json.dumps(digest)}" if digest else ""
    return _added(text, section, f"{{file: {json.dumps(file)}{known}}}")


def add_entry(text: str, section: str, entry: str) -> str:
    """The file with one more entry of a list of texts such as ``never``, in canonical form.

    Raises:
        SignatureError: The text is no signature.
    """
    return _added(text, section, json.dumps(entry))


def _added(text: str, section: str, item: str) -> str:
    root = YAML(typ="safe", pure=True).compose(text)
    entries: dict[str, Node] = {str(key.value): value for key, value in root.value}
    known = entries.get(section)
    if known is None:
        return format_signature(f"{text.rstrip()}\n{section}:\n  - {item}\n")
    if text[known.start_mark.index] == "[":
        end = known.end_mark.index - 1
        comma = ", " if known.value else ""
        return format_signature(f"{text[:end].rstrip()}{comma}{item}{text[end:]}")
    end = _end(known.value[-1], text)
    indent = " " * known.start_mark.column
    before = text[:end] if text[:end].endswith("\n") else f"{text[:end]}\n"
    return format_signature(f"{before}{indent}- {item}\n{text[end:]}")


def replace_forms(text: str, patterns: list[str], inputs: list[str]) -> str:
    """A block's file with other forms and inputs; the rest stays.

    Raises:
        SignatureError: The text is no signature.
    """
    root = YAML(typ="safe", pure=True).compose(text)
    ranges = sorted(
        (key.start_mark.index, _end(value, text))
        for key, value in root.value
        if key.value in ("pattern", "forms", "inputs")
    )
    left, at = "", 0
    for start, end in ranges:
        left += text[at:start]
        at = end
    left += text[at:]
    left = left.rstrip("\n") + "\n"
    left += f"inputs: {json.dumps(inputs)}\n"
    if len(patterns) == 1:
        left += f"pattern: {json.dumps(patterns[0])}\n"
    else:
        left += "forms:\n" + "".join(f"  - {json.dumps(pattern)}\n" for pattern in patterns)
    return format_signature(left)


def _end(node: Node, text: str) -> int:
    """Where an entry ends: with its line."""
    end: int = node.end_mark.index
    if end and text[end - 1] == "\n":
        return end
    line = text.find("\n", end)
    return len(text) if line < 0 else line + 1
