"""From a pattern's syntax tree to a plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

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
    mandatory,
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
        self._variables: dict[str, Goal] = {}
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
        return Plan(
            root,
            registers=list(known),
            inputs=[register for register in known.values() if register not in defined],
            node_count=len(self._nodes),
            reach=self._reach,
            named=[(name, number) for number, name in enumerate(self._nodes) if name],
            widths=list(self._widths),
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
        return WRITERS[type(expression)](self, expression)

    def _anything(self, expression: Anything) -> Goal:
        return _ANY

    def _literal(self, literal: Literal) -> Goal:
        goal = Goal(LITERAL)
        goal.value = literal.value
        return goal

    def _alternative(self, alternative: Alternative) -> Goal:
        goal = Goal(ALTERNATIVE)
        goal.options = [self._goal(option) for option in alternative.options]
        goal.sealed = alternative.sealed
        return goal

    def _variable(self, variable: Variable) -> Goal:
        name, plain = variable.name, not (variable.constraints or variable.sealed)
        if plain and name in self._variables:
            return self._variables[name]
        goal = Goal(VARIABLE)
        goal.register = self._registers.setdefault(name, len(self._registers))
        goal.name = name
        if plain:
            self._variables[name] = goal
        else:
            goal.constraints = self._note(variable.constraints)
            goal.sealed = variable.sealed
        defined = self._definitions.get(name)
        if defined is not None:
            inner = goal.definition = self._definition(*defined)
            if plain and inner.kind == NODE and inner.operators and not inner.layout:
                if inner.port < 0 and not (inner.sealed or inner.constraints):
                    # Tried in one go with the node that it names.
                    goal.step = DEFINED
                    goal.mark = (goal.register, inner.node)
        return goal

    def _definition(self, definition: Definition, port: int) -> Goal:
        key = id(definition)
        if len(definition.names) == 1:
            if key not in self._goals:
                self._goals[key] = _ANY  # a name used inside its own definition
                self._goals[key] = WRITERS[type(definition.value)](self, definition.value)
            return self._goals[key]
        shared = self._goals.get(key)
        if shared is None:
            self._goals[key] = _ANY
            shared = self._goals[key] = self._goal(definition.value)
        return shared.at(port)

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
        if call.operators in FORMULAS:
            call = canonical(call)
        if call.optional:
            inner = self._call(replace(call, optional=False, sealed=False))
            goal = Goal(ALTERNATIVE)
            goal.options = [inner, inner.arguments[0]]
            goal.sealed = call.sealed
            return goal
        goal = Goal(NODE)
        goal.operators, goal.commutative, goal.layout = _known(call.operators)
        goal.node = len(self._nodes)
        self._nodes.append(call.name)
        goal.name = call.name
        if call.constraints:
            goal.constraints = self._note(call.constraints)
            goal.tests = tuple((c.key, predicate(c), c) for c in call.constraints)
        goal.sealed = call.sealed
        if call.open_start or call.open_end:
            goal.open_start, goal.open_end, goal.lavish = call.open_start, call.open_end, True
        if call.port is not None:
            goal.port = call.port
        goal.nary = call.nary
        if call.arguments:
            goal.arguments = [
                _ANY if type(argument) is Anything else WRITERS[type(argument)](self, argument)
                for argument in call.arguments
            ]
            asked = [pair for pair in enumerate(goal.arguments) if pair[1] is not _ANY]
            asked.reverse()
            goal.asked = asked
        goal.exact = not (goal.nary or goal.lavish or (goal.commutative and goal.arguments))
        if call.minimum != 1 or call.maximum != 1:
            goal.kind = goal.step = CHAIN
            goal.minimum = call.minimum
            goal.maximum = -1 if call.maximum is None else call.maximum
            goal.link = Goal(CLAIM)
            goal.link.constraints, goal.link.tests = goal.constraints, goal.tests
            goal.link.operators, goal.link.name = goal.operators, goal.name
        if self._reach >= 0:
            self._reach = _farther(self._reach, goal)
        return goal


WRITERS: dict[type, Callable[[_Compiler, Any], Goal]] = {
    Variable: _Compiler._variable, Anything: _Compiler._anything, Call: _Compiler._call,
    Constant: _Compiler._constant, Literal: _Compiler._literal,
    Alternative: _Compiler._alternative,
}  # fmt: skip
"""How a goal is made, by the kind of its expression."""


@cache
def _known(operators: tuple[str, ...]) -> tuple[frozenset[str] | None, bool, bool]:
    """Operators as a set, whether they are commutative, and whether some are layout operators."""
    found = frozenset(operators)
    return found or None, bool(found) and found <= COMMUTATIVE, not LAYOUT.isdisjoint(found)


def _farther(reach: int, goal: Goal) -> int:
    """The reach with the nodes that a goal may stand for, -1 where these are any number."""
    if goal.kind == CHAIN:
        return -1 if goal.maximum < 0 else reach + goal.maximum
    return reach + (len(goal.arguments) - 1 if goal.nary else 1)


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


FORMULAS = frozenset({("Sub",), ("Div",)})
"""Calls that the normal form may write in another way."""


def canonical(call: Call) -> Call:
    """Writes a formula the way the normal form writes it (``arithmetic`` pass)."""
    if call.operators in FORMULAS and len(call.arguments) == 2:
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


def _mandatory_registers(root: Goal) -> list[int]:
    """Registers that every match of a goal binds."""
    found: list[int] = []
    for goal, _ in mandatory(root):
        found += [a.register for a in goal.arguments if a.kind == VARIABLE]
    return found
