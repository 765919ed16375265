"""Which arrays of the HDF5 part belong to which layer."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector.formats.elements import stored_length
from inspector.formats.errors import FormatError
from inspector.formats.hdf5 import Dataset
from inspector.formats.keras.configuration import Json, text
from inspector.formats.keras.storage import Storage
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.ir.graph import Array, Initializer

_HOLDERS = ("layers", "_layer_checkpoint_dependencies", "_functional/layers")
_FIRST = ("forward_layer", "query", "key", "value", "depthwise", "pointwise", "cell")
_LAST = ("backward_layer", "output", "attention_output")
_NOT_WEIGHTS = frozenset({"seed_generator", "seed_generator_state", "optimizer"})
_NUMBER = re.compile(r"(\d+)")


class Weights:
    """The arrays of one model file.

    Args:
        storage: The parts of the file.
        limits: What it may ask for.
        log: Gets what is wrong with it.
    """

    def __init__(self, storage: Storage, limits: Limits, log: FindingLog) -> None:
        self._storage = storage
        self._limits = limits
        self._arrays: dict[str, Dataset] = {}
        self._orders: dict[str, list[str]] = {}
        self.root = "" if storage.by_class else "model_weights/"
        if storage.weights is None:
            return
        try:
            self._arrays = storage.weights.datasets()
            if not storage.by_class:
                if not any(path.startswith(self.root) for path in self._arrays):
                    self.root = ""
                self._orders = storage.weights.lists(self.root, "weight_names")
        except FormatError as error:
            log.add("weights-unreadable", "warning", f"The weights are not known: {error.message}")

    def everything(self) -> list[tuple[str, Initializer]]:
        """All arrays but an optimizer's, for files that hold no graph."""
        return [
            (path, self._tensor(array))
            for path, array in self._arrays.items()
            if not path.startswith("optimizer") and not _NOT_WEIGHTS & set(path.split("/"))
        ]

    def places(self, layers: list[Json], root: str) -> list[str]:
        """The group of each layer of a model.

        Args:
            layers: Their configurations.
            root: The group of the model.
        """
        if not self._storage.by_class:
            names = (text(layer, "name", self._limits) or _own_name(layer) for layer in layers)
            return [f"{root}{name}/" for name in names]
        holder = next((h for h in _HOLDERS if self._has(f"{root}{h}/")), _HOLDERS[0])
        counts: dict[str, int] = {}
        places = []
        for layer in layers:
            kind = snake_case(text(layer, "class_name", self._limits))
            number = counts[kind] = counts.get(kind, -1) + 1
            places.append(
                f"{root}{holder}/{kind}_{number}/" if number else f"{root}{holder}/{kind}/"
            )
        return places

    def _has(self, prefix: str) -> bool:
        return any(path.startswith(prefix) for path in self._arrays)

    def of(self, place: str) -> list[tuple[str, Initializer]]:
        """The arrays of one layer in the order in which the layer made them.

        Args:
            place: Its group, as ``places`` tells.
        """
        inside = [path for path in self._arrays if path.startswith(place)]
        if not inside and not self._storage.by_class:
            # The weights of an inner model's layers stand in the group of the outer layer.
            parts = [part for part in place.removeprefix(self.root).split("/") if part]
            outer, wanted = f"{self.root}{parts[0]}/" if parts else "", parts[-1:] or [""]
            inside = [
                path
                for path in self._arrays
                if path.startswith(outer) and wanted[0] in path.split("/")[:-1]
            ]
        chosen = [path for path in inside if not _NOT_WEIGHTS & set(path.split("/"))]
        named = self._orders.get(place.removeprefix(self.root).split("/")[0], [])
        ranks = {name: rank for rank, name in enumerate(named)}

        def order(path: str) -> tuple[object, ...]:
            for name, rank in ranks.items():
                if path.endswith(f"/{name}"):
                    return (0, rank)
            return (1, *_order(path.removeprefix(place)))

        return [(path, self._tensor(self._arrays[path])) for path in sorted(chosen, key=order)]

    def _tensor(self, array: Dataset) -> Initializer:
        tensor = Initializer(array.dtype, array.shape)
        expected = stored_length(array.dtype, tensor.size)
        if array.offset >= 0 and self._storage.offset >= 0 and array.length == expected:
            tensor.offset, tensor.length = array.offset + self._storage.offset, array.length
        tensor.read = self._reader(array.path)
        return tensor

    def _reader(self, path: str) -> Callable[[], Array]:
        file, limit = self._storage.weights, self._limits.tensor_bytes
        assert file is not None

        def read() -> Array:
            return file.read(path, limit)

        return read


def _own_name(layer: Json) -> str:
    config = layer.get("config")
    name = config.get("name") if isinstance(config, dict) else None
    return name if isinstance(name, str) else ""


def snake_case(name: str) -> str:
    """A class's name as archives spell it: ``Conv2DTranspose`` is ``conv2d_transpose``."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _order(path: str) -> tuple[object, ...]:
    """Sorts by number, and the parts of attention and of two directions as layers make them."""
    keys: list[object] = []
    for part in path.split("/"):
        first = next((i for i, word in enumerate(_FIRST) if part.startswith(word)), None)
        last = next((i for i, word in enumerate(_LAST) if part.startswith(word)), None)
        rank = 100 + last if last is not None else 50 if first is None else first
        digits = _NUMBER.search(part)
        keys += [rank, int(digits[1][:18]) if digits else -1, part]
    return tuple(keys)
