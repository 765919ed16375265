"""From judged families to one verdict: who wins, how sure, and what else is inside."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.analysis.families import FamilyResult, Judge
from inspector.analysis.program import Program
from inspector.analysis.report import Component, Part, Verdict

TASKS = frozenset(
    {
        "object detector",
        "semantic segmentation",
        "depth estimation",
        "text recognition",
        "diffusion denoiser",
        "diffusion control network",
        "autoencoder",
    }
)
ENLARGING = ("ConvTranspose", "DepthToSpace", "Resize")
CLASSIFYING = ("Gemm", "GlobalAveragePool", "MatMul")
"""Images are enlarged behind the last evidence of a classifier only where nothing classifies."""

OTHER_TASKS = ("GRU", "GridSample", "LSTM", "NonMaxSuppression", "RoiAlign")
"""Operators that, behind the last evidence of a classifier, belong to another task."""

BACKBONES = frozenset({"image classifier", "image encoder"})
"""A network for one of the tasks holds a classifier as its encoder: the task decides."""

COMPOSED = TASKS | {"image-text model"}
"""Types whose families are known by a head or a pair of towers: any encoder may be inside."""

LEAST_SHARE = 0.4
"""Share of a region's data-flow nodes that a family of any other type must explain."""


@dataclass(slots=True)
class Decision:
    """The winner (None for an unknown model), other families inside, and all that was judged."""

    winner: FamilyResult | None
    components: list[FamilyResult] = field(default_factory=list)
    satisfied: list[FamilyResult] = field(default_factory=list)
    near: list[FamilyResult] = field(default_factory=list)


def decide(judge: Judge, program: Program, without: str = "") -> Decision:
    """Judges all families; the most specific one that holds wins.

    A family that names others under ``over`` wins against them. Among the rest the one that
    explains most nodes wins; at a tie the one first by name. What is left of the others is a
    component where its evidence is not part of the winner's.
    """
    satisfied: list[FamilyResult] = []
    near: list[FamilyResult] = []
    for family in program.families:
        if without and family.signature.family == without:
            continue
        result = judge.judge(family)
        if result is not None:
            (satisfied if result.satisfied else near).append(result)
    names = {r.family.signature.name for r in satisfied if r.family.signature.family}
    beaten = _beaten(program, names)
    known = [r for r in satisfied if r.family.signature.family]
    general = [r for r in satisfied if not r.family.signature.family]
    rank = sorted(
        (r for r in known if r.family.signature.name not in beaten),
        key=lambda r: (-len(r.leaves), r.family.signature.name),
    )
    decision = Decision(None, [], satisfied, near)
    if rank and is_only_part(judge, rank[0]):
        decision.components = rank
        rank = []
    if rank:
        decision.winner = rank[0]
        decision.components = [
            r for r in known if r is not rank[0] and _is_component(r, rank[0], program)
        ]
    elif general:
        beaten = _beaten(program, {r.family.signature.name for r in general})
        left = [r for r in general if r.family.signature.name not in beaten]
        decision.winner = min(
            left or general, key=lambda r: (-len(r.leaves), r.family.signature.name)
        )
    return decision


def is_only_part(judge: Judge, result: FamilyResult) -> bool:
    """Whether a family's network is only a part of an unknown, larger one.

    A pose or detection network of no known family holds a ResNet; it is not one.
    """
    kind = result.family.signature.type
    if kind in COMPOSED or not result.leaves:
        return False
    if own_share(judge, result.leaves, result.region) < LEAST_SHARE:
        return True
    return kind in BACKBONES and (_has_other_task(judge, result) or _leaves_tokens(judge, result))


def own_share(judge: Judge, leaves: frozenset[int], region: int) -> float:
    """Share of a region's data-flow nodes that are among these."""
    size = judge.region_sizes.get(region, 0)
    return sum(judge.graph.is_compute(leaf) for leaf in leaves) / size if size else 0.0


def _has_other_task(judge: Judge, result: FamilyResult) -> bool:
    """Whether a classifier's network is followed by something that no classifier ends in."""
    order = judge.graph.order
    last = max(order[leaf] for leaf in result.leaves)
    foreign: tuple[str, ...] = OTHER_TASKS
    convolutions = _nodes(judge, result.region, ("Conv",))
    if result.family.signature.architecture == "transformer" and (
        sum(node in result.leaves for node in convolutions) == 1
    ):
        foreign = (*OTHER_TASKS, "Conv")  # the one that made patches of the image is no head
    if any(order[node] > last for node in _nodes(judge, result.region, foreign)):
        return True
    enlarged = [n for n in _nodes(judge, result.region, ENLARGING) if n not in result.leaves]
    if not enlarged:
        return False
    behind = max(order[node] for node in enlarged)
    return all(order[node] < behind for node in _nodes(judge, result.region, CLASSIFYING))


def _leaves_tokens(judge: Judge, result: FamilyResult) -> bool:
    """Whether ids that the model is given are looked up in a table that is no evidence."""
    normal, roots = judge.graph.normal, judge.graph.roots
    given = set(normal.graph_inputs)
    return any(
        node not in result.leaves
        and len(normal.inputs[node]) > 1
        and normal.constant[normal.inputs[node][0]]
        and roots[normal.inputs[node][1]] in given
        for node in _nodes(judge, result.region, ("Gather",))
    )


def _nodes(judge: Judge, region: int, operators: tuple[str, ...]) -> list[int]:
    """Data-flow nodes of a region with one of these operators."""
    graph = judge.graph
    return [
        node
        for operator in operators
        for node in graph.normal_by_operator.get(operator, ())
        if graph.is_compute(node) and judge.regions[node] == region
    ]


def _beaten(program: Program, names: set[str]) -> set[str]:
    """Names that another of them wins against, directly or through others."""
    beaten: set[str] = set()
    for name in names:
        stack, seen = list(program.signatures[name].over), {name}
        while stack:
            other = stack.pop()
            if other in seen:
                continue
            seen.add(other)
            beaten.add(other)
            if other in program.signatures:
                stack.extend(program.signatures[other].over)
    if any(program.signatures[name].type in TASKS for name in names - beaten):
        beaten |= {name for name in names if program.signatures[name].type in BACKBONES}
    return beaten


def _is_component(result: FamilyResult, winner: FamilyResult, program: Program) -> bool:
    """Whether a satisfied family is a network of its own inside the winner's model."""
    if not result.leaves:
        return False
    shared = len(result.leaves & winner.leaves) / len(result.leaves)
    return shared < 0.5


def confidence(decision: Decision, judge: Judge, explained: float) -> float:
    """How much of the network is what the verdict says, 0 to 1.

    It is the share of the data-flow nodes of the winner's region that its own clauses explain.
    A network for a task is known by its head or neck, and any encoder may be inside: there every
    node that a block explains counts too. So a verdict of low confidence says: there is such a
    network, and much beside it that this family does not have. ``LEAST_SHARE`` is the least that
    a family may be claimed with; below it, the model is unknown and the family a component.

    What it does not say: how near the nearest relative is. Two families that differ in one node
    of every layer are told apart by their clauses alone.
    """
    winner = decision.winner
    if winner is None:
        return 0.0
    own = own_share(judge, winner.leaves, winner.region)
    if winner.family.signature.type in COMPOSED or not winner.family.signature.family:
        own = max(own, explained)
    return round(own, 3)


def verdict_of(decision: Decision, sure: float, part: Part) -> Verdict | None:
    """The verdict as a record."""
    if decision.winner is None:
        return None
    signature = decision.winner.family.signature
    return Verdict(
        signature.architecture or None,
        signature.type or None,
        signature.family or None,
        signature.title if signature.family else None,
        signature.name,
        sure,
        part=part,
    )


def components_of(decision: Decision, stored: dict[str, int]) -> list[Component]:
    """Components as records, the largest first; ``stored`` counts stored nodes by signature."""
    found = [
        Component(
            r.family.signature.family,
            r.family.signature.name,
            stored[r.family.signature.name],
            r.family.signature.title,
        )
        for r in decision.components
    ]
    return sorted(found, key=lambda c: (-c.nodes, c.signature))
