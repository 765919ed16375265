"""What a sound ONNX file becomes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from inspector.formats import read_model
from inspector.ir.graph import AttributeReference, Graph, Initializer
from tests.formats.models import branches, chain, model, save, tensor, value


def test_nodes_values_and_uses(tmp_path: Path) -> None:
    read = read_model(save(tmp_path, chain(20)))
    graph = read.graphs["main"]
    assert read.format == "onnx"
    assert read.producer == "tests 1"
    assert read.opsets == {"": 21}
    assert read.findings == []
    assert read.skipped == []
    assert [node.index for node in graph.nodes] == list(range(40))
    assert [v.name for v in graph.inputs] == ["x"]
    assert [v.name for v in graph.outputs] == ["y"]
    assert graph.inputs[0].shape == (2, 2)
    first, second = graph.nodes[:2]
    assert second.inputs[0] is first.outputs[0]
    assert first.outputs[0].uses == [(second, 0)]
    assert first.outputs[0].producer is first
    assert read.parameter_count() == 20 * 1024


def test_a_weight_is_known_by_place_and_read_on_demand(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        model(
            [helper.make_node("MatMul", ["x", "w"], ["y"])],
            initializers=[tensor("w", np.arange(100_000, dtype=np.float32).reshape(100, 1000))],
        ),
    )
    weight = read_model(path).graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert (weight.dtype, weight.shape, weight.location) == ("float32", (100, 1000), "")
    assert weight.data is None
    stored = path.read_bytes()[weight.offset : weight.offset + weight.length]
    assert stored == np.arange(100_000, dtype=np.float32).tobytes()
    assert weight.read is not None
    assert np.array_equal(weight.read(), np.arange(100_000).reshape(100, 1000))


def test_typed_data_that_was_skipped_is_read_on_demand(tmp_path: Path) -> None:
    stored = helper.make_tensor("w", TensorProto.INT64, [20_000], list(range(20_000)))
    path = save(
        tmp_path, model([helper.make_node("Add", ["x", "w"], ["y"])], initializers=[stored])
    )
    weight = read_model(path).graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.read is not None
    assert weight.data is None
    assert weight.read().tolist() == list(range(20_000))


def test_a_changed_file_is_not_read_from(tmp_path: Path) -> None:
    from inspector.formats import FormatError

    data = np.zeros(100_000, np.float32)
    path = save(
        tmp_path,
        model([helper.make_node("Add", ["x", "w"], ["y"])], initializers=[tensor("w", data)]),
    )
    weight = read_model(path).graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.read is not None
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(FormatError, match="changed"):
        weight.read()


@pytest.mark.parametrize("elements", [4, 1000])
@pytest.mark.parametrize(
    ("code", "dtype"),
    [
        (TensorProto.FLOAT, "float32"),
        (TensorProto.FLOAT16, "float16"),
        (TensorProto.BFLOAT16, "bfloat16"),
        (TensorProto.FLOAT8E4M3FN, "float8"),
        (TensorProto.FLOAT8E5M2, "float8"),
        (TensorProto.INT4, "int4"),
        (TensorProto.UINT4, "uint4"),
        (TensorProto.INT8, "int8"),
        (TensorProto.INT64, "int64"),
        (TensorProto.BOOL, "bool"),
        (TensorProto.DOUBLE, "float64"),
        (TensorProto.COMPLEX64, "complex64"),
    ],
)
@pytest.mark.parametrize("raw", [True, False])
def test_elements_of_small_tensors(
    tmp_path: Path, code: int, dtype: str, elements: int, raw: bool
) -> None:
    numbers = np.ones(elements, helper.tensor_dtype_to_np_dtype(code))
    if raw:
        stored = onnx.numpy_helper.from_array(numbers, "w")
    else:
        stored = helper.make_tensor("w", code, [elements], numbers)
    assert stored.data_type == code
    path = save(tmp_path, model([helper.make_node("Cast", ["w"], ["y"])], initializers=[stored]))
    weight = read_model(path).graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.dtype == dtype
    assert weight.data is not None
    assert weight.data.astype(np.complex64).tolist() == [1.0] * elements


def test_strings_and_scalars(tmp_path: Path) -> None:
    words = tensor("w", np.array(["a", "b"], dtype=object))
    scalar = tensor("s", np.float32(3))
    read = read_model(
        save(
            tmp_path,
            model([helper.make_node("F", ["w", "s"], ["y"])], initializers=[words, scalar]),
        )
    )
    values = read.graphs["main"].initializers
    assert values["s"].initializer is not None
    assert values["s"].initializer.shape == ()
    assert float(values["s"].initializer.data) == 3.0
    assert values["w"].initializer is not None
    assert values["w"].initializer.dtype == "string"
    assert len(values["w"].initializer.data) == 2


def test_nested_graphs_capture_outer_values(tmp_path: Path) -> None:
    read = read_model(save(tmp_path, branches()))
    graph = read.graphs["main"]
    choice, late = graph.nodes
    inner = dict(choice.subgraphs())
    assert [name for name, _ in choice.subgraphs()] == ["else_branch", "then_branch"] or [
        name for name, _ in choice.subgraphs()
    ] == ["then_branch", "else_branch"]
    matmul = inner["then_branch"].nodes[0]
    constant, add = inner["else_branch"].nodes
    assert matmul.inputs[0] is graph.inputs[0]
    assert matmul.inputs[1] is graph.initializers["w"]
    assert add.inputs[0] is late.outputs[0]
    assert (add, 0) in late.outputs[0].uses
    assert inner["then_branch"].parent is choice
    weight = constant.attributes["value"]
    assert isinstance(weight, Initializer)
    assert weight.shape == (64, 64)
    assert read.node_count() == 5
    indices = [node.index for node in graph.walk()]
    assert indices == sorted(indices) == list(range(5))
    assert choice.scope == "a/b"
    assert read.findings == []


def test_attributes(tmp_path: Path) -> None:
    node = helper.make_node(
        "Op",
        ["x", "", "x"],
        ["y", ""],
        domain="d",
        i=3,
        f=0.5,
        s="text",
        ints=[1, 2],
        floats=[0.5],
        strings=["a", "b"],
        t=tensor("", np.array([7])),
        blob=b"\xff\xfe",
    )
    node.attribute.append(helper.make_attribute("tp", value("n").type))
    read = read_model(save(tmp_path, model([node])))
    stored = read.graphs["main"].nodes[0]
    attributes = dict(stored.attributes)
    held = attributes.pop("t")
    assert isinstance(held, Initializer)
    assert held.data.tolist() == [7]
    assert attributes == {
        "i": 3,
        "f": 0.5,
        "s": "text",
        "ints": [1, 2],
        "floats": [0.5],
        "strings": ["a", "b"],
        "blob": b"\xff\xfe",
        "tp": "tensor(float32[2,2])",
    }
    assert stored.inputs[1] is None
    assert stored.outputs[1].name == ""
    assert stored.inputs[0].uses == [(stored, 0), (stored, 2)]
    assert [finding.code for finding in read.findings] == ["custom-operators"]


def test_functions(tmp_path: Path) -> None:
    inner = helper.make_node("LeakyRelu", ["a"], ["b"])
    reference = onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=1)
    inner.attribute.append(reference)
    function = helper.make_function(
        "mine",
        "Soft",
        ["a"],
        ["b"],
        [inner],
        [helper.make_opsetid("", 21)],
        ["slope"],
        [helper.make_attribute("bias", 2.0)],
    )
    read = read_model(
        save(
            tmp_path,
            model(
                [helper.make_node("Soft", ["x"], ["y"], domain="mine", slope=0.5)],
                functions=[function],
                opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("mine", 1)],
            ),
        )
    )
    body = read.functions["mine", "Soft", ""]
    assert body.is_function
    assert body.attribute_parameters == {"slope": None, "bias": 2.0}
    assert body.nodes[0].attributes == {"alpha": AttributeReference("slope")}
    assert body.nodes[0].index == 1
    assert body.nodes[0].inputs == body.inputs
    assert read.opsets == {"": 21, "mine": 1}
    assert read.findings == []


def test_initializers_that_are_inputs_too_and_sparse_ones(tmp_path: Path) -> None:
    sparse = helper.make_sparse_tensor(
        tensor("s", np.ones(3, np.float32)), tensor("i", np.array([0, 5, 9])), [1000, 1000]
    )
    proto = model(
        [helper.make_node("Add", ["x", "w"], ["t"]), helper.make_node("Add", ["t", "s"], ["y"])],
        ("w", "x"),
        initializers=[tensor("w", np.ones(4, np.float32))],
    )
    proto.graph.sparse_initializer.append(sparse)
    graph = read_model(save(tmp_path, proto)).graphs["main"]
    assert [v.name for v in graph.inputs] == ["x"]
    assert graph.initializers["s"].shape == (1000, 1000)
    assert graph.nodes[1].inputs[1] is graph.initializers["s"]


def test_shapes_and_dtypes_of_values(tmp_path: Path) -> None:
    infos = [value("a", ["batch", 3, None]), value("b", None, TensorProto.INT64)]
    graph = read_model(
        save(
            tmp_path,
            model(
                [
                    helper.make_node("F", ["x"], ["a"]),
                    helper.make_node("F", ["a"], ["b"]),
                    helper.make_node("F", ["b"], ["y"]),
                ],
                value_info=infos,
            ),
        )
    ).graphs["main"]
    first, second = graph.nodes[0].outputs[0], graph.nodes[1].outputs[0]
    assert (first.dtype, first.shape) == ("float32", ("batch", 3, None))
    assert (second.dtype, second.shape) == ("int64", None)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("pkg.torch.onnx.name_scopes", "['', 'layers.0', 'layers.0.norm', 'add_3']"),
        ("namespace", ": a.M/layers.0: b.L/layers.0.norm: c.N/add_3: aten.add.Tensor"),
    ],
)
def test_scopes_of_the_newer_exporter(tmp_path: Path, key: str, text: str) -> None:
    node = helper.make_node("Relu", ["x"], ["y"])
    node.metadata_props.add(key=key, value=text)
    assert (
        read_model(save(tmp_path, model([node]))).graphs["main"].nodes[0].scope == "layers.0/norm"
    )


def test_digest_depends_on_structure_and_size(tmp_path: Path) -> None:
    digest = read_model(save(tmp_path, chain(3))).digest
    assert len(digest) == 32
    assert read_model(save(tmp_path, chain(3), "other.onnx")).digest == digest
    assert read_model(save(tmp_path, chain(4))).digest != digest


@pytest.mark.parametrize("opset", [1, 7, 13, 24])
@pytest.mark.parametrize("version", [1, 3, 4, onnx.IR_VERSION])
def test_versions(tmp_path: Path, opset: int, version: int) -> None:
    proto = model(
        [helper.make_node("Relu", ["x"], ["y"])], opset_imports=[helper.make_opsetid("", opset)]
    )
    proto.ir_version = version
    read = read_model(save(tmp_path, proto))
    assert read.opsets == {"": opset}
    assert read.metadata["ir_version"] == str(version)


def test_every_model_that_onnx_ships_opens() -> None:
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
    paths = sorted(folder.glob("*.onnx"))
    assert paths
    for path in paths:
        read = read_model(path)
        assert isinstance(read.graphs["main"], Graph)
        assert read.node_count() == len(onnx.load(path).graph.node)
        assert [f for f in read.findings if f.severity != "info"] == []


@pytest.mark.parametrize(
    ("operators", "codes"),
    [
        (["TreeEnsembleClassifier"], ["no-network"]),
        (["Scaler", "LinearRegressor"], ["no-network"]),
        (["Scaler"], []),
        (["TreeEnsembleRegressor", "MatMul"], []),
    ],
)
def test_classical_models_are_told_apart_from_networks(
    tmp_path: Path, operators: list[str], codes: list[str]
) -> None:
    nodes = []
    for at, op in enumerate(operators):
        inputs = [f"v{at}", "x"] if op == "MatMul" else [f"v{at}"]
        domain = "" if op == "MatMul" else "ai.onnx.ml"
        nodes.append(helper.make_node(op, inputs, [f"v{at + 1}"], domain=domain))
    last = f"v{len(nodes)}"
    nodes += [helper.make_node("Identity", [last], ["y"])]
    nodes.insert(0, helper.make_node("Identity", ["x"], ["v0"]))
    made = model(nodes)
    made.opset_import.append(helper.make_opsetid("ai.onnx.ml", 3))
    read = read_model(save(tmp_path, made))
    assert [f.code for f in read.findings] == codes


def test_what_onnx_runtime_has_in_the_domain_of_onnx_is_known(tmp_path: Path) -> None:
    nodes = [helper.make_node("SimplifiedLayerNormalization", ["x", "x"], ["y"])]
    assert not read_model(save(tmp_path, model(nodes))).findings
