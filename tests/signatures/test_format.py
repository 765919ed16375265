"""Signature files have one canonical text, which says what the author's did."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.signatures import SignatureError, read_signature
from inspector.signatures.format import KEY_ORDER, format_signature
from inspector.signatures.read import KEYS

PLACES = {"span", "line", "text", "path"}

UNTIDY = """\
# what it is for
block:   Pair   # the name
format: 1
forms:
    - 'a: {Relu, Tanh}( Conv[kernel = K](x) )'
    # written out
    - attributes: {plain: 1}
      pattern: |
          y=Conv( x )
          out = Sigmoid( y )   # no bias
title: "A pair"
inputs:
- x
- "no"   # quoted
attributes:
  # exported
  act: "@a"
examples: [ {file: one.onnx, matches: {Pair: 2}}, 'two.onnx' ]
description: A text that goes on for so long that it does not fit on one line of a hundred columns anymore.
# the end
"""  # noqa: E501

TIDY = """\
format: 1
# what it is for
# the name
block: Pair
title: A pair
description: >
  A text that goes on for so long that it does not fit on one line of a hundred columns anymore.
inputs:
  - x
  # quoted
  - no
attributes:
  # exported
  act: "@a"
forms:
  - |
    a: {Relu, Tanh}(Conv[kernel=K](x))
  # written out
  - pattern: |
      y = Conv(x)
      out = Sigmoid(y)  # no bias
    attributes: {plain: 1}
examples: [{file: one.onnx, matches: {Pair: 2}}, two.onnx]
# the end
"""

FAMILY = """\
family: pairs
format: 1
where: {pair: 'Pair[ act=Relu ]{ >=2,chained }', body: "Conv(x) {share>=30%}", set: "{A,B} { 2.. }"}
never: [Softmax, "a: Relu( Tanh(x) )", {attention: "MatMul( Softmax(_),_ )"}]
means: {body: "a convolution"}
order: pair -> body
over: other
"""

TIDY_FAMILY = """\
format: 1
family: pairs
where:
  pair: Pair[act=Relu] {>=2, chained}
  body: Conv(x) {share >= 30%}
  set: "{A, B} {2..}"
means:
  body: a convolution
order: pair -> body
never:
  - Softmax
  - "a: Relu(Tanh(x))"
  - attention: MatMul(Softmax(_), _)
over: other
"""


def meaning(text: str) -> Any:
    """A signature without the places of its parts."""
    return _without_places(msgspec.to_builtins(read_signature(text)))


def _without_places(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_places(value) for key, value in data.items() if key not in PLACES}
    if isinstance(data, list | tuple):
        return [_without_places(entry) for entry in data]
    return data


@pytest.mark.parametrize(("text", "expected"), [(UNTIDY, TIDY), (FAMILY, TIDY_FAMILY)])
def test_one_way_to_write_it(text: str, expected: str) -> None:
    assert format_signature(text) == expected
    assert format_signature(expected) == expected
    assert meaning(expected) == meaning(text)


def test_long_clauses_are_broken_before_their_count() -> None:
    names = ", ".join(f"LayerNumber{n}" for n in range(12))
    text = format_signature(f'format: 1\nfamily: a\nwhere: {{x: "{{{names}}} {{>=2}}"}}\n')
    assert max(map(len, text.splitlines())) <= 100
    assert text.endswith("\n    } {>=2}\n")
    assert meaning(text)["where"][0]["minimum"] == 2


def test_a_long_clause_behind_its_words_is_a_block_of_text() -> None:
    long = "Add(" * 12 + "x" + ", y)" * 12
    text = format_signature(
        f"format: 1\nfamily: a\nwhere: {{x: Relu}}\nnever: [{{many sums: '{long}'}}]\n"
    )
    assert "never:\n  - many sums: |\n      Add(" in text
    assert read_signature(text).never[0].means == "many sums"
    assert format_signature(text) == text


def test_texts_that_need_quotes_keep_them() -> None:
    text = format_signature('format: 1\nblock: A\ntitle: "a: b # c"\npattern: "Relu(x)"\n')
    assert 'title: "a: b # c"\n' in text
    assert "pattern: Relu(x)\n" in text
    assert 'title: "12"\n' in format_signature(text.replace('"a: b # c"', '"12"'))


def test_every_key_has_its_place() -> None:
    assert set(KEY_ORDER) == KEYS
    assert len(KEY_ORDER) == len(KEYS)


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(SignatureError):
        format_signature("format: 1\nblock: A\n")


def shipped(checkout: Path) -> list[Path]:
    return sorted((checkout / "signatures").rglob("*.yaml"))


def test_the_shipped_signatures_are_canonical(checkout: Path) -> None:
    changed = [
        str(path)
        for path in shipped(checkout)
        if format_signature(text := path.read_text(encoding="utf-8")) != text
    ]
    assert not changed, f"run 'inspector format' on {changed}"


def test_spacing_never_matters(checkout: Path) -> None:
    source = random.Random(1)
    for path in source.sample(shipped(checkout), 40):
        text = path.read_text(encoding="utf-8")
        loose = re.sub(r"(?<=\w)([(=,]) ?(?=[\w(])", r"\1  ", text)
        try:
            before = meaning(loose)
        except SignatureError:
            continue  # two spaces changed a text in quotes or a key
        if before == meaning(text):
            assert format_signature(loose) == text, path
