"""Which output of a node a reference in a function's body means.

There outputs go by the names that their operator's definition gives them, ``node:name:index``.
"""

from __future__ import annotations

_LSTM_BLOCK = ("i", "cs", "f", "o", "ci", "co", "h")
_NORM = ("y", "batch_mean", "batch_variance", *(f"reserve_space_{n}" for n in range(1, 4)))
_CUDNN = ("output", "output_h", "output_c", "reserve_space", "host_reserved")

_NAMES: dict[str, tuple[str, ...]] = {
    "FusedBatchNorm": _NORM,
    "FusedBatchNormV2": _NORM,
    "FusedBatchNormV3": _NORM,
    "TopKV2": ("values", "indices"),
    "Switch": ("output_false", "output_true"),
    "Merge": ("output", "value_index"),
    "Unique": ("y", "idx"),
    "UniqueV2": ("y", "idx"),
    "MaxPoolWithArgmax": ("output", "argmax"),
    "LSTMBlockCell": _LSTM_BLOCK,
    "BlockLSTM": _LSTM_BLOCK,
    "BlockLSTMV2": _LSTM_BLOCK,
    "GRUBlockCell": ("r", "u", "c", "h"),
    "CudnnRNN": _CUDNN,
    "CudnnRNNV2": _CUDNN,
    "CudnnRNNV3": _CUDNN,
    "TensorArrayV3": ("handle", "flow"),
    "TensorListPopBack": ("output_handle", "tensor"),
    "NonMaxSuppressionV4": ("selected_indices", "valid_outputs"),
    "NonMaxSuppressionV5": ("selected_indices", "selected_scores", "valid_outputs"),
    "CombinedNonMaxSuppression": (
        "nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"
    ),
}  # fmt: skip
"""Operators with outputs of more than one name."""


def port_of(op: str, rest: str) -> int:
    """The index of an output.

    Args:
        op: The operator of the node.
        rest: What stands behind the node's name: an index, a name and an index, or nothing.
    """
    name, _, index = rest.rpartition(":")
    number = int(index) if index.isascii() and index.isdecimal() and len(index) < 7 else 0
    names = _NAMES.get(op, ())
    return names.index(name) + number if name in names else number
