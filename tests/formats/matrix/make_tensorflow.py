"""Makes the matrix's networks with Keras and saves each in every format that TensorFlow writes.

    python tests/formats/matrix/make_tensorflow.py FOLDER [ARCHITECTURE...]

Needs tensorflow and openvino. The networks are narrow and their weights repeat (see
``make_pytorch.py``). OpenVINO's files are converted from the ONNX files that are there already and
from the SavedModels. A file that is there is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tensorflow"))
import make_models as plain

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

IMAGE = (64, 64, 3)
_SHARED = {"weights": None, "input_shape": IMAGE, "classes": 10}


def _resnet() -> keras.Model:
    from keras.src.applications import resnet

    def stack(x: keras.KerasTensor) -> keras.KerasTensor:
        for place, (width, count) in enumerate([(8, 2), (16, 2), (16, 2)]):
            step = {"stride1": 1} if place == 0 else {}
            x = resnet.stack_residual_blocks_v1(x, width, count, name=f"stack{place}", **step)
        return x

    return resnet.ResNet(stack, False, True, "resnet", name="resnet", **_SHARED)


def _mobilenet_v2() -> keras.Model:
    return keras.applications.MobileNetV2(alpha=0.35, **_SHARED)


def _mobilenet_v3() -> keras.Model:
    return keras.applications.MobileNetV3Small(alpha=0.35, **_SHARED)


def _efficientnet() -> keras.Model:
    from keras.src.applications import efficientnet

    return efficientnet.EfficientNet(
        0.25, 1.0, 64, weights=None, input_shape=IMAGE, classes=10, weights_name="", name="net"
    )


def _densenet() -> keras.Model:
    from keras.src.applications import densenet

    return densenet.DenseNet([4, 6, 8, 4], name="densenet", **_SHARED)


def _convnext() -> keras.Model:
    from keras.src.applications import convnext

    return convnext.ConvNeXt(
        depths=[2, 2, 3, 2], projection_dims=[8, 16, 24, 32], name="convnext", **_SHARED
    )


NETWORKS: dict[str, Callable[[], keras.Model]] = {
    "resnet": _resnet,
    "mobilenet_v2": _mobilenet_v2,
    "mobilenet_v3": _mobilenet_v3,
    "efficientnet": _efficientnet,
    "densenet": _densenet,
    "vit": plain.vit,
    "convnext": _convnext,
    "bert": plain.bert,
    "gpt2": plain.gpt2,
    "llama": plain.llama,
    "t5": plain.t5,
    "lstm": plain.lstm,
    "unet": plain.unet,
}


def settle(model: keras.Model) -> None:
    """Gives every weight numbers of its own that repeat, variances positive ones."""
    row = np.random.default_rng(0).normal(size=61) * 0.05
    for place, weight in enumerate(model.weights):
        if "float" in str(weight.dtype):
            shift = 1.0 if "variance" in weight.path else 0.001 * place
            weight.assign(np.resize(row + shift, int(np.prod(weight.shape))).reshape(weight.shape))


def _open_vino(source: Path, path: Path) -> None:
    import openvino

    openvino.save_model(openvino.convert_model(str(source)), str(path), compress_to_fp16=False)


def main() -> None:
    """Writes the models named on the command line, or all, into a folder."""
    root, names = Path(sys.argv[1]), sys.argv[2:]
    for name in names or NETWORKS:
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        keras.backend.clear_session()
        model = NETWORKS[name]()
        settle(model)
        steps: dict[str, Callable[[Path], object]] = {
            "keras.keras": model.save,
            "keras.h5": model.save,
            "keras.pb": lambda path, model=model: path.write_bytes(plain.frozen(model)),
            "keras.saved": lambda path, model=model: model.export(path, verbose=False),
        }
        for kind in ("float", "float16", "int8", "weights8"):
            steps[f"keras.{kind}.tflite"] = lambda path, kind=kind, model=model: path.write_bytes(
                plain.lite(model, kind)
            )
        steps["keras.xml"] = lambda path, folder=folder: _open_vino(folder / "keras.saved", path)
        if (folder / "pytorch.script.onnx").exists():
            steps["pytorch.xml"] = lambda path, folder=folder: _open_vino(
                folder / "pytorch.script.onnx", path
            )
        for file, step in steps.items():
            if (folder / file).exists():
                continue
            try:
                step(folder / file)
            except Exception as error:  # noqa: BLE001 - a converter may fail in any way
                print(f"{name}/{file}: {type(error).__name__}: {str(error)[:300]}", flush=True)
        print(name, flush=True)


if __name__ == "__main__":
    main()
