"""Compiling a pattern: goals with numbered registers, and what a graph must hold at least.

A plan is matched from its result backwards: every value has one producer, so that only
alternatives, operand orders and transparent chains leave a choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from inspector.ir.normal import LAYOUT
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Definition,
    Expression,
    Literal,
    Pattern,
    Variable,
)

COMMUTATIVE = frozenset(
    {"Add", "Mul", "And", "Or", "Xor", "Max", "Min", "Sum", "Mean", "Equal", "BitwiseAnd"}
)
"""Operators whose inputs match in any order."""

VARIABLE, ANYTHING, CONSTANT, LITERAL, NODE, ALTERNATIVE, CHAIN, CLAIM, SINK = range(9)


class Goal:
    """One thing a value must be.

    Attributes:
        kind: VARIABLE ... CLAIM (takes a node into the match that has no pattern node), SINK (a
            definition that the result does not depend on: found forward from bound values).
        register: Where the value is bound, -1 for nowhere.
        operators: Of a NODE or CHAIN; None for any.
        arguments: Goals for a node's inputs; for a CHAIN the goal at its far end.
        options: Of an ALTERNATIVE.
        node: Number of the pattern node, for injectivity.
        definition: Goal of the statement that defines a VARIABLE, or None.
        layout: Whether the operators are layout operators, looked for along the chain.
        port: The output meant, None for the first.
    """

    __slots__ = (
        "arguments",
        "commutative",
        "constraints",
        "definition",
        "kind",
        "layout",
        "maximum",
        "minimum",
        "name",
        "nary",
        "node",
        "open_end",
        "open_start",
        "operators",
        "options",
        "port",
        "register",
        "sealed",
        "text",
        "value",
    )  # fmt: skip

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.register = -1
        self.operators: frozenset[str] | None = None
        self.arguments: list[Goal] = []
        self.options: list[Goal] = []
        self.node = -1
        self.name = ""
        self.definition: Goal | None = None
        self.constraints: tuple[Comparison, ...] = ()
        self.sealed = False
        self.open_start = self.open_end = False
        self.commutative = self.nary = self.layout = False
        self.port: int | None = None
        self.value = 0.0
        self.minimum, self.maximum = 1, 1
        self.text = ""


@dataclass(slots=True)
class Plan:
    """A compiled pattern.

    Attributes:
        root: Goal of the result.
        registers: Names of bound values, by register.
        inputs: Registers of values that no statement defines, in order of appearance.
        node_count: Number of pattern nodes.
        widths: Names of the width variables.
        required: Operator sets of which a graph must hold a node each, with the greatest number of
            nodes from there to the result.
        vocabulary: All operators that may occur, None when any may.
        negatives: Goals that must not match anything.
        outputs: Registers by name of every defined value.
        distinct: Pairs of registers that hold different values.
        sinks: Goals of definitions that the result does not depend on.
    """

    root: Goal
    registers: list[str] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    node_count: int = 0
    node_names: list[str] = field(default_factory=list)
    widths: list[str] = field(default_factory=list)
    required: list[tuple[frozenset[str], int]] = field(default_factory=list)
    vocabulary: frozenset[str] | None = None
    negatives: list[Goal] = field(default_factory=list)
    outputs: dict[str, int] = field(default_factory=dict)
    distinct: list[tuple[int, int]] = field(default_factory=list)
    sinks: list[Goal] = field(default_factory=list)


def compile_pattern(pattern: Pattern, result: str | None = None) -> Plan:
    """Compiles a pattern (``result``: the defined name to match from, default the pattern's)."""
    return _Compiler(pattern).run(result or pattern.result)


class _Compiler:
    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._registers: dict[str, int] = {}
        self._definitions: dict[str, tuple[Definition, int]] = {}
        self._goals: dict[int, Goal] = {}
        self._nodes: list[str] = []
        self._widths: dict[str, None] = {}
        for definition in pattern.definitions:
            for port, name in enumerate(definition.names):
                self._definitions[name] = (definition, port)

    def run(self, result: str) -> Plan:
        root = self._variable(Variable(result))
        sinks = self._sinks()
        negatives = [self._goal(negative.value) for negative in self._pattern.negatives]
        defined = {self._registers[name] for name in self._definitions if name in self._registers}
        plan = Plan(
            root,
            list(self._registers),
            [r for r in self._registers.values() if r not in defined],
            len(self._nodes),
            self._nodes,
            list(self._widths),
            negatives=negatives,
        )
        plan.sinks = sinks
        plan.outputs = {n: self._registers[n] for n in self._definitions if n in self._registers}
        known = self._registers
        plan.distinct = [
            (known[pair.first], known[pair.second])
            for pair in self._pattern.distinct
            if pair.first in known and pair.second in known
        ]
        plan.required = _distances(root)
        plan.vocabulary = _vocabulary(root)
        for sink in sinks:
            found = _distances(sink.options[0])
            plan.required += [(operators, -1) for operators, _ in found]
        return plan

    def _sinks(self) -> list[Goal]:
        """Goals for definitions that nothing so far depends on, last one first."""
        sinks = []
        for definition in reversed(self._pattern.definitions):
            if not any(name in self._registers for name in definition.names):
                sink = Goal(SINK)
                sink.options = [self._variable(Variable(definition.names[0]))]
                sinks.append(sink)
        return sinks

    def _goal(self, expression: Expression) -> Goal:
        match expression:
            case Variable():
                return self._variable(expression)
            case Anything():
                return Goal(ANYTHING)
            case Constant():
                return self._constant(expression)
            case Literal():
                goal = Goal(LITERAL)
                goal.value = expression.value
                return goal
            case Alternative():
                goal = Goal(ALTERNATIVE)
                goal.options = [self._goal(option) for option in expression.options]
                if expression.sealed:
                    for option in goal.options:
                        option.sealed = True
                return goal
            case Call():
                return self._call(_canonical(expression))

    def _variable(self, variable: Variable) -> Goal:
        goal = Goal(VARIABLE)
        goal.register = self._registers.setdefault(variable.name, len(self._registers))
        goal.name = variable.name
        goal.constraints = self._note(variable.constraints)
        goal.sealed = variable.sealed
        known = self._definitions.get(variable.name)
        if known is not None:
            definition, port = known
            goal.definition = self._definition(definition, port)
        return goal

    def _definition(self, definition: Definition, port: int) -> Goal:
        key = id(definition)
        if len(definition.names) == 1:
            if key not in self._goals:
                self._goals[key] = Goal(ANYTHING)  # a name used inside its own definition
                self._goals[key] = self._goal(definition.value)
            return self._goals[key]
        shared = self._goals.get(key)
        if shared is None:
            shared = self._goals[key] = self._goal(definition.value)
        goal = Goal(shared.kind)
        for slot in Goal.__slots__:
            setattr(goal, slot, getattr(shared, slot))
        goal.port = port
        return goal

    def _constant(self, constant: Constant) -> Goal:
        goal = Goal(CONSTANT)
        if constant.name:
            name = "$" + constant.name
            goal.register = self._registers.setdefault(name, len(self._registers))
            goal.name = name
        goal.constraints = self._note(constant.constraints)
        return goal

    def _note(self, constraints: tuple[Comparison, ...]) -> tuple[Comparison, ...]:
        for constraint in constraints:
            for term in constraint.terms:
                variable = getattr(term, "variable", "")
                if variable:
                    self._widths[variable] = None
        return constraints

    def _call(self, call: Call) -> Goal:
        if call.optional:
            inner = self._call(replace(call, optional=False))
            goal = Goal(ALTERNATIVE)
            goal.options = [inner, inner.arguments[0]]
            return goal
        goal = Goal(NODE)
        goal.operators = frozenset(call.operators) or None
        goal.node = len(self._nodes)
        self._nodes.append(call.name)
        goal.name = call.name
        goal.constraints = self._note(call.constraints)
        goal.sealed = call.sealed
        goal.open_start, goal.open_end = call.open_start, call.open_end
        goal.port = call.port
        goal.nary = call.nary
        goal.commutative = len(call.operators) > 0 and set(call.operators) <= COMMUTATIVE
        goal.layout = bool(call.operators) and set(call.operators) <= LAYOUT
        goal.arguments = [self._goal(argument) for argument in call.arguments]
        if call.minimum == 1 and call.maximum == 1:
            return goal
        goal.kind = CHAIN
        goal.minimum = call.minimum
        goal.maximum = -1 if call.maximum is None else call.maximum
        return goal


def _canonical(call: Call) -> Call:
    """Writes a formula the way the normal form writes it (``arithmetic`` pass)."""
    if len(call.arguments) == 2 and call.operators in (("Sub",), ("Div",)):
        left, right = call.arguments
        if isinstance(right, Literal):
            if call.operators == ("Sub",):
                return replace(
                    call, operators=("Add",), arguments=(left, Literal(-right.value, right.span))
                )
            if right.value:
                inverse = Literal(1.0 / right.value, right.span)
                return replace(call, operators=("Mul",), arguments=(left, inverse))
        if isinstance(left, Literal) and left.value == 1.0 and call.operators == ("Div",):
            return replace(call, operators=("Reciprocal",), arguments=(right,))
    return call


def _distances(root: Goal) -> list[tuple[frozenset[str], int]]:
    """Mandatory operator sets and how many pattern nodes lie between them and the result."""
    found: list[tuple[frozenset[str], int]] = []
    for goal, depth in _mandatory(root):
        if goal.operators is not None and goal.kind == NODE:
            found.append((goal.operators, depth))
        elif goal.operators is not None and goal.kind == CHAIN and goal.minimum > 0:
            found.append((goal.operators, depth))
    return found


def _mandatory(root: Goal) -> Iterator[tuple[Goal, int]]:
    """Goals that every match fulfils, with an upper bound of their distance from the result.

    The distance is -1 where a chain of any length lies between.
    """
    stack = [(root, 0)]
    seen: set[int] = set()
    while stack:
        goal, depth = stack.pop()
        if goal.kind == VARIABLE:
            if goal.definition is not None and id(goal.definition) not in seen:
                seen.add(id(goal.definition))
                stack.append((goal.definition, depth))
        elif goal.kind == NODE:
            yield goal, depth
            # A commutative tree may hold one node for each operand.
            step = len(goal.arguments) if goal.nary else 1
            below = -1 if depth < 0 else depth + step
            stack.extend((argument, below) for argument in goal.arguments)
        elif goal.kind == CHAIN:
            yield goal, depth
            stack.extend((argument, -1) for argument in goal.arguments)
        elif goal.kind == ALTERNATIVE:
            if len(goal.options) == 2 and goal.options[1] in goal.options[0].arguments[:1]:
                stack.append((goal.options[1], -1 if depth < 0 else depth + 1))
            else:
                sets = [option.operators for option in goal.options]
                kinds = {option.kind for option in goal.options}
                if kinds == {NODE} and all(s is not None for s in sets):
                    joined = Goal(NODE)
                    joined.operators = frozenset().union(*(s for s in sets if s is not None))
                    yield joined, depth


def _vocabulary(root: Goal) -> frozenset[str] | None:
    operators: set[str] = set()
    stack, seen = [root], set()
    while stack:
        goal = stack.pop()
        if id(goal) in seen:
            continue
        seen.add(id(goal))
        if goal.kind in (NODE, CHAIN):
            if goal.operators is None:
                return None
            operators |= goal.operators
        stack.extend(goal.arguments)
        stack.extend(goal.options)
        if goal.definition is not None:
            stack.append(goal.definition)
    return frozenset(operators)
