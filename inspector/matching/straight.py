"""The part of a plan that leaves no choice, written out as straight lines.

From the result backwards most patterns are decided: each argument stands at one input. Those goals
become lines that are walked in one loop (``walk``), without goals to keep and ways to go back. A
plan that is nothing else is matched by its lines alone; of any other they are what a match must
fulfil at least, and most candidates fail there.
"""

from __future__ import annotations

from collections.abc import Sequence

from inspector.ir.normal import LAYOUT
from inspector.matching.lines import (
    AGAIN,
    ALONG,
    AMONG,
    BRANCH,
    CONST,
    DETAILED,
    EITHER,
    NUMBER,
    OPTIONAL,
    PAIR,
    PLAIN,
    PRESENT,
    SAME,
    SWITCH,
    TESTED,
    Detail,
    Home,
    Inner,
    Line,
    Operand,
    Straight,
    Way,
    inner_of,
    makers_of,
)
from inspector.matching.plan import (
    ALTERNATIVE,
    ANYTHING,
    CHAIN,
    CONSTANT,
    LITERAL,
    NODE,
    VARIABLE,
    Goal,
    Plan,
    registers_of,
    result_operators,
)

DEEPEST = 2
"""Alternatives inside each other that are followed: each level doubles an optional node's lines."""
BINARY = frozenset({"Add", "Mul", "And", "Or", "Xor", "Equal", "BitwiseAnd"})
"""Commutative operators that always have two inputs."""


def straighten(plan: Plan) -> Straight:
    """What a plan leaves no choice about, written out once."""
    if plan.straight is None:
        plan.straight = _Writer(plan).run()
    return plan.straight


class _Writer:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lines: list[Line] = []
        self._homes: dict[int, Home] = {}
        self._placed: set[int] = set()
        self._hidden: set[int] = set()
        self._whole = not plan.sinks and not plan.distinct
        self._either: set[int] = set()
        self._depth = 0

    def run(self) -> Straight:
        self._write(self._plan.root, self._plan.node_count, 0)
        return Straight(self._finished({}), self._whole, self._peek())

    def _peek(self) -> tuple[int, frozenset[str]] | None:
        """The second line, where it asks for a node at one place of the first line's node."""
        if len(self._lines) < 2 or self._lines[0].kind != PLAIN:
            return None
        first, second = self._lines[:2]
        told = second.kind in (PLAIN, TESTED, PAIR) and second.place >= 0
        return (second.place, second.operators) if told and second.parent == first.node else None

    def _finished(self, before: dict[int, Home]) -> Way:
        """The way written, with what it binds beyond the registers bound before."""
        steps = [(*line[:6], line) for line in self._lines]
        homes = {r: home for r, home in self._homes.items() if r not in before}
        return Way(steps, homes, [line for line in self._lines if line.kind == SAME])

    def _write(self, goal: Goal, parent: int, place: int) -> None:
        """Writes the lines of a goal and of all that it leads to."""
        self._stack = [(goal, parent, place)]
        while self._stack:
            goal, parent, place = self._stack.pop()
            if goal.kind == NODE:
                self._node(goal, parent, place)
            elif goal.kind == VARIABLE:
                self._variable(goal, parent, place)
            elif goal.kind != ANYTHING:
                self._other(goal, parent, place)

    def _way(self, asked: list[tuple[int, Goal]], parent: int, *, deeper: bool = False) -> _Writer:
        """Goals at a node's inputs that are only asked for on one way."""
        other = _Writer(self._plan)
        other._homes, other._placed = dict(self._homes), set(self._placed)
        other._hidden, other._depth = set(self._hidden), self._depth + deeper
        other._whole = True
        for place, goal in asked:
            other._write(goal, parent, place)
        return other

    def _join(self, ways: list[_Writer]) -> tuple[Way, ...]:
        """Takes in several ways of which one is gone: what they bind is not known behind them."""
        for way in ways:
            self._hidden |= way._hidden | (way._homes.keys() - self._homes.keys())
            self._placed |= way._placed
            self._whole = self._whole and way._whole
        return tuple(way._finished(self._homes) for way in ways)

    def _variable(self, goal: Goal, parent: int, place: int) -> None:
        if goal.constraints or goal.sealed:
            self._whole = False
        if goal.register in self._hidden:
            self._lines.append(Line(PRESENT, parent, place))
            self._whole = False
        elif not self._is_same(goal.register, parent, place):
            if goal.definition is None:
                self._lines.append(Line(PRESENT, parent, place))
            else:
                self._stack.append((goal.definition, parent, place))

    def _is_same(self, register: int, parent: int, place: int) -> bool:
        """Whether a register was bound before; else its home is noted."""
        home = self._homes.setdefault(register, (parent, place))
        if home == (parent, place):
            return False
        self._lines.append(Line(SAME, parent, place, home=home, register=register))
        return True

    def _other(self, goal: Goal, parent: int, place: int) -> None:
        """Constants, and goals that leave a choice: only what may make the value is asked."""
        if goal.kind == CONSTANT:
            self._lines.append(Line(CONST, parent, place))
            self._whole = self._whole and not goal.constraints
            if goal.register in self._hidden:
                self._whole = False
            elif goal.register >= 0:
                self._is_same(goal.register, parent, place)
        elif goal.kind == LITERAL:
            self._lines.append(Line(NUMBER, parent, place, number=goal.value))
        elif goal.kind == ALTERNATIVE and self._is_optional(goal):
            self._optional(goal, parent, place)
        elif goal.kind in (ALTERNATIVE, CHAIN):
            self._branch(goal, parent, place)

    def _is_optional(self, goal: Goal) -> bool:
        """Whether the operator alone tells if an optional node is there."""
        inner, least = goal.options[0], goal.options[-1]
        if inner.kind != NODE or least not in inner.arguments[:1] or inner.node in self._placed:
            return False
        if inner.operators is None or inner.layout or inner.port >= 0 or inner.lavish:
            return False
        simple = inner.exact or (inner.commutative and len(inner.arguments) == 2 and not inner.nary)
        operators, is_open = result_operators(least)
        return simple and not is_open and operators.isdisjoint(inner.operators | LAYOUT)

    def _optional(self, goal: Goal, parent: int, place: int) -> None:
        inner = goal.options[0]
        self._placed.add(inner.node)
        detail = self._detail(inner)._replace(sealed=goal.sealed)
        pair = None
        if inner.commutative and inner.arguments:
            pair = self._operand(inner.arguments[0]), self._operand(inner.arguments[1])
        line = Line(
            OPTIONAL, parent, place, inner.node, inner.operators or frozenset(),
            len(inner.arguments), 2 if inner.commutative else 1, detail, pair,
            makers_of(*pair) if pair is not None else None,
        )  # fmt: skip
        way = self._way([pair for pair in inner.asked[::-1] if pair[0]], inner.node)
        needed = max([line.needed, *(at + 1 for at, _ in inner.asked)])
        self._lines.append(line._replace(needed=needed, ways=self._join([way])))
        self._stack.append((inner.arguments[0], inner.node, 0))

    def _branch(self, goal: Goal, parent: int, place: int) -> None:
        """One of several ways: the one that the operator tells, or any that holds."""
        known = [result_operators(option) for option in goal.options]
        sets = tuple(operators for operators, _ in known)
        closed = bool(known) and not any(is_open for _, is_open in known)
        joined = frozenset[str]().union(*sets)
        if closed and len(joined) == sum(map(len, sets)) and joined.isdisjoint(LAYOUT):
            ways = [self._way([(place, option)], parent) for option in goal.options]
            self._whole = self._whole and not goal.sealed
            self._lines.append(Line(SWITCH, parent, place, ways=self._join(ways), sets=sets))
            return
        operators, is_open = result_operators(goal)
        if not is_open and operators.isdisjoint(LAYOUT):
            self._lines.append(Line(AMONG, parent, place, operators=operators))
        if self._depth < DEEPEST:
            ways = [self._way([(place, option)], parent, deeper=True) for option in goal.options]
            if ways and all(way._lines for way in ways):
                finished = tuple(way._finished(self._homes) for way in ways)
                self._lines.append(Line(BRANCH, parent, place, ways=finished))
        self._hide([goal])

    def _hide(self, goals: Sequence[Goal]) -> None:
        """Leaves out goals, and what they may bind."""
        self._whole = False
        for goal in goals:
            self._hidden |= registers_of(goal) - self._homes.keys()

    def _node(self, goal: Goal, parent: int, place: int) -> None:
        operators = goal.operators
        if operators is None:
            self._lines.append(Line(PRESENT, parent, place))
            self._hide([goal])
        elif goal.node in self._placed:
            self._lines.append(Line(AGAIN, parent, place, goal.node, detail=Detail(goal.port)))
        else:
            self._placed.add(goal.node)
            arguments = goal.asked if goal.exact else self._arguments(goal)
            plain = not (goal.tests or goal.sealed or goal.layout or goal.port >= 0)
            arity, needed, detail = -1, 0, _NOTHING if plain else self._detail(goal)
            if arguments is None:
                self._hide(goal.arguments)
            elif not goal.lavish:
                arity = len(goal.arguments)
            for at, argument in arguments or ():
                self._stack.append((argument, goal.node, at))
                needed = max(needed, at + 1, -at)
            if arguments is not None and (goal.lavish or (goal.commutative and arguments)):
                needed = len(goal.arguments)
            pair = self._pair(goal, arguments) if goal.commutative else None
            kind = PLAIN
            inner: Inner = ()
            if detail is not _NOTHING:
                kind = DETAILED
                if pair is None and detail == _ALONG:
                    kind = ALONG
                elif pair is None and detail == Detail(tests=detail.tests):
                    kind = TESTED
            elif pair is not None:
                kind = PAIR
            elif goal.node in self._either:
                kind, inner = EITHER, inner_of(goal)
            node = goal.node, operators, arity, needed
            makers = makers_of(*pair) if pair is not None else None
            self._lines.append(Line(kind, parent, place, *node, detail, pair, makers, inner))

    def _arguments(self, goal: Goal) -> Sequence[tuple[int, Goal]] | None:
        """The arguments with their places, the last one first; None where they have none."""
        if goal.nary or (goal.open_start and goal.open_end):
            return None
        if goal.commutative:
            return goal.asked if len(goal.arguments) == 2 and not goal.lavish else None
        first = -len(goal.arguments) if goal.open_start else 0
        return [(first + at, argument) for at, argument in goal.asked]

    def _detail(self, goal: Goal) -> Detail:
        tests = tuple((key, holds) for key, holds, _ in goal.tests if holds is not None)
        if len(tests) < len(goal.constraints):
            self._whole = False
        return Detail(goal.port, goal.sealed, tests, goal.layout)

    def _pair(
        self, goal: Goal, arguments: Sequence[tuple[int, Goal]] | None
    ) -> tuple[Operand, Operand] | None:
        if not arguments or self._is_sought(goal):
            return None
        one, other = goal.arguments
        return self._operand(one), self._operand(other)

    def _is_sought(self, reader: Goal) -> bool:
        """Whether one argument is asked for, a plain node that can be looked for at two inputs."""
        asked, operators = reader.asked, reader.operators or frozenset()
        if not operators <= BINARY:
            return False
        goal = asked[0][1]
        if goal.kind == VARIABLE and goal.definition is not None and _is_free(goal):
            if goal.register not in self._homes and goal.register not in self._hidden:
                goal = goal.definition
        plain = goal.kind == NODE and goal.operators is not None and goal.node not in self._placed
        if len(asked) > 1 or not plain or goal.port >= 0 or goal.layout or not _is_free(goal):
            return False
        if goal.commutative and goal.asked and not self._is_sought(goal):
            return False
        self._either.add(goal.node)
        return True

    def _operand(self, goal: Goal) -> Operand:
        if goal.kind == VARIABLE:
            home = self._homes.get(goal.register)
            if home is not None:
                return Operand(home=home)
            if goal.definition is None or goal.register in self._hidden:
                return Operand()
            goal = goal.definition
        if goal.kind in (CONSTANT, LITERAL):
            return Operand(constant=True)
        if goal.kind == ANYTHING:
            return Operand()
        operators, is_open = result_operators(goal)
        if is_open:
            return Operand()
        node = goal if goal.kind == NODE else None
        return Operand(operators, goal=node, layout=not operators.isdisjoint(LAYOUT))


_NOTHING = Detail()
_ALONG = Detail(layout=True)


def _is_free(goal: Goal) -> bool:
    return not (goal.sealed or goal.constraints)
