"""Signatures: the files, the library made of them."""

from inspector.signatures.library import Library, load_library
from inspector.signatures.model import Clause, Form, Signature, SignatureError
from inspector.signatures.read import read_signature

__all__ = [
    "Clause",
    "Form",
    "Library",
    "Signature",
    "SignatureError",
    "load_library",
    "read_signature",
]
