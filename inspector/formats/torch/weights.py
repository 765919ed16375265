"""Parameters, buffers and constants of an exported program."""

from __future__ import annotations

import msgspec

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles.tensors import Storage, Tensor
from inspector.formats.torch.container import Container
from inspector.formats.torch.dtypes import EXPORTED
from inspector.formats.torch.schema import PayloadConfig, PayloadMeta, TensorMeta, Union
from inspector.ir import Initializer
from inspector.ir.graph import Shape

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
        self._tensors = container.tensors("data/")
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
        if any(extent < 0 for extent in sizes):
            self._log.add("shape-implausible", "warning", "A shape is impossible.", shown(name))
            return Initializer(dtype, ())
        storage = None
        if payload is not None and not payload.use_pickle and meta is not None:
            storage = self._storage(entry, dtype)
        strides = _strides(meta, len(sizes))
        start = max(number(meta.storage_offset) or 0, 0) if meta is not None else 0
        made = self._tensors.make(name, Tensor(dtype, sizes, strides, start, storage))
        return made or Initializer(dtype, ())

    def _storage(self, entry: str, dtype: str) -> Storage | None:
        if entry in self._container:
            return Storage(entry.removeprefix("data/"), dtype)
        self._log.add("missing-data", "warning", "A tensor's bytes are missing.", shown(entry))
        return None


def _strides(meta: TensorMeta | None, axes: int) -> tuple[int, ...]:
    found = [number(stride) for stride in meta.strides] if meta is not None else []
    known = tuple(stride for stride in found if stride is not None and stride >= 0)
    return known if len(known) == axes else ()


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
