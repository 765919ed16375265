"""What the pickles of a TorchScript archive describe, as values: modules, lists, tensors."""

from __future__ import annotations

from inspector.formats.log import FindingLog
from inspector.formats.pickles import Instance, Mapping, PickleValue, Sequence
from inspector.formats.pickles.tensors import tensor_of
from inspector.formats.torch.container import Tensors
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import STATE, Module, Opaque, Tensor
from inspector.ir import Value

_LISTS = "torch.jit._pickle."
_DEPTH = 200


class Objects:
    """Turns what a pickle describes into values; one object of it stays one object.

    Args:
        tensors: Makes initializers.
        log: Told of what is broken.
    """

    def __init__(self, tensors: Tensors, log: FindingLog) -> None:
        self._tensors = tensors
        self._log = log
        self._made: dict[PickleValue, object] = {}
        self._depth = 0

    def make(self, stored: PickleValue, path: str = "") -> object:
        """The value of a stored object.

        Args:
            stored: As the pickle describes it.
            path: Of the module that holds it, then its own name.
        """
        if not isinstance(stored, Instance | Sequence | Mapping):
            plain = stored is None or isinstance(stored, bool | int | float | str)
            return stored if plain else Opaque("stored")
        if stored in self._made:
            return self._made[stored]
        if self._depth >= _DEPTH:
            self._log.add("nesting-too-deep", "warning", "An object is nested too deep.")
            return None
        self._depth += 1
        try:
            made = self._made[stored] = self._make(stored, path)
        finally:
            self._depth -= 1
        return made

    def _make(self, stored: Instance | Sequence | Mapping, path: str) -> object:
        if isinstance(stored, Sequence):
            items = [self.make(item, f"{path}.{n}") for n, item in enumerate(stored.items)]
            return tuple(items) if stored.kind == "tuple" else items
        if isinstance(stored, Mapping):
            return self._dictionary(stored.pairs, path)
        tensor = tensor_of(stored)
        if tensor is not None:
            found = self._tensors.make(path, tensor)
            if found is None:
                return Opaque("tensor")
            value = Value(path or "constant", found.dtype, found.shape, initializer=found)
            return Tensor(value, Rank(len(found.shape)))
        if stored.path.startswith(_LISTS):
            return self.make(stored.argument(0), path)
        if stored.path == "collections.OrderedDict":
            return self._dictionary(stored.pairs, path)
        if stored.path.startswith("__torch__."):
            return self._object(stored, path)
        return Opaque(stored.path)

    def _dictionary(self, pairs: list[tuple[PickleValue, PickleValue]], path: str) -> object:
        return {
            key: self.make(value, f"{path}.{key}")
            for key, value in pairs
            if isinstance(key, str | int | float)
        }

    def _object(self, stored: Instance, path: str) -> Module:
        module = Module(stored.path, {}, path)
        self._made[stored] = module
        for key, value in stored.state().texts():
            module.attributes[key] = self.make(value, f"{path}.{key}" if path else key)
        if not module.attributes and stored.states:
            module.attributes[STATE] = self.make(stored.states[-1], path)
        return module
