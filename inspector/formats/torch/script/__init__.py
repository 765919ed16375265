"""TorchScript: code in a subset of Python, followed symbolically; nothing of it is executed."""
