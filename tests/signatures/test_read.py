"""Signature files, good and bad."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.signatures import SignatureError, load_library, read_signature
from inspector.signatures.cache import MOST_STALE, cache_file, read_cache, write_cache
from inspector.signatures.library import LARGEST, MANY, make_library

BLOCK = """format: 1
block: Pair
title: A pair
inputs: [x]
attributes: {act: "@a"}
forms:
  - "a: {Relu, Tanh}(Conv[kernel=K](x))"
  - pattern: |
      out = Sigmoid(Conv(x))
    attributes: {plain: 1}
examples:
  - {file: one.onnx, matches: {Pair: 2}}
  - two.onnx
"""

FAMILY = """format: 1
family: pairs
title: Pairs
architecture: cnn
type: image classifier
where:
  pair: Pair[act=Relu] {>=2, chained}
  body: Conv(x) {share >= 30%}
means: {body: a convolution}
order: pair -> body
never: [Softmax, {a rectified tanh: "Relu(Tanh(x))"}]
over: [other]
"""


def test_a_block() -> None:
    block = read_signature(BLOCK)
    assert (block.name, block.kind, block.inputs, block.folds) == ("Pair", "block", ("x",), True)
    assert [form.attributes for form in block.forms] == [{"act": "@a"}, {"act": "@a", "plain": 1}]
    assert [(e.file, e.matches) for e in block.examples] == [
        ("one.onnx", {"Pair": 2}),
        ("two.onnx", {}),
    ]


def test_a_family() -> None:
    family = read_signature(FAMILY)
    pair, body = family.where
    assert (pair.name, pair.minimum, pair.chained) == ("pair", 2, True)
    assert body.share == pytest.approx(0.3)
    assert family.order == (("pair", "body"),)
    assert [clause.text for clause in family.never] == ["Softmax", "Relu(Tanh(x))"]
    assert (pair.means, body.means) == ("", "a convolution")
    assert [clause.means for clause in family.never] == ["", "a rectified tanh"]
    assert (family.family, family.over) == ("pairs", ("other",))


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("format: 2\nblock: A\npattern: Relu(x)\n", "signature-format", 1, 1),
        ("format: 1\npattern: Relu(x)\n", "signature-name", 1, 1),
        ("format: 1\nblock: A\nblock: B\npattern: Relu(x)\n", "key-twice", 3, 1),
        ("format: 1\nblock: A\n", "no-pattern", 1, 1),
        ("format: 1\nblock: A\npattern: Relu(x\n", "pattern-incomplete", 3, 16),
        (
            "format: 1\nblock: A\npattern: |\n  a = Tanh(x)\n  b = Relu[(a)\n",
            "pattern-syntax",
            5,
            12,
        ),
        ("format: 1\nblock: A\npatern: Relu(x)\n", "unknown-key", 3, 1),
        ("format: 1\nfamily: a\nwhere:\n  x: Relu {often}\n", "quantifier", 4, 6),
        ("format: 1\nfamily: a\n", "no-clause", 1, 1),
        ("format: [1\n", "yaml", 2, 1),
        ("just text\n", "signature-empty", 1, 1),
        ("", "signature-empty", 1, 1),
    ],
)
def test_mistakes_have_a_code_and_a_place(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(SignatureError) as caught:
        read_signature(text, "file.yaml")
    assert (caught.value.code, caught.value.span.line, caught.value.span.column) == (
        code,
        line,
        column,
    )
    assert str(caught.value)


def test_blocks_are_folded_after_those_they_use() -> None:
    library = make_library(
        {
            "a": "format: 1\nblock: Outer\npattern: Inner(Relu(x))\n",
            "b": "format: 1\nblock: Inner\npattern: Tanh(x)\n",
        }
    )
    assert [[block.name for block in stratum] for stratum in library.strata] == [
        ["Inner"],
        ["Outer"],
    ]


def test_a_cycle_of_references_is_a_problem() -> None:
    library = make_library(
        {
            "a": "format: 1\nblock: Aa\npattern: Bb(x)\n",
            "b": "format: 1\nblock: Bb\npattern: Aa(x)\n",
        }
    )
    assert {problem.code for problem in library.problems} == {"cyclic-reference"}
    assert library.signatures == {}


def test_one_bad_file_spares_the_others() -> None:
    library = make_library(
        {"a": "format: 1\nblock: A\n", "b": "format: 1\nblock: B\npattern: Relu(x)\n"}
    )
    assert list(library.signatures) == ["B"]
    assert [problem.path for problem in library.problems] == ["a"]


def test_a_later_file_overrides_an_earlier_one() -> None:
    text = "format: 1\nblock: A\ntitle: {}\npattern: Relu(x)\n"
    library = make_library({"built-in": text.format("old"), "mine": text.format("new")})
    assert library.signatures["A"].title == "new"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 50_000, "too-deep"),
        (f"format: 1\nblock: A\npattern: {'Relu(' * 5000}x{')' * 5000}", "too-deep"),
        ("format: 1\nblock: A\x01\npattern: x", "yaml"),
        ("format: 1\nblock: <b>A</b>\npattern: Relu(x)", "signature-name"),
        ("format: 1\nblock: A\npattern: Relu(x)\nattributes: {{a: b}: c}", "wrong-value"),
        (
            "format: 1\nblock: A\npattern: Relu(x)\nexamples: [{file: a, matches: [1]}]",
            "wrong-value",
        ),
        ("format: 1\nfamily: a\nwhere: {b: 'Relu(x) {>=99999999999999999999}'}", "quantifier"),
    ],
)
def test_hostile_texts_are_refused(text: str, code: str) -> None:
    with pytest.raises(SignatureError) as caught:
        read_signature(text)
    assert caught.value.code == code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_files_that_cannot_be_read_are_told_and_the_others_used(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to("missing")
    (tmp_path / "large.yaml").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "latin.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "good.yaml").write_text(BLOCK)
    library = load_library([tmp_path])
    assert list(library.signatures) == ["Pair"]
    told = sorted((Path(error.path).name, error.code) for error in library.problems)
    names = ("folder.yaml", "large.yaml", "latin.yaml", "nowhere.yaml", "pipe.yaml")
    assert told == [(name, "unreadable") for name in names]


def test_a_number_too_large_to_keep_does_not_stop_anything(tmp_path: Path) -> None:
    block = read_signature(BLOCK)
    odd = replace(block, forms=(replace(block.forms[0], attributes={"n": 10**30}),))
    write_cache(tmp_path / "cache", {"key": odd}, {"key"})
    assert not (tmp_path / "cache").exists()


def test_the_cache_keeps_what_is_used_and_a_few_others(tmp_path: Path) -> None:
    block = read_signature(BLOCK)
    entries = {str(number): block for number in range(MOST_STALE + 30)}
    used = {"0", "1", "unknown"}
    write_cache(tmp_path / "cache", entries, used)
    kept = read_cache(tmp_path / "cache")
    assert {"0", "1"} < set(kept)
    assert len(kept) == MOST_STALE + 2
    assert "2" not in kept
    assert str(MOST_STALE + 29) in kept


def test_each_set_of_folders_has_a_cache_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert cache_file([one]) == cache_file([one])
    assert len({cache_file([one]), cache_file([other]), cache_file([one, other])}) == 3


def test_a_large_library_is_kept_and_a_small_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for count in (3, MANY):
        folder = tmp_path / f"of-{count}"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.yaml").write_text(BLOCK.replace("Pair", f"Pair{number}"))
        library = load_library([folder])
        assert len(library.signatures) == count
        assert cache_file([folder]).exists() == (count == MANY)
        assert load_library([folder]).digest == library.digest
