"""Changes by the tools that people put between training and use.

Each takes a file whose weights are all there, and writes another. What a tool refuses it refuses
by an exception, which the caller reports. Tools are imported where they are used: each child
process uses few of them, and none of them is needed to scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import ModelProto

Change = Callable[[Path, Path], None]

LAST_OPSETS = (onnx.defs.onnx_opset_version(), 21, 20, 18, 17, 13)
"""Operator sets to convert to, the first that works counts."""

SYMBOLIC = 8
"""What a symbolic size is taken as for calibration; the first axis has size 1."""

SPREAD = 4.0
"""Of a random input: so wide that activations meet their bounds, as in trained networks."""


def convert_upward(source: Path, target: Path) -> None:
    """Brings a model to the newest operator set that ONNX's own converter reaches."""
    from onnx import version_converter

    model = onnx.load(str(source))
    current = next(entry.version for entry in model.opset_import if not entry.domain)
    failure: Exception = ValueError("the operator set is the newest")
    for wanted in (opset for opset in LAST_OPSETS if opset > current):
        try:
            onnx.save(version_converter.convert_version(model, wanted), str(target))
        except (RuntimeError, ValueError) as error:
            failure = error
        else:
            return
    raise failure


def slim(source: Path, target: Path) -> None:
    """Simplification by onnxslim with its defaults."""
    import onnxslim

    onnx.save(onnxslim.slim(onnx.load(str(source))), str(target))


def simplify(source: Path, target: Path) -> None:
    """Simplification by onnxsim with its defaults."""
    import onnxsim

    simplified, same = onnxsim.simplify(onnx.load(str(source)), check_n=0)
    if not same:
        raise ValueError("onnxsim finds that its own result differs")
    onnx.save(simplified, str(target))


def optimise_basic(source: Path, target: Path) -> None:
    """ONNX Runtime's basic graph optimisations."""
    _optimise(source, target, "ORT_ENABLE_BASIC")


def optimise_extended(source: Path, target: Path) -> None:
    """ONNX Runtime's extended graph optimisations: fused operators of its own."""
    _optimise(source, target, "ORT_ENABLE_EXTENDED")


def _optimise(source: Path, target: Path, level: str) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def halve(source: Path, target: Path) -> None:
    """Weights and arithmetic in float16."""
    from onnxconverter_common import float16

    onnx.save(float16.convert_float_to_float16(onnx.load(str(source))), str(target))


def halve_inside(source: Path, target: Path) -> None:
    """The same with inputs and outputs left in float32."""
    from onnxconverter_common import float16

    model = onnx.load(str(source))
    onnx.save(float16.convert_float_to_float16(model, keep_io_types=True), str(target))


def quantize_dynamically(source: Path, target: Path) -> None:
    """Weights in int8, activations quantized as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8)


def quantize_statically(source: Path, target: Path) -> None:
    """QuantizeLinear and DequantizeLinear around every operator, ranges from one random input."""
    from onnxruntime.quantization import QuantFormat, quantize_static

    samples = _Samples(_random_inputs(onnx.load(str(source))))
    quantize_static(str(source), str(target), samples, quant_format=QuantFormat.QDQ)


class _Samples:
    """A calibration set of one input; ``CalibrationDataReader`` asks for no more than this."""

    def __init__(self, inputs: dict[str, npt.NDArray[Any]]) -> None:
        self._left: Iterator[dict[str, npt.NDArray[Any]]] = iter([inputs])

    def get_next(self) -> dict[str, npt.NDArray[Any]] | None:
        """The next input, None at the end."""
        return next(self._left, None)


def _random_inputs(model: ModelProto) -> dict[str, npt.NDArray[Any]]:
    random = np.random.default_rng(0)
    weights = {tensor.name for tensor in model.graph.initializer}
    found: dict[str, npt.NDArray[Any]] = {}
    for info in model.graph.input:
        if info.name in weights:
            continue
        tensor = info.type.tensor_type
        shape = [
            extent.dim_value or (SYMBOLIC if axis else 1)
            for axis, extent in enumerate(tensor.shape.dim)
        ]
        kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)
        if kind.kind == "f":
            found[info.name] = (SPREAD * random.standard_normal(shape)).astype(kind)
        else:
            found[info.name] = np.ones(shape, kind)
    return found


TOOLS: dict[str, Change] = {
    "opset": convert_upward,
    "onnxslim": slim,
    "onnxsim": simplify,
    "ort-basic": optimise_basic,
    "ort-extended": optimise_extended,
    "float16": halve,
    "float16-inside": halve_inside,
    "int8-dynamic": quantize_dynamically,
    "int8-static": quantize_statically,
}
"""Name → what a tool makes of a file."""
