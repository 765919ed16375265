"""What the layers hold in which a family was found: only its modules, or others too."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.analysis.parameters.names import Group, Names, Shape
from inspector.analysis.parameters.rules import Form, Line

PARTS = frozenset(
    {
        *("weight", "bias", "kernel", "gamma", "beta", "embeddings"),
        *("running_mean", "running_var", "moving_mean", "moving_variance"),
    }
)
"""What a module calls its parameters; a parameter of another name is told with it."""

COMPUTED = (
    *("inv_freq", "masked_bias", "num_batches_tracked", "position_ids"),
    *("relative_position_index", "relative_coords_table", "attn_mask"),
    *("attn.bias", "attention.bias", "cos_cached", "sin_cached", "k_scale", "v_scale"),
)
"""Ends of the names of what is computed and not learned: older files hold some of it."""

Found = list[tuple[Line, list[tuple[Group, Shape]]]]


def stray_modules(form: Form, found: Found, names: Names) -> set[str]:
    """Modules that stand where the form was found and that neither it nor its ``beside`` names.

    That is in its layers (what the first number in a line's name counts), and in the modules that
    hold what a line without a number names, such as the embeddings. A model with another norm, gate
    or table there is of another family, however many of its names are the same.

    Args:
        form: Without ``beside`` nothing is stray.
        found: Groups of parameters by line.
        names: All parameters.

    Returns:
        Their names as ``beside`` would have them.
    """
    if form.beside is None:
        return set()
    lines = [name for line in form.tensors for name in line.names]
    known = form.beside | {module_of(name[len(_place(name)) :]) for name in lines}
    places = set(_places(found))
    return {
        module
        for template in names.groups
        for place in places
        if template.startswith(place) and not template.endswith(COMPUTED)
        if known.isdisjoint(_owners(module := module_of(template[len(place) :])))
    }


def module_of(tail: str) -> str:
    """The module that owns a parameter; a parameter with a name of its own stands for itself."""
    module, _, part = tail.rpartition(".")
    return module if module and part in PARTS else tail


def _owners(module: str) -> Iterator[str]:
    """A module and those that it stands in: a scale or an adapter in a known one is not stray."""
    yield module
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


def counted_elsewhere(found: Found, names: Names) -> float:
    """Share of the elements that stand in numbered modules other than those of a form's lines."""
    places = tuple(place for place in set(_places(found)) if place.endswith("*."))
    fronts = sorted({_front(place) for place in places}, key=len, reverse=True)
    other = total = 0
    for template, group in names.groups.items():
        total += group.size()
        front = next((front for front in fronts if template.startswith(front)), "")
        if "*." in template[len(front) :] and not template.startswith(places):
            other += group.size()
    return other / max(1, total)


def _front(place: str) -> str:
    """What stands before a place's own name and number, where that has a number too."""
    at = place.rfind("*.", 0, -2)
    return place[: at + 2] if at >= 0 else ""


def _place(name: str) -> str:
    """Where a line's parameter stands: its layer, or the module that holds its module."""
    if "*." in name:
        return name[: name.index("*.") + 2]
    return name[: name.index(".") + 1] if name.count(".") > 1 else ""


def _places(found: Found) -> Iterator[str]:
    """Where groups were found, with what stands before; the top of a file is no place."""
    for line, pairs in found:
        for group, _ in pairs:
            for name in line.names:
                if _place(name) and group.template.endswith(name):
                    yield group.template[: len(group.template) - len(name)] + _place(name)
