"""Which family's parameters a file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inspector.analysis.parameters.layers import counted_elsewhere, stray_modules
from inspector.analysis.parameters.names import Group, Names, Shape
from inspector.analysis.parameters.rules import Axis, Form, Line, Rule
from inspector.analysis.report import Component, Evidence, Verdict
from inspector.ir import Graph, Node

SUREST = 0.8
"""Names and shapes are weaker evidence than operators: no verdict is surer than this."""

LEAST = 0.4
"""Share of a file's parameters below which a family is a part of the model and not all of it."""

MOST_ELSEWHERE = 0.2
"""Share of the elements in other numbered modules above which a closed form is a part only."""

_STEPS = 20_000
"""Combinations of shapes tried for one form."""

Sizes = dict[str, int]


@dataclass(slots=True)
class Held:
    """A form that holds, with what it was found on.

    Attributes:
        found: Groups of parameters by line.
        sizes: What its letters stand for.
    """

    rule: Rule
    form: Form
    found: list[tuple[Line, list[tuple[Group, Shape]]]]
    sizes: Sizes

    def nodes(self) -> set[int]:
        """Modules that own the parameters it was found on."""
        return {
            node
            for _, pairs in self.found
            for group, shape in pairs
            for node in group.shapes[shape]
        }


@dataclass(slots=True)
class Recognition:
    """What the parameters of a file say.

    Attributes:
        verdict: None when nothing is known.
        explained: Share of the modules that the verdict rests on.
    """

    verdict: Verdict | None = None
    evidence: list[Evidence] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    explained: float = 0.0


def recognise(graph: Graph, rules: Sequence[Rule], without: str = "") -> Recognition:
    """Tells the family by the names and shapes of parameters.

    Args:
        graph: Modules with their parameters.
        rules: All families known.
        without: A family to know nothing of.
    """
    names = Names(
        (name, shape, node.index) for node in graph.nodes for name, shape in _parameters(node)
    )
    held = [
        found
        for rule in rules
        if rule.family != without and (found := _best_form(rule, names)) is not None
    ]
    beaten = {name for found in held for name in found.rule.over}
    ranked = sorted(
        (found for found in held if found.rule.family not in beaten),
        key=lambda found: (-len(found.nodes()), -len(found.form.tensors), found.rule.family),
    )
    whole = next((found for found in ranked if _reach(found, names) >= LEAST), None)
    if whole is None:
        result = _by_layers(graph)
        _add_parts(result, ranked, set())
        return result
    winner, nodes = whole, whole.nodes()
    result = Recognition(_verdict(winner, len(nodes) / max(1, len(graph.nodes))), [])
    result.explained = len(nodes) / max(1, len(graph.nodes))
    result.evidence.append(_evidence(winner))
    _add_parts(result, [found for found in ranked if found is not winner], nodes)
    return result


def _parameters(node: Node) -> Iterator[tuple[str, Shape]]:
    """Names and shapes of a module's parameters; a packed weight is what it stands for."""
    stated = node.attributes.get("shape") if "packed" in node.attributes else None
    if isinstance(stated, list):
        yield f"{node.name}.weight", tuple(stated)
    for value in node.inputs:
        if value is not None and value.initializer is not None:
            if not isinstance(stated, list) or value.name.endswith(".bias"):
                yield value.name, value.initializer.shape


def _add_parts(result: Recognition, others: Sequence[Held], taken: set[int]) -> None:
    """Adds families that rest on other modules than those of the verdict and of each other."""
    for other in others:
        own = other.nodes()
        if len(own & taken) * 2 < len(own):
            rule = other.rule
            result.components.append(Component(rule.family, rule.family, len(own), rule.title))
            result.evidence.append(_evidence(other))
            taken |= own


def _reach(found: Held, names: Names) -> float:
    """Share of the parameters that stand in the modules that a form was found in."""
    if found.form.beside is not None and counted_elsewhere(found.found, names) > MOST_ELSEWHERE:
        return 0.0
    roots = {_root(group.template, line) for line, pairs in found.found for group, _ in pairs}
    if "" in roots:
        return 1.0
    within = tuple(f"{root}." for root in roots)
    sizes = {group.template: group.size() for group in names.groups.values()}
    inside = sum(size for template, size in sizes.items() if template.startswith(within))
    return inside / max(1, sum(sizes.values()))


def _root(template: str, line: Line) -> str:
    """What stands before the part of a name that a line speaks of."""
    ends = (template.removesuffix(name) for name in line.names if template.endswith(name))
    return min(ends, key=len, default=template).rstrip(".")


def _best_form(rule: Rule, names: Names) -> Held | None:
    held = [found for form in rule.forms if (found := _hold(rule, form, names)) is not None]
    return max(held, key=lambda found: len(found.nodes()), default=None)


def _hold(rule: Rule, form: Form, names: Names) -> Held | None:
    candidates: list[list[tuple[Group, Shape]]] = []
    for line in form.tensors:
        pairs = _pairs(line, names)
        if not pairs:
            return None
        candidates.append(pairs)
    sizes = _unify(form.tensors, candidates)
    if sizes is None or any(_refused(line, names, sizes) for line in form.never):
        return None
    # A stage of another width is evidence too: each tensor has to fit its own line only.
    found = list(zip(form.tensors, candidates, strict=True))
    if stray_modules(form, found, names):
        return None
    return Held(rule, form, found, sizes)


def _refused(line: Line, names: Names, sizes: Sizes) -> bool:
    return any(_fit(line, shape, sizes) is not None for _, shape in _pairs(line, names))


def _pairs(line: Line, names: Names) -> list[tuple[Group, Shape]]:
    """Groups of a line's names with each of their shapes that could fit."""
    return [
        (group, shape)
        for group in names.ending(line.names)
        for shape in group.shapes
        if _fit(line, shape, {}) is not None
    ]


def _unify(lines: Sequence[Line], candidates: list[list[tuple[Group, Shape]]]) -> Sizes | None:
    """Sizes for the letters so that every line has a tensor, None when there are none."""
    shapes = [
        list(dict.fromkeys(shape for _, shape in pairs)) if line.axes is not None else [()]
        for line, pairs in zip(lines, candidates, strict=True)
    ]
    steps = 0
    stack: list[tuple[int, Sizes]] = [(0, {})]
    while stack and steps < _STEPS:
        place, sizes = stack.pop()
        if place == len(lines):
            return sizes
        line = lines[place]
        for shape in reversed(shapes[place]):
            steps += 1
            fitting = sizes if line.axes is None else _fit(line, shape, sizes)
            if fitting is not None:
                stack.append((place + 1, fitting))
    return None


def _fit(line: Line, shape: Shape, sizes: Sizes) -> Sizes | None:
    """The sizes with those that a shape adds, None when it does not fit."""
    axes = line.axes
    if axes is None:
        return sizes
    if len(shape) < len(axes) or (len(shape) > len(axes) and not line.open_end):
        return None
    known = dict(sizes)
    # Plain letters first: a multiple of one is only checked once it is known.
    for axis, extent in sorted(zip(axes, shape, strict=False), key=lambda pair: pair[0].factor):
        if not _fit_axis(axis, extent, known):
            return None
    return known


def _fit_axis(axis: Axis, extent: int, known: Sizes) -> bool:
    if axis.size == "":
        return True
    if isinstance(axis.size, int):
        return extent == axis.factor * axis.size
    if axis.size in known:
        return extent == axis.factor * known[axis.size]
    if extent % axis.factor or not extent:
        return False
    known[axis.size] = extent // axis.factor
    return True


def _verdict(found: Held, share: float) -> Verdict:
    rule = found.rule
    sure = round(min(SUREST, 0.4 + 0.4 * min(1.0, share * 1.2)), 3)
    return Verdict(
        rule.architecture, rule.type, rule.family, rule.title, rule.family, sure, "parameters"
    )


def _evidence(found: Held) -> Evidence:
    clauses = [_clause(line, pairs, found.sizes) for line, pairs in found.found]
    clauses += [Evidence("clause", f"no {line.text}") for line in found.form.never]
    rule = found.rule
    stored = sorted(found.nodes())
    detail = f"{len(stored)} modules by names and shapes"
    return Evidence("family", rule.title, detail, rule.family, stored, clauses)


def _clause(line: Line, pairs: list[tuple[Group, Shape]], sizes: Sizes) -> Evidence:
    stored = sorted({node for group, shape in pairs for node in group.shapes[shape]})
    count = sum(len(group.shapes[shape]) for group, shape in pairs)
    used = sorted({axis.size for axis in line.axes or () if isinstance(axis.size, str)} - {""})
    detail = ", ".join(f"{letter} = {sizes[letter]}" for letter in used if letter in sizes)
    times = f" ×{count}" if count > 1 else ""
    children = [
        Evidence("match", group.template, _shape_text(shape), "", sorted(group.shapes[shape]))
        for group, shape in pairs[:20]
    ]
    return Evidence("clause", f"{line.text}{times}", detail, "", stored, children)


def _shape_text(shape: Shape) -> str:
    return "×".join(str(extent) for extent in shape) or "scalar"


_ATTENTION = frozenset({"attn", "attention", "self_attn", "mha"})
_PROJECTIONS = frozenset(
    """
    q k v kv qk qkv to_q to_k to_v to_kv to_qkv qkvs q_proj k_proj v_proj qkv_proj in_proj out_proj
    query key value proj proj_out linear
    """.split()
)
"""What attention projects; convolutional networks call their weighting of channels so too."""


def _by_layers(graph: Graph) -> Recognition:
    """The architecture alone, where the kinds of layers leave no doubt."""
    kinds = [node.op_type for node in graph.nodes]
    recurrent = sum(kinds.count(kind) for kind in ("LSTM", "GRU", "RNN"))
    convolutions = sum(kinds.count(kind) for kind in ("Conv1d", "Conv2d", "Conv3d"))
    attending = sum(1 for node in graph.nodes if _is_attention(node))
    said: tuple[str, str | None]
    if attending >= 4 and attending * 6 >= len(kinds) and attending > convolutions:
        said = "transformer", None
    elif recurrent and recurrent * 4 >= len(kinds):
        said = "rnn", "sequence model"
    elif convolutions >= 3 and convolutions * 4 >= len(kinds) and not attending:
        said = "cnn", None
    else:
        return Recognition()
    verdict = Verdict(said[0], said[1], None, None, None, 0.3, "parameters")
    return Recognition(verdict, [Evidence("family", said[0], "the kinds of layers alone")])


def _is_attention(node: Node) -> bool:
    parts = node.name.replace("/", ".").split(".")
    named = not _ATTENTION.isdisjoint(parts)
    projects = node.op_type.startswith("Conv") and not _PROJECTIONS.isdisjoint(parts)
    return named and (node.op_type in ("Linear", "MultiheadAttention") or projects)
