"""Each duty of the normal form on its own small graph."""

import pytest

from inspector.ir import Graph, Model
from inspector.ir.graph import AttributeReference, Initializer, Value
from inspector.ir.normal import NormalGraph, normalise
from tests.graphs import make_model


def normal(text: str) -> NormalGraph:
    model = make_model(text)
    return normalise(model, model.graphs["main"])


def operators(graph: NormalGraph) -> list[str]:
    """Data-flow operators, layout included."""
    return [graph.ops[n] for n in graph.live_nodes() if not graph.constant[graph.outputs[n][0]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = Identity(x)\nb = Relu(a)", ["Relu"]),
        ("a = Dropout(x)\nb = Relu(a)", ["Relu"]),
        ("x: float32 2\na = Cast[to=10](x)\nb = Relu(a)", ["Relu"]),
        ("x: int64 2\na = Cast[to=7](x)\nb = Relu(a)", ["Relu"]),
        ("x: int64 2\na = Cast[to=1](x)\nb = Relu(a)", ["Cast", "Relu"]),
        ("a = Concat[axis=1](x)\nb = Relu(a)", ["Relu"]),
        ("a = Mul(x, 1.0)\nb = Add(a, 0.0)\nc = Relu(b)", ["Relu"]),
        ("a = Mul(x, 2.0)\nb = Relu(a)", ["Mul", "Relu"]),
        ("x: float32 2x8\na = Slice(x, [0], [8], [-1])\nb = Relu(a)", ["Relu"]),
        ("x: float32 2x8\na = Slice(x, [0], [7], [-1])\nb = Relu(a)", ["Slice", "Relu"]),
        ("x: float32 2x?\na = Slice(x, [0], [8], [1])\nb = Relu(a)", ["Slice", "Relu"]),
        ("x: float32 2x8\na = Slice(x, [0], [8], [1], [2])\nb = Relu(a)", ["Slice", "Relu"]),
        (
            "x: float32 2x8\na = Slice(x, [8], [9], [1])\nb = Concat[axis=1](x, a)\nc = Relu(b)",
            ["Relu"],
        ),
        (
            "x: float32 2x8\na = Slice(x, [7], [9], [1])\nb = Concat[axis=1](x, a)",
            ["Slice", "Concat"],
        ),
        ("a = Softmax(x)\nn = IsNaN(a)\nb = Where(n, 0.0, a)\nc = Relu(b)", ["Softmax", "Relu"]),
        ("a = Div(x, 4.0)", ["Mul"]),
        ("a = Div(x, y)", ["Div"]),
        ("a = Sub(x, 4.0)", ["Add"]),
        ("a = Pow(x, 0.5)", ["Sqrt"]),
        ("a = Mul(x, x)", ["Pow"]),
        ("a = Sqrt(y)\nb = Reciprocal(a)\nc = Mul(x, b)", ["Sqrt", "Div"]),
        ("a = Clip(x, 0.0)", ["Relu"]),
        ("a = Clip(x, 0.0, 6.0)", ["Clip"]),
        ("a = Upsample[scales=[1.0, 1.0, 2.0, 2.0]](x)", ["Resize"]),
        ("x: float32 1x8x7x7\na = AveragePool[kernel_shape=[7, 7]](x)", ["GlobalAveragePool"]),
        ("x: float32 1x8x7x7\na = AveragePool[kernel_shape=[2, 2]](x)", ["AveragePool"]),
        ("x: float32 1x8x7x7\na = ReduceMean[axes=[2, 3]](x)", ["GlobalAveragePool"]),
        ("x: float32 1x8x64\na = ReduceMean[axes=[-1]](x)", ["ReduceMean"]),
    ],
)
def test_one_vocabulary(text: str, expected: list[str]) -> None:
    assert operators(normal(text)) == expected


def test_batch_normalization_vanishes_into_a_convolution_only() -> None:
    graph = normal(
        "a = Conv(x, $w<8x3x3x3>)\nb = BatchNormalization(a, $s<8>, $t<8>, $m<8>, $v<8>)\n"
        "c = Relu(b)\nd = BatchNormalization(c, $s<8>, $t<8>, $m<8>, $v<8>)"
    )
    assert operators(graph) == ["Conv", "Relu", "BatchNormalization"]


@pytest.mark.parametrize(
    ("perm", "expected"),
    [("[0, 2, 3, 1]", ["Conv", "Transpose", "Relu"]), ("[0, 3, 1, 2]", None)],
)
def test_a_bias_behind_channels_turned_last_is_the_convolutions(
    perm: str, expected: list[str] | None
) -> None:
    graph = normal(
        f"a = Conv(x, $w<8x3x3x3>)\nb = Transpose[perm={perm}](a)\nc = Add(b, $s<8>)\nd = Relu(c)"
    )
    assert operators(graph) == (expected or ["Conv", "Transpose", "Add", "Relu"])


def test_a_shared_convolution_keeps_its_batch_normalization() -> None:
    graph = normal(
        "a = Conv(x, $w<8x3x3x3>)\nb = BatchNormalization(a, $s<8>, $t<8>, $m<8>, $v<8>)\n"
        "c = Relu(a)\nd = Add(b, c)"
    )
    assert "BatchNormalization" in operators(graph)


def test_shape_arithmetic_leaves_the_data_flow() -> None:
    graph = normal(
        "s = Shape(x)\ng = Gather[axis=0](s, 0)\nu = Unsqueeze(g, [0])\n"
        "c = Concat[axis=0](u, [-1])\nr = Reshape(x, c)\nb = Relu(r)"
    )
    assert operators(graph) == ["Reshape", "Relu"]
    assert graph.uses[graph.graph_inputs[0]] == [
        n for n, op in enumerate(graph.ops) if op == "Reshape"
    ]


def test_small_constants_are_computed() -> None:
    graph = normal("a = Add(2.0, 3.0)\nb = Sqrt(a)\nc = Mul(x, b)")
    product = graph.nodes_of("Mul")[0]
    assert graph.scalar(graph.inputs[product][1]) == pytest.approx(5**0.5)


def test_parameters_become_attributes() -> None:
    graph = normal("x: float32 1x4x8\na = Slice(x, [0], [4], [-1])\nb = Squeeze(a, [0])")
    assert graph.attributes[graph.nodes_of("Slice")[0]]["ends"] == [4]
    assert graph.attributes[graph.nodes_of("Squeeze")[0]]["axes"] == [0]


def test_extents_of_a_convolution() -> None:
    graph = normal("a = Conv[group=8, strides=[2, 2]](x, $w<8x1x3x3>)")
    attributes = graph.attributes[graph.nodes_of("Conv")[0]]
    assert (attributes["in"], attributes["out"], attributes["depthwise"]) == (8, 8, 1)
    assert (attributes["kernel"], attributes["stride"]) == ([3, 3], [2, 2])


def test_axes_count_from_the_front() -> None:
    graph = normal("x: float32 1x4x8\na = Softmax[axis=-1](x)\nb = Softmax[axis=1](x)")
    first, second = (graph.attributes[n] for n in graph.nodes_of("Softmax"))
    assert (first["axis"], first["last"]) == (2, 1)
    assert (second["axis"], second["last"]) == (1, 0)


def test_quantization_is_undone() -> None:
    graph = normal(
        "q, s, z = DynamicQuantizeLinear(x)\ni = MatMulInteger(q, $w<8x8>, z, 0)\n"
        "f = Cast[to=1](i)\nt = Mul(s, 0.1)\nm = Mul(f, t)\nb = Relu(m)"
    )
    assert operators(graph) == ["MatMul", "Relu"]


def test_quantize_dequantize_pairs_vanish() -> None:
    graph = normal(
        "q = QuantizeLinear(x, 0.1, 0)\nd = DequantizeLinear(q, 0.1, 0)\n"
        "w = DequantizeLinear($w<8x3x3x3>, 0.1, 0)\nc = Conv(d, w)\nr = Relu(c)"
    )
    assert operators(graph) == ["Conv", "Relu"]
    assert graph.attributes[graph.nodes_of("Conv")[0]]["out"] == 8


def test_every_normal_node_knows_its_stored_nodes() -> None:
    graph = normal("a = Identity(x)\nb = Relu(a)\nc = Dropout(b)\nd = Sigmoid(c)")
    known = {index for n in graph.live_nodes() for index in graph.origins[n]}
    assert known == {0, 1, 2, 3}


def test_nodes_stored_out_of_order() -> None:
    graph = normal("x: float32 1\nb = Relu(a)\na = Sigmoid(x)\nreturn b")
    assert operators(graph) == ["Sigmoid", "Relu"]


CIRCLES = [
    "a = Add(x, b)\nb = Relu(a)",
    "a = Transpose(b)\nb = Reshape(a, [1, 1])",
    "a = Add(x, b)\nc = Transpose(a)\nb = Transpose(c)",
    "b = Transpose(b)",
    "m = Relu(x)\na = MatMul(m, b)\nb = Reshape(a, [1, 1])\nc = Tanh(b)",
]


@pytest.mark.parametrize("text", CIRCLES)
def test_circles_are_opened(text: str) -> None:
    graph = normal(f"x: float32 1x1\n{text}\nreturn b")
    made = {graph.producer[value] for value in graph.graph_outputs}
    for _ in range(len(graph.ops)):
        inputs = [value for node in made if node >= 0 for value in graph.inputs[node]]
        made = {graph.producer[value] for value in inputs if value >= 0}
    assert not {node for node in made if node >= 0}, "a walk back does not end"
    assert "depends on their own results" in graph.unread[0]


def test_of_an_if_the_larger_branch_is_taken_in() -> None:
    model = make_model("c: bool 1\nx: float32 4\nr = Relu(x)\nreturn r")
    main = model.graphs["main"]
    condition, data = main.inputs
    small, large = Graph("else"), Graph("then")
    out_small, out_large = Value("s"), Value("l")
    small.add_node(2, "Tanh", [data], [out_small])
    small.outputs = [out_small]
    middle = Value("m")
    large.add_node(3, "Sigmoid", [data], [middle])
    large.add_node(4, "Exp", [middle], [out_large])
    large.outputs = [out_large]
    result = Value("result")
    node = main.add_node(
        1, "If", [condition], [result], attributes={"else_branch": small, "then_branch": large}
    )
    small.parent = large.parent = node
    main.outputs = [result]
    graph = normalise(model, main)
    assert operators(graph) == ["Relu", "Sigmoid", "Exp"]
    assert "else_branch" in graph.unread[0]


def test_functions_are_inlined_with_their_attributes() -> None:
    model = make_model("x: float32 4\ny = mine.Twice[slope=0.3](x)\nreturn y")
    body = Graph("Twice", is_function=True)
    formal, middle, out = Value("f"), Value("m"), Value("o")
    body.inputs, body.outputs = [formal], [out]
    reference = {"alpha": AttributeReference("slope")}
    body.add_node(1, "LeakyRelu", [formal], [middle], attributes=dict(reference))
    body.add_node(2, "LeakyRelu", [middle], [out], attributes=dict(reference))
    model.functions["mine", "Twice", ""] = body
    graph = normalise(model, model.graphs["main"])
    assert operators(graph) == ["LeakyRelu", "LeakyRelu"]
    assert [graph.attributes[n]["alpha"] for n in graph.nodes_of("LeakyRelu")] == [0.3, 0.3]


def test_of_a_function_with_overloads_the_one_called_is_inlined() -> None:
    model = make_model("x: float32 4\ny = mine.Act(x)\nreturn y")
    for overload, op in (("", "Relu"), ("smooth", "Sigmoid")):
        body = Graph("Act", is_function=True)
        formal, out = Value("f"), Value("o")
        body.inputs, body.outputs = [formal], [out]
        body.add_node(1, op, [formal], [out])
        model.functions["mine", "Act", overload] = body
    graph = model.graphs["main"]
    assert operators(normalise(model, graph)) == ["Relu"]
    graph.nodes[0].overload = "smooth"
    assert operators(normalise(model, graph)) == ["Sigmoid"]
    graph.nodes[0].overload = "unknown"
    assert operators(normalise(model, graph)) == ["mine.Act"]


def test_an_empty_graph() -> None:
    assert operators(normalise(Model("", "onnx", {"main": Graph()}), Graph())) == []


def test_counts_of_a_model() -> None:
    model = make_model("a = Conv(x, $w<8x3x3x3>)\nb = Relu(a)")
    assert model.node_count() == 2
    assert model.parameter_count() == 8 * 3 * 3 * 3
    assert Initializer("float32", ()).size == 1
