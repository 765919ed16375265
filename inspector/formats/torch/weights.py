"""Parameters, buffers and constants of an exported program."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.torch.container import Container
from inspector.formats.torch.dtypes import BYTES, EXPORTED, numpy_type
from inspector.formats.torch.schema import PayloadConfig, PayloadMeta, TensorMeta, Union
from inspector.ir import Initializer
from inspector.ir.graph import Array, Shape

_FOLDERS = ("data/weights/", "data/constants/")


class Weights:
    """Finds tensors by the name they have in the program.

    Args:
        container: The archive.
        model: The program's name in it.
        limits: What tensors may claim.
        log: Told of those that are missing.
    """

    def __init__(self, container: Container, model: str, limits: Limits, log: FindingLog) -> None:
        self._container = container
        self._limits = limits
        self._log = log
        self._payloads: dict[str, tuple[str, PayloadMeta]] = {}
        for folder, kind in zip(_FOLDERS, ("weights", "constants"), strict=True):
            config = self._config(f"{folder}{model}_{kind}_config.json")
            for name, payload in config.config.items():
                self._payloads[name] = (folder + payload.path_name, payload)

    def _config(self, name: str) -> PayloadConfig:
        if name not in self._container:
            return PayloadConfig()
        try:
            data = self._container.read(name, self._limits.structure_bytes)
            return msgspec.json.decode(data, type=PayloadConfig)
        except (FormatError, msgspec.MsgspecError, RecursionError, ValueError):
            self._log.add("malformed", "warning", "The list of tensors cannot be read.", name)
            return PayloadConfig()

    def find(self, name: str, meta: TensorMeta | None) -> Initializer:
        """The tensor of a parameter, buffer or constant.

        Args:
            name: As the program calls it.
            meta: What the graph says of it.
        """
        entry, payload = self._payloads.get(name, ("", None))
        if payload is not None and payload.tensor_meta is not None:
            meta = payload.tensor_meta
        dtype, shape = describe(meta)
        sizes = tuple(extent if isinstance(extent, int) else 0 for extent in shape or ())
        if not self._sound(name, sizes):
            sizes = ()
        tensor = Initializer(dtype, sizes)
        if payload is None or payload.use_pickle or meta is None:
            return tensor
        self._locate(tensor, entry, meta)
        return tensor

    def _sound(self, name: str, sizes: tuple[int, ...]) -> bool:
        limits, count = self._limits, 1
        for extent in sizes:
            count *= max(extent, 1)
        sound = len(sizes) <= limits.tensor_rank and count <= limits.tensor_elements
        if not sound or any(extent < 0 for extent in sizes):
            self._log.add("shape-implausible", "warning", "A shape is impossible.", shown(name))
            return False
        return True

    def _locate(self, tensor: Initializer, entry: str, meta: TensorMeta) -> None:
        if entry not in self._container:
            self._log.add("missing-data", "warning", "A tensor's bytes are missing.", shown(entry))
            return
        tensor.offset, tensor.length = self._container.place(entry)
        width = BYTES.get(tensor.dtype, 0)
        if not width or numpy_type(tensor.dtype) is None:
            return
        tensor.read = _reader(self._container, entry, tensor, meta, self._limits.tensor_bytes)
        limits = self._limits
        if tensor.size <= limits.data_elements and tensor.size * width <= limits.data_bytes:
            try:
                tensor.data = tensor.read()
            except FormatError as error:
                self._log.add("missing-data", "warning", error.message, shown(entry))


def _reader(
    container: Container, entry: str, tensor: Initializer, meta: TensorMeta, most: int
) -> Callable[[], Array]:
    dtype, shape = tensor.dtype, tensor.shape
    start = number(meta.storage_offset) or 0
    strides = [number(stride) or 0 for stride in meta.strides]

    def read() -> Array:
        kind = numpy_type(dtype)
        assert kind is not None
        stored = np.frombuffer(container.read(entry, most), dtype=kind)
        return arrange(stored, shape, strides, start)

    return read


def arrange(stored: Array, shape: tuple[int, ...], strides: list[int], start: int) -> Array:
    """The elements of a tensor among those of its storage.

    Args:
        stored: All elements of the storage, in one axis.
        shape: Extents of the tensor.
        strides: Elements from one to the next along each axis.
        start: Place of the first element.

    Returns:
        A copy; zeros where the storage is too short.
    """
    size = int(np.prod(shape, dtype=np.int64))
    last = start + sum((n - 1) * s for n, s in zip(shape, strides, strict=False))
    sound = len(strides) == len(shape) and start >= 0 and all(s >= 0 for s in strides)
    if size == 0 or not sound or last >= stored.size:
        fits = stored.size >= size
        return stored[:size].reshape(shape) if fits else np.zeros(shape, stored.dtype)
    steps = [stride * stored.itemsize for stride in strides]
    return np.lib.stride_tricks.as_strided(stored[start:], shape, steps).copy()


def describe(meta: TensorMeta | None) -> tuple[str, Shape | None]:
    """Element type and shape."""
    if meta is None:
        return "unknown", None
    return EXPORTED.get(meta.dtype, "unknown"), tuple(_extent(size) for size in meta.sizes)


def _extent(size: Union) -> int | str | None:
    exact = number(size)
    if exact is not None:
        return exact
    symbol = size.get("as_expr")
    text = symbol.get("expr_str") if isinstance(symbol, dict) else None
    return text[:80] if isinstance(text, str) else None


def number(size: Union) -> int | None:
    """A size that is a number, None for a symbol."""
    exact = size.get("as_int")
    return exact if isinstance(exact, int) else None
