"""Signals, observed values and history."""

from __future__ import annotations

import gc

from inspector.session.history import History
from inspector.session.signal import Observed, Signal


class Listener:
    def __init__(self) -> None:
        self.heard: list[int] = []

    def hear(self, value: int) -> None:
        self.heard.append(value)


def test_a_signal_calls_its_slots_in_order() -> None:
    signal: Signal[[int]] = Signal()
    heard: list[str] = []
    signal.connect(lambda value: heard.append(f"a{value}"))
    signal.connect(lambda value: heard.append(f"b{value}"))
    signal.emit(1)
    assert heard == ["a1", "b1"]


def test_a_disconnected_slot_hears_nothing() -> None:
    signal: Signal[[int]] = Signal()
    listener = Listener()
    signal.connect(listener.hear)
    signal.disconnect(listener.hear)
    signal.disconnect(listener.hear)
    signal.emit(1)
    assert listener.heard == []


def test_a_signal_does_not_keep_its_listener_alive() -> None:
    signal: Signal[[int]] = Signal()
    listener = Listener()
    heard = listener.heard
    signal.connect(listener.hear)
    del listener
    gc.collect()
    signal.emit(1)
    assert heard == []


def test_a_slot_may_disconnect_itself() -> None:
    signal: Signal[[]] = Signal()
    heard: list[int] = []

    def once() -> None:
        heard.append(1)
        signal.disconnect(once)

    signal.connect(once)
    signal.emit()
    signal.emit()
    assert heard == [1]


def test_an_observed_value_tells_only_what_is_new() -> None:
    value = Observed("a")
    heard: list[str] = []
    value.changed.connect(heard.append)
    value.value = "a"
    value.value = "b"
    value.value = "b"
    assert heard == ["b"]
    assert value.value == "b"


def test_history_goes_back_and_forth() -> None:
    history = History("")
    for text in ("a", "ab", "abc"):
        history.push(text)
    assert history.undo()
    assert history.undo()
    assert history.present == "a"
    assert history.redo()
    assert history.present == "ab"
    history.push("x")
    assert not history.redo()
    assert history.undo()
    assert history.present == "ab"


def test_history_merges_what_belongs_together() -> None:
    history = History("")
    history.push("a")
    history.push("ab", merge=True)
    assert history.undo()
    assert history.present == ""
    assert not history.undo()


def test_history_forgets_the_oldest() -> None:
    history = History(0, limit=3)
    for number in range(1, 10):
        history.push(number)
    while history.undo():
        pass
    assert history.present == 6
