"""Broken and hostile files of PyTorch: a clear error or a part of the graph, in bounded time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from inspector.formats import FormatError, read_model
from inspector.ir import Model
from tests.formats.pytorch.archives import EMPTY_MODULE, FIXTURES, archive, script

FILES = sorted(path.name for path in FIXTURES.iterdir())
_SECONDS = 20.0
"""Generous, for machines that do other things; what hangs takes forever."""


def outcome(path: Path) -> Model | str:
    """What the reader made of a file: a model, or the code of its error."""
    start = time.process_time()
    try:
        return read_model(path)
    except FormatError as error:
        return error.code
    finally:
        assert time.process_time() - start < _SECONDS


@pytest.mark.parametrize("name", FILES)
def test_files_that_end_too_early(name: str, tmp_path: Path) -> None:
    data = (FIXTURES / name).read_bytes()
    for part in range(1, 16):
        path = tmp_path / name
        path.write_bytes(data[: len(data) * part // 16])
        outcome(path)


@pytest.mark.parametrize("name", FILES)
def test_files_with_other_bytes(name: str, tmp_path: Path) -> None:
    data = (FIXTURES / name).read_bytes()
    random_bytes = random.Random(name)
    path = tmp_path / name
    for _ in range(25):
        changed = bytearray(data)
        for _ in range(random_bytes.randint(1, 8)):
            changed[random_bytes.randrange(len(changed))] = random_bytes.randrange(256)
        path.write_bytes(changed)
        outcome(path)


_DOUBLED = "a = [1]\n" + "a = [a, a]\n" * 60
_LOOPS = "for i in range(4000):\n  for j in range(4000):\n"
_HOSTILE = {
    "endless loop": "while True:\n  pass\nreturn x",
    "loops in loops": f"{_LOOPS}    y = torch.add(i, j)\nreturn x",
    "nodes without end": f"{_LOOPS}    x = torch.relu(x)\nreturn x",
    "calls itself": "return (self).forward(x, )",
    "a vast range": "for i in range(1000000000000000000000000):\n  x = torch.relu(x)\nreturn x",
    "a vast number": "n = 10\nfor i in range(4000):\n  n = torch.mul(n, n)\nreturn torch.mul(x, n)",
    "a vast power": "return torch.mul(x, torch.pow(10, 1000000000))",
    "a vast text": "s = 'a'\nfor i in range(100):\n  s = torch.add(s, s)\nreturn x",
    "a vast list": "s = [1]\nfor i in range(100):\n  s = torch.add(s, s)\nreturn x",
    "a list of lists": f"{_DOUBLED}return torch.cat(a)",
    "a list of lists compared": f"{_DOUBLED}if torch.eq(a, a):\n  pass\nreturn x",
    "a list of lists shown": f"{_DOUBLED}s = torch.format('{{}}', a)\nreturn x",
    "a list of lists returned": f"{_DOUBLED}return a",
    "a list that holds itself": "a = [x]\n_0 = torch.append(a, a)\nreturn torch.cat(a)",
    "parts without end": "return torch.split(x, 1)[100000000]",
    "branches in branches": "\n".join(
        f"{'  ' * n}if torch.gt(torch.size(x, 0), {n}):" for n in range(40)
    )
    + f"\n{'  ' * 40}x = torch.relu(x)\nreturn x",
    "branches after branches": "if torch.gt(torch.size(x, 0), 1):\n  x = torch.relu(x)\n" * 300
    + "return x",
    "a chain of numbers": "n = torch.size(x, 0)\n"
    + "n = torch.add(n, 1)\n" * 3000
    + "return torch.mul(x, n)",
    "arguments that make no sense": "return torch.conv2d(x, 'a', [x], None, 1.5, {}, x, x, x, x)",
    "names that are not there": "return torch.relu(nothing.at.all(y)[3].z)",
    "numbers for names": "return (3).forward(x, )",
    "no arguments": "_0 = torch.cat()\n_1 = torch.size()\n_2 = torch.append()\nreturn torch.view()",
    "ranks that contradict": "y = torch.permute(x, [0, 1, 2])\nreturn torch.permute(y, [0, 1])",
    "steps of nothing": "for i in range(0, 5, 0):\n  pass\nreturn [1, 2, 3][0:2]",
    "other statements": "import os\nglobal x\nwith open('f') as f:\n  del x\nlambda: 3\nreturn x",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_code(name: str, tmp_path: Path) -> None:
    outcome(script(tmp_path, _HOSTILE[name]))


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 5000 + "x" + ")" * 5000,
        "-" * 100_000 + "1",
        "x" + ".a" * 100_000,
        "x" + "[0]" * 50_000,
        "+".join(["x"] * 50_000),
        "not " * 50_000 + "x",
        "[" * 150 + "]" * 150,
        "\x00",
        "'\\ud800'",
    ],
    ids=str,
)
def test_code_that_is_nested_deep(expression: str, tmp_path: Path) -> None:
    assert outcome(script(tmp_path, f"return {expression}")) is not None


def test_two_classes_that_call_each_other(tmp_path: Path) -> None:
    head = (
        "def f(x: Tensor) -> Tensor:\n  return __torch__.g(x)\n"
        "def g(x: Tensor) -> Tensor:\n  return __torch__.f(x)"
    )
    assert outcome(script(tmp_path, "return __torch__.f(x)", head=head)) == "limit-exceeded"


def test_the_code_is_too_long(tmp_path: Path) -> None:
    body = "x = torch.relu(x)\n" * 400_000
    assert outcome(script(tmp_path, f"{body}return x")) == "limit-exceeded"


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"code/__torch__.py": "class M(Module):\n  pass"}, "malformed"),
        ({"code/__torch__.py": "x", "data.pkl": b"\x80\x02."}, "malformed"),
        ({"code/__torch__.py": "x", "data.pkl": b"garbage"}, "malformed"),
        ({"code/__torch__.py": "x = (", "data.pkl": EMPTY_MODULE}, "malformed"),
        ({"code/__torch__.py": "class N(Module):\n  x : int", "data.pkl": EMPTY_MODULE},
         "unsupported-format"),
        ({"code/__torch__.py": "class M(Module):\n  x : int", "data.pkl": EMPTY_MODULE},
         "unsupported-format"),
    ],
)  # fmt: skip
def test_archives_that_lack_something(
    entries: dict[str, bytes | str], code: str, tmp_path: Path
) -> None:
    assert outcome(archive(tmp_path / "m.pt", entries)) == code


def test_nothing_is_executed(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    body = f"_0 = __import__('os').system('touch {canary}')\n_1 = open('{canary}', 'w')\nreturn x"
    outcome(script(tmp_path, body))
    head = f"__import__('os').system('touch {canary}')"
    outcome(script(tmp_path, "return x", head=head))
    assert not canary.exists()
