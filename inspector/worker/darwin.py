"""macOS: a process can put itself into a sandbox without network."""

from __future__ import annotations

import ctypes

_NAMED = 1  # SANDBOX_NAMED in sandbox.h
_PROFILE = b"no-network"  # kSBXProfileNoNetwork


def deny_network() -> bool:
    """Gives up the network for good.

    Returns:
        Whether the system did it.
    """
    try:
        library = ctypes.CDLL("/usr/lib/libSystem.dylib")
        enter = library.sandbox_init
    except (OSError, AttributeError):
        return False
    enter.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p))
    enter.restype = ctypes.c_int
    error = ctypes.c_char_p()
    return bool(enter(_PROFILE, _NAMED, ctypes.byref(error)) == 0)
