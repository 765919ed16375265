"""The parameters in what a pickle describes: state dicts, checkpoints and whole modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pickles import Instance, Mapping, Persistent, PickleValue, Sequence
from inspector.formats.pickles.tensors import Tensor, attributes_of, entries_of, tensor_of

_DEEPEST = 64
_SKIPPED_PREFIXES = ("optim", "lr_sched", "sched", "scaler", "rng", "callback", "loops", "amp")
_STATE_DICTS = frozenset(
    """
    state_dict model model_state_dict model_state module net network weights params params_ema ema
    model_ema ema_state_dict state_dict_ema ema_model generator discriminator g d g_ema teacher
    student backbone encoder decoder
    """.split()
)
"""Keys of checkpoints under which a whole model is stored."""


@dataclass(slots=True)
class Collected:
    """Parameters by name.

    Attributes:
        tensors: In stored order.
        classes: Class of the module at each scope, where the pickle holds modules.
    """

    tensors: list[tuple[str, Tensor]] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Collector:
    """Finds the models of a checkpoint.

    Args:
        limits: How many tensors there may be.
        log: Told of what is nested too deep.
        known: Tensors that persistent ids stand for.

    Attributes:
        skipped: What is not taken for a model, such as an optimizer's state.
    """

    limits: Limits
    log: FindingLog
    known: dict[str, Tensor] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def models(self, root: PickleValue) -> dict[str, Collected]:
        """Finds the models of a checkpoint.

        Args:
            root: What the pickle describes.

        Returns:
            Parameters by the key they stand under, the largest model first; ``main`` where the
            checkpoint is nothing but one model.
        """
        top = [(_key(key), value) for key, value in entries_of(root)]
        holders = [(key, value) for key, value in top if key in _STATE_DICTS and _holds(value)]
        if not holders:
            return {"main": self._collect(root)}
        found = {key: self._collect(value) for key, value in holders}
        for key, value in top:
            if key in found or tensor_of(value) is not None:
                continue
            rest = self._collect(value)
            if rest.tensors and key.startswith(_SKIPPED_PREFIXES):
                count = len(rest.tensors)
                tensors = "One tensor" if count == 1 else f"{count} tensors"
                self.skipped.append(f"{tensors} of the training's state under {key}.")
            elif rest.tensors:
                found[key] = rest
        full = {key: model for key, model in found.items() if model.tensors}
        ordered = sorted(full, key=lambda key: -len(full[key].tensors))
        return {key: full[key] for key in ordered} or {"main": Collected()}

    def _collect(self, root: PickleValue) -> Collected:
        found = Collected()
        seen: set[int] = set()
        stack: list[tuple[str, int, PickleValue]] = [("", 0, root)]
        while stack and len(found.tensors) <= self.limits.tensors:
            path, depth, value = stack.pop()
            tensor = self._tensor(value)
            if tensor is not None:
                found.tensors.append((path, tensor))
                continue
            if not isinstance(value, Mapping | Sequence | Instance) or id(value) in seen:
                continue
            seen.add(id(value))
            if depth >= _DEEPEST:
                self.log.add(
                    "nesting-too-deep", "warning", "Objects nested deeper are not looked at."
                )
                continue
            if isinstance(value, Instance) and not entries_of(value):
                found.classes[path] = class_of(value)
            for key, inner in reversed(list(_parts(value))):
                name = _key(key)[: self.limits.name_bytes]
                stack.append((f"{path}.{name}" if path else name, depth + 1, inner))
        return found

    def _tensor(self, value: PickleValue) -> Tensor | None:
        if isinstance(value, Persistent) and isinstance(value.identifier, str | int):
            return self.known.get(str(value.identifier)[:64])
        return tensor_of(value)


def _holds(value: PickleValue) -> bool:
    """Whether something may hold parameters: a dictionary or a module, not a name."""
    return isinstance(value, Mapping | Instance) and tensor_of(value) is None


def class_of(value: Instance) -> str:
    """The class of an object, also where ``copyreg`` makes it from its first argument."""
    if value.path.endswith("._reconstructor"):
        made = value.argument(0)
        return getattr(made, "path", "")
    return value.path


def _parts(value: Mapping | Sequence | Instance) -> Iterator[tuple[PickleValue, PickleValue]]:
    """What is directly inside something, by name or number."""
    if isinstance(value, Mapping):
        yield from value.pairs
        return
    if isinstance(value, Sequence):
        yield from enumerate(value.items)
        return
    pairs = entries_of(value)
    if pairs:
        yield from pairs
        return
    module = attributes_of(value).pairs
    if module:
        yield from module
        return
    yield from value.state().pairs
    yield from value.pairs
    yield from enumerate(value.items)


def _key(key: PickleValue) -> str:
    if isinstance(key, str):
        return key
    return str(key) if isinstance(key, int) and abs(key) < 1 << 63 else "?"
