"""OpenVINO models: what is read of them, and what their operators are written out as."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from inspector.formats import FormatError, Limits, probe, read_model
from inspector.ir import Model
from inspector.ir.normal import NormalGraph, normalise
from tests.formats.openvino.networks import Network, convolution, small


def codes(model: Model) -> list[str]:
    return [finding.code for finding in model.findings]


def operators(model: Model) -> list[str]:
    """Operators of the normal form that are no constants."""
    normal = normal_of(model)
    return [normal.ops[n] for n in normal.live_nodes() if not _is_constant(normal, n)]


def normal_of(model: Model) -> NormalGraph:
    return normalise(model, model.graphs["main"])


def _is_constant(normal: NormalGraph, node: int) -> bool:
    return all(normal.constant[value] for value in normal.outputs[node])


def read_one(tmp_path: Path, kind: str, inputs: list, shape: tuple, **data: object) -> Model:
    """A model of one layer; lists of integers among its inputs are constants, tuples shapes."""
    net = Network()
    sources = [net.input(*i) if isinstance(i, tuple) else net.integers(*i) for i in inputs]
    net.result(net.add(kind, sources, shape, **data))
    return read_model(net.save(tmp_path))


def test_layers_become_nodes_as_stored(tmp_path: Path) -> None:
    model = read_model(small().save(tmp_path))
    graph = model.graphs["main"]
    assert [n.op_type for n in graph.nodes] == ["Convolution", "Add", "ReLU", "Reshape", "MatMul"]
    assert {n.domain for n in graph.nodes} == {"openvino"}
    assert graph.nodes[0].attributes["strides"] == [1, 1]
    assert graph.nodes[4].attributes["transpose_b"] == 1
    assert graph.inputs[0].shape == (1, 3, 8, 8)
    assert graph.outputs[0].shape == (1, 10)
    assert model.format == "openvino"
    assert model.opsets == {"openvino": 8}
    assert not model.findings


def test_weights_are_known_by_place_and_read_on_demand(tmp_path: Path) -> None:
    model = read_model(small().save(tmp_path))
    weight = model.graphs["main"].nodes[4].inputs[1]
    assert weight is not None
    assert weight.initializer is not None
    tensor = weight.initializer
    assert (tensor.dtype, tensor.shape, tensor.location) == ("float32", (10, 1024), "m.bin")
    assert tensor.data is None
    assert tensor.read is not None
    assert tensor.read().shape == (10, 1024)


def test_it_is_told_by_its_root_element(tmp_path: Path) -> None:
    path = small().save(tmp_path, "model.txt")
    assert probe(path) == "openvino"
    other = tmp_path / "other.xml"
    other.write_text("<?xml version='1.0'?><nets><net/></nets>")
    assert probe(other) is None


def test_operators_read_like_those_of_onnx(tmp_path: Path) -> None:
    model = read_model(small().save(tmp_path))
    assert operators(model) == ["Conv", "Relu", "Reshape", "MatMul"]
    normal = normal_of(model)
    product = normal.nodes_of("MatMul")[0]
    assert normal.shapes[normal.inputs[product][1]] == (1024, 10)
    conv = normal.attributes[normal.nodes_of("Conv")[0]]
    assert (conv["in"], conv["out"], conv["kernel"], conv["bias"]) == (3, 16, [3, 3], 1)


def test_groups_of_a_convolution_leave_the_weight(tmp_path: Path) -> None:
    net = Network()
    window = {"strides": "1, 1", "pads_begin": "1, 1", "pads_end": "1, 1", "dilations": "1, 1"}
    inputs = [net.input(1, 8, 8, 8), net.weight(8, 1, 1, 3, 3)]
    net.result(net.add("GroupConvolution", inputs, (1, 8, 8, 8), **window))
    normal = normal_of(read_model(net.save(tmp_path)))
    conv = normal.attributes[normal.nodes_of("Conv")[0]]
    assert (conv["group"], conv["in"], conv["out"], conv["depthwise"]) == (8, 8, 8, 1)


def test_compressed_weights_are_constants(tmp_path: Path) -> None:
    net = Network()
    stored = net.constant(np.zeros((16, 8), np.uint8))
    wide = net.add("Convert", [stored], (16, 8), destination_type="f32")
    shifted = net.add("Subtract", [wide, net.weight(16, 1)], (16, 8))
    scaled = net.add("Multiply", [shifted, net.weight(16, 1)], (16, 8))
    net.result(net.add("MatMul", [net.input(1, 8), scaled], (1, 16), transpose_b="true"))
    model = read_model(net.save(tmp_path))
    assert operators(model) == ["MatMul"]
    normal = normal_of(model)
    assert normal.shapes[normal.inputs[normal.nodes_of("MatMul")[0]][1]] == (8, 16)


def test_a_norm_over_the_last_axis_is_written_out(tmp_path: Path) -> None:
    model = read_one(tmp_path, "MVN", [(1, 5, 8), [-1]], (1, 5, 8), eps="1e-6")
    assert operators(model) == ["ReduceMean", "Sub", "Pow", "ReduceMean", "Add", "Sqrt", "Div"]


def test_a_norm_over_the_image_is_an_instance_norm(tmp_path: Path) -> None:
    model = read_one(tmp_path, "MVN", [(1, 5, 8, 8), [2, 3]], (1, 5, 8, 8), eps="1e-6")
    assert operators(model) == ["InstanceNormalization"]


def test_attention_is_written_out(tmp_path: Path) -> None:
    heads = (1, 4, 9, 16)
    inputs = [heads, heads, heads]
    model = read_one(tmp_path, "ScaledDotProductAttention", inputs, heads, causal="false")
    assert operators(model) == ["Transpose", "MatMul", "Mul", "Softmax", "MatMul"]


def test_batch_and_time_change_places_around_a_recurrence(tmp_path: Path) -> None:
    net = Network()
    x, state = net.input(1, 5, 8), net.weight(1, 1, 16)
    weights = [net.weight(1, 64, 8), net.weight(1, 64, 16), net.weight(1, 64)]
    inputs = [x, state, state, net.integers(5), *weights]
    made = net.add("LSTMSequence", inputs, (1, 1, 5, 16), hidden_size=16, direction="forward")
    net.result(made)
    assert operators(read_model(net.save(tmp_path))) == ["Transpose", "LSTM", "Transpose"]


ELEMENTWISE = [
    ("Subtract", "Sub"),
    ("Swish", "SiLU"),
    ("HSwish", "HardSwish"),
    ("Gelu", "Gelu"),
    ("Mish", "Mish"),
    ("Sigmoid", "Sigmoid"),
]


@pytest.mark.parametrize(("stored", "plain"), ELEMENTWISE)
def test_activations_and_arithmetic(tmp_path: Path, stored: str, plain: str) -> None:
    shapes = [(1, 4)] * (2 if stored == "Subtract" else 1)
    assert operators(read_one(tmp_path, stored, shapes, (1, 4))) == [plain]


def test_a_strided_slice_that_takes_one_element(tmp_path: Path) -> None:
    masks = {"begin_mask": "1, 0", "end_mask": "1, 0", "shrink_axis_mask": "0, 1"}
    inputs = [(2, 5, 8), [0, 0], [0, 1]]
    model = read_one(tmp_path, "StridedSlice", inputs, (2, 8), **masks)
    assert operators(model) == ["Slice", "Squeeze"]
    normal = normal_of(model)
    cut = normal.attributes[normal.nodes_of("Slice")[0]]
    assert (cut["starts"], cut["ends"], cut["axes"]) == ([0], [1], [1])


def test_a_strided_slice_with_an_ellipsis_counts_axes_from_the_end(tmp_path: Path) -> None:
    masks = {"begin_mask": "0, 0", "end_mask": "0, 1", "ellipsis_mask": "1, 0"}
    model = read_one(tmp_path, "StridedSlice", [(2, 5, 8), [0, 4], [0, 0]], (2, 5, 4), **masks)
    normal = normal_of(model)
    cut = normal.attributes[normal.nodes_of("Slice")[0]]
    assert (cut["starts"], cut["axes"]) == ([4], [2])


@pytest.mark.parametrize(("shape", "plain"), [((2, 1, 8), "Expand"), ((2, 3, 8), "Tile")])
def test_to_repeat_an_axis_of_one_element_is_to_expand_it(
    tmp_path: Path, shape: tuple[int, ...], plain: str
) -> None:
    made = (2, 4 * shape[1], 8)
    assert operators(read_one(tmp_path, "Tile", [shape, [1, 4, 1]], made)) == [plain]


def test_an_unknown_operator_keeps_its_name(tmp_path: Path) -> None:
    model = read_one(tmp_path, "Mystery", [(1, 4)], (1, 4), version="extension")
    assert operators(model) == ["openvino.Mystery"]
    assert codes(model) == ["custom-operator"]


# Bodies


def with_branches() -> Network:
    """An If of which one branch is a convolution and a ReLU, the other a ReLU."""
    first, second, net = Network(), Network(), Network()
    x = first.input(1, 3, 8, 8)
    made = first.add("ReLU", [convolution(x, first, 3, 3)], (1, 3, 8, 8))
    first.result(made)
    second.result(second.add("ReLU", [second.input(1, 3, 8, 8)], (1, 3, 8, 8)))
    net.weights = first.weights
    inner = ""
    for name, body in (("then", first), ("else", second)):
        inner += (
            f'<{name}_port_map><input external_port_id="1" internal_layer_id="0"/>'
            f'<output external_port_id="2" internal_layer_id="{len(body.layers) - 1}"/>'
            f"</{name}_port_map><{name}_body>{body.text()}</{name}_body>"
        )
    inputs = [net.input(1), net.input(1, 3, 8, 8)]
    net.result(net.add("If", inputs, (1, 3, 8, 8), inner=inner))
    return net


def test_of_the_branches_the_larger_one_counts(tmp_path: Path) -> None:
    model = read_model(with_branches().save(tmp_path))
    node = model.graphs["main"].nodes[0]
    assert sorted(name for name, _ in node.subgraphs()) == ["else_body", "then_body"]
    assert operators(model) == ["Conv", "Relu"]


def test_the_body_of_a_loop_over_slices_counts_once(tmp_path: Path) -> None:
    body, net = Network(), Network()
    made = body.add("Tanh", [body.input(1, 1, 8)], (1, 1, 8))
    body.result(made)
    inner = (
        '<port_map><input external_port_id="0" internal_layer_id="0" axis="1"/>'
        '<output external_port_id="1" internal_layer_id="2" axis="1"/></port_map>'
        f"<body>{body.text()}</body>"
    )
    x = net.add("ReLU", [net.input(1, 5, 8)], (1, 5, 8))
    net.result(net.add("TensorIterator", [x], (1, 5, 8), inner=inner))
    assert operators(read_model(net.save(tmp_path))) == ["Relu", "Tanh"]


# Broken and hostile files


def test_without_its_weights_the_graph_opens(tmp_path: Path) -> None:
    model = read_model(small().save(tmp_path, weights=False))
    assert codes(model) == ["external-data-missing"]
    assert len(model.graphs["main"].nodes) == 5


FOLLOWING: list[tuple[str, list, tuple, dict[str, object], dict[str, object]]] = [
    ("Reshape", [(2, 5, 8), [2, 40]], (2, 40), {}, {"shape": [2, 40]}),
    ("Transpose", [(1, 5, 4, 8), [0, 2, 1, 3]], (1, 4, 5, 8), {}, {"perm": [0, 2, 1, 3]}),
    ("Transpose", [(1, 8, 4, 4), [0, 2, 3, 1]], (1, 4, 4, 8), {}, {"perm": [0, 2, 3, 1]}),
    ("Squeeze", [(2, 1, 8), [1]], (2, 8), {}, {"axes": [1]}),
    ("Unsqueeze", [(2, 8), [1]], (2, 1, 8), {}, {"axes": [1]}),
    ("ReduceMean", [(2, 5, 8), [2]], (2, 5, 1), {"keep_dims": "true"}, {"axes": [2]}),
    ("ReduceMean", [(2, 5, 8), [1]], (2, 8), {"keep_dims": "false"}, {"axes": [1]}),
    ("Broadcast", [(2, 1, 8), [2, 5, 8]], (2, 5, 8), {}, {"shape": [2, 5, 8]}),
    ("Gather", [(2, 5, 8), [0, 1, 1], [1]], (2, 3, 8), {}, {"axis": 1}),
    ("VariadicSplit", [(2, 8), [1], [4, 4]], (2, 4), {}, {"axis": 1, "split": [4]}),
]


@pytest.mark.parametrize(("kind", "inputs", "shape", "data", "told"), FOLLOWING)
def test_stated_shapes_tell_constants_that_are_missing(
    tmp_path: Path, kind: str, inputs: list, shape: tuple, data: dict, told: dict
) -> None:
    found = []
    for with_weights in (True, False):
        model = read_one(tmp_path, kind, inputs, shape, **data)
        if not with_weights:
            (tmp_path / "m.bin").unlink()
            model = read_model(tmp_path / "m.xml")
        normal = normal_of(model)
        (node,) = (n for n in normal.live_nodes() if not _is_constant(normal, n))
        found.append((normal.ops[node], normal.attributes[node]))
    assert all(found[1][1][name] == value for name, value in told.items())
    assert found[0][0] == found[1][0]


def test_what_no_shape_tells_stays_unknown(tmp_path: Path) -> None:
    read_one(tmp_path, "Transpose", [(4, 4), [1, 0]], (4, 4))
    (tmp_path / "m.bin").unlink()
    model = read_model(tmp_path / "m.xml")
    normal = normal_of(model)
    assert "perm" not in normal.attributes[normal.nodes_of("Transpose")[0]]
    assert "stays unknown" in model.findings[0].message


def test_weights_past_the_end_of_their_file(tmp_path: Path) -> None:
    path = small().save(tmp_path)
    path.with_suffix(".bin").write_bytes(b"\0" * 100)
    model = read_model(path)
    assert set(codes(model)) == {"external-data-outside-file"}


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / "m.xml"
    path.write_text(f'<!DOCTYPE net [<!ENTITY e0 "x">{entities}]><net name="&e11;"></net>')
    with pytest.raises(FormatError) as caught:
        read_model(path)
    assert "document type" in caught.value.message


def test_elements_nested_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_text('<net name="x">' + "<layers>" * 100_000)
    with pytest.raises(FormatError) as caught:
        read_model(path)
    assert caught.value.code == "limit-exceeded"


def test_too_many_layers(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read_model(small().save(tmp_path), Limits(nodes=3))
    assert caught.value.code == "limit-exceeded"


@pytest.mark.parametrize("part", range(1, 16))
def test_a_file_that_ends_early(tmp_path: Path, part: int) -> None:
    path = small().save(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * part // 16])
    model = read_model(path)
    assert "truncated" in codes(model)
    normal_of(model)


@pytest.mark.parametrize("seed", range(20))
def test_changed_bytes_never_break_the_reader(tmp_path: Path, seed: int) -> None:
    path = (small() if seed % 2 else with_branches()).save(tmp_path)
    whole, chance = path.read_bytes(), random.Random(seed)
    for _ in range(20):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(40, len(whole))] = chance.choice(
                b'0123456789"<>-, /aF\x00\xff'
            )
        path.write_bytes(changed)
        try:
            model = read_model(path)
        except FormatError:
            continue
        normal_of(model)
