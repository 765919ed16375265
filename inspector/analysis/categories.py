"""Which colour class an operator belongs to."""

from __future__ import annotations

CATEGORIES: dict[str, frozenset[str]] = {
    name: frozenset(operators.split())
    for name, operators in {
        "convolution": "Conv ConvTranspose DeformConv Conv1d Conv2d Conv3d",
        "linear": "MatMul Gemm Einsum Linear QuantizedLinear",
        "embedding": "Embedding",
        "normalization": "BatchNormalization LayerNormalization InstanceNormalization "
        "GroupNormalization RMSNormalization LpNormalization LRN MeanVarianceNormalization "
        "BatchNorm LayerNorm RMSNorm",
        "activation": "Relu LeakyRelu PRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Tanh Gelu "
        "Mish Softplus Softsign Softmax LogSoftmax Clip Erf ThresholdedRelu Swish",
        "attention": "Attention MultiheadAttention MultiHeadAttention GroupQueryAttention "
        "RotaryEmbedding",
        "pooling": "MaxPool AveragePool GlobalAveragePool GlobalMaxPool LpPool ReduceMean "
        "ReduceMax ReduceSum ReduceMin ReduceL2 ReduceL1 ReduceProd TopK ArgMax ArgMin",
        "elementwise": "Add Sub Mul Div Pow Sqrt Exp Log Neg Abs Reciprocal Max Min Sum Mean "
        "Where Equal Greater Less GreaterOrEqual LessOrEqual And Or Not Mod Floor Ceil Round "
        "Sin Cos IsNaN IsInf Sign CumSum",
        "layout": "Reshape Transpose Squeeze Unsqueeze Expand Cast Flatten",
        "shape": "Concat Split Slice Gather GatherND GatherElements Pad Tile Resize DepthToSpace "
        "SpaceToDepth ScatterND ScatterElements Shape Size Range ConstantOfShape OneHot NonZero "
        "Trilu GridSample",
        "recurrent": "LSTM GRU RNN",
        "control": "If Loop Scan SequenceAt SequenceInsert SequenceConstruct",
    }.items()
}

_BY_OPERATOR = {op: name for name, operators in CATEGORIES.items() for op in operators}


def category_of(operator: str) -> str:
    """The class of a normal operator, ``other`` when it has none."""
    return _BY_OPERATOR.get(operator, "other")
