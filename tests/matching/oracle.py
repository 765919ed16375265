"""A matcher that is plain enough to be believed: it tries everything.

Alternatives, optional nodes, counts and sums of three are written out first, so that every variant
of a pattern is a set of nodes. All ways to put graph nodes in their places, times all orders of
inputs, are then held against the rules of ``signatures/LANGUAGE.md`` one by one. It shares no code
with the real matcher, works out producers, readers and layout chains for itself, and takes time
exponential in the pattern's size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product

from msgspec.structs import replace

from inspector.matching import FoldedGraph
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Expression,
    Literal,
    Pattern,
    Variable,
    Width,
)
from tests.matching.pairs import LONGEST_CHAIN

COMMUTATIVE = {"Add", "Mul", "Max", "Min"}
LAYOUT = {"Reshape", "Transpose", "Squeeze", "Unsqueeze", "Expand", "Cast", "Flatten"}
OUTSIDE = -2

Found = tuple[int, frozenset[int], tuple[tuple[str, int], ...]]
"""The result's node, the nodes of the match, and the root of every bound name."""


@dataclass(eq=False)
class Place:
    """A pattern node of one variant: ``link`` of a counted chain, ``inner`` node of a sum."""

    call: Call
    arguments: tuple[Term, ...]
    kind: str = "node"


@dataclass(eq=False)
class Sealed:
    """A value that nothing else reads."""

    term: Term


Term = Place | Sealed | Anything | Variable | Constant | Literal


class View:
    """A folded graph read afresh: nothing that the folding keeps up to date is trusted."""

    def __init__(self, graph: FoldedGraph) -> None:
        self.graph = graph
        self.nodes = [node for node, alive in enumerate(graph.alive) if alive]
        self.maker = {
            value: node for node in self.nodes for value in graph.outputs[node] if value >= 0
        }

    def chain(self, value: int) -> list[int]:
        """The layout nodes behind a value, the last one first."""
        found = []
        while (node := self.maker.get(value, -1)) >= 0 and self.graph.ops[node] in LAYOUT:
            found.append(node)
            value = self.graph.inputs[node][0]
        return found

    def root(self, value: int) -> int:
        """The value before its layout nodes."""
        chain = self.chain(value)
        return self.graph.inputs[chain[-1]][0] if chain else value

    def is_constant(self, node: int) -> bool:
        """Whether a node depends on constants only."""
        return self.graph.constant[self.graph.outputs[node][0]]

    def readers(self, root: int) -> set[int]:
        """Nodes that read a value through any chain; OUTSIDE where the graph gives it out."""
        graph = self.graph
        found = {
            node
            for node in self.nodes
            if graph.ops[node] not in LAYOUT
            for value in graph.inputs[node]
            if value >= 0 and self.root(value) == root
        }
        if any(self.root(value) == root for value in graph.normal.graph_outputs):
            found.add(OUTSIDE)
        return found


def variants(expression: Expression) -> list[Term]:
    """Every way to read an expression without alternatives, options and counts."""
    if isinstance(expression, Alternative):
        found = [term for option in expression.options for term in variants(option)]
        return [Sealed(term) for term in found] if expression.sealed else found
    if not isinstance(expression, Call):
        return [expression]
    if expression.optional:
        there = variants(replace(expression, optional=False))
        without = variants(expression.arguments[0])
        return there + ([Sealed(term) for term in without] if expression.sealed else without)
    ways = list(product(*(variants(argument) for argument in expression.arguments)))
    if (expression.minimum, expression.maximum) != (1, 1):
        return [term for way in ways for term in _chains(expression, way)]
    if expression.nary:
        return [tree for way in ways for tree in _trees(expression, way, top=True)]
    return [Place(expression, way) for way in ways]


def _chains(call: Call, way: tuple[Term, ...]) -> list[Term]:
    longest = LONGEST_CHAIN if call.maximum is None else call.maximum
    found = []
    for count in range(call.minimum, longest + 1):
        term: Term = way[0] if way else Anything()
        for place in range(count):
            seal = call.sealed and place == count - 1
            term = Place(replace(call, sealed=seal), (term,), "link")
        found.append(Sealed(term) if call.sealed and count == 0 else term)
    return found


def _trees(call: Call, leaves: tuple[Term, ...], *, top: bool) -> list[Term]:
    """All binary trees over the operands, mirror images left out."""
    if len(leaves) == 1:
        return [leaves[0]]
    first, rest = leaves[0], leaves[1:]
    found: list[Term] = []
    for chosen in product([True, False], repeat=len(rest)):
        left = (first, *(leaf for leaf, taken in zip(rest, chosen, strict=True) if taken))
        right = tuple(leaf for leaf, taken in zip(rest, chosen, strict=True) if not taken)
        if right:
            for pair in product(_trees(call, left, top=False), _trees(call, right, top=False)):
                found.append(Place(call, pair, "node" if top else "inner"))
    return found


def places_of(term: Term) -> list[Place]:
    """The pattern nodes of a term."""
    if isinstance(term, Sealed):
        return places_of(term.term)
    if isinstance(term, Place):
        return [term, *(place for argument in term.arguments for place in places_of(argument))]
    return []


def names_of(term: Term) -> set[str]:
    """The variables of a term."""
    if isinstance(term, Sealed):
        return names_of(term.term)
    if isinstance(term, Place):
        return {name for argument in term.arguments for name in names_of(argument)}
    return {term.name} if isinstance(term, Variable) else set()


def _mentioned(expression: Expression) -> set[str]:
    return {name for term in variants(expression) for name in names_of(term)}


@dataclass
class _Trial:
    """One way to put graph nodes in the places: what follows from it."""

    nodes: dict[int, int]
    inputs: dict[int, tuple[int, ...]]
    values: dict[str, int] = field(default_factory=dict)
    seals: list[int] = field(default_factory=list)
    relations: list[tuple[Comparison, object]] = field(default_factory=list)


class Oracle:
    """All matches of a pattern in a small graph."""

    def __init__(self, graph: FoldedGraph, pattern: Pattern) -> None:
        self._view = View(graph)
        self._graph = graph
        self._pattern = pattern
        self._definitions = {
            name: (number, port if len(definition.names) > 1 else None)
            for number, definition in enumerate(pattern.definitions)
            for port, name in enumerate(definition.names)
        }

    def matches(self) -> set[Found]:
        """Everything that the rules allow."""
        pattern = self._pattern
        mentioned = set().union(*(_mentioned(d.value) for d in pattern.definitions))
        result = pattern.result
        apart = [d.names for d in pattern.definitions if not mentioned.intersection(d.names)]
        goals = [result, *(names[0] for names in apart if result not in names)]
        found: set[Found] = set()
        for terms in product(*(variants(d.value) for d in pattern.definitions)):
            found |= set(self._variant(terms, goals))
        return found

    def _variant(self, terms: Sequence[Term], goals: list[str]) -> Iterator[Found]:
        used = self._used(terms, goals)
        places = [place for number in used for place in places_of(terms[number])]
        for trial in self._trials(places):
            starts = [self._results(terms, name, trial) for name in goals]
            for values in product(*starts):
                made = _Trial(trial.nodes, trial.inputs)
                wanted = [
                    (Variable(name), value) for name, value in zip(goals, values, strict=True)
                ]
                if self._holds(made, wanted, terms) and self._sound(made, terms):
                    node = self._view.maker[values[0]]
                    nodes = frozenset(made.nodes.values())
                    if self._graph.ops[node] in LAYOUT and node not in nodes:
                        continue
                    names = sorted((n, self._view.root(v)) for n, v in made.values.items())
                    yield node, nodes, tuple(names)

    def _used(self, terms: Sequence[Term], goals: list[str]) -> list[int]:
        """Definitions that this variant depends on."""
        names, found = list(goals), []
        while names:
            known = self._definitions.get(names.pop())
            if known is not None and known[0] not in found:
                found.append(known[0])
                names += names_of(terms[known[0]])
        return found

    def _results(self, terms: Sequence[Term], name: str, trial: _Trial) -> list[int]:
        """Values that a result may be: made by its node where it has one, else any."""
        number, _ = self._definitions[name]
        term = terms[number]
        term = term.term if isinstance(term, Sealed) else term
        node = trial.nodes[id(term)] if isinstance(term, Place) else -1
        graph = self._graph
        if node < 0 or graph.ops[node] in LAYOUT:
            return list(self._view.maker)
        return [value for value in graph.outputs[node] if value >= 0]

    def _trials(self, places: list[Place]) -> Iterator[_Trial]:
        view, graph = self._view, self._graph
        choices = []
        for place in places:
            operators = place.call.operators
            choices.append(
                [
                    node
                    for node in view.nodes
                    if graph.ops[node] in operators
                    or (not operators and graph.ops[node] not in LAYOUT)
                ]
            )
        for nodes in self._apart(choices, ()):
            keys = [id(place) for place in places]
            orders = [self._orders(p, n) for p, n in zip(places, nodes, strict=True)]
            for inputs in product(*orders):
                yield _Trial(
                    dict(zip(keys, nodes, strict=True)), dict(zip(keys, inputs, strict=True))
                )

    def _apart(self, choices: list[list[int]], taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """One node of each list, all different; what depends on constants only may recur."""
        if len(taken) == len(choices):
            yield taken
            return
        for node in choices[len(taken)]:
            if node not in taken or self._view.is_constant(node):
                yield from self._apart(choices, (*taken, node))

    def _orders(self, place: Place, node: int) -> list[tuple[int, ...]]:
        """Every way to give a node's inputs to the arguments."""
        inputs, count = self._graph.inputs[node], len(place.arguments)
        constant = self._graph.constant
        if place.kind == "link":
            data = [value for value in inputs if value >= 0 and not constant[value]]
            return [(data[0] if data else -1,)]
        if place.kind == "inner" and self._view.is_constant(node):
            return []
        call = place.call
        open_ended = call.open_start or call.open_end
        if call.operators and set(call.operators) <= COMMUTATIVE:
            padded = list(range(max(len(inputs), count)))
            given = [*inputs, *[-1] * (count - len(inputs))]
            if open_ended and len(inputs) < count:
                return []
            return [
                tuple(given[at] for at in order)
                for order in permutations(padded, count)
                if open_ended
                or all(given[at] < 0 or constant[given[at]] for at in set(padded) - set(order))
            ]
        if open_ended:
            last = len(inputs) - count
            starts = range(last + 1)
            if not call.open_start:
                starts = range(min(1, last + 1))
            elif not call.open_end:
                starts = range(max(last, 0), last + 1)
            return [tuple(inputs[start : start + count]) for start in starts]
        if any(value >= 0 and not constant[value] for value in inputs[count:]):
            return []
        return [(*inputs[:count], *[-1] * (count - len(inputs)))]

    def _holds(self, trial: _Trial, wanted: list[tuple[Term, int]], terms: Sequence[Term]) -> bool:
        """Whether terms are what stands at values; notes names, seals and relations."""
        stack: list[tuple[Term, int, int | None]] = [(term, value, None) for term, value in wanted]
        while stack:
            term, value, port = stack.pop()
            if isinstance(term, Anything):
                continue
            if value < 0:
                return False
            if isinstance(term, Sealed):
                trial.seals.append(value)
                stack.append((term.term, value, port))
            elif isinstance(term, Variable):
                if not self._variable(trial, term, value, terms, stack):
                    return False
            elif isinstance(term, Constant | Literal):
                if not self._constant(trial, term, value):
                    return False
            elif not self._place(trial, term, value, port, stack):
                return False
            elif term.call.sealed and term.kind != "inner":
                trial.seals.append(value)
        return True

    def _constant(self, trial: _Trial, term: Constant | Literal, value: int) -> bool:
        if isinstance(term, Literal):
            actual = self._graph.scalar(value)
            return actual is not None and abs(actual - term.value) <= 0.002 * abs(term.value)
        self._note_value(trial, term.constraints, value)
        same = not term.name or self._same(trial, "$" + term.name, value)
        return same and self._graph.constant[value]

    def _variable(
        self,
        trial: _Trial,
        term: Variable,
        value: int,
        terms: Sequence[Term],
        stack: list[tuple[Term, int, int | None]],
    ) -> bool:
        if term.sealed:
            trial.seals.append(value)
        self._note_value(trial, term.constraints, value)
        first = term.name not in trial.values
        if not self._same(trial, term.name, value):
            return False
        if first and term.name in self._definitions:
            number, port = self._definitions[term.name]
            stack.append((terms[number], value, port))
        return True

    def _same(self, trial: _Trial, name: str, value: int) -> bool:
        known = trial.values.setdefault(name, value)
        return self._view.root(known) == self._view.root(value)

    def _place(
        self,
        trial: _Trial,
        place: Place,
        value: int,
        port: int | None,
        stack: list[tuple[Term, int, int | None]],
    ) -> bool:
        view, graph = self._view, self._graph
        node = trial.nodes[id(place)]
        if graph.ops[node] in LAYOUT:
            if node not in view.chain(value):
                return False
        else:
            root = view.root(value)
            if view.maker.get(root, -1) != node:
                return False
            wanted = place.call.port if port is None else port
            if wanted is not None and graph.outputs[node].index(root) != wanted:
                return False
        if place.kind != "inner":
            attributes = graph.attributes[node]
            trial.relations += [(c, attributes.get(c.key)) for c in place.call.constraints]
        inputs = trial.inputs[id(place)]
        stack += [(a, v, None) for a, v in zip(place.arguments, inputs, strict=True)]
        return True

    def _note_value(self, trial: _Trial, constraints: tuple[Comparison, ...], value: int) -> None:
        shape = self._graph.shapes[value]
        for constraint in constraints:
            assert constraint.key == "rank"
            trial.relations.append((constraint, None if shape is None else len(shape)))

    def _sound(self, trial: _Trial, terms: Sequence[Term]) -> bool:
        """The rules that speak of the match as a whole."""
        view = self._view
        nodes = set(trial.nodes.values())
        for value in trial.seals:
            readers = view.readers(view.root(value))
            if len(readers) > 1 and not readers <= nodes:
                return False
        for pair in self._pattern.distinct:
            if pair.first in trial.values and pair.second in trial.values:
                if view.root(trial.values[pair.first]) == view.root(trial.values[pair.second]):
                    return False
        if not related(trial.relations):
            return False
        return not any(
            self._occurs(term, trial, terms)
            for negative in self._pattern.negatives
            for term in variants(negative.value)
        )

    def _occurs(self, term: Term, trial: _Trial, terms: Sequence[Term]) -> bool:
        """Whether a negative statement's expression stands anywhere around the bound names."""
        if not names_of(term).intersection(trial.values):
            return False
        for other in self._trials(places_of(term)):
            for value in self._view.maker:
                attempt = _Trial(other.nodes, other.inputs, dict(trial.values))
                if self._holds(attempt, [(term, value)], terms) and related(attempt.relations):
                    return True
        return False


def related(relations: list[tuple[Comparison, object]]) -> bool:
    """Whether numbers for the widths exist that make all constraints true."""
    for comparison, actual in relations:
        if not isinstance(actual, int) and not _true(comparison, actual, {}):
            return False
    relations = [(c, actual) for c, actual in relations if isinstance(actual, int)]
    widths = sorted(
        {t.variable for c, _ in relations for t in c.terms if isinstance(t, Width) and t.variable}
    )
    numbers = sorted({int(actual) for _, actual in relations if isinstance(actual, int)})
    return any(
        all(_true(c, actual, dict(zip(widths, chosen, strict=True))) for c, actual in relations)
        and all(_stands_alone(name, relations) for name in widths)
        for chosen in product(numbers, repeat=len(widths))
    )


def _stands_alone(name: str, relations: list[tuple[Comparison, object]]) -> bool:
    """Whether some constraint gives a width its number (``in=C``)."""
    alone = Width(name)
    return any(c.operator == "=" and c.terms == (alone,) for c, _ in relations)


def _true(comparison: Comparison, actual: object, widths: dict[str, int]) -> bool:
    kind = comparison.operator
    if kind == "set":
        return bool(actual)
    if kind == "unset":
        return not actual
    if not isinstance(actual, int):
        return kind == "!="
    sides = []
    for term in comparison.terms:
        assert isinstance(term, Width)
        base = widths[term.variable] * term.factor / term.divisor if term.variable else 0
        sides.append(base + term.offset)
    return {
        "=": lambda: actual == sides[0],
        "!=": lambda: actual != sides[0],
        "<": lambda: actual < sides[0],
        "<=": lambda: actual <= sides[0],
        ">": lambda: actual > sides[0],
        ">=": lambda: actual >= sides[0],
        "in": lambda: actual in sides,
        "range": lambda: sides[0] <= actual <= sides[1],
    }[kind]()
