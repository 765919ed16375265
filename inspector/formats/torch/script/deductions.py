"""What each operator says of the ranks of what it reads and makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from inspector.formats.torch.script.values import Parts, Tensor

Arguments = Mapping[str, object]
Deduce = Callable[[Arguments, Tensor], None]


def deduce(op: str, given: Arguments, result: Tensor) -> None:
    """Relates the ranks of an operator's arguments and its result.

    Args:
        op: The operator without a mark of working in place.
        given: Its arguments by name.
        result: What it makes, one of several of the same rank.
    """
    rule = _RULES.get(op)
    if rule is None:
        dims = _SPATIAL.search(op)
        rule = _fixed(int(dims.group(1)) + 2) if dims else None
    if rule is not None:
        rule(given, result)


_SPATIAL = re.compile(
    r"^(?:_?adaptive_|_?upsample_|max_pool|avg_pool|conv|lp_pool|reflection|replication"
    r"|slow_conv|fractional).*([123])d"
)


def _source(given: Arguments) -> Tensor | None:
    for name in ("self", "input", "data", "query", "condition", "tensor", "argument0"):
        found = given.get(name)
        if isinstance(found, Tensor):
            return found
    return None


def _same(given: Arguments, result: Tensor, more: int = 0) -> None:
    source = _source(given)
    if source is not None:
        result.rank.follow(source.rank, more)


def _more(count: int) -> Deduce:
    return lambda given, result: _same(given, result, count)


def _fixed(count: int) -> Deduce:
    """An operator of a fixed number of axes, one more for the batch it may lack."""

    def rule(given: Arguments, result: Tensor) -> None:
        source = _source(given)
        if source is not None and source.rank.number() is None:
            source.rank.settle(count)
        _same(given, result)

    return rule


def _only(count: int) -> Deduce:
    return lambda given, result: result.rank.settle(count)


def _broadcast(given: Arguments, result: Tensor) -> None:
    """As many axes as the operand that has more; weights tell little of the other operand."""
    tensors = [each for each in given.values() if isinstance(each, Tensor)]
    computed = [each for each in tensors if each.value.initializer is None]
    numbers = [number for each in tensors if (number := each.rank.number()) is not None]
    if len(numbers) == len(tensors) and numbers:
        result.rank.settle(max(numbers))
    elif computed:
        chosen = next((each for each in computed if each.rank.number() is None), computed[0])
        for other in computed:
            number = other.rank.number()
            if number is not None and number > 1:
                chosen.rank.settle(number)
        result.rank.follow(chosen.rank)


def _length(name: str) -> Deduce:
    def rule(given: Arguments, result: Tensor) -> None:
        sizes = given.get(name)
        if isinstance(sizes, list | tuple):
            result.rank.settle(len(sizes))
        elif isinstance(sizes, Parts) and (count := sizes.known_length()) is not None:
            result.rank.settle(count)
        elif name == "size" and not given.get("size"):
            _same(given, result)

    return rule


def _permuted(given: Arguments, result: Tensor) -> None:
    dims, source = given.get("dims"), _source(given)
    if isinstance(dims, list) and source is not None:
        source.rank.settle(len(dims))
    _same(given, result)


def _weighted(given: Arguments, result: Tensor) -> None:
    weight, source = given.get("weight"), _source(given)
    number = weight.rank.number() if isinstance(weight, Tensor) else None
    if number is not None and source is not None:
        source.rank.settle(number)
    _same(given, result)


def _embedded(given: Arguments, result: Tensor) -> None:
    indices = given.get("indices")
    if isinstance(indices, Tensor):
        indices.value.dtype = "int64" if indices.value.dtype == "unknown" else indices.value.dtype
        result.rank.follow(indices.rank, 1)


def _reduced(given: Arguments, result: Tensor) -> None:
    dims = given.get("dim")
    count = len(dims) if isinstance(dims, list) else 1
    if dims is None or dims == []:
        if not given.get("keepdim"):
            result.rank.settle(0)
            return
        count = 0
    _same(given, result, 0 if given.get("keepdim") else -count)


def _multiplied(given: Arguments, result: Tensor) -> None:
    first, second = given.get("self"), given.get("other")
    if not isinstance(first, Tensor) or not isinstance(second, Tensor):
        return
    left, right = first.rank.number(), second.rank.number()
    if left is not None and right is not None:
        short = (left == 1) + (right == 1)
        result.rank.settle(max(left, right, 2) - short)
    elif first.value.initializer is None:
        if right is not None and right > 2:
            first.rank.settle(right)
        elif right is None and left is not None and left > 2:
            second.rank.settle(left)
        result.rank.follow(first.rank)
    else:
        result.rank.follow(second.rank)


def _joined(more: int) -> Deduce:
    def rule(given: Arguments, result: Tensor) -> None:
        tensors = given.get("tensors")
        if not isinstance(tensors, list):
            return
        parts = [each for each in tensors if isinstance(each, Tensor)]
        for part in parts[1:]:
            part.rank.follow(parts[0].rank)
        if parts:
            result.rank.follow(parts[0].rank, more)

    return rule


def _flattened(given: Arguments, result: Tensor) -> None:
    source = _source(given)
    first, last = given.get("start_dim", 0), given.get("end_dim", -1)
    if not isinstance(first, int) or not isinstance(last, int) or source is None:
        return
    if last == -1 and first >= 0:
        result.rank.settle(first + 1)
        return
    number = source.rank.number()
    if (first < 0) == (last < 0):
        _same(given, result, first - last)
    elif number is not None:
        result.rank.settle(number - (last % number - first % number))


def _unflattened(given: Arguments, result: Tensor) -> None:
    sizes = given.get("sizes")
    if isinstance(sizes, list):
        _same(given, result, len(sizes) - 1)


def _squeezed(given: Arguments, result: Tensor) -> None:
    dims = given.get("dim")
    if dims is not None:
        _same(given, result, -(len(dims) if isinstance(dims, list) else 1))


def _indexed(given: Arguments, result: Tensor) -> None:
    indices = given.get("indices")
    if not isinstance(indices, list):
        return
    used = [each for each in indices if isinstance(each, Tensor)]
    if not used or any(each.value.dtype == "bool" for each in used):
        return
    numbers = [each.rank.number() for each in used]
    if all(number is not None for number in numbers):
        _same(given, result, max(n or 0 for n in numbers) - len(used))


def _summed(given: Arguments, result: Tensor) -> None:
    equation, tensors = given.get("equation"), given.get("tensors")
    if not isinstance(equation, str) or "." in equation or not isinstance(tensors, list):
        return
    left, arrow, right = equation.replace(" ", "").partition("->")
    for term, tensor in zip(left.split(","), tensors, strict=False):
        if isinstance(tensor, Tensor):
            tensor.rank.settle(len(term))
    if arrow:
        result.rank.settle(len(right))


def _as_other(given: Arguments, result: Tensor) -> None:
    other = given.get("other")
    if isinstance(other, Tensor):
        result.rank.follow(other.rank)


def _moved(given: Arguments, result: Tensor) -> None:
    """Linear operators on the last axis, attention: as many axes as before."""
    _same(given, result)


def _repeated(given: Arguments, result: Tensor) -> None:
    sizes = given.get("repeats")
    if isinstance(sizes, list):
        result.rank.settle(len(sizes))


_SAME = (
    "relu relu6 gelu silu sigmoid tanh softmax log_softmax _softmax hardswish hardsigmoid hardtanh "
    "leaky_relu elu selu celu mish softplus softsign prelu rrelu glu exp log log2 log10 log1p sqrt "
    "rsqrt abs neg sin cos tan erf floor ceil round trunc sign reciprocal square clamp clamp_min "
    "clamp_max clip dropout feature_dropout alpha_dropout contiguous clone detach to type_as float "
    "half long int bool double cumsum cumprod flip roll slice narrow tril triu masked_fill "
    "logical_not bitwise_not isnan isinf batch_norm layer_norm group_norm instance_norm rms_norm "
    "linear normalize transpose swapaxes split chunk split_with_sizes tensor_split unsafe_chunk "
    "sort topk gather index_select zeros_like ones_like full_like empty_like rand_like randn_like "
    "scaled_dot_product_attention fill zero copy index_put scatter scatter_add masked_scatter "
    "_transformer_encoder_layer_fwd _native_multi_head_attention alias lift_fresh nan_to_num pad "
    "constant_pad_nd threshold log_sigmoid expm1 bernoulli movedim mT numpy_T take_along_dim "
    "renorm channel_shuffle argsort cdist_forward slice_scatter select_scatter"
).split()
_RULES: dict[str, Deduce] = {
    **dict.fromkeys(_SAME, _moved),
    **dict.fromkeys(
        (
            *(
                "add sub rsub mul div true_divide floor_divide remainder fmod pow maximum minimum "
                "eq ne lt le gt ge logical_and logical_or logical_xor __and__ __or__ __xor__ "
                "bitwise_and bitwise_or where addcmul addcdiv lerp atan2"
            ).split(),
        ),
        _broadcast,
    ),
    **dict.fromkeys(
        "mean sum prod amax amin any all argmax argmin norm std var logsumexp max min "
        "linalg_vector_norm var_mean std_mean median mode frobenius_norm".split(),
        _reduced,
    ),
    **dict.fromkeys(("_convolution", "convolution"), _weighted),
    **dict.fromkeys(("lstm", "gru", "rnn_tanh", "rnn_relu"), _fixed(3)),
    **dict.fromkeys(("mm", "addmm", "t", "outer"), _fixed(2)),
    **dict.fromkeys(("bmm", "baddbmm"), _fixed(3)),
    **dict.fromkeys(("arange", "linspace", "randperm", "dot"), _only(1)),
    **dict.fromkeys(("tensor", "scalar_tensor", "NumToTensor"), _only(0)),
    **dict.fromkeys(
        "view zeros ones full rand randn empty new_zeros new_ones new_full new_empty expand "
        "broadcast_to randint".split(),
        _length("size"),
    ),
    **dict.fromkeys(("cat", "concat"), _joined(0)),
    **dict.fromkeys(("pixel_shuffle", "pixel_unshuffle", "grid_sampler"), _fixed(4)),
    **dict.fromkeys(("expand_as", "view_as", "reshape_as"), _as_other),
    "reshape": _length("shape"),
    "repeat": _repeated,
    "tile": _length("dims"),
    "permute": _permuted,
    "stack": _joined(1),
    "embedding": _embedded,
    "unsqueeze": _more(1),
    "one_hot": _more(1),
    "unfold": _more(1),
    "select": _more(-1),
    "unbind": _more(-1),
    "squeeze": _squeezed,
    "flatten": _flattened,
    "unflatten": _unflattened,
    "matmul": _multiplied,
    "index": _indexed,
    "einsum": _summed,
    "im2col": _only(3),
    "col2im": _only(4),
    "nonzero": _only(2),
    "masked_select": _only(1),
}
