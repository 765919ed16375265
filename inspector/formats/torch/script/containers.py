"""Functions of lists and dictionaries, whose entries may be anything."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.formats.torch.script.values import Opaque, Parts

LONGEST = 100_000
"""Length of a list, or of a text, that is computed."""


def on_list(name: str, first: list[object], rest: Sequence[object]) -> tuple[bool, object]:
    """A function of a list.

    Args:
        name: The function.
        first: The list.
        rest: The other arguments.

    Returns:
        Whether there is such a function, and what it gives.
    """
    if name == "len":
        return True, len(first)
    if name in ("list", "copy"):
        return True, list(first)
    if name == "slice":
        bounds = [each if isinstance(each, int) else None for each in rest]
        start, end, step = [*bounds, None, None, None][:3]
        return True, first[start : end : step or 1]
    if name == "add" and rest and isinstance(rest[0], list | tuple | Parts):
        other = rest[0].take() if isinstance(rest[0], Parts) else rest[0]
        return True, [*first, *other[: LONGEST - len(first)]]
    return change_list(name, first, rest)


def on_parts(name: str, first: Parts, rest: Sequence[object]) -> tuple[bool, object]:
    """A function of a list whose length something else tells; see ``on_list``."""
    if name == "len":
        length = first.known_length()
        return True, Opaque("len", assumed=first.assumed) if length is None else length
    last = first.last(rest) if name == "slice" else None
    if last is not None:
        return True, last
    if name in ("slice", "list", "copy", "add"):
        return on_list(name, first.take(), rest)
    return False, None


def change_list(name: str, values: list[object], given: Sequence[object]) -> tuple[bool, object]:
    """A function that changes a list; see ``on_list``."""
    place = given[0] if given and isinstance(given[0], int) else -1
    inside = -len(values) <= place < len(values)
    if name == "append" and given and len(values) < LONGEST:
        values.append(given[0])
    elif name == "extend" and given and isinstance(given[0], list | tuple):
        values.extend(given[0][: LONGEST - len(values)])
    elif name == "insert" and len(given) == 2 and len(values) < LONGEST:
        values.insert(place, given[1])
    elif name == "_set_item" and len(given) == 2:
        if inside:
            values[place] = given[1]
    elif name in ("Delete", "__delitem__", "pop"):
        return True, values.pop(place) if inside else None
    elif name == "clear":
        values.clear()
    elif name == "reverse":
        values.reverse()
    else:
        return False, None
    return True, values


def on_dict(name: str, first: dict[object, object], rest: Sequence[object]) -> tuple[bool, object]:
    """A function of a dictionary; see ``on_list``."""
    key = key_of(rest[0] if rest else None)
    if name == "_set_item" and len(rest) == 2:
        if len(first) < LONGEST:
            first[key] = rest[1]
        return True, None
    if name == "get":
        return True, first.get(key, rest[1] if len(rest) > 1 else None)
    found: dict[str, object] = {
        "__contains__": key in first,
        "keys": list(first),
        "values": list(first.values()),
        "items": list(first.items()),
        "len": len(first),
    }
    return name in found, found.get(name)


def new_dict(given: Sequence[object]) -> dict[object, object]:
    """A dictionary: an empty one, a copy of another, or one of pairs."""
    held = given[0] if given else ()
    if isinstance(held, dict):
        return dict(held)
    pairs = held[:LONGEST] if isinstance(held, list | tuple) else ()
    return {
        key_of(pair[0]): pair[1] for pair in pairs if isinstance(pair, tuple) and len(pair) == 2
    }


def key_of(given: object) -> object:
    """The key that something stands for; what is not known has one together."""
    return given if isinstance(given, str | int | float) else None
