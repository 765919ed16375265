"""Files of weights only, in every container: the same parameters as the same tree of modules."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from inspector.formats import FormatError, SeveralModelsError, find_models, probe, read_model
from inspector.ir import Initializer, Model
from tests.fuzz import make_seeds


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def tensors(model: Model, graph: str = "") -> dict[str, Initializer]:
    held = model.graphs[graph] if graph else next(iter(model.graphs.values()))
    return {n: v.initializer for n, v in held.initializers.items() if v.initializer is not None}


def modules(model: Model) -> list[tuple[str, str]]:
    return [(n.name, n.op_type) for n in next(iter(model.graphs.values())).nodes]


def codes(model: Model) -> set[str]:
    return {finding.code for finding in model.findings}


def safetensors(entries: dict[str, tuple[str, list[int], bytes]], extra: bytes = b"") -> bytes:
    header: dict[str, object] = {}
    data = b""
    for name, (dtype, shape, content) in entries.items():
        place = [len(data), len(data) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": place}
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data + extra


NUMBERS = np.arange(6, dtype=np.float32).reshape(2, 3)
WEIGHT = ("F32", [2, 3], NUMBERS.tobytes())


@pytest.mark.parametrize("name", ["zip.pth", "legacy.pth"])
def test_checkpoints_of_pytorch(tmp_path: Path, name: str) -> None:
    data = make_seeds.checkpoints()[name]
    model = read_model(save(tmp_path, "model.bin", data))
    assert (model.format, model.basis) == ("pytorch", "parameters")
    assert modules(model) == [("conv1", "Conv2d"), ("bn1", "RMSNorm"), ("fc", "Linear")]
    weight = tensors(model)["fc.weight"]
    assert (weight.dtype, weight.shape, weight.length) == ("float32", (2, 4), 32)
    assert weight.offset > 0
    assert weight.read is not None
    assert weight.read().shape == (2, 4)
    assert codes(model) == set()


def test_checkpoint_in_a_tar_archive(tmp_path: Path) -> None:
    def pack(*parts: object) -> bytes:
        return b"".join(p if isinstance(p, bytes) else make_seeds._pickled(p) for p in parts)

    storage = make_seeds._Named("torch", "FloatStorage")
    kind = make_seeds._Named("torch", "FloatTensor")
    entries = {
        "sys_info": pack({"protocol_version": 1000}),
        "pickle": b"\x80\x02}X\x09\x00\x00\x00fc.weightX\x01\x00\x00\x007Qs.",
        "tensors": pack(1, (7, 5, kind), struct.pack("<i4x2q2qq", 2, 2, 3, 3, 1, 0)),
        "storages": pack(1, (5, "cpu", storage), struct.pack("<q", 6), NUMBERS.tobytes(), []),
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    model = read_model(save(tmp_path, "old.pth", buffer.getvalue()))
    weight = tensors(model)["fc.weight"]
    assert weight.read is not None
    assert weight.read().tolist() == NUMBERS.tolist()


def test_safetensors(tmp_path: Path) -> None:
    data = safetensors({"a.weight": WEIGHT, "a.bias": ("BF16", [2], b"\x80\x3f\x00\x40")})
    path = save(tmp_path, "x", data)
    model = read_model(path)
    weight, bias = tensors(model)["a.weight"], tensors(model)["a.bias"]
    assert modules(model) == [("a", "Linear")]
    assert path.read_bytes()[weight.offset :][: weight.length] == NUMBERS.tobytes()
    assert bias.read is not None
    assert bias.read().tolist() == [1.0, 2.0]
    assert codes(model) == set()


def test_safetensors_that_contradict_themselves(tmp_path: Path) -> None:
    overlapping = json.dumps(
        {
            "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
            "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]},
            "c": {"dtype": "F32", "shape": [3], "data_offsets": [12, 16]},
            "d": {"dtype": "F32", "shape": [2], "data_offsets": [900, 908]},
            "e": {"dtype": "F32"},
        }
    )
    double = overlapping[:-1] + ', "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'
    data = struct.pack("<Q", len(double)) + double.encode() + bytes(16)
    assert codes(read_model(save(tmp_path, "x", data))) == {
        "duplicate-name",
        "tensor-malformed",
        "tensor-outside-file",
        "tensor-overlap",
        "tensor-size-contradicts",
    }


@pytest.mark.parametrize(("order", "version"), [("<", 1), ("<", 2), ("<", 3), (">", 3)])
def test_gguf(tmp_path: Path, order: str, version: int) -> None:
    model = read_model(save(tmp_path, "x", make_seeds.gguf(order, version)))
    assert model.opsets == {"gguf": version}
    assert model.metadata["general.architecture"] == "llama"
    assert model.metadata["tokens"] == "a, bc, "
    table = tensors(model)["token_embd.weight"]
    assert (table.shape, table.dtype, table.length) == ((4, 32), "unknown", 72)
    assert modules(model)[1] == ("token_embd", "Embedding")
    assert model.graphs["main"].nodes[1].attributes["stored"] == "Q4_0"
    assert codes(model) == set()


def test_arrays_of_numpy(tmp_path: Path) -> None:
    for name, data in make_seeds.arrays().items():
        model = read_model(save(tmp_path, name, data))
        (tensor,) = tensors(model).values()
        if name == "objects.npy":
            assert codes(model) == {"numpy-pickle"}
        else:
            assert tensor.read is not None
            assert tensor.read().tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("name", ["plain.npz", "packed.npz"])
def test_archives_of_arrays(tmp_path: Path, name: str) -> None:
    model = read_model(save(tmp_path, "x", make_seeds.archives()[name]))
    found = tensors(model)
    assert list(found) == ["a", "b"]
    assert (found["a"].offset >= 0) == (name == "plain.npz")
    assert found["a"].read is not None
    assert found["a"].read().tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("name", sorted(make_seeds.pickles()))
def test_other_pickles(tmp_path: Path, name: str) -> None:
    model = read_model(save(tmp_path, "x", make_seeds.pickles()[name]))
    assert model.format == "pickle"
    assert [t.shape for t in tensors(model).values()] == [(2, 3)]


def test_optimizer_is_left_out_and_said(tmp_path: Path) -> None:
    tensor = make_seeds._Tensor(make_seeds._Storage("0", 6, False), (2, 3))
    value = {"state_dict": {"a.weight": tensor}, "optimizer": {"exp_avg": tensor}, "epoch": 1}
    path = tmp_path / "x.ckpt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/data.pkl", make_seeds._pickled(value))
        archive.writestr("m/data/0", NUMBERS.tobytes())
    model = read_model(path)
    assert list(model.graphs) == ["state_dict"]
    assert model.skipped == ["One tensor of the training's state under optimizer."]


def test_tensor_past_the_end_of_its_storage(tmp_path: Path) -> None:
    tensor = make_seeds._Tensor(make_seeds._Storage("0", 6, False), (200, 3))
    lost = make_seeds._Tensor(make_seeds._Storage("9", 6, False), (2, 3))
    path = tmp_path / "x.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/data.pkl", make_seeds._pickled({"a": tensor, "b": lost}))
        archive.writestr("m/data/0", NUMBERS.tobytes())
    model = read_model(path)
    found = [f for f in model.findings if f.code == "tensor-outside-storage"]
    assert [f.where for f in found] == ["a", "b"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model in two files with an index, as it is downloaded."""
    index = {"weight_map": {}}
    for number, name in enumerate(["a", "b"], 1):
        file = f"model-0000{number}-of-00002.safetensors"
        save(tmp_path, file, safetensors({f"{name}.weight": WEIGHT}))
        index["weight_map"][f"{name}.weight"] = file
    save(tmp_path, "model.safetensors.index.json", json.dumps(index).encode())
    save(tmp_path, "config.json", b'{"model_type": "bert", "hidden_size": 3}')
    return tmp_path


def test_folder_is_one_model(folder: Path) -> None:
    save(folder, "onnx/model.onnx", make_seeds.onnx()["vgg-torchscript.onnx"])
    model = read_model(folder)
    assert (model.path, model.format) == (str(folder), "safetensors")
    assert modules(model) == [("a", "Linear"), ("b", "Linear")]
    assert tensors(model)["b.weight"].location == "model-00002-of-00002.safetensors"
    assert model.metadata["model_type"] == "bert"
    assert codes(model) == {"folder-other-files"}


def test_index_counts_instead_of_its_files(folder: Path) -> None:
    index = folder / "model.safetensors.index.json"
    assert find_models(folder) == [index]
    assert probe(index) == "sharded-weights"
    assert modules(read_model(index)) == [("a", "Linear"), ("b", "Linear")]


def test_numbered_files_without_an_index(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    assert modules(read_model(folder)) == [("a", "Linear"), ("b", "Linear")]


def test_file_of_an_index_that_is_not_there(folder: Path) -> None:
    (folder / "model-00002-of-00002.safetensors").unlink()
    model = read_model(folder)
    assert modules(model) == [("a", "Linear")]
    assert codes(model) == {"shard-missing"}
    assert model.skipped == ["The weights in model-00002-of-00002.safetensors."]


def test_index_that_is_wrong_about_its_files(folder: Path) -> None:
    shard = "model-00001-of-00002.safetensors"
    index = {"weight_map": {"a.weight": shard, "z.weight": shard}}
    path = save(folder, "model.safetensors.index.json", json.dumps(index).encode())
    assert codes(read_model(path)) == {"shard-contradicts"}


@pytest.mark.parametrize("name", ["../outside.safetensors", "/etc/passwd", "link.safetensors"])
def test_index_that_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    save(tmp_path, "outside.safetensors", safetensors({"secret.weight": WEIGHT}))
    inner = tmp_path / "model"
    save(inner, "a.safetensors", safetensors({"a.weight": WEIGHT}))
    (inner / "link.safetensors").symlink_to(tmp_path / "outside.safetensors")
    index = {"weight_map": {"secret.weight": name, "a.weight": "a.safetensors"}}
    path = save(inner, "m.index.json", json.dumps(index).encode())
    model = read_model(path)
    assert modules(model) == [("a", "Linear")]
    danger = [f for f in model.findings if f.severity == "danger"]
    assert [f.code for f in danger] == ["shard-outside-folder"]


def test_folder_with_several_models_asks_which(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(tmp_path, f"{name}.safetensors", safetensors({"a.weight": WEIGHT}))
    with pytest.raises(SeveralModelsError) as caught:
        read_model(tmp_path)
    assert caught.value.help == "Open one of them: one.safetensors, two.safetensors."


def test_folder_of_a_pipeline_asks_which_part(tmp_path: Path) -> None:
    save(tmp_path, "model_index.json", b'{"_class_name": "StableDiffusionPipeline"}')
    save(tmp_path, "scheduler/scheduler_config.json", b"{}")
    for name in ("unet", "vae"):
        data = safetensors({"a.weight": WEIGHT})
        save(tmp_path, f"{name}/diffusion_pytorch_model.safetensors", data)
    with pytest.raises(SeveralModelsError) as caught:
        read_model(tmp_path)
    assert caught.value.choices == [str(tmp_path / "unet"), str(tmp_path / "vae")]
    assert read_model(Path(caught.value.choices[0])).format == "safetensors"


def test_folder_with_one_model_in_a_folder_of_its_own(tmp_path: Path) -> None:
    save(tmp_path, "notes/readme.md", b"nothing")
    save(tmp_path, "transformer/model.safetensors", safetensors({"a.weight": WEIGHT}))
    (tmp_path / "elsewhere").symlink_to(tmp_path / "transformer")
    model = read_model(tmp_path)
    assert (model.path, modules(model)) == (str(tmp_path), [("a", "Linear")])


def test_folder_without_a_model(tmp_path: Path) -> None:
    save(tmp_path, "readme.md", b"nothing")
    with pytest.raises(FormatError, match="holds no model"):
        read_model(tmp_path)


def test_truncated_files_are_clear_errors_or_say_what_is_missing(tmp_path: Path) -> None:
    for data in (
        *make_seeds.checkpoints().values(),
        *make_seeds.safetensors().values(),
        make_seeds.gguf(),
        *make_seeds.arrays().values(),
        *make_seeds.archives().values(),
        *make_seeds.pickles().values(),
    ):
        for part in range(1, 16):
            path = save(tmp_path, "x", data[: len(data) * part // 16])
            with contextlib.suppress(FormatError):
                model = read_model(path)
                assert model.findings or model.skipped
