"""Statements of TorchScript: assignments, branches, loops, calls of functions."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from inspector.formats.errors import LimitExceededError
from inspector.formats.torch.script.branches import Branches, copied
from inspector.formats.torch.script.code import Code
from inspector.formats.torch.script.expressions import Expressions
from inspector.formats.torch.script.operators import Operators
from inspector.formats.torch.script.values import UNSET, Module, Opaque, Parts

MOST_CALLS = 80
"""Calls inside calls."""
MOST_REPEATS = 4096
"""Repetitions of a loop that are followed one by one."""


class Statements:
    """Follows functions from their first statement to their return.

    Args:
        code: The archive's code.
        operators: Adds nodes.
        stored: The constants of the code.
    """

    def __init__(self, code: Code, operators: Operators, stored: Sequence[object]) -> None:
        self._operators = operators
        self._expressions = Expressions(code, operators, stored, self.run)
        self._branches = Branches(operators, self)
        self._depth = 0

    @property
    def variables(self) -> dict[str, object]:
        """The variables of the function that is being followed."""
        return self._expressions.variables

    @variables.setter
    def variables(self, variables: dict[str, object]) -> None:
        self._expressions.variables = variables

    def run(self, tree: ast.FunctionDef, given: list[object], named: dict[str, object]) -> object:
        """Follows a function.

        Args:
            tree: Its definition.
            given: Arguments by place.
            named: Arguments by name.

        Returns:
            What it returns.

        Raises:
            LimitExceededError: Calls are nested too deep.
        """
        if self._depth >= MOST_CALLS:
            raise LimitExceededError(f"More than {MOST_CALLS} functions call each other.")
        self._depth += 1
        before, self.variables = self.variables, {}
        try:
            self.variables = self._bound(tree, given, named)
            return self.block(tree.body)[1]
        finally:
            self.variables = before
            self._depth -= 1

    def _bound(
        self, tree: ast.FunctionDef, given: list[object], named: dict[str, object]
    ) -> dict[str, object]:
        names = [each.arg for each in tree.args.args]
        bound = {**dict(zip(names, given, strict=False)), **named}
        optional = tree.args.defaults
        for name, default in zip(names[len(names) - len(optional) :], optional, strict=False):
            if name not in bound:
                bound[name] = self._expressions.evaluate(default)
        return bound

    def block(self, statements: Sequence[ast.stmt]) -> tuple[bool, object]:
        """Follows statements; tells whether one returned, and what."""
        for statement in statements:
            self._operators.budget.step()
            if isinstance(statement, ast.Return):
                value = statement.value
                return True, None if value is None else self._expressions.evaluate(value)
            done, result = self._statement(statement)
            if done:
                return done, result
        return False, None

    def _statement(self, statement: ast.stmt) -> tuple[bool, object]:
        evaluate = self._expressions.evaluate
        if isinstance(statement, ast.Assign):
            value = evaluate(statement.value)
            for target in statement.targets:
                self._assign(target, value)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self._assign(statement.target, evaluate(statement.value))
        elif isinstance(statement, ast.Expr):
            evaluate(statement.value)
        elif isinstance(statement, ast.If):
            return self._if(statement)
        elif isinstance(statement, ast.For):
            return self._for(statement)
        elif isinstance(statement, ast.While):
            return self._while(statement)
        elif isinstance(statement, ast.With):
            return self.block(statement.body)
        return False, None

    def _assign(self, target: ast.expr, value: object) -> None:
        if isinstance(target, ast.Name):
            self.variables[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for place, part in enumerate(target.elts):
                self._assign(part, self._entry(value, place, len(target.elts)))
        elif isinstance(target, ast.Attribute):
            owner = self._expressions.evaluate(target.value)
            if isinstance(owner, Module):
                old = owner.attributes.get(target.attr, UNSET)
                self._operators.journal.attributes.append((owner, target.attr, old))
                owner.attributes[target.attr] = value
        elif isinstance(target, ast.Subscript):
            owner = self._expressions.evaluate(target.value)
            key = self._expressions.evaluate(target.slice)
            self._expressions.function("_set_item", [owner, key, value])

    def _entry(self, value: object, place: int, count: int) -> object:
        if isinstance(value, Parts):
            return value.take(count)[place]
        if isinstance(value, list | tuple):
            return value[place] if place < len(value) else UNSET
        if isinstance(value, Module):
            held = list(value.attributes.values())
            return held[place] if place < len(held) else UNSET
        return UNSET

    def _if(self, statement: ast.If) -> tuple[bool, object]:
        condition = self._expressions.evaluate(statement.test)
        truth = self._expressions.truth(condition)
        if truth is None and _raises(statement.body):
            truth = False
            _settle(condition, "ne")
        elif truth is None and _raises(statement.orelse):
            truth = True
            _settle(condition, "eq")
        if truth is not None:
            return self.block(statement.body if truth else statement.orelse)
        return self._branches.choose(condition, statement.body, statement.orelse)

    def _for(self, statement: ast.For) -> tuple[bool, object]:
        listed = statement.iter
        if isinstance(listed, ast.Call) and isinstance(listed.func, ast.Name):
            bounds = [_assumed(self._expressions.evaluate(each)) for each in listed.args]
            if listed.func.id != "range" or not all(isinstance(b, int) for b in bounds):
                return self._branches.repeat(statement, bounds[-1] if bounds else None)
            known: Sequence[object] = _range(bounds)
        else:
            found = self._expressions.evaluate(listed)
            if isinstance(found, Parts):
                found = found.take()
            if not isinstance(found, list | tuple):
                return self._branches.repeat(statement, None)
            known = found
        if len(known) > MOST_REPEATS:
            return self._branches.repeat(statement, len(known))
        for entry in list(known):
            self._assign(statement.target, entry)
            done, result = self.block(statement.body)
            if done:
                return done, result
        return False, None

    def _while(self, statement: ast.While) -> tuple[bool, object]:
        for _ in range(MOST_REPEATS):
            truth = self._expressions.truth(self._expressions.evaluate(statement.test))
            if truth is None:
                return self._branches.repeat(statement, None)
            if not truth:
                break
            done, result = self.block(statement.body)
            if done:
                return done, result
        return False, None

    def start(self) -> dict[str, object]:
        """Variables for a nested graph: lists may change there without changing here."""
        return copied(self.variables, self._operators.budget)


def _range(bounds: Sequence[object]) -> Sequence[object]:
    known = [bound for bound in bounds[:3] if isinstance(bound, int) and abs(bound) < 1 << 40]
    return range(*known) if known and 0 not in known[2:] else ()


def _assumed(bound: object) -> object:
    """How often a loop is followed, where its bound is the length of a list that is given."""
    return bound.assumed if isinstance(bound, Opaque) and bound.assumed is not None else bound


def _settle(condition: object, comparison: str) -> None:
    """Takes a rank for what it must be, or else the code gives up."""
    if isinstance(condition, Opaque) and condition.text == comparison:
        if condition.rank is not None and condition.wanted is not None:
            condition.rank.settle(condition.wanted)


def _raises(statements: Sequence[ast.stmt]) -> bool:
    """Whether a block does nothing but give up."""
    return any(
        isinstance(each, ast.Expr)
        and isinstance(each.value, ast.Call)
        and ast.unparse(each.value.func).endswith("RaiseException")
        for each in statements
    ) or any(isinstance(each, ast.Raise) for each in statements)
