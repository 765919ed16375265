"""Weights packed by quantization count as what they stand for, whatever packed them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from inspector.analysis.parameters import load_rules, recognise
from inspector.formats import read_model
from inspector.formats.weights.packing import packed_weight
from inspector.ir import Initializer
from tests.formats.weights.test_readers import safetensors, save

OUT, IN = 64, 128
GROUPS = IN // 32
CODES = {"U8": 1, "I8": 1, "I32": 4, "U32": 4, "F16": 2, "F32": 4, "I64": 8, "I16": 2}
Stored = dict[str, tuple[str, list[int], bytes | None]]


def packed(rows: int) -> dict[str, Stored]:
    """What tools store of a linear layer with so many outputs."""
    state = json.dumps({"quant_type": "nf4", "blocksize": 64, "shape": [rows, IN]}).encode()
    sizes = np.asarray([rows, IN]).tobytes()
    return {
        "GPTQ": {
            "qweight": ("I32", [IN // 8, rows], None),
            "qzeros": ("I32", [GROUPS, rows // 8], None),
            "scales": ("F16", [GROUPS, rows], None),
            "g_idx": ("I32", [IN], None),
        },
        "GPTQ, no order": {
            "qweight": ("I32", [IN // 4, rows], None),
            "qzeros": ("I32", [GROUPS, rows // 4], None),
            "scales": ("F16", [GROUPS, rows], None),
        },
        "AWQ": {
            "qweight": ("I32", [IN, rows // 8], None),
            "qzeros": ("I32", [GROUPS, rows // 8], None),
            "scales": ("F16", [GROUPS, rows], None),
        },
        "bitsandbytes, 4 bits": {
            "weight": ("U8", [rows * IN // 2, 1], None),
            "weight.absmax": ("U8", [rows * IN // 64], None),
            "weight.quant_map": ("F32", [16], None),
            "weight.quant_state.bitsandbytes__nf4": ("U8", [len(state)], state),
        },
        "bitsandbytes, 8 bits": {
            "weight": ("I8", [rows, IN], None),
            "SCB": ("F32", [rows], None),
            "weight_format": ("U8", [], b"\0"),
        },
        "compressed-tensors": {
            "weight_packed": ("I32", [rows, IN // 8], None),
            "weight_scale": ("F16", [rows, GROUPS], None),
            "weight_shape": ("I64", [2], sizes),
        },
        "MLX, 4 bits": {
            "weight": ("U32", [rows, IN // 8], None),
            "scales": ("F16", [rows, IN // 64], None),
            "biases": ("F16", [rows, IN // 64], None),
        },
        "MLX, 8 bits": {
            "weight": ("U32", [rows, IN // 4], None),
            "scales": ("F16", [rows, IN // 64], None),
            "biases": ("F16", [rows, IN // 64], None),
        },
        "Model Optimizer": {
            "weight": ("U8", [rows, IN // 2], None),
            "weight_scale": ("U8", [rows, IN // 16], None),
            "weight_scale_2": ("F32", [], None),
        },
        "ExLlamaV2": {
            "q_weight": ("I32", [IN // 8, rows], None),
            "q_invperm": ("I16", [IN], None),
            "q_scale": ("I32", [2, rows // 8], None),
        },
        "quanto": {
            "weight._data": ("I8", [rows, IN], None),
            "weight._scale": ("F32", [rows, 1], None),
            "input_scale": ("F32", [], None),
        },
    }


PACKED = packed(OUT)


def filled(stored: Stored, scope: str) -> dict[str, tuple[str, list[int], bytes]]:
    return {
        f"{scope}.{name}": (
            code,
            shape,
            bytes(int(np.prod(shape)) * CODES[code]) if data is None else data,
        )
        for name, (code, shape, data) in stored.items()
    }


@pytest.mark.parametrize("kind", PACKED)
def test_a_packed_weight_is_a_linear_layer(tmp_path: Path, kind: str) -> None:
    entries = filled(PACKED[kind], "layers.0.self_attn.q_proj")
    entries["layers.0.self_attn.q_proj.bias"] = ("F16", [OUT], bytes(2 * OUT))
    model = read_model(save(tmp_path, "model.safetensors", safetensors(entries)))
    (module,) = model.graphs["main"].nodes
    assert (module.name, module.op_type) == ("layers.0.self_attn.q_proj", "Linear")
    assert (module.attributes["in"], module.attributes["out"]) == (IN, OUT)
    assert len(module.inputs) == len(entries)
    assert not model.findings


def llama(kind: str) -> dict[str, tuple[str, list[int], bytes]]:
    """A LLaMA of one width whose linear layers are packed."""
    stored = packed(IN)[kind]
    entries = {"model.embed_tokens.weight": ("F16", [500, IN], bytes(1000 * IN))}
    entries["model.norm.weight"] = ("F16", [IN], bytes(2 * IN))
    for layer in range(2):
        scope = f"model.layers.{layer}"
        for name in ("q", "k", "v", "o"):
            entries |= filled(stored, f"{scope}.self_attn.{name}_proj")
        for name in ("gate", "up", "down"):
            entries |= filled(stored, f"{scope}.mlp.{name}_proj")
        for name in ("input_layernorm", "post_attention_layernorm"):
            entries[f"{scope}.{name}.weight"] = ("F16", [IN], bytes(2 * IN))
    return entries


@pytest.mark.parametrize("kind", PACKED)
def test_the_family_is_told_in_spite_of_it(tmp_path: Path, kind: str) -> None:
    model = read_model(save(tmp_path, "model.safetensors", safetensors(llama(kind))))
    verdict = recognise(model.graphs["main"], load_rules()).verdict
    assert verdict is not None
    assert verdict.family == "llama"


CONTRADICTING: dict[str, Stored] = {
    "no scales": {"qweight": ("I32", [IN // 8, OUT], None)},
    "scales of another width": {
        "qweight": ("I32", [IN // 8, OUT], None),
        "qzeros": ("I32", [GROUPS, 3], None),
        "scales": ("F16", [GROUPS, OUT + 1], None),
    },
    "a stated shape of another size": {
        "weight": ("U8", [OUT * IN, 1], None),
        "weight.quant_state.bitsandbytes__nf4": ("U8", [22], b'{"shape": [64, 128]}  '),
    },
    "a stated shape that is no JSON": {
        "weight": ("U8", [OUT * IN // 2, 1], None),
        "weight.quant_state.bitsandbytes__nf4": ("U8", [4], b"\xff{[}"),
    },
    "a stated shape below nothing": {
        "weight_packed": ("I32", [OUT, IN // 8], None),
        "weight_shape": ("I64", [2], np.asarray([-1, IN]).tobytes()),
    },
    "nothing": {"weight": ("U32", [0, 0], None), "scales": ("F16", [0, 0], None)},
}


@pytest.mark.parametrize("kind", CONTRADICTING)
def test_what_contradicts_itself_stands_for_nothing(tmp_path: Path, kind: str) -> None:
    entries = filled(CONTRADICTING[kind], "layer")
    model = read_model(save(tmp_path, "model.safetensors", safetensors(entries)))
    assert all("packed" not in node.attributes for node in model.graphs["main"].nodes)


def test_a_plain_weight_is_not_packed() -> None:
    plain = {"weight": Initializer("float32", (OUT, IN)), "bias": Initializer("float32", (OUT,))}
    assert packed_weight(plain) is None
