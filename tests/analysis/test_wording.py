"""What a clause looks for, in words: its author's, titles of blocks, or else its pattern."""

from __future__ import annotations

import pytest

from inspector.analysis.families import ClauseResult
from inspector.analysis.wording import clause_words, in_sentence, shortcoming
from inspector.signatures import Clause, Signature, read_signature

BLOCKS = {
    "CrossAttention": Signature("CrossAttention", "block", "Cross-attention"),
    "RMSNorm": Signature("RMSNorm", "block", "RMS norm"),
}


def clause(text: str, count: str = "", means: str = "") -> Clause:
    """The one clause of a family."""
    words = f"means: {{x: '{means}'}}\n" if means else ""
    indented = "\n".join(f"    {line}" for line in f"{text}{count}".splitlines())
    family = read_signature(f"format: 1\nfamily: a\nwhere:\n  x: |\n{indented}\n{words}")
    return family.where[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Layer(Gather($[rank=2], _))", "Layer(Gather($, _))"),
        (
            "Layer[norm=RMSNorm, !bias](...) | Layer[norm=RMSNorm, bias](...)",
            "Layer with RMS norm",
        ),
        ("a = Relu(x)\nout = Add(a, x)", "Add(a, x)"),
        ("a = Relu(x)\nout = Stage[\n  kernel in {3, 5}\n](\n  a\n)", "Stage(a)"),
        ("Abs(" * 20 + "x" + ")" * 20, "Abs(" * 14 + "A" + "…"),
        ("Conv[\n  kernel in {3, 5}\n]", "Conv with kernel 3 or 5"),
        ("CrossAttention[!rotary]", "Cross-attention without rotary embedding"),
        ("CrossAttention[!a, !b, !c, norm=RMSNorm]", "Cross-attention with RMS norm"),
        ("Conv[kernel=(3, 3), proj]", "Conv with kernel 3×3, projection"),
        ("Conv[act in {Relu, Gelu}, in=1..4]", "Conv with Relu or Gelu, in 1 to 4"),
        (
            "Conv[group!=1, stride>=2, out=2*C]",
            "Conv with group other than 1, stride at least 2, out 2*C",
        ),
        ("{Conv, CrossAttention, RMSNorm}", "Conv or cross-attention or RMS norm"),
    ],
)
def test_words_of_a_clause(text: str, words: str) -> None:
    assert clause_words(clause(text), BLOCKS) == words


def test_the_authors_words_come_first() -> None:
    told = clause("Gather(_, CumSum(_))", means="position ids counted from the mask")
    assert clause_words(told, BLOCKS) == "position ids counted from the mask"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Cross-attention", "cross-attention"),
        ("Post-norm encoder layer", "post-norm encoder layer"),
        ("RMS norm", "RMS norm"),
        ("Linear", "Linear"),
        ("MaxPool(_)", "MaxPool(_)"),
        ("", ""),
    ],
)
def test_a_title_inside_a_sentence(title: str, words: str) -> None:
    assert in_sentence(title) == words


def test_why_a_clause_fails() -> None:
    cross = clause("CrossAttention", " {>=2}")
    assert shortcoming(ClauseResult(cross, [], False, 0), BLOCKS) == "lacks cross-attention"
    too_few = ClauseResult(cross, [], False, 1)
    assert shortcoming(too_few, BLOCKS) == "cross-attention: 1 found, needed at least 2"
    present = ClauseResult(clause("CrossAttention"), [], False, 3, negative=True)
    assert shortcoming(present, BLOCKS) == "has cross-attention"
