"""Small Keras files, written as their configuration and their HDF5 weights."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import h5py
import numpy as np

Shape = tuple[int | None, ...]


def tensor(name: str, shape: Shape = (None, 8, 8, 3), call: int = 0) -> dict:
    history = {"shape": list(shape), "dtype": "float32", "keras_history": [name, call, 0]}
    return {"class_name": "__keras_tensor__", "config": history}


def layer(kind: str, name: str, *calls: Sequence, module: str = "keras.layers", **config) -> dict:
    """A layer of a functional model; each call is the list of its arguments."""
    return {
        "module": module,
        "class_name": kind,
        "config": {"name": name, **config},
        "registered_name": None,
        "name": name,
        "inbound_nodes": [{"args": list(call), "kwargs": {}} for call in calls],
    }


def entry(name: str, shape: Shape = (None, 8, 8, 3)) -> dict:
    return layer("InputLayer", name, batch_shape=list(shape), dtype="float32")


def functional(layers: list[dict], inputs: list[str], outputs: list[str]) -> dict:
    config = {
        "name": "model",
        "layers": layers,
        "input_layers": [[name, 0, 0] for name in inputs],
        "output_layers": [[name, 0, 0] for name in outputs],
    }
    return {"module": "keras", "class_name": "Functional", "config": config}


def sequential(layers: list[dict]) -> dict:
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "sequential", "layers": layers},
    }


def weights_file(arrays: Mapping[str, Shape]) -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        for path, shape in arrays.items():
            file[path] = np.zeros(shape, np.float32)
    return memory.getvalue()


def save_archive(folder: Path, config: dict, arrays: Mapping[str, Shape]) -> Path:
    path = folder / "m.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.9.0"}))
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", weights_file(arrays))
    return path


def save_h5(folder: Path, config: dict | None, arrays: Mapping[str, Mapping[str, Shape]]) -> Path:
    """The older file: weights stand under their layer's name, their order is stated."""
    path = folder / "m.h5"
    with h5py.File(path, "w") as file:
        if config is not None:
            file.attrs["model_config"] = json.dumps(config)
        for name, owned in arrays.items():
            group = file.create_group(f"model_weights/{name}")
            group.attrs["weight_names"] = [f"{name}/{part}".encode() for part in owned]
            for part, shape in owned.items():
                group[f"{name}/{part}"] = np.zeros(shape, np.float32)
    return path


def small() -> dict:
    """Convolution, norm, ReLU, average and a classifier."""
    image = (None, 8, 8, 16)
    return functional(
        [
            entry("input"),
            layer(
                "Conv2D",
                "conv",
                [tensor("input")],
                kernel_size=[3, 3],
                strides=[1, 1],
                padding="same",
                dilation_rate=[1, 1],
                groups=1,
                activation="linear",
                data_format="channels_last",
            ),
            layer("BatchNormalization", "norm", [tensor("conv", image)], axis=-1, epsilon=1e-3),
            layer("ReLU", "relu", [tensor("norm", image)], max_value=6.0),
            layer("GlobalAveragePooling2D", "pool", [tensor("relu", image)], keepdims=False),
            layer("Dense", "head", [tensor("pool", (None, 16))], units=10, activation="softmax"),
        ],
        ["input"],
        ["head"],
    )


SMALL_BY_CLASS = {
    "layers/conv2d/vars/0": (3, 3, 3, 16),
    "layers/conv2d/vars/1": (16,),
    **{f"layers/batch_normalization/vars/{at}": (16,) for at in range(4)},
    "layers/dense/vars/0": (16, 10),
    "layers/dense/vars/1": (10,),
}
SMALL_BY_NAME = {
    "conv": {"kernel": (3, 3, 3, 16), "bias": (16,)},
    "norm": dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), (16,)),
    "head": {"kernel": (16, 10), "bias": (10,)},
}
