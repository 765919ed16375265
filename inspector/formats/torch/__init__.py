"""Graphs that PyTorch writes: exported programs and TorchScript, read without PyTorch.

Nodes are stored as PyTorch has them: domain ``aten`` and the operator's name without its
overload. Tensors that a node reads are its inputs; the attribute ``arguments`` names the
argument each of them stands for (``tensors[1]`` inside a list). All other arguments are
attributes under their own names, those that are None are left out.
"""
