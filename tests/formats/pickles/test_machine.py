"""The symbolic pickle machine against what Python's own pickler writes."""

from __future__ import annotations

import collections
import pickle
import random
import struct
from typing import Any

import numpy as np
import pytest

from inspector.formats.limits import Limits
from inspector.formats.pickles import (
    Blob,
    Extension,
    Global,
    Instance,
    Mapping,
    Persistent,
    PickleValue,
    Sequence,
    interpret,
)

LIMITS = Limits()


def plain(value: PickleValue) -> Any:
    """The object that a description without calls stands for; sets may come through a call."""
    match value:
        case Sequence():
            made = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
            return made[value.kind](plain(item) for item in value.items)
        case Mapping():
            return {plain(key): plain(item) for key, item in value.pairs}
        case Instance():
            name = value.path.rpartition(".")[2]
            arguments = [plain(value.argument(0))] if value.argument(0) is not None else []
            if name == "encode":
                return arguments[0].encode("latin-1")
            return {"set": set, "frozenset": frozenset, "bytes": bytes, "bytearray": bytearray}[
                name
            ](*arguments)
        case _:
            return value


VALUES = [
    None,
    True,
    False,
    0,
    -1,
    255,
    65_536,
    -(2**31),
    2**40,
    -(10**50),
    1.5,
    float("inf"),
    "",
    "text",
    "tëxt \U0001f600 with 'quotes' and \\ and \n",
    "x" * 300,
    b"",
    b"\x00\xff" * 200,
    (),
    (1,),
    (1, 2),
    (1, 2, 3),
    (1, 2, 3, 4),
    [],
    [1],
    [[1, 2], [3]],
    {},
    {"a": 1},
    {"a": {"b": [1, (2, "c")]}, 3: None},
    {1, 2},
    frozenset({3}),
]


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_out_as_they_went_in(value: object, protocol: int) -> None:
    result = interpret(pickle.dumps(value, protocol), LIMITS)
    assert result.problem == ""
    assert plain(result.value) == value


@pytest.mark.parametrize("protocol", [4, 5])
def test_byte_arrays_and_protocol(protocol: int) -> None:
    result = interpret(pickle.dumps(bytearray(b"xyz"), protocol), LIMITS)
    assert result.protocol == protocol
    assert plain(result.value) == (b"xyz" if protocol == 5 else bytearray(b"xyz"))


def test_python_2_text_escapes() -> None:
    result = interpret(b"S'a\\x41\\101\\n\\\\\\'\\q'\n.", LIMITS)
    assert result.value == "aAA\n\\'\\q"


def test_shared_and_cyclic_objects_stay_one() -> None:
    held: list[object] = []
    held.append(held)
    result = interpret(pickle.dumps(held), LIMITS)
    assert isinstance(result.value, Sequence)
    assert result.value.items[0] is result.value


def test_object_gets_state_items_and_pairs() -> None:
    made = collections.OrderedDict(a=1)
    made.extra = 2  # type: ignore[attr-defined]
    value = interpret(pickle.dumps(made), LIMITS).value
    assert isinstance(value, Instance)
    assert value.path == "collections.OrderedDict"
    assert value.pairs == [("a", 1)]
    assert value.state().get("extra") == 2


def test_numpy_array_is_a_call_and_a_state() -> None:
    result = interpret(pickle.dumps(np.arange(6).reshape(2, 3), 2), LIMITS)
    value = result.value
    assert isinstance(value, Instance)
    assert value.path.endswith("multiarray._reconstruct")
    state = value.states[0]
    assert isinstance(state, Sequence)
    assert plain(state.items[1]) == (2, 3)


def test_persistent_ids() -> None:
    value = interpret(b"(Pfirst\nX\x01\x00\x00\x00yQt.", LIMITS).value
    assert isinstance(value, Sequence)
    first, second = value.items
    assert isinstance(first, Persistent)
    assert isinstance(second, Persistent)
    assert (first.identifier, second.identifier) == ("first", "y")


def test_extension_codes() -> None:
    result = interpret(b"\x82\x07)R.", LIMITS)
    (found,) = result.globals
    assert isinstance(found, Extension)
    assert found.code == 7
    assert [call.function for call in result.calls] == [found]


def test_calls_before_a_break_are_kept() -> None:
    result = interpret(b"cos\nsystem\n(S'id'\ntR\xff", LIMITS)
    assert "0xff" in result.problem
    (call,) = result.calls
    assert isinstance(call.function, Global)
    assert (call.position, call.opcode, call.function.path) == (19, "REDUCE", "os.system")


def test_long_strings_are_known_by_place() -> None:
    data = pickle.dumps({"a": bytes(100_000), "b": "x" * 100_000})
    value = interpret(data, LIMITS).value
    assert isinstance(value, Mapping)
    first, second = value.get("a"), value.get("b")
    assert isinstance(first, Blob)
    assert isinstance(second, Blob)
    assert data[first.position : first.position + first.length] == bytes(100_000)
    assert (first.is_text, second.is_text) == (False, True)


def test_pickle_behind_another() -> None:
    data = pickle.dumps(1) + pickle.dumps("two")
    first = interpret(data, LIMITS)
    assert interpret(data, LIMITS, first.end).value == "two"


def test_arrays_that_joblib_writes_into_the_pickle() -> None:
    state = {"shape": (2, 3), "dtype": np.dtype("<f4"), "numpy_array_alignment_bytes": 16}
    wrapper = b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81"
    head = b"(" + wrapper + pickle.dumps(state, 2)[2:-1] + b"b"
    data = head + b"\x03\xff\xff\xff" + bytes(24) + b"K\x07t."
    value = interpret(data, LIMITS).value
    assert isinstance(value, Sequence)
    assert value.items[1] == 7


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "too early"),
        (b"K", "too early"),
        (b"\x80\x09N.", "protocol 9"),
        (b".", "lacks an operand"),
        (b"R", "lacks an operand"),
        (b"t", "lacks a mark"),
        (b"(o", "lacks a class"),
        (b"g5\n", "nothing is remembered under 5"),
        (b"K\x01K\x02\x93", "has no names"),
        (b"S'x\n.", "no quotes"),
        (b"I" + b"9" * 5000 + b"\n.", "number is too long"),
        (b"\x8b\xff\xff\xff\x7f", "claims 2147483647 bytes"),
        (b"\x8e" + struct.pack("<Q", 1 << 62), "claims 4611686018427387904 bytes"),
        (b"T\xff\xff\xff\xff", "negative length"),
        (b"c" + b"x" * 100_000, "line is too long"),
    ],
)
def test_why_it_breaks_off(data: bytes, reason: str) -> None:
    assert reason in interpret(data, LIMITS).problem


def test_operations_are_bounded() -> None:
    assert "100 operations" in interpret(b"N" * 1000, Limits(pickle_operations=100)).problem


@pytest.mark.parametrize("opener", [b"(", b"]", b"N\x85", b"}N"])
def test_deep_nesting_needs_no_recursion(opener: bytes) -> None:
    count = 200_000
    closer = {b"(": b"t", b"]": b"a", b"N\x85": b"\x86", b"}N": b"s"}[opener]
    result = interpret(opener * count + b"N" + closer * (count - 1) + b".", LIMITS)
    assert result.end > count


def test_damage_never_raises() -> None:
    chance = random.Random(3)
    whole = [pickle.dumps(VALUES, protocol) for protocol in range(6)]
    for _ in range(3000):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        interpret(bytes(data[: chance.randrange(len(data))]), LIMITS)
