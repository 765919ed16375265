"""What tools do with an exported file before it is published: optimisers, fewer bits.

Needs onnxruntime, and onnxslim for ``slim``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx

Change = Callable[[onnx.ModelProto], onnx.ModelProto]
"""A model after a tool; it still has its weights."""


def half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Weights and arithmetic in half precision, inputs and outputs as they were."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    return convert_float_to_float16(model, keep_io_types=True)


def slim(model: onnx.ModelProto) -> onnx.ModelProto:
    """Simplified by onnxslim."""
    import onnxslim

    return onnxslim.slim(model)


def basic(model: onnx.ModelProto) -> onnx.ModelProto:
    """As ONNX Runtime saves it with its basic optimisations, which need no device."""
    import onnxruntime

    def optimise(source: Path, target: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(target)
        onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])

    return _through_files(model, optimise)


def int8(model: onnx.ModelProto) -> onnx.ModelProto:
    """Weights in eight bits, activations quantized while it runs."""
    from onnxruntime.quantization import quantize_dynamic

    return _through_files(model, quantize_dynamic)


def _through_files(model: onnx.ModelProto, work: Callable[[Path, Path], None]) -> onnx.ModelProto:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "source.onnx"), Path(folder, "target.onnx")
        onnx.save(model, source)
        work(source, target)
        return onnx.load(target)


CHANGES: dict[str, Change] = {"half": half, "slim": slim, "basic": basic, "int8": int8}
"""By the word that a table uses."""
