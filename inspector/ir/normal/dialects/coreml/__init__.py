"""Core ML's neural networks: layers by the names of their fields.

https://apple.github.io/coremltools/mlmodel/Format/NeuralNetwork.html
"""

from inspector.ir.normal.dialects.coreml import elementwise, layout, linear
from inspector.ir.normal.dialects.coreml.layer import entered

CALLS = frozenset({"branch", "loop"})
"""Layers that execute a network: the larger branch, a loop's body once."""

WRITERS = {
    name: entered(write)
    for name, write in {**elementwise.WRITERS, **linear.WRITERS, **layout.WRITERS}.items()
}
"""Layer → how it is written out."""
