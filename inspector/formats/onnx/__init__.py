"""ONNX (onnx.ai): binary and text files, external data, opset 1 to today."""
