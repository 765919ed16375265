"""Edits of a pattern: each gives another syntax tree, or None where it makes no sense."""

from __future__ import annotations

from msgspec.structs import replace

from inspector.patterns.places import Path, get, put, walk
from inspector.patterns.syntax import (
    Alternative,
    Anything,
    Call,
    Comparison,
    Constant,
    Definition,
    Expression,
    Pattern,
    Variable,
)


def constrain(pattern: Pattern, path: Path, key: str, new: Comparison | None) -> Pattern | None:
    """Puts a constraint in place of the one of the same key (None: takes it out)."""
    at = get(pattern, path)
    if not isinstance(at, Call | Variable | Constant):
        return None
    place = next((n for n, c in enumerate(at.constraints) if c.key == key), len(at.constraints))
    kept = [c for c in at.constraints if c.key != key]
    if new is not None:
        kept.insert(place, new)
    return put(pattern, path, replace(at, constraints=tuple(kept)))


def swap(pattern: Pattern, path: Path, operators: tuple[str, ...]) -> Pattern | None:
    """Names other operators; none for any."""
    at = get(pattern, path)
    if not isinstance(at, Call):
        return None
    nary = at.nary and len(operators) == 1
    return put(pattern, path, replace(at, operators=operators, nary=nary))


def become(pattern: Pattern, path: Path, expression: Expression) -> Pattern:
    """Puts something else there."""
    return put(pattern, path, expression)


def make_optional(pattern: Pattern, path: Path) -> Pattern | None:
    """``Op(x)`` becomes ``Op?(x)``, and back."""
    at = get(pattern, path)
    if not isinstance(at, Call) or not at.arguments or at.open_start or at.maximum != 1:
        return None
    first = _first_data(at)
    if first is None:
        return None
    others = tuple(a for n, a in enumerate(at.arguments) if n != first)
    commutes = at.operators in (("Add",), ("Mul",))
    if first and not commutes:
        return None
    arguments = (at.arguments[first], *others)
    return put(pattern, path, replace(at, arguments=arguments, optional=not at.optional))


def seal(pattern: Pattern, path: Path) -> Pattern | None:
    """Nothing else may read the value; again: it may."""
    at = get(pattern, path)
    if not isinstance(at, Call | Variable | Alternative):
        return None
    return put(pattern, path, replace(at, sealed=not at.sealed))


def repeat(pattern: Pattern, path: Path) -> Pattern | None:
    """A chain of one or more of them; again: one."""
    at = get(pattern, path)
    if not isinstance(at, Call) or at.optional or len(at.arguments) != 1 or not at.operators:
        return None
    maximum = None if at.maximum == 1 else 1
    return put(pattern, path, replace(at, minimum=1, maximum=maximum))


def open_inputs(pattern: Pattern, path: Path) -> Pattern | None:
    """Further inputs may stand behind those written; again: they may not."""
    at = get(pattern, path)
    if not isinstance(at, Call) or at.optional or at.maximum != 1:
        return None
    return put(pattern, path, replace(at, open_end=not at.open_end, nary=False))


def alternative(pattern: Pattern, path: Path, option: Expression) -> Pattern:
    """This or that."""
    at = get(pattern, path)
    options = at.options if isinstance(at, Alternative) else (at,)
    return put(pattern, path, Alternative((*options, option)))


def wrap(pattern: Pattern, path: Path, operator: str) -> Pattern:
    """A node of an operator may stand between this and what reads it."""
    at = get(pattern, path)
    return put(pattern, path, Call((operator,), (at,), optional=True))


def drop(pattern: Pattern, path: Path) -> Pattern | None:
    """Takes a node out: what read it reads its first data input."""
    at = get(pattern, path)
    if not isinstance(at, Call):
        return put(pattern, path, Anything()) if len(path) > 1 else None
    first = _first_data(at)
    if first is None:
        return None
    inner = at.arguments[first]
    if len(path) > 1 or not isinstance(inner, Variable):
        return None if isinstance(inner, Variable) and len(path) == 1 else put(pattern, path, inner)
    if path[0] >= len(pattern.definitions):
        return None
    return _without(pattern, path[0], inner)


def _without(pattern: Pattern, number: int, inner: Variable) -> Pattern | None:
    """Takes a statement out."""
    gone = pattern.definitions[number]
    left = (*pattern.definitions[:number], *pattern.definitions[number + 1 :])
    if not left or len(gone.names) > 1:
        return None
    shorter = replace(pattern, definitions=left)
    if gone.names[0] != pattern.result:
        return rename(shorter, {gone.names[0]: inner.name})
    if not any(inner.name in d.names for d in left):
        return None
    return rename(shorter, {inner.name: gone.names[0]})


def rename(pattern: Pattern, names: dict[str, str]) -> Pattern:
    """Gives values other names, wherever they stand."""
    for path, expression in list(walk(pattern)):
        if isinstance(expression, Variable) and expression.name in names:
            pattern = put(pattern, path, replace(expression, name=names[expression.name]))
    definitions = tuple(
        replace(d, names=tuple(names.get(n, n) for n in d.names))
        if any(n in names for n in d.names)
        else d
        for d in pattern.definitions
    )
    return replace(pattern, definitions=definitions)


def grow_back(pattern: Pattern, name: str, operator: str, inputs: int) -> Pattern:
    """An input becomes the result of an operator: the pattern grows along that edge."""
    taken = names_of(pattern)
    fresh = free_name(name, taken)
    arguments: tuple[Expression, ...] = (Variable(fresh),) + (Anything(),) * (inputs - 1)
    call = Call((operator,), arguments)
    return replace(pattern, definitions=(Definition((name,), call), *pattern.definitions))


def grow_forth(pattern: Pattern, operator: str, place: int, inputs: int) -> Pattern:
    """A reader of the result becomes the new result."""
    old = pattern.result
    inner = free_name("value" if old == "out" else old, names_of(pattern))
    moved = rename(pattern, {old: inner})
    arguments: list[Expression] = [Anything()] * max(inputs, place + 1)
    arguments[place] = Variable(inner)
    definition = Definition((old,), Call((operator,), tuple(arguments)))
    return replace(moved, definitions=(*moved.definitions, definition))


def names_of(pattern: Pattern) -> set[str]:
    """Names of all values."""
    found = {name for d in pattern.definitions for name in d.names}
    return found | {e.name for _, e in walk(pattern) if isinstance(e, Variable)}


def free_name(base: str, taken: set[str]) -> str:
    """A name like another that is not taken."""
    base = base.rstrip("0123456789")
    return next(n for k in range(1, 10_000) if (n := f"{base}{k}") not in taken)


def _first_data(call: Call) -> int | None:
    """The first argument that is no constant."""
    places = (
        n for n, a in enumerate(call.arguments) if isinstance(a, Variable | Call | Alternative)
    )
    return next(places, None)
