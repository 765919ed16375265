"""Pickles that would run code: every way is reported with its place, none is taken.

Each payload would make a file; that it is not there afterwards shows that nothing was executed. The
same payloads are loaded by Python's own unpickler once, in a folder of their own: they are real.
"""

from __future__ import annotations

import copyreg
import os
import pickle
import pickletools
import struct
from pathlib import Path

import pytest

from inspector.diagnostics import Finding
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pickles import interpret, judge_pickle

CANARY = "canary"


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


TOUCH = text(f"touch {CANARY}")
EVAL = text(f"open('{CANARY}', 'w').close()")

PAYLOADS: dict[str, tuple[bytes, str]] = {
    # name: (pickle, opcode that calls)
    "reduce": (b"cos\nsystem\n" + TOUCH + b"\x85R.", "REDUCE"),
    "reduce eval": (b"cbuiltins\neval\n" + EVAL + b"\x85R.", "REDUCE"),
    "reduce python 2": (b"c__builtin__\neval\n" + EVAL + b"\x85R.", "REDUCE"),
    "inst": (b"(" + TOUCH + b"ios\nsystem\n.", "INST"),
    "obj": (b"(cos\nsystem\n" + TOUCH + b"o.", "OBJ"),
    "newobj": (b"cos\nsystem\n" + TOUCH + b"\x85\x81.", "NEWOBJ"),
    "newobj_ex": (b"cos\nsystem\n" + TOUCH + b"\x85}\x92.", "NEWOBJ_EX"),
    "stack_global": (
        b"\x80\x04" + text("os") + text("system") + b"\x93" + TOUCH + b"\x85R.",
        "REDUCE",
    ),
    "stack_global eval": (
        b"\x80\x04" + text("builtins") + text("eval") + b"\x93" + EVAL + b"\x85R.",
        "REDUCE",
    ),
    "inst eval": (b"(" + EVAL + b"ibuiltins\neval\n.", "INST"),
    "obj eval": (b"(cbuiltins\neval\n" + EVAL + b"o.", "OBJ"),
    "newobj eval": (b"cbuiltins\neval\n" + EVAL + b"\x85\x81.", "NEWOBJ"),
    "newobj_ex eval": (b"cbuiltins\neval\n" + EVAL + b"\x85}\x92.", "NEWOBJ_EX"),
    "memo": (b"cos\nsystem\nq\x000" + TOUCH + b"\x85q\x010h\x00h\x01R.", "REDUCE"),
    "pop": (b"K\x01cos\nsystem\n" + TOUCH + b"\x85R0.", "REDUCE"),
    "broken behind": (b"cos\nsystem\n" + TOUCH + b"\x85R\xff\xff\xff", "REDUCE"),
    "posix": (b"cposix\nsystem\n" + TOUCH + b"\x85R.", "REDUCE"),
    "subprocess": (
        b"csubprocess\ncheck_call\n(" + text("touch") + text(CANARY) + b"l\x85R.",
        "REDUCE",
    ),
    "dotted name": (
        b"\x80\x04" + text("shutil") + text("os.system") + b"\x93" + TOUCH + b"\x85R.",
        "REDUCE",
    ),
    "behind a marker": (b"((((1111cos\nsystem\n" + TOUCH + b"\x85R.", "REDUCE"),
}
CANNOT_RUN = {"newobj", "newobj_ex", "newobj eval", "newobj_ex eval", "reduce python 2"}
"""Python refuses these: neither function is a class, and there is no __builtin__ any more."""


def findings(data: bytes) -> list[Finding]:
    log = FindingLog(20)
    judge_pickle(interpret(data, Limits()), data, Limits(), log)
    return log.findings()


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_opcode_that_calls(name: str) -> None:
    data, opcode = PAYLOADS[name]
    position = next(p for each, _, p in pickletools.genops(data) if each.name == opcode)
    danger = [f for f in findings(data) if f.severity == "danger"]
    assert [f.code for f in danger] == ["pickle-call-dangerous"]
    assert danger[0].message.startswith(f"{opcode} would call ")
    assert danger[0].where == f"byte {position}"
    assert not os.path.exists(CANARY)


@pytest.mark.parametrize("name", sorted(set(PAYLOADS) - CANNOT_RUN))
@pytest.mark.skipif(os.name == "nt", reason="the payloads are commands of POSIX")
def test_payloads_are_real(name: str) -> None:
    try:
        pickle.loads(PAYLOADS[name][0])  # noqa: TID251 - our own payload, in an empty folder
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError):
        assert name == "broken behind"
    assert os.path.exists(CANARY)


def test_state_that_installs_a_hook_and_calls_it() -> None:
    state = b"}" + text("__setstate__") + b"cos\nsystem\nsb" + TOUCH + b"b."
    found = {f.code: f for f in findings(b"ccollections\nOrderedDict\n)R" + state)}
    assert found["pickle-state-hook"].severity == "danger"
    assert found["pickle-import-dangerous"].severity == "danger"


def test_state_of_a_class_itself() -> None:
    found = findings(b"ctorch\nTensor\n}" + text("shape") + b"K\x01sb.")
    assert [f.code for f in found] == ["pickle-build-on-import"]


def test_state_that_calls_what_it_has_just_installed() -> None:
    """BUILD twice: a hook into a class, then a state that the hook is called with."""
    made = b"ccollections\nOrderedDict\n)\x81"
    hook = b"N}" + text("__setstate__") + b"cbuiltins\neval\ns\x86b"
    found = findings(made + hook + EVAL + b"b.")
    assert {"pickle-state-hook", "pickle-import-dangerous"} <= {f.code for f in found}
    assert {f.severity for f in found} == {"danger"}
    assert not os.path.exists(CANARY)


@pytest.mark.parametrize("opcode", [b"\x82\x07", b"\x83\x07\x00", b"\x84\x07\x00\x00\x00"])
def test_extension_registry(opcode: bytes) -> None:
    copyreg.add_extension("os", "system", 7)
    try:
        found = findings(opcode + TOUCH + b"\x85R.")
    finally:
        copyreg.remove_extension("os", "system", 7)
    assert [f.code for f in found] == ["pickle-call-unknown"]
    assert "copyreg extension 7" in found[0].message
    assert not os.path.exists(CANARY)


def test_result_of_a_call_is_called() -> None:
    data = b"cbuiltins\ngetattr\n(cos\n" + b"environ\n" + text("get") + b"tR(" + text("x") + b"tR."
    codes = {f.code for f in findings(data)}
    assert {"pickle-call-computed", "pickle-call-dangerous"} <= codes


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_pickle_inside_a_byte_string(protocol: int) -> None:
    inner = PAYLOADS["reduce"][0]
    found = findings(pickle.dumps({"weights": inner}, protocol))
    nested = [f for f in found if f.code == "pickle-call-dangerous"]
    assert len(nested) == 1
    assert "bytes at" in nested[0].where
    assert nested[0].where.endswith("byte 29")


def test_pickle_inside_a_pickle_inside_a_pickle() -> None:
    data = PAYLOADS["reduce"][0]
    for _ in range(3):
        data = pickle.dumps(data)
    assert "pickle-call-dangerous" in {f.code for f in findings(data)}
    for _ in range(3):
        data = pickle.dumps(data)
    assert "pickle-nested-deep" in {f.code for f in findings(data)}


def test_pickle_inside_a_long_byte_string() -> None:
    inner = pickle.dumps(bytes(100_000))[:-1] + b"0" + PAYLOADS["reduce"][0]
    assert "pickle-call-dangerous" in {f.code for f in findings(pickle.dumps(inner))}


def test_items_set_in_an_import() -> None:
    data = b"cos\nenviron\n" + text("LD_PRELOAD") + text("x.so") + b"s."
    assert "pickle-call-dangerous" in {f.code for f in findings(data)}


def test_unknown_call_is_a_warning_and_a_library_class_a_note() -> None:
    unknown, known = findings(b"cmystery\nrun\n)R0ctorch.nn.modules.linear\nLinear\n)\x81.")
    assert (unknown.code, unknown.severity) == ("pickle-call-unknown", "warning")
    assert (known.code, known.severity) == ("pickle-call-known", "info")


def test_function_of_a_known_library_is_no_class() -> None:
    (found,) = findings(b"ctorch.nn.init\nuniform_\n)R.")
    assert found.code == "pickle-call-unknown"


def test_what_rebuilds_tensors_is_silent() -> None:
    data = (
        b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
        b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x06tQK\x00K\x02K\x03\x86K\x03K\x01\x86\x89"
        b"ccollections\nOrderedDict\n)RtR."
    )
    assert findings(data) == []
