"""The parts of a Keras configuration: JSON of which nothing is taken for granted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from inspector.formats.errors import MalformedError
from inspector.formats.limits import Limits
from inspector.ir.graph import Initializer, Shape

Json = dict[str, object]
Key = tuple[str, int, int]
"""A tensor: the layer that makes it, which of its calls, which of its results."""

_NUMBERS = 4096
_DEEPEST = 40
_NOISE = ("_initializer", "_regularizer", "_constraint")
_SKIPPED = frozenset({"name", "trainable", "layers", "batch_input_shape", "batch_shape", "layer"})


@dataclass(slots=True)
class Argument:
    """What a layer is called with beside tensors: a number, a text or a list, by name."""

    name: str
    value: object


@dataclass(slots=True)
class Call:
    """One use of a layer.

    Attributes:
        tensors: What it reads, in order.
        shapes: Their types and shapes, where they are stated.
        arguments: The rest.
    """

    tensors: list[Key] = field(default_factory=list)
    shapes: list[tuple[str, Shape | None]] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)


def parse(text: str) -> Json:
    """Reads a configuration.

    Raises:
        MalformedError: It is no JSON object.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedError("The configuration is no JSON.") from None
    if not isinstance(found, dict):
        raise MalformedError("The configuration is no JSON object.")
    return found


def part(holder: object, name: str) -> Json:
    """An object inside an object, an empty one when there is none."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def text(holder: Json, name: str, limits: Limits) -> str:
    """A text inside an object, empty when there is none."""
    found = holder.get(name)
    return found[: limits.name_bytes] if isinstance(found, str) else ""


def layers_of(config: Json) -> list[Json] | None:
    """The layers of a model's configuration, None when it lists none."""
    inner = config.get("config")
    if isinstance(inner, list):  # Sequential of the first Keras 2 releases
        return [entry for entry in inner if isinstance(entry, dict)]
    listed = part(config, "config").get("layers")
    if not isinstance(listed, list):
        return None
    return [entry for entry in listed if isinstance(entry, dict)]


def shape_of(found: object) -> Shape | None:
    """A shape whose unknown extents are null."""
    if not isinstance(found, list) or len(found) > 64:
        return None
    return tuple(e if isinstance(e, int) and 0 <= e < 1 << 62 else None for e in found)


def dtype_of(found: object) -> str:
    """An element type, spelt as a name or as a policy."""
    if isinstance(found, dict):
        found = part(found, "config").get("name")
    known = {"float32", "float16", "bfloat16", "float64", "bool", "string", "uint8", "int8"}
    known |= {"int16", "int32", "int64"}
    if isinstance(found, str):
        name = found.removeprefix("mixed_")
        return name if name in known else "unknown"
    return "unknown"


# Attributes


def attributes_of(config: Json, limits: Limits, prefix: str = "") -> dict[str, object]:
    """A layer's settings: numbers, truth values as 0 and 1, texts, lists of numbers."""
    found: dict[str, object] = {}
    for name, setting in config.items():
        if name in _SKIPPED or name.endswith(_NOISE) or len(name) > 100:
            continue
        value = plain(setting, limits)
        if value is not None:
            found[prefix + name] = value
    return found


def plain(setting: object, limits: Limits) -> object:
    """A setting as an attribute, None when it is none."""
    if isinstance(setting, bool):
        return int(setting)
    if isinstance(setting, int | float):
        return setting if abs(setting) < 1 << 62 else None
    if isinstance(setting, str):
        return setting[: limits.name_bytes]
    if isinstance(setting, dict):
        return _named(setting, limits)
    if isinstance(setting, list):
        numbers = list(_flat(setting, 0))
        if numbers and len(numbers) <= _NUMBERS and None not in numbers:
            return numbers
    return None


def _named(setting: Json, limits: Limits) -> str | None:
    """The name of a function, type or object that is a setting."""
    inner = setting.get("config")
    if isinstance(inner, str):
        return inner[: limits.name_bytes]
    name = part(setting, "config").get("name")
    kind = setting.get("class_name")
    chosen = name if kind == "DTypePolicy" and isinstance(name, str) else kind
    return chosen[: limits.name_bytes] if isinstance(chosen, str) else None


def _flat(entries: list[object], depth: int) -> Iterator[int | float | None]:
    for entry in entries[: _NUMBERS + 1]:
        if isinstance(entry, list) and depth < 4:
            yield from _flat(entry, depth + 1)
        else:
            numeric = isinstance(entry, int | float) and abs(entry) < 1 << 62
            yield entry if numeric else None  # type: ignore[misc]


# Calls


def calls_of(layer: Json, limits: Limits) -> list[Call]:
    """The uses of a layer, in Keras 3's spelling or Keras 2's."""
    nodes = layer.get("inbound_nodes")
    if not isinstance(nodes, list):
        return []
    found = []
    for node in nodes:
        call = Call()
        if isinstance(node, dict):
            _collect(node.get("args"), "", call, limits, 0)
            for name, value in part(node, "kwargs").items():
                _collect(value, name, call, limits, 0)
        elif isinstance(node, list):
            _collect_older(node, call, limits)
        found.append(call)
    return found


def _collect(value: object, name: str, call: Call, limits: Limits, depth: int) -> None:
    """Finds tensors and other arguments in what a layer is called with."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        config = part(value, "config")
        key = key_of(config.get("keras_history"))
        if key is not None:
            call.tensors.append(key)
            call.shapes.append((dtype_of(config.get("dtype")), shape_of(config.get("shape"))))
        return
    if isinstance(value, list) and depth < _DEEPEST:
        if name == "" and depth == 0:
            for at, entry in enumerate(value):
                _collect(entry, f"argument{at}", call, limits, 1)
            return
        if _holds_tensor(value, 0):
            for entry in value:
                _collect(entry, name, call, limits, depth + 1)
            return
    if isinstance(value, dict) and value.get("class_name") in ("__numpy__", "__tensor__"):
        config = part(value, "config")
        call.arguments.append(Argument(name, _constant(config)))
        return
    spelt = _index(value) if isinstance(value, list | dict) else None
    chosen = spelt if spelt is not None else plain(value, limits)
    if chosen is not None:
        call.arguments.append(Argument(name, chosen))


def _constant(config: Json) -> Initializer:
    """An array that stands in the configuration; of large ones only the shape is taken over."""
    shape: list[int] = []
    inner = config.get("value")
    while isinstance(inner, list) and len(shape) < _DEEPEST:
        shape.append(len(inner))
        inner = inner[0] if inner else None
    dtype = dtype_of(config.get("dtype"))
    tensor = Initializer(dtype if dtype != "unknown" else "float32", tuple(shape))
    numbers = list(_flat([config.get("value")], 0)) if tensor.size <= _NUMBERS else []
    if len(numbers) == tensor.size and None not in numbers:
        tensor.data = np.asarray(numbers, np.float32).reshape(tensor.shape)
    return tensor


def _holds_tensor(value: object, depth: int) -> bool:
    if isinstance(value, dict):
        return value.get("class_name") == "__keras_tensor__"
    if isinstance(value, list) and depth < _DEEPEST:
        return any(_holds_tensor(entry, depth + 1) for entry in value)
    return False


def _index(value: object) -> str | None:
    """An index such as ``x[:, 0]`` as people write it; None when it is none."""
    entries = value if isinstance(value, list) else [value]
    words = []
    special = False
    for entry in entries:
        kind = entry.get("class_name") if isinstance(entry, dict) else None
        if kind == "__slice__":
            config = part(entry, "config")
            bounds = [config.get(name) for name in ("start", "stop", "step")]
            texts = [str(b) if isinstance(b, int) else "" for b in bounds]
            words.append(":".join(texts[:2] if not texts[2] else texts))
            special = True
        elif kind == "__ellipsis__":
            words.append("...")
            special = True
        elif entry is None:
            words.append("new")
        elif isinstance(entry, int):
            words.append(str(entry))
        else:
            return None
    return ", ".join(words) if special else None


def _collect_older(node: list[object], call: Call, limits: Limits) -> None:
    """Keras 2: ``[["conv1", 0, 0, {...}], ...]``, or one such entry alone."""
    entries = [node] if node and isinstance(node[0], str) else node
    for entry in entries:
        key = key_of(entry)
        if key is None or not isinstance(entry, list):
            continue
        call.tensors.append(key)
        call.shapes.append(("unknown", None))
        further = entry[3] if len(entry) > 3 and isinstance(entry[3], dict) else {}
        for name, value in further.items():
            inner = key_of(value)
            if inner is not None:
                call.tensors.append(inner)
                call.shapes.append(("unknown", None))
            elif isinstance(value, list) and value and isinstance(value[0], str):
                continue  # a constant that no layer makes
            else:
                found = plain(value, limits)
                if found is not None:
                    call.arguments.append(Argument(str(name)[:100], found))


def key_of(found: object) -> Key | None:
    """A reference to a tensor: layer, call, result."""
    if not isinstance(found, list | tuple) or len(found) < 3:
        return None
    name, call, result = found[:3]
    if not isinstance(name, str) or not isinstance(call, int) or not isinstance(result, int):
        return None
    return (name, call, result) if 0 <= result < 1000 and 0 <= call < 1 << 31 else None


def keys_of(found: object) -> list[Key]:
    """The references in a list of inputs or outputs, which may be one alone or nested."""
    single = key_of(found)
    if single is not None:
        return [single]
    if isinstance(found, dict):
        return [key for entry in found.values() for key in keys_of(entry)]
    if isinstance(found, list):
        return [key for entry in found[:_NUMBERS] for key in keys_of_one(entry)]
    return []


def keys_of_one(entry: object) -> list[Key]:
    """The reference that an entry of a list is, if it is one."""
    key = key_of(entry)
    return [] if key is None else [key]
