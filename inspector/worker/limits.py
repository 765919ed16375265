"""What a child process may use."""

from __future__ import annotations

import msgspec

MEBIBYTE = 1 << 20
LEAST_MEMORY = 384 * MEBIBYTE
"""Resident bytes below which a child could not load its code and an ordinary file."""


class ProcessLimits(msgspec.Struct, frozen=True):
    """Bounds of one child process; reaching one ends the request with a problem that names it.

    Attributes:
        memory: Resident bytes, watched from outside.
        seconds: Wall clock seconds of one request.
        draft_seconds: The same for a request that answers typing (matching a draft).
        cpu_seconds: Processor seconds of one request, counted over all threads.
        open_files: File descriptors open at a time.
        file_size: Bytes of a file that the child writes (its log, its scratch folder).
        network: Whether the child may open sockets.
        programs: Whether the child may start programs.
        files: Whether the child may read what is outside the model's folder, the program's and
            the system's code, and write outside its scratch folder and the program's cache.
    """

    memory: int = 2048 * MEBIBYTE
    seconds: float = 120.0
    draft_seconds: float = 20.0
    cpu_seconds: int = 240
    open_files: int = 256
    file_size: int = 256 * MEBIBYTE
    network: bool = False
    programs: bool = False
    files: bool = False
