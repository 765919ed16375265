"""Why not a rival: what the model's own blocks have instead, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.analysis.contrast import contrast, differences
from inspector.analysis.folding import Occurrence
from inspector.analysis.rivals import rival_evidence
from inspector.analysis.scanning import Scan
from inspector.patterns import parse_expression
from inspector.patterns.syntax import Call
from inspector.signatures import Clause, Signature, read_signature

BLOCKS = {
    "Layer": Signature("Layer", "block", "Pre-norm layer"),
    "RMSNorm": Signature("RMSNorm", "block", "RMS norm"),
}


def told(pattern: str, **attributes: object) -> list[str]:
    call = parse_expression(f"{pattern}(x)")
    assert isinstance(call, Call)
    return differences(call.constraints, attributes, BLOCKS)


@pytest.mark.parametrize(
    ("pattern", "attributes", "words"),
    [
        (
            "Layer[!attention_bias]",
            {"attention_bias": 1},
            "has bias in the attention's projections",
        ),
        ("Layer[rotary]", {}, "lacks rotary embedding"),
        ("Layer[norm=LayerNorm]", {"norm": "RMSNorm"}, "has RMS norm, not LayerNorm"),
        ("Layer[act in {Relu, Gelu}]", {"act": "SiLU"}, "has SiLU, not Relu or Gelu"),
        ("Layer[act=Relu]", {}, "lacks Relu"),
        ("Layer[kernel=5]", {"kernel": [3, 3]}, "has kernel 3×3, not 5"),
        ("Layer[stride>=2]", {"stride": 1}, "has stride 1, not at least 2"),
    ],
)
def test_words_of_a_difference(pattern: str, attributes: dict[str, object], words: str) -> None:
    assert told(pattern, **attributes) == [words]


def test_what_holds_and_what_relates_widths_is_not_told() -> None:
    assert told("Layer[rotary, in=C, norm=RMSNorm]", rotary=1, norm="RMSNorm") == []


def clause(text: str, means: str = "") -> Clause:
    words = f"means: {{x: '{means}'}}\n" if means else ""
    return read_signature(f"format: 1\nfamily: a\nwhere:\n  x: {text}\n{words}").where[0]


def occurrence(**attributes: object) -> Occurrence:
    return Occurrence([], frozenset(), [], -1, -1, attributes)


def test_the_nearest_of_the_models_blocks_is_told() -> None:
    wanted = clause("'Layer[!bias, rotary, norm=RMSNorm, gate]'")
    far, near = occurrence(bias=1), occurrence(bias=1, rotary=1, norm="RMSNorm", gate=1)
    assert contrast(wanted, {"Layer": [far, near]}, BLOCKS) == "pre-norm layer has bias"
    assert contrast(wanted, {"Layer": [far]}, BLOCKS) == (
        "pre-norm layer has bias, lacks rotary embedding and 2 more differences"
    )


def test_of_alternatives_the_nearest_is_told() -> None:
    wanted = clause("'Layer[!rotary, norm=LayerNorm](...) | Layer[!bias, norm=RMSNorm](...)'")
    found = {"Layer": [occurrence(bias=1, rotary=1, norm="RMSNorm")]}
    assert contrast(wanted, found, BLOCKS) == "pre-norm layer has bias"


def test_a_clause_with_words_of_its_own_or_without_a_relative_is_left_alone() -> None:
    found = {"Layer": [occurrence(bias=1)]}
    assert contrast(clause("'Layer[!bias]'", "layers without bias"), found, BLOCKS) == ""
    assert contrast(clause("'Layer[!bias]'"), {}, BLOCKS) == ""
    assert contrast(clause("Layer"), found, BLOCKS) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bert-dynamo", "not RoBERTa: lacks position ids counted from the mask"),
        ("roberta-dynamo", "not BERT: has position ids counted from the mask"),
        ("qwen2-dynamo", "pre-norm layer has bias in the attention's projections"),
        ("gpt2-dynamo", "has GELU, not Relu"),
        ("llama-dynamo", "has root mean square normalisation, not layer normalisation"),
        ("mobilenet_v2-dynamo", "inverted residual has kernel 3×3, not 5"),
    ],
)
def test_rivals_of_real_models(scanned: Callable[[str], Scan], name: str, words: str) -> None:
    titles = [rival.title for rival in rival_evidence(scanned(name))]
    assert any(words in title for title in titles), titles
