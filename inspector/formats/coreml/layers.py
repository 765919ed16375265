"""The layers of neural networks by the numbers of their fields (NeuralNetwork.proto)."""

from __future__ import annotations

from typing import NamedTuple


class Stated(NamedTuple):
    """A field of a layer's parameters.

    Attributes:
        name: Its name in the schema.
        kind: ``i`` integers, ``f`` numbers, ``s`` text, ``w`` weights, ``p`` borders of a padding,
            ``?`` whether it is there, ``m`` a message with fields of its own, ``g`` a network.
        inner: Fields of the message.
    """

    name: str
    kind: str
    inner: dict[int, Stated]


_RAGGED = "1:axes:i 2:keepDims:i 3:reduceAll:i"
_WINDOW = "50:valid:p 51:same:m(1:asymmetry:i)"
_ACTIVATION = (
    "5:linear:m(1:alpha:f,2:beta:f) 10:relu:? 15:leakyReLU:m(1:alpha:f) "
    "20:thresholdedReLU:m(1:alpha:f) 25:PReLU:m(1:alpha:w) 30:tanh:? "
    "31:scaledTanh:m(1:alpha:f,2:beta:f) 40:sigmoid:? 41:sigmoidHard:m(1:alpha:f,2:beta:f) "
    "50:ELU:m(1:alpha:f) 60:softsign:? 70:softplus:? 71:parametricSoftplus:m(1:alpha:w,2:beta:w)"
)
_LSTM = "15:params:m(10:sequenceOutput:i,20:hasBiasVectors:i,40:hasPeepholeVectors:i)"
_LINES = f"""
100 convolution 1:outputChannels:i 2:kernelChannels:i 10:nGroups:i 20:kernelSize:i 30:stride:i \
 40:dilationFactor:i {_WINDOW} 60:isDeconvolution:i 70:hasBias:i 90:weights:w 91:bias:w \
 100:outputShape:i
120 pooling 1:type:i 10:kernelSize:i 20:stride:i 30:valid:p 31:same:m(1:asymmetry:i) \
 32:includeLastPixel:p 50:avgPoolExcludePadding:i 60:globalPooling:i
130 activation {_ACTIVATION}
140 innerProduct 1:inputChannels:i 2:outputChannels:i 10:hasBias:i 20:weights:w 21:bias:w
150 embedding 1:inputDim:i 2:outputChannels:i 10:hasBias:i 20:weights:w 21:bias:w
160 batchnorm 1:channels:i 5:computeMeanVar:i 6:instanceNormalization:i 10:epsilon:f 15:gamma:w \
 16:beta:w 17:mean:w 18:variance:w
165 mvn 1:acrossChannels:i 2:normalizeVariance:i 3:epsilon:f
170 l2normalize 1:epsilon:f
175 softmax
180 lrn 1:alpha:f 2:beta:f 3:localSize:i 4:k:f
190 crop 1:cropAmounts:p 5:offset:i
200 padding 1:constant:m(1:value:f) 2:reflection:? 3:replication:? 10:paddingAmounts:p
210 upsample 1:scalingFactor:i 7:fractionalScalingFactor:f 5:mode:i 6:linearUpsampleMode:i
211 resizeBilinear 1:targetSize:i 2:mode:m(1:samplingMethod:i)
212 cropResize 1:targetSize:i 2:normalizedCoordinates:i 5:spatialScale:f
220 unary 1:type:i 2:alpha:f 3:epsilon:f 4:shift:f 5:scale:f
230 add 1:alpha:f
231 multiply 1:alpha:f
240 average
245 scale 1:shapeScale:i 2:scale:w 3:hasBias:i 4:shapeBias:i 5:bias:w
250 bias 1:shape:i 2:bias:w
260 max
261 min
270 dot 1:cosineSimilarity:i
280 reduce 1:mode:i 2:epsilon:f 3:axis:i
290 loadConstant 1:shape:i 2:data:w
300 reshape 1:targetShape:i 2:mode:i
301 flatten 1:mode:i
310 permute 1:axis:i
320 concat 100:sequenceConcat:i
330 split 1:nOutputs:i
340 sequenceRepeat 1:nRepetitions:i
345 reorganizeData 1:mode:i 2:blockSize:i
350 slice 1:startIndex:i 2:endIndex:i 3:stride:i 4:axis:i
400 simpleRecurrent 1:inputVectorSize:i 2:outputVectorSize:i 15:sequenceOutput:i \
 20:hasBiasVector:i 30:weightMatrix:w 31:recursionMatrix:w 32:biasVector:w 100:reverseInput:i
410 gru 1:inputVectorSize:i 2:outputVectorSize:i 15:sequenceOutput:i 20:hasBiasVectors:i \
 30:updateGateWeightMatrix:w 100:reverseInput:i
420 uniDirectionalLSTM 1:inputVectorSize:i 2:outputVectorSize:i {_LSTM} \
 20:weightParams:m(1:inputGateWeightMatrix:w) 100:reverseInput:i
430 biDirectionalLSTM 1:inputVectorSize:i 2:outputVectorSize:i {_LSTM} \
 20:weightParams:m(1:inputGateWeightMatrix:w)
500 custom 10:className:s 20:weights:w
600 copy
605 branch 1:then_branch:g 2:else_branch:g
615 loop 1:maxLoopIterations:i 3:condition:g 4:body:g
620 loopBreak
625 loopContinue
635 rangeStatic 1:endValue:f 2:startValue:f 3:stepSizeValue:f
640 rangeDynamic 2:startValue:f 3:stepSizeValue:f
660 clip 1:minVal:f 2:maxVal:f
665 ceil
670 floor
680 sign
685 round
700 exp2
710 sin
715 cos
720 tan
730 asin
735 acos
740 atan
750 sinh
755 cosh
760 tanh
770 asinh
775 acosh
780 atanh
790 erf
795 gelu 1:mode:i
815 equal 1:alpha:f
820 notEqual 1:alpha:f
825 lessThan 2:alpha:f
827 lessEqual 2:alpha:f
830 greaterThan 2:alpha:f
832 greaterEqual 2:alpha:f
840 logicalOr
845 logicalXor
850 logicalNot
855 logicalAnd
865 modBroadcastable
870 minBroadcastable
875 maxBroadcastable
880 addBroadcastable
885 powBroadcastable
890 divideBroadcastable
895 floorDivBroadcastable
900 multiplyBroadcastable
905 subtractBroadcastable
920 tile 1:reps:i
925 stack 1:axis:i
930 gather 1:axis:i
935 scatter 1:axis:i 2:mode:i
940 gatherND
945 scatterND 1:mode:i
950 softmaxND 1:axis:i
952 gatherAlongAxis 1:axis:i
954 scatterAlongAxis 1:axis:i 2:mode:i
960 reverse 1:reverseDim:i
965 reverseSeq 1:batchAxis:i 2:sequenceAxis:i
975 splitND 1:axis:i 2:numSplits:i 3:splitSizes:i
980 concatND 1:axis:i 2:interleave:i
985 transpose 1:axes:i
995 sliceStatic 1:beginIds:i 2:beginMasks:i 3:endIds:i 4:endMasks:i 5:strides:i 6:squeezeMasks:i
1000 sliceDynamic 2:beginMasks:i 3:endIds:i 4:endMasks:i 5:strides:i 6:squeezeMasks:i
1005 slidingWindows 1:axis:i 2:windowSize:i 3:step:i
1015 topK 1:axis:i 2:K:i 3:useBottomK:i
1020 argMin 1:axis:i 2:removeDim:i
1025 argMax 1:axis:i 2:removeDim:i
1040 embeddingND 1:vocabSize:i 2:embeddingSize:i 3:hasBias:i 20:weights:w 21:bias:w
1045 batchedMatmul 1:transposeA:i 2:transposeB:i 5:weightMatrixFirstDimension:i \
 6:weightMatrixSecondDimension:i 7:hasBias:i 8:weights:w 9:bias:w
1065 getShape
1070 loadConstantND 1:shape:i 2:data:w
1080 fillLike 1:value:f
1085 fillStatic 1:value:f 2:targetShape:i
1090 fillDynamic 1:value:f
1100 broadcastToLike
1105 broadcastToStatic 1:targetShape:i
1110 broadcastToDynamic
1120 squeeze 1:axes:i 2:squeezeAll:i
1125 expandDims 1:axes:i
1130 flattenTo2D 1:axis:i
1135 reshapeLike
1140 reshapeStatic 1:targetShape:i
1145 reshapeDynamic
1150 rankPreservingReshape 1:targetShape:i
1155 constantPad 1:value:f 2:padAmounts:i 3:padToGivenOutputSizeMode:i
1250 reduceL1 {_RAGGED}
1255 reduceL2 {_RAGGED}
1260 reduceMax {_RAGGED}
1265 reduceMin {_RAGGED}
1270 reduceSum {_RAGGED}
1275 reduceProd {_RAGGED}
1280 reduceMean {_RAGGED}
1285 reduceLogSum {_RAGGED}
1290 reduceSumSquare {_RAGGED}
1295 reduceLogSumExp {_RAGGED}
1313 whereNonZero
1315 matrixBandPart 1:numLower:i 2:numUpper:i
1320 lowerTriangular 1:k:i
1325 upperTriangular 1:k:i
1330 whereBroadcastable
1350 layerNormalization 1:normalizedShape:i 2:eps:f 3:gamma:w 4:beta:w
1400 NonMaximumSuppression 1:iouThreshold:f 2:scoreThreshold:f 3:maxBoxes:i
1450 oneHot 1:oneHotVectorSize:i 2:axis:i 3:onValue:f 4:offValue:f
1455 cumSum 1:axis:i 2:excludeFinalSum:i 3:reverse:i
1460 clampedReLU 1:alpha:f 2:beta:f
1461 argSort 1:axis:i 2:descending:i
1470 sliceBySize 2:size:i 3:axis:i
"""


def _fields(words: list[str]) -> dict[int, Stated]:
    found = {}
    for word in words:
        number, name, kind = word.split(":", 2)
        inner = _fields(kind[2:-1].split(",")) if kind.startswith("m(") else {}
        found[int(number)] = Stated(name, kind[0], inner)
    return found


def _layers() -> dict[int, tuple[str, dict[int, Stated]]]:
    found = {}
    for line in _LINES.strip().splitlines():
        number, name, *fields = line.split()
        found[int(number)] = (name, _fields(fields))
    return found


LAYERS = _layers()
"""Number of a layer's field → its operator and the fields of its parameters."""
