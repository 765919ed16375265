"""Broken and hostile files: a clear error or a partial result with a finding."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from inspector.formats import FormatError, Limits, read_model
from inspector.ir import Model
from tests.formats.models import branches, chain, delimited, model, save, tensor, varint


def codes(read: Model) -> list[str]:
    return [finding.code for finding in read.findings]


def outcome(path: Path) -> Model | str:
    """What the reader made of a file: a model, or the code of its error."""
    try:
        return read_model(path)
    except FormatError as error:
        return error.code


def refused(path: Path, limits: Limits | None = None) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read_model(path, limits)
    assert caught.value.message
    return caught.value


def test_an_empty_file(tmp_path: Path) -> None:
    assert refused(save(tmp_path, b"")).code == "empty-file"


@pytest.mark.parametrize("name", ["notes.txt", "notes.onnx"])
def test_a_text_file(tmp_path: Path, name: str) -> None:
    assert refused(save(tmp_path, b"These are my notes.\n" * 50, name)).code == "not-a-model"


def test_no_file_a_folder_and_a_pipe(tmp_path: Path) -> None:
    import os

    assert refused(tmp_path / "none.onnx").code == "file-missing"
    assert refused(tmp_path).code == "not-a-model"
    os.mkfifo(tmp_path / "pipe.onnx")
    assert refused(tmp_path / "pipe.onnx").code == "not-a-model"


@pytest.mark.parametrize("part", range(1, 32))
def test_truncated_at_every_part(tmp_path: Path, part: int) -> None:
    whole = chain(20).SerializeToString()
    nodes = [node.op_type for node in chain(20).graph.node]
    path = save(tmp_path, whole[: len(whole) * part // 32])
    read = read_model(path)
    assert "truncated" in codes(read)
    found = [node.op_type for node in read.graphs["main"].nodes]
    assert found == nodes[: len(found)]
    assert read.graphs["main"].outputs
    assert read.skipped


def test_truncated_before_the_first_node(tmp_path: Path) -> None:
    error = refused(save(tmp_path, chain(20).SerializeToString()[:30]))
    assert error.code == "truncated"
    assert error.help


def test_truncated_at_every_byte_of_a_small_file(tmp_path: Path) -> None:
    whole = branches().SerializeToString()
    counts = []
    for end in range(1, len(whole), 37):
        read = outcome(save(tmp_path, whole[:end]))
        assert isinstance(read, Model) or read in ("truncated", "malformed", "not-a-model")
        counts.append(read.node_count() if isinstance(read, Model) else 0)
    assert counts == sorted(counts)
    assert counts[-1] == 5


def test_whole_nodes_of_a_cut_branch_are_kept(tmp_path: Path) -> None:
    body = [helper.make_node("Relu", ["x"], [f"v{i}"], name="n" * 100) for i in range(30)]
    then = helper.make_graph(body, "then", [], [])
    proto = model([helper.make_node("If", ["c"], ["y"], then_branch=then)], ("x", "c"))
    whole = proto.SerializeToString()
    read = read_model(save(tmp_path, whole[: len(whole) // 2]))
    assert 10 < read.node_count() < 20
    assert "truncated" in codes(read)


def test_a_tensor_that_claims_too_many_elements(tmp_path: Path) -> None:
    huge = TensorProto(name="w", data_type=1, dims=[10**6, 10**6])
    negative = TensorProto(name="n", data_type=1, dims=[-5])
    ranks = TensorProto(name="r", data_type=1, dims=[1] * 100)
    overflow = TensorProto(name="o", data_type=1, dims=[2**62] * 64)
    read = read_model(
        save(
            tmp_path,
            model(
                [helper.make_node("F", ["w", "n", "r", "o"], ["y"])],
                initializers=[huge, negative, ranks, overflow],
            ),
        )
    )
    assert codes(read).count("tensor-too-large") == 3
    assert codes(read).count("tensor-malformed") == 1
    assert read.parameter_count() == 0
    assert read.node_count() == 1


def test_a_cycle_is_named(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Neg", ["x"], ["p"]),
        helper.make_node("Add", ["p", "b"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Abs", ["b"], ["y"]),
    ]
    read = read_model(save(tmp_path, model(nodes)))
    (finding,) = read.findings
    assert finding.code == "cycle"
    assert "#1 Add, #2 Relu" in finding.message
    assert "Neg" not in finding.message


def test_a_cycle_through_a_nested_graph(tmp_path: Path) -> None:
    then = helper.make_graph([helper.make_node("Neg", ["y"], ["t"])], "then", [], [])
    read = read_model(
        save(tmp_path, model([helper.make_node("If", ["x"], ["y"], then_branch=then)]))
    )
    assert "cycle" in codes(read)


def test_stored_order_is_no_cycle(tmp_path: Path) -> None:
    proto = chain(20)
    nodes = list(reversed(proto.graph.node))
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
    assert read_model(save(tmp_path, proto)).findings == []


def nested(levels: int) -> bytes:
    """Graphs in attributes of nodes, so many levels deep."""
    data = delimited(4, b"Relu")
    for _ in range(levels // 3):
        attribute = delimited(1, b"g") + delimited(6, delimited(1, data)) + b"\xa0\x01\x05"
        data = delimited(4, b"If") + delimited(5, attribute)
    return b"\x08\x0a" + delimited(7, delimited(1, delimited(4, b"Abs")) + delimited(1, data))


def test_twenty_thousand_nested_messages(tmp_path: Path) -> None:
    start = time.monotonic()
    read = read_model(save(tmp_path, nested(20_000)))
    assert time.monotonic() - start < 5
    assert "nesting-too-deep" in codes(read)
    assert read.graphs["main"].nodes[0].op_type == "Abs"
    assert read.skipped


def test_twenty_thousand_nested_types(tmp_path: Path) -> None:
    data = b""
    for _ in range(10_000):
        data = delimited(4, delimited(1, data))
    proto = chain(2).SerializeToString() + delimited(7, delimited(13, delimited(2, data)))
    read = read_model(save(tmp_path, proto))
    assert "nesting-too-deep" in codes(read)
    assert read.node_count() == 4


def test_nested_groups_and_overlong_numbers(tmp_path: Path) -> None:
    sound = chain(2).SerializeToString()
    groups = b"\x9b\x06" * 20_000 + b"\x9c\x06" * 20_000
    assert read_model(save(tmp_path, sound + groups)).node_count() == 4
    read = read_model(save(tmp_path, sound + delimited(7, b"\xff" * 40)))
    assert "malformed" in codes(read) or "truncated" in codes(read)
    assert read.node_count() == 4


def test_a_length_past_the_end_of_its_message(tmp_path: Path) -> None:
    node = delimited(1, b"x") + delimited(4, b"Relu")
    wrong = varint(1 << 3 | 2) + varint(500) + node
    proto = b"\x08\x0a" + delimited(7, delimited(1, node) + wrong) + delimited(8, b"\x10\x11")
    read = read_model(save(tmp_path, proto))
    assert "malformed" in codes(read)
    assert read.node_count() == 1
    assert read.opsets == {"": 17}


@pytest.mark.parametrize("elements", [4, 2000, 100_000])
def test_two_places_of_one_tensor(tmp_path: Path, elements: int) -> None:
    twice = tensor("w", np.zeros(elements, np.float32))
    twice.float_data.extend([1.0] * elements)
    read = read_model(
        save(tmp_path, model([helper.make_node("Add", ["x", "w"], ["y"])], initializers=[twice]))
    )
    assert codes(read) == ["contradictory-data"]
    weight = read.graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.data is None
    assert weight.read is None


@pytest.mark.parametrize("length", [3, 5000, 500_000])
def test_data_that_does_not_fit_the_shape(tmp_path: Path, length: int) -> None:
    wrong = TensorProto(name="w", data_type=1, dims=[7], raw_data=b"\0" * length)
    read = read_model(
        save(tmp_path, model([helper.make_node("Add", ["x", "w"], ["y"])], initializers=[wrong]))
    )
    assert codes(read) == ["tensor-size-mismatch"]


def test_undefined_and_duplicate_names(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Add", ["x", "ghost"], ["a"]),
        helper.make_node("Neg", ["a"], ["a"]),
        helper.make_node("Abs", ["a"], ["y"]),
    ]
    read = read_model(save(tmp_path, model(nodes)))
    assert sorted(set(codes(read))) == ["duplicate-value", "undefined-input"]
    assert read.graphs["main"].nodes[2].inputs[0] is read.graphs["main"].nodes[0].outputs[0]


def test_nodes_that_lack_inputs_and_operators_that_are_none(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Conv", ["x"], ["a"]),
        helper.make_node("Clip", ["a", "", "top"], ["b"]),
        helper.make_node("Gemm", ["", "b"], ["c"]),
        helper.make_node("NoSuch", ["c"], ["d"]),
        helper.make_node("Mul", ["d"], ["y"], domain="elsewhere"),
    ]
    read = read_model(save(tmp_path, model(nodes, ("x", "top"))))
    messages = [f.message for f in read.findings if f.code == "missing-input"]
    assert messages == ["#0 Conv lacks its input W.", "#2 Gemm lacks its input A."]
    assert [f.message for f in read.findings if f.code == "unknown-operators"] == [
        "ONNX has no operators of these names: NoSuch."
    ]


def test_findings_do_not_flood(tmp_path: Path) -> None:
    nodes = [helper.make_node("Neg", [f"ghost{i}"], [f"v{i}"]) for i in range(500)]
    read = read_model(save(tmp_path, model(nodes, outputs=["v1"])))
    assert codes(read) == ["undefined-input"] * 21
    assert "480 more" in read.findings[-1].message


def test_a_graph_without_outputs(tmp_path: Path) -> None:
    proto = chain(3)
    del proto.graph.output[:]
    read = read_model(save(tmp_path, proto))
    assert codes(read) == ["no-outputs"]
    assert [v.name for v in read.graphs["main"].outputs] == ["y"]


def function(name: str, calls: list[str]) -> onnx.FunctionProto:
    nodes = [
        helper.make_node(callee, ["a"], [f"v{i}"], domain="d") for i, callee in enumerate(calls)
    ]
    return helper.make_function("d", name, ["a"], ["v0"], nodes, [helper.make_opsetid("", 21)])


def test_functions_that_call_themselves(tmp_path: Path) -> None:
    read = read_model(
        save(
            tmp_path,
            model(
                [helper.make_node("A", ["x"], ["y"], domain="d")],
                functions=[function("A", ["B"]), function("B", ["A"])],
            ),
        )
    )
    assert "recursive-function" in codes(read)
    assert read.functions == {}


def test_calls_that_expand_without_end(tmp_path: Path) -> None:
    functions = [function(f"F{i}", [f"F{i + 1}"] * 10) for i in range(40)]
    read = read_model(
        save(
            tmp_path,
            model(
                [helper.make_node("F0", ["x"], ["y"], domain="d")],
                functions=[*functions, function("F40", ["Relu"])],
            ),
        )
    )
    assert "expansion-too-large" in codes(read)
    assert read.functions == {}


@pytest.mark.parametrize(
    "limits",
    [
        Limits(nodes=10),
        Limits(fields=50),
        Limits(tensors=5),
        Limits(structure_bytes=100),
        Limits(file_bytes=100),
    ],
)
def test_limits_on_the_whole(tmp_path: Path, limits: Limits) -> None:
    assert refused(save(tmp_path, chain(20)), limits).code == "limit-exceeded"


@pytest.mark.parametrize("number", [1, 5, 11, 13])
def test_a_crowd_of_empty_messages(tmp_path: Path, number: int) -> None:
    """Two bytes each in the file, a hundred times as much when parsed."""
    node = delimited(1, delimited(4, b"Relu"))
    crowd = varint(number << 3 | 2) + b"\0"
    path = save(tmp_path, b"\x08\x08" + delimited(7, node + crowd * 3_000_001))
    assert refused(path).code == "limit-exceeded"


def test_numbers_that_are_stored_one_by_one(tmp_path: Path) -> None:
    """Neither notation is packed: a million fields are as quick as one."""
    count = 1_000_000
    tensor = b"\x08" + varint(count) + b"\x10\x01" + b"\x25\0\0\x80\x3f" * count + b"\x42\x01w"
    ints = delimited(1, b"ids") + b"\x40\x81\x01" * count + b"\xa0\x01\x07"
    few = delimited(1, b"few") + b"\x40\x81\x01" * 5000 + b"\xa0\x01\x07"
    node = delimited(4, b"Gather") + delimited(5, ints) + delimited(5, few)
    graph = delimited(1, node) + delimited(5, tensor)
    limits = Limits(fields=1000, attribute_bytes=1 << 20)
    read = read_model(save(tmp_path, b"\x08\x08" + delimited(7, graph)), limits)
    weight = read.graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.read is not None
    assert weight.read().tolist() == [1.0] * count
    assert read.graphs["main"].nodes[0].attributes == {"few": [129] * 5000}
    assert "attribute-too-large" in codes(read)


def test_long_names_and_attributes_are_cut(tmp_path: Path) -> None:
    node = helper.make_node("Relu", ["x"], ["y"], name="n" * 100_000, blob=b"b" * 100_000)
    read = read_model(save(tmp_path, model([node])), Limits(attribute_bytes=5000))
    assert sorted(set(codes(read))) == ["attribute-too-large", "name-too-long"]
    (stored,) = read.graphs["main"].nodes
    assert len(stored.name) == 4096


def test_texts_that_are_no_utf_8(tmp_path: Path) -> None:
    node = delimited(1, b"x\xff") + delimited(2, b"\xfe") + delimited(4, b"Re\xfflu")
    read = read_model(save(tmp_path, b"\x08\x0a" + delimited(7, delimited(1, node))))
    assert read.graphs["main"].nodes[0].op_type == "Re\ufffdlu"


SEEDS = [chain(3).SerializeToString(), branches().SerializeToString()]
EDIT = st.tuples(
    st.integers(0, 1 << 16),
    st.sampled_from(["set", "drop", "insert", "copy"]),
    st.binary(max_size=12),
)


def mutate(data: bytes, edits: list[tuple[int, str, bytes]]) -> bytes:
    for place, kind, piece in edits:
        at = place % max(1, len(data))
        if kind == "set":
            data = data[:at] + piece + data[at + len(piece) :]
        elif kind == "drop":
            data = data[:at] + data[at + len(piece) :]
        elif kind == "insert":
            data = data[:at] + piece + data[at:]
        else:
            data = data[:at] + data[at // 2 : at // 2 + 50] + data[at:]
    return data


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SEEDS), st.lists(EDIT, min_size=1, max_size=8))
def test_no_mutation_raises_anything_else(
    tmp_path: Path, seed: bytes, edits: list[tuple[int, str, bytes]]
) -> None:
    path = save(tmp_path, mutate(seed, edits))
    read = outcome(path)
    if isinstance(read, str):
        assert read
        return
    for node in read.graphs["main"].walk():
        for value in node.inputs:
            assert value is None or any(user is node for user, _ in value.uses)
    for graph in read.graphs["main"].graphs():
        for value in graph.initializers.values():
            if value.initializer is not None and value.initializer.read is not None:
                with contextlib.suppress(FormatError):
                    value.initializer.read()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(tmp_path: Path, data: bytes) -> None:
    for start in (b"", b"\x08\x0a\x3a", b"\x08\x0a\x3a\x80\x01\x0a"):
        assert outcome(save(tmp_path, start + data))


def sparse_model(path: Path, weight: int, count: int) -> int:
    """Writes a model with so many weights of so many bytes, as holes; returns its size."""
    nodes, tensors = b"", 0
    for index in range(count):
        nodes += delimited(
            1, helper.make_node("MatMul", ["x", f"w{index}"], [f"v{index}"]).SerializeToString()
        )
    heads = []
    for index in range(count):
        head = TensorProto(name=f"w{index}", data_type=1, dims=[weight // 4]).SerializeToString()
        head += b"\x4a" + varint(weight)
        heads.append(b"\x2a" + varint(len(head) + weight) + head)
        tensors += len(heads[-1]) + weight
    with path.open("wb") as file:
        file.write(b"\x08\x0a\x3a" + varint(len(nodes) + tensors) + nodes)
        for head in heads:
            file.write(head)
            file.seek(weight, 1)
        file.write(b"\x42\x02\x10\x15")
    return path.stat().st_size


_CHILD = """
import resource, sys, time
from pathlib import Path
import onnx
from inspector.formats import read_model
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.monotonic()
model = read_model(Path(sys.argv[1]))
seconds = time.monotonic() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(model.node_count(), model.parameter_count(), seconds, (after - before) / 1024)
"""


def test_two_gigabytes_open_at_once(tmp_path: Path, checkout: Path) -> None:
    path = tmp_path / "large.onnx"
    size = sparse_model(path, 20 << 20, 103)
    assert size > 2 << 30
    result = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=checkout,
    )
    nodes, parameters, seconds, mebibytes = result.stdout.split()
    assert int(nodes) == 103
    assert int(parameters) == 103 * (20 << 20) // 4
    assert float(seconds) <= 2
    assert float(mebibytes) <= 200
