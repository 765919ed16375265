"""What ONNX's schemas say of an operator; they come with the ONNX package, no network is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx.defs import OpSchema

_OWN = ("", "ai.onnx")


@dataclass(frozen=True, slots=True)
class OperatorText:
    """The documentation of one version of an operator.

    Attributes:
        since: Version of its operator set that brought it.
        text: What it does, as Markdown.
        inputs: (name, what it is) in their order.
        outputs: The same.
        attributes: The same, with the default where there is one.
    """

    since: int
    text: str
    inputs: list[tuple[str, str]]
    outputs: list[tuple[str, str]]
    attributes: list[tuple[str, str]]


def documentation(op_type: str, domain: str, version: int | None) -> OperatorText | None:
    """The documentation of an operator as it was in a version of its set.

    Args:
        op_type: Operator.
        domain: Its set, empty for ONNX's own.
        version: Of the set, None for the newest.

    Returns:
        None when ONNX has no such operator.
    """
    from onnx import defs

    set_name = "" if domain in _OWN else domain
    try:
        if version is None:
            schema = defs.get_schema(op_type, set_name)
        else:
            schema = defs.get_schema(op_type, version, set_name)
    except defs.SchemaError:
        return None
    return OperatorText(
        schema.since_version,
        (schema.doc or "").strip(),
        [(entry.name, _line(entry.description)) for entry in schema.inputs],
        [(entry.name, _line(entry.description)) for entry in schema.outputs],
        [(name, _attribute(entry)) for name, entry in sorted(schema.attributes.items())],
    )


def _attribute(entry: OpSchema.Attribute) -> str:
    from onnx import helper

    text = _line(entry.description)
    if entry.required:
        return f"{text} Required."
    if not entry.default_value.name:
        return text
    default = helper.get_attribute_value(entry.default_value)
    shown = default.decode("utf-8", "replace") if isinstance(default, bytes) else default
    return f"{text} Default: {shown}."


def _line(text: str) -> str:
    return " ".join(text.split())
