"""Display graphs of known shapes, made up for tests and measurements of the layout."""

from __future__ import annotations

from inspector.layout.display import Box, DisplayGraph, Edge


class Sketch:
    """A display graph under construction; boxes get their ids in order."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []

    def box(
        self,
        label: str,
        *sources: int,
        detail: str = "",
        category: str = "other",
        parent: int = -1,
        shape: str = "",
    ) -> int:
        """A box that reads some others."""
        number = len(self.boxes)
        kind = "input" if category == "input" else "output" if category == "output" else "operator"
        self.boxes.append(Box(number, kind, label, detail, category, parent, stored=(number,)))
        self.edges += [Edge(source, number, shape) for source in dict.fromkeys(sources)]
        return number

    def frame(self, label: str, parent: int = -1, kind: str = "fold", detail: str = "") -> int:
        """An open box."""
        number = len(self.boxes)
        count = 12 if kind == "run" else 1
        self.boxes.append(
            Box(number, kind, label, detail, "block", parent, True, count)  # type: ignore[arg-type]
        )
        return number

    def graph(self) -> DisplayGraph:
        return DisplayGraph(self.boxes, self.edges)


def encoder_layer(s: Sketch, x: int, mask: int | None, parent: int = -1) -> int:
    """A post-norm transformer layer of about 30 operators."""

    def op(label: str, *sources: int, detail: str = "", category: str = "layout") -> int:
        return s.box(
            label, *sources, detail=detail, category=category, parent=parent, shape="1×128×768"
        )

    def linear(value: int) -> int:
        product = op("MatMul", value, detail="768 → 768", category="linear")
        return op("Add", product, category="elementwise")

    heads = []
    for _ in range(3):
        shaped = op("Reshape", linear(x), detail="1 128 12 64")
        heads.append(op("Transpose", shaped, detail="perm 0 2 1 3"))
    key = op("Transpose", heads[1], detail="perm 0 1 3 2")
    scores = op("MatMul", heads[0], key, category="linear")
    scores = op("Div", scores, detail="8", category="elementwise")
    if mask is not None:
        scores = op("Add", scores, mask, category="elementwise")
    weights = op("Softmax", scores, detail="axis -1", category="activation")
    mixed = op("MatMul", weights, heads[2], category="linear")
    mixed = op("Reshape", op("Transpose", mixed))
    added = op("Add", linear(mixed), x, category="elementwise")
    norm = op("LayerNormalization", added, category="normalization")
    hidden = op("Gelu", linear(norm), category="activation")
    added = op("Add", linear(hidden), norm, category="elementwise")
    return op("LayerNormalization", added, category="normalization")


def transformer(layers: int, *, framed: bool = False, masked: bool = True) -> DisplayGraph:
    """Equal layers, all of which read one mask."""
    s = Sketch()
    ids = s.box("input_ids", detail="int64 1×128", category="input")
    mask = None
    if masked:
        given = s.box("attention_mask", detail="int64 1×128", category="input")
        mask = s.box("Where", s.box("Unsqueeze", given), category="elementwise")
    x = s.box("Gather", ids, category="embedding", detail="30522×768")
    run = s.frame("EncoderLayer", kind="run") if framed else -1
    for _ in range(layers):
        parent = s.frame("EncoderLayer", run, detail="768 → 768") if framed else -1
        x = encoder_layer(s, x, mask, parent)
    s.box("last_hidden_state", s.box("Gemm", x, category="linear"), category="output")
    return s.graph()


def resnet(blocks: int = 8) -> DisplayGraph:
    """Bottlenecks, every fourth with a convolution on its shortcut."""
    s = Sketch()
    x = s.box("input", detail="1×3×224×224", category="input")
    for number in range(blocks):
        y = x
        for kernel in ("1×1", "3×3", "1×1"):
            conv = s.box("Conv", y, detail=f"{kernel}, 64", category="convolution", shape="1×64×56")
            y = s.box("Relu", conv, category="activation") if kernel != "1×1" else conv
        short = x
        if number % 4 == 0:
            short = s.box("Conv", x, detail="1×1, 256", category="convolution")
        x = s.box("Relu", s.box("Add", y, short, category="elementwise"), category="activation")
    s.box("output", s.box("GlobalAveragePool", x, category="pooling"), category="output")
    return s.graph()


def unet(depth: int = 4, width: int = 3) -> DisplayGraph:
    """Encoder and decoder with a skip at each resolution; ``width`` operators at each step."""
    s = Sketch()
    x = s.box("image", detail="1×3×256×256", category="input")
    skips = []
    for level in range(depth):
        for _ in range(width):
            conv = s.box("Conv", x, detail=f"3×3, {64 << level}", category="convolution")
            x = s.box("Relu", conv, category="activation")
        skips.append(x)
        x = s.box("MaxPool", x, category="pooling")
    for _ in range(width):
        x = s.box("Conv", x, category="convolution", detail="3×3, 1024")
    for skip in reversed(skips):
        up = s.box("Resize", x, category="shape")
        x = s.box("Concat", up, skip, category="shape")
        for _ in range(width):
            x = s.box("Relu", s.box("Conv", x, category="convolution"), category="activation")
    s.box("mask", x, category="output")
    return s.graph()


def chain(count: int) -> DisplayGraph:
    """One operator behind the other."""
    s = Sketch()
    x = s.box("input", category="input")
    for number in range(count - 1):
        x = s.box(("Conv", "Relu", "Add")[number % 3], x)
    return s.graph()


def nested(depth: int) -> DisplayGraph:
    """Frames in frames; in each a box before the next frame and one behind it."""
    s = Sketch()
    outside = s.box("input", category="input")
    parents = [-1]
    x = outside
    for number in range(depth):
        parents.append(s.frame(f"Level {number}", parents[-1]))
        x = s.box("Conv", x, parent=parents[-1])
    for parent in reversed(parents[1:]):
        x = s.box("Relu", x, parent=parent)
    s.box("Add", x, outside, parent=-1)
    return s.graph()


def disconnected(parts: int = 6) -> DisplayGraph:
    """Small graphs without a link between them, and single boxes."""
    s = Sketch()
    for number in range(parts):
        x = s.box(f"input {number}", category="input")
        a, b = s.box("Conv", x), s.box("Relu", x)
        s.box("Add", a, b)
    for _ in range(parts):
        s.box("Constant", category="constant")
    return s.graph()


def cyclic() -> DisplayGraph:
    """Self loops and ways back, as folds that are not convex make them."""
    s = Sketch()
    x = s.box("input", category="input")
    a = s.box("Conv", x)
    b = s.box("Relu", a)
    c = s.box("Add", b, a)
    s.edges += [Edge(c, a), Edge(b, b), Edge(c, b)]
    s.box("output", c, category="output")
    return s.graph()


def experts(count: int = 8) -> DisplayGraph:
    """Branches of equal kind that join again, between open frames."""
    s = Sketch()
    x = s.box("input", category="input")
    frame = s.frame("MixtureOfExperts", detail=f"{count} experts")
    gate = s.box("Softmax", s.box("Gemm", x, parent=frame), parent=frame)
    outputs = []
    for _ in range(count):
        inner = s.frame("Expert", frame)
        h = s.box("Gelu", s.box("Gemm", x, parent=inner), parent=inner)
        outputs.append(s.box("Gemm", h, parent=inner))
    weighted = s.box("MatMul", gate, *outputs, parent=frame)
    s.box("output", s.box("Add", weighted, x), category="output")
    return s.graph()


def ports() -> DisplayGraph:
    """Frames with several ways in and out, and ways from deep inside to deep inside."""
    s = Sketch()
    a, b = s.box("a", category="input"), s.box("b", category="input")
    left, right = s.frame("Left", detail="two in, two out"), s.frame("Right")
    inner = s.frame("Inner", left)
    p = s.box("Conv", a, parent=inner)
    q = s.box("Conv", b, parent=inner)
    r = s.box("Add", p, q, parent=left)
    t = s.box("Mul", p, q, r, parent=left)
    deep = s.frame("Deep", right)
    u = s.box("Concat", r, t, p, parent=deep)
    v = s.box("Sub", u, b, parent=right)
    s.box("y", v, category="output")
    s.box("z", u, t, category="output")
    return s.graph()


def tangle(count: int, reach: int = 40, seed: int = 7) -> DisplayGraph:
    """One region that cannot be cut: each box reads two at random among those before it."""
    s = Sketch()
    s.box("input", category="input")
    state = seed
    for number in range(1, count):
        sources = []
        for _ in range(2):
            state = (state * 1103515245 + 12345) % (1 << 31)
            sources.append(number - 1 - (state >> 8) % min(number, reach))
        s.box("Add", *sources)
    return s.graph()


SAMPLES = {
    "transformer": lambda: transformer(3),
    "transformer framed": lambda: transformer(6, framed=True),
    "resnet": resnet,
    "unet": unet,
    "long unet": lambda: unet(5, 12),
    "chain": lambda: chain(60),
    "nested": lambda: nested(12),
    "disconnected": disconnected,
    "cyclic": cyclic,
    "experts": experts,
    "ports": ports,
    "tangle": lambda: tangle(60, 8),
}
