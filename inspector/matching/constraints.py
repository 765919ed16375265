"""Checking ``[...]``: attributes of a node, properties of a value, and widths that relate them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from inspector.ir.graph import Shape
from inspector.matching.fold import FoldedGraph
from inspector.patterns.syntax import Comparison, Term, Width

Widths = dict[str, float]

UNDECIDED = None
"""A relation to a width that nothing has bound yet."""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def check(comparison: Comparison, actual: object, widths: Widths) -> bool | None:
    """Whether an actual value satisfies a constraint; binds widths that stand alone.

    Returns:
        UNDECIDED when a width it relates to is not bound yet.
    """
    kind = comparison.operator
    if kind == "set":
        return bool(actual)
    if kind == "unset":
        return not actual
    if actual is None:
        return kind == "!=" or comparison.terms == (None,)
    if kind == "!=" and _opens_width(comparison, widths):
        return UNDECIDED
    if comparison.is_tuple:
        equal = _check_tuple(comparison.terms, actual, widths)
        return equal if kind == "=" or equal is UNDECIDED else not equal
    if kind == "in":
        return any(_equal(term, actual, widths) for term in comparison.terms)
    if kind == "range":
        low, high = comparison.terms
        assert isinstance(low, Width)
        assert isinstance(high, Width)
        return all(
            isinstance(x, int | float) and low.offset <= x <= high.offset for x in _entries(actual)
        )
    term = comparison.terms[0]
    if kind in ("=", "!="):
        equal = _equal(term, actual, widths)
        return equal if kind == "=" or equal is UNDECIDED else not equal
    expected = _number(term, widths)
    if expected is None:
        return UNDECIDED
    compare = _ORDER[kind]
    return all(isinstance(x, int | float) and compare(x, expected) for x in _entries(actual))


def is_fixed(comparison: Comparison) -> bool:
    """Whether a constraint names no width: then it is true or false by itself."""
    return not any(isinstance(term, Width) and term.variable for term in comparison.terms)


def predicate(comparison: Comparison) -> Callable[[object], bool] | None:
    """A constraint as a function of the actual value, None where it names a width.

    The most frequent ones are short functions.
    """
    if not is_fixed(comparison):
        return None
    if comparison.operator == "unset":
        return operator.not_
    if comparison.operator == "set":
        return operator.truth
    if comparison.operator == "=" and not comparison.is_tuple:
        return _equals(comparison)
    return lambda actual: check(comparison, actual, {}) is True


def _equals(comparison: Comparison) -> Callable[[object], bool]:
    """``key=3``: whole numbers, alone and in lists, are compared as such."""
    term = comparison.terms[0]
    wanted = term.offset if isinstance(term, Width) else term
    whole = isinstance(wanted, float | int) and float(wanted).is_integer() and abs(wanted) < 1e5

    def equals(actual: object) -> bool:
        if whole:
            if type(actual) is int:
                return actual == wanted
            if actual is None:
                return False
            if type(actual) is list and actual and type(actual[0]) is int:
                return actual == [wanted] * len(actual)
        return check(comparison, actual, {}) is True

    return equals


def _opens_width(comparison: Comparison, widths: Widths) -> bool:
    """Whether a constraint names a width that is not bound: a difference binds nothing."""
    return any(
        isinstance(term, Width) and term.variable and term.variable not in widths
        for term in comparison.terms
    )


def _entries(actual: object) -> list[Any]:
    return list(actual) if isinstance(actual, list | tuple) else [actual]


def _equal(term: Term, actual: object, widths: Widths) -> bool | None:
    """A number equals a list when it equals all its entries (``kernel=3`` is 3×3)."""
    if term is None:
        return True
    if isinstance(term, str):
        if isinstance(actual, bytes):
            actual = actual.decode("utf-8", "replace")
        return actual == term
    entries = _entries(actual)
    if isinstance(actual, str | bytes) or not entries:
        return False
    for entry in entries:
        if not isinstance(entry, int | float):
            return False
        if term.variable and term.variable not in widths:
            if (term.factor, term.divisor, term.offset) != (1, 1, 0):
                return UNDECIDED
            widths[term.variable] = entry
        expected = _number(term, widths)
        assert expected is not None
        if abs(entry - expected) > 1e-6 * max(1.0, abs(expected)):
            return False
    return True


def _number(term: Term, widths: Widths) -> float | None:
    if not isinstance(term, Width):
        return None
    if not term.variable:
        return term.offset
    bound = widths.get(term.variable)
    return None if bound is None else term.factor * bound / term.divisor + term.offset


def _check_tuple(terms: tuple[Term, ...], actual: object, widths: Widths) -> bool | None:
    entries = _entries(actual)
    if "..." in terms:
        place = terms.index("...")
        tail = len(terms) - place - 1
        if len(entries) < len(terms) - 1:
            return False
        pairs = list(zip(terms[:place], entries, strict=False))
        pairs += list(zip(terms[place + 1 :], entries[len(entries) - tail :], strict=True))
    elif len(terms) != len(entries):
        return False
    else:
        pairs = list(zip(terms, entries, strict=True))
    result: bool | None = True
    for term, entry in pairs:
        equal = _equal(term, entry, widths)
        if equal is False:
            return False
        if equal is UNDECIDED:
            result = UNDECIDED
    return result


def is_number(graph: FoldedGraph, value: int, wanted: float) -> bool:
    """Whether a value is a constant all of whose elements are a number, to 0.2 %."""
    actual = graph.scalar(value)
    return actual is not None and abs(actual - wanted) <= 2e-3 * abs(wanted) + 1e-9


def value_property(key: str, shape: Shape | None, dtype: str, size: int | None) -> object:
    """What ``x[key ...]`` speaks of: ``shape``, ``rank``, ``dtype``, ``size``, ``last``, ``heads``.

    ``last`` is the last extent; ``heads`` the third from the end, where attention has its heads.
    """
    if key == "dtype":
        return dtype
    if shape is None:
        return size if key == "size" else None
    if key == "shape":
        return list(shape)
    if key == "rank":
        return len(shape)
    if key == "last":
        return shape[-1] if shape else None
    if key == "heads":
        return shape[-3] if len(shape) >= 3 else None
    if key == "size":
        return size
    return None


def attribute(attributes: Mapping[str, object], key: str) -> object:
    """A node's attribute for a constraint; bytes become text."""
    found = attributes.get(key)
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
