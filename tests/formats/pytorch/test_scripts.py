"""TorchScript: code followed to the graph it describes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inspector.formats import read_model
from inspector.ir import Graph, Model
from inspector.ir.normal import normalise
from tests.formats.pytorch.archives import EMPTY_MODULE, FIXTURES, script


def operators(graph: Graph) -> list[str]:
    return [node.op_type for node in graph.nodes]


def read(name: str) -> Model:
    return read_model(FIXTURES / name)


def follow(folder: Path, body: str, head: str = "", kind: str = "Tensor") -> Graph:
    return read_model(script(folder, body, head=head, kind=kind)).graphs["main"]


def test_modules_are_taken_in_with_their_path_and_weights() -> None:
    model = read("bert.traced.pt")
    assert model.format == "torchscript"
    graph = model.graphs["main"]
    query = next(node for node in graph.nodes if node.op_type == "linear")
    assert query.scope == "model/encoder/layer.0/attention/self/query"
    weight = query.inputs[1]
    assert weight is not None
    assert weight.name == "model.encoder.layer.0.attention.self.query.weight"
    assert weight.initializer is not None
    assert weight.initializer.shape == (16, 16)
    assert weight.initializer.read is not None
    assert np.array_equal(weight.initializer.read(), np.zeros((16, 16), np.float32))


def test_helper_functions_leave_no_trace() -> None:
    graph = read("lstm.scripted.pt").graphs["main"]
    kinds = set(operators(graph))
    assert {"embedding", "lstm", "linear"} <= kinds
    assert not kinds & {"format", "RaiseException", "__is__", "len"}


def test_one_network_saved_in_three_ways_is_one_chain() -> None:
    names = ("written.scripted.pt", "written.ptl")
    chains = [operators(read(name).graphs["main"]) for name in names]
    assert chains[0] == chains[1]
    assert "linear" in chains[0]


def test_frozen_weights_come_from_the_constants() -> None:
    graph = read("unet.frozen.pt").graphs["main"]
    conv = graph.nodes[0]
    assert conv.op_type == "conv2d"
    weight = conv.inputs[1]
    assert weight is not None
    assert weight.initializer is not None
    assert weight.initializer.shape == (4, 3, 3, 3)
    assert weight.initializer.read is not None


def test_ranks_are_deduced_from_what_reads_a_value() -> None:
    assert read("unet.frozen.pt").graphs["main"].inputs[0].shape == (None,) * 4
    tokens = read("bert.traced.pt").graphs["main"].inputs[0]
    assert tokens.shape == (None, None)
    assert tokens.dtype == "int64"


def test_loops_and_branches_are_nested_graphs() -> None:
    graph = read("steps.scripted.pt").graphs["main"]
    loop = next(node for node in graph.nodes if node.op_type == "Loop")
    body = dict(loop.subgraphs())["body"]
    assert "lstm_cell" in operators(body)
    assert body.parent is loop
    assert len(body.inputs) == 2 + len(loop.inputs) - 2
    assert len(body.outputs) == 1 + len(loop.outputs)
    branch = next(node for node in graph.nodes if node.op_type == "If")
    sides = dict(branch.subgraphs())
    assert operators(sides["then_branch"]) == ["linear"]
    assert operators(sides["else_branch"]) == ["add"]
    assert graph.outputs == branch.outputs
    assert [node.index for node in graph.walk()] == list(range(len(list(graph.walk()))))


def test_packed_weights_are_tensors() -> None:
    graph = read("quantized.scripted.pt").graphs["main"]
    linear = next(node for node in graph.nodes if node.op_type == "linear_dynamic")
    assert linear.domain == "quantized"
    assert [value.shape for value in linear.inputs[1:] if value is not None] == [(16, 8), (16,)]


def test_conditions_that_are_known_choose(tmp_path: Path) -> None:
    body = """\
if torch.__is__(None, None):
  y = torch.relu(x)
else:
  y = torch.sigmoid(x)
z = torch.tanh(y) if torch.gt(2, 3) else torch.neg(y)
return z"""
    assert operators(follow(tmp_path, body)) == ["relu", "neg"]


def test_a_branch_that_only_gives_up_is_not_taken(tmp_path: Path) -> None:
    body = """\
if torch.eq(torch.size(x, 0), 3):
  pass
else:
  ops.prim.RaiseException("AssertionError: ")
return torch.relu(x)"""
    assert operators(follow(tmp_path, body)) == ["relu"]


def test_loops_of_known_length_are_unrolled(tmp_path: Path) -> None:
    body = """\
ys = annotate(List[Tensor], [])
for i in range(3):
  _0 = torch.append(ys, torch.mul(x, i))
return torch.cat(ys, 1)"""
    graph = follow(tmp_path, body)
    assert operators(graph) == ["mul", "mul", "mul", "cat"]
    assert [node.attributes.get("other") for node in graph.nodes[:3]] == [0, 1, 2]
    assert graph.nodes[3].attributes["arguments"] == ["tensors[0]", "tensors[1]", "tensors[2]"]
    assert graph.nodes[3].attributes["dim"] == 1


def test_arguments_bear_the_names_of_the_schema(tmp_path: Path) -> None:
    body = "return torch.mean(torch.max_pool2d(x, [3, 3], [2, 2]), [2, 3], True, dtype=6)"
    pool, mean = follow(tmp_path, body).nodes
    assert pool.attributes == {"arguments": ["self"], "kernel_size": [3, 3], "stride": [2, 2]}
    assert mean.attributes == {
        "arguments": ["self"],
        "dim": [2, 3],
        "keepdim": 1,
        "dtype": "float32",
    }


def test_sizes_that_are_not_known_are_values(tmp_path: Path) -> None:
    body = """\
a, b, = torch.size(x)
return torch.view(x, [torch.mul(a, b), 1])"""
    graph = follow(tmp_path, body)
    assert operators(graph) == ["size", "size", "mul", "view"]
    assert graph.nodes[-1].attributes["arguments"] == ["self", "size[0]"]
    assert graph.nodes[-1].attributes["size"] == [0, 1]
    assert graph.inputs[0].shape == (None, None)


def test_what_changes_in_place_is_read_changed(tmp_path: Path) -> None:
    body = """\
y = torch.mul(x, 2)
_0 = torch.relu_(y)
_1 = torch.copy_(torch.select(y, 0, 1), x)
return torch.neg(y)"""
    graph = follow(tmp_path, body)
    assert operators(graph) == ["mul", "relu_", "select", "copy_", "select_scatter", "neg"]
    assert graph.nodes[-1].inputs[0] is graph.nodes[4].outputs[0]


def test_the_number_of_parts_is_told_by_what_takes_them(tmp_path: Path) -> None:
    body = """\
a, b, c, = torch.split(x, 4, 1)
return torch.add(torch.add(a, b), c)"""
    split = follow(tmp_path, body).nodes[0]
    assert len(split.outputs) == 3
    assert split.attributes["split_size"] == 4


def test_values_of_branches_become_outputs(tmp_path: Path) -> None:
    body = """\
n = torch.size(x, 0)
if torch.gt(n, 5):
  y, kept = torch.relu(x), 1
else:
  y, kept = torch.tanh(x), 2
return torch.mul(y, kept)"""
    graph = follow(tmp_path, body)
    branch = next(node for node in graph.nodes if node.op_type == "If")
    assert len(branch.outputs) == 2
    for _, side in branch.subgraphs():
        assert len(side.outputs) == 2
    assert graph.nodes[-1].inputs == branch.outputs


DICTIONARIES = [
    "result = torch.dict()",
    "result = annotate(Dict[str, Tensor], {})",
    'result = torch.dict([("in", x)])',
    'result = torch.dict(annotate(Dict[str, Tensor], {"in": x}))',
]


@pytest.mark.parametrize("made", DICTIONARIES)
def test_outputs_are_what_a_dictionary_holds(tmp_path: Path, made: str) -> None:
    body = f"""\
{made}
_0 = torch._set_item(result, "out", torch.relu(x))
return result"""
    graph = follow(tmp_path, body)
    assert operators(graph) == ["relu"]
    assert graph.outputs[-1] is graph.nodes[0].outputs[0]


def test_a_loop_over_a_list_that_is_given_is_followed_once(tmp_path: Path) -> None:
    body = """\
ys = annotate(List[Tensor], [])
for i in range(torch.len(x)):
  _0 = torch.append(ys, torch.relu(x[i]))
return torch.stack(ys)"""
    graph = follow(tmp_path, body, kind="List[Tensor]")
    assert operators(graph) == ["relu", "stack"]
    assert graph.nodes[0].inputs == graph.inputs


@pytest.mark.parametrize(
    ("comparison", "first", "second"),
    [("ne", 'ops.prim.RaiseException("")', "pass"), ("eq", "pass", 'ops.prim.RaiseException("")')],
)
def test_code_that_gives_up_for_other_ranks_tells_the_rank(
    tmp_path: Path, comparison: str, first: str, second: str
) -> None:
    body = f"""\
h, w, = torch.slice(torch.size(x), -2)
if torch.{comparison}(torch.dim(x), 3):
  {first}
else:
  {second}
return torch.new_full(x, [1, int(torch.mul(torch.ceil(float(h)), 2.)), w], 0)"""
    graph = follow(tmp_path, body)
    assert graph.inputs[0].shape == (None, None, None)
    assert graph.outputs[0].shape == (None, None, None)
    assert graph.nodes[-1].attributes["size"] == [1, 0, 0]


def test_numbers_that_branches_choose_are_constants(tmp_path: Path) -> None:
    body = """\
shift = [3, 3]
if torch.ge(7, torch.size(x, 1)):
  _0 = torch._set_item(shift, 0, 0)
else:
  pass
return torch.roll(x, [torch.neg(shift[0]), torch.neg(shift[1])], [1, 2])"""
    model = read_model(script(tmp_path, body))
    graph = model.graphs["main"]
    assert "If" in operators(graph)
    normal = normalise(model, graph)
    kept = [n for n in normal.live_nodes() if not normal.constant[normal.outputs[n][0]]]
    assert [normal.ops[node] for node in kept] == ["Roll", "Slice", "Slice", "Concat"]
    assert normal.attributes[kept[0]]["axis"] == 1


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("torch.save(x, 'f')", "side-effect"),
        ("torch.from_file('f', False, 3)", "side-effect"),
        ("ops.mine.transform(x)", "custom-operator"),
    ],
)
def test_operators_that_do_more_are_findings(call: str, code: str, tmp_path: Path) -> None:
    model = read_model(script(tmp_path, f"_0 = {call}\nreturn torch.relu(x)"))
    assert code in [finding.code for finding in model.findings]


def test_what_the_objects_would_call_is_a_finding(tmp_path: Path) -> None:
    call = b"cposix\nsystem\nX\x02\x00\x00\x00ls\x85R"
    main = EMPTY_MODULE.replace(b"}b.", b"}X\x01\x00\x00\x00a" + call + b"sb.")
    model = read_model(script(tmp_path, "return torch.relu(x)", main=main))
    dangers = [finding for finding in model.findings if finding.severity == "danger"]
    assert len(dangers) == 1
    assert "posix.system" in dangers[0].message
