"""Which of several families that hold decides."""

import pytest

from inspector.analysis.engine import scan
from inspector.signatures.library import make_library
from tests.graphs import make_model

LIBRARY = make_library(
    {
        "a": "format: 1\nfamily: small\ntype: image classifier\n"
        "where: {a: 'Relu(Conv(x)) {>=2}'}\n",
        "b": "format: 1\nfamily: large\ntype: image classifier\nwhere: {a: 'Relu(Conv(x)) {>=3}'}\n"
        "over: [small]\n",
        "c": "format: 1\nfamily: masks\ntype: semantic segmentation\n"
        "where: {a: 'Resize(Conv(x))'}\n",
        "d": "format: 1\nsignature: convolutional\narchitecture: cnn\nwhere: {a: 'Conv {>=1}'}\n",
    }
)

BODY = """
x: float32 1x3x8x8
a = Conv(x, $w<8x3x3x3>)
b = Relu(a)
c = Conv(b, $v<8x8x3x3>)
d = Relu(c)
"""


def verdict(text: str) -> tuple[str | None, list[str]]:
    report = scan(make_model(text), LIBRARY).report
    assert report.verdict is not None
    return report.verdict.family, [component.family for component in report.components]


def test_the_more_special_family_wins_by_over() -> None:
    assert verdict(BODY)[0] == "small"
    assert verdict(BODY + "e = Conv(d, $u<8x8x3x3>)\nf = Relu(e)")[0] == "large"


def test_a_network_for_a_task_wins_over_its_encoder() -> None:
    text = BODY + "e = Conv(d, $u<8x8x3x3>)\nf = Resize(e, _, [1.0, 1.0, 2.0, 2.0])"
    assert verdict(text) == ("masks", ["small"])


def test_a_classifier_followed_by_another_task_is_a_component() -> None:
    text = BODY + "e = ConvTranspose(d, $u<8x8x3x3>)\nf = Sigmoid(e)"
    assert verdict(text) == (None, ["small"])


def test_a_classifier_that_enlarges_on_the_way_stays_one() -> None:
    text = BODY + "e = ConvTranspose(d, $u<8x8x3x3>)\nf = GlobalAveragePool(e)"
    assert verdict(text)[0] == "small"


def test_an_unknown_network_is_told_its_architecture_only() -> None:
    report = scan(make_model("a = Conv(x, $w<8x3x3x3>)\nb = Softplus(a)"), LIBRARY).report
    assert report.verdict is not None
    assert (report.verdict.family, report.verdict.architecture) == (None, "cnn")


COUNTING = make_library(
    {
        "linear": "format: 1\nblock: Linear\ntitle: Linear\ninputs: [x]\n"
        "forms: ['Add(MatMul(x, $)!, $)', 'Gemm(x, $, $)']\n",
        "net": "format: 1\nfamily: net\nwhere: {all: '{Linear, Add, Relu} {>=1}'}\n",
    }
)


@pytest.mark.parametrize(
    "linear", ["a = Gemm(x, $w<8x8>, $b<8>)", "p = MatMul(x, $w<8x8>)\na = Add(p, $b<8>)"]
)
def test_the_bias_of_a_linear_is_no_operator_of_its_own(linear: str) -> None:
    found = scan(make_model(f"x: float32 4x8\n{linear}\nb = Relu(a)\nc = Add(b, x)"), COUNTING)
    assert found.decision.winner is not None
    assert [clause.found for clause in found.decision.winner.clauses] == [3]
