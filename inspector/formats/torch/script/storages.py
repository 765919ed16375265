"""What the pickles of a TorchScript archive describe, as values: modules, lists, tensors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles import Instance, Mapping, Persistent, PickleValue, Sequence
from inspector.formats.pickles.values import Global
from inspector.formats.torch.container import Container
from inspector.formats.torch.dtypes import BYTES, numpy_type
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import Module, Opaque, Tensor
from inspector.formats.torch.weights import arrange
from inspector.ir import Initializer, Value
from inspector.ir.graph import Array

_STORAGES = {
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
    "QInt8Storage": "int8",
    "QUInt8Storage": "uint8",
    "QInt32Storage": "int32",
}
_TENSORS = ("torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor")
_QUANTIZED = "torch._utils._rebuild_qtensor"
_WRAPPED = ("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state")
_LISTS = "torch.jit._pickle.build_"
_DEPTH = 200


class Objects:
    """Turns what a pickle describes into values; one object of it stays one object.

    Args:
        container: The archive.
        folder: Of the tensors' bytes: ``data`` or ``constants``.
        limits: What tensors may claim.
        log: Told of what is broken.
    """

    def __init__(self, container: Container, folder: str, limits: Limits, log: FindingLog) -> None:
        self._container = container
        self._folder = folder
        self._limits = limits
        self._log = log
        self._made: dict[int, object] = {}
        self._depth = 0
        self.tensors = 0

    def make(self, stored: PickleValue, path: str = "") -> object:
        """The value of a stored object.

        Args:
            stored: As the pickle describes it.
            path: Of the module that holds it, then its own name.
        """
        if not isinstance(stored, Instance | Sequence | Mapping):
            return Opaque("stored") if isinstance(stored, Persistent | Global) else stored
        known = self._made.get(id(stored))
        if known is not None:
            return known
        if self._depth >= _DEPTH:
            self._log.add("nesting-too-deep", "warning", "An object is nested too deep.")
            return None
        self._depth += 1
        try:
            made = self._make(stored, path)
        finally:
            self._depth -= 1
        self._made[id(stored)] = made
        return made

    def _make(self, stored: Instance | Sequence | Mapping, path: str) -> object:
        if isinstance(stored, Sequence):
            items = [self.make(item, f"{path}.{n}") for n, item in enumerate(stored.items)]
            return tuple(items) if stored.kind == "tuple" else items
        if isinstance(stored, Mapping):
            return {
                key: self.make(value, f"{path}.{key}")
                for key, value in stored.pairs
                if isinstance(key, str | int | float)
            }
        function = stored.path
        if function in _TENSORS or function == _QUANTIZED:
            return self._tensor(stored, path)
        if function in _WRAPPED or function.startswith(_LISTS):
            return self.make(stored.argument(0), path)
        if function == "collections.OrderedDict":
            return {k: self.make(v, f"{path}.{k}") for k, v in stored.pairs if isinstance(k, str)}
        if function.startswith("__torch__."):
            return self._object(stored, path)
        return Opaque(function)

    def _object(self, stored: Instance, path: str) -> Module:
        module = Module(stored.path, {}, path)
        self._made[id(stored)] = module
        for key, value in stored.state().texts():
            module.attributes[key] = self.make(value, f"{path}.{key}" if path else key)
        if not module.attributes and stored.states:
            module.attributes["__state__"] = self.make(stored.states[-1], f"{path}.state")
        return module

    def _tensor(self, stored: Instance, path: str) -> object:
        storage, offset = stored.argument(0), stored.argument(1)
        shape, strides = _sizes(stored.argument(2)), _sizes(stored.argument(3))
        identifier = storage.identifier if isinstance(storage, Persistent) else None
        parts = identifier.items if isinstance(identifier, Sequence) else []
        kind, key = (parts[1], parts[2]) if len(parts) > 2 else (None, None)
        dtype = _STORAGES.get(kind.name, "unknown") if isinstance(kind, Global) else "unknown"
        if shape is None or not self._sound(shape, path):
            return Opaque("tensor")
        tensor = Initializer(dtype, tuple(shape))
        start = offset if isinstance(offset, int) else 0
        if isinstance(key, str | int):
            self._locate(tensor, f"{self._folder}/{key}", start, strides or [])
        self.tensors += 1
        value = Value(path or "constant", dtype, tensor.shape, initializer=tensor)
        return Tensor(value, Rank(len(shape)))

    def _sound(self, shape: list[int], path: str) -> bool:
        count = 1
        for extent in shape:
            count *= max(extent, 1)
        limits = self._limits
        sound = len(shape) <= limits.tensor_rank and count <= limits.tensor_elements
        if not sound or any(extent < 0 for extent in shape) or self.tensors >= limits.tensors:
            self._log.add("shape-implausible", "warning", "A shape is impossible.", shown(path))
            return False
        return True

    def _locate(self, tensor: Initializer, entry: str, start: int, strides: list[int]) -> None:
        if entry not in self._container:
            self._log.add("missing-data", "warning", "A tensor's bytes are missing.", shown(entry))
            return
        place, length = self._container.place(entry)
        width = BYTES.get(tensor.dtype, 0)
        if place >= 0 and 0 <= start * width <= length:
            tensor.offset = place + start * width
            tensor.length = min(tensor.size * width, length - start * width)
        if not width or numpy_type(tensor.dtype) is None:
            return
        limits = self._limits
        tensor.read = _reader(self._container, entry, tensor, start, strides, limits.tensor_bytes)
        if tensor.size <= limits.data_elements and length <= limits.data_bytes:
            try:
                tensor.data = tensor.read()
            except FormatError as error:
                self._log.add("missing-data", "warning", error.message, shown(entry))


def _reader(
    container: Container,
    entry: str,
    tensor: Initializer,
    start: int,
    strides: list[int],
    most: int,
) -> Callable[[], Array]:
    dtype, shape = tensor.dtype, tensor.shape

    def read() -> Array:
        kind = numpy_type(dtype)
        assert kind is not None
        data = container.read(entry, most)
        stored = np.frombuffer(data[: len(data) // kind.itemsize * kind.itemsize], dtype=kind)
        return arrange(stored, shape, strides, start)

    return read


def _sizes(stored: PickleValue) -> list[int] | None:
    if not isinstance(stored, Sequence):
        return None
    sizes = [item for item in stored.items if isinstance(item, int)]
    return sizes if len(sizes) == len(stored.items) else None
