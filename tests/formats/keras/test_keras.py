"""Keras files: what is read of them, and what their layers are written out as."""

from __future__ import annotations

import contextlib
import json
import random
import zipfile
from pathlib import Path

import h5py
import pytest

from inspector.formats import FormatError, probe, read_model
from inspector.ir import Model
from inspector.ir.normal import NormalGraph, normalise
from tests.formats.keras.networks import (
    SMALL_BY_CLASS,
    SMALL_BY_NAME,
    entry,
    functional,
    layer,
    save_archive,
    save_h5,
    sequential,
    small,
    tensor,
)


def codes(model: Model) -> list[str]:
    return [finding.code for finding in model.findings]


def normal_of(model: Model) -> NormalGraph:
    return normalise(model, model.graphs["main"])


def operators(model: Model) -> list[str]:
    normal = normal_of(model)
    live = normal.live_nodes()
    return [normal.ops[n] for n in live if not all(normal.constant[v] for v in normal.outputs[n])]


@pytest.fixture(params=["archive", "h5"])
def saved(request, tmp_path: Path) -> Path:
    if request.param == "archive":
        return save_archive(tmp_path, small(), SMALL_BY_CLASS)
    return save_h5(tmp_path, small(), SMALL_BY_NAME)


def test_layers_become_nodes_with_their_weights(saved: Path) -> None:
    model = read_model(saved)
    graph = model.graphs["main"]
    assert [node.op_type for node in graph.nodes] == [
        "Conv2D",
        "BatchNormalization",
        "ReLU",
        "GlobalAveragePooling2D",
        "Dense",
    ]
    assert {node.domain for node in graph.nodes} == {"keras"}
    shapes = [[v.shape for v in node.inputs[1:] if v is not None] for node in graph.nodes]
    assert shapes[0] == [(3, 3, 3, 16), (16,)]
    assert shapes[1] == [(16,)] * 4
    assert shapes[4] == [(16, 10), (10,)]
    assert graph.inputs[0].shape == (None, 8, 8, 3)
    assert model.parameter_count() == 432 + 16 + 64 + 160 + 10
    assert not model.findings


def test_both_files_read_like_onnx_with_channels_second(saved: Path) -> None:
    assert probe(saved) == "keras"
    model = read_model(saved)
    found = [op for op in operators(model) if op not in ("Transpose", "Squeeze", "Reshape")]
    assert found[0] == "Conv"
    assert found[1] in ("Clip", "Relu")
    assert found[-2:] == ["Gemm", "Softmax"]
    normal = normal_of(model)
    conv = normal.attributes[normal.nodes_of("Conv")[0]]
    assert (conv["in"], conv["out"], conv["kernel"], conv["bias"]) == (3, 16, [3, 3], 1)


def test_weights_are_read_on_demand(saved: Path) -> None:
    model = read_model(saved)
    head = model.graphs["main"].nodes[4].inputs[1]
    assert head is not None
    assert head.initializer is not None
    assert head.initializer.data is None
    assert head.initializer.offset > 0
    assert head.initializer.read is not None
    assert head.initializer.read().shape == (16, 10)


def test_a_sequence_of_layers(tmp_path: Path) -> None:
    config = sequential(
        [
            entry("input", (None, 20)),
            layer("Embedding", "words", input_dim=100, output_dim=8),
            layer("LSTM", "memory", units=16, return_sequences=False, use_bias=True),
            layer("Dense", "head", units=2, activation="sigmoid"),
        ]
    )
    arrays = {
        "layers/embedding/vars/0": (100, 8),
        "layers/lstm/cell/vars/0": (8, 64),
        "layers/lstm/cell/vars/1": (16, 64),
        "layers/lstm/cell/vars/2": (64,),
        "layers/dense/vars/0": (16, 2),
        "layers/dense/vars/1": (2,),
    }
    model = read_model(save_archive(tmp_path, config, arrays))
    assert operators(model) == ["Gather", "Transpose", "LSTM", "Squeeze", "Gemm", "Sigmoid"]


def test_the_sequence_of_keras_2_states_its_input_at_the_first_layer(tmp_path: Path) -> None:
    dense = {"class_name": "Dense", "config": {"name": "d", "batch_input_shape": [None, 4]}}
    config = {"class_name": "Sequential", "config": [dense]}
    weights = {"d": {"kernel": (4, 2), "bias": (2,)}}
    model = read_model(save_h5(tmp_path, config, weights))
    assert model.graphs["main"].inputs[0].shape == (None, 4)
    assert operators(model) == ["Gemm"]


def test_the_calls_of_keras_2(tmp_path: Path) -> None:
    layers = [
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
         "config": {"name": "x", "batch_input_shape": [None, 4], "dtype": "float32"}},
        {"class_name": "Activation", "name": "a", "inbound_nodes": [[["x", 0, 0, {}]]],
         "config": {"name": "a", "activation": "tanh"}},
        {"class_name": "Add", "name": "sum", "config": {"name": "sum"},
         "inbound_nodes": [[["x", 0, 0, {}], ["a", 0, 0, {}]]]},
    ]  # fmt: skip
    model = read_model(save_h5(tmp_path, functional(layers, ["x"], ["sum"]), {}))
    assert operators(model) == ["Tanh", "Add"]


def test_a_shared_layer_is_called_twice_with_the_same_weights(tmp_path: Path) -> None:
    wide = (None, 4)
    calls = [[tensor("x", wide)], [tensor("d", wide)]]
    layers = [entry("x", wide), layer("Dense", "d", *calls, units=4, activation="linear")]
    config = functional(layers, ["x"], ["d"])
    config["config"]["output_layers"] = [["d", 1, 0]]
    arrays = {"layers/dense/vars/0": (4, 4), "layers/dense/vars/1": (4,)}
    graph = read_model(save_archive(tmp_path, config, arrays)).graphs["main"]
    assert [node.op_type for node in graph.nodes] == ["Dense", "Dense"]
    assert graph.nodes[1].inputs[0] is graph.nodes[0].outputs[0]
    assert graph.nodes[0].inputs[1] is graph.nodes[1].inputs[1]


def test_a_model_inside_a_model_is_a_function(tmp_path: Path) -> None:
    inner = sequential([entry("y", (None, 4)), layer("Dense", "d", units=4, activation="relu")])
    inner |= {"name": "block", "inbound_nodes": [{"args": [tensor("x", (None, 4))], "kwargs": {}}]}
    config = functional([entry("x", (None, 4)), inner], ["x"], ["block"])
    arrays = {"layers/sequential/layers/dense/vars/0": (4, 4)}
    model = read_model(save_archive(tmp_path, config, arrays))
    assert len(model.functions) == 1
    assert operators(model) == ["MatMul", "Relu"]
    assert model.parameter_count() == 16


def test_attention_is_written_out(tmp_path: Path) -> None:
    wide = (None, 9, 32)
    call = [tensor("x", wide), tensor("x", wide)]
    layers = [entry("x", wide), layer("MultiHeadAttention", "a", call, num_heads=4, use_bias=True)]
    base = "layers/multi_head_attention"
    arrays = {}
    for part in ("query", "key", "value"):
        arrays |= {f"{base}/{part}_dense/vars/0": (32, 4, 8), f"{base}/{part}_dense/vars/1": (4, 8)}
    arrays |= {f"{base}/output_dense/vars/0": (4, 8, 32), f"{base}/output_dense/vars/1": (32,)}
    found = operators(read_model(save_archive(tmp_path, functional(layers, ["x"], ["a"]), arrays)))
    assert found.count("MatMul") == 6
    assert found.count("Softmax") == 1


def test_functions_stand_between_layers(tmp_path: Path) -> None:
    wide = (None, 9, 32)
    cut = [{"class_name": "__slice__", "config": {"start": None, "stop": None, "step": None}}, 0]
    numpy = "keras.src.ops.numpy"
    layers = [
        entry("x", wide),
        layer("Multiply", "m", [tensor("x", wide), 0.5], module=numpy),
        layer("Transpose", "t", [tensor("m", wide)], module=numpy, axes=[0, 2, 1]),
        layer("GetItem", "g", [tensor("t", (None, 32, 9)), cut], module=numpy),
    ]
    model = read_model(save_archive(tmp_path, functional(layers, ["x"], ["g"]), {}))
    assert operators(model) == ["Mul", "Transpose", "Slice", "Squeeze"]


# Code, weights only, broken files


def test_a_lambda_layer_is_named_and_not_touched(tmp_path: Path) -> None:
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAAA", "defaults": None}}
    config = functional(
        [entry("x"), layer("Lambda", "danger", [tensor("x")], function=code)], ["x"], ["danger"]
    )
    model = read_model(save_archive(tmp_path, config, {}))
    finding = model.findings[0]
    assert (finding.code, finding.severity) == ("lambda-layer", "danger")
    assert "danger" in finding.where
    assert "4wEAAAAA" not in json.dumps([str(n.attributes) for n in model.graphs["main"].nodes])


def test_a_layer_of_somebody_else_is_named(tmp_path: Path) -> None:
    mine = layer("Mine", "mine", [tensor("x")], module="my_package.layers")
    config = functional([entry("x"), mine], ["x"], ["mine"])
    model = read_model(save_archive(tmp_path, config, {}))
    assert codes(model) == ["custom-object"]
    assert operators(model) == ["keras.Mine"]


def test_a_subclassed_model_shows_its_weights(tmp_path: Path) -> None:
    config = {"module": "mine", "class_name": "Mine", "config": {}, "registered_name": "Mine"}
    model = read_model(save_archive(tmp_path, config, {"dense/vars/0": (4, 2)}))
    assert model.basis == "parameters"
    assert codes(model) == ["no-graph"]
    assert model.parameter_count() == 8


def test_hdf5_without_a_configuration_shows_its_arrays(tmp_path: Path) -> None:
    model = read_model(save_h5(tmp_path, None, {"conv": {"kernel": (3, 3, 3, 8)}}))
    assert (model.format, model.basis) == ("hdf5", "parameters")


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    path = save_h5(tmp_path, small(), SMALL_BY_NAME)
    with h5py.File(path, "a") as file:
        file["model_weights/away"] = h5py.ExternalLink("/etc/passwd", "/")
    model = read_model(path)
    assert ("hdf5-link", "danger") in [(f.code, f.severity) for f in model.findings]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"config": {"layers": 5}}', "[" * 100_000])
def test_configurations_that_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", text)
        archive.writestr("metadata.json", "{}")
    with pytest.raises(FormatError):
        read_model(path)


def _mangled(value: object, chance: random.Random) -> object:
    """A configuration with some of its parts replaced."""
    if chance.random() < 0.02:
        return chance.choice([None, -1, 1 << 70, "x", [], {}, [[]], 1e308, True])
    if isinstance(value, dict):
        return {key: _mangled(inner, chance) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mangled(inner, chance) for inner in value]
    return value


@pytest.mark.parametrize("seed", range(100))
def test_mangled_configurations_never_break_the_reader(tmp_path: Path, seed: int) -> None:
    config = _mangled(small(), random.Random(seed))
    path = save_archive(tmp_path, config, SMALL_BY_CLASS)  # type: ignore[arg-type]
    try:
        model = read_model(path)
    except FormatError:
        return
    normal_of(model)


@pytest.mark.parametrize("part", range(1, 16))
def test_a_file_that_ends_early(saved: Path, part: int) -> None:
    whole = saved.read_bytes()
    saved.write_bytes(whole[: len(whole) * part // 16])
    with contextlib.suppress(FormatError):
        normal_of(read_model(saved))
