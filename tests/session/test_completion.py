"""What can stand at the cursor of a signature text; ``|`` marks the cursor."""

from __future__ import annotations

import pytest

from inspector.analysis.workbench.records import Vocabulary, Word
from inspector.session.completion import FIELDS, Completion, complete
from inspector.signatures.read import KEYS

VOCABULARY = Vocabulary(
    [
        Word("Conv", "operator", 52),
        Word("PostNormLayer", "block", 12, "Post-norm layer"),
        Word("Relu", "operator", 9),
        Word("ConvTranspose", "operator"),
        Word("Gelu", "block", 0, "GELU"),
    ],
    {"Conv": ["group", "in", "kernel", "out"], "PostNormLayer": ["activation", "heads"]},
    {"architecture": ["transformer", "convolutional network"], "category": ["block", "linear"]},
    ["bert", "roberta"],
)
HEAD = "format: 1\nblock: Mine\n"


def at_cursor(marked: str) -> Completion:
    position = marked.index("¦")
    return complete(marked.replace("¦", ""), position, VOCABULARY)


def words(marked: str) -> list[str]:
    return [item.word for item in at_cursor(marked).items]


def test_every_field_has_an_explanation() -> None:
    assert set(FIELDS) == set(KEYS)


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("fo¦", ["format:", "folds:", "forms:"]),
        (HEAD + "pat¦", ["pattern:"]),
        (HEAD + "pattern: Con¦", ["Conv", "ConvTranspose"]),
        (HEAD + "pattern: |\n  a = Relu(x)\n  out = con¦", ["Conv", "ConvTranspose"]),
        (HEAD + "pattern: |\n  mid = Relu(x)\n  out = Conv(mi¦", ["mid"]),
        (HEAD + "pattern: |\n  mid = Relu(x)\n  out = Conv(mid, $w) * $¦", ["$w"]),
        (HEAD + "pattern: Conv[k¦", ["kernel"]),
        (HEAD + "pattern: Conv[kernel=3, ¦", ["group", "in", "kernel", "out"]),
        (HEAD + "pattern: PostNormLayer[a¦](x)", ["activation"]),
        (HEAD + "pattern: Relu(x[¦", ["dtype", "last", "rank", "shape", "size"]),
        (HEAD + "pattern: |\n  a = Conv[in=C, out=C](x)\n  out = Conv[in=¦", ["C"]),
        (HEAD + "pattern: {Conv, Re¦", ["Relu"]),
        (HEAD + "pattern: |\n  out = Relu(\n    Con¦", ["Conv", "ConvTranspose"]),
        (HEAD + "forms:\n  - Rel¦", ["Relu"]),
        (HEAD + "forms:\n  - pattern: Rel¦", ["Relu"]),
        ("format: 1\nfamily: mine\nwhere:\n  layer: Post¦", ["PostNormLayer"]),
        ("format: 1\nfamily: mine\nnever:\n  - Gel¦", ["Gelu"]),
        ("format: 1\nfamily: mine\nwhere:\n  layer: Conv(x)\norder: l¦", ["layer"]),
        ("format: 1\nfamily: mine\nwhere:\n  layer: Conv(x)\nmeans:\n  l¦", ["layer:"]),
        ("format: 1\nfamily: mine\nover: [b¦", ["bert"]),
        (HEAD + "architecture: t¦", ["transformer"]),
        (HEAD + "category: ¦", ["block", "linear"]),
        (HEAD + "folds: ¦", ["false", "true"]),
        (HEAD + "examples:\n  - {f¦", ["file"]),
    ],
)
def test_what_fits_comes_first(marked: str, first: list[str]) -> None:
    found = words(marked)
    assert found[: len(first)] == first


@pytest.mark.parametrize(
    "marked",
    [
        "format: 1  # Con¦",
        HEAD + "title: Con¦",
        HEAD + "description: A Re¦",
        "format: 1\nfamily: mine\nwhere:\n  lay¦",
    ],
)
def test_prose_and_comments_are_left_alone(marked: str) -> None:
    assert words(marked) == []


def test_fields_that_are_there_are_not_offered_again() -> None:
    assert "block:" not in words(HEAD + "¦")
    assert "family:" not in words(HEAD + "¦")
    assert "title:" in words(HEAD + "¦")


def test_the_word_that_is_written_begins_where_it_begins() -> None:
    marked = HEAD + "pattern: Relu(Con¦v(x))"
    assert at_cursor(marked).start == marked.index("Con¦")


def test_what_the_model_has_stands_before_what_it_lacks() -> None:
    details = {item.word: item.detail for item in at_cursor(HEAD + "pattern: ¦").items}
    assert details["Conv"] == "operator ×52"
    assert details["PostNormLayer"] == "block, Post-norm layer ×12"
    assert details["ConvTranspose"] == "operator"
    assert list(details).index("Relu") < list(details).index("ConvTranspose")


def test_names_inside_words_are_found_too() -> None:
    assert words(HEAD + "pattern: Norm¦") == ["PostNormLayer"]
