"""The computational graph: as stored in a file, and its normal form."""

from inspector.ir.graph import (
    Attribute,
    Graph,
    Initializer,
    Model,
    Node,
    Shape,
    Value,
)

__all__ = ["Attribute", "Graph", "Initializer", "Model", "Node", "Shape", "Value"]
