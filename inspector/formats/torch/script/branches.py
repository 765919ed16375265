"""Branches and loops that depend on the input: nodes with nested graphs."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Protocol

from inspector.formats.torch.script.budget import Budget
from inspector.formats.torch.script.operators import Journal, Operators
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import UNSET, Module, Number, Opaque, Tensor
from inspector.ir import Graph, Node, Value

_MOST_NESTED = 24
"""Nested graphs inside each other."""


class Follow(Protocol):
    """What follows the statements of a nested graph."""

    variables: dict[str, object]

    def block(self, statements: Sequence[ast.stmt]) -> tuple[bool, object]:
        """Follows statements."""
        ...

    def start(self) -> dict[str, object]:
        """Variables for a nested graph."""
        ...


class Branches:
    """Puts what depends on the input into nested graphs, as ONNX's If and Loop hold them.

    Args:
        operators: Adds nodes.
        follow: Follows statements.
    """

    def __init__(self, operators: Operators, follow: Follow) -> None:
        self._operators = operators
        self._follow = follow
        self._depth = 0

    def choose(
        self, condition: object, body: Sequence[ast.stmt], other: Sequence[ast.stmt]
    ) -> tuple[bool, object]:
        """Adds an If; variables that differ become its outputs."""
        if self._depth >= _MOST_NESTED:
            return self._follow.block(body)
        given = self._operators.argument(condition)
        index = self._operators.nodes.reserve()
        outside = self._operators.graph
        sides = [self._side(name, block) for name, block in (("then", body), ("else", other))]
        made = _Merge(self._operators, [side.graph for side in sides])
        first, second = sides
        names = [*first.variables, *(n for n in second.variables if n not in first.variables)]
        self._follow.variables = {
            name: made.merge(first.variables.get(name, UNSET), second.variables.get(name, UNSET))
            for name in names
        }
        result = made.merge(first.result, second.result)
        for tensor in first.tensors | second.tensors:
            old = Tensor(tensor.value, tensor.rank)
            one, two = (Tensor(s.tensors.get(tensor, old.value), tensor.rank) for s in sides)
            merged = made.merge(one, two)
            if isinstance(merged, Tensor):
                self._operators.assign(tensor, merged.value)
        for owner, name in first.attributes | second.attributes:
            now = owner.attributes.get(name, UNSET)
            pair = [side.attributes.get((owner, name), now) for side in sides]
            owner.attributes[name] = made.merge(pair[0], pair[1])
        if made.outputs or any(side.graph.nodes for side in sides):
            self._add(
                outside,
                index,
                "If",
                [("condition", given)],
                made.outputs,
                {
                    "then_branch": first.graph,
                    "else_branch": second.graph,
                },
            )
        return first.returned and second.returned, result

    def _side(self, name: str, block: Sequence[ast.stmt]) -> _Side:
        """Follows a branch in a graph of its own, and undoes what it changed in place."""
        operators, follow = self._operators, self._follow
        graph, outside, before = Graph(name), operators.graph, follow.variables
        journal, operators.journal = operators.journal, Journal()
        operators.graph, follow.variables = graph, follow.start()
        self._depth += 1
        try:
            returned, result = follow.block(block)
            variables, changes = follow.variables, operators.journal
        finally:
            self._depth -= 1
            operators.graph, follow.variables, operators.journal = outside, before, journal
        tensors = {tensor: tensor.value for tensor, _ in changes.tensors}
        for tensor, old in reversed(changes.tensors):
            tensor.value = old
        attributes = {(m, name): m.attributes.get(name) for m, name, _ in changes.attributes}
        for module, attribute, before_it in reversed(changes.attributes):
            module.attributes[attribute] = before_it
        return _Side(graph, variables, tensors, attributes, returned, result)

    def repeat(self, statement: ast.For | ast.While, count: object) -> tuple[bool, object]:
        """Adds a Loop whose body is followed once."""
        if self._depth >= _MOST_NESTED:
            return self._follow.block(statement.body)
        operators, follow = self._operators, self._follow
        trips = operators.argument(count)
        index, outside = operators.nodes.reserve(), operators.graph
        body = Graph("body")
        step, going = Value("step", "int64", ()), Value("going", "bool", ())
        body.inputs += [step, going]
        before = dict(follow.variables)
        carried = [n for n in _stored(statement) if isinstance(before.get(n), Tensor | Number)]
        arguments: list[tuple[str, object]] = [("trips", trips)]
        for name in carried:
            old = before[name]
            arguments.append((name, operators.argument(old)))
            kept = Value(name, "unknown")
            body.inputs.append(kept)
            follow.variables[name] = _like(old, kept)
        if isinstance(statement, ast.For) and isinstance(statement.target, ast.Name):
            follow.variables[statement.target.id] = Number("i", lambda: step)
        side = self._loop_side(statement, body)
        made = _Merge(operators, [body, None])
        after = {name: made.merge(side.variables.get(name), before[name], True) for name in carried}
        for name, value in side.variables.items():
            if name not in after:
                after[name] = made.export(value, before.get(name, UNSET))
        follow.variables = after
        for tensor, value in side.tensors.items():
            changed = made.export(Tensor(value, tensor.rank), UNSET)
            if isinstance(changed, Tensor):
                operators.assign(tensor, changed.value)
        for (owner, attribute), value in side.attributes.items():
            owner.attributes[attribute] = made.export(value, UNSET)
        body.outputs.insert(0, going)
        self._add(outside, index, "Loop", arguments, made.outputs, {"body": body})
        return side.returned, made.export(side.result, None)

    def _loop_side(self, statement: ast.For | ast.While, body: Graph) -> _Side:
        side = self._side("body", statement.body)
        body.nodes, side.graph.nodes = side.graph.nodes, []
        for node in body.nodes:
            node.graph = body
        side.graph = body
        return side

    def _add(
        self,
        graph: Graph,
        index: int,
        op: str,
        arguments: list[tuple[str, object]],
        outputs: list[Value],
        graphs: dict[str, Graph],
    ) -> None:
        """Adds the node with inputs at the places where ONNX has them."""
        inputs = [value if isinstance(value, Value) else None for _, value in arguments]
        if op == "Loop":
            inputs.insert(1, None)
        node: Node = graph.add_node(
            index,
            op,
            inputs,
            outputs,
            domain="prim",
            attributes=dict(graphs),
            scope=self._operators.scope,
        )
        for nested in graphs.values():
            nested.parent = node


class _Side:
    """What following a block in its own graph gave."""

    def __init__(
        self,
        graph: Graph,
        variables: dict[str, object],
        tensors: dict[Tensor, Value],
        attributes: dict[tuple[Module, str], object],
        returned: bool,
        result: object,
    ) -> None:
        self.graph = graph
        self.variables = variables
        self.tensors = tensors
        self.attributes = attributes
        self.returned = returned
        self.result = result


class _Merge:
    """Makes one value of those that two branches give, as outputs of their node."""

    def __init__(self, operators: Operators, graphs: Sequence[Graph | None]) -> None:
        self._operators = operators
        self._graphs = graphs
        self.outputs: list[Value] = []

    def merge(self, first: object, second: object, always: bool = False) -> object:
        """The value behind the branches.

        Args:
            first: What the first one gives.
            second: What the other gives.
            always: Whether it becomes an output even when both are the same.
        """
        self._operators.budget.step()
        if not always and (first is second or _equal(first, second)):
            return first
        if isinstance(first, list | tuple) and isinstance(second, list | tuple):
            if len(first) == len(second):
                merged = [self.merge(a, b) for a, b in zip(first, second, strict=True)]
                return tuple(merged) if isinstance(first, tuple) else merged
            return self.export(max((first, second), key=len), None)
        computed = next((e for e in (first, second) if isinstance(e, Tensor | Number)), None)
        if computed is None:
            for one, other in ((first, second), (second, first)):
                if one is None or isinstance(one, Opaque):
                    return self.export(other, None)
            if _is_number(first) and _is_number(second):
                computed = Number("f" if isinstance(first, float) else "i", _unmade)
            else:
                return first
        return self._output(computed, [first, second])

    def export(self, value: object, before: object) -> object:
        """A value of a nested graph, made an output of the node around it."""
        self._operators.budget.step()
        if value is before or isinstance(value, Number):
            return value
        if isinstance(value, list | tuple):
            known = {id(each) for each in before} if isinstance(before, list) else set()
            made = [each if id(each) in known else self.export(each, None) for each in value]
            return tuple(made) if isinstance(value, tuple) else made
        if isinstance(value, Tensor) and self._is_inside(value.value):
            return self._output(value, [value, value])
        return value

    def _is_inside(self, value: Value) -> bool:
        producer = value.producer
        return producer is not None and any(producer.graph is graph for graph in self._graphs)

    def _output(self, like: object, given: Sequence[object]) -> object:
        output = Value("", "unknown")
        operators, outside = self._operators, self._operators.graph
        for graph, each in zip(self._graphs, given, strict=True):
            if graph is None:
                continue
            operators.graph = graph
            found = operators.argument(each)
            operators.graph = outside
            if isinstance(found, bool | int | float):
                found = operators.constant(found)
            graph.outputs.append(found if isinstance(found, Value) else Value(""))
        self.outputs.append(output)
        made = _like(like, output)
        if isinstance(made, Tensor):
            operators.ranked.append((output, made.rank))
        return made


def _unmade() -> Value:
    return Value("")


def _like(source: object, value: Value) -> Tensor | Number:
    if isinstance(source, Tensor):
        rank = Rank()
        rank.follow(source.rank)
        return Tensor(value, rank)
    value.shape = ()
    return Number(source.kind if isinstance(source, Number) else "i", lambda: value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _equal(first: object, second: object) -> bool:
    plain = (bool, int, float, str, type(None))
    return type(first) is type(second) and isinstance(first, plain) and first == second


def _stored(statement: ast.For | ast.While) -> list[str]:
    """Names that a loop's body gives a value, in order."""
    names = [
        node.id
        for each in statement.body
        for node in ast.walk(each)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys(names))


def copied(variables: dict[str, object], budget: Budget) -> dict[str, object]:
    """Variables with lists and dictionaries of their own; one list stays one list."""
    made: dict[int, object] = {}

    def copy(value: object) -> object:
        if not isinstance(value, list | dict):
            return value
        if id(value) not in made:
            budget.step(len(value))
            made[id(value)] = list(value) if isinstance(value, list) else dict(value)
        return made[id(value)]

    return {name: copy(value) for name, value in variables.items()}
