"""Signals for objects that must be watched without knowing Qt."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from types import MethodType
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Signal(Generic[P]):
    """Calls everybody connected, in the order in which they connected.

    Bound methods are held weakly, so that a closed view does not stay alive; functions and
    lambdas are held until they are disconnected.
    """

    def __init__(self) -> None:
        self._slots: list[Callable[[], Callable[P, object] | None]] = []

    def connect(self, slot: Callable[P, object]) -> None:
        """Call ``slot`` on each emission from now on."""
        if isinstance(slot, MethodType):
            self._slots.append(weakref.WeakMethod(slot))
        else:
            self._slots.append(lambda: slot)

    def disconnect(self, slot: Callable[P, object]) -> None:
        """Stop calling ``slot``; nothing happens when it was not connected."""
        self._slots = [held for held in self._slots if held() not in (None, slot)]

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call everybody who was connected when the emission began."""
        dead = False
        for held in tuple(self._slots):
            slot = held()
            if slot is None:
                dead = True
            else:
                slot(*args, **kwargs)
        if dead:
            self._slots = [held for held in self._slots if held() is not None]


class Observed(Generic[T]):
    """A value whose setter emits.

    Signals:
        changed: The new value, only when it differs from the old one.
    """

    def __init__(self, value: T) -> None:
        self._value = value
        self.changed: Signal[[T]] = Signal()

    @property
    def value(self) -> T:
        """What it holds now."""
        return self._value

    @value.setter
    def value(self, value: T) -> None:
        if self._differs(value):
            self._value = value
            self.changed.emit(value)

    def _differs(self, value: Any) -> bool:
        if value is self._value:
            return False
        # Large records are replaced, never edited: comparing them field by field is wasted time.
        simple = isinstance(value, str | int | float | tuple | frozenset)
        return not simple or type(value) is not type(self._value) or value != self._value
