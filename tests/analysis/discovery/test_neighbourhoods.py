"""Neighbourhoods: equal for equal surroundings, whatever the names, the order and the depth."""

from __future__ import annotations

import re

import pytest

from inspector.analysis.discovery.neighbourhoods import neighbourhoods
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph
from tests.graphs import make_model


def classes(text: str, radius: int = 2) -> dict[str, int]:
    """The class of each operator that occurs once, and of the others by a number behind it."""
    model = make_model(text)
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    found: dict[str, int] = {}
    for node, key in sorted(neighbourhoods(graph, radius).items()):
        name = graph.ops[node]
        while name in found:
            name += "'"
        found[name] = key
    return found


def layers(count: int) -> str:
    lines = ["x: float32 4x8", "v0 = Tanh(x)"]
    for n in range(count):
        lines += [
            f"a{n} = MatMul(v{n}, $w{n}<8x8>)",
            f"b{n} = Relu(a{n})",
            f"v{n + 1} = Add(v{n}, b{n})",
        ]
    return "\n".join([*lines, f"end = Softmax(v{count})", "return end"])


def test_names_do_not_matter() -> None:
    text = layers(4)
    names = {name: f"n{i}" for i, name in enumerate(sorted(set(re.findall(r"\b[abv]\d\b", text))))}
    renamed = re.sub(r"\b[abv]\d\b", lambda m: names[m[0]], text)
    assert classes(text) == classes(renamed)


def test_more_layers_make_no_other_neighbourhoods() -> None:
    assert set(classes(layers(6)).values()) == set(classes(layers(24)).values())


def test_how_many_readers_are_alike_does_not_matter() -> None:
    def read_by(count: int) -> str:
        readers = [f"r{n} = Relu(t)" for n in range(count)]
        last = " ".join(f"r{n}," for n in range(count)).rstrip(",")
        return "\n".join(["x: float32 4x8", "t = Tanh(x)", *readers, f"return {last}"])

    assert classes(read_by(2))["Tanh"] == classes(read_by(9))["Tanh"]


@pytest.mark.parametrize(("radius", "differs"), [(1, False), (2, True)])
def test_the_radius_is_how_far_a_change_is_seen(radius: int, differs: bool) -> None:
    text = "x: float32 4x8\na = {}(x)\nb = Tanh(a)\nc = Exp(b)\nreturn c"
    one, other = (classes(text.format(op), radius)["Exp"] for op in ("Relu", "Sin"))
    assert (one != other) is differs


def test_the_order_of_operands_matters_only_where_the_operator_says_so() -> None:
    text = "x: float32 4x8\na = Relu(x)\nb = Tanh(x)\nc = {}({})\nreturn c"
    for op, same in (("Mul", True), ("Sub", False)):
        one, other = (classes(text.format(op, order))[op] for order in ("a, b", "b, a"))
        assert (one == other) is same


def test_layout_operators_are_looked_through() -> None:
    text = "x: float32 4x8\na = Relu(x)\n{}c = Tanh({})\nreturn c"
    plain = classes(text.format("", "a"))
    turned = classes(text.format("t = Transpose[perm=[1, 0]](a)\n", "t"))
    assert plain == {name: key for name, key in turned.items() if name != "Transpose"}


def test_the_numbers_are_the_same_in_every_process() -> None:
    # A table that was made elsewhere must fit: this number may change with the format only.
    assert classes("x: float32 4x8\na = Relu(x)\nreturn a") == {"Relu": EXPECTED}


EXPECTED = 4902390006845577716
