"""Makes the seeds that TensorFlow writes: ``python tests/fuzz/make_tensorflow_seeds.py``.

Needs tensorflow, which the project does not depend on. The networks are as small as they can be and
still have a convolution, a norm, a loop and a branch.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import tensorflow as tf
from keras import layers
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

SEEDS = Path(__file__).parent / "seeds"


class Image(tf.Module):
    """A convolution, a norm, a branch and a product."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel = tf.Variable(tf.ones([3, 3, 2, 3]), name="kernel")
        self.scale = tf.Variable(tf.ones([3]), name="scale")
        self.head = tf.Variable(tf.ones([3, 2]), name="head")

    @tf.function(input_signature=[tf.TensorSpec([1, 4, 4, 2], tf.float32)])
    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        y = tf.nn.relu(tf.nn.conv2d(x, self.kernel, 1, "SAME") * self.scale)
        pooled = tf.reduce_mean(y, [1, 2])
        return tf.cond(
            tf.reduce_sum(pooled) > 0, lambda: pooled @ self.head, lambda: -pooled @ self.head
        )


class Steps(tf.Module):
    """A loop."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel = tf.Variable(tf.ones([2, 2]), name="kernel")

    @tf.function(input_signature=[tf.TensorSpec([1, 2], tf.float32)])
    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        step = tf.constant(0)
        while step < 3:
            x = tf.tanh(x @ self.kernel)
            step += 1
        return x


def folder(format: str) -> Path:
    place = SEEDS / format
    place.mkdir(parents=True, exist_ok=True)
    return place


def saved(name: str, module: tf.Module) -> None:
    """The graph, the index of variables, the frozen graph and TensorFlow Lite's file."""
    function = module.__call__.get_concrete_function()
    with tempfile.TemporaryDirectory() as scratch:
        tf.saved_model.save(module, scratch, signatures=function)
        shutil.copy(
            Path(scratch) / "saved_model.pb", folder("tensorflow-saved-model") / f"{name}.pb"
        )
        if name == "image":
            place = folder("tensorflow-variables")
            shutil.copy(Path(scratch) / "variables/variables.index", place)
            beside = folder("tensorflow-variables/beside")
            shutil.copy(Path(scratch) / "saved_model.pb", beside)
            (beside / "variables").mkdir(exist_ok=True)
            data = "variables/variables.data-00000-of-00001"
            shutil.copy(Path(scratch) / data, beside / "variables")
    frozen = convert_variables_to_constants_v2(function, lower_control_flow=False)
    (folder("tensorflow-graph") / f"{name}.pb").write_bytes(
        frozen.graph.as_graph_def().SerializeToString()
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], module)
    (folder("tflite") / f"{name}.tflite").write_bytes(converter.convert())


def kept(name: str, model: keras.Model) -> None:
    """Both files of Keras."""
    model.save(folder("keras") / f"{name}.keras")
    model.save(folder("keras-h5") / f"{name}.h5")


def main() -> None:
    """Writes all of them."""
    saved("image", Image())
    saved("steps", Steps())
    kept(
        "plain",
        keras.Sequential(
            [layers.Input((4, 4, 2)), layers.Conv2D(3, 3), layers.Flatten(), layers.Dense(2)]
        ),
    )
    x = entry = keras.Input((3, 2))
    x = layers.LSTM(2)(x)
    kept("joined", keras.Model(entry, layers.Add()([x, layers.Dense(2)(x)])))


if __name__ == "__main__":
    main()
