"""Inspector: recognises what a model file really is from its computational graph."""

__version__ = "0.1.0"
