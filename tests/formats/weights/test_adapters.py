"""Files of adapters say that they are no whole model."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.formats import read_model
from tests.formats.weights.test_readers import safetensors, save

ADAPTERS: dict[str, tuple[str, dict[str, list[int]]]] = {
    "peft": (
        "LoRA of rank 4",
        {
            "base_model.model.layers.0.q_proj.lora_A.weight": [4, 64],
            "base_model.model.layers.0.q_proj.lora_B.weight": [64, 4],
        },
    ),
    "kohya": (
        "LoRA of rank 8",
        {
            "lora_unet_down_blocks_0_attn1_to_q.lora_down.weight": [8, 64],
            "lora_unet_down_blocks_0_attn1_to_q.lora_up.weight": [64, 8],
            "lora_unet_down_blocks_0_attn1_to_q.alpha": [],
        },
    ),
    "mixed ranks": ("LoRA", {"a.lora_A.weight": [4, 64], "b.lora_A.weight": [8, 64]}),
    "dora": ("LoRA of rank 4", {"a.lora_A.weight": [4, 8], "a.lora_magnitude_vector": [8]}),
    "loha": ("LoHa", {"lora_unet_x.hada_w1_a": [8, 4], "lora_unet_x.hada_w1_b": [4, 8]}),
    "lokr": ("LoKr", {"lycoris_x.lokr_w1": [8, 4], "lycoris_x.lokr_w2": [4, 8]}),
    "ia3": ("IA³", {"base_model.layers.0.k_proj.ia3_l": [64, 1]}),
    "prompts": ("prompt tuning", {"prompt_embeddings": [8, 64]}),
}


def file(folder: Path, shapes: dict[str, list[int]]) -> Path:
    count = dict.fromkeys(shapes, 4)
    for name, shape in shapes.items():
        for extent in shape:
            count[name] *= extent
    entries = {name: ("F32", shape, bytes(count[name])) for name, shape in shapes.items()}
    return save(folder, "adapter_model.safetensors", safetensors(entries))


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_is_told(tmp_path: Path, name: str) -> None:
    kind, shapes = ADAPTERS[name]
    (finding,) = read_model(file(tmp_path, shapes)).findings
    assert finding.code == "adapter-weights"
    assert f"({kind})" in finding.message


def test_a_model_with_one_adapted_layer_is_a_model(tmp_path: Path) -> None:
    whole = {f"layers.{n}.weight": [8, 8] for n in range(6)}
    model = read_model(file(tmp_path, {**whole, "layers.0.lora_A.weight": [2, 8]}))
    assert not model.findings
