"""From a pattern's syntax tree to a plan."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.ir.normal import LAYOUT
from inspector.matching.constraints import predicate
from inspector.matching.plan import (
    ALTERNATIVE,
    ANYTHING,
    CHAIN,
    CLAIM,
    COMMUTATIVE,
    CONSTANT,
    DEFINED,
    LITERAL,
    NODE,
    SINK,
    VARIABLE,
    Goal,
    Plan,
    below,
)
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

_ANY = Goal(ANYTHING)
"""What fits everything carries no state, so one does for all patterns."""


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
        self._reach = 0
        self._widths: dict[str, None] = {}
        for definition in pattern.definitions:
            for port, name in enumerate(definition.names):
                self._definitions[name] = (definition, port)

    def run(self, result: str) -> Plan:
        root = self._variable(Variable(result))
        sinks = self._sinks(result)
        negatives = [self._goal(negative.value) for negative in self._pattern.negatives]
        known = self._registers
        defined = {known[name] for name in self._definitions if name in known}
        goals = below(root)
        for found in (goals, *(below(goal) for goal in (*sinks, *negatives))):
            _settle_steps(found)
        required = _distances(root)
        for sink in sinks:
            required += [(operators, -1) for operators, _ in _distances(sink.options[0])]
        return Plan(
            root,
            registers=list(known),
            inputs=[register for register in known.values() if register not in defined],
            node_count=len(self._nodes),
            reach=self._reach,
            named=[(name, number) for number, name in enumerate(self._nodes) if name],
            widths=list(self._widths),
            required=required,
            vocabulary=_vocabulary(goals),
            negatives=negatives,
            outputs={name: known[name] for name in self._definitions if name in known},
            distinct=[
                (known[pair.first], known[pair.second])
                for pair in self._pattern.distinct
                if pair.first in known and pair.second in known
            ],
            sinks=sinks,
        )

    def _sinks(self, result: str) -> list[Goal]:
        """Goals for definitions that no other one mentions, last one first."""
        if self._definitions.keys() <= self._registers.keys():
            return []  # all are reached from the result
        mentioned = {name for d in self._pattern.definitions for name in _names_in(d.value)}
        sinks = []
        for definition in reversed(self._pattern.definitions):
            if result not in definition.names and mentioned.isdisjoint(definition.names):
                sink = Goal(SINK)
                sink.options = [self._variable(Variable(definition.names[0]))]
                sink.starts = _mandatory_registers(sink.options[0])
                sinks.append(sink)
        return sinks

    def _goal(self, expression: Expression) -> Goal:
        match expression:
            case Variable():
                return self._variable(expression)
            case Anything():
                return _ANY
            case Constant():
                return self._constant(expression)
            case Literal():
                goal = Goal(LITERAL)
                goal.value = expression.value
                return goal
            case Alternative():
                goal = Goal(ALTERNATIVE)
                goal.options = [self._goal(option) for option in expression.options]
                goal.sealed = expression.sealed
                return goal
            case Call():
                return self._call(canonical(expression))

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
                self._goals[key] = _ANY  # a name used inside its own definition
                self._goals[key] = self._goal(definition.value)
            return self._goals[key]
        shared = self._goals.get(key)
        if shared is None:
            self._goals[key] = _ANY
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
            inner = self._call(replace(call, optional=False, sealed=False))
            goal = Goal(ALTERNATIVE)
            goal.options = [inner, inner.arguments[0]]
            goal.sealed = call.sealed
            return goal
        goal = Goal(NODE)
        goal.operators = frozenset(call.operators) or None
        goal.node = len(self._nodes)
        self._nodes.append(call.name)
        goal.name = call.name
        goal.constraints = self._note(call.constraints)
        goal.tests = tuple((c.key, predicate(c), c) for c in call.constraints)
        goal.sealed = call.sealed
        goal.open_start, goal.open_end = call.open_start, call.open_end
        goal.lavish = call.open_start or call.open_end
        goal.port = -1 if call.port is None else call.port
        goal.nary = call.nary
        goal.commutative = bool(call.operators) and set(call.operators) <= COMMUTATIVE
        goal.layout = not LAYOUT.isdisjoint(call.operators)
        goal.arguments = [self._goal(argument) for argument in call.arguments]
        goal.exact = not (goal.nary or goal.lavish or (goal.commutative and goal.arguments))
        goal.asked = [pair for pair in enumerate(goal.arguments) if pair[1].kind != ANYTHING][::-1]
        if (call.minimum, call.maximum) != (1, 1):
            goal.kind = goal.step = CHAIN
            goal.minimum = call.minimum
            goal.maximum = -1 if call.maximum is None else call.maximum
            goal.link = Goal(CLAIM)
            goal.link.constraints, goal.link.tests = goal.constraints, goal.tests
            goal.link.operators, goal.link.name = goal.operators, goal.name
        self._extend(goal)
        return goal

    def _extend(self, goal: Goal) -> None:
        """Adds the nodes that a goal may stand for to the reach."""
        most = 1
        if goal.kind == CHAIN:
            most = goal.maximum
        elif goal.nary:
            most = len(goal.arguments) - 1
        self._reach = -1 if min(most, self._reach) < 0 else self._reach + most


def _settle_steps(goals: list[Goal]) -> None:
    """Marks the variables among goals that can be tried in one go with the node they name."""
    for goal in goals:
        inner = goal.definition
        if goal.kind == VARIABLE and inner is not None and _is_plain(goal) and _is_plain(inner):
            if inner.kind == NODE and inner.operators and not inner.layout and inner.port < 0:
                goal.step = DEFINED
                goal.mark = (goal.register, inner.node)


def _is_plain(goal: Goal) -> bool:
    return not (goal.sealed or goal.constraints)


def _names_in(expression: Expression) -> set[str]:
    """The names that an expression mentions."""
    found: set[str] = set()
    stack = [expression]
    while stack:
        current = stack.pop()
        if isinstance(current, Variable):
            found.add(current.name)
        elif isinstance(current, Call):
            stack.extend(current.arguments)
        elif isinstance(current, Alternative):
            stack.extend(current.options)
    return found


def canonical(call: Call) -> Call:
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
        if goal.operators is not None and (goal.kind == NODE or goal.minimum > 0):
            found.append((goal.operators, depth))
    return found


def _mandatory_registers(root: Goal) -> list[int]:
    """Registers that every match of a goal binds."""
    found: list[int] = []
    for goal, _ in _mandatory(root):
        found += [a.register for a in goal.arguments if a.kind == VARIABLE]
    return found


def _mandatory(root: Goal) -> Iterator[tuple[Goal, int]]:
    """Node goals that every match fulfils, with an upper bound of their distance from the result.

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
            stack.extend((argument, -1) for argument in goal.arguments[:1])
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


def _vocabulary(goals: list[Goal]) -> frozenset[str] | None:
    operators: set[str] = set()
    for goal in goals:
        if goal.kind in (NODE, CHAIN):
            if goal.operators is None:
                return None
            operators |= goal.operators
    return frozenset(operators)
