"""What a graph must hold for a pattern to match at all, found without compiling the pattern."""

from __future__ import annotations

from inspector.matching.compiler import canonical
from inspector.patterns.syntax import Alternative, Call, Expression, Pattern, Variable


def needed_operators(pattern: Pattern) -> list[frozenset[str]]:
    """Operator sets of which every match of a pattern's result takes in a node each.

    They are those of ``Plan.required``; a pattern that needs what a graph lacks need not be
    compiled for it.
    """
    definitions = {name: d for d in pattern.definitions for name in d.names}
    found: list[frozenset[str]] = []
    seen: set[int] = set()
    stack: list[Expression] = [Variable(pattern.result)]
    while stack:
        expression = stack.pop()
        if isinstance(expression, Variable):
            definition = definitions.get(expression.name)
            if definition is not None and id(definition) not in seen:
                seen.add(id(definition))
                stack.append(definition.value)
        elif isinstance(expression, Call):
            _take_call(canonical(expression), found, stack)
        elif isinstance(expression, Alternative):
            found += _any_of(expression)
    return found


def _take_call(call: Call, found: list[frozenset[str]], stack: list[Expression]) -> None:
    is_chain = (call.minimum, call.maximum) != (1, 1)
    if call.optional:
        stack.extend(call.arguments[:1])
        return
    if call.operators and call.minimum > 0:
        found.append(frozenset(call.operators))
    stack.extend(call.arguments[:1] if is_chain else call.arguments)


def _any_of(alternative: Alternative) -> list[frozenset[str]]:
    """The operators of alternatives, where each is a node of known operators."""
    joined: set[str] = set()
    for option in alternative.options:
        if not isinstance(option, Call) or not option.operators or option.optional:
            return []
        if (option.minimum, option.maximum) != (1, 1):
            return []
        joined.update(canonical(option).operators)
    return [frozenset(joined)]
