"""Small graphs of single formulas that few exporters still write out."""

from __future__ import annotations

from collections.abc import Callable

import onnx

from tests.examples.drawing import Drawing


def activations() -> onnx.ModelProto:
    """Mish, and hard sigmoid and hard swish in both spellings, each behind a convolution."""
    d = Drawing((1, 3, 32, 32))
    x = d.conv(d.image, 16, 3)
    x = d.conv(d.node("Mul", x, d.node("Tanh", d.node("Softplus", x))), 16, 3)
    cut = [d.constant(0.0), d.constant(6.0)]
    sixth = d.constant(1 / 6)
    gate = d.node("Mul", d.node("Clip", d.add(x, d.constant(3.0)), *cut), sixth)
    x = d.conv(d.node("Mul", x, gate), 16, 3)
    raised = d.add(d.node("Mul", x, sixth), d.constant(0.5))
    x = d.conv(d.node("Clip", raised, d.constant(0.0), d.constant(1.0)), 16, 3)
    scaled = d.node("Mul", x, d.node("Clip", d.add(x, d.constant(3.0)), *cut))
    return d.model(d.conv(d.node("Mul", scaled, sixth), 16, 3))


def parts() -> dict[str, Callable[[], onnx.ModelProto]]:
    """All of them by name."""
    return {"activations": activations}
