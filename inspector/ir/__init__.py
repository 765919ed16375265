"""The computational graph: as stored in a file, and its normal form."""

from inspector.ir.graph import (
    Attribute,
    AttributeReference,
    Graph,
    Initializer,
    Model,
    Node,
    Shape,
    Value,
)

__all__ = [
    "Attribute",
    "AttributeReference",
    "Graph",
    "Initializer",
    "Model",
    "Node",
    "Shape",
    "Value",
]
