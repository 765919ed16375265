"""Which part of its family's model a graph is."""

from inspector.analysis.scanning import scan
from inspector.signatures.library import make_library
from tests.graphs import make_model

LIBRARY = make_library(
    {
        "cross": "format: 1\nblock: CrossAttention\ninputs: [x, y]\n"
        "pattern: |\n  MatMul(Softmax(MatMul(x, y)), y)\n  x != y\n",
        "two": "format: 1\nfamily: two\ntype: encoder-decoder language model\n"
        "where: {a: Tanh, b: '{MatMul, Softmax} {>=0}'}\n",
        "one": "format: 1\nfamily: one\ntype: decoder language model\n"
        "where: {a: Sigmoid, b: 'Concat {>=0}'}\n",
        "eyes": "format: 1\nfamily: eyes\ntype: image classifier\n"
        "where: {a: Erf, b: 'Concat {>=0}'}\n",
        "stated": "format: 1\nfamily: half\ntype: speech recognition\npart: decoder\n"
        "where: {a: Sin}\n",
    }
)

CROSS = """
x: float32 1x4x8
y: float32 1x8x4
q = {0}(x)
s = MatMul(q, {1})
p = Softmax(s)
o = MatMul(p, {1})
"""


def part(text: str) -> str:
    verdict = scan(make_model(text), LIBRARY).report.verdict
    assert verdict is not None
    return verdict.part


def test_a_family_of_two_without_cross_attention_is_its_encoder() -> None:
    assert part("x: float32 1x4\na = Tanh(x)") == "encoder"


def test_cross_attention_to_an_input_is_a_decoder() -> None:
    assert part(CROSS.format("Tanh", "y")) == "decoder"


def test_cross_attention_to_what_the_graph_makes_is_the_whole() -> None:
    made = CROSS.format("Tanh", "e").replace("q =", "e = Relu(y)\nq =")
    assert part(made) == "whole"


def test_earlier_values_given_as_inputs_are_a_cache() -> None:
    text = """
    x: float32 1x4
    k: float32 1x3
    v: float32 1x3
    a = Sigmoid(x)
    b = Concat[axis=1](k, a)
    c = Concat[axis=1](v, a)
    d = Add(b, c)
    """
    assert part(text) == "decoder_with_past"
    assert part(text.replace("Sigmoid", "Erf")) == "whole"


def test_what_a_signature_states() -> None:
    assert part("x: float32 1x4\na = Sin(x)") == "decoder"


def test_a_decoder_alone_is_whole() -> None:
    assert part("x: float32 1x4\na = Sigmoid(x)") == "whole"
