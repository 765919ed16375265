"""Makes small networks with Keras and saves each in every format that TensorFlow writes.

    python make_models.py FOLDER [--formats keras,h5] [NAME...]

Needs tensorflow; weights are random. For each architecture: Keras (.keras and .h5), TensorFlow
Lite (float, float16 weights, quantized), a SavedModel and a frozen graph.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

SIDE = 128
IMAGE = (SIDE, SIDE, 3)


def application(name: str) -> Callable[[], keras.Model]:
    def make() -> keras.Model:
        build = getattr(keras.applications, name)
        return build(weights=None, input_shape=IMAGE, classes=10)

    return make


def heads(x: keras.KerasTensor, count: int) -> keras.KerasTensor:
    length, width = x.shape[1], x.shape[2]
    return ops.transpose(ops.reshape(x, (-1, length, count, width // count)), (0, 2, 1, 3))


def attention(
    x: keras.KerasTensor,
    width: int,
    count: int,
    *,
    mask: np.ndarray | None = None,
    bias=None,
    scale: bool = True,
    use_bias: bool = True,
    memory: keras.KerasTensor | None = None,
    turn: Callable | None = None,
    kv_heads: int | None = None,
) -> keras.KerasTensor:
    memory = x if memory is None else memory
    size = width // count
    shared = kv_heads or count
    query = heads(layers.Dense(width, use_bias=use_bias)(x), count)
    key = heads(layers.Dense(shared * size, use_bias=use_bias)(memory), shared)
    value = heads(layers.Dense(shared * size, use_bias=use_bias)(memory), shared)
    if turn is not None:
        query, key = turn(query), turn(key)
    if shared != count:
        key = ops.repeat(key, count // shared, axis=1)
        value = ops.repeat(value, count // shared, axis=1)
    scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2)))
    if scale:
        scores = scores / np.float32(np.sqrt(size))
    if bias is not None:
        scores = scores + bias
    if mask is not None:
        scores = scores + mask
    mixed = ops.matmul(ops.softmax(scores, axis=-1), value)
    mixed = ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, x.shape[1], width))
    return layers.Dense(width, use_bias=use_bias)(mixed)


def causal(length: int) -> np.ndarray:
    return np.triu(np.full((1, 1, length, length), -1e9, "float32"), 1)


def bert(*, builtin: bool = False) -> keras.Model:
    length, width, count = 32, 64, 4
    words = layers.Input((length,), dtype="int32")
    kinds = layers.Input((length,), dtype="int32")
    positions = layers.Embedding(64, width)(ops.arange(length, dtype="int32"))
    x = layers.Embedding(1000, width)(words) + layers.Embedding(2, width)(kinds) + positions
    x = layers.LayerNormalization(epsilon=1e-12)(x)
    for _ in range(3):
        if builtin:
            mixed = layers.MultiHeadAttention(count, width // count)(x, x)
        else:
            mixed = attention(x, width, count)
        x = layers.LayerNormalization(epsilon=1e-12)(x + mixed)
        hidden = layers.Dense(4 * width)(x)
        hidden = layers.Dense(width)(ops.gelu(hidden, approximate=False))
        x = layers.LayerNormalization(epsilon=1e-12)(x + hidden)
    pooled = layers.Dense(width, activation="tanh")(x[:, 0])
    return keras.Model([words, kinds], [x, pooled])


def gpt2() -> keras.Model:
    length, width, count = 32, 64, 4
    words = layers.Input((length,), dtype="int32")
    table = layers.Embedding(1000, width)
    x = table(words) + layers.Embedding(64, width)(ops.arange(length, dtype="int32"))
    for _ in range(3):
        normal = layers.LayerNormalization(epsilon=1e-5)(x)
        joined = layers.Dense(3 * width)(normal)
        query, key, value = (heads(part, count) for part in ops.split(joined, 3, axis=-1))
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / np.float32(4.0)
        mixed = ops.matmul(ops.softmax(scores + causal(length), axis=-1), value)
        mixed = ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, length, width))
        x = x + layers.Dense(width)(mixed)
        normal = layers.LayerNormalization(epsilon=1e-5)(x)
        hidden = ops.gelu(layers.Dense(4 * width)(normal), approximate=True)
        x = x + layers.Dense(width)(hidden)
    x = layers.LayerNormalization(epsilon=1e-5)(x)
    return keras.Model(words, layers.Dense(1000, use_bias=False)(x))


class Scale(layers.Layer):
    """Root mean square norm with a scale, as T5 and LLaMA have it."""

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", name="scale")

    def call(self, x):
        variance = ops.mean(ops.square(x), axis=-1, keepdims=True)
        return self.scale * (x * ops.rsqrt(variance + 1e-6))


def rotate(x: keras.KerasTensor) -> keras.KerasTensor:
    length, size = x.shape[2], x.shape[3]
    angles = np.outer(np.arange(length), 1e4 ** (-np.arange(0, size, 2) / size))
    angles = np.concatenate([angles, angles], -1).astype("float32")[None, None]
    first, second = x[..., : size // 2], x[..., size // 2 :]
    return x * np.cos(angles) + ops.concatenate([-second, first], axis=-1) * np.sin(angles)


def llama() -> keras.Model:
    length, width, count = 32, 64, 4
    words = layers.Input((length,), dtype="int32")
    x = layers.Embedding(1000, width)(words)
    for _ in range(3):
        x = x + attention(
            Scale()(x), width, count, mask=causal(length), use_bias=False, turn=rotate, kv_heads=2
        )
        normal = Scale()(x)
        gate = ops.silu(layers.Dense(172, use_bias=False)(normal))
        x = x + layers.Dense(width, use_bias=False)(
            gate * layers.Dense(172, use_bias=False)(normal)
        )
    return keras.Model(words, layers.Dense(1000, use_bias=False)(Scale()(x)))


def buckets(length: int, *, both: bool) -> np.ndarray:
    distance = np.arange(length)[None] - np.arange(length)[:, None]
    half = 16 if both else 32
    result = (distance > 0) * half if both else np.zeros_like(distance)
    distance = np.abs(distance) if both else -np.minimum(distance, 0)
    exact = half // 2
    large = exact + (
        np.log(np.maximum(distance, 1) / exact) / np.log(128 / exact) * (half - exact)
    ).astype(int)
    return result + np.where(distance < exact, distance, np.minimum(large, half - 1))


def t5() -> keras.Model:
    length, width, count = 32, 64, 4
    source = layers.Input((length,), dtype="int32")
    target = layers.Input((length,), dtype="int32")
    words = layers.Embedding(1000, width)

    def positions(both: bool) -> keras.KerasTensor:
        table = layers.Embedding(32, count)
        found = table(ops.convert_to_tensor(buckets(length, both=both).astype("int32")))
        return ops.expand_dims(ops.transpose(found, (2, 0, 1)), 0)

    def feed_forward(x: keras.KerasTensor) -> keras.KerasTensor:
        hidden = layers.Dense(256, use_bias=False, activation="relu")(Scale()(x))
        return x + layers.Dense(width, use_bias=False)(hidden)

    options = {"scale": False, "use_bias": False}
    x, bias = words(source), positions(True)
    for _ in range(2):
        x = feed_forward(x + attention(Scale()(x), width, count, bias=bias, **options))
    encoded = Scale()(x)
    y, bias = words(target), positions(False)
    for _ in range(2):
        y = y + attention(Scale()(y), width, count, bias=bias, mask=causal(length), **options)
        y = y + attention(Scale()(y), width, count, memory=encoded, **options)
        y = feed_forward(y)
    logits = layers.Dense(1000, use_bias=False)(Scale()(y) * np.float32(width**-0.5))
    return keras.Model([source, target], logits)


class ClassToken(layers.Layer):
    def build(self, shape):
        self.token = self.add_weight(shape=(1, 1, shape[-1]), name="token")
        self.positions = self.add_weight(shape=(1, shape[1] + 1, shape[-1]), name="positions")

    def call(self, x):
        token = ops.broadcast_to(self.token, (ops.shape(x)[0], 1, x.shape[-1]))
        return ops.concatenate([token, x], axis=1) + self.positions


def vit(*, builtin: bool = False) -> keras.Model:
    width, count = 64, 4
    image = layers.Input((64, 64, 3))
    x = layers.Conv2D(width, 16, 16)(image)
    x = ClassToken()(layers.Reshape((16, width))(x))
    for _ in range(4):
        normal = layers.LayerNormalization(epsilon=1e-6)(x)
        if builtin:
            x = x + layers.MultiHeadAttention(count, width // count)(normal, normal)
        else:
            x = x + attention(normal, width, count)
        normal = layers.LayerNormalization(epsilon=1e-6)(x)
        x = x + layers.Dense(width)(layers.Dense(4 * width, activation="gelu")(normal))
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    return keras.Model(image, layers.Dense(10)(x[:, 0]))


def unet() -> keras.Model:
    image = layers.Input((64, 64, 1))

    def double(x: keras.KerasTensor, width: int) -> keras.KerasTensor:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        return x

    skips, x = [], image
    for width in (16, 32, 64, 128):
        x = double(x, width)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = double(x, 256)
    for width in (128, 64, 32, 16):
        x = layers.Conv2DTranspose(width, 2, 2)(x)
        x = double(layers.Concatenate()([skips.pop(), x]), width)
    return keras.Model(image, layers.Conv2D(2, 1)(x))


def lstm() -> keras.Model:
    words = layers.Input((20,), dtype="int32")
    x = layers.Embedding(500, 32)(words)
    x = layers.LSTM(32, return_sequences=True)(x)
    x = layers.LSTM(32)(x)
    return keras.Model(words, layers.Dense(2, activation="softmax")(x))


def bilstm() -> keras.Model:
    words = layers.Input((20,), dtype="int32")
    x = layers.Embedding(500, 32)(words)
    x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(x)
    return keras.Model(words, layers.Dense(5, activation="softmax")(x))


def gru() -> keras.Model:
    sound = layers.Input((20, 40))
    x = layers.GRU(32, return_sequences=True)(sound)
    return keras.Model(sound, layers.Dense(2)(layers.GRU(32)(x)))


NETWORKS: dict[str, Callable[[], keras.Model]] = {
    "resnet50": application("ResNet50"),
    "mobilenet_v2": application("MobileNetV2"),
    "mobilenet_v3_small": application("MobileNetV3Small"),
    "efficientnet_b0": application("EfficientNetB0"),
    "densenet121": application("DenseNet121"),
    "bert": bert,
    "gpt2": gpt2,
    "vit": vit,
    "llama": llama,
    "t5": t5,
    "unet": unet,
    "lstm": lstm,
    "convnext_tiny": application("ConvNeXtTiny"),
    "bert_keras_attention": lambda: bert(builtin=True),
    "vit_keras_attention": lambda: vit(builtin=True),
    "bilstm": bilstm,
    "gru": gru,
    "mobilenet": application("MobileNet"),
    "mobilenet_v3_large": application("MobileNetV3Large"),
    "resnet50_v2": application("ResNet50V2"),
    "efficientnet_v2_b0": application("EfficientNetV2B0"),
    "vgg16": application("VGG16"),
    "inception_v3": application("InceptionV3"),
    "xception": application("Xception"),
    "inception_resnet_v2": application("InceptionResNetV2"),
    "nasnet_mobile": application("NASNetMobile"),
}


def spread(model: keras.Model) -> None:
    """Gives vectors numbers that converters do not fold away, as trained ones have."""
    random = np.random.default_rng(0)
    for weight in model.weights:
        if len(weight.shape) == 1 and "float" in str(weight.dtype):
            weight.assign(random.uniform(0.5, 1.5, weight.shape))


def samples(model: keras.Model) -> Iterator[list[np.ndarray]]:
    """One random batch, for the ranges of a quantized file."""
    random = np.random.default_rng(0)
    yield [
        random.random((1, *each.shape[1:]), dtype="float32")
        if each.dtype.startswith("float")
        else random.integers(0, 2, (1, *each.shape[1:])).astype(each.dtype)
        for each in model.inputs
    ]


def lite(model: keras.Model, kind: str) -> bytes:
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if kind != "float":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if kind == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if kind == "int8":
        converter.representative_dataset = lambda: samples(model)
    return converter.convert()


def frozen(model: keras.Model) -> bytes:
    signature = [tf.TensorSpec((1, *each.shape[1:]), each.dtype) for each in model.inputs]
    traced = tf.function(lambda *x: model(list(x) if len(x) > 1 else x[0], training=False))
    concrete = traced.get_concrete_function(*signature)
    return convert_variables_to_constants_v2(concrete).graph.as_graph_def().SerializeToString()


def save(name: str, root: Path, formats: list[str]) -> None:
    keras.backend.clear_session()
    model = NETWORKS[name]()
    spread(model)
    steps: dict[Path, Callable[[Path], object]] = {
        root / "keras" / f"{name}.keras": model.save,
        root / "h5" / f"{name}.h5": model.save,
        root / "graphdef" / f"{name}.pb": lambda path: path.write_bytes(frozen(model)),
        root / "savedmodel" / name: lambda path: model.export(path, verbose=False),
    }
    for kind in ("float", "float16", "int8"):
        steps[root / "tflite" / f"{name}.{kind}.tflite"] = lambda path, kind=kind: path.write_bytes(
            lite(model, kind)
        )
    for path, step in steps.items():
        if path.exists() or path.relative_to(root).parts[0] not in formats:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            step(path)
        except Exception as error:  # noqa: BLE001 - a converter may fail in any way
            print(f"{path}: {type(error).__name__}: {str(error)[:300]}", flush=True)
    print(name, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=list(NETWORKS))
    parser.add_argument("--formats", default="keras,h5,graphdef,savedmodel,tflite")
    given = parser.parse_args()
    for chosen in given.names:
        save(chosen, given.folder, given.formats.split(","))
