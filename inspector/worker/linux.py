"""Linux: a process gives up system calls it does not need, and dies with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct

# prctl(2)
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

# unshare(2)
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

# seccomp(2): what a filter returns, and where it finds number and architecture of a call.
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM
_NUMBER_AT = 0
_ARCHITECTURE_AT = 4
_X32_CALLS = 0x40000000

# Classic BPF instructions (bpf_common.h).
_LOAD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_AT_LEAST = 0x35
_RETURN = 0x06

# AUDIT_ARCH_* (audit.h) and the numbers of calls (unistd.h) per machine.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NETWORK_CALLS = {
    # socket, connect, accept, sendto, sendmsg, bind, listen, accept4, sendmmsg, io_uring_setup
    "x86_64": (41, 42, 43, 44, 46, 49, 50, 288, 307, 425),
    "aarch64": (198, 203, 202, 206, 211, 200, 201, 242, 269, 425),
}
_PROGRAM_CALLS = {
    # execve, execveat, ptrace, process_vm_readv, process_vm_writev
    "x86_64": (59, 322, 101, 310, 311),
    "aarch64": (221, 281, 117, 270, 271),
}


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def deny_calls(*, network: bool, programs: bool) -> bool:
    """Makes sockets and the starting of programs fail with EPERM, for good.

    Args:
        network: Refuse the calls of the network.
        programs: Refuse to start programs and to touch other processes.

    Returns:
        Whether the kernel took the filter; False on a machine whose call numbers are not known.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        return False
    refused: tuple[int, ...] = _NETWORK_CALLS[machine] if network else ()
    refused += _PROGRAM_CALLS[machine] if programs else ()
    code = _filter(_ARCHITECTURES[machine], refused)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    if not give_up_privileges():
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program)) == 0


def give_up_privileges() -> bool:
    """No program that this process may start gets more rights than it has."""
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1) == 0


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """A BPF program that refuses these calls, and all calls of another architecture."""
    count = len(refused)
    instructions = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 0, count + 3, architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, count + 1, 0, _X32_CALLS),
    ]
    for position, number in enumerate(refused):
        instructions.append((_JUMP_IF_EQUAL, count - position, 0, number))
    instructions += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def leave_network() -> bool:
    """Moves this process, while it has one thread, into a network namespace of its own.

    Returns:
        Whether the kernel permitted it.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_CLONE_NEWNET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    with contextlib.suppress(OSError):
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    return True


def die_with(parent: int) -> None:
    """Asks the kernel to kill this process when the thread that started it ends.

    Args:
        parent: The process that started this one; when it is gone already, so is this one.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def prefer_as_victim() -> None:
    """When the system runs out of memory it ends this process before any other."""
    with contextlib.suppress(OSError):
        _write("/proc/self/oom_score_adj", "1000")


def _prctl(option: int, first: int, second: int = 0) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    return int(library.prctl(option, first, second, 0, 0))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
