"""Files of weights only: the family by names and shapes, and the tree that is drawn."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest

from inspector.analysis import engine
from inspector.analysis.parameters import fold_modules, load_rules, recognise
from inspector.analysis.parameters.layers import module_of
from inspector.analysis.parameters.names import template_of
from inspector.analysis.parameters.rules import RuleError, parse_line, read_rules
from inspector.analysis.workbench.refusing import NothingSelectedError
from inspector.data import signatures_dir
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.weights.tree import NamedTensor, TreeBuilder
from inspector.ir import Graph, Initializer, Model
from inspector.signatures import load_library

FIXTURE = Path(__file__).parents[1] / "fixtures" / "parameters" / "models.txt.gz"
RULES = load_rules()


def models() -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    """Names and shapes of the parameters of models, the same layers once.

    Each model is headed by its family and the library that makes it.
    """
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for line in gzip.decompress(FIXTURE.read_bytes()).decode().splitlines():
        if not line.startswith(" "):
            held = found[line] = []
            continue
        name, *extents = line.split()
        held.append((name, tuple(int(extent) for extent in extents)))
    return found


MODELS = models()


def tree(parameters: Iterable[tuple[str, tuple[int, ...]]]) -> Graph:
    builder = TreeBuilder(Limits(), FindingLog(5), lambda stage, share: None)
    return builder.graph(
        NamedTensor(name, Initializer("float32", shape)) for name, shape in parameters
    )


@pytest.mark.parametrize("name", MODELS)
def test_family_of_a_library_s_model(name: str) -> None:
    family = name.partition("|")[0]
    known = family in {rule.family for rule in RULES}
    verdict = recognise(tree(MODELS[name]), RULES).verdict
    assert (verdict.family if verdict else None) == (family if known else None)
    if verdict is not None:
        assert verdict.basis == "parameters"
        assert verdict.confidence <= 0.8


@pytest.mark.parametrize("prefix", ["module.", "model.model.", "backbone/", "0."])
def test_what_stands_in_front_of_names_does_not_matter(prefix: str) -> None:
    name = next(name for name in MODELS if name.startswith("bert|"))
    graph = tree((prefix + each, shape) for each, shape in MODELS[name])
    verdict = recognise(graph, RULES).verdict
    assert verdict is not None
    assert verdict.family == "bert"


def test_names_alone_are_not_enough() -> None:
    name = next(name for name in MODELS if name.startswith("bert|"))
    graph = tree((each, (3, *shape[1:])) for each, shape in MODELS[name])
    verdict = recognise(graph, RULES).verdict
    assert verdict is None or verdict.family is None


def test_unknown_names_give_the_architecture_at_most() -> None:
    graph = tree([(f"body.{n}.weight", (8, 8, 3, 3)) for n in range(8)])
    verdict = recognise(graph, RULES).verdict
    assert verdict is not None
    assert (verdict.architecture, verdict.family) == ("cnn", None)
    assert recognise(tree([("a.weight", (3, 3))]), RULES).verdict is None
    assert recognise(Graph(), RULES).verdict is None


def test_evidence_lists_the_tensors() -> None:
    name = next(name for name in MODELS if name.startswith("llama|"))
    graph = tree(MODELS[name])
    (family,) = recognise(graph, RULES).evidence
    clause = next(c for c in family.children if c.title.startswith("layers.*.mlp.up_proj.weight"))
    assert clause.detail == "F = 128, W = 64"
    assert [graph.nodes[i].name for i in clause.stored] == ["model.layers.0.mlp.up_proj"]
    assert clause.children[0].title == "model.layers.*.mlp.up_proj.weight"


def test_other_family_beside_the_winner_is_a_component() -> None:
    resnet = next(name for name in MODELS if name.startswith("resnet|timm"))
    gpt = next(name for name in MODELS if name.startswith("gpt2|"))
    both = [(f"text.{n}", s) for n, s in MODELS[gpt]] + [
        (f"image.{n}", s) for n, s in MODELS[resnet]
    ]
    found = recognise(tree(both), RULES)
    assert found.verdict is not None
    assert {found.verdict.family, *(c.family for c in found.components)} == {"resnet", "gpt2"}


LAYER = "model.layers.0.self_attn"


@pytest.mark.parametrize(
    "more",
    [
        [(f"{LAYER}.attn_sub_norm.weight", (64,))],
        [(f"{LAYER}.lambda_q1", (16,)), (f"{LAYER}.groupnorm.weight", (32,))],
        [("model.layers.0.mlp.shared_expert.up_proj.weight", (32, 64))],
    ],
)
def test_a_layer_with_more_than_a_family_s_is_none_of_it(
    more: list[tuple[str, tuple[int, ...]]],
) -> None:
    name = next(name for name in MODELS if name.startswith("llama|hf"))
    verdict = recognise(tree([*MODELS[name], *more]), RULES).verdict
    assert verdict is None or verdict.family is None


def test_what_is_computed_and_what_belongs_to_a_known_module_may_stand_in_any_layer() -> None:
    name = next(name for name in MODELS if name.startswith("llama|hf"))
    more: list[tuple[str, tuple[int, ...]]] = [
        (f"{LAYER}.rotary_emb.inv_freq", (8,)),
        (f"{LAYER}.masked_bias", ()),
        (f"{LAYER}.q_proj.weight_scale_inv", (1, 1)),
        (f"{LAYER}.q_proj.weight.absmax", (4,)),
        (f"{LAYER}.q_proj.lora_A.weight", (4, 64)),
    ]
    verdict = recognise(tree([*MODELS[name], *more]), RULES).verdict
    assert verdict is not None
    assert verdict.family == "llama"


def test_layers_of_another_kind_beside_them_are_a_larger_model() -> None:
    name = next(name for name in MODELS if name.startswith("vit|") and "hf" in name)
    width = 64
    neck = [(f"neck.stages.{n}.conv.weight", (width * 8, width * 8, 3, 3)) for n in range(8)]
    found = recognise(tree([*MODELS[name], *neck]), RULES)
    assert found.verdict is None or found.verdict.family is None
    assert "vit" in {component.family for component in found.components}


@pytest.mark.parametrize(
    ("tail", "module"),
    [
        ("self_attn.q_proj.weight", "self_attn.q_proj"),
        ("norm1.running_mean", "norm1"),
        ("self_attn.lambda_q1", "self_attn.lambda_q1"),
        ("gamma", "gamma"),
    ],
)
def test_a_parameter_with_a_name_of_its_own_stands_for_itself(tail: str, module: str) -> None:
    assert module_of(tail) == module


def test_without_a_family_it_is_taken_for_another_or_none() -> None:
    name = next(name for name in MODELS if name.startswith("bert|"))
    verdict = recognise(tree(MODELS[name]), RULES, "bert").verdict
    assert verdict is None or verdict.family != "bert"


def test_families_are_those_of_the_signatures_where_both_know_one() -> None:
    library = load_library([signatures_dir()])
    stated: dict[str | None, set[tuple[str, str, str]]] = {}
    for each in library.signatures.values():
        stated.setdefault(each.family, set()).add((each.title, each.architecture, each.type))
    for rule in RULES:
        if rule.family in stated:
            assert (rule.title, rule.architecture, rule.type) in stated[rule.family], rule.family
    families = {rule.family for rule in RULES}
    assert len(families) == len(RULES)
    assert {over for rule in RULES for over in rule.over} <= families


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("encoder.layer.11.output.dense.weight", "encoder.layer.*.output.dense.weight"),
        ("bert/encoder/layer_3/kernel:0", "bert.encoder.layer_*.kernel"),
        ("layer1.0.conv1.weight", "layer1.*.conv1.weight"),
    ],
)
def test_templates(name: str, template: str) -> None:
    assert template_of(name) == template


@pytest.mark.parametrize("text", ["a b", "a [x]", "a [W W]", "a [..., W]", "a [W", ""])
def test_lines_that_say_nothing(text: str) -> None:
    with pytest.raises(RuleError):
        parse_line(text)


def test_broken_file_of_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    for text in ("[[family", "format = 1\n[[family]]\nfamily = 3"):
        path.write_text(text)
        with pytest.raises(RuleError, match="cannot be read"):
            read_rules(path)


def scanned(graph: Graph) -> engine.Scan:
    model = Model("m.safetensors", "safetensors", {"main": graph}, basis="parameters")
    return engine.scan(model, load_library([]))


def test_tree_is_drawn_and_described() -> None:
    name = next(name for name in MODELS if name.startswith("vit|tv"))
    scan = scanned(tree(MODELS[name]))
    closed = engine.outline(scan, [])
    assert closed.edges == []
    everything = engine.outline(scan, [box.id for box in closed.boxes if box.kind == "fold"])
    assert len(everything.boxes) > len(closed.boxes)
    stored = sorted(i for box in closed.boxes for i in box.stored)
    assert stored == list(range(len(scan.graph.nodes)))
    for box in everything.boxes:
        details = engine.describe(scan, box.id)
        assert details.stored_total == len(box.stored)


def test_modules_that_hold_modules_and_parameters_of_their_own() -> None:
    graph = tree(
        [
            ("attention.in_proj_weight", (24, 8)),
            ("attention.out_proj.weight", (8, 8)),
            ("cls_token", (1, 1, 8)),
            ("norm.weight", (8,)),
            ("norm.bias", (8,)),
        ]
    )
    assert [(n.name, n.op_type) for n in graph.nodes] == [
        ("attention", "MultiheadAttention"),
        ("attention.out_proj", "Linear"),
        ("cls_token", "Parameters"),
        ("norm", "LayerNorm"),
    ]
    folded = fold_modules(graph)
    assert [folded.ops[n] for n in folded.live_nodes()] == ["Parameters", "LayerNorm", "attention"]


def test_no_pattern_is_made_of_modules_between_which_nothing_flows() -> None:
    scan = scanned(tree(MODELS[next(iter(MODELS))]))
    with pytest.raises(NothingSelectedError, match="no data flows"):
        engine.draft(scan, [0, 1])
    text = "format: 1\nblock: A\npattern: LayerNorm(x)\n"
    assert engine.match_draft(scan, load_library([]), text, [0, 1]).state != "selection"
